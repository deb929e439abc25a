"""The command and its nouns."""

import os
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

import click

from bot import __version__
from bot.cli.command import Cli, common_options
from bot.core.errors import Language


def language_of_environment() -> Language:
    """SPACECAST_LANG, or the terminal's language; Korean where that says nothing."""
    named = ("SPACECAST_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    chosen = next((value for name in named if (value := os.environ.get(name))), "")
    return "en" if chosen.lower().startswith("en") else "ko"


# Where each command and the commands below it are written. What isn't asked for isn't imported.
MODULES: Mapping[str, Sequence[str]] = {
    "backup": ["backup"],
    "bot": ["bots"],
    "check-config": ["server"],
    "conformance": ["conformance"],
    "demo": ["demo"],
    "doctor": ["doctor"],
    "init": ["server"],
    "login-link": ["members"],
    "member": ["members", "directory"],
    "migrate": ["server"],
    "notice": ["notices", "notice_control", "notice_answers"],
    "profile": ["profiles", "profile_platform"],
    "restore": ["backup"],
    "schedule": ["schedules"],
    "send": ["send"],
    "serve": ["server"],
    "template": ["templates"],
    "token": ["tokens"],
    "workspace": ["workspace", "secret_rooms"],
}


def import_all() -> None:
    """Import every command."""
    for name in MODULES:
        _import(name)


def _import(name: str) -> None:
    for module in MODULES.get(name, ()):
        import_module(f"bot.cli.{module}")


class _Nouns(click.Group):
    """Imports a command when it is asked for."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, if there is one."""
        _import(cmd_name)
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        del ctx
        return sorted(MODULES)


@click.group(
    cls=_Nouns,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="spacecast")
@click.pass_context
def cli(
    context: click.Context,
    config_file: Path | None,
    *,
    as_json: bool,
    yes: bool,
    lang: Language | None,
    member_rights: str | None,
) -> None:
    """회사 공지를 모두에게 한 번씩 · Company notices, to everybody, once."""
    context.obj = Cli(
        config_file=config_file,
        json=as_json,
        yes=yes,
        language=lang or language_of_environment(),
        member=member_rights,
    )


for option in reversed(common_options):
    cli = option(cli)


def main() -> None:
    """Run the command line."""
    cli(prog_name="spacecast")
