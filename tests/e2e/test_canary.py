"""A marker that nobody but the members may ever see, searched in every byte that is kept or sent."""

import asyncio
import secrets
import tarfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.core.clock import SystemClock
from bot.core.database import open_database, open_key_file
from bot.messenger.service.key_ring import KeyRing
from bot.messenger.service.master_key import MasterKeyFile
from tests.e2e.space import PATIENCE, Space, space

# Seconds until the maximum ends what nobody has read.
_KEEP = 14
_TIMES = f"secret_rooms: {{auto_delete: [6s, 1h], keep: [{_KEEP}s, 3d]}}\n"


class _Person:
    """Somebody with a token and an open screen; `heard` is all that came over it."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session, self._url = session, f"{url}/messenger"
        self.heard: list[str] = []

    async def post(self, path: str, **body: Any) -> Any:
        """Call the chat's API."""
        async with self._session.post(f"{self._url}/api/{path}", **body) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json() if answer.status != 204 else None

    async def status(self, path: str) -> int:
        """How a GET is answered."""
        async with self._session.get(f"{self._url}/api/{path}") as answer:
            self.heard.append(await answer.text())
            return answer.status

    async def listen(self) -> None:
        """Keep what comes over the socket."""
        async with self._session.ws_connect(f"{self._url}/ws") as socket:
            await socket.send_json({"type": "resume", "rooms": {}})
            async for message in socket:
                self.heard.append(str(message.data))


@asynccontextmanager
async def _person(one: Space, email: str) -> AsyncIterator[_Person]:
    token = one.told("token", "create", "--member", email)["token"]
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        person = _Person(session, one.url)
        listening = asyncio.create_task(person.listen())
        try:
            yield person
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


def _files_with(folders: Sequence[Path], wanted: Sequence[bytes]) -> list[str]:
    """The files in which any of these bytes are."""
    found = []
    for folder in folders:
        for path in folder.rglob("*"):
            try:
                content = path.read_bytes() if path.is_file() else b""
            except FileNotFoundError:
                continue
            found += [str(path) for each in wanted if each in content]
    return found


def _written(marker: str) -> list[bytes]:
    return [marker.encode(), marker.encode("utf-16-le"), marker.encode().hex().encode()]


async def _keys(one: Space) -> tuple[list[bytes], list[bytes]]:
    """Every key of the key file as it is, and as it is kept."""
    folder = one.folder / "secret"
    masters = MasterKeyFile(folder / "master.key")
    ring = await KeyRing.open(folder / "keys.db", masters, SystemClock().now())
    database = await open_key_file(folder / "keys.db")
    try:
        rows = await database.fetch("SELECT id FROM message_keys")
        opened = await ring.find_many([row["id"] for row in rows])
        slots = await database.fetch("SELECT sealed FROM key_slots")
        return [key.material for key in opened.values()], [bytes(r["sealed"]) for r in slots]
    finally:
        await database.close()
        await ring.close()


async def _until_gone(one: Space) -> None:
    for _ in range(PATIENCE * 4):
        rows = await one.rows(one.messenger, "SELECT count(*) AS n FROM secret_messages")
        files = await one.rows(one.messenger, "SELECT count(*) AS n FROM secret_files")
        if rows[0]["n"] == files[0]["n"] == 0:
            return
        await asyncio.sleep(0.25)
    raise AssertionError("the secret messages are still there")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql_url"))
    return f"sqlite:///{tmp_path}/space/spacecast.db"


async def _server_folder(url: str) -> list[Path]:
    """The folder of the PostgreSQL server with its log; nothing for SQLite."""
    if url.startswith("sqlite"):
        return []
    database = await open_database(url)
    try:
        return [Path(await database.fetch_value("SHOW data_directory")).parent]
    finally:
        await database.close()


async def test_a_marker_is_in_no_byte_before_or_after_its_end_and_its_key_in_none_after(
    tmp_path: Path, database_url: str
) -> None:
    marker = f"표식{secrets.token_hex(16)}"
    folder = tmp_path / "space"
    folder.mkdir()
    with space(folder, database_url, more=_TIMES) as one:
        one.fill(4)
        one.told("workspace", "secret-rooms", "on")
        one.start()
        places = [folder, *await _server_folder(database_url)]
        people = one.told("member", "list")["items"]
        ids = [each["id"] for each in people if each["email"] == "p2@example.com"]
        async with (
            _person(one, "p1@example.com") as sender,
            _person(one, "p2@example.com") as reader,
            _person(one, "p3@example.com") as stranger,
        ):
            room = await _talk(ids, sender, marker)
            await _look(room, sender, reader, stranger, marker)
            materials, kept = await _keys(one)
            assert len(materials) >= 4
            assert _files_with(places, _written(marker)) == []
            backup = tmp_path / "backup.tar.gz"
            if database_url.startswith("sqlite"):
                one.told("backup", str(backup))
                unpacked = tmp_path / "unpacked"
                unpacked.mkdir()
                with tarfile.open(backup) as tar:
                    tar.extractall(unpacked, filter="data")
                assert _files_with([unpacked], [*_written(marker), *materials, *kept]) == []
            await _until_gone(one)
            assert await reader.status(f"rooms/{room}/messages") == 200
            assert marker not in reader.heard[-1]
            assert not [heard for heard in stranger.heard if marker in heard]
            gone = [key for key in kept if _files_with([folder / "secret"], [key])]
            # The key of the room's name lives on with the room.
            assert len(gone) == 1
            assert _files_with(places, [*_written(marker), *materials]) == []


async def _talk(ids: list[str], sender: _Person, marker: str) -> str:
    """A room with the marker in its name, in a message that is read, one that isn't, and a file."""
    opened = await sender.post(
        "rooms",
        json={
            "kind": "secret",
            "members": ids,
            "name": marker,
            "auto_delete": "6s",
            "keep": f"{_KEEP}s",
        },
    )
    room = str(opened["id"])
    form = aiohttp.FormData()
    form.add_field("file", f"{marker} ".encode() * 9_000, filename=f"{marker}.txt")
    file = await sender.post(f"rooms/{room}/attachments", data=form)
    await sender.post(f"rooms/{room}/messages", json={"text": marker})
    await sender.post(
        f"rooms/{room}/messages", json={"text": marker, "attachments": [file["id"]]}
    )
    return room


async def _look(
    room: str,
    sender: _Person,
    reader: _Person,
    stranger: _Person,
    marker: str,
) -> None:
    """The members see it, others don't; and what is wrong is asked for, so that errors are told."""
    assert await reader.status(f"rooms/{room}/messages") == 200
    assert marker in reader.heard[-1]
    await reader.post(f"rooms/{room}/read", json={"upto": 1})
    for path in (f"rooms/{room}", f"rooms/{room}/messages", f"rooms/{room}/messages?after=x"):
        assert await stranger.status(path) in {404, 422}
    assert await sender.status(f"rooms/{room}/messages?limit=-1") == 422
    assert await stranger.status("rooms") == 200
    assert await stranger.status(f"members?query={marker[:8]}") == 200
