"""Answers: one a person, counted right whatever is told twice, late, at once or by others."""

import asyncio
from dataclasses import replace
from itertools import permutations

import pytest

from bot.broadcast.model.notices import NoticeState
from bot.core.clock import HOUR, MINUTE
from bot.core.errors import Forbidden, NotFound, WrongState
from bot.workspace.model.actors import machine_actor
from tests.broadcast.answering import (
    FIRST_TWO,
    KEYS,
    SURVEY,
    answer,
    answers_of,
    asked,
    choices_of,
    given_by,
    now,
)
from tests.builders import Space, email
from tests.clock import ManualClock
from tests.refusals import refused


@pytest.fixture
async def hr(space: Space) -> Space:
    """With the profiles `hr`, granted to 이하나, and `it`, granted to 박두리."""
    await space.profile("hr", granted=["hana"])
    await space.profile("it", granted=["duri"])
    return space


async def test_an_answer_counts_once_however_often_it_is_given(
    hr: Space, clock: ManualClock
) -> None:
    notice = await asked(hr)
    at = clock.now()
    for _ in range(3):
        assert await answer(hr, notice, "mina") is None
        clock.move(1)
    (kept,) = (await answers_of(hr, notice)).values()
    assert (kept.member_id, kept.choice, kept.at) == (await hr.id_of("mina"), None, at)
    seen = await hr.acknowledgements.summary(await hr.actor("hana"), notice.label)
    assert (seen.tallies.acknowledged, seen.remaining) == (1, 11)
    assert (seen.asks, seen.open, seen.choices) == (True, True, [])


async def test_a_survey_counts_the_last_choice_of_each(hr: Space) -> None:
    notice = await asked(hr, SURVEY)
    for step, (who, choice) in enumerate(
        [("mina", 0), ("jun", 0), ("mina", 2), ("bora", 1), ("mina", 1), ("jun", 0)]
    ):
        assert await answer(hr, notice, who, choice, after=step) is None
    kept = await choices_of(hr, notice)
    assert kept == {
        await hr.id_of("mina"): 1,
        await hr.id_of("jun"): 0,
        await hr.id_of("bora"): 1,
    }
    seen = await hr.acknowledgements.summary(await hr.actor("hana"), notice.id)
    assert seen.choices == [("비빔밥", 1), ("국수", 2), ("샐러드", 0)]


@pytest.mark.parametrize("order", list(permutations([(0, 0), (1, 2), (2, 0)])))
@pytest.mark.parametrize("together", [False, True])
async def test_the_newest_press_counts_in_whatever_order_they_come(
    hr: Space, order: tuple[tuple[int, int], ...], *, together: bool
) -> None:
    notice = await asked(hr, SURVEY)
    given = [await given_by(hr, notice, "mina", choice, after=at) for at, choice in order]
    for some in [given] if together else [[one] for one in given]:
        await hr.acknowledgements.take("hr", some)
    (kept,) = (await answers_of(hr, notice)).values()
    assert (kept.choice, kept.changed_at) == (0, hr.clock.now() + 2)


async def test_the_same_batch_taken_twice_changes_nothing(hr: Space) -> None:
    notice = await asked(hr, SURVEY)
    batch = [
        await given_by(hr, notice, key, step % 3, after=step)
        for step, key in enumerate([*KEYS, *KEYS[:5]])
    ]
    assert await hr.acknowledgements.take("hr", batch) == [None] * len(batch)
    before = await answers_of(hr, notice)
    assert len(before) == 12
    assert await hr.acknowledgements.take("hr", batch) == [None] * len(batch)
    assert await answers_of(hr, notice) == before


async def test_several_notices_are_taken_at_once(hr: Space) -> None:
    first, second = await asked(hr), await asked(hr, SURVEY)
    outcomes = await hr.acknowledgements.take(
        "hr",
        [
            await given_by(hr, second, "mina", 1),
            await given_by(hr, first, "mina"),
            await given_by(hr, first, "jun", 0),
            await given_by(hr, second, "jun", 3),
        ],
    )
    assert outcomes == [None, None, "unknown_answer", "unknown_answer"]
    assert len(await answers_of(hr, first)) == len(await answers_of(hr, second)) == 1


async def test_who_takes_at_once_counts_everybody_once(hr: Space) -> None:
    notice = await asked(hr, SURVEY)

    async def all_of_them(choice: int) -> None:
        keys = KEYS if choice % 2 else KEYS[::-1]
        given = [await given_by(hr, notice, key, choice % 3, after=choice) for key in keys]
        await hr.acknowledgements.take("hr", given)

    await asyncio.gather(*(all_of_them(choice) for choice in range(6)))
    assert set((await choices_of(hr, notice)).values()) == {2}
    assert len(await answers_of(hr, notice)) == 12


@pytest.mark.parametrize("choice", [None, "3", "-1", "x", "", "²", "99999999999999999999"])
async def test_a_survey_knows_no_other_answer(hr: Space, choice: str | None) -> None:
    notice = await asked(hr, SURVEY)
    given = await given_by(hr, notice, "mina")
    parts = ("ack", notice.id) if choice is None else ("ack", notice.id, choice)
    outcomes = await hr.acknowledgements.take("hr", [replace(given, parts=parts)])
    assert outcomes == ["unknown_answer"]
    assert await answers_of(hr, notice) == {}


async def test_what_asks_nothing_takes_no_answer(hr: Space) -> None:
    notice = await asked(hr, {"title": "안내", "body": "읽어 주세요."})
    assert await answer(hr, notice, "mina") == "unknown_answer"
    seen = await hr.acknowledgements.summary(await hr.actor("hana"), notice.id)
    assert (seen.asks, seen.open, seen.remaining) == (False, False, 0)


@pytest.mark.parametrize("person", ["", "mb_nobody"])
async def test_only_recipients_answer(hr: Space, person: str) -> None:
    notice = await asked(hr)
    given = replace(await given_by(hr, notice, "mina"), member_id=person)
    assert await hr.acknowledgements.take("hr", [given]) == ["not_a_recipient"]
    assert await answers_of(hr, notice) == {}


@pytest.mark.parametrize(("profile", "notice_id"), [("it", None), ("hr", "nt_none")])
async def test_another_profiles_notice_takes_no_answer(
    hr: Space, profile: str, notice_id: str | None
) -> None:
    notice = await asked(hr)
    given = await given_by(hr, notice, "mina")
    other = replace(given, notice_id=notice_id or notice.id)
    assert await hr.acknowledgements.take(profile, [other]) == ["unknown_answer"]
    assert await answers_of(hr, notice) == {}


async def test_what_was_pressed_before_the_end_counts_and_nothing_after_it(
    hr: Space, clock: ManualClock
) -> None:
    end = clock.now() + HOUR
    notice = await asked(hr, not_after=end)
    early = await given_by(hr, notice, "mina", after=HOUR - 1)
    late = await given_by(hr, notice, "jun", after=HOUR)
    clock.move(2 * HOUR)
    assert await hr.acknowledgements.take("hr", [late, early]) == ["answers_closed", None]
    assert list(await answers_of(hr, notice)) == [await hr.id_of("mina")]


async def test_closing_ends_it_once_and_is_kept(hr: Space, clock: ManualClock) -> None:
    notice, hana = await asked(hr), await hr.actor("hana")
    assert await answer(hr, notice, "mina") is None
    clock.move(MINUTE)
    for _ in range(2):
        seen = await hr.acknowledgements.close(hana, notice.label)
        assert (seen.open, seen.tallies.acknowledged) == (False, 1)
    assert await answer(hr, notice, "jun") == "answers_closed"
    assert await answer(hr, notice, "mina") == "answers_closed"
    assert (await hr.actions("notice", notice.id)).count("notice.closed") == 1
    assert (await now(hr, notice)).closed_at == clock.now()


async def test_what_was_pressed_before_it_was_closed_counts(hr: Space) -> None:
    notice = await asked(hr)
    given = await given_by(hr, notice, "mina", after=-1)
    await hr.acknowledgements.close(await hr.actor("hana"), notice.id)
    assert await hr.acknowledgements.take("hr", [given]) == [None]


@pytest.mark.parametrize(
    ("who", "kind"), [("duri", Forbidden), ("mina", Forbidden), ("yuna", Forbidden)]
)
async def test_who_may_not_use_the_profile_does_not_close(
    hr: Space, who: str, kind: type[Exception]
) -> None:
    notice = await asked(hr)
    with pytest.raises(kind):
        await hr.acknowledgements.close(await hr.actor(who), notice.id)
    assert (await now(hr, notice)).closed_at is None
    for looks in (hr.acknowledgements.summary, hr.acknowledgements.curve):
        with pytest.raises((Forbidden, NotFound)):
            await looks(await hr.actor(who), notice.id)


async def test_what_asks_nothing_can_not_be_closed(hr: Space) -> None:
    notice = await asked(hr, {"title": "안내", "body": "읽어 주세요."})
    with refused(
        WrongState,
        "asks_nothing",
        ko=f"{notice.label} 공지에는 확인 버튼이 없거나 아직 보내지 않았어요. "
        "확인 버튼을 넣어서 보내야 답을 받을 수 있어요.",
        en=f"{notice.label} has no acknowledge button, or was not sent yet. Send one with the button.",
    ):
        await hr.acknowledgements.close(await hr.actor("hana"), notice.id)


async def test_only_whom_it_has_reached_is_waited_for(hr: Space) -> None:
    notice = await asked(hr, ends=FIRST_TWO, state=NoticeState.SENDING)
    await hr.members.set_active(machine_actor(), email("mina"), active=False)
    seen = await hr.acknowledgements.summary(await hr.actor("hana"), notice.id)
    reached = [key for key in KEYS if key != "mina"]
    assert seen.remaining in {len(reached) - 2, len(reached) - 1}
    await answer(hr, notice, "hana")
    after = await hr.acknowledgements.summary(await hr.actor("hana"), notice.id)
    assert after.remaining == seen.remaining - 1


async def test_the_curve_rises_to_all_who_answered(hr: Space, clock: ManualClock) -> None:
    notice, start = await asked(hr), clock.now()
    for key in KEYS[:4]:
        await answer(hr, notice, key)
        clock.move(10 * MINUTE)
    curve = await hr.acknowledgements.curve(await hr.actor("hana"), notice.id)
    assert [count for _, count in curve] == [1, 2, 3, 4]
    assert all(start < at <= clock.now() + MINUTE for at, _ in curve)


async def test_a_notice_that_is_not_sent_has_no_curve(hr: Space) -> None:
    made = await hr.notice("hana")
    assert await hr.acknowledgements.curve(await hr.actor("hana"), made.id) == []
