"""Addresses and retries of callbacks."""

from dataclasses import replace

from bot.broadcast.model.callbacks import MAX_ATTEMPTS, CallbackKey, addresses_of, retry_in

_KEY = CallbackKey(profile_id="hr", secret="zq7-secret")


def test_addresses_are_the_profiles_own_and_change_with_the_generation() -> None:
    first = addresses_of(_KEY, "https://notice.example.com")
    secret = _KEY.address_secret
    base = f"https://notice.example.com/callbacks/hr/{secret}"
    assert (first.request_url, first.callback_url) == (f"{base}/request", f"{base}/callback")
    assert len(secret) == 43
    assert replace(_KEY, generation=2).address_secret != secret
    assert replace(_KEY, profile_id="it").address_secret != secret


def test_buttons_outlive_addresses() -> None:
    assert replace(_KEY, generation=2).value_key == _KEY.value_key
    assert _KEY.value_key.decode() != _KEY.address_secret


def test_no_secret_is_in_what_a_log_would_show() -> None:
    shown = repr(_KEY) + repr(addresses_of(_KEY, "https://x.co"))
    assert _KEY.secret not in shown
    assert _KEY.address_secret not in shown


def test_tries_come_further_and_further_apart_and_end() -> None:
    waits = [retry_in(attempts) for attempts in range(1, MAX_ATTEMPTS + 1)]
    assert waits == [5_000, 20_000, 80_000, 320_000, None]
