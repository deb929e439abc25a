"""Edge cases of what is kept of secret rooms: deletion, clocks, audit and logs, on both databases."""

import hashlib
import traceback
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.core.clock import DAY, HOUR, MINUTE
from bot.core.database import Database, UniqueViolation
from bot.messenger.model.chat import NewMessage
from bot.messenger.model.secret_messages import SecretText
from bot.workspace.service.audit import AuditLog
from tests.messenger.erasing_rig import ErasingRig, open_erasing_rig
from tests.messenger.home import HANA, SENDER, SUPER, Home

_TEXT, _NAME, _FILE = "표식-본문-9f2", "표식-제목-9f2", "표식-파일-9f2.pdf"


@pytest.fixture
async def rig(home: Home, tmp_path: Path) -> AsyncIterator[ErasingRig]:
    async with open_erasing_rig(home, tmp_path / "secret") as made:
        yield made


async def _tables(database: Database, *, postgresql: bool) -> list[str]:
    sql = (
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
        if postgresql
        else "SELECT name FROM sqlite_master WHERE type = 'table'"
    )
    return [row["name"] for row in await database.fetch(sql)]


async def _mentions(database: Database, wanted: object, *, postgresql: bool) -> set[str]:
    """The tables in which a value, or a text with it, is found."""
    found = set()
    for table in await _tables(database, postgresql=postgresql):
        for row in await database.fetch(f"SELECT * FROM {table}"):
            values = dict(row).values()
            if any(value == wanted or str(wanted) in str(value) for value in values):
                found.add(table)
    return found


async def _busy_room(rig: ErasingRig) -> int:
    """A room in which everything has happened that leaves anything."""
    room = await rig.open(HANA, SENDER, SUPER, name=_NAME)
    hana = await rig.person(HANA)
    file = await rig.upload(HANA, room, b"x" * 70_000, name=_FILE)
    await rig.upload(SENDER, room, b"x", name=_FILE)
    message = NewMessage(text=SecretText(_TEXT), file_ids=(file.id,))
    await rig.talk.send(hana, room.id, message)
    await rig.say(SENDER, room, _TEXT)
    await rig.talk.send(hana, room.id, NewMessage(text=SecretText(_TEXT), reply_to_seq=1))
    await rig.read(SUPER, room)
    await rig.talk.delete_own(hana, room.id, 3)
    await rig.talk.change(hana, room.id, allow_invite=True, name=f"{_NAME} 2")
    await rig.talk.kick(hana, room.id, [await rig.home.number(SUPER)])
    await rig.talk.invite(hana, room.id, [await rig.home.number(SUPER)])
    await rig.talk.hand_over(hana, room.id, await rig.home.number(SENDER))
    await rig.talk.leave(await rig.person(SUPER), room.id)
    return room.id


async def test_with_a_deleted_room_goes_every_row_key_and_file_there_was_of_it_and_of_no_other(
    rig: ErasingRig, database_url: str
) -> None:
    postgresql = database_url.startswith("postgresql")
    kept = await rig.open(HANA, SENDER, name="남을 방")
    await rig.send_file(HANA, kept, b"x")
    before = await rig.state()
    room_id = await _busy_room(rig)
    assert "secret_messages" in await _mentions(rig.database, room_id, postgresql=postgresql)
    await rig.talk.delete(await rig.person(SENDER), room_id)
    await rig.keeper.round()
    # That it was is audited, by its number.
    left = await _mentions(rig.database, room_id, postgresql=postgresql)
    assert left == {"audit"}
    after = await rig.state()
    assert after == {**before, "erased rooms": [room_id]}
    (listed,) = await rig.talk.rooms_of(await rig.person(SENDER))
    assert (listed.id, listed.unread, listed.name) == (kept.id, 1, "남을 방")


async def test_when_the_clock_steps_back_the_high_water_mark_holds_though_all_rooms_are_off(
    rig: ErasingRig,
) -> None:
    room, clock = await rig.open(HANA, SENDER), rig.home.clock
    await rig.say(HANA, room)
    await rig.read(SENDER, room)
    await rig.switch(on=False)
    # While nobody may do anything only the heartbeat sees the time go by.
    clock.move(HOUR)
    await rig.parts.guarded.tick()
    clock.move(-2 * HOUR)
    await rig.switch(on=True)
    assert await rig.seen(HANA, room) == []
    await rig.keeper.round()
    assert await rig.count("secret_messages") == 0


async def test_the_audit_keeps_who_what_when_and_cause_and_never_text_name_file_key_or_hash(
    rig: ErasingRig,
) -> None:
    room_id = await _busy_room(rig)
    keys = [
        row["key_id"] for row in await rig.database.fetch("SELECT key_id FROM secret_messages")
    ]
    await rig.talk.delete(await rig.person(SENDER), room_id)
    await rig.keeper.round()
    entries = await AuditLog(rig.database).of("secret_room", str(room_id))
    assert [one.action.removeprefix("secret_room.") for one in entries] == [
        "opened",
        "message_deleted",
        "invites",
        "removed",
        "invited",
        "handed_over",
        "left",
        "deleted",
    ]
    assert {one.actor_id for one in entries} <= {
        (await rig.person(who)).id for who in (HANA, SENDER, SUPER)
    }
    kept = repr(entries) + repr(
        [dict(row) for row in await rig.database.fetch("SELECT * FROM audit")]
    )
    hashes = [
        hashlib.new(kind, text.encode()).hexdigest()
        for kind in ("md5", "sha1", "sha256", "sha512", "blake2b")
        for text in (_TEXT, _NAME, _FILE)
    ]
    forbidden = ["표식", *hashes, *[key for key in keys if key]]
    assert [one for one in forbidden if one in kept] == []


async def test_what_became_of_messages_is_kept_as_a_cause_for_a_month_and_then_not_at_all(
    rig: ErasingRig,
) -> None:
    room = await rig.open(HANA, SENDER)
    for text in ("읽힐 것", "거둘 것", "남을 것"):
        await rig.say(HANA, room, text)
    await rig.talk.delete_own(await rig.person(HANA), room.id, 2)
    await rig.read(SENDER, room, upto=1)
    for _ in range(4):
        rig.home.clock.move(DAY)
        await rig.keeper.round()
    rows = await rig.database.fetch("SELECT * FROM secret_tombstones ORDER BY seq")
    assert [(row["seq"], row["cause"]) for row in rows] == [
        (1, "read"),
        (2, "manual"),
        (3, "cap"),
    ]
    assert set(dict(rows[0])) == {"room_id", "seq", "gone_at", "cause"}
    for _ in range(31):
        rig.home.clock.move(DAY)
        await rig.keeper.round()
    assert await rig.count("secret_tombstones") == 0


async def test_application_logs_traces_and_error_reports_show_no_text_of_a_message(
    rig: ErasingRig, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room, _TEXT)
    # The next number is taken already: the database refuses the row, and says so in its own log.
    async with rig.database.transaction() as tx:
        await tx.execute("UPDATE secret_rooms SET last_seq = 0")
    message = NewMessage(text=SecretText(_TEXT))
    with capture_logs() as logs, pytest.raises(UniqueViolation) as refusal:
        await rig.talk.send(await rig.person(HANA), room.id, message)
    traced = "".join(traceback.format_exception(refusal.value))
    shown = [repr(message), str(message), f"{message}", repr(message.text), f"{message.text}"]
    written = capsys.readouterr()
    told = [traced, repr(logs), caplog.text, written.out, written.err, *shown]
    assert [one for one in told if "표식" in one] == []
    assert "<secret>" in shown[0]
    assert "<secret>" in repr(replace(message, file_ids=("sf_1",)))
    # What the key was made for never came to be.
    assert (await rig.state())["keys nobody knows"] == 0


async def _log_of(database: Database, url: str) -> bytes:
    """What the database wrote beside its tables; SQLite's only other place is the file itself."""
    if url.startswith("sqlite"):
        return Path(url.removeprefix("sqlite:///")).read_bytes()  # noqa: ASYNC240 -- small
    folder = Path(await database.fetch_value("SHOW data_directory")).parent
    return (folder / "log").read_bytes()


async def test_the_log_of_the_database_has_no_text_of_a_statement_that_failed(
    rig: ErasingRig, database_url: str
) -> None:
    room = await rig.open(HANA, SENDER, name=_NAME)
    await rig.say(HANA, room, _TEXT)
    async with rig.database.transaction() as tx:
        await tx.execute("UPDATE secret_rooms SET last_seq = 0")
    with pytest.raises(UniqueViolation):
        await rig.say(HANA, room, _TEXT)
    rig.home.clock.move(MINUTE)
    await rig.keeper.round()
    log = await _log_of(rig.database, database_url)
    assert b"secret_messages" in log
    for marker in ("표식", "표식".encode().hex()):
        assert marker.encode() not in log
