import pytest

from bot.messenger.model.durations import seconds_of, written


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ("50ms", 0.05),
        ("2s", 2),
        (" 1.5m ", 90),
        ("1h", 3_600),
        ("3d", 259_200),
        (2, 2),
        (0.25, 0.25),
        ("soon", None),
        ("2", None),
        ("-1s", None),
        (True, None),
        (None, None),
        (10**400, None),
    ],
)
def test_a_length_of_time_is_read(given: object, seconds: float | None) -> None:
    assert seconds_of(given) == seconds


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (0.05, "50ms"), (0.0005, "0.5ms"), (2, "2s"), (90.5, "90.5s")],
)
def test_a_length_of_time_is_written_as_it_is_read(seconds: float, text: str) -> None:
    assert written(seconds) == text
    assert seconds_of(text) == seconds
