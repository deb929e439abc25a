from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.clock import DAY, HOUR, MINUTE
from bot.core.database import open_database
from bot.core.errors import Forbidden
from bot.messenger.model.attachments import AttachmentKind
from bot.messenger.model.bots import Bot
from bot.messenger.service.retention import Going, MessageRetention
from bot.workspace.model.actors import Surface, machine_actor, member_actor
from tests.clock import ManualClock
from tests.messenger.attachments import uploaded
from tests.messenger.home import HANA, SUPER, Home, open_home
from tests.messenger.service.scene import Scene

FILE = AttachmentKind.FILE


def _retention(home: Home) -> MessageRetention:
    parts = home.parts
    return MessageRetention(
        home.database, parts.workspace_settings, parts.members, home.clock, on_defect=_never
    )


def _never(error: BaseException) -> None:
    raise AssertionError(error)


async def _keep(home: Home, **changes: str) -> None:
    await home.parts.workspace_settings.change(machine_actor(), changes)


async def _room(home: Home) -> int:
    return (await home.parts.rooms.open_direct(home.bot, await home.number(HANA))).id


async def _say(home: Home, room_id: int, *texts: str, bot: Bot | None = None) -> None:
    for text in texts:
        await home.parts.messages.send(bot or home.bot, room_id, text)


async def _texts(home: Home, room_id: int) -> list[str]:
    room = await home.parts.rooms.get_of_person(await home.number(HANA), room_id)
    return [seen.message.text for seen in await home.parts.messages.after(room, 0, 100)]


async def _unread(home: Home, room_id: int) -> int:
    return (await home.parts.rooms.get_of_person(await home.number(HANA), room_id)).unread


async def test_a_message_goes_at_exactly_its_limit_and_not_before(home: Home) -> None:
    await _keep(home, retention="90")
    retention, room_id = _retention(home), await _room(home)
    await _say(home, room_id, "먼저")
    home.clock.move(1)
    await _say(home, room_id, "나중")
    home.clock.move(90 * DAY - 2)
    assert await retention.look() == 0
    assert await _texts(home, room_id) == ["먼저", "나중"]
    home.clock.move(1)
    assert await retention.look() == 1
    assert await _texts(home, room_id) == ["나중"]
    assert await retention.look() == 0


async def test_without_a_retention_nothing_goes(home: Home) -> None:
    room_id = await _room(home)
    await _say(home, room_id, "기록")
    home.clock.move(4_000 * DAY)
    assert await _retention(home).look() == 0
    assert await _texts(home, room_id) == ["기록"]


@pytest.mark.parametrize("lacking", [{"plan": "free"}, {"billing": "overdue"}])
async def test_while_the_plan_lacks_it_nothing_goes(
    home: Home, lacking: dict[str, str]
) -> None:
    await _keep(home, retention="90")
    retention, room_id = _retention(home), await _room(home)
    await _say(home, room_id, "기록")
    home.clock.move(100 * DAY)
    await _keep(home, **lacking)
    assert await retention.look() == 0
    await _keep(home, plan="standard", billing="paid")
    assert await retention.look() == 1


async def test_what_is_gone_is_not_unread_and_what_is_left_still_is(home: Home) -> None:
    await _keep(home, retention="90")
    retention, room_id = _retention(home), await _room(home)
    await _say(home, room_id, "하나", "둘")
    home.clock.move(HOUR)
    await _say(home, room_id, "셋")
    assert await _unread(home, room_id) == 3
    home.clock.move(90 * DAY - HOUR)
    await retention.look()
    assert await _unread(home, room_id) == 1
    home.clock.move(HOUR)
    await retention.look()
    assert (await _unread(home, room_id), await _texts(home, room_id)) == (0, [])
    await _say(home, room_id, "넷")
    assert (await _unread(home, room_id), await _texts(home, room_id)) == (1, ["넷"])


async def test_what_somebody_has_read_further_stays_read(home: Home) -> None:
    await _keep(home, retention="90")
    retention, room_id = _retention(home), await _room(home)
    await _say(home, room_id, "하나")
    home.clock.move(HOUR)
    await _say(home, room_id, "둘", "셋")
    await home.parts.sides[0].read(await home.member(HANA), room_id, 2)
    home.clock.move(90 * DAY - HOUR)
    await retention.look()
    assert await _unread(home, room_id) == 1


async def test_a_room_whose_messages_are_all_gone_is_still_there(home: Home) -> None:
    await _keep(home, retention="90")
    retention, room_id = _retention(home), await _room(home)
    await _say(home, room_id, "하나")
    home.clock.move(90 * DAY)
    await retention.look()
    rooms = await home.parts.rooms.of_person(await home.number(HANA))
    assert [room.id for room in rooms] == [room_id]


async def test_more_than_one_batch_goes_in_one_look(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.messenger.service.retention._AT_ONCE", 2)
    await _keep(home, retention="90")
    retention, room_id = _retention(home), await _room(home)
    await _say(home, room_id, *(f"{number}번" for number in range(5)))
    home.clock.move(90 * DAY)
    assert await retention.look() == 5
    assert await _unread(home, room_id) == 0


async def test_who_takes_a_retention_back_stops_it_between_two_batches(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.messenger.service.retention._AT_ONCE", 2)
    await _keep(home, retention="90")
    retention, room_id = _retention(home), await _room(home)
    await _say(home, room_id, *(f"{number}번" for number in range(5)))
    home.clock.move(90 * DAY)
    assert await retention.sweep() == 2
    await _keep(home, retention="none")
    assert await retention.look() == 0
    assert await _texts(home, room_id) == ["2번", "3번", "4번"]


async def test_files_go_with_their_messages_bytes_and_all(home: Home) -> None:
    await _keep(home, retention="90")
    retention, room_id = _retention(home), await _room(home)
    file = await uploaded(home, room_id)
    await home.parts.messages.send_attachments(home.bot, room_id, FILE, [file.id])
    path = (await home.parts.attachments.get_of_person(await home.number(HANA), file.id)).path
    home.clock.move(90 * DAY)
    await retention.look()
    assert await home.parts.attachments.sweep() == 1
    assert not path.exists()
    assert await home.database.fetch("SELECT id FROM messenger_attachments") == []


async def test_files_go_before_their_messages_which_then_say_so(home: Home) -> None:
    await _keep(home, retention="90", file_retention="30")
    retention, room_id = _retention(home), await _room(home)
    file = await uploaded(home, room_id, "급여.pdf")
    await home.parts.messages.send_attachments(home.bot, room_id, FILE, [file.id])
    await _say(home, room_id, "글은 남아요")
    home.clock.move(30 * DAY - 1)
    assert await retention.look() == 0
    home.clock.move(1)
    assert await retention.look() == 1
    assert await _texts(home, room_id) == ["삭제된 파일", "글은 남아요"]
    assert await _unread(home, room_id) == 2
    assert await home.parts.attachments.sweep() == 1
    assert await retention.look() == 0


async def test_a_file_that_a_newer_message_has_too_stays_for_that_one(home: Home) -> None:
    await _keep(home, retention="90", file_retention="30")
    retention, room_id = _retention(home), await _room(home)
    file, hana = await uploaded(home, room_id), await home.number(HANA)
    send = home.parts.messages.send_attachments
    await send(home.bot, room_id, FILE, [file.id])
    home.clock.move(30 * MINUTE)
    await send(home.bot, room_id, FILE, [file.id])
    home.clock.move(30 * DAY - 30 * MINUTE)
    boss = machine_actor()
    assert await retention.going(boss, 90, 30) == Going(messages=0, files=0)
    assert await retention.look() == 1
    assert await _texts(home, room_id) == ["삭제된 파일", "안내.pdf"]
    await home.parts.attachments.sweep()
    assert (await home.parts.attachments.get_of_person(hana, file.id)).path.exists()


async def test_presses_go_with_the_messages_of_their_time(scene: Scene) -> None:
    home = scene.home
    await _keep(home, retention="90")
    modal = await scene.open_modal()
    home.clock.move(91 * DAY)
    assert await scene.outcomes() != []
    await _retention(home).look()
    assert await scene.outcomes() == []
    left = await home.database.fetch("SELECT id FROM messenger_modals WHERE id = $1", modal.id)
    assert left == []


async def test_a_super_admin_learns_beforehand_how_much_would_go(home: Home) -> None:
    retention, room_id = _retention(home), await _room(home)
    file = await uploaded(home, room_id)
    await home.parts.messages.send_attachments(home.bot, room_id, FILE, [file.id])
    await _say(home, room_id, "하나", "둘")
    home.clock.move(90 * DAY)
    await _say(home, room_id, "셋")
    boss = member_actor(await home.member(SUPER), Surface.CONSOLE)
    assert await retention.going(boss, 90, None) == Going(messages=3, files=1)
    assert await retention.going(boss, 180, 30) == Going(messages=0, files=1)
    assert await retention.going(boss, None, None) == Going(messages=0, files=0)


async def test_nobody_else_learns_how_much_would_go(home: Home) -> None:
    for email in (HANA, "sender@example.com"):
        actor = member_actor(await home.member(email), Surface.CONSOLE)
        with pytest.raises(Forbidden):
            await _retention(home).going(actor, 90, None)


async def test_a_message_numbered_ahead_of_its_time_is_found_by_it(home: Home) -> None:
    """The clock was an hour fast, and was put right."""
    await _keep(home, retention="90")
    retention, room_id = _retention(home), await _room(home)
    home.clock.move(HOUR)
    await _say(home, room_id, "빠른 시계")
    home.clock.move(-HOUR)
    await _say(home, room_id, "맞은 시계")
    home.clock.move(90 * DAY)
    assert await retention.look() == 1
    assert await _texts(home, room_id) == ["빠른 시계"]


@pytest.fixture
async def erasing(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Home]:
    """A messenger on a SQLite file that overwrites what is deleted."""
    database = await open_database(f"sqlite:///{tmp_path}/home.db", erasing=True)
    async with open_home(database, clock) as made:
        yield made
    await database.close()


async def test_nothing_of_a_deleted_text_is_left_in_the_files(
    erasing: Home, tmp_path: Path
) -> None:
    await _keep(erasing, retention="90")
    retention, room_id = _retention(erasing), await _room(erasing)
    await _say(erasing, room_id, "canary-4711 " * 500)
    home_files = [tmp_path / "home.db", tmp_path / "home.db-wal"]
    assert any(b"canary-4711" in path.read_bytes() for path in home_files)
    erasing.clock.move(90 * DAY)
    await retention.look()
    assert not any(b"canary-4711" in path.read_bytes() for path in home_files)


async def test_the_loop_acts_on_a_change_at_once(small_home: Home) -> None:
    retention, room_id = _retention(small_home), await _room(small_home)
    await _say(small_home, room_id, "하나")
    small_home.clock.move(90 * DAY)
    retention.start()
    try:
        await _keep(small_home, retention="90")
        while await _texts(small_home, room_id):
            await small_home.clock.sleep(0)
    finally:
        await retention.stop()
