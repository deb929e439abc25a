"""Edge cases of the clock of secret rooms, over the real service on both kinds of database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.clock import DAY, HOUR, MINUTE
from bot.messenger.model.secret_messages import LineKind
from bot.messenger.service.secret_retention import SecretRetention
from tests.messenger.erasing_rig import ErasingRig, open_erasing_rig
from tests.messenger.home import HANA, SENDER, SUPER, Home


@pytest.fixture
async def rig(home: Home, tmp_path: Path) -> AsyncIterator[ErasingRig]:
    async with open_erasing_rig(home, tmp_path / "secret") as made:
        yield made


async def _retain(rig: ErasingRig, days: int | None) -> None:
    async with rig.database.transaction() as tx:
        await tx.execute("UPDATE workspace SET retention_days = $1", days)


async def _stored_ends(rig: ErasingRig) -> list[int]:
    rows = await rig.database.fetch("SELECT expires_at FROM secret_messages ORDER BY seq")
    return [row["expires_at"] for row in rows]


async def test_the_clock_is_per_message_and_one_read_ack_settles_every_message_up_to_it(
    rig: ErasingRig,
) -> None:
    room = await rig.open(HANA, SENDER)
    for text in ("하나", "둘", "셋"):
        await rig.say(HANA, room, text)
        rig.home.clock.move(MINUTE)
    first, _, third = [one.expires_at for one in await rig.seen(HANA, room)]
    await rig.read(SENDER, room, upto=2)
    settled = rig.home.clock.now() + HOUR
    ends = [one.expires_at for one in await rig.seen(HANA, room)]
    assert ends == [settled, settled, third]
    assert first is not None
    assert settled < first


async def test_the_sender_owes_no_read(rig: ErasingRig) -> None:
    room = await rig.open(HANA, SENDER)
    sent = await rig.say(HANA, room)
    await rig.read(SENDER, room)
    (shown,) = await rig.seen(SENDER, room)
    assert (sent.unread_by, shown.unread_by) == (1, 0)
    assert shown.expires_at == rig.home.clock.now() + HOUR


async def test_when_the_blocking_member_is_removed_the_clock_starts_then_and_not_at_the_last_read(
    rig: ErasingRig,
) -> None:
    room = await rig.open(HANA, SENDER, SUPER)
    await rig.say(HANA, room)
    await rig.read(SENDER, room)
    rig.home.clock.move(2 * HOUR)
    await rig.talk.kick(await rig.person(HANA), room.id, [await rig.home.number(SUPER)])
    (shown,) = await rig.seen(HANA, room)
    assert shown.expires_at == rig.home.clock.now() + HOUR


async def test_a_rejoin_is_a_new_membership_with_the_history_before_it_closed(
    rig: ErasingRig,
) -> None:
    room = await rig.open(HANA, SENDER, SUPER)
    await rig.say(HANA, room, "전에")
    hana, number = await rig.person(HANA), await rig.home.number(SUPER)
    await rig.talk.leave(await rig.person(SUPER), room.id)
    await rig.talk.invite(hana, room.id, [number])
    assert await rig.seen(SUPER, room) == []
    assert [one.unread_by for one in await rig.seen(HANA, room)] == [1]
    await rig.say(HANA, room, "뒤에")
    assert [one.text for one in await rig.seen(SUPER, room)] == ["뒤에"]
    rows = await rig.database.fetch(
        "SELECT ended_at FROM secret_members WHERE user_id = $1 ORDER BY id", number
    )
    assert [row["ended_at"] is None for row in rows] == [False, True]


async def test_with_only_one_member_left_the_clock_starts_at_the_sending(
    rig: ErasingRig,
) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room, "혼자 되기 전")
    await rig.talk.leave(await rig.person(SENDER), room.id)
    left = rig.home.clock.now()
    rig.home.clock.move(MINUTE)
    alone = await rig.say(HANA, room, "혼잣말")
    assert (alone.unread_by, alone.expires_at) == (0, left + MINUTE + HOUR)
    assert [one.expires_at for one in await rig.seen(HANA, room)] == [
        left + HOUR,
        left + MINUTE + HOUR,
    ]


async def test_a_read_ack_replayed_or_out_of_order_never_starts_the_clock_again(
    rig: ErasingRig,
) -> None:
    room = await rig.open(HANA, SENDER)
    for text in ("하나", "둘"):
        await rig.say(HANA, room, text)
    await rig.read(SENDER, room, upto=2)
    before = [one.expires_at for one in await rig.seen(HANA, room)]
    for upto in (2, 1, 0, 1 << 40):
        rig.home.clock.move(MINUTE)
        await rig.read(SENDER, room, upto=upto)
    assert [one.expires_at for one in await rig.seen(HANA, room)] == before
    # What comes later is owed though somebody claimed to have read far ahead.
    assert (await rig.say(HANA, room, "셋")).unread_by == 1


async def test_a_member_on_holiday_still_blocks_and_the_sender_sees_who_has_not_read(
    rig: ErasingRig,
) -> None:
    room = await rig.open(HANA, SENDER, SUPER)
    sent = await rig.say(HANA, room)
    await rig.read(SENDER, room)
    rig.home.clock.move(3 * DAY - 1)
    (shown,) = await rig.seen(HANA, room)
    assert (shown.unread_by, shown.expires_at) == (1, sent.sent_at + 3 * DAY)
    waiting = await rig.talk.unread_people(await rig.person(HANA), room.id, sent.seq)
    assert waiting == (await rig.home.number(SUPER),)
    rig.home.clock.move(1)
    assert await rig.seen(HANA, room) == []


async def test_lowering_the_workspaces_retention_below_keep_clamps_old_messages_at_once_and_a_line_says_so(
    rig: ErasingRig,
) -> None:
    room = await rig.open(HANA, SENDER, keep="14d")
    await rig.say(HANA, room, "오래된 것")
    rig.home.clock.move(2 * DAY)
    await rig.say(HANA, room, "새것")
    await _retain(rig, 2)
    # No job has run yet.
    assert [one.text for one in await rig.seen(HANA, room)] == ["새것"]
    await SecretRetention(rig.ground).look()
    after = await rig.talk.after(await rig.person(SENDER), room.id, 0, 100)
    lines = [one.line.kind for one in after if one.line]
    assert lines == [LineKind.RETENTION]
    assert all(end <= rig.home.clock.now() + 2 * DAY for end in await _stored_ends(rig))


async def test_raising_the_workspaces_retention_returns_nothing_purged_and_outlives_no_keep(
    rig: ErasingRig,
) -> None:
    retention = SecretRetention(rig.ground)
    await _retain(rig, 1)
    room = await rig.open(HANA, SENDER)
    await retention.look()
    await rig.say(HANA, room, "가고 없는 것")
    rig.home.clock.move(DAY)
    await rig.parts.eraser.sweep()
    sent = await rig.say(HANA, room, "아직 있는 것")
    await _retain(rig, None)
    await retention.look()
    shown = await rig.seen(HANA, room)
    assert [(one.text, one.expires_at) for one in shown] == [
        ("아직 있는 것", sent.sent_at + 3 * DAY)
    ]


async def test_system_lines_have_no_content_owe_no_read_and_live_by_keep_like_messages(
    rig: ErasingRig,
) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    hana = await rig.person(HANA)
    await rig.talk.invite(hana, room.id, [await rig.home.number(SUPER)])
    (line,) = [one for one in await rig.talk.after(hana, room.id, 0, 9) if one.line]
    assert (line.text, line.unread_by) == ("", 0)
    assert line.expires_at == rig.home.clock.now() + 3 * DAY
    row = await rig.database.fetch("SELECT body, key_id FROM secret_messages WHERE seq = 2")
    assert (row[0]["body"], row[0]["key_id"]) == (None, None)
    rig.home.clock.move(3 * DAY)
    assert await rig.talk.after(hana, room.id, 0, 9) == []
    await rig.parts.eraser.sweep()
    assert await rig.count("secret_messages") == 0


async def test_the_unread_badge_after_expiry_counts_live_rows_and_reads_go_past_missing_ones(
    rig: ErasingRig,
) -> None:
    room = await rig.open(HANA, SENDER)
    for text in ("하나", "둘"):
        await rig.say(HANA, room, text)
        rig.home.clock.move(HOUR)
    rig.home.clock.move(3 * DAY - 2 * HOUR)
    for sweep in (False, True):
        if sweep:
            await rig.parts.eraser.sweep()
        (listed,) = await rig.talk.rooms_of(await rig.person(SENDER))
        assert listed.unread == 1
    rig.home.clock.move(HOUR)
    await rig.parts.eraser.sweep()
    # Numbers up to 2 stand under nothing any more; the mark may point there all the same.
    await rig.read(SENDER, room, upto=2)
    await rig.say(HANA, room, "셋")
    (listed,) = await rig.talk.rooms_of(await rig.person(SENDER))
    assert (listed.unread, listed.read_seq) == (1, 2)


async def test_when_the_rooms_last_message_expired_the_preview_is_empty_and_the_room_stays_in_its_order(
    rig: ErasingRig,
) -> None:
    older, newer = await rig.open(HANA, SENDER, keep="14d"), await rig.open(HANA, SENDER)
    await rig.say(HANA, older)
    rig.home.clock.move(1)
    await rig.say(HANA, newer)
    rig.home.clock.move(3 * DAY)
    for sweep in (False, True):
        if sweep:
            await rig.parts.eraser.sweep()
        listed = await rig.talk.rooms_of(await rig.person(SENDER))
        assert [one.id for one in listed] == [newer.id, older.id]
        assert listed[0].last is None
    # Nothing is kept back, the newest neither.
    rig.home.clock.move(14 * DAY)
    await rig.parts.eraser.sweep()
    assert await rig.count("secret_messages") == 0
