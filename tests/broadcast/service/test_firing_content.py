from dataclasses import replace
from typing import Any

import pytest

from bot.broadcast.model.schedules import ContentRule, Schedule
from bot.broadcast.store import schedules as store
from bot.core.clock import DAY, HOUR, MINUTE
from tests.broadcast.planning import (
    Fate,
    fates,
    now,
    scheduled,
    sent_by,
    seoul,
    tick,
    told,
)
from tests.builders import Space
from tests.clock import ManualClock

FIRST_MORNING = 22 * HOUR
NINE = seoul("2026-11-23T09:00")


@pytest.fixture
async def hr(space: Space) -> Space:
    """With the profile `hr`, granted to 이하나."""
    await space.profile("hr", granted=["hana"])
    return space


async def _template(hr: Space, monkeypatch: pytest.MonkeyPatch, title: str) -> None:
    """The template's file says something else."""
    plain = hr.library.get("plain")
    other = replace(plain, content={**plain.content, "title": title})
    monkeypatch.setattr(hr.library, "get", lambda _name: other)


@pytest.mark.parametrize(
    ("content", "title"),
    [(ContentRule.SAVED, "점검 안내"), (ContentRule.LIVE, "[새 양식] 점검 안내")],
)
async def test_the_template_is_that_of_saving_or_that_of_sending(
    hr: Space,
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
    content: ContentRule,
    title: str,
) -> None:
    made = await scheduled(hr, content=content)
    await _template(hr, monkeypatch, "[새 양식] {{ title }}")
    clock.move(FIRST_MORNING)
    await tick(hr)
    (notice,) = await sent_by(hr, made)
    assert notice.frozen is not None
    assert hr.composer.thaw(notice.frozen).content(None).title == title


@pytest.mark.parametrize(
    ("content", "fate"),
    [
        (ContentRule.SAVED, Fate("fired", None, 1)),
        (ContentRule.LIVE, Fate("missed", "template_not_found", 1)),
    ],
)
async def test_a_template_that_is_gone_matters_only_where_it_is_read_at_sending(
    hr: Space,
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
    content: ContentRule,
    fate: Fate,
) -> None:
    made = await scheduled(hr, content=content)
    known = hr.library.get
    monkeypatch.setattr(hr.library, "get", lambda _name: known("none"))
    clock.move(FIRST_MORNING)
    await tick(hr)
    assert await fates(hr, made) == [fate]


@pytest.mark.parametrize("act", ["change", "pause", "remove"])
async def test_what_is_changed_between_check_and_claim_is_not_sent_as_it_was(
    hr: Space, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    made = await scheduled(hr)
    clock.move(FIRST_MORNING)
    claim = store.claim

    async def late_claim(tx: Any, ids: Any, at: int) -> list[Schedule]:
        changes = {
            "change": "version = version + 1",
            "pause": "version = version + 1, state = 'paused'",
            "remove": "removed_at = 1",
        }
        await tx.execute(f"UPDATE schedules SET {changes[act]}")
        return await claim(tx, ids, at)

    monkeypatch.setattr(store, "claim", late_claim)
    assert await hr.planning.firing.fire_due() == 0
    assert await fates(hr, made) == []
    monkeypatch.undo()
    await tick(hr)
    assert await fates(hr, made) == ([Fate("fired", None, 1)] if act == "change" else [])


async def test_planning_anew_follows_the_holidays_of_now(hr: Space, clock: ManualClock) -> None:
    made, other = await scheduled(hr), await scheduled(hr)
    async with hr.database.transaction() as tx:
        # As if the calendar had been another when it was saved.
        await store.advance(tx, made.id, made.planned_through, NINE + 7 * DAY)
    assert await hr.planning.firing.replan() == 1
    assert (await now(hr, made)).next_at == NINE
    assert await now(hr, other) == other
    clock.move(FIRST_MORNING)
    assert await hr.planning.firing.replan() == 0
    await tick(hr)
    assert await fates(hr, made) == [Fate("fired", None, 1)]


async def test_planning_anew_lets_be_what_is_removed_meanwhile(
    hr: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await scheduled(hr)
    async with hr.database.transaction() as tx:
        await store.advance(tx, made.id, made.planned_through, NINE + 7 * DAY)
        stale = await store.active_after(tx, 0, 10)
        await store.remove(tx, made.id, hr.clock.now())
    pages = iter([stale, []])

    async def page(*_: object) -> list[Schedule]:
        return next(pages)

    monkeypatch.setattr(store, "active_after", page)
    assert await hr.planning.firing.replan() == 0


async def test_a_missed_notice_of_a_schedule_is_told_of_again_when_it_is_missed_again(
    hr: Space, clock: ManualClock
) -> None:
    made, hana = await scheduled(hr), await hr.actor("hana")
    clock.move(FIRST_MORNING)
    await tick(hr)
    (notice,) = await sent_by(hr, made)
    await hr.planning.schedules.remove(hana, made.id)
    await hr.sending.cancel(hana, notice.id)
    for _ in range(2):
        await hr.sending.schedule(hana, notice.id, clock.now() + MINUTE)
        clock.move(2 * HOUR)
        await tick(hr)
    assert [row["reason"] for row in await told(hr)] == ["misfire_grace"] * 2
