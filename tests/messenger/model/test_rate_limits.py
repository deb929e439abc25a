import pytest

from bot.messenger.model.rate_limits import Bucket, TooManyRequests, take


def _taken(limit: int, calls: list[float]) -> list[int]:
    """What calls at these seconds hear: 0 for taken, else how long to wait."""
    bucket: Bucket | None = None
    heard = []
    for now in calls:
        left = take(limit, bucket, now)
        if isinstance(left, TooManyRequests):
            heard.append(left.retry_after)
        else:
            bucket = left
            heard.append(0)
    return heard


@pytest.mark.parametrize(
    ("limit", "calls", "heard"),
    [
        # One a second: one at once, then evenly.
        (60, [0, 0, 1, 1, 2], [0, 1, 0, 1, 0]),
        # Two a second: two at once, and never more than those of one second saved up.
        (120, [0, 0, 0, 0.5, 100, 100, 100], [0, 0, 1, 0, 0, 0, 1]),
        # Fewer than one a second: the wait is told in whole seconds, rounded up.
        (2, [0, 0, 0.5, 29, 30, 30], [0, 30, 30, 1, 0, 30]),
        (1, [0, 0.5, 59.5, 60], [0, 60, 1, 0]),
        # A clock that stands still or goes back frees nothing.
        (60, [10, 10, 9], [0, 1, 1]),
    ],
)
def test_calls_come_free_evenly(limit: int, calls: list[float], heard: list[int]) -> None:
    assert _taken(limit, calls) == heard


@pytest.mark.parametrize("limit", [1, 7, 60, 600, 999, 1_000_000])
def test_who_keeps_the_pace_is_never_refused(limit: int) -> None:
    started = 1_795_312_800.0
    assert set(_taken(limit, [started + n * 60 / limit for n in range(500)])) == {0}


def test_no_wait_is_shorter_than_a_second() -> None:
    full = Bucket(tokens=1 - 1e-5, at=0)
    left = take(1_000_000, full, 0)
    assert isinstance(left, TooManyRequests)
    assert left.retry_after == 1


def test_a_lower_limit_takes_what_was_saved_up() -> None:
    left = take(60, Bucket(tokens=100, at=0), 0)
    assert left == Bucket(tokens=0, at=0)
