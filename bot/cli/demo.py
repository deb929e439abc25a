"""demo: a throwaway space that one can send in at once."""

import asyncio
import contextlib
import json
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from bot.app import System, running
from bot.cli.command import Cli, verb
from bot.cli.demo_notices import past_ages, past_author, seed_future, seed_past, seed_people
from bot.cli.demo_rooms import seed_rooms
from bot.cli.main import cli
from bot.cli.server import until_stopped
from bot.cli.surroundings import Demo, announce_demo, forget_demo
from bot.config import Config, load_config
from bot.core.clock import SystemClock
from bot.core.errors import ConfigurationError
from bot.listening import listening
from bot.workspace.model.actors import Actor, Surface, member_actor

_PORTS_TRIED = 20


@verb(cli, "demo")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8080,
    show_default=True,
    help="포트 · Port.",
)
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    help="여기에 남겨요 · Keep everything in this folder.",
)
@click.option(
    "--members",
    type=click.IntRange(9, 100_000),
    default=312,
    show_default=True,
    help="사람 수 · People.",
)
async def demo(cli_: Cli, *, port: int, keep: Path | None, members: int) -> None:
    """바로 써 볼 수 있는 데모 · A space to try, with people in it."""
    began = SystemClock().monotonic()
    with _folder(keep) as folder, contextlib.closing(_free_socket(port)) as listener:
        config = _config(folder, listener.getsockname()[1])
        if not (folder / "messenger.db").exists():
            await _seed(cli_, config, members)
        async with running(config, listener=listener.dup()) as system:
            mine = Demo(pid=os.getpid(), url=config.public_url, config=folder / "config.yaml")
            await asyncio.to_thread(announce_demo, mine)
            try:
                took = SystemClock().monotonic() - began
                click.echo(await _welcome(cli_, system, folder, keep, took))
                sys.stdout.flush()
                await until_stopped(system)
            finally:
                await asyncio.to_thread(forget_demo, os.getpid())


class _PastClock(SystemClock):
    """The machine's clock, some time ago."""

    def __init__(self, ago: int) -> None:
        self._ago = ago

    def now(self) -> int:
        """UTC milliseconds, `ago` earlier."""
        return super().now() - self._ago


async def _seed(cli_: Cli, config: Config, members: int) -> None:
    """Live the demo's past on a port of its own: every past notice is really sent."""
    hasty = {"delivery": config.delivery.model_copy(update={"grace_seconds": 0})}
    for number, ago in enumerate(past_ages()):
        listener = listening("127.0.0.1", 0)
        server = config.server.model_copy(
            update={"port": listener.getsockname()[1], "public_url": config.public_url}
        )
        past = config.model_copy(update={**hasty, "server": server})
        async with running(past, _PastClock(ago), listener) as system:
            if number == 0:
                await seed_people(system, cli_.actor, members)
            await seed_past(
                system, cli_.actor, await _author(system, past_author(number)), number
            )
    listener = listening("127.0.0.1", 0)
    async with running(config, listener=listener) as system:
        await seed_future(system, cli_.actor, await _author(system, "hana.lee"))
        await seed_rooms(system, cli_.actor)


async def _author(system: System, address: str) -> Actor:
    member = await system.parts.members.get(f"{address}@demo.example")
    return member_actor(member, Surface.CONSOLE)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="spacecast-demo-") as made:
        yield Path(made)


def _config(folder: Path, port: int) -> Config:
    file = folder / "config.yaml"
    file.write_text(
        f"server: {{host: 127.0.0.1, port: {port}}}\n"
        f"database: sqlite:///{folder / 'spacecast.db'}\n"
        f"data_dir: {folder}\n"
        "workspace: {name: 하늘상사}\n"
        "delivery: {grace_seconds: 5}\n"
        # None: a newcomer who sends at ten in the evening must see it arrive.
        'quiet_hours: {start: "00:00", end: "00:00"}\n'
        # A minute, so that one can wait for it.
        "secret_rooms: {auto_delete: [1m, 1h, 3h, 6h, 1d, 3d, 5d, 7d]}\n",
        "utf-8",
    )
    return load_config(file)


def _free_socket(wanted: int) -> socket.socket:
    """The wanted port, or the next free one."""
    for port in range(wanted, wanted + _PORTS_TRIED):
        try:
            return listening("127.0.0.1", port)
        except ConfigurationError:
            if port == wanted + _PORTS_TRIED - 1:
                raise
    raise AssertionError("the loop returns or raises")


async def _welcome(
    cli_: Cli, system: System, folder: Path, keep: Path | None, took: float
) -> str:
    url, sessions, actor = system.config.public_url, system.parts.sessions, cli_.actor
    links = {
        address: f"{url}/in/{await sessions.new_link(actor, f'{address}@demo.example')}"
        for address in ("seulgi.kim", "hana.lee", "saebom.han", "eungyeol.oh")
    }
    token = await sessions.new_token(actor, member_key="hana.lee@demo.example", name="demo")
    count = await system.parts.members.count()
    if cli_.json:
        config = str(folder / "config.yaml")
        told = {"url": url, "links": links, "token": token.secret, "config": config}
        return json.dumps(told, ensure_ascii=False)
    body = '{"profile":"hr","title":"점심 메뉴","body":"오늘은 비빔밥이에요.","audience":{"everyone":true}}'
    curl = (
        f"curl {url}/api/v1/broadcasts -H 'Authorization: Bearer {token.secret}' "
        f"-H 'Content-Type: application/json' -d '{body}'"
    )
    kept = cli_.say(
        "끝내면 지워요. 남기려면 --keep DIR", "deleted at the end; --keep DIR keeps it"
    )
    words = _WELCOME_KO if cli_.language == "ko" else _WELCOME_EN
    return words.format(
        where=keep or kept, took=took, count=count, curl=curl, url=url,
        boss=links["seulgi.kim"], sender=links["hana.lee"], without=links["saebom.han"],
        member=links["eungyeol.oh"],
    )  # fmt: skip


_WELCOME_KO = """Spacecast 데모 · {where}
{took:.1f}초 만에 준비했어요: {count}명, 부서 6곳, 발송 프로필 3개, 지난 공지 3개, \
예약 1개, 매주 예약 1개, 비밀 채팅방 2개

  한 번 쓰는 링크(30분)
  콘솔    {boss}  김슬기(슈퍼 관리자)
  콘솔    {sender}  이하나(발송 관리자)
  콘솔    {without}  한새봄(프로필이 없는 발송 관리자)
  메신저  {member}  오은결(사용자)

  해 보기  spacecast send --profile hr --title '점심 메뉴' --body '오늘은 비빔밥이에요.' --to everyone --wait
  API      {curl}
  설명서   {url}/docs

  끄려면 Ctrl+C"""
_WELCOME_EN = """Spacecast demo · {where}
ready in {took:.1f} s: {count} people, 6 departments, 3 send profiles, 3 past notices, \
1 scheduled, 1 weekly, 2 secret rooms

  One-time links (30 minutes)
  Console    {boss}  as 김슬기 (super admin)
  Console    {sender}  as 이하나 (send admin)
  Console    {without}  as 한새봄 (send admin without a profile)
  Messenger  {member}  as 오은결 (member)

  Try    spacecast send --profile hr --title Lunch --body 'Bibimbap today.' --to everyone --wait
  API    {curl}
  Docs   {url}/docs

  Ctrl+C stops it"""
