"""Presses and the modals that were opened by them."""

from collections.abc import Sequence

import msgspec

from bot.core.database import Reader, Row, Transaction
from bot.kakaowork.modal import parse_view, view_json
from bot.messenger.model.reactive import Modal, Outcome, Press, PressKind
from bot.messenger.store.marks import marks

_MODAL = "id, user_id, bot_id, room_id, seq, view, expires_at, submitted_at"


async def begin(tx: Transaction, press: Press) -> bool:
    """Add a press that is under way; false where the same one is already."""
    added = await tx.fetch_value(
        """
        INSERT INTO messenger_presses
            (id, user_id, bot_id, room_id, message_id, kind, target, pressed_at, under_way,
            edition)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
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
        press.edition,
    )
    return added is not None


async def withdraw(tx: Transaction, press: Press) -> None:
    """Take back a press of this transaction that may not begin after all."""
    await tx.execute("DELETE FROM messenger_presses WHERE id = $1", press.id)


async def marks_of(db: Reader, user_id: int, message_ids: Sequence[int]) -> dict[int, int]:
    """The last button that a person pressed and a bot took, of the buttons that are there now."""
    rows = await db.fetch(
        f"""SELECT p.message_id, p.target FROM messenger_presses p
        JOIN messenger_messages t ON t.id = p.message_id AND t.edition = p.edition
        WHERE p.user_id = $1 AND p.kind = $2 AND p.outcome = $3
        AND p.message_id IN ({marks(len(message_ids), 4)}) ORDER BY p.pressed_at, p.id""",
        user_id,
        PressKind.SUBMIT_ACTION.value,
        Outcome.TAKEN.value,
        *message_ids,
    )
    return {row["message_id"]: int(row["target"]) for row in rows}


async def end(tx: Transaction, press: Press, outcome: Outcome) -> None:
    """Keep what became of a press."""
    await tx.execute(
        "UPDATE messenger_presses SET under_way = NULL, outcome = $2 WHERE id = $1",
        press.id,
        outcome.value,
    )


async def end_lost(tx: Transaction, onces: Sequence[str], before: int) -> None:
    """End those presses of which nobody has told the outcome since `before`."""
    await tx.execute(
        f"""UPDATE messenger_presses SET under_way = NULL, outcome = $1
        WHERE pressed_at < $2 AND under_way IN ({marks(len(onces), 3)})""",
        Outcome.LOST.value,
        before,
        *onces,
    )


async def times_since(db: Reader, user_ids: Sequence[int], moment: int) -> dict[int, list[int]]:
    """When each of these people pressed after a moment, oldest first."""
    rows = await db.fetch(
        f"""SELECT user_id, pressed_at FROM messenger_presses
        WHERE pressed_at > $1 AND user_id IN ({marks(len(user_ids), 2)}) ORDER BY pressed_at""",
        moment,
        *user_ids,
    )
    found: dict[int, list[int]] = {user_id: [] for user_id in user_ids}
    for row in rows:
        found[row["user_id"]].append(row["pressed_at"])
    return found


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
