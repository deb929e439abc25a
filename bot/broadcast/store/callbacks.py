"""Callbacks, and the keys they are proved with."""

import json

from bot.broadcast.model.callbacks import Callback, CallbackKey, CallbackState
from bot.core.database import Reader, Row, Transaction
from bot.kakaowork.incoming import CallKind

_COLUMNS = """
    id, profile_id, kind, message_id, person, action, action_time, parts, answers, state, reason,
    attempts
"""
_READ = f"{_COLUMNS}, received_at"


def _callback(row: Row) -> Callback:
    return Callback(
        id=row["id"],
        profile_id=row["profile_id"],
        kind=CallKind(row["kind"]),
        message_id=row["message_id"],
        person=row["person"],
        action=row["action"],
        action_time=row["action_time"],
        parts=json.loads(row["parts"]),
        answers=json.loads(row["answers"]),
        state=CallbackState(row["state"]),
        reason=row["reason"],
        attempts=row["attempts"],
        received_at=row["received_at"],
    )


async def find_key(db: Reader, profile_id: str) -> CallbackKey | None:
    """The key of a profile that has one."""
    row = await db.fetch_one(
        "SELECT profile_id, secret, generation FROM callback_keys WHERE profile_id = $1",
        profile_id,
    )
    if row is None:
        return None
    return CallbackKey(
        profile_id=row["profile_id"], secret=row["secret"], generation=row["generation"]
    )


async def add_key_once(tx: Transaction, key: CallbackKey, now: int) -> None:
    """Give a profile a key where it has none."""
    await tx.execute(
        """
        INSERT INTO callback_keys (profile_id, secret, generation, changed_at)
        VALUES ($1, $2, $3, $4) ON CONFLICT (profile_id) DO NOTHING
        """,
        key.profile_id,
        key.secret,
        key.generation,
        now,
    )


async def next_generation(tx: Transaction, profile_id: str, now: int) -> None:
    """Make the addresses of a profile others."""
    await tx.execute(
        """
        UPDATE callback_keys SET generation = generation + 1, changed_at = $2
        WHERE profile_id = $1
        """,
        profile_id,
        now,
    )


async def add_once(tx: Transaction, callback: Callback, now: int) -> bool:
    """Keep a callback; False where it was told before."""
    final = callback.state is not CallbackState.RECEIVED
    # Many wait for one transaction: what counts is when each came.
    received = callback.received_at or now
    changed = await tx.execute(
        f"""
        INSERT INTO callbacks ({_COLUMNS}, due_at, received_at, finished_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14)
        ON CONFLICT (profile_id, message_id, person, kind, action, action_time) DO NOTHING
        """,
        callback.id,
        callback.profile_id,
        callback.kind.value,
        callback.message_id,
        callback.person,
        callback.action,
        callback.action_time,
        json.dumps(list(callback.parts), ensure_ascii=False),
        json.dumps(dict(callback.answers), ensure_ascii=False),
        callback.state.value,
        callback.reason,
        callback.attempts,
        received,
        now if final else None,
    )
    return changed == 1


async def claim(tx: Transaction, *, now: int, lease_until: int, limit: int) -> list[Callback]:
    """Take up to `limit` that are due, the oldest first; nobody else does until the lease ends."""
    rows = await tx.fetch(
        f"""
        UPDATE callbacks SET due_at = $2, attempts = attempts + 1 WHERE id IN (
            SELECT id FROM callbacks WHERE state = 'received' AND due_at <= $1
            ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED
        ) RETURNING {_READ}
        """,
        now,
        lease_until,
        limit,
    )
    return [_callback(row) for row in rows]


async def finish(
    tx: Transaction, callback_id: str, state: CallbackState, reason: str | None, now: int
) -> None:
    """Nothing more is to be done about it; what a person wrote is kept in their room, not here."""
    await tx.execute(
        """
        UPDATE callbacks SET state = $2, reason = $3, finished_at = $4,
            answers = CASE WHEN kind = 'message' THEN '{}' ELSE answers END
        WHERE id = $1 AND state = 'received'
        """,
        callback_id,
        state.value,
        reason,
        now,
    )


async def put_back(tx: Transaction, callback_id: str, due_at: int, reason: str) -> None:
    """Try again at `due_at`; what its person was told of it stays known."""
    await tx.execute(
        """UPDATE callbacks SET due_at = $2, reason = COALESCE(reason, $3)
        WHERE id = $1 AND state = 'received'""",
        callback_id,
        due_at,
        reason,
    )


async def told_first(tx: Transaction, callback: Callback, reason: str) -> bool:
    """Whether its person is to be told of `reason`: once for each message, whoever else asks."""
    # In the order in which presses are finished, so that nobody waits for each other.
    rows = await tx.fetch(
        """SELECT reason FROM callbacks WHERE profile_id = $1 AND message_id = $2 AND person = $3
        ORDER BY id FOR UPDATE""",
        callback.profile_id,
        callback.message_id,
        callback.person,
    )
    if any(row["reason"] == reason for row in rows):
        return False
    await tx.execute("UPDATE callbacks SET reason = $2 WHERE id = $1", callback.id, reason)
    return True


async def newest(db: Reader, profile_id: str, limit: int = 50) -> list[Callback]:
    """The newest of a profile first."""
    rows = await db.fetch(
        f"""
        SELECT {_READ} FROM callbacks WHERE profile_id = $1
        ORDER BY received_at DESC, id DESC LIMIT $2
        """,
        profile_id,
        limit,
    )
    return [_callback(row) for row in rows]
