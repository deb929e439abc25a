import re

from bot.core.ids import new_app_key, new_id, new_ordered_id, new_secret


def test_ids_say_what_they_are_of_and_never_meet() -> None:
    found = {new_id("nt") for _ in range(1_000)}
    assert len(found) == 1_000
    assert all(re.fullmatch(r"nt_[0-9a-hjkmnp-tv-z]{16}", key) for key in found)


def test_a_secret_has_256_bits() -> None:
    assert re.fullmatch(r"sc_[\w-]{43}", new_secret("sc_"))
    assert new_secret() != new_secret()


def test_an_app_key_looks_like_the_platforms() -> None:
    assert re.fullmatch(r"[0-9a-f]{8}\.[0-9a-f]{32}", new_app_key())
    assert new_app_key() != new_app_key()


def test_ordered_ids_sort_as_they_were_made() -> None:
    made = [new_ordered_id("au") for _ in range(200)]
    assert made == sorted(made)
    assert len(set(made)) == 200
