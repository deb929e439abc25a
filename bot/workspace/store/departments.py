"""Departments."""

from bot.core.database import Reader, Row, Transaction
from bot.workspace.model.members import Department

_COLUMNS = "id, platform_id, parent_id, name, path"


def _department(row: Row) -> Department:
    return Department(
        id=row["id"],
        platform_id=row["platform_id"],
        parent_id=row["parent_id"],
        name=row["name"],
        path=row["path"],
    )


async def every(db: Reader) -> list[Department]:
    """All departments by path; there are few."""
    rows = await db.fetch(f"SELECT {_COLUMNS} FROM departments ORDER BY path")
    return [_department(row) for row in rows]


async def add(tx: Transaction, department: Department) -> None:
    """Add a department."""
    await tx.execute(
        f"INSERT INTO departments ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5)",
        department.id,
        department.platform_id,
        department.parent_id,
        department.name,
        department.path,
    )
