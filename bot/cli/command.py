"""What every command has in common: its options, its system, its output, its errors."""

import asyncio
import functools
import json
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import structlog

from bot.app import System, build
from bot.cli.surroundings import find_config
from bot.config import Config
from bot.core.errors import Bilingual, Language, SpacecastError
from bot.workspace.model.actors import Actor, Surface, machine_actor, member_actor


@dataclass(slots=True)
class Cli:
    """The options given to a command, and how it speaks."""

    config_file: Path | None = None
    json: bool = False
    yes: bool = False
    language: Language = "ko"
    member: str | None = None
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    _actor: Actor | None = None

    @property
    def actor(self) -> Actor:
        """Whoever runs commands here, or the member named by --as once there is a system."""
        return self._actor or machine_actor(self.language)

    def config(self) -> Config:
        """The configuration; says so where it is a running demo's."""
        config, demo = find_config(self.config_file)
        if demo is not None:
            self.talk(
                Bilingual(
                    ko=f"실행 중인 데모에서 해요: {demo.url}",
                    en=f"Working in the running demo: {demo.url}",
                )
            )
        return config

    async def system(self) -> System:
        """Every part over the configured database, without a server."""
        system = await build(self.config(), self.stack)
        if self.member is not None:
            member = await system.parts.members.get(self.member)
            self._actor = member_actor(member, Surface.CLI, language=self.language)
        return system

    def talk(self, text: Bilingual) -> None:
        """Say something to a person: on stderr."""
        click.echo(text.in_(self.language), err=True)

    def show(self, found: object, text: str) -> None:
        """Give the result: on stdout, as one JSON object or as text."""
        click.echo(json.dumps(found, ensure_ascii=False) if self.json else text)

    def say(self, ko: str, en: str) -> str:
        """One of the two languages."""
        return ko if self.language == "ko" else en


Verb = Callable[..., Coroutine[Any, Any, None]]


def verb(group: click.Group, name: str) -> Callable[[Verb], click.Command]:
    """Make an async function a command of `group`, with the options that all have."""

    def decorate(function: Verb) -> click.Command:
        @functools.wraps(function)
        def call(
            *,
            config_file: Path | None,
            as_json: bool,
            yes: bool,
            lang: Language | None,
            member_rights: str | None,
            **given: Any,
        ) -> None:
            before: Cli = click.get_current_context().ensure_object(Cli)
            cli = Cli(
                config_file=config_file or before.config_file,
                json=as_json or before.json,
                yes=yes or before.yes,
                language=lang or before.language,
                member=member_rights or before.member,
            )
            run(cli, function(cli, **given))

        for option in reversed(_COMMON):
            call = option(call)
        return group.command(name)(call)

    return decorate


def run(cli: Cli, work: Awaitable[None]) -> None:
    """Run a command to its end and exit with its code; no traceback reaches a person."""
    quiet_logs()

    async def whole() -> None:
        async with cli.stack:
            await work

    try:
        asyncio.run(whole())
    except SpacecastError as error:
        report(cli, error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has gone; writing more would only fail again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 -- the last line: a person gets words, the log the rest
        structlog.get_logger(__name__).debug("command failed", exc_info=error)
        cli.talk(_unexpected(error))
        sys.exit(1)


def report(cli: Cli, error: SpacecastError) -> None:
    """Say what was wrong, where, and what to do: on stderr."""
    if cli.json:
        found = {
            "code": error.word,
            "detail": error.text.in_(cli.language),
            "errors": [
                {"pointer": p.pointer, "code": p.code, "detail": p.text.in_(cli.language)}
                for p in error.problems
            ],
        }
        click.echo(json.dumps(found, ensure_ascii=False), err=True)
        return
    cli.talk(error.text)
    if len(error.problems) > 1 or (error.problems and error.problems[0].text != error.text):
        for problem in error.problems:
            click.echo(f"  {problem.pointer}: {problem.text.in_(cli.language)}", err=True)


def quiet_logs() -> None:
    """Logs go to stderr as lines; SPACECAST_… secrets are never logged."""
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(message)s"
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            # Never with local variables: an App Key may be among them.
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )


def _unexpected(error: Exception) -> Bilingual:
    kind = type(error).__name__
    return Bilingual(
        ko=f"예상하지 못한 문제가 생겨 멈췄어요({kind}: {error}). 다시 해 보고, 계속되면 이 내용을 알려 주세요.",
        en=f"Stopped by something unexpected ({kind}: {error}). Try again; if it stays, report this line.",
    )


_COMMON = (
    click.option(
        "-c",
        "--config",
        "config_file",
        type=click.Path(path_type=Path, dir_okay=False),
        help="설정 파일 · Configuration file (default: ./config.yaml).",
    ),
    click.option("--json", "as_json", is_flag=True, help="JSON으로 출력 · Print JSON."),
    click.option("--yes", is_flag=True, help="묻지 않고 진행 · Don't ask."),
    click.option("--lang", type=click.Choice(["ko", "en"]), help="언어 · Language."),
    click.option(
        "--as",
        "member_rights",
        metavar="MEMBER",
        help="이 멤버의 권한으로 · With this member's rights.",
    ),
)
common_options = _COMMON
