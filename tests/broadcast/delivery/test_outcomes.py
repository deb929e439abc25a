import pytest
from msgspec.structs import replace

from bot.broadcast.delivery.outcomes import outcome_of
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
from tests.broadcast.notice import CLAIMED

_SECOND = replace(CLAIMED, attempts=2)


def _posted(result: TakenBack | Decision, *, in_doubt: bool = False) -> Posted:
    delivery = replace(_SECOND, in_doubt=in_doubt)
    return Posted(delivery=delivery, result=result, conversation_id="7", opened=False)


@pytest.mark.parametrize(
    ("result", "state", "reason", "attempts", "due_at"),
    [
        (Retry(due_at=9, reason="internal"), DeliveryState.PENDING, "internal", 2, 9),
        (
            Retry(due_at=9, reason="slow", spends_attempt=False),
            DeliveryState.PENDING,
            "slow",
            1,
            9,
        ),
        (TakenBack(), DeliveryState.PENDING, None, 1, 5),
        (Trip(reason="bad_key"), DeliveryState.PENDING, "bad_key", 1, 5),
        (GiveUp(reason="gone"), DeliveryState.FAILED, "gone", 2, 0),
        (StopNotice(reason="bad"), DeliveryState.FAILED, "bad", 2, 0),
        (Hold(reason="timeout"), DeliveryState.UNCERTAIN, "timeout", 2, 0),
    ],
)
def test_what_a_delivery_becomes(
    result: TakenBack | Decision,
    state: DeliveryState,
    reason: str | None,
    attempts: int,
    due_at: int,
) -> None:
    outcome = outcome_of(_posted(result), result, 5)
    assert (outcome.state, outcome.reason) == (state, reason)
    assert (outcome.attempts, outcome.due_at) == (attempts, due_at)
    assert outcome.conversation_id == "7"


def test_doubt_stays_while_it_has_not_arrived() -> None:
    doubtful = Retry(due_at=1, reason="timeout", in_doubt=True)
    sure = Retry(due_at=1, reason="internal")
    taken_back = TakenBack()
    assert outcome_of(_posted(doubtful), doubtful, 5).in_doubt
    assert outcome_of(_posted(sure, in_doubt=True), sure, 5).in_doubt
    assert outcome_of(_posted(taken_back, in_doubt=True), taken_back, 5).in_doubt
    assert not outcome_of(_posted(sure), sure, 5).in_doubt


@pytest.mark.parametrize("result", [GiveUp(reason="gone"), StopNotice(reason="bad")])
def test_who_may_have_got_it_is_never_called_failed(result: Decision) -> None:
    outcome = outcome_of(_posted(result, in_doubt=True), result, 5)
    assert outcome.state is DeliveryState.UNCERTAIN
    assert outcome.in_doubt


def test_reopening_never_comes_as_far_as_the_ledger() -> None:
    with pytest.raises(AssertionError):
        outcome_of(_posted(Reopen()), Reopen(), 5)
