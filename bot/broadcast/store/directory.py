"""What the platform's directory listed, and what came of reading it."""

from collections.abc import Mapping

from bot.broadcast.model.directory_state import DirectoryState
from bot.core.database import Reader, Transaction
from bot.core.errors import Bilingual


async def present(db: Reader, kind: str) -> dict[str, bool]:
    """Of each `member` or `department` ever listed, whether it was the last time.

    `missing`: the members who were never listed, and deactivated for it.
    """
    rows = await db.fetch("SELECT id, present FROM directory_entries WHERE kind = $1", kind)
    return {row["id"]: bool(row["present"]) for row in rows}


async def keep_present(tx: Transaction, kind: str, entries: Mapping[str, bool]) -> None:
    """Keep what is listed now."""
    await tx.execute_many(
        """
        INSERT INTO directory_entries (kind, id, present) VALUES ($1, $2, $3)
        ON CONFLICT (kind, id) DO UPDATE SET present = excluded.present
        """,
        [(kind, entry, listed) for entry, listed in entries.items()],
    )


async def newest_unlisted(db: Reader) -> int | None:
    """When an active member whom the platform never listed changed last; None: there is none."""
    found: int | None = await db.fetch_value(
        """
        SELECT max(m.updated_at) FROM members m WHERE m.active AND NOT EXISTS (
            SELECT 1 FROM directory_entries e WHERE e.kind = 'member' AND e.id = m.id
        )
        """
    )
    return found


async def state(db: Reader) -> DirectoryState:
    """What came of the last try."""
    row = await db.fetch_one(
        """
        SELECT tried_at, synced_at, problem, problem_ko, problem_en, people_before, people_listed
        FROM directory_state WHERE id = 1
        """
    )
    if row is None:
        return DirectoryState()
    text = Bilingual(row["problem_ko"], row["problem_en"]) if row["problem"] else None
    return DirectoryState(
        tried_at=row["tried_at"],
        synced_at=row["synced_at"],
        problem=row["problem"],
        text=text,
        people_before=row["people_before"],
        people_listed=row["people_listed"],
    )


async def keep_state(tx: Transaction, state: DirectoryState) -> None:
    """Keep what came of a try."""
    await tx.execute(
        """
        INSERT INTO directory_state (id, tried_at, synced_at, problem, problem_ko, problem_en,
            people_before, people_listed)
        VALUES (1, $1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO UPDATE SET tried_at = excluded.tried_at,
            synced_at = excluded.synced_at, problem = excluded.problem,
            problem_ko = excluded.problem_ko, problem_en = excluded.problem_en,
            people_before = excluded.people_before, people_listed = excluded.people_listed
        """,
        state.tried_at or 0,
        state.synced_at,
        state.problem,
        state.text.ko if state.text else None,
        state.text.en if state.text else None,
        state.people_before,
        state.people_listed,
    )


async def is_preparing(tx: Transaction) -> bool:
    """Whether a notice is half turned into deliveries; none begins while the transaction lasts."""
    rows = await tx.fetch(
        "SELECT id, prepare_cursor FROM notices WHERE state = 'preparing' ORDER BY id FOR UPDATE"
    )
    return any(row["prepare_cursor"] is not None for row in rows)
