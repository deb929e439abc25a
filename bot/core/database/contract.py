"""What both databases offer, and all that the rest of the code sees of them."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, TypeVar

Row = Mapping[str, Any]
Arguments = Sequence[Any]
Result = TypeVar("Result")


class Reader(Protocol):
    """Reads; a Database outside a transaction, or the transaction itself."""

    async def fetch(self, sql: str, *arguments: Any) -> list[Row]:
        """Every row."""

    async def fetch_one(self, sql: str, *arguments: Any) -> Row | None:
        """The first row, or None."""

    async def fetch_value(self, sql: str, *arguments: Any) -> Any:
        """The first column of the first row, or None."""


class Transaction(Reader, Protocol):
    """Reads and writes that become durable together."""

    async def execute(self, sql: str, *arguments: Any) -> int:
        """The number of rows changed."""

    async def execute_many(self, sql: str, rows: Iterable[Arguments]) -> None:
        """One statement for many rows."""

    async def execute_script(self, sql: str) -> None:
        """Several statements without parameters, for migrations."""


class Database(Reader, Protocol):
    """A database of one of the two kinds; writes happen only inside `transaction()`."""

    kind: str

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Commits at the end, rolls back on an error."""

    async def atomically(self, body: Callable[["Transaction"], Awaitable[Result]]) -> Result:
        """A whole transaction in one go; `body` awaits nothing but its transaction.

        On SQLite it runs on the database's own thread: one handover, not one a statement.
        """

    async def scrub(self, table: str) -> bool:
        """Overwrite what is left of deleted rows; False: somebody still reads, try again later.

        SQLite, opened as erasing: the write-ahead log is emptied. PostgreSQL: VACUUM, which leaves
        the log and some pages as they are, so nothing secret may ever be written to it in clear.
        """

    async def close(self) -> None:
        """Close every connection."""
