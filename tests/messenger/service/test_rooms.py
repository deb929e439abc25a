import asyncio

import pytest

from bot.core.database import open_database
from bot.core.errors import Invalid, NotFound
from bot.messenger.model.rooms import GROUP_MEMBERS_MAX, RoomKind
from bot.messenger.service.rooms import Rooms
from bot.workspace.service.members import Members
from tests.messenger.home import GONE, HANA, SENDER, SUPER, Home


async def test_a_bot_and_a_member_have_one_room(home: Home) -> None:
    hana = await home.number(HANA)
    first = await home.parts.rooms.open_direct(home.bot, hana)
    again = await home.parts.rooms.open_direct(home.bot, hana)
    assert first == again
    assert (first.id, first.kind, first.users_count) == (10_000_001, RoomKind.BOT, 2)


async def test_opening_a_room_many_times_at_once_makes_one(home: Home) -> None:
    hana = await home.number(HANA)
    opened = await asyncio.gather(
        *(home.parts.rooms.open_direct(home.bot, hana) for _ in range(30))
    )
    assert len({room.id for room in opened}) == 1
    assert await home.database.fetch_value("SELECT count(*) FROM messenger_rooms") == 1


async def test_two_processes_open_the_same_rooms(home: Home, database_url: str) -> None:
    ids = [await home.number(email) for email in (HANA, SUPER, SENDER)]
    second = await open_database(database_url)
    other = Rooms(second, Members(second, home.clock), home.clock)
    opened = await asyncio.gather(
        *(
            rooms.open_direct(home.bot, i)
            for i in ids * 5
            for rooms in (home.parts.rooms, other)
        )
    )
    assert len({room.id for room in opened}) == 3
    assert {room.users_count for room in opened} == {2}
    assert await home.database.fetch_value("SELECT count(*) FROM messenger_room_members") == 6
    await other.close()
    await second.close()


async def test_another_bot_has_a_room_of_its_own(home: Home) -> None:
    hana, (other, _) = await home.number(HANA), await home.another_bot()
    mine = await home.parts.rooms.open_direct(home.bot, hana)
    theirs = await home.parts.rooms.open_direct(other, hana)
    assert mine.id != theirs.id
    assert [r.id for r in await home.parts.rooms.page(other, after=0, limit=9)] == [theirs.id]


async def test_a_deactivated_or_unknown_member_has_no_room(home: Home) -> None:
    for user_id in (await home.number(GONE), 77, home.bot.id):
        with pytest.raises(NotFound) as refused:
            await home.parts.rooms.open_direct(home.bot, user_id)
        assert refused.value.word == "user_not_found"
        assert refused.value.text.ko.startswith("멤버를 찾을 수 없어요.")
        assert refused.value.text.en.startswith("There is no such active member.")


async def test_a_room_opened_before_is_refused_once_the_member_is_deactivated(
    home: Home,
) -> None:
    hana = await home.number(HANA)
    await home.parts.rooms.open_direct(home.bot, hana)
    await home.deactivate(HANA)
    with pytest.raises(NotFound) as refused:
        await home.parts.rooms.open_direct(home.bot, hana)
    assert refused.value.word == "user_not_found"


async def test_a_group_is_new_each_time_even_for_one_member(home: Home) -> None:
    hana = await home.number(HANA)
    first = await home.parts.rooms.open_group(home.bot, [hana, hana], "모임")
    second = await home.parts.rooms.open_group(home.bot, [hana], None)
    assert first.id != second.id
    assert (first.name, first.kind, first.users_count) == ("모임", RoomKind.GROUP, 2)
    assert second.name == "이하나"


async def test_a_group_with_a_deactivated_member_is_not_made(home: Home) -> None:
    with pytest.raises(NotFound) as refused:
        await home.parts.rooms.open_group(
            home.bot, [await home.number(HANA), await home.number(GONE)], None
        )
    assert refused.value.word == "user_not_found"
    assert await home.database.fetch_value("SELECT count(*) FROM messenger_rooms") == 0


@pytest.mark.parametrize(
    ("user_ids", "name", "ko", "en"),
    [
        ([], None, "user_ids가 비어 있어요.", "user_ids is empty."),
        (list(range(1, GROUP_MEMBERS_MAX + 2)), None, "한 번에 1,000명까지", "Up to 1,000"),
        ([1], "가" * 101, "conversation_name은 100자까지", "conversation_name can have up to"),
    ],
)
async def test_a_group_that_cannot_be_is_refused(
    small_home: Home, user_ids: list[int], name: str | None, ko: str, en: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await small_home.parts.rooms.open_group(small_home.bot, user_ids, name)
    assert refused.value.word == "invalid_parameter"
    assert refused.value.text.ko.startswith(ko)
    assert refused.value.text.en.startswith(en)


async def test_members_are_invited_to_and_kicked_from_the_bots_own_group(home: Home) -> None:
    hana, boss, sender = [await home.number(email) for email in (HANA, SUPER, SENDER)]
    rooms = home.parts.rooms
    group = await rooms.open_group(home.bot, [hana], "모임")
    await rooms.invite(home.bot, group.id, [boss, sender, hana])
    names = [m.name for m in await rooms.members_of(home.bot, group.id)]
    assert names == ["최고운", "이하나", "박보냄"]
    await rooms.kick(home.bot, group.id, [sender, 77, home.bot.id])
    assert len(await rooms.members_of(home.bot, group.id)) == 2
    await rooms.kick(home.bot, group.id, [sender])


async def test_nobody_is_invited_to_or_kicked_from_a_room_for_two(home: Home) -> None:
    hana, boss = await home.number(HANA), await home.number(SUPER)
    room = await home.parts.rooms.open_direct(home.bot, hana)
    for change in (home.parts.rooms.invite, home.parts.rooms.kick):
        with pytest.raises(Invalid) as refused:
            await change(home.bot, room.id, [boss])
        assert refused.value.word == "invalid_parameter"
        assert refused.value.text.ko.startswith("봇이 만든 그룹 채팅방에서만")
        assert refused.value.text.en.startswith("This works only in group conversations")


async def test_a_deactivated_member_is_not_invited(home: Home) -> None:
    group = await home.parts.rooms.open_group(home.bot, [await home.number(HANA)], None)
    with pytest.raises(NotFound) as refused:
        await home.parts.rooms.invite(home.bot, group.id, [await home.number(GONE)])
    assert refused.value.word == "user_not_found"


async def test_another_bots_room_is_as_unknown_as_none(home: Home) -> None:
    other, _ = await home.another_bot()
    group = await home.parts.rooms.open_group(home.bot, [await home.number(HANA)], None)
    told = []
    for room_id in (group.id, 1):
        with pytest.raises(NotFound) as refused:
            await home.parts.rooms.members_of(other, room_id)
        with pytest.raises(NotFound) as refused_kick:
            await home.parts.rooms.kick(other, room_id, [1])
        told += [
            (refused.value.word, refused.value.text),
            (refused_kick.value.word, refused_kick.value.text),
        ]
    assert len(set(told)) == 1
    assert told[0][0] == "conversation_not_found"


async def test_a_room_shows_for_a_person_after_its_first_message(home: Home) -> None:
    hana = await home.number(HANA)
    room = await home.parts.rooms.open_direct(home.bot, hana)
    assert await home.parts.rooms.of_person(hana) == []
    await home.parts.messages.send(home.bot, room.id, "안녕하세요")
    (shown,) = await home.parts.rooms.of_person(hana)
    assert (shown.id, shown.name, shown.unread) == (room.id, "회사 공지", 1)


async def test_reading_counts_down_and_never_back(home: Home) -> None:
    hana = await home.number(HANA)
    room = await home.parts.rooms.open_direct(home.bot, hana)
    for number in range(3):
        await home.parts.messages.send(home.bot, room.id, f"{number}")
    for upto, unread in ((2, 1), (1, 1), (99, 0)):
        await home.parts.sides[0].read(await home.member(HANA), room.id, upto)
        assert (await home.parts.rooms.get_of_person(hana, room.id)).unread == unread


async def test_who_is_invited_later_sees_only_later_messages(home: Home) -> None:
    hana, boss = await home.number(HANA), await home.number(SUPER)
    group = await home.parts.rooms.open_group(home.bot, [hana], "모임")
    await home.parts.messages.send(home.bot, group.id, "먼저")
    await home.parts.rooms.invite(home.bot, group.id, [boss])
    assert await home.parts.rooms.of_person(boss) == []
    await home.parts.messages.send(home.bot, group.id, "나중")
    room = await home.parts.rooms.get_of_person(boss, group.id)
    seen = await home.parts.messages.after(room, 0, 10)
    assert [(s.message.text, s.unread_by) for s in seen] == [("나중", 2)]
    assert room.unread == 1


async def test_a_person_hears_the_same_of_a_foreign_room_and_of_none(home: Home) -> None:
    room = await home.parts.rooms.open_direct(home.bot, await home.number(HANA))
    told = []
    for room_id in (room.id, 1):
        with pytest.raises(NotFound) as refused:
            await home.parts.rooms.get_of_person(await home.number(SUPER), room_id)
        told.append((refused.value.word, refused.value.text))
    assert told[0] == told[1]
    assert told[0][0] == "not_found"
