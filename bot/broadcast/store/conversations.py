"""The room that each profile has with each member, so that a second notice costs one call."""

from collections.abc import Iterable, Sequence

from bot.core.database import Reader, Transaction


async def known(db: Reader, profile_id: str, member_ids: Sequence[str]) -> dict[str, str]:
    """The conversation ids by member, where they are known."""
    marks = ", ".join(f"${n + 2}" for n in range(len(member_ids)))
    if not marks:
        return {}
    rows = await db.fetch(
        f"""
        SELECT member_id, conversation_id FROM conversations
        WHERE profile_id = $1 AND member_id IN ({marks})
        """,
        profile_id,
        *member_ids,
    )
    return {row["member_id"]: row["conversation_id"] for row in rows}


async def remember(tx: Transaction, profile_id: str, opened: Iterable[tuple[str, str]]) -> None:
    """Keep (member id, conversation id) pairs."""
    await tx.execute_many(
        """
        INSERT INTO conversations (profile_id, member_id, conversation_id) VALUES ($1, $2, $3)
        ON CONFLICT (profile_id, member_id) DO UPDATE SET conversation_id = excluded.conversation_id
        """,
        # Sorted: two notices to the same people take the rows in one order, or they would deadlock.
        [
            (profile_id, member_id, conversation_id)
            for member_id, conversation_id in sorted(opened)
        ],
    )


async def forget_profile(tx: Transaction, profile_id: str) -> None:
    """Forget every room of a profile, as when its App Key changes."""
    await tx.execute("DELETE FROM conversations WHERE profile_id = $1", profile_id)


async def forget_members(tx: Transaction, member_ids: Sequence[str]) -> None:
    """Forget every room with members who have another number at the platform now."""
    await tx.execute_many(
        "DELETE FROM conversations WHERE member_id = $1", [(one,) for one in member_ids]
    )
