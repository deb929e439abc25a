import asyncio

import pytest

from bot.broadcast.model.profiles import ProfileStatus
from bot.broadcast.model.schedules import Schedule, ScheduleState
from bot.core.clock import DAY, HOUR, MINUTE
from bot.core.errors import Forbidden, NotFound, SpacecastError, WrongState
from bot.workspace.model.actors import Actor, machine_actor
from bot.workspace.model.members import Role
from tests.broadcast.planning import Fate, fates, now, scheduled, sent_by, seoul, tick, told
from tests.builders import SUPER, Space, email
from tests.clock import ManualClock
from tests.refusals import refused

# The clock stands at 2026-11-22 11:00 in Seoul; the first planned time is the next morning.
FIRST_MORNING = 22 * HOUR


@pytest.fixture
async def hr(space: Space) -> Space:
    """With the profile `hr`, granted to 이하나, and one that nobody but super admins has."""
    await space.profile("hr", granted=["hana"])
    await space.profile("it")
    return space


async def _acts(space: Space, actor: Actor, made: Schedule) -> None:
    """Everything that can be done with a schedule but removing it."""
    schedules = space.planning.schedules
    first = (await schedules.skip(actor, made.id)).upcoming[0].planned.at
    await schedules.unskip(actor, made.id, first)
    await schedules.pause(actor, made.id)
    await schedules.resume(actor, made.id)


async def _refusals(space: Space, actor: Actor, made: Schedule) -> set[str]:
    """How everything is refused that can be done with a schedule."""
    schedules = space.planning.schedules
    attempts = (
        schedules.pause(actor, made.id),
        schedules.resume(actor, made.id),
        schedules.skip(actor, made.id),
        schedules.unskip(actor, made.id, seoul("2026-11-23T09:00")),
        schedules.remove(actor, made.id),
    )
    found = await asyncio.gather(*attempts, return_exceptions=True)
    return {e.word if isinstance(e, SpacecastError) else repr(e) for e in found}


@pytest.mark.parametrize("who", ["hana", SUPER])
async def test_whoever_may_use_the_profile_may_do_everything(hr: Space, who: str) -> None:
    made = await scheduled(hr)
    actor = await hr.actor(who)
    await _acts(hr, actor, made)
    await hr.planning.schedules.remove(actor, made.label)
    assert await hr.actions("schedule", made.id) == [
        "schedule.created",
        "schedule.paused",
        "schedule.removed",
        "schedule.resumed",
        "schedule.skipped",
        "schedule.unskipped",
    ]


@pytest.mark.parametrize(
    ("who", "code"),
    [("duri", "schedule_not_found"), ("ilgu", "not_send_admin"), ("yuna", "not_send_admin")],
)
async def test_nobody_else_may_do_anything_and_nothing_changes(
    hr: Space, who: str, code: str
) -> None:
    made, actor = await scheduled(hr), await hr.actor(who)
    assert await _refusals(hr, actor, made) == {code}
    with pytest.raises(SpacecastError) as caught:
        await hr.planning.schedules.get(actor, made.id)
    assert caught.value.word == code
    assert await now(hr, made) == made


async def test_whom_the_profile_is_not_granted_sees_no_schedule_of_it_in_the_list(
    hr: Space,
) -> None:
    await scheduled(hr, author=SUPER)
    schedules = hr.planning.schedules
    assert len(await schedules.page(await hr.actor("hana"))) == 1
    assert await schedules.page(await hr.actor("duri")) == []
    with pytest.raises(Forbidden):
        await schedules.page(await hr.actor("ilgu"))


async def test_an_author_without_the_grant_still_sees_it_and_may_do_nothing(hr: Space) -> None:
    made = await scheduled(hr)
    await hr.profiles.revoke(machine_actor(), "hr", email("hana"))
    hana = await hr.actor("hana")
    assert (await hr.planning.schedules.get(hana, made.id)).schedule == made
    assert await _refusals(hr, hana, made) == {"profile_not_granted"}


async def test_a_deactivated_author_has_no_rights_at_once(hr: Space) -> None:
    made = await scheduled(hr)
    await hr.members.set_active(machine_actor(), email("hana"), active=False)
    assert await _refusals(hr, await hr.actor("hana"), made) == {"not_send_admin"}


async def test_rights_are_those_of_the_transaction_not_of_the_page_that_was_open(
    hr: Space,
) -> None:
    made, hana = await scheduled(hr), await hr.actor("hana")
    await hr.profiles.revoke(machine_actor(), "hr", email("hana"))
    assert await _refusals(hr, hana, made) == {"profile_not_granted"}


async def test_on_the_free_plan_it_can_be_stopped_but_not_resumed_and_nothing_is_lost(
    hr: Space,
) -> None:
    made, hana = await scheduled(hr), await hr.actor("hana")
    await hr.plan(plan="free")
    schedules = hr.planning.schedules
    await schedules.pause(hana, made.id)
    with pytest.raises(SpacecastError) as caught:
        await schedules.resume(hana, made.id)
    assert caught.value.word == "plan_required"
    await hr.plan(plan="standard")
    resumed = (await schedules.resume(hana, made.id)).schedule
    assert (resumed.frozen, resumed.next_at) == (made.frozen, made.next_at)


async def test_what_is_planned_while_it_is_paused_is_passed_over(
    hr: Space, clock: ManualClock
) -> None:
    made, hana = await scheduled(hr), await hr.actor("hana")
    await hr.planning.schedules.pause(hana, made.id)
    assert await hr.planning.firing.next_due() is None
    clock.move(3 * DAY)
    await tick(hr)
    resumed = (await hr.planning.schedules.resume(hana, made.id)).schedule
    assert resumed.next_at == seoul("2026-11-26T09:00")
    await tick(hr)
    assert (await fates(hr, made), await told(hr)) == ([], [])


async def test_what_was_paused_for_longer_than_it_is_planned_has_ended(
    hr: Space, clock: ManualClock
) -> None:
    made = await scheduled(hr, {"at": "2026-11-23T09:00"})
    hana, schedules = await hr.actor("hana"), hr.planning.schedules
    await schedules.pause(hana, made.id)
    clock.move(3 * DAY)
    assert (await schedules.resume(hana, made.id)).schedule.state is ScheduleState.ENDED
    with refused(
        WrongState,
        "wrong_state",
        ko="S-1 예약은 '끝남' 상태라서 멈출 수 없어요.",
        en="S-1 is in the state 'Ended', so it can't be paused.",
    ):
        await schedules.pause(hana, made.id)


async def test_pausing_and_resuming_twice_changes_nothing(hr: Space) -> None:
    made, hana = await scheduled(hr), await hr.actor("hana")
    schedules = hr.planning.schedules
    for act in (schedules.pause, schedules.pause, schedules.resume, schedules.resume):
        await act(hana, made.id)
    assert (await hr.actions("schedule", made.id)).count("schedule.paused") == 1
    assert (await now(hr, made)).version == made.version + 2


async def test_removing_keeps_the_notices_and_what_became_of_each_time(
    hr: Space, clock: ManualClock
) -> None:
    made, hana = await scheduled(hr), await hr.actor("hana")
    clock.move(FIRST_MORNING)
    await tick(hr)
    await hr.planning.schedules.remove(hana, made.id)
    clock.move(2 * DAY)
    await tick(hr)
    (notice,) = await sent_by(hr, made)
    assert (await hr.notices.get(hana, notice.id)).notice.schedule_id == made.id
    assert await fates(hr, made) == [Fate("fired", None, 1)]
    assert await hr.planning.schedules.page(hana) == []
    for key in (made.id, made.label):
        with pytest.raises(NotFound):
            await hr.planning.schedules.get(hana, key)


async def test_a_profile_that_a_schedule_names_is_not_removed(hr: Space) -> None:
    made = await scheduled(hr)
    for _ in range(2):
        with pytest.raises(WrongState) as caught:
            await hr.profiles.remove(machine_actor(), "hr")
        assert caught.value.word == "profile_used"
        if (await hr.actions("schedule", made.id))[-1] != "schedule.removed":
            await hr.planning.schedules.remove(machine_actor(), made.id)


async def test_a_list_is_newest_first_and_narrowed_by_state_and_words(hr: Space) -> None:
    first, second = await scheduled(hr), await scheduled(hr)
    hana, schedules = await hr.actor("hana"), hr.planning.schedules
    await schedules.pause(hana, first.id)

    async def labels(**by: object) -> list[str]:
        found = await schedules.page(hana, **by)  # type: ignore[arg-type] # keywords are checked there
        return [view.schedule.label for view in found]

    assert await labels() == ["S-2", "S-1"]
    assert await labels(before=2) == ["S-1"]
    assert await labels(state=ScheduleState.PAUSED) == ["S-1"]
    assert await labels(text="점검", limit=1) == [second.label]
    assert await labels(text="100%") == []


@pytest.mark.parametrize("key", ["S-2", "S-", "S-0x1", "S-" + "9" * 30, "", "sd_none"])
async def test_a_schedule_that_there_is_not_is_named(hr: Space, key: str) -> None:
    await scheduled(hr)
    with refused(
        NotFound,
        "schedule_not_found",
        ko=f"'{key}' 예약을 찾을 수 없어요. 예약 목록에서 번호를 확인해 주세요.",
        en=f"There is no schedule '{key}'. Look up its number in the list of schedules.",
    ):
        await hr.planning.schedules.get(await hr.actor("hana"), key)


@pytest.mark.parametrize("act", ["pause", "resume", "skip", "remove"])
async def test_many_at_once_are_one(hr: Space, act: str) -> None:
    made, hana = await scheduled(hr, {"at": "2026-11-23T09:00"}), await hr.actor("hana")
    if act == "resume":
        await hr.planning.schedules.pause(hana, made.id)
    do = getattr(hr.planning.schedules, act)
    found = await asyncio.gather(*(do(hana, made.id) for _ in range(5)), return_exceptions=True)
    errors = {e.word if isinstance(e, SpacecastError) else "" for e in found}
    assert errors <= {"", "schedule_not_found", "nothing_to_skip"}
    past = {"skip": "skipped", "remove": "removed"}.get(act, f"{act}d")
    assert (await hr.actions("schedule", made.id)).count(f"schedule.{past}") == 1


async def test_a_paused_profile_keeps_no_schedule_from_being_looked_after(
    hr: Space, clock: ManualClock
) -> None:
    made, hana = await scheduled(hr), await hr.actor("hana")
    await hr.profiles.set_status(machine_actor(), "hr", ProfileStatus.PAUSED)
    await _acts(hr, hana, made)
    clock.move(FIRST_MORNING + MINUTE)
    await tick(hr)
    assert await fates(hr, made) == [Fate("missed", "profile_paused", 1)]


async def test_who_is_made_an_ordinary_member_loses_the_right_at_once(hr: Space) -> None:
    made = await scheduled(hr)
    await hr.members.set_role(machine_actor(), email("hana"), Role.MEMBER)
    assert await _refusals(hr, await hr.actor("hana"), made) == {"not_send_admin"}
