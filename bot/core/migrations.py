"""Numbered migrations: each applied once, in one transaction with its number."""

import re
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from bot.core.database import Database, Transaction
from bot.core.errors import Bilingual, ConfigurationError

_NAME = re.compile(r"^(\d{4})_([a-z0-9_]+)\.sql$")
_TABLE = """
CREATE TABLE IF NOT EXISTS schema_migrations (
    part TEXT NOT NULL,
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    applied_at BIGINT NOT NULL,
    PRIMARY KEY (part, number)
)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One numbered SQL file of one part of the schema."""

    part: str
    number: int
    name: str
    sql: str


def migrations_of(package: str, folder: str = "schema") -> list[Migration]:
    """The migrations in `package`'s `folder`, in order; `part` is the context's name."""
    part = package.split(".")[1]
    found = [_migration(part, file) for file in files(package).joinpath(folder).iterdir()]
    return sorted((m for m in found if m is not None), key=lambda m: m.number)


def _migration(part: str, file: Traversable) -> Migration | None:
    match = _NAME.match(file.name)
    if match is None:
        return None
    return Migration(
        part=part, number=int(match[1]), name=match[2], sql=file.read_text(encoding="utf-8")
    )


async def migrate(database: Database, migrations: list[Migration], now: int) -> list[Migration]:
    """Bring the schema up to date; answers what was applied.

    Raises ConfigurationError when the database is newer than this version.
    """
    async with database.transaction() as tx:
        await _lock(database, tx)
        await tx.execute_script(_TABLE)
        rows = await tx.fetch("SELECT part, number FROM schema_migrations")
    done = {(row["part"], row["number"]) for row in rows}
    applied = []
    for migration in migrations:
        if (migration.part, migration.number) in done:
            continue
        async with database.transaction() as tx:
            await _lock(database, tx)
            if await _apply(tx, migration, now):
                applied.append(migration)
    await _refuse_newer(database, migrations)
    return applied


async def _lock(database: Database, tx: Transaction) -> None:
    # Two processes that start together must not both apply a migration.
    if database.kind == "postgresql":
        await tx.execute("SELECT pg_advisory_xact_lock(7239451)")


async def _apply(tx: Transaction, migration: Migration, now: int) -> bool:
    done = await tx.fetch_value(
        "SELECT number FROM schema_migrations WHERE part = $1 AND number = $2",
        migration.part,
        migration.number,
    )
    if done is not None:
        return False
    await tx.execute_script(migration.sql)
    await tx.execute(
        "INSERT INTO schema_migrations (part, number, name, applied_at) VALUES ($1, $2, $3, $4)",
        migration.part,
        migration.number,
        migration.name,
        now,
    )
    return True


async def _refuse_newer(database: Database, migrations: list[Migration]) -> None:
    newest = {migration.part: migration.number for migration in migrations}
    rows = await database.fetch(
        "SELECT part, max(number) AS number FROM schema_migrations GROUP BY part"
    )
    for row in rows:
        known = newest.get(row["part"])
        if known is not None and row["number"] > known:
            raise ConfigurationError(
                _newer(row["part"], row["number"], known), code="database_newer"
            )


def _newer(part: str, number: int, known: int) -> Bilingual:
    return Bilingual(
        ko=f"데이터베이스({part} {number})가 이 버전({known})보다 새로워요. 최신 Spacecast로 여세요.",
        en=f"The database ({part} {number}) is newer than this version knows ({known}). "
        "Use the newer Spacecast.",
    )
