"""Signed events: what a bot may believe."""

from base64 import b64encode
from datetime import UTC, datetime

import pytest
from standardwebhooks.webhooks import Webhook

from bot.core.clock import SystemClock
from bot.kakaowork.event_signature import SIGNATURE_HEADER, TOLERANCE, key_of, sign, verify

APP_KEY = "an-app-key"
BODY = '{"type":"message","text":"안녕"}'.encode()
NOW = 1_790_000_000
SIGNED = sign(key_of(APP_KEY), "evt_1", NOW, BODY)
SECRET = "whsec_" + b64encode(key_of(APP_KEY)).decode()


def test_the_library_of_standard_webhooks_takes_what_we_sign() -> None:
    now = SystemClock().now() // 1_000  # the library asks the clock by itself
    headers = sign(key_of(APP_KEY), "evt_1", now, BODY)
    assert Webhook(SECRET).verify(BODY, headers) == {"type": "message", "text": "안녕"}


def test_we_take_what_the_library_of_standard_webhooks_signs() -> None:
    when = datetime.fromtimestamp(NOW, UTC)
    signature = Webhook(SECRET).sign("evt_1", when, BODY.decode())
    assert signature == SIGNED[SIGNATURE_HEADER]


@pytest.mark.parametrize("late", [-TOLERANCE, 0, TOLERANCE])
def test_a_call_is_believed_around_its_time(late: int) -> None:
    assert verify(APP_KEY, SIGNED, BODY, NOW + late)


@pytest.mark.parametrize("late", [-TOLERANCE - 1, TOLERANCE + 1])
def test_a_call_from_another_time_is_not_believed(late: int) -> None:
    assert not verify(APP_KEY, SIGNED, BODY, NOW + late)


def test_names_of_headers_may_be_written_in_any_case() -> None:
    assert verify(APP_KEY, {name.title(): value for name, value in SIGNED.items()}, BODY, NOW)


def test_one_right_signature_among_several_is_enough() -> None:
    several = {SIGNATURE_HEADER: f"v1,AAAA v2,BBBB {SIGNED[SIGNATURE_HEADER]}"}
    assert verify(APP_KEY, SIGNED | several, BODY, NOW)


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "evt_2"},
        {"webhook-id": ""},
        {"webhook-id": "evt.1"},
        {"webhook-timestamp": str(NOW + 1)},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "٣"},
        {"webhook-timestamp": "9" * 5000},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1,서명"},
        {"webhook-signature": SIGNED[SIGNATURE_HEADER].replace("v1", "v2")},
    ],
)
def test_a_call_with_a_changed_header_is_not_believed(changed: dict[str, str]) -> None:
    assert not verify(APP_KEY, SIGNED | changed, BODY, NOW)


@pytest.mark.parametrize("missing", list(SIGNED))
def test_a_call_without_one_of_the_headers_is_not_believed(missing: str) -> None:
    headers = {name: value for name, value in SIGNED.items() if name != missing}
    assert not verify(APP_KEY, headers, BODY, NOW)


def test_another_body_or_another_bots_key_is_not_believed() -> None:
    assert not verify(APP_KEY, SIGNED, BODY + b" ", NOW)
    assert not verify("another-key", SIGNED, BODY, NOW)


@pytest.mark.parametrize("event_id", ["", "evt.1", "evt 1"])
def test_an_id_that_would_be_read_two_ways_is_not_signed(event_id: str) -> None:
    with pytest.raises(ValueError, match=f"^{event_id}$"):
        sign(key_of(APP_KEY), event_id, NOW, BODY)
