"""Button values: what we signed comes back, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.broadcast.model.signed_values import SIGNED_VALUE_MAX, ValueRefusal, read, sign

_KEY = b"a key of a profile"


@given(st.lists(st.text(max_size=8), min_size=1, max_size=4))
def test_what_was_signed_is_read(parts: list[str]) -> None:
    try:
        value = sign(parts, _KEY)
    except ValueError:
        return
    assert read(value, _KEY) == tuple(parts)
    assert len(value) <= SIGNED_VALUE_MAX


@given(st.data())
def test_no_changed_character_is_read(data: st.DataObject) -> None:
    value = sign(["acknowledge", "nt_8k3v", "mb.1"], _KEY)
    place = data.draw(st.integers(0, len(value) - 1))
    other = data.draw(st.characters(codec="ascii").filter(lambda c: c != value[place]))
    assert read(value[:place] + other + value[place + 1 :], _KEY) in set(ValueRefusal)


def test_parts_can_not_be_shifted_between_each_other() -> None:
    assert sign(["ab", "c"], _KEY) != sign(["a", "bc"], _KEY)
    assert sign(["a.b"], _KEY) != sign(["a", "b"], _KEY)


@pytest.mark.parametrize(
    ("value", "refusal"),
    [
        ("", ValueRefusal.FOREIGN),
        ("doc=1", ValueRefusal.FOREIGN),
        ("s1", ValueRefusal.FOREIGN),
        ("s1.ack", ValueRefusal.FOREIGN),
        ("s2.ack." + "A" * 22, ValueRefusal.FOREIGN),
        ("s1.ack." + "A" * 22, ValueRefusal.FORGED),
        ("s1.ack." + "A" * 23, ValueRefusal.FOREIGN),
        ("s1.확인." + "A" * 22, ValueRefusal.FOREIGN),
        ("s1." + "a" * 500 + "." + "A" * 22, ValueRefusal.FOREIGN),
        (sign(["ack"], _KEY) + "\n", ValueRefusal.FOREIGN),
    ],
)
def test_what_we_did_not_sign_is_refused(value: str, refusal: ValueRefusal) -> None:
    assert read(value, _KEY) is refusal


def test_another_profiles_value_is_forged_here() -> None:
    assert read(sign(["ack", "nt_1"], b"another key"), _KEY) is ValueRefusal.FORGED


@pytest.mark.parametrize("parts", [[], ["x" * SIGNED_VALUE_MAX]])
def test_what_fits_no_button_is_not_signed(parts: list[str]) -> None:
    with pytest.raises(ValueError, match="signed value"):
        sign(parts, _KEY)
