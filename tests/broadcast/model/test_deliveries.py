from dataclasses import replace

import pytest

from bot.broadcast.model.deliveries import (
    CONTENT_ERRORS,
    CREDENTIAL_ERRORS,
    Decision,
    Failure,
    GiveUp,
    Hold,
    Policy,
    Reopen,
    Retry,
    StopNotice,
    Trip,
    backoff,
    decide,
)

NOW = 1_000_000
PLAIN = Policy(max_attempts=3, idempotent=False, resend_uncertain=False)
IDEMPOTENT = replace(PLAIN, idempotent=True)
RESEND = replace(PLAIN, resend_uncertain=True)


def _answered(code: str, status: int, retry_after: float | None = None) -> Failure:
    return Failure(code=code, written=True, status=status, retry_after=retry_after)


_UNANSWERED = Failure(code="timeout", written=True)
_UNWRITTEN = Failure(code="refused", written=False)


def _decide(
    failure: Failure,
    policy: Policy = PLAIN,
    *,
    attempts: int = 1,
    reopened: bool = False,
    in_doubt: bool = False,
) -> Decision:
    return decide(
        failure,
        attempts=attempts,
        reopened=reopened,
        now=NOW,
        chance=0.5,
        policy=policy,
        in_doubt=in_doubt,
    )


@pytest.mark.parametrize("policy", [PLAIN, IDEMPOTENT, RESEND])
@pytest.mark.parametrize("attempts", [1, 3, 9])
@pytest.mark.parametrize(
    ("failure", "decision"),
    [
        *[(_answered(code, 400), StopNotice(reason=code)) for code in sorted(CONTENT_ERRORS)],
        *[(_answered(code, 401), Trip(reason=code)) for code in sorted(CREDENTIAL_ERRORS)],
        (_answered("something", 401), Trip(reason="something")),
        (_answered("invalid_authentication", 200), Trip(reason="invalid_authentication")),
        (_answered("user_not_found", 404), GiveUp(reason="user_not_found")),
        (_answered("conversation_not_found", 404), Reopen()),
    ],
)
def test_what_the_platform_says_decides_whatever_the_attempt(
    failure: Failure, decision: Decision, attempts: int, policy: Policy
) -> None:
    assert _decide(failure, policy, attempts=attempts) == decision


def test_a_room_is_opened_again_only_once() -> None:
    failure = _answered("conversation_not_found", 404)
    assert _decide(failure, reopened=True) == GiveUp(reason="conversation_not_found")


@pytest.mark.parametrize(
    ("retry_after", "wait"),
    [(None, 1_000), (0.0, 1_000), (7.5, 7_500), (600.0, 600_000), (3_600.0, 600_000)],
)
@pytest.mark.parametrize("attempts", [1, 99])
def test_too_many_requests_wait_as_told_and_spend_no_attempt(
    retry_after: float | None, wait: int, attempts: int
) -> None:
    decision = _decide(_answered("too_many_requests", 429, retry_after), attempts=attempts)
    assert decision == Retry(
        due_at=NOW + wait, reason="too_many_requests", spends_attempt=False
    )


@pytest.mark.parametrize(
    ("failure", "policy", "attempts", "in_doubt", "decision"),
    [
        (_UNANSWERED, PLAIN, 1, False, Hold(reason="timeout")),
        (_UNANSWERED, PLAIN, 3, False, Hold(reason="timeout")),
        (_UNANSWERED, IDEMPOTENT, 3, False, Hold(reason="timeout")),
        (_UNANSWERED, RESEND, 3, False, Hold(reason="timeout")),
        (_UNWRITTEN, PLAIN, 3, False, GiveUp(reason="refused")),
        (_UNWRITTEN, IDEMPOTENT, 3, True, Hold(reason="refused")),
        (_answered("internal", 500), PLAIN, 3, False, GiveUp(reason="internal")),
        (_answered("internal", 500), IDEMPOTENT, 3, True, Hold(reason="internal")),
        (_answered("other", 200), PLAIN, 3, False, GiveUp(reason="other")),
    ],
)
def test_the_last_attempt_ends_as_sure_as_it_can(
    failure: Failure, policy: Policy, attempts: int, in_doubt: bool, decision: Decision
) -> None:
    assert _decide(failure, policy, attempts=attempts, in_doubt=in_doubt) == decision


@pytest.mark.parametrize(
    ("failure", "policy", "doubt"),
    [
        (_UNWRITTEN, PLAIN, False),
        (_UNANSWERED, IDEMPOTENT, True),
        (_UNANSWERED, RESEND, True),
        (_answered("internal_server_error", 503), PLAIN, False),
        (_answered("anything_else", 200), PLAIN, False),
    ],
)
def test_anything_else_is_tried_again_after_a_while(
    failure: Failure, policy: Policy, doubt: bool
) -> None:
    decision = _decide(failure, policy, attempts=2)
    assert decision == Retry(due_at=NOW + 1_000, reason=failure.code, in_doubt=doubt)


@pytest.mark.parametrize(
    ("attempts", "most"), [(1, 1_000), (2, 2_000), (6, 32_000), (20, 60_000)]
)
def test_waits_double_up_to_a_minute_with_full_jitter(attempts: int, most: int) -> None:
    assert backoff(attempts, 0.0) == 0
    assert backoff(attempts, 0.25) == most // 4
    assert backoff(attempts, 0.999999) <= most
