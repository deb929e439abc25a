"""Schedules in one line, and what became of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from bot.broadcast.model.local_time import milliseconds_of, moment_of
from bot.broadcast.model.notices import Notice, NoticeDraft
from bot.broadcast.model.rules_json import RuleReader
from bot.broadcast.model.schedules import Occurrence, Schedule, ScheduleDraft
from bot.broadcast.store import notices, occurrences, schedules
from bot.core.database import Row
from bot.workspace.model.actors import machine_actor
from tests.builders import Space, draft

SEOUL = ZoneInfo("Asia/Seoul")
FIRST = datetime.fromisoformat("2026-11-22T11:00")
NINE = {"daily": "09:00"}


class Fate(NamedTuple):
    """What became of one planned time, briefly."""

    state: str
    reason: str | None
    times: int


def seoul(wall: str) -> int:
    """UTC milliseconds of a wall time in Seoul."""
    return milliseconds_of(moment_of(datetime.fromisoformat(wall), SEOUL))


def planned_draft(
    *rules: Mapping[str, object],
    notice: NoticeDraft | None = None,
    zone: ZoneInfo = SEOUL,
    **more: Any,
) -> ScheduleDraft:
    """A schedule's draft with these rules, by default one at nine every day."""
    reader = RuleReader(zone, FIRST)
    read = reader.rules(list(rules or [NINE]))
    assert reader.problems == []
    return ScheduleDraft(notice=notice or draft(), rules=read, zone=zone, **more)


async def scheduled(
    space: Space, *rules: Mapping[str, object], author: str = "hana", **more: Any
) -> Schedule:
    """A schedule of `author`."""
    actor = await space.actor(author)
    view = await space.planning.writing.create(actor, planned_draft(*rules, **more))
    return view.schedule


async def now(space: Space, schedule: Schedule) -> Schedule:
    """The schedule as it is kept."""
    return await schedules.get(space.database, schedule.id)


async def settled(space: Space, schedule: Schedule) -> list[Occurrence]:
    """What became of its planned times, oldest first."""
    return (await occurrences.page(space.database, schedule.id, limit=1_000))[::-1]


async def fates(space: Space, schedule: Schedule) -> list[Fate]:
    """The same, briefly."""
    return [
        Fate(one.state.value, one.reason, one.count) for one in await settled(space, schedule)
    ]


async def sent_by(space: Space, schedule: Schedule) -> list[Notice]:
    """The notices that it has made, oldest first."""
    made = await notices.page(space.database, limit=1_000, schedule_id=schedule.id)
    return made[::-1]


async def told(space: Space) -> Sequence[Row]:
    """The news that was kept, oldest first."""
    return await space.database.fetch("SELECT * FROM news ORDER BY created_at, planned_at, id")


async def tick(space: Space) -> None:
    """Let the clock do what is due."""
    while await space.planning.firing.fire_due():
        pass


async def notice_state(space: Space, notice: Notice) -> str:
    """The state of a notice, with its reason."""
    kept = (await space.notices.get(machine_actor(), notice.id)).notice
    return (
        kept.state.value
        if kept.state_reason is None
        else f"{kept.state.value}: {kept.state_reason}"
    )
