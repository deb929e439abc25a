"""Presses and the modals that were opened by them."""

import msgspec

from bot.core.database import Reader, Row, Transaction
from bot.kakaowork.modal import parse_view, view_json
from bot.messenger.model.reactive import Modal, Outcome, Press

_MODAL = "id, user_id, bot_id, room_id, seq, view, expires_at, submitted_at"


async def begin(tx: Transaction, press: Press) -> bool:
    """Add a press that is under way; false where the same one is already."""
    added = await tx.fetch_value(
        """
        INSERT INTO messenger_presses
            (id, user_id, bot_id, room_id, message_id, kind, target, pressed_at, under_way)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (under_way) DO NOTHING RETURNING id
        """,
        press.id,
        press.user_id,
        press.bot_id,
        press.room_id,
        press.message_id,
        press.kind.value,
        press.target,
        press.pressed_at,
        press.once,
    )
    return added is not None


async def end(tx: Transaction, press: Press, outcome: Outcome) -> None:
    """Keep what became of a press."""
    await tx.execute(
        "UPDATE messenger_presses SET under_way = NULL, outcome = $2 WHERE id = $1",
        press.id,
        outcome.value,
    )


async def end_lost(tx: Transaction, once: str, before: int) -> None:
    """End a press of which nobody has told the outcome since `before`."""
    await tx.execute(
        """
        UPDATE messenger_presses SET under_way = NULL, outcome = $3
        WHERE under_way = $1 AND pressed_at < $2
        """,
        once,
        before,
        Outcome.LOST.value,
    )


async def times_since(db: Reader, user_id: int, moment: int) -> list[int]:
    """When a person pressed after a moment, oldest first."""
    rows = await db.fetch(
        """
        SELECT pressed_at FROM messenger_presses
        WHERE user_id = $1 AND pressed_at > $2 ORDER BY pressed_at
        """,
        user_id,
        moment,
    )
    return [row["pressed_at"] for row in rows]


async def add_modal(tx: Transaction, modal: Modal) -> None:
    """Add an opened modal."""
    await tx.execute(
        f"""INSERT INTO messenger_modals ({_MODAL})
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""",
        modal.id,
        modal.user_id,
        modal.bot_id,
        modal.room_id,
        modal.seq,
        msgspec.json.encode(view_json(modal.view)).decode(),
        modal.expires_at,
        modal.submitted_at,
    )


async def find_modal(db: Reader, modal_id: str, user_id: int) -> Modal | None:
    """The modal, if it was opened for this person."""
    row = await db.fetch_one(
        f"SELECT {_MODAL} FROM messenger_modals WHERE id = $1 AND user_id = $2",
        modal_id,
        user_id,
    )
    return _modal(row) if row else None


async def set_submitted(tx: Transaction, modal_id: str, now: int) -> None:
    """Keep that a modal was sent."""
    await tx.execute(
        "UPDATE messenger_modals SET submitted_at = $2 WHERE id = $1", modal_id, now
    )


async def remove_modals(tx: Transaction, before: int) -> None:
    """Forget the modals that ended before a moment."""
    await tx.execute("DELETE FROM messenger_modals WHERE expires_at < $1", before)


def _modal(row: Row) -> Modal:
    return Modal(
        id=row["id"],
        user_id=row["user_id"],
        bot_id=row["bot_id"],
        room_id=row["room_id"],
        seq=row["seq"],
        view=parse_view(msgspec.json.decode(row["view"])),
        expires_at=row["expires_at"],
        submitted_at=row["submitted_at"],
    )
