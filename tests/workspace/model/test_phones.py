import pytest

from bot.workspace.model.phones import phone_digits


@pytest.mark.parametrize(
    "written",
    [
        "010-1234-5678",
        "01012345678",
        "010.1234.5678",
        " 010 1234 5678 ",
        "+82-10-1234-5678",
        "+82 (0)10 1234 5678",
        "(+82) 10-1234-5678",
        "+82010-1234-5678",
        "0082-10-1234-5678",
        "82-10-1234-5678",
        # What a plus sign becomes where it isn't encoded in an address.
        " 82-10-1234-5678",
    ],
)
def test_a_korean_mobile_is_one_number_however_it_is_written(written: str) -> None:
    assert phone_digits(written) == "01012345678"


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("02-123-4567", "021234567"),
        ("+82-2-123-4567", "021234567"),
        ("1588-0000", "15880000"),
        ("+1 (650) 253-0000", "16502530000"),
        ("001 650 253 0000", "16502530000"),
    ],
)
def test_other_numbers_keep_their_digits(written: str, digits: str) -> None:
    assert phone_digits(written) == digits


@pytest.mark.parametrize("written", ["", "없음", "123", "+82", "1" * 19])
def test_what_cannot_be_a_number_is_none(written: str) -> None:
    assert phone_digits(written) is None
