"""The protocol's errors."""

import pytest

from bot.kakaowork.errors import HTTP_STATUS, CallFailed, ErrorCode, Refused, Unreached


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("invalid_parameter", 400),
        ("missing_parameter", 400),
        ("invalid_representation", 400),
        ("invalid_content_type", 400),
        ("bad_request", 400),
        ("text_too_long", 400),
        ("invalid_blocks", 400),
        ("unauthorized", 401),
        ("invalid_authentication", 401),
        ("expired_authentication", 401),
        ("api_not_found", 404),
        ("user_not_found", 404),
        ("conversation_not_found", 404),
        ("too_many_requests", 429),
        ("internal_server_error", 500),
    ],
)
def test_each_code_has_its_status(code: str, status: int) -> None:
    assert HTTP_STATUS[ErrorCode(code)] == status


def test_every_code_has_a_status() -> None:
    assert set(HTTP_STATUS) == set(ErrorCode)


def test_a_refusal_says_what_the_server_said() -> None:
    refused = Refused(code="invalid_parameter", status=400, message="틀렸어요", retry_after=2.0)
    assert isinstance(refused, CallFailed)
    assert str(refused) == "invalid_parameter (HTTP 400): 틀렸어요"
    assert (refused.code, refused.status, refused.message) == (
        "invalid_parameter",
        400,
        "틀렸어요",
    )
    assert refused.retry_after == 2.0
    assert str(Refused(code="bad_request", status=400)) == "bad_request (HTTP 400)"


@pytest.mark.parametrize(("written", "when"), [(True, "after"), (False, "before")])
def test_an_unreached_server_says_whether_anything_was_written(
    written: bool, when: str
) -> None:
    unreached = Unreached(written=written, reason="timeout")
    assert isinstance(unreached, CallFailed)
    assert str(unreached) == f"timeout ({when} the request was written)"
    assert (unreached.written, unreached.reason) == (written, "timeout")
