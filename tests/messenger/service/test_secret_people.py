import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.clock import DAY, HOUR
from bot.core.errors import SpacecastError
from bot.messenger.model.chat import NewMessage
from bot.messenger.model.rooms import RoomKind
from bot.messenger.model.secret_messages import SecretText
from tests.messenger.home import HANA, SENDER, SUPER, Home
from tests.messenger.secret_rig import SecretRig, open_secret_rig


@pytest.fixture
async def rig(home: Home, tmp_path: Path) -> AsyncIterator[SecretRig]:
    async with open_secret_rig(home, tmp_path / "secret") as made:
        yield made


async def test_a_room_reaches_others_only_with_its_first_message(rig: SecretRig) -> None:
    room = await rig.open(HANA, SENDER, name="인수 준비")
    assert await rig.talk.rooms_of(await rig.person(SENDER)) == []
    (own,) = await rig.talk.rooms_of(await rig.person(HANA))
    assert (own.kind, own.name, own.auto_ms, own.keep_ms) == (
        RoomKind.SECRET,
        "인수 준비",
        HOUR,
        3 * DAY,
    )
    await rig.say(HANA, room)
    (theirs,) = await rig.talk.rooms_of(await rig.person(SENDER))
    assert (theirs.name, theirs.unread) == ("인수 준비", 1)


async def test_who_is_not_in_it_hears_the_same_as_of_a_room_that_never_was(
    rig: SecretRig,
) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    stranger = await rig.person(SUPER)
    for number in (room.id, 1):
        for asked in (
            rig.talk.room_of(stranger, number),
            rig.talk.after(stranger, number, 0, 10),
            rig.talk.newest(stranger, number, 10, 10),
            rig.talk.read(stranger, number, 1),
            rig.talk.unread_people(stranger, number, 1),
            rig.talk.delete_own(stranger, number, 1),
            rig.talk.leave(stranger, number),
            rig.talk.delete(stranger, number),
            rig.talk.invite(stranger, number, [stranger.platform_id]),
        ):
            with pytest.raises(SpacecastError) as refusal:
                await asked
            assert (refusal.value.word, refusal.value.status) == ("not_found", 404)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"plan": "free"}, "plan_required"),
        ({"billing": "overdue"}, "plan_required"),
        ({}, "secret_rooms_disabled"),
    ],
)
async def test_everything_but_the_list_is_refused_while_rooms_cannot_be_used(
    rig: SecretRig, changes: dict[str, str], code: str
) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    if changes:
        await rig.set(**changes)
    else:
        await rig.switch(on=False)
    hana = await rig.person(HANA)
    for asked in (
        rig.talk.room_of(hana, room.id),
        rig.talk.after(hana, room.id, 0, 10),
        rig.say(HANA, room),
        rig.talk.read(hana, room.id, 1),
        rig.talk.leave(hana, room.id),
        rig.talk.delete(hana, room.id),
        rig.talk.change(hana, room.id, allow_invite=True, name=None),
        rig.open(HANA, SENDER),
    ):
        with pytest.raises(SpacecastError) as refusal:
            await asked
        assert (refusal.value.word, refusal.value.status) == (code, 403)
    (listed,) = await rig.talk.rooms_of(hana)
    assert (listed.usable, listed.unread, listed.last) == (False, 0, None)


async def test_only_the_owner_deletes_hands_over_and_changes_settings(rig: SecretRig) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    hana, sender = await rig.person(HANA), await rig.person(SENDER)
    for asked in (
        rig.talk.delete(sender, room.id),
        rig.talk.hand_over(sender, room.id, sender.platform_id),
        rig.talk.change(sender, room.id, allow_invite=True, name=None),
        rig.talk.kick(sender, room.id, [hana.platform_id]),
    ):
        with pytest.raises(SpacecastError) as refusal:
            await asked
        assert refusal.value.word == "owner_required"
    with pytest.raises(SpacecastError) as refusal:
        await rig.talk.leave(hana, room.id)
    assert refusal.value.word == "owner_must_hand_over"
    await rig.talk.hand_over(hana, room.id, sender.platform_id)
    await rig.talk.leave(hana, room.id)
    await rig.talk.delete(sender, room.id)
    for who in (HANA, SENDER):
        assert await rig.talk.rooms_of(await rig.person(who)) == []
    with pytest.raises(SpacecastError) as refusal:
        await rig.say(SENDER, room)
    assert (refusal.value.word, refusal.value.status) == ("room_deleted", 410)


async def test_the_name_is_sealed_and_can_be_changed_by_the_owner_only(rig: SecretRig) -> None:
    room = await rig.open(HANA, SENDER, name="비밀 이름")
    await rig.talk.change(await rig.person(HANA), room.id, allow_invite=None, name="새 이름")
    assert (await rig.talk.room_of(await rig.person(HANA), room.id)).name == "새 이름"
    rows = await rig.home.database.fetch("SELECT name FROM secret_rooms")
    assert "이름".encode() not in bytes(rows[0]["name"])
    with pytest.raises(SpacecastError) as refusal:
        await rig.talk.change(
            await rig.person(SENDER), room.id, allow_invite=None, name="남의 이름"
        )
    assert refusal.value.word == "owner_required"


async def test_however_many_rename_a_room_at_once_one_name_has_a_key(rig: SecretRig) -> None:
    room = await rig.open(HANA, SENDER, name="처음")
    hana = await rig.person(HANA)
    await asyncio.gather(
        *[
            rig.talk.change(hana, room.id, allow_invite=None, name=f"이름 {number}")
            for number in range(8)
        ]
    )
    assert len(await rig.ground.ring.endless()) == 1
    assert (await rig.talk.room_of(hana, room.id)).name is not None


async def test_rooms_are_listed_without_their_words_while_the_key_file_cannot_be_read(
    rig: SecretRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await rig.open(HANA, SENDER, name="이름")
    await rig.say(HANA, room)

    async def broken(*_: object) -> None:
        raise sqlite3.DatabaseError("malformed")

    monkeypatch.setattr(rig.ground.ring, "find_many", broken)
    (listed,) = await rig.talk.rooms_of(await rig.person(SENDER))
    assert (listed.id, listed.name, listed.last, listed.unread) == (room.id, None, None, 1)


@pytest.mark.parametrize("number", [0, 3, 1 << 40])
async def test_nobody_replies_to_what_never_was(rig: SecretRig, number: int) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    message = NewMessage(text=SecretText("답"), reply_to_seq=number)
    with pytest.raises(SpacecastError) as refusal:
        await rig.talk.send(await rig.person(SENDER), room.id, message)
    assert refusal.value.word == "reply_not_found"


async def test_a_late_joiner_replies_to_nothing_from_before(rig: SecretRig) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    await rig.talk.invite(await rig.person(HANA), room.id, [await rig.home.number(SUPER)])
    message = NewMessage(text=SecretText("답"), reply_to_seq=1)
    with pytest.raises(SpacecastError) as refusal:
        await rig.talk.send(await rig.person(SUPER), room.id, message)
    assert refusal.value.word == "reply_not_found"
