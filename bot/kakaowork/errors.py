"""The protocol's error codes with their HTTP status, and how a call can fail for a client."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class ErrorCode(StrEnum):
    """The `error.code` words of the Web API, as client libraries and the documentation list them."""

    MISSING_PARAMETER = "missing_parameter"
    INVALID_PARAMETER = "invalid_parameter"
    INVALID_REPRESENTATION = "invalid_representation"
    INVALID_CONTENT_TYPE = "invalid_content_type"
    BAD_REQUEST = "bad_request"
    TEXT_TOO_LONG = "text_too_long"
    INVALID_BLOCKS = "invalid_blocks"
    UNAUTHORIZED = "unauthorized"
    INVALID_AUTHENTICATION = "invalid_authentication"
    EXPIRED_AUTHENTICATION = "expired_authentication"
    API_NOT_FOUND = "api_not_found"
    USER_NOT_FOUND = "user_not_found"
    CONVERSATION_NOT_FOUND = "conversation_not_found"
    TOO_MANY_REQUESTS = "too_many_requests"
    INTERNAL_SERVER_ERROR = "internal_server_error"


_NOT_400 = {
    ErrorCode.UNAUTHORIZED: 401,
    ErrorCode.INVALID_AUTHENTICATION: 401,
    ErrorCode.EXPIRED_AUTHENTICATION: 401,
    ErrorCode.API_NOT_FOUND: 404,
    ErrorCode.USER_NOT_FOUND: 404,
    ErrorCode.CONVERSATION_NOT_FOUND: 404,
    ErrorCode.TOO_MANY_REQUESTS: 429,
    ErrorCode.INTERNAL_SERVER_ERROR: 500,
}

HTTP_STATUS: Mapping[ErrorCode, int] = MappingProxyType(
    {code: _NOT_400.get(code, 400) for code in ErrorCode}
)
"""The status a server answers with.

400 for `invalid_parameter`, 401 for a wrong key and 429 for `too_many_requests` were seen on the
live platform; the others follow HTTP's own meanings.
"""

UNREADABLE_ANSWER = "unreadable_answer"
ENDLESS_PAGES = "endless_pages"


class CallFailed(Exception):
    """A call of the Web API that brought no result; its words never hold the App Key."""


class Refused(CallFailed):
    """The server answered, and the answer is no, or can't be read.

    `code` is the server's word, or `unreadable_answer` (then a 2xx `status` says nothing about
    whether the request was carried out), or `endless_pages`; `retry_after` is in seconds.
    """

    def __init__(
        self, *, code: str, status: int, message: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(
            f"{code} (HTTP {status}): {message}" if message else f"{code} (HTTP {status})"
        )
        self.code = code
        self.status = status
        self.message = message
        self.retry_after = retry_after

    @property
    def is_final(self) -> bool:
        """Whether the same call would be refused again: not where the server was only busy or unclear."""
        return 400 <= self.status < 500 and self.status != 429


class Unreached(CallFailed):
    """No answer came; `written` says whether any byte of the request may have left.

    `reason` is one of `timeout`, `dns`, `tls`, `refused`, `unreachable`, `broken`, `bad_url`.
    """

    def __init__(self, *, written: bool, reason: str) -> None:
        super().__init__(
            f"{reason} ({'after' if written else 'before'} the request was written)"
        )
        self.written = written
        self.reason = reason
