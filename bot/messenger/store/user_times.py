"""When members work and when they are on vacation."""

from collections.abc import Mapping, Sequence

from bot.core.database import Reader, Transaction
from bot.messenger.model.user_times import Span, Times, TimesKind
from bot.messenger.store.marks import marks

_AT_ONCE = 500


async def of(db: Reader, user_ids: Sequence[int]) -> dict[int, Times]:
    """The times of those of the members of whom any are known."""
    spans: dict[int, dict[TimesKind, Span]] = {}
    for first in range(0, len(user_ids), _AT_ONCE):
        some = user_ids[first : first + _AT_ONCE]
        rows = await db.fetch(
            f"""SELECT user_id, kind, starts_at, ends_at FROM messenger_user_times
            WHERE user_id IN ({marks(len(some))})""",
            *some,
        )
        for row in rows:
            span = Span(starts_at=row["starts_at"], ends_at=row["ends_at"])
            spans.setdefault(row["user_id"], {})[TimesKind(row["kind"])] = span
    return {
        user_id: Times(work=own.get(TimesKind.WORK), vacation=own.get(TimesKind.VACATION))
        for user_id, own in spans.items()
    }


async def put(tx: Transaction, kind: TimesKind, spans: Mapping[int, Span]) -> None:
    """Keep one kind of time of each member, always in the order of their ids."""
    await tx.execute_many(
        """
        INSERT INTO messenger_user_times (user_id, kind, starts_at, ends_at)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (user_id, kind)
        DO UPDATE SET starts_at = excluded.starts_at, ends_at = excluded.ends_at
        """,
        [
            (user_id, kind.value, spans[user_id].starts_at, spans[user_id].ends_at)
            for user_id in sorted(spans)
        ],
    )


async def remove(tx: Transaction, kind: TimesKind, user_ids: Sequence[int]) -> None:
    """Forget one kind of time of each member."""
    await tx.execute(
        f"""DELETE FROM messenger_user_times
        WHERE kind = $1 AND user_id IN ({marks(len(user_ids), 2)})""",
        kind.value,
        *user_ids,
    )
