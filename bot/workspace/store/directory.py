"""Writes what a sync changes: numbers and addresses too, which may be changing hands."""

from collections.abc import Sequence

from bot.core.database import Transaction
from bot.workspace.model.members import Department, Member


async def replace_members(tx: Transaction, members: Sequence[Member], now: int) -> None:
    """Keep every column of known members."""
    # Two people may swap numbers or addresses, and both are unique at every moment.
    await tx.execute_many(
        "UPDATE members SET platform_id = -platform_id, email = '~' || id WHERE id = $1",
        [(member.id,) for member in members],
    )
    await tx.execute_many(
        """
        UPDATE members SET platform_id = $2, email = $3, name = $4, department_id = $5,
            position = $6, mobile = $7, role = $8, send_admin = $9, active = $10, updated_at = $11
        WHERE id = $1
        """,
        [
            (m.id, m.platform_id, m.email, m.name, m.department_id, m.position, m.mobile,
             m.role.value, m.send_admin, m.active, now)
            for m in members
        ],
    )  # fmt: skip


async def replace_departments(tx: Transaction, departments: Sequence[Department]) -> None:
    """Keep every column of known departments but the parents, which may not be there yet."""
    await tx.execute_many(
        "UPDATE departments SET platform_id = -platform_id, path = '~' || id WHERE id = $1",
        [(department.id,) for department in departments],
    )
    await tx.execute_many(
        "UPDATE departments SET platform_id = $2, name = $3, path = $4 WHERE id = $1",
        [(d.id, d.platform_id, d.name, d.path) for d in departments],
    )


async def set_parents(tx: Transaction, departments: Sequence[Department]) -> None:
    """Put departments below their parents, once all are there."""
    await tx.execute_many(
        "UPDATE departments SET parent_id = $2 WHERE id = $1",
        [(department.id, department.parent_id) for department in departments],
    )


async def reserve_numbers(tx: Transaction, highest: int) -> None:
    """Let the numbers we give by ourselves begin after the highest that is in use."""
    await tx.execute(
        "UPDATE workspace SET next_platform_id = $1 WHERE next_platform_id < $1", highest + 1
    )
