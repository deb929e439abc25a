"""Writes one audit entry in the transaction of what it tells of."""

from bot.core.clock import Clock
from bot.core.database import Database, Transaction
from bot.core.ids import new_ordered_id
from bot.workspace.model.actors import Actor
from bot.workspace.model.audit import AuditEntry
from bot.workspace.store import audit


async def record(
    tx: Transaction,
    clock: Clock,
    actor: Actor,
    action: str,
    target_kind: str,
    target_id: str,
    **detail: object,
) -> None:
    """Add the entry: `actor` did `action` on the target."""
    entry = AuditEntry(
        # Entries of one millisecond keep their order.
        id=new_ordered_id("au"),
        at=clock.now(),
        actor_id=actor.id,
        actor_name=actor.name,
        surface=actor.surface.value,
        address=actor.address,
        action=action,
        target_kind=target_kind,
        target_id=target_id,
        detail=detail,
    )
    await audit.add(tx, entry)


class AuditLog:
    """Reads the log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, target_kind: str, target_id: str) -> list[AuditEntry]:
        """What happened to one thing, oldest first."""
        return await audit.of_target(self._database, target_kind, target_id)

    async def newest(self, limit: int = 100) -> list[AuditEntry]:
        """The newest entries first."""
        return await audit.newest(self._database, limit)
