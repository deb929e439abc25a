"""Who was sent the menu of which profile."""

from bot.core.database import Transaction

# What stands for a message of which nobody knows whether it arrived.
IN_DOUBT = "?"


async def claim(tx: Transaction, profile_id: str, member_id: str, now: int, stale: int) -> bool:
    """Take it on to send one; False where it was sent, or somebody took it on after `stale`."""
    changed = await tx.execute(
        """
        INSERT INTO menus (profile_id, member_id, conversation_id, message_id, sent_at)
        VALUES ($1, $2, '', '', $3)
        ON CONFLICT (profile_id, member_id) DO UPDATE SET sent_at = excluded.sent_at
        WHERE menus.message_id = '' AND menus.sent_at <= $4
        """,
        profile_id,
        member_id,
        now,
        stale,
    )
    return changed == 1


async def keep(
    tx: Transaction, profile_id: str, member_id: str, conversation_id: str, message_id: str
) -> None:
    """It was sent."""
    await tx.execute(
        """
        UPDATE menus SET conversation_id = $3, message_id = $4
        WHERE profile_id = $1 AND member_id = $2
        """,
        profile_id,
        member_id,
        conversation_id,
        message_id,
    )
