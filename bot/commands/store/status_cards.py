"""Cards that follow a notice while it is being sent."""

from dataclasses import dataclass

from bot.core.database import Row, Transaction

_COLUMNS = """
    id, notice_id, profile_id, member_id, conversation_id, message_id, shown, created_at
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusCard:
    """A card in a room; `shown` stands for what it shows now."""

    id: str
    notice_id: str
    profile_id: str
    member_id: str
    conversation_id: str
    message_id: str
    shown: str
    created_at: int


def _card(row: Row) -> StatusCard:
    return StatusCard(
        id=row["id"],
        notice_id=row["notice_id"],
        profile_id=row["profile_id"],
        member_id=row["member_id"],
        conversation_id=row["conversation_id"],
        message_id=row["message_id"],
        shown=row["shown"],
        created_at=row["created_at"],
    )


async def add_once(tx: Transaction, card: StatusCard) -> None:
    """Follow a notice with a card, once."""
    await tx.execute(
        f"""
        INSERT INTO status_cards ({_COLUMNS}, looked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT (id) DO NOTHING
        """,
        card.id,
        card.notice_id,
        card.profile_id,
        card.member_id,
        card.conversation_id,
        card.message_id,
        card.shown,
        card.created_at,
    )


async def claim(tx: Transaction, *, now: int, before: int, limit: int) -> list[StatusCard]:
    """Take up to `limit` open ones that nobody has looked at since `before`, the oldest look first."""
    rows = await tx.fetch(
        f"""
        UPDATE status_cards SET looked_at = $1 WHERE id IN (
            SELECT id FROM status_cards WHERE ended_at IS NULL AND looked_at <= $2
            ORDER BY looked_at, id LIMIT $3 FOR UPDATE SKIP LOCKED
        ) RETURNING {_COLUMNS}
        """,
        now,
        before,
        limit,
    )
    return [_card(row) for row in rows]


async def keep_shown(tx: Transaction, card_id: str, shown: str) -> None:
    """It shows something else now."""
    await tx.execute("UPDATE status_cards SET shown = $2 WHERE id = $1", card_id, shown)


async def end(tx: Transaction, card_id: str, now: int) -> None:
    """It follows nothing any more."""
    await tx.execute(
        "UPDATE status_cards SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL", card_id, now
    )
