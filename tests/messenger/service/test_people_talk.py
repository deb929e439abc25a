import asyncio

import pytest

from bot.core.clock import MINUTE
from bot.core.errors import Forbidden, Invalid, NotFound, SpacecastError, WrongState
from bot.messenger.model.chat import (
    MessageSent,
    MessagesGone,
    MessagesRead,
    NewRoom,
    RoomChanged,
    RoomGone,
)
from bot.messenger.model.rooms import RoomKind
from bot.workspace.model.members import Member
from tests.messenger.home import GONE, Home
from tests.messenger.service.talk import Talk, talk_in, told


@pytest.fixture
async def talk(home: Home) -> Talk:
    """People who talk, once on each kind of database."""
    return await talk_in(home)


async def test_fifty_who_open_at_once_have_one_room(talk: Talk) -> None:
    def open_(who: Member, other: Member) -> asyncio.Task[object]:
        wanted = NewRoom(kind=RoomKind.DM, user_ids=[other.platform_id])
        return asyncio.ensure_future(talk.side.open(who, wanted))

    pair = (talk.hana, talk.bonaem)
    tasks = [open_(*(pair if turn % 2 else reversed(pair))) for turn in range(50)]
    rooms = await asyncio.gather(*tasks)
    assert len({room.id for room in rooms}) == 1  # type: ignore[attr-defined] # a ChatRoom
    count = await talk.home.database.fetch_value("SELECT count(*) FROM messenger_rooms")
    assert count == 1


@pytest.mark.parametrize("kind", [RoomKind.DM, RoomKind.GROUP])
async def test_nobody_opens_a_room_alone(talk: Talk, kind: RoomKind) -> None:
    wanted = NewRoom(kind=kind, user_ids=[talk.hana.platform_id])
    with pytest.raises(Invalid) as refused:
        await talk.side.open(talk.hana, wanted)
    assert refused.value.word == "members_required"


async def test_a_room_reaches_others_with_its_first_message(talk: Talk) -> None:
    other = talk.screen(talk.bonaem)
    room_id = await talk.group(talk.bonaem)
    assert [room.id for room in await talk.side.rooms_of(talk.hana)] == [room_id]
    assert await talk.side.rooms_of(talk.bonaem) == []
    assert await told(other) == []
    sent = await talk.say(talk.hana, room_id, "안녕하세요")
    assert [room.id for room in await talk.side.rooms_of(talk.bonaem)] == [room_id]
    assert await told(other) == [
        RoomChanged(room_id=room_id),
        MessageSent(room_id=room_id, message=sent),
    ]


async def test_late_joiners_see_what_is_said_from_then_on(talk: Talk) -> None:
    room_id = await talk.group(talk.bonaem)
    await talk.say(talk.hana, room_id, "먼저")
    await talk.side.invite(talk.bonaem, room_id, [talk.goun.platform_id])
    (listed,) = await talk.side.rooms_of(talk.goun)
    assert (listed.last, listed.unread, listed.first_seq) == (None, 0, 2)
    later = await talk.say(talk.hana, room_id, "나중")
    assert later.unread_by == 2
    assert await talk.texts(talk.goun, room_id) == ["나중"]
    assert await talk.texts(talk.bonaem, room_id) == ["먼저", "나중"]
    before = await talk.side.newest(talk.goun, room_id, 1 << 62, 10)
    assert [one.text for one in before] == ["나중"]
    # Who comes again doesn't see what was said meanwhile.
    await talk.side.kick(talk.hana, room_id, [talk.goun.platform_id])
    await talk.say(talk.hana, room_id, "그사이")
    await talk.side.invite(talk.hana, room_id, [talk.goun.platform_id])
    assert await talk.texts(talk.goun, room_id) == []


async def test_reading_counts_down_for_the_others_alone(talk: Talk) -> None:
    room_id = await talk.group(talk.bonaem, talk.goun)
    first = await talk.say(talk.hana, room_id, "하나")
    await talk.say(talk.bonaem, room_id, "둘")
    assert first.unread_by == 2
    screen = talk.screen(talk.hana)
    await talk.side.read(talk.goun, room_id, 99)
    await talk.side.read(talk.goun, room_id, 1)
    (read,) = await told(screen)
    assert read == MessagesRead(
        room_id=room_id, user_id=talk.goun.platform_id, upto=2, unread={1: 1, 2: 1}
    )
    assert [room.unread for room in await talk.side.rooms_of(talk.hana)] == [1]
    assert [room.unread for room in await talk.side.rooms_of(talk.goun)] == [0]
    assert await talk.side.unread_people(talk.hana, room_id, 1) == [talk.bonaem.platform_id]
    with pytest.raises(Forbidden):
        await talk.side.unread_people(talk.goun, room_id, 1)


async def test_those_who_read_at_once_are_all_told_of(talk: Talk) -> None:
    room_id = await talk.group(talk.bonaem, talk.goun)
    for text in "가나다":
        await talk.say(talk.hana, room_id, text)
    screen = talk.screen(talk.hana)
    bonaem, goun = talk.bonaem.platform_id, talk.goun.platform_id
    done = await asyncio.gather(
        talk.side.read(talk.bonaem, room_id, 3),
        talk.side.read(talk.goun, room_id, 2),
        talk.side.read(talk.goun, room_id, 1),
        talk.side.read(await talk.home.member(GONE), room_id, 3),
        return_exceptions=True,
    )
    assert [type(one) for one in done] == [type(None)] * 3 + [NotFound]
    reads = [one for one in await told(screen) if isinstance(one, MessagesRead)]
    assert {(one.user_id, one.upto) for one in reads} == {(bonaem, 3), (goun, 2)}
    last = {seq: count for one in reads for seq, count in one.unread.items()}
    assert last == {1: 0, 2: 0, 3: 1}
    assert await talk.side.unread_people(talk.hana, room_id, 3) == [goun]


async def test_a_message_taken_back_is_gone_for_everybody(talk: Talk) -> None:
    room_id = await talk.group(talk.bonaem)
    for text in ("하나", "둘"):
        await talk.say(talk.hana, room_id, text)
    screen = talk.screen(talk.bonaem)
    with pytest.raises(Forbidden):
        await talk.side.delete_own(talk.bonaem, room_id, 2)
    await talk.side.read(talk.bonaem, room_id, 2)
    await talk.side.delete_own(talk.hana, room_id, 2)
    assert (await told(screen))[-1] == MessagesGone(room_id=room_id, seqs=(2,))
    (listed,) = await talk.side.rooms_of(talk.bonaem)
    assert listed.last is not None
    assert (listed.last.text, listed.last_seq, listed.unread) == ("하나", 2, 0)
    with pytest.raises(NotFound):
        await talk.side.delete_own(talk.hana, room_id, 2)
    talk.home.clock.move(5 * MINUTE)
    with pytest.raises(WrongState):
        await talk.side.delete_own(talk.hana, room_id, 1)
    assert (await talk.say(talk.hana, room_id, "셋")).seq == 3


async def test_the_owner_hands_over_before_leaving(talk: Talk) -> None:
    room_id = await talk.group(talk.bonaem, name="점심")
    await talk.say(talk.hana, room_id, "하나")
    with pytest.raises(WrongState) as refused:
        await talk.side.leave(talk.hana, room_id)
    assert refused.value.word == "owner_must_hand_over"
    with pytest.raises(NotFound):
        await talk.side.hand_over(talk.hana, room_id, talk.goun.platform_id)
    await talk.side.hand_over(talk.hana, room_id, talk.bonaem.platform_id)
    own, other = talk.screen(talk.hana), talk.screen(talk.bonaem)
    await talk.side.leave(talk.hana, room_id)
    assert await told(own) == [RoomGone(room_id=room_id)]
    assert await told(other) == [RoomChanged(room_id=room_id)]
    with pytest.raises(NotFound):
        await talk.side.room_of(talk.hana, room_id)
    # The last one takes the room along.
    await talk.side.leave(talk.bonaem, room_id)
    assert not await talk.side.holds(room_id)


async def test_a_deleted_room_leaves_nothing_behind(talk: Talk) -> None:
    room_id, kept = await talk.group(talk.bonaem), await talk.group(talk.bonaem)
    for one in (room_id, kept):
        await talk.say(talk.hana, one, "하나")
    with pytest.raises(Forbidden):
        await talk.side.delete(talk.bonaem, room_id)
    screen = talk.screen(talk.bonaem)
    await talk.side.delete(talk.hana, room_id)
    assert await told(screen) == [RoomGone(room_id=room_id)]
    for table in ("messenger_messages", "messenger_room_members"):
        rows = await talk.home.database.fetch(f"SELECT DISTINCT room_id FROM {table}")
        assert [row["room_id"] for row in rows] == [kept]


async def test_a_deletion_wins_over_everything_that_comes_with_it(talk: Talk) -> None:
    for _ in range(5):
        room_id = await talk.group(talk.bonaem)
        await talk.say(talk.hana, room_id, "하나")
        others = [talk.goun.platform_id]
        calls = [
            *(talk.say(talk.bonaem, room_id, str(turn)) for turn in range(5)),
            talk.side.delete(talk.hana, room_id),
            *(talk.say(talk.bonaem, room_id, str(turn)) for turn in range(5)),
            talk.side.invite(talk.bonaem, room_id, others),
            talk.side.read(talk.bonaem, room_id, 1),
        ]
        done = await asyncio.gather(*calls, return_exceptions=True)
        for one in done:
            assert not isinstance(one, BaseException) or isinstance(one, NotFound)
        for table in ("messenger_messages", "messenger_room_members"):
            left = await talk.home.database.fetch_value(
                f"SELECT count(*) FROM {table} WHERE room_id = $1", room_id
            )
            assert left == 0


async def test_who_is_taken_out_writes_nothing_any_more(talk: Talk) -> None:
    room_id = await talk.group(talk.bonaem)
    await talk.say(talk.hana, room_id, "하나")
    await talk.side.kick(talk.hana, room_id, [talk.bonaem.platform_id])
    with pytest.raises(NotFound) as refused:
        await talk.say(talk.bonaem, room_id, "둘")
    assert refused.value.word == "not_found"
    assert await talk.texts(talk.hana, room_id) == ["하나"]


async def test_invitations_can_be_closed(talk: Talk) -> None:
    room_id = await talk.group(talk.bonaem)
    await talk.side.change(talk.hana, room_id, allow_invite=False, name="  ")
    assert (await talk.side.room_of(talk.hana, room_id)).name is None
    with pytest.raises(Forbidden) as refused:
        await talk.side.invite(talk.bonaem, room_id, [talk.goun.platform_id])
    assert refused.value.word == "invite_not_allowed"
    with pytest.raises(Forbidden):
        await talk.side.change(talk.bonaem, room_id, allow_invite=True, name=None)
    await talk.side.invite(talk.hana, room_id, [talk.goun.platform_id])
    with pytest.raises(NotFound):
        gone = await talk.home.member(GONE)
        await talk.side.invite(talk.hana, room_id, [gone.platform_id])


async def test_nothing_of_a_room_of_two_is_changed(talk: Talk) -> None:
    wanted = NewRoom(kind=RoomKind.DM, user_ids=[talk.bonaem.platform_id])
    room_id = (await talk.side.open(talk.hana, wanted)).id
    number, side = talk.bonaem.platform_id, talk.side
    for call in (
        side.invite(talk.hana, room_id, [talk.goun.platform_id]),
        side.kick(talk.hana, room_id, [number]),
        side.leave(talk.hana, room_id),
        side.hand_over(talk.hana, room_id, number),
        side.delete(talk.hana, room_id),
        side.change(talk.hana, room_id, allow_invite=None, name="하나"),
    ):
        with pytest.raises(SpacecastError) as refused:
            await call
        assert refused.value.word == "direct_room"


async def test_bots_see_no_room_of_people(talk: Talk) -> None:
    home, bot = talk.home, talk.home.bot
    room_id = await talk.group(talk.bonaem)
    await talk.say(talk.hana, room_id, "하나")
    own = await home.parts.rooms.open_direct(bot, talk.hana.platform_id)
    found = await home.parts.rooms.page(bot, after=0, limit=100)
    assert [room.id for room in found] == [own.id]
    for call in (
        home.parts.messages.send(bot, room_id, "나도"),
        home.parts.rooms.invite(bot, room_id, [talk.goun.platform_id]),
        home.parts.rooms.members_of(bot, room_id),
    ):
        with pytest.raises(NotFound):
            await call


async def test_rooms_of_people_stand_beside_those_of_bots(talk: Talk) -> None:
    home, bot = talk.home, talk.home.bot
    wanted = NewRoom(kind=RoomKind.DM, user_ids=[talk.bonaem.platform_id])
    direct = (await talk.side.open(talk.hana, wanted)).id
    own = await home.parts.rooms.open_direct(bot, talk.hana.platform_id)
    await home.parts.messages.send(bot, own.id, "공지")
    talk.home.clock.move(1)
    await talk.say(talk.bonaem, direct, "하나")
    listed = await talk.side.rooms_of(talk.hana)
    assert [(room.id, room.kind) for room in listed] == [
        (direct, RoomKind.DM),
        (own.id, RoomKind.BOT),
    ]
    shown = await home.parts.rooms.of_person(talk.hana.platform_id)
    assert [room.name for room in shown] == ["박보냄", "회사 공지"]


async def test_nothing_is_asked_while_no_screen_is_open(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    async def count(_: object, room_ids: list[int]) -> dict[int, list[int]]:
        asked.append(room_ids)
        return {}

    monkeypatch.setattr("bot.messenger.store.people_rooms.people_of_many", count)
    room_id = await talk.group(talk.bonaem)
    await talk.say(talk.hana, room_id, "하나")
    assert asked == []
    # Of a bot's room for two it is known who is in it, whoever looks.
    screen = talk.screen(talk.goun)
    own = await talk.home.parts.rooms.open_direct(talk.home.bot, talk.hana.platform_id)
    await talk.home.parts.messages.send(talk.home.bot, own.id, "공지")
    assert (asked, await told(screen)) == ([], [])
    await talk.say(talk.hana, room_id, "둘")
    assert asked == [[room_id]]
