"""Who has read and who has answered: beside the ledger, so that nobody waits for it."""

from collections.abc import Mapping, Sequence

from bot.broadcast.model.acknowledgements import Answer, Tallies, tallies_of
from bot.core.database import Reader, Row, Transaction

_COLUMNS = "delivery, member_id, choice, at, changed_at"


def _answer(row: Row) -> Answer:
    return Answer(
        delivery=row["delivery"],
        member_id=row["member_id"],
        choice=row["choice"],
        at=row["at"],
        changed_at=row["changed_at"],
    )


def _marks(count: int, first: int = 1) -> str:
    return ", ".join(f"${first + n}" for n in range(count))


async def rows_of(db: Reader, notice_id: str, member_ids: Sequence[str]) -> dict[str, int]:
    """The ledger rows of these members of a notice's audience."""
    rows = await db.fetch(
        f"""SELECT id, member_id FROM deliveries
        WHERE notice_id = $1 AND member_id IN ({_marks(len(member_ids), 2)})""",
        notice_id,
        *member_ids,
    )
    return {row["member_id"]: row["id"] for row in rows}


async def add_once(tx: Transaction, notice_id: str, answers: Sequence[Answer]) -> set[int]:
    """Add answers; the rows of those that are the first of their person."""
    if not answers:
        return set()
    values: list[object] = [notice_id]
    for one in answers:
        values += [one.delivery, one.member_id, one.choice, one.at, one.changed_at]
    places = ", ".join(f"($1, {_marks(5, 2 + 5 * n)})" for n in range(len(answers)))
    rows = await tx.fetch(
        f"""
        INSERT INTO acknowledgements (notice_id, delivery, member_id, choice, at, changed_at)
        VALUES {places} ON CONFLICT (delivery) DO NOTHING RETURNING delivery
        """,
        *values,
    )
    return {row["delivery"] for row in rows}


async def held(tx: Transaction, rows: Sequence[int]) -> dict[int, Answer]:
    """The answers of these ledger rows, held until the transaction ends."""
    if not rows:
        return {}
    found = await tx.fetch(
        f"""SELECT {_COLUMNS} FROM acknowledgements
        WHERE delivery IN ({_marks(len(rows))}) ORDER BY delivery FOR UPDATE""",
        *rows,
    )
    return {row["delivery"]: _answer(row) for row in found}


async def change(tx: Transaction, answers: Sequence[Answer]) -> None:
    """Keep other choices of people who have answered before."""
    await tx.execute_many(
        "UPDATE acknowledgements SET choice = $2, changed_at = $3 WHERE delivery = $1",
        [(a.delivery, a.choice, a.changed_at) for a in answers],
    )


async def count(tx: Transaction, notice_id: str, deltas: Mapping[str, int]) -> None:
    """Add to the tallies of a notice."""
    for name in sorted(deltas):
        if deltas[name]:
            await tx.execute(
                """
                INSERT INTO tallies (notice_id, name, count) VALUES ($1, $2, $3)
                ON CONFLICT (notice_id, name) DO UPDATE SET count = tallies.count + excluded.count
                """,
                notice_id,
                name,
                deltas[name],
            )


async def tallies(db: Reader, notice_id: str) -> Tallies:
    """How many have read, answered and chosen what."""
    return (await tallies_of_many(db, [notice_id])).get(notice_id, Tallies())


async def tallies_of_many(db: Reader, notice_ids: Sequence[str]) -> dict[str, Tallies]:
    """The tallies of those of these notices that have any."""
    if not notice_ids:
        return {}
    rows = await db.fetch(
        f"SELECT notice_id, name, count FROM tallies WHERE notice_id IN ({_marks(len(notice_ids))})",
        *notice_ids,
    )
    counts: dict[str, dict[str, int]] = {}
    for row in rows:
        counts.setdefault(row["notice_id"], {})[row["name"]] = row["count"]
    return {notice_id: tallies_of(found) for notice_id, found in counts.items()}


async def add_receipts(
    tx: Transaction, notice_id: str, rows: Mapping[int, int], now: int
) -> int:
    """Keep when deliveries were read (UTC ms), once each; answers how many were new."""
    added = 0
    for delivery in sorted(rows):
        added += await tx.execute(
            """
            INSERT INTO receipts (delivery, notice_id, read_at)
            SELECT id, $2, $3 FROM deliveries WHERE id = $1 AND notice_id = $2
            ON CONFLICT (delivery) DO NOTHING
            """,
            delivery,
            notice_id,
            min(rows[delivery], now),
        )
    return added


async def forget_receipts(tx: Transaction) -> int:
    """Forget who has read what; the tallies stay."""
    return await tx.execute("DELETE FROM receipts")


async def unanswered(db: Reader, notice_id: str, member_ids: Sequence[str]) -> set[str]:
    """Those of these members whom a notice has reached and who have not answered it."""
    if not member_ids:
        return set()
    rows = await db.fetch(
        f"""
        SELECT member_id FROM deliveries
        WHERE notice_id = $1 AND member_id IN ({_marks(len(member_ids), 2)}) AND state = 'sent'
            AND NOT EXISTS (SELECT 1 FROM acknowledgements a WHERE a.delivery = deliveries.id)
        """,
        notice_id,
        *member_ids,
    )
    return {row["member_id"] for row in rows}


async def remaining(db: Reader, notice_id: str) -> int:
    """How many the notice has reached, are still here, and have not answered it."""
    found: int = await db.fetch_value(
        """
        SELECT count(*) FROM deliveries d JOIN members m ON m.id = d.member_id
        WHERE d.notice_id = $1 AND d.state = 'sent' AND m.active
            AND NOT EXISTS (SELECT 1 FROM acknowledgements a WHERE a.delivery = d.id)
        """,
        notice_id,
    )
    return found


async def by_time(db: Reader, notice_id: str, since: int, width: int) -> list[tuple[int, int]]:
    """How many answered for the first time in each span of `width` ms after `since`: (span, count)."""
    rows = await db.fetch(
        """
        SELECT span, count(*) AS count FROM (
            SELECT (at - $2) / $3 AS span FROM acknowledgements WHERE notice_id = $1
        ) AS spans GROUP BY span ORDER BY span
        """,
        notice_id,
        since,
        width,
    )
    return [(max(0, int(row["span"])), row["count"]) for row in rows]
