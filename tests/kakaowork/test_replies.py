"""Replies: when a call succeeded, and what a refusal says."""

import msgspec
import pytest

from bot.kakaowork.errors import UNREADABLE_ANSWER, Refused
from bot.kakaowork.replies import decode_plain, decode_sent, decode_user, read_reply


def refusal(status: int, body: bytes | None, headers: dict[str, str] | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        read_reply(status, headers or {}, body, decode_user)
    assert caught.value.status == status
    return caught.value


def failed(code: object, message: object = "안 돼요") -> bytes:
    error = {"code": code, "message": message}
    return msgspec.json.encode({"success": False, "error": error})


def test_a_reply_that_succeeded_is_returned() -> None:
    assert read_reply(200, {}, b'{"success":true}', decode_plain).success
    sent = read_reply(201, {}, b'{"success":true,"message":{"id":5}}', decode_sent)
    assert sent.message.id == "5"


@pytest.mark.parametrize("status", [200, 400, 401, 404, 429, 500])
def test_the_code_of_the_server_is_kept_whatever_the_status(status: int) -> None:
    refused = refusal(status, failed("invalid_parameter"))
    assert (refused.code, refused.message) == ("invalid_parameter", "안 돼요")


@pytest.mark.parametrize(
    ("status", "body", "code", "message"),
    [
        (502, b"<html>Bad gateway</html>", "unreadable_answer", ""),
        (200, b"", "unreadable_answer", ""),
        (200, b"[]", "unreadable_answer", ""),
        (200, b'{"success":true}', "unreadable_answer", ""),
        (200, b'{"success":true,"user":{"name":"no id"}}', "unreadable_answer", ""),
        (200, b'{"success":true,"user":{"id":"\xff"}}', "unreadable_answer", ""),
        (200, b'{"user":' * 100_000, "unreadable_answer", ""),
        (200, None, "unreadable_answer", ""),
        (302, b'{"success":true,"user":{"id":1}}', "unreadable_answer", ""),
        (500, b'{"success":true,"user":{"id":1}}', "unreadable_answer", ""),
        (400, b'{"success":false}', "unreadable_answer", ""),
        (400, b'{"success":false,"error":"no"}', "unreadable_answer", "no"),
        (400, failed(None, None), "unreadable_answer", ""),
        (429, b"<html>Slow down</html>", "too_many_requests", ""),
        (429, None, "too_many_requests", ""),
    ],
)
def test_what_cannot_be_read_is_refused(
    status: int, body: bytes | None, code: str, message: str
) -> None:
    refused = refusal(status, body)
    assert (refused.code, refused.message) == (code, message)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("3", 3.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("86400", 3600.0),
        ("inf", 3600.0),
        ("nan", None),
        ("-1", None),
        ("", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", None),
    ],
)
def test_the_time_to_wait_is_bounded(told: str, seconds: float | None) -> None:
    refused = refusal(429, failed("too_many_requests"), {"retry-after": told})
    assert refused.retry_after == seconds


def test_without_the_header_there_is_no_time_to_wait() -> None:
    assert refusal(429, failed("too_many_requests")).retry_after is None


@pytest.mark.parametrize("given", ["m\x00z", "a\nb", "1" * 201])
def test_an_id_that_no_database_keeps_is_unreadable(given: str) -> None:
    body = msgspec.json.encode({"success": True, "message": {"id": given}})
    with pytest.raises(Refused) as caught:
        read_reply(200, {}, body, decode_sent)
    assert caught.value.code == UNREADABLE_ANSWER


@pytest.mark.parametrize("code", ["no\x00", "x" * 201])
def test_a_code_that_no_database_keeps_is_unreadable(code: str) -> None:
    body = msgspec.json.encode({"success": False, "error": {"code": code}})
    with pytest.raises(Refused) as caught:
        read_reply(500, {}, body, decode_sent)
    assert caught.value.code == UNREADABLE_ANSWER
