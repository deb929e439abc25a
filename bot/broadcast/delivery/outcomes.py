"""From what came of an attempt to what the ledger says of the delivery."""

from dataclasses import replace
from typing import assert_never

from bot.broadcast.delivery.parcel import Posted, TakenBack
from bot.broadcast.model.deliveries import (
    Decision,
    DeliveryState,
    GiveUp,
    Hold,
    Reopen,
    Retry,
    StopNotice,
    Trip,
)
from bot.broadcast.store.deliveries import Outcome


def outcome_of(posted: Posted, result: TakenBack | Decision, now: int) -> Outcome:
    """What a delivery becomes that has not arrived; what is put back at once is due `now`."""
    delivery = posted.delivery
    again = Outcome(
        row=delivery.row,
        state=DeliveryState.PENDING,
        reason=delivery.reason,
        attempts=delivery.attempts,
        due_at=now,
        conversation_id=posted.conversation_id,
        in_doubt=delivery.in_doubt,
    )
    match result:
        case Retry():
            return _retried(again, result)
        case TakenBack():
            return replace(again, attempts=delivery.attempts - 1, due_at=delivery.due_at or now)
        case Trip():
            return replace(again, reason=result.reason, attempts=delivery.attempts - 1)
        case Hold():
            return replace(again, state=DeliveryState.UNCERTAIN, reason=result.reason, due_at=0)
        case GiveUp() | StopNotice():
            # Who may have got it is never called failed: "send again to the failed" asks nobody.
            state = DeliveryState.UNCERTAIN if again.in_doubt else DeliveryState.FAILED
            return replace(again, state=state, reason=result.reason, due_at=0)
        case Reopen():
            raise AssertionError("the lane reopens by itself")
        case _:
            assert_never(result)


def _retried(again: Outcome, result: Retry) -> Outcome:
    return replace(
        again,
        reason=result.reason,
        attempts=again.attempts - (0 if result.spends_attempt else 1),
        due_at=result.due_at,
        in_doubt=again.in_doubt or result.in_doubt,
    )
