"""The command and its nouns."""

import os
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


# Each brings its commands; what isn't started isn't imported.
_NOUNS = (
    "backup",
    "bots",
    "conformance",
    "demo",
    "directory",
    "doctor",
    "members",
    "notice_control",
    "notices",
    "profile_platform",
    "profiles",
    "schedules",
    "secret_rooms",
    "send",
    "server",
    "templates",
    "tokens",
    "workspace",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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


def load_nouns() -> None:
    """Let every noun bring its commands."""
    for noun in _NOUNS:
        import_module(f"bot.cli.{noun}")


def main() -> None:
    """Run the command line."""
    load_nouns()
    cli(prog_name="spacecast")
