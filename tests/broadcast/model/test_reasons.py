"""Reasons in words, in both languages."""

import pytest

from bot.broadcast.model.deliveries import (
    CONTENT_ERRORS,
    CREDENTIAL_ERRORS,
    PERSON_ERRORS,
    DeliveryState,
)
from bot.broadcast.model.reasons import reason_of, told_reasons
from bot.kakaowork.errors import UNREADABLE_ANSWER, ErrorCode

# What the engine, the client and the clock give as a reason besides the platform's words.
OWN = {
    "excluded", "interrupted", "cancelled", "expired", "not_frozen", "timeout", "dns", "tls",
    "refused", "unreachable", "broken", "bad_url", UNREADABLE_ANSWER, "profile_paused",
    "plan_required", "misfire_grace", "profile_not_granted", "not_valid_any_more", "nobody",
}  # fmt: skip


@pytest.mark.parametrize(
    "code",
    sorted({*CONTENT_ERRORS, *CREDENTIAL_ERRORS, *PERSON_ERRORS, *map(str, ErrorCode), *OWN}),
)
def test_every_known_reason_says_what_to_do(code: str) -> None:
    reason = reason_of(code)
    assert code not in reason.what.ko
    assert code not in reason.what.en.split()
    assert reason.advice.ko
    assert reason.advice.en


def test_an_unknown_reason_is_quoted() -> None:
    assert "teapot" in reason_of("teapot").what.ko
    assert "teapot" in reason_of("teapot").what.en


def test_a_sentence_as_a_reason_is_no_answer_of_the_messenger() -> None:
    reason = reason_of("'이름' 변수가 없어요 (이하나)")
    assert "이하나" in reason.what.en
    assert "refused" not in reason.what.en


def test_what_had_no_answer_may_have_arrived_whatever_its_code() -> None:
    for code in ("timeout", "broken", "internal_server_error"):
        reason = reason_of(code, DeliveryState.UNCERTAIN)
        assert "도착했을 수도" in reason.what.ko
        assert "may have arrived" in reason.what.en
    assert "stopped" in reason_of("interrupted", DeliveryState.UNCERTAIN).what.en
    assert reason_of("timeout", DeliveryState.FAILED) == reason_of("timeout")


def test_codes_that_mean_the_same_are_told_once() -> None:
    uncertain, failed = DeliveryState.UNCERTAIN, DeliveryState.FAILED
    told = told_reasons(
        [
            (uncertain, "broken", 13),
            (uncertain, "timeout", 19),
            (failed, "", 2),
            (failed, "dns", 3),
        ]
    )
    assert [(state, number) for state, _, number in told] == [
        (uncertain, 32),
        (failed, 3),
        (failed, 2),
    ]
