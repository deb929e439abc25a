"""serve, init, migrate, check-config."""

import asyncio
import contextlib
import os
import signal
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import click

from bot.app import System, open_databases, running
from bot.cli.command import Cli, verb
from bot.cli.main import cli
from bot.config import Config, load_config
from bot.core.clock import SystemClock
from bot.core.errors import Bilingual, WrongState
from bot.shipped import shipped

OWN_PROFILES = Path("profiles")


@verb(cli, "serve")
@click.option("--port", type=click.IntRange(0, 65535), help="포트 · Port.")
@click.option(
    "--role", type=click.Choice(["all"]), default="all", show_default=True, help="역할 · Role."
)
async def serve(cli_: Cli, *, port: int | None, role: str) -> None:
    """서버를 켜요 · Run the server."""
    del role
    config = cli_.config()
    if port is not None:
        config = with_port(config, port)
    async with running(config) as system:
        folder = profiles_folder()
        # The shipped profile has no App Key, which only the built-in messenger issues by itself.
        if folder == OWN_PROFILES or config.platform.kind == "built-in":
            await system.parts.profile_files.apply(cli_.actor, folder)
        cli_.talk(
            Bilingual(
                ko=f"Spacecast가 켜졌어요: {config.public_url} (끄려면 Ctrl+C)",
                en=f"Spacecast is running: {config.public_url} (Ctrl+C stops it)",
            )
        )
        await until_stopped(system)


async def until_stopped(system: System) -> None:
    """Wait for a signal, or for a part that dies: then the process must not live on."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(name, stop.set)
    stopped = asyncio.create_task(stop.wait(), name="signal")
    waiting: list[asyncio.Future[Any]] = [stopped, system.failed]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if system.failed.done():
        raise system.failed.result()


def with_port(config: Config, port: int) -> Config:
    """The configuration on another port."""
    return config.model_copy(update={"server": config.server.model_copy(update={"port": port})})


def profiles_folder() -> Path:
    """The user's own profiles/, or those shipped with Spacecast."""
    return OWN_PROFILES if OWN_PROFILES.is_dir() else shipped("profiles")


@verb(cli, "init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
async def init(cli_: Cli, *, folder: Path) -> None:
    """설정 파일을 만들어요 · Write config.yaml and the folders beside it."""
    await asyncio.to_thread(write_start, folder)
    cli_.show(
        {"config": str(folder / "config.yaml")},
        cli_.say(
            f"{folder / 'config.yaml'} 파일을 만들었어요. 고친 뒤 `spacecast member import members.csv`, "
            "`spacecast serve`를 실행해 주세요.",
            f"Wrote {folder / 'config.yaml'}. Edit it, then run `spacecast member import members.csv` "
            "and `spacecast serve`.",
        ),
    )


def write_start(folder: Path) -> None:
    """Write the configuration and make the folders; what is there is never overwritten."""
    target = folder / "config.yaml"
    if target.exists():
        raise WrongState(
            Bilingual(
                ko=f"{target} 파일이 이미 있어요. 지우거나 다른 폴더에서 해 주세요.",
                en=f"{target} exists already. Remove it or choose another folder.",
            ),
            code="config_exists",
        )
    folder.mkdir(parents=True, exist_ok=True)
    target.write_text(shipped("config.yaml").read_text("utf-8"), "utf-8")
    for name in ("profiles", "templates/notices"):
        (folder / name).mkdir(parents=True, exist_ok=True)


@verb(cli, "migrate")
async def migrate(cli_: Cli) -> None:
    """데이터베이스를 최신 구조로 바꿔요 · Bring the database up to date."""
    async with AsyncExitStack() as stack:
        await open_databases(cli_.config(), stack, SystemClock())
    cli_.show(
        {"migrated": True},
        cli_.say("데이터베이스가 최신이에요.", "The database is up to date."),
    )


@verb(cli, "check-config")
@click.option(
    "--show-origin", is_flag=True, help="값이 어디서 왔는지 · Say where each value is from."
)
async def check_config(cli_: Cli, *, show_origin: bool) -> None:
    """설정이 맞는지 확인해요 · Check the configuration."""
    path = cli_.config_file or Path(os.environ.get("SPACECAST_CONFIG", "config.yaml"))
    config = load_config(path if path.is_file() or cli_.config_file else None)
    values = flat(config.model_dump(mode="json"))
    if not show_origin:
        cli_.show(
            {"ok": True}, cli_.say("설정에 문제가 없어요.", "The configuration is right.")
        )
        return
    origins = {key: origin(key, path) for key in values}
    shown = {
        key: {"value": hide(key, value), "origin": origins[key]}
        for key, value in values.items()
    }
    lines = [f"{key} = {one['value']}  ({one['origin']})" for key, one in shown.items()]
    cli_.show(shown, "\n".join(lines))


def flat(values: dict[str, object], above: str = "") -> dict[str, object]:
    """Nested settings as `server.port`."""
    found: dict[str, object] = {}
    for key, value in values.items():
        if isinstance(value, dict):
            found |= flat(value, f"{above}{key}.")
        else:
            found[above + key] = value
    return found


def origin(key: str, path: Path) -> str:
    """`environment`, the file, or `default`."""
    variable = f"SPACECAST_{key.replace('.', '__').upper()}"
    if variable in os.environ or f"{variable}_FILE" in os.environ:
        return variable
    return str(path) if path.is_file() and names_key(path, key) else "default"


def names_key(path: Path, key: str) -> bool:
    """Whether the file sets the key."""
    from ruamel.yaml import YAML

    tree = YAML(typ="safe").load(path.read_text("utf-8")) or {}
    for part in key.split("."):
        if not isinstance(tree, dict) or part not in tree:
            return False
        tree = tree[part]
    return True


def hide(key: str, value: object) -> object:
    """A database address without its password."""
    if key != "database" or not isinstance(value, str) or "@" not in value:
        return value
    head, _, tail = value.rpartition("@")
    return f"{head.split('://')[0]}://…@{tail}"
