"""The rule of a notice: it reminds at its times, so often, and with the rights of its author."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.broadcast.model.notices import Notice, NoticeState
from bot.broadcast.model.profiles import ProfileStatus
from bot.broadcast.service.reminding import Reminding
from bot.broadcast.store import notices, restores
from bot.core.clock import DAY, HOUR, MINUTE
from bot.core.errors import WrongState
from bot.workspace.model.actors import machine_actor
from bot.workspace.model.members import Role
from tests.broadcast.answering import (
    KEYS,
    RULE,
    all_answer,
    answer,
    answers_of,
    arrived,
    asked,
    close,
    now,
    recipients,
    remind,
    reminders_of,
)
from tests.broadcast.planning import tick
from tests.builders import Space, email
from tests.clock import ManualClock


@pytest.fixture
async def hr(space: Space) -> Space:
    """With the profiles `hr`, granted to 이하나, and `it`, granted to 박두리."""
    await space.profile("hr", granted=["hana"])
    await space.profile("it", granted=["duri"])
    return space


async def test_the_rule_reminds_so_often_and_no_more(hr: Space, clock: ManualClock) -> None:
    notice, start = await asked(hr, reminders=RULE), clock.now()
    assert notice.remind_at == start + 2 * HOUR
    assert await hr.planning.firing.next_due() == start + 2 * HOUR
    await answer(hr, notice, "mina")
    clock.move(2 * HOUR - 1)
    await tick(hr)
    assert await reminders_of(hr, notice) == []
    clock.move(1)
    await tick(hr)
    (first,) = await reminders_of(hr, notice)
    assert (first.state, first.author_name, first.surface) == (
        NoticeState.PREPARING, "이하나", "schedule",
    )  # fmt: skip
    assert first.remind_at is None
    assert await recipients(hr, first) == set(KEYS) - {"mina"}
    await arrived(hr, first)
    assert (await now(hr, notice)).remind_at == start + 4 * HOUR
    for _ in range(5):
        clock.move(2 * HOUR)
        await tick(hr)
        for one in await reminders_of(hr, notice):
            await arrived(hr, one)
    assert len(await reminders_of(hr, notice)) == 2
    after = await now(hr, notice)
    assert (after.remind_at, after.reminded) == (None, 2)
    assert await hr.planning.firing.next_due() is None


async def test_the_rule_waits_until_it_has_been_sent(hr: Space, clock: ManualClock) -> None:
    notice = await asked(hr, reminders=RULE, state=NoticeState.SENDING)
    clock.move(2 * HOUR)
    for _ in range(3):
        await tick(hr)
        assert await reminders_of(hr, notice) == []
        assert (await now(hr, notice)).remind_at == clock.now() + 10 * MINUTE
        clock.move(10 * MINUTE)
    held = await now(hr, notice)
    async with hr.database.transaction() as tx:
        await notices.update(tx, replace(held, state=NoticeState.SENT))
    await tick(hr)
    assert len(await reminders_of(hr, notice)) == 1


async def test_the_rule_waits_for_another_reminder(hr: Space, clock: ManualClock) -> None:
    notice = await asked(hr, reminders=RULE)
    by_hand = await remind(hr, notice)
    clock.move(2 * HOUR)
    await tick(hr)
    assert await reminders_of(hr, notice) == [by_hand]
    assert (await now(hr, notice)).reminded == 0


async def _fails(space: Space, notice: Notice) -> None:
    held = await now(space, notice)
    async with space.database.transaction() as tx:
        await notices.update(tx, replace(held, state=NoticeState.FAILED))


@pytest.mark.parametrize("end", [all_answer, close, _fails])
async def test_the_rule_ends_when_there_is_nobody_to_remind(
    hr: Space, clock: ManualClock, end: Callable[[Space, Notice], Awaitable[None]]
) -> None:
    notice = await asked(hr, reminders=RULE)
    await end(hr, notice)
    clock.move(2 * HOUR)
    await tick(hr)
    assert await reminders_of(hr, notice) == []
    assert (await now(hr, notice)).remind_at is None


async def test_the_rule_ends_with_the_notice(hr: Space, clock: ManualClock) -> None:
    notice = await asked(hr, reminders=RULE, not_after=clock.now() + HOUR)
    clock.move(2 * HOUR)
    await tick(hr)
    assert await reminders_of(hr, notice) == []
    assert (await now(hr, notice)).remind_at is None


async def _lose_right(space: Space) -> None:
    await space.members.set_role(machine_actor(), email("hana"), Role.MEMBER)


async def _lose_grant(space: Space) -> None:
    await space.profiles.revoke(machine_actor(), "hr", email("hana"))


async def _leave(space: Space) -> None:
    await space.members.set_active(machine_actor(), email("hana"), active=False)


async def _free(space: Space) -> None:
    await space.plan(plan="free")


async def _pause(space: Space) -> None:
    await space.profiles.set_status(machine_actor(), "hr", ProfileStatus.PAUSED)


@pytest.mark.parametrize("loses", [_lose_right, _lose_grant, _leave, _free, _pause])
async def test_the_rule_has_the_rights_its_author_has_then(
    hr: Space, clock: ManualClock, loses: Callable[[Space], Awaitable[None]]
) -> None:
    notice = await asked(hr, reminders=RULE)
    await loses(hr)
    clock.move(2 * HOUR)
    await tick(hr)
    assert await reminders_of(hr, notice) == []
    after = await now(hr, notice)
    assert (after.reminded, after.remind_at) == (1, clock.now() + 2 * HOUR)
    assert "notice.reminder_due" in await hr.actions("notice", notice.id)


@pytest.mark.parametrize(("late", "made"), [(HOUR, 1), (HOUR + 1, 0), (3 * DAY, 0)])
async def test_what_was_slept_through_is_not_made_up_for(
    hr: Space, clock: ManualClock, late: int, made: int
) -> None:
    notice, start = await asked(hr, reminders=RULE), clock.now()
    clock.move(2 * HOUR + late)
    await tick(hr)
    assert len(await reminders_of(hr, notice)) == made
    after = await now(hr, notice)
    assert after.remind_at is not None
    assert after.remind_at > clock.now()
    assert (after.remind_at - start) % (2 * HOUR) == 0


async def test_what_was_due_before_a_backup_was_put_back_is_not_repeated(
    hr: Space, clock: ManualClock
) -> None:
    notice = await asked(hr, reminders=RULE)
    clock.move(2 * HOUR)
    async with hr.database.transaction() as tx:
        await restores.mark(tx, clock.now())
    await tick(hr)
    assert await reminders_of(hr, notice) == []
    entries = await hr.audit.of("notice", notice.id)
    assert "restored" in [one.detail.get("reason") for one in entries]


async def test_two_clocks_make_one_reminder(hr: Space, clock: ManualClock) -> None:
    made = [await asked(hr, reminders=RULE) for _ in range(3)]
    clock.move(2 * HOUR)
    await asyncio.gather(*(hr.planning.firing.fire_due() for _ in range(5)))
    for notice in made:
        assert len(await reminders_of(hr, notice)) == 1
        assert (await now(hr, notice)).reminded == 1


async def test_what_changed_meanwhile_is_looked_at_again(
    hr: Space, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = await asked(hr, reminders=RULE)
    clock.move(2 * HOUR)
    whole = Reminding._require_anybody

    async def closed_meanwhile(self: Reminding, one: Notice) -> None:
        await whole(self, one)
        await close(hr, notice)

    monkeypatch.setattr(Reminding, "_require_anybody", closed_meanwhile)
    await hr.planning.firing.fire_due()
    with pytest.raises(WrongState) as caught:
        await remind(hr, notice)
    assert caught.value.word == "answers_closed"
    assert await reminders_of(hr, notice) == []


async def test_who_answers_at_the_same_time_is_counted_and_nothing_waits(
    hr: Space, clock: ManualClock
) -> None:
    notice = await asked(hr, reminders=RULE)
    clock.move(2 * HOUR)
    await asyncio.gather(tick(hr), *(answer(hr, notice, key) for key in KEYS[:6]))
    assert len(await answers_of(hr, notice)) == 6
