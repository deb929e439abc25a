import pytest

from bot.core.clock import DAY, HOUR
from bot.core.errors import Invalid, WrongState
from tests.broadcast.planning import Fate, fates, scheduled, seoul, tick, told
from tests.builders import Space
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


async def test_one_planned_time_is_skipped_and_the_next_is_sent(
    hr: Space, clock: ManualClock
) -> None:
    made, hana = await scheduled(hr), await hr.actor("hana")
    view = await hr.planning.schedules.skip(hana, made.id)
    assert [one.skipped for one in view.upcoming] == [True, False, False, False, False]
    clock.move(FIRST_MORNING)
    await tick(hr)
    assert await fates(hr, made) == [Fate("skipped", None, 1)]
    assert await told(hr) == []
    clock.move(DAY)
    await tick(hr)
    assert (await fates(hr, made))[1:] == [Fate("fired", None, 1)]


async def test_skipping_without_a_time_takes_the_next_that_is_not_skipped(hr: Space) -> None:
    made, hana = await scheduled(hr), await hr.actor("hana")
    await hr.planning.schedules.skip(hana, made.id)
    view = await hr.planning.schedules.skip(hana, made.id)
    assert [one.skipped for one in view.upcoming] == [True, True, False, False, False]


async def test_what_is_taken_back_is_sent_after_all(hr: Space, clock: ManualClock) -> None:
    made, hana = await scheduled(hr), await hr.actor("hana")
    at = seoul("2026-11-23T09:00")
    for _ in range(2):
        await hr.planning.schedules.skip(hana, made.id, at)
    for _ in range(2):
        await hr.planning.schedules.unskip(hana, made.id, at)
    assert (await hr.actions("schedule", made.id)).count("schedule.unskipped") == 1
    clock.move(FIRST_MORNING)
    await tick(hr)
    assert await fates(hr, made) == [Fate("fired", None, 1)]


@pytest.mark.parametrize(
    "at",
    [
        seoul("2026-11-23T09:00") + 1,
        seoul("2026-11-23T09:01"),
        seoul("2026-11-22T09:00"),
        0,
        -(10**18),
        10**18,
        2**70,
    ],
)
async def test_only_a_planned_time_to_come_can_be_skipped(hr: Space, at: int) -> None:
    made, hana = await scheduled(hr), await hr.actor("hana")
    for act in (hr.planning.schedules.skip, hr.planning.schedules.unskip):
        with refused(
            Invalid,
            "not_planned",
            ko="이 시각에는 보낼 계획이 없어요. 앞으로 보낼 시각 중에서 골라 주세요.",
            en="Nothing is planned for that time. Choose one of the times to come.",
        ):
            await act(hana, made.id, at)


async def test_what_was_sent_can_not_be_skipped_any_more(hr: Space, clock: ManualClock) -> None:
    made, hana = await scheduled(hr), await hr.actor("hana")
    clock.move(FIRST_MORNING)
    await tick(hr)
    for act in (hr.planning.schedules.skip, hr.planning.schedules.unskip):
        with pytest.raises(Invalid):
            await act(hana, made.id, seoul("2026-11-23T09:00"))
    assert await fates(hr, made) == [Fate("fired", None, 1)]


async def test_where_everything_to_come_is_skipped_there_is_nothing_to_skip(hr: Space) -> None:
    made, hana = await scheduled(hr, {"at": "2026-11-23T09:00"}), await hr.actor("hana")
    await hr.planning.schedules.skip(hana, made.id)
    with pytest.raises(WrongState) as caught:
        await hr.planning.schedules.skip(hana, made.id)
    assert caught.value.word == "nothing_to_skip"
