"""The audit log; entries are only ever added."""

import json

from bot.core.database import Reader, Row, Transaction
from bot.workspace.model.audit import AuditEntry

_COLUMNS = (
    "id, at, actor_id, actor_name, surface, address, action, target_kind, target_id, detail"
)


def _entry(row: Row) -> AuditEntry:
    return AuditEntry(
        id=row["id"],
        at=row["at"],
        actor_id=row["actor_id"],
        actor_name=row["actor_name"],
        surface=row["surface"],
        address=row["address"],
        action=row["action"],
        target_kind=row["target_kind"],
        target_id=row["target_id"],
        detail=json.loads(row["detail"]),
    )


async def add(tx: Transaction, entry: AuditEntry) -> None:
    """Add an entry."""
    await tx.execute(
        f"INSERT INTO audit ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        entry.id,
        entry.at,
        entry.actor_id,
        entry.actor_name,
        entry.surface,
        entry.address,
        entry.action,
        entry.target_kind,
        entry.target_id,
        json.dumps(dict(entry.detail), ensure_ascii=False),
    )


async def of_target(
    db: Reader, kind: str, target_id: str, limit: int = 100
) -> list[AuditEntry]:
    """What happened to one thing, oldest first."""
    rows = await db.fetch(
        f"SELECT {_COLUMNS} FROM audit WHERE target_kind = $1 AND target_id = $2 ORDER BY at, id LIMIT $3",
        kind,
        target_id,
        limit,
    )
    return [_entry(row) for row in rows]


async def newest(db: Reader, limit: int = 100) -> list[AuditEntry]:
    """The newest entries first."""
    rows = await db.fetch(
        f"SELECT {_COLUMNS} FROM audit ORDER BY at DESC, id DESC LIMIT $1", limit
    )
    return [_entry(row) for row in rows]
