"""10,000 people press 확인 as fast as it goes: how soon each is answered, and when all are counted.

python -m benchmarks.presses [--people 10000] [--connections 128]
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
import uvloop
from aiohttp import web

from bot.app import System, build
from bot.broadcast.delivery.fanout import Fanout
from bot.broadcast.model.acknowledgements import answers_in
from bot.broadcast.model.audience import Audience
from bot.broadcast.model.notices import NoticeDraft, NoticeState
from bot.broadcast.model.profiles import NewProfile
from bot.broadcast.store import acknowledgements, notices
from bot.config import load_config
from bot.core.clock import SystemClock
from bot.core.database import Database, open_database
from bot.workspace.model.actors import machine_actor
from bot.workspace.model.members import NewMember, Role
from bot.workspace.store import members

_PATIENCE = 120.0
_BARE_PORT, _PORT = 18_081, 18_082
_SHARD_ROWS = 5_000
_LOOK = 0.05


@dataclass(frozen=True, kw_only=True)
class Pressed:
    """What came of the presses: seconds until all were answered, and the milliseconds of each."""

    seconds: float
    waits: Sequence[float]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.waits) / self.seconds

    def told(self, name: str) -> str:
        """In one line."""
        parts = statistics.quantiles(self.waits, n=100)
        return (
            f"{name}: {len(self.waits):,} answered 200 in {self.seconds:.2f} s, {self.rate:,.0f}/s, "
            f"{parts[49]:.0f} ms (p50), {parts[98]:.0f} ms (p99)"
        )


async def _press(url: str, bodies: Sequence[bytes], connections: int) -> Pressed:
    """Post every body once, as Kakao Work does: plain HTTP, kept alive, no signature."""
    left, waits = iter(bodies), list[float]()
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0),
        headers={"Content-Type": "application/json"},
        cookie_jar=aiohttp.DummyCookieJar(),
    ) as session:

        async def one() -> None:
            for body in left:
                began = time.perf_counter()
                async with session.post(url, data=body) as answer:
                    assert answer.status == 200, (answer.status, await answer.text())
                    await answer.read()
                waits.append((time.perf_counter() - began) * 1_000)

        began = time.perf_counter()
        await asyncio.gather(*(one() for _ in range(connections)))
        seconds = time.perf_counter() - began
    assert len(waits) == len(bodies)
    return Pressed(seconds=seconds, waits=waits)


async def _fill(file: Path, people: int) -> tuple[str, str, list[bytes]]:
    """A notice that has arrived at everybody: its id, the Callback URL, and everybody's press."""
    async with AsyncExitStack() as stack:
        system = await build(load_config(file), stack)
        parts, actor = system.parts, machine_actor()
        crowd = [
            NewMember(
                email=f"p{n}@bench.example",
                name=f"사람 {n}",
                role=Role.MEMBER if n else Role.SUPER_ADMIN,
            )
            for n in range(people)
        ]
        await parts.member_import.add(actor, crowd)
        await parts.profiles.create(actor, NewProfile(id="hr", name="인사팀 알림"))
        draft = NoticeDraft(
            profile_id="hr",
            template="plain",
            variables={
                "title": "보안 서약",
                "body": "읽고 확인해 주세요.",
                "acknowledge": True,
            },
            audience=Audience(),
        )
        made = (await parts.notices.draft(actor, draft)).notice
        await system.parts.sending.send(actor, made.id)
        addresses = await parts.callback_keys.addresses(actor, "hr")
        bodies = await _arrived(system, made.id)
        path = addresses.callback_url.partition("/callbacks/")[2]
        return made.id, f"/callbacks/{path}", bodies


async def _arrived(system: System, notice_id: str) -> list[bytes]:
    """Everybody has got it; what each of them presses."""
    async with AsyncExitStack() as stack:
        database = await open_database(system.config.database)
        stack.push_async_callback(database.close)
        await Fanout(database, SystemClock(), _SHARD_ROWS).prepare(notice_id)
        async with database.transaction() as tx:
            await tx.execute("UPDATE deliveries SET state = 'sent'")
            await tx.execute("UPDATE shards SET sent = pending, pending = 0")
            held = await notices.get_locked(tx, notice_id)
            await notices.update(tx, replace(held, state=NoticeState.SENT))
        buttons = answers_in(held.frozen)
        assert buttons is not None
        return await _bodies(database, buttons.values[0])


async def _bodies(database: Database, value: str) -> list[bytes]:
    bodies, after = list[bytes](), 0
    while page := await members.page(database, after=after, limit=1_000, active_only=True):
        for member in page:
            told = {
                "type": "submit_action",
                "action_time": "2026-11-22 11:00:00",
                "message": {"id": str(1_000_000 + member.platform_id)},
                "react_user_id": member.platform_id,
                "action_name": "ack",
                "value": value,
            }
            bodies.append(json.dumps(told).encode())
        after = page[-1].platform_id
    return bodies


async def _counted(database_url: str, notice_id: str, expected: int) -> float:
    """Seconds from now until everybody is counted; none may be lost."""
    database, began = await open_database(database_url), time.perf_counter()
    try:
        async with asyncio.timeout(_PATIENCE):
            found = 0
            while found < expected:
                found = (await acknowledgements.tallies(database, notice_id)).acknowledged
                await asyncio.sleep(_LOOK if found < expected else 0)
        rows = await database.fetch_value(
            "SELECT count(*) FROM acknowledgements WHERE notice_id = $1", notice_id
        )
        assert found == rows == expected, (found, rows)
        return time.perf_counter() - began
    finally:
        await database.close()


async def _spacecast(people: int, connections: int) -> Pressed:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, database = folder / "config.yaml", f"sqlite:///{folder}/spacecast.db"
        file.write_text(
            f"server: {{port: {_PORT}}}\ndatabase: {database}\ndata_dir: {folder}\n"
            # By the machine's clock, which may stand in them.
            'quiet_hours: {start: "00:00", end: "00:00"}\n',
            "utf-8",
        )
        notice_id, path, bodies = await _fill(file, people)
        async with _process("-m", "bot", "-c", str(file), "serve"):
            url = f"http://127.0.0.1:{_PORT}"
            await _until_ready(url)
            pressed = await _press(f"{url}{path}", bodies, connections)
            after = await _counted(database, notice_id, len(bodies))
        print(pressed.told("Spacecast, SQLite"), flush=True)
        print(
            f"the last is counted {after:.2f} s after the last answer, "
            f"{pressed.seconds + after:.2f} s after the first press; none of {len(bodies):,} lost"
        )
        return pressed


async def _bare(people: int, connections: int) -> Pressed:
    """A handler that reads the JSON and answers, and keeps nothing; a process of its own."""
    bodies = [
        json.dumps({"type": "submit_action", "react_user_id": number}).encode()
        for number in range(people)
    ]
    async with _process("-m", "benchmarks.presses", "--serve-bare"):
        url = f"http://127.0.0.1:{_BARE_PORT}"
        await _until_ready(url)
        pressed = await _press(f"{url}/press", bodies, connections)
        print(pressed.told("bare aiohttp"), flush=True)
        return pressed


async def _serve_bare() -> None:
    async def press(request: web.Request) -> web.Response:
        await request.json()
        return web.json_response({})

    async def ready(_: web.Request) -> web.Response:
        return web.Response()

    app = web.Application()
    app.add_routes([web.post("/press", press), web.get("/readyz", ready)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", _BARE_PORT).start()
    await asyncio.Event().wait()


@asynccontextmanager
async def _process(*arguments: str) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        await process.wait()


async def _until_ready(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        for _ in range(300):
            try:
                async with session.get(f"{url}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.1)
    raise RuntimeError("the server never answered")


async def _all(people: int, connections: int) -> None:
    """The bare side is the mean of just before and just after: the machine's speed drifts."""
    before = await _bare(people, connections)
    own = await _spacecast(people, connections)
    after = await _bare(people, connections)
    bare = 2 * people / (before.seconds + after.seconds)
    print(f"of bare, {connections} connections: {own.rate / bare:.2f}")


def main() -> None:
    """Measure; or be the bare server."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--connections", type=int, default=128)
    parser.add_argument("--serve-bare", action="store_true")
    asked = parser.parse_args()
    if asked.serve_bare:
        uvloop.run(_serve_bare())
    else:
        uvloop.run(_all(asked.people, asked.connections))


if __name__ == "__main__":
    main()
