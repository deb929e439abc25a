"""The limit on the calls of one App Key, as a token bucket."""

import math
from dataclasses import dataclass

from bot.core.errors import Bilingual, TryLater

_MINUTE = 60.0
# A caller that keeps the pace exactly must not be refused for a rounding error.
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """How many calls are free at a moment, in seconds of a clock that only moves forward."""

    tokens: float
    at: float


class TooManyRequests(TryLater):
    """The platform's limit is used up; `retry_after` is in whole seconds."""

    code = "too_many_requests"
    status = 429

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            Bilingual(
                ko=f"요청이 너무 많아요. {retry_after}초 뒤에 다시 보내 주세요.",
                en=f"Too many requests. Try again in {retry_after} s.",
            )
        )
        self.retry_after = retry_after


def take(
    limit: int, bucket: Bucket | None, now: float, *, at_once: int = 1
) -> Bucket | TooManyRequests:
    """One call under a limit of `limit` a minute: what is left, or how long to wait.

    Calls come free evenly; at most those of one second, and at least `at_once`, are saved up.
    Without a bucket nothing was used yet.
    """
    pace = limit / _MINUTE
    most = max(float(at_once), pace)
    saved = most
    if bucket is not None:
        saved = min(most, bucket.tokens + max(0.0, now - bucket.at) * pace)
    if saved + _ROUNDING < 1:
        return TooManyRequests(max(1, math.ceil((1 - saved) / pace - _ROUNDING)))
    return Bucket(tokens=max(0.0, saved - 1), at=now)
