"""The one row of workspace settings."""

from bot.core.database import Reader, Transaction
from bot.workspace.model.plans import Billing, Plan, Workspace

FIRST_PLATFORM_ID = 1_001


async def get(db: Reader) -> Workspace:
    """The workspace."""
    row = await db.fetch_one(
        """SELECT name, plan, billing, timezone, language, retention_days, file_retention_days,
            secret_rooms_on, secret_rooms_deleted_at, read_tracking FROM workspace"""
    )
    if row is None:
        raise LookupError("the workspace row is made when the database is prepared")
    return Workspace(
        name=row["name"],
        plan=Plan(row["plan"]),
        billing=Billing(row["billing"]),
        timezone=row["timezone"],
        language=row["language"],
        retention_days=row["retention_days"],
        file_retention_days=row["file_retention_days"],
        secret_rooms_on=bool(row["secret_rooms_on"]),
        secret_rooms_deleted_at=row["secret_rooms_deleted_at"],
        read_tracking=bool(row["read_tracking"]),
    )


async def add_once(tx: Transaction, workspace: Workspace, now: int) -> None:
    """Make the row where there is none yet."""
    await tx.execute(
        """
        INSERT INTO workspace (id, name, plan, billing, timezone, language, next_platform_id, updated_at)
        VALUES (1, $1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING
        """,
        workspace.name,
        workspace.plan.value,
        workspace.billing.value,
        workspace.timezone,
        workspace.language,
        FIRST_PLATFORM_ID,
        now,
    )


async def update(tx: Transaction, workspace: Workspace, now: int) -> None:
    """Keep changed settings."""
    await tx.execute(
        """
        UPDATE workspace SET name = $1, plan = $2, billing = $3, timezone = $4, language = $5,
            updated_at = $6, retention_days = $7, file_retention_days = $8,
            secret_rooms_on = $9, secret_rooms_deleted_at = $10,
            read_tracking = $11
        """,
        workspace.name,
        workspace.plan.value,
        workspace.billing.value,
        workspace.timezone,
        workspace.language,
        now,
        workspace.retention_days,
        workspace.file_retention_days,
        workspace.secret_rooms_on,
        workspace.secret_rooms_deleted_at,
        workspace.read_tracking,
    )


async def lock(tx: Transaction) -> None:
    """Hold the workspace row, so that rules over all members are checked one at a time."""
    await tx.fetch_one("SELECT id FROM workspace WHERE id = 1 FOR UPDATE")


async def next_platform_ids(tx: Transaction, count: int) -> int:
    """Reserve `count` platform ids; answers the first."""
    after: int = await tx.fetch_value(
        "UPDATE workspace SET next_platform_id = next_platform_id + $1 RETURNING next_platform_id",
        count,
    )
    return after - count
