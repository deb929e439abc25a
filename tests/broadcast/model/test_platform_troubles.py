"""Every way a call fails has words and an exit code: one row a way."""

import pytest

from bot.broadcast.model.platform_troubles import trouble_of
from bot.kakaowork.errors import CallFailed, Refused, Unreached

_URL = "https://kw.example.com"


def _no(status: int, code: str) -> Refused:
    return Refused(code=code, status=status)


@pytest.mark.parametrize(
    ("failed", "code", "exit_code", "word"),
    [
        (_no(401, "invalid_authentication"), "app_key_refused", 4, "App Key"),
        (_no(401, "unreadable_answer"), "app_key_refused", 4, "App Key"),
        (_no(200, "expired_authentication"), "app_key_refused", 4, "App Key"),
        (_no(403, "forbidden"), "permission_missing", 4, "멤버 조회"),
        (_no(404, "api_not_found"), "platform_api_not_found", 3, "platform.base_url"),
        (_no(200, "unreadable_answer"), "platform_api_not_found", 3, "platform.base_url"),
        (_no(404, "unreadable_answer"), "platform_api_not_found", 3, "platform.base_url"),
        (_no(429, "too_many_requests"), "platform_too_many_requests", 75, "moment"),
        (_no(500, "internal_server_error"), "platform_error", 75, "HTTP 500"),
        (_no(502, "unreadable_answer"), "platform_error", 75, "HTTP 502"),
        (_no(200, "endless_pages"), "platform_endless_pages", 75, "end"),
        (_no(400, "invalid_parameter"), "platform_refused", 4, "invalid_parameter"),
        *(
            (Unreached(written=False, reason=reason), f"platform_{reason}", exit_code, _URL)
            for reason, exit_code in [
                ("dns", 3), ("tls", 3), ("bad_url", 3), ("timeout", 75), ("refused", 75),
                ("unreachable", 75), ("broken", 75),
            ]
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(
    failed: CallFailed, code: str, exit_code: int, word: str
) -> None:
    error = trouble_of(failed, _URL)
    assert (error.word, error.exit_code) == (code, exit_code)
    assert word in error.text.en
    assert error.text.ko != error.text.en
    assert error.text.ko.endswith((".", "요"))
