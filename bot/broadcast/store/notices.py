"""Notices."""

import json
from collections.abc import Sequence

from bot.broadcast.model.audience import audience_json, read_audience
from bot.broadcast.model.notices import QUIET_HOURS, Notice, NoticeState, Reminders
from bot.broadcast.model.profiles import OnUncertain
from bot.broadcast.store.labels import number_of
from bot.core.database import Reader, Row, Transaction
from bot.core.database.likeness import ESCAPED, containing
from bot.core.errors import Bilingual, NotFound

_COLUMNS = """
    id, number, profile_id, author_id, author_name, surface, title, template, variables, audience,
    frozen, state, state_reason, urgent_reason, on_uncertain, not_after, scheduled_at, grace_until,
    prepared_at, started_at, finished_at, version, created_at, updated_at, rate, corrects,
    schedule_id, planned_at, reminds, remind_every, remind_most, reminded, remind_at, closed_at
"""


def _notice(row: Row) -> Notice:
    return Notice(
        id=row["id"],
        number=row["number"],
        profile_id=row["profile_id"],
        author_id=row["author_id"],
        author_name=row["author_name"],
        surface=row["surface"],
        title=row["title"],
        template=row["template"],
        variables=json.loads(row["variables"]),
        audience=read_audience(json.loads(row["audience"])),
        frozen=json.loads(row["frozen"]) if row["frozen"] else None,
        state=NoticeState(row["state"]),
        state_reason=row["state_reason"],
        urgent_reason=row["urgent_reason"],
        on_uncertain=OnUncertain(row["on_uncertain"]),
        not_after=row["not_after"],
        scheduled_at=row["scheduled_at"],
        grace_until=row["grace_until"],
        prepared_at=row["prepared_at"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        version=row["version"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        rate=row["rate"],
        corrects=row["corrects"],
        schedule_id=row["schedule_id"],
        planned_at=row["planned_at"],
        reminds=row["reminds"],
        reminders=_reminders(row),
        reminded=row["reminded"],
        remind_at=row["remind_at"],
        closed_at=row["closed_at"],
    )


def _reminders(row: Row) -> Reminders | None:
    every = row["remind_every"]
    return None if every is None else Reminders(every=every, most=row["remind_most"])


async def find(db: Reader, key: str) -> Notice | None:
    """The notice with this id or label (N-42)."""
    row = await db.fetch_one(
        f"SELECT {_COLUMNS} FROM notices WHERE id = $1 OR number = $2",
        key,
        number_of(key, "N"),
    )
    return _notice(row) if row else None


async def get(db: Reader, key: str) -> Notice:
    """The notice with this id or label, or NotFound."""
    notice = await find(db, key)
    if notice is None:
        raise not_found(key)
    return notice


def not_found(key: str) -> NotFound:
    """The answer to whoever names a notice that there is not, or may not know of it."""
    return NotFound(
        Bilingual(
            ko=f"'{key}' 공지를 찾을 수 없어요. 발송 내역에서 번호를 확인해 주세요.",
            en=f"There is no notice '{key}'. Look up its number in the history.",
        ),
        code="notice_not_found",
    )


async def get_locked(tx: Transaction, notice_id: str) -> Notice:
    """The notice, held until the transaction ends."""
    # Not FOR UPDATE: that also shuts out the foreign key checks of whoever changes a shard or a
    # delivery twice in one transaction, and so would be a deadlock with its worker.
    await tx.fetch_one("SELECT id FROM notices WHERE id = $1 FOR NO KEY UPDATE", notice_id)
    return await get(tx, notice_id)


async def in_states(db: Reader, states: Sequence[NoticeState]) -> list[Notice]:
    """All notices in these states, longest waiting first."""
    marks = ", ".join(f"${n + 1}" for n in range(len(states)))
    rows = await db.fetch(
        f"SELECT {_COLUMNS} FROM notices WHERE state IN ({marks}) ORDER BY created_at, id",
        *[state.value for state in states],
    )
    return [_notice(row) for row in rows]


async def due(db: Reader, now: int, limit: int) -> list[str]:
    """The ids of up to `limit` scheduled notices whose time has come, longest waiting first."""
    rows = await db.fetch(
        """SELECT id FROM notices WHERE state = 'scheduled' AND scheduled_at <= $1
        ORDER BY scheduled_at, id LIMIT $2""",
        now,
        limit,
    )
    return [row["id"] for row in rows]


async def first_due(db: Reader) -> int | None:
    """When the next scheduled notice is due (UTC ms); None: there is none."""
    at: int | None = await db.fetch_value(
        "SELECT min(scheduled_at) FROM notices WHERE state = 'scheduled'"
    )
    return at


async def is_held(db: Reader, schedule_id: str) -> bool:
    """Whether a notice of the schedule waits for the quiet hours to end."""
    found = await db.fetch_value(
        """SELECT id FROM notices
        WHERE schedule_id = $1 AND state = 'scheduled' AND state_reason = $2 LIMIT 1""",
        schedule_id,
        QUIET_HOURS,
    )
    return found is not None


async def scheduled_between(db: Reader, first: int, end: int) -> list[Notice]:
    """The scheduled notices that are due from `first` up to but not including `end`, in order."""
    rows = await db.fetch(
        f"""SELECT {_COLUMNS} FROM notices
        WHERE state = 'scheduled' AND scheduled_at >= $1 AND scheduled_at < $2
        ORDER BY scheduled_at, id""",
        first,
        end,
    )
    return [_notice(row) for row in rows]


async def page(
    db: Reader,
    *,
    before: int | None = None,
    limit: int = 20,
    profile_ids: Sequence[str] | None = None,
    state: NoticeState | None = None,
    text: str = "",
    schedule_id: str | None = None,
) -> list[Notice]:
    """Up to `limit` notices below number `before`, newest first; None: of every profile."""
    wheres: list[str] = ["number < $1"]
    arguments: list[str | int] = [before if before is not None else 2**62]
    if profile_ids is not None:
        marks = ", ".join(f"${len(arguments) + n + 1}" for n in range(len(profile_ids)))
        wheres.append(f"profile_id IN ({marks})" if profile_ids else "FALSE")
        arguments.extend(profile_ids)
    if state is not None:
        arguments.append(state.value)
        wheres.append(f"state = ${len(arguments)}")
    if schedule_id is not None:
        arguments.append(schedule_id)
        wheres.append(f"schedule_id = ${len(arguments)}")
    if text:
        arguments.append(containing(text))
        wheres.append(f"lower(title) LIKE ${len(arguments)} {ESCAPED}")
    arguments.append(limit)
    rows = await db.fetch(
        f"SELECT {_COLUMNS} FROM notices WHERE {' AND '.join(wheres)} "
        f"ORDER BY number DESC LIMIT ${len(arguments)}",
        *arguments,
    )
    return [_notice(row) for row in rows]


async def next_number(tx: Transaction) -> int:
    """The number of a new notice."""
    number: int = await tx.fetch_value(
        "UPDATE counters SET value = value + 1 WHERE name = 'notice' RETURNING value"
    )
    return number


async def add(tx: Transaction, notice: Notice) -> None:
    """Add a notice."""
    marks = ", ".join(f"${n}" for n in range(1, 35))
    await tx.execute(f"INSERT INTO notices ({_COLUMNS}) VALUES ({marks})", *_values(notice))


async def update(tx: Transaction, notice: Notice) -> None:
    """Keep a changed notice."""
    columns = [name.strip() for name in _COLUMNS.split(",")]
    sets = ", ".join(
        f"{name} = ${n}" for n, name in enumerate(columns, start=1) if name != "id"
    )
    await tx.execute(f"UPDATE notices SET {sets} WHERE id = $1", *_values(notice))


async def remove(tx: Transaction, notice_id: str) -> None:
    """Remove a draft."""
    await tx.execute("DELETE FROM notices WHERE id = $1", notice_id)


async def prepare_cursor(tx: Transaction, notice_id: str) -> int:
    """How far prepare has got: the last platform id; 0 before it began."""
    cursor: int | None = await tx.fetch_value(
        "SELECT prepare_cursor FROM notices WHERE id = $1", notice_id
    )
    return cursor or 0


async def set_prepare_cursor(tx: Transaction, notice_id: str, cursor: int, now: int) -> None:
    """Remember how far prepare has got."""
    await tx.execute(
        "UPDATE notices SET prepare_cursor = $2, last_progress_at = $3 WHERE id = $1",
        notice_id,
        cursor,
        now,
    )


async def reset_prepare(tx: Transaction, notice_id: str) -> None:
    """Prepare begins anew when the notice is sent again."""
    await tx.execute("UPDATE notices SET prepare_cursor = NULL WHERE id = $1", notice_id)


async def touch(tx: Transaction, notice_id: str, now: int) -> None:
    """Something was delivered."""
    await tx.execute("UPDATE notices SET last_progress_at = $2 WHERE id = $1", notice_id, now)


def _values(notice: Notice) -> list[object]:
    return [
        notice.id,
        notice.number,
        notice.profile_id,
        notice.author_id,
        notice.author_name,
        notice.surface,
        notice.title,
        notice.template,
        json.dumps(notice.variables, ensure_ascii=False),
        json.dumps(audience_json(notice.audience), ensure_ascii=False),
        json.dumps(notice.frozen, ensure_ascii=False) if notice.frozen else None,
        notice.state.value,
        notice.state_reason,
        notice.urgent_reason,
        notice.on_uncertain.value,
        notice.not_after,
        notice.scheduled_at,
        notice.grace_until,
        notice.prepared_at,
        notice.started_at,
        notice.finished_at,
        notice.version,
        notice.created_at,
        notice.updated_at,
        notice.rate,
        notice.corrects,
        notice.schedule_id,
        notice.planned_at,
        notice.reminds,
        notice.reminders.every if notice.reminders else None,
        notice.reminders.most if notice.reminders else 0,
        notice.reminded,
        notice.remind_at,
        notice.closed_at,
    ]


async def stop(tx: Transaction, notice_id: str, reason: str) -> None:
    """The content is refused: what is pending fails with this reason."""
    await tx.execute(
        """
        UPDATE notices SET state_reason = $2
        WHERE id = $1 AND state IN ('sending', 'paused') AND state_reason IS NULL
        """,
        notice_id,
        reason,
    )
