"""Writes what a decision made of a secret room; one transaction holds all of it."""

from bot.core.database import Transaction
from bot.messenger.model.secret_messages import SecretMessage, waived
from bot.messenger.model.secret_rooms import Change, SecretRoom
from bot.messenger.store import secret_messages, secret_rooms


async def apply(
    tx: Transaction, before: SecretRoom, change: Change, now: int
) -> tuple[SecretMessage, ...]:
    """Write the change of a locked room; answers the messages that fewer people owe a read now.

    Where nobody owes one any more the message's clock has started, and it may end soon.
    """
    settled: tuple[SecretMessage, ...] = ()
    if change.waived:
        owed = await secret_messages.owed_by(tx, before.id, change.waived)
        settled = waived(owed, change.waived, now)
        await secret_messages.settle(tx, settled, change.waived)
    await secret_rooms.end_members(tx, sorted(change.ended), now)
    await secret_rooms.add_members(tx, before.id, change.joined)
    known = {one.id: one for one in before.members}
    altered = [one for one in change.room.members if known.get(one.id, one) != one]
    await secret_rooms.update_members(tx, altered)
    await secret_messages.add_lines(tx, change.lines)
    if change.room != before:
        because = change.deleted.value if change.deleted else None
        await secret_rooms.update(tx, change.room, because)
    return settled
