"""Whether a notice may go on, and how fast."""

from dataclasses import dataclass

from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.notices import NoticeState
from bot.core.database import Reader, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What a worker asks before it claims more; `ends`: what becomes of pending ones, and why."""

    open: bool
    ends: tuple[DeliveryState, str] | None
    # Messages a second; None: as fast as it goes.
    notice_rate: float | None
    profile_rate: float | None


async def gate(db: Reader, notice_id: str, now: int) -> Gate:
    """Whether a notice may go on, what ends it, and how fast it may go."""
    row = await db.fetch_one(
        """
        SELECT n.state, n.state_reason, n.not_after, n.rate, p.status, p.rate_ceiling
        FROM notices n JOIN profiles p ON p.id = n.profile_id WHERE n.id = $1
        """,
        notice_id,
    )
    if row is None:
        return Gate(open=False, ends=None, notice_rate=None, profile_rate=None)
    ends = _ends(row, now)
    sending = row["state"] == NoticeState.SENDING.value
    return Gate(
        open=sending and ends is None and row["status"] == "active",
        ends=ends,
        notice_rate=row["rate"],
        profile_rate=row["rate_ceiling"],
    )


def _ends(row: Row, now: int) -> tuple[DeliveryState, str] | None:
    if row["state"] == NoticeState.CANCELLED.value:
        return DeliveryState.CANCELLED, "cancelled"
    if row["state"] != NoticeState.SENDING.value:
        return None
    if row["state_reason"] is not None:
        return DeliveryState.FAILED, row["state_reason"]
    if row["not_after"] is not None and row["not_after"] <= now:
        return DeliveryState.CANCELLED, "expired"
    return None
