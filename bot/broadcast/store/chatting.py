"""How often somebody writes to bots or presses, and when a bot last answered them."""

from collections.abc import Sequence

from bot.core.database import Reader, Transaction


async def received_at(db: Reader, callback_id: str) -> int:
    """When a callback came, in UTC milliseconds."""
    return int(
        await db.fetch_value("SELECT received_at FROM callbacks WHERE id = $1", callback_id)
        or 0
    )


async def count_until(
    db: Reader, person: str, actions: Sequence[str], *, callback_id: str, since: int, but: str
) -> int:
    """How many callbacks of `actions` came from a person after `since`, `callback_id` the last.

    What was refused counts only where it was for the reason `but`: nobody can use up another's count
    with forged calls.
    """
    names = ", ".join(f"${number}" for number in range(5, 5 + len(actions)))
    found = await db.fetch_value(
        f"""
        SELECT COUNT(*) FROM callbacks WHERE person = $1 AND id <= $2 AND received_at > $3
            AND (state <> 'refused' OR reason = $4) AND action IN ({names})
        """,
        person,
        callback_id,
        since,
        but,
        *actions,
    )
    return int(found or 0)


async def reason_before(
    db: Reader, person: str, actions: Sequence[str], callback_id: str
) -> str | None:
    """Why the person's callback before this one was refused."""
    names = ", ".join(f"${number}" for number in range(3, 3 + len(actions)))
    row = await db.fetch_one(
        f"""
        SELECT reason FROM callbacks WHERE person = $1 AND id < $2 AND action IN ({names})
        ORDER BY received_at DESC, id DESC LIMIT 1
        """,
        person,
        callback_id,
        *actions,
    )
    return row["reason"] if row else None


async def answered_at(db: Reader, profile_id: str, member_id: str) -> int:
    """When a profile's bot last answered a member who asked for nothing, in UTC ms; 0: never."""
    found = await db.fetch_value(
        "SELECT answered_at FROM chat_answers WHERE profile_id = $1 AND member_id = $2",
        profile_id,
        member_id,
    )
    return int(found or 0)


async def keep_answered(tx: Transaction, profile_id: str, member_id: str, now: int) -> None:
    """The bot has answered them."""
    await tx.execute(
        """
        INSERT INTO chat_answers (profile_id, member_id, answered_at) VALUES ($1, $2, $3)
        ON CONFLICT (profile_id, member_id) DO UPDATE SET answered_at = excluded.answered_at
        """,
        profile_id,
        member_id,
        now,
    )
