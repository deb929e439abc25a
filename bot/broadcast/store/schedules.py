"""Schedules."""

import json
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.broadcast.model.audience import audience_json, read_audience
from bot.broadcast.model.calendars import HolidayRule
from bot.broadcast.model.profiles import OnUncertain
from bot.broadcast.model.rules_json import RuleReader, rule_json
from bot.broadcast.model.schedule_rules import Rule
from bot.broadcast.model.schedules import ContentRule, Schedule, ScheduleState
from bot.broadcast.store.labels import number_of
from bot.core.database import Reader, Row, Transaction
from bot.core.database.likeness import ESCAPED, containing
from bot.core.errors import Bilingual, NotFound

_COLUMNS = """
    id, number, profile_id, author_id, author_name, title, template, variables, audience,
    urgent_reason, on_uncertain, frozen, content, rules, zone, starts, ends, holidays, state,
    planned_through, next_at, version, created_at, updated_at
"""

_FIRST = datetime.fromisoformat("2000-01-01T00:00")


def _schedule(row: Row) -> Schedule:
    zone = ZoneInfo(row["zone"])
    return Schedule(
        id=row["id"],
        number=row["number"],
        profile_id=row["profile_id"],
        author_id=row["author_id"],
        author_name=row["author_name"],
        title=row["title"],
        template=row["template"],
        variables=json.loads(row["variables"]),
        audience=read_audience(json.loads(row["audience"])),
        urgent_reason=row["urgent_reason"],
        on_uncertain=OnUncertain(row["on_uncertain"]),
        frozen=json.loads(row["frozen"]),
        content=ContentRule(row["content"]),
        rules=_rules(row["rules"], zone),
        zone=zone,
        starts=row["starts"],
        ends=row["ends"],
        holidays=HolidayRule(row["holidays"]),
        state=ScheduleState(row["state"]),
        planned_through=row["planned_through"],
        next_at=row["next_at"],
        version=row["version"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _rules(text: str, zone: ZoneInfo) -> tuple[Rule, ...]:
    # Each was checked when it was saved, and `every` has its first time.
    return RuleReader(zone, _FIRST).rules(json.loads(text))


async def find(db: Reader, key: str) -> Schedule | None:
    """The schedule with this id or label (S-7) that was not removed."""
    row = await db.fetch_one(
        f"SELECT {_COLUMNS} FROM schedules WHERE (id = $1 OR number = $2) AND removed_at IS NULL",
        key,
        number_of(key, "S"),
    )
    return _schedule(row) if row else None


async def get(db: Reader, key: str) -> Schedule:
    """The schedule with this id or label, or NotFound."""
    schedule = await find(db, key)
    if schedule is None:
        raise not_found(key)
    return schedule


def not_found(key: str) -> NotFound:
    """The answer to whoever names a schedule that there is not, or may not know of it."""
    return NotFound(
        Bilingual(
            ko=f"'{key}' 예약을 찾을 수 없어요. 예약 목록에서 번호를 확인해 주세요.",
            en=f"There is no schedule '{key}'. Look up its number in the list of schedules.",
        ),
        code="schedule_not_found",
    )


async def find_locked(tx: Transaction, schedule_id: str) -> Schedule | None:
    """The schedule that was not removed, held until the transaction ends."""
    await tx.fetch_one("SELECT id FROM schedules WHERE id = $1 FOR UPDATE", schedule_id)
    return await find(tx, schedule_id)


async def get_locked(tx: Transaction, schedule_id: str) -> Schedule:
    """As `find_locked`, or NotFound."""
    schedule = await find_locked(tx, schedule_id)
    if schedule is None:
        raise not_found(schedule_id)
    return schedule


async def claim(tx: Transaction, schedule_ids: Sequence[str], now: int) -> list[Schedule]:
    """Those of the schedules, held, that are due and that nobody else holds; in order."""
    marks = ", ".join(f"${n + 2}" for n in range(len(schedule_ids)))
    rows = await tx.fetch(
        f"""SELECT {_COLUMNS} FROM schedules
        WHERE id IN ({marks}) AND state = 'active' AND removed_at IS NULL AND next_at <= $1
        ORDER BY next_at, id FOR UPDATE SKIP LOCKED""",
        now,
        *schedule_ids,
    )
    return [_schedule(row) for row in rows]


async def due(db: Reader, now: int, limit: int) -> list[Schedule]:
    """Up to `limit` schedules whose next planned time has come, longest waiting first."""
    rows = await db.fetch(
        f"""SELECT {_COLUMNS} FROM schedules
        WHERE state = 'active' AND removed_at IS NULL AND next_at <= $1
        ORDER BY next_at, id LIMIT $2""",
        now,
        limit,
    )
    return [_schedule(row) for row in rows]


async def first_due(db: Reader) -> int | None:
    """When the next planned time of all schedules is (UTC ms); None: there is none."""
    at: int | None = await db.fetch_value(
        "SELECT min(next_at) FROM schedules WHERE state = 'active' AND removed_at IS NULL"
    )
    return at


async def page(
    db: Reader,
    *,
    before: int | None = None,
    limit: int = 20,
    profile_ids: Sequence[str] | None = None,
    state: ScheduleState | None = None,
    text: str = "",
) -> list[Schedule]:
    """Up to `limit` schedules below number `before`, newest first; None: of every profile."""
    wheres = ["number < $1", "removed_at IS NULL"]
    arguments: list[str | int] = [before if before is not None else 2**62]
    if profile_ids is not None:
        marks = ", ".join(f"${len(arguments) + n + 1}" for n in range(len(profile_ids)))
        wheres.append(f"profile_id IN ({marks})" if profile_ids else "FALSE")
        arguments.extend(profile_ids)
    if state is not None:
        arguments.append(state.value)
        wheres.append(f"state = ${len(arguments)}")
    if text:
        arguments.append(containing(text))
        wheres.append(f"lower(title) LIKE ${len(arguments)} {ESCAPED}")
    arguments.append(limit)
    rows = await db.fetch(
        f"SELECT {_COLUMNS} FROM schedules WHERE {' AND '.join(wheres)} "
        f"ORDER BY number DESC LIMIT ${len(arguments)}",
        *arguments,
    )
    return [_schedule(row) for row in rows]


async def active_after(db: Reader, after: int, limit: int) -> list[Schedule]:
    """Up to `limit` active schedules after a number, in order."""
    rows = await db.fetch(
        f"""SELECT {_COLUMNS} FROM schedules
        WHERE number > $1 AND state = 'active' AND removed_at IS NULL ORDER BY number LIMIT $2""",
        after,
        limit,
    )
    return [_schedule(row) for row in rows]


async def next_number(tx: Transaction) -> int:
    """The number of a new schedule."""
    number: int = await tx.fetch_value(
        "UPDATE counters SET value = value + 1 WHERE name = 'schedule' RETURNING value"
    )
    return number


async def add(tx: Transaction, schedule: Schedule) -> None:
    """Add a schedule."""
    marks = ", ".join(f"${n}" for n in range(1, 25))
    await tx.execute(f"INSERT INTO schedules ({_COLUMNS}) VALUES ({marks})", *_values(schedule))


async def update(tx: Transaction, schedule: Schedule) -> None:
    """Keep a changed schedule."""
    columns = [name.strip() for name in _COLUMNS.split(",")]
    sets = ", ".join(f"{name} = ${n}" for n, name in enumerate(columns, 1) if name != "id")
    await tx.execute(f"UPDATE schedules SET {sets} WHERE id = $1", *_values(schedule))


async def advance(
    tx: Transaction, schedule_id: str, planned_through: int, next_at: int | None
) -> None:
    """Everything planned up to `planned_through` is settled; without a next time it has ended."""
    await tx.execute(
        """UPDATE schedules SET planned_through = $2, next_at = $3,
            state = CASE WHEN CAST($3 AS BIGINT) IS NULL THEN 'ended' ELSE state END
        WHERE id = $1""",
        schedule_id,
        planned_through,
        next_at,
    )


async def remove(tx: Transaction, schedule_id: str, now: int) -> None:
    """Remove a schedule from every list; its occurrences and notices stay."""
    await tx.execute("UPDATE schedules SET removed_at = $2 WHERE id = $1", schedule_id, now)


def _values(schedule: Schedule) -> list[object]:
    return [
        schedule.id,
        schedule.number,
        schedule.profile_id,
        schedule.author_id,
        schedule.author_name,
        schedule.title,
        schedule.template,
        json.dumps(schedule.variables, ensure_ascii=False),
        json.dumps(audience_json(schedule.audience), ensure_ascii=False),
        schedule.urgent_reason,
        schedule.on_uncertain.value,
        json.dumps(schedule.frozen, ensure_ascii=False),
        schedule.content.value,
        json.dumps([rule_json(rule) for rule in schedule.rules]),
        schedule.zone.key,
        schedule.starts,
        schedule.ends,
        schedule.holidays.value,
        schedule.state.value,
        schedule.planned_through,
        schedule.next_at,
        schedule.version,
        schedule.created_at,
        schedule.updated_at,
    ]
