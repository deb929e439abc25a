"""The signature of the built-in messenger's calls, after Standard Webhooks; the key comes from the App Key."""

import base64
import hashlib
import hmac
from collections.abc import Mapping

ID = "webhook-id"
TIMESTAMP = "webhook-timestamp"
SIGNATURE = "webhook-signature"
# Seconds that the sender's clock and ours may differ, as Standard Webhooks advises.
TOLERANCE = 300


def signature_of(app_key: str, event_id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`: HMAC-SHA256 of `{id}.{timestamp}.{body}` with sha256(App Key)."""
    key = hashlib.sha256(app_key.encode()).digest()
    told = f"{event_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, told, hashlib.sha256)).decode()


def is_signed(headers: Mapping[str, str]) -> bool:
    """Whether a call claims to be signed; Kakao Work's never do."""
    return any(name in headers for name in (ID, TIMESTAMP, SIGNATURE))


def is_genuine(app_key: str, headers: Mapping[str, str], body: bytes, now: int) -> bool:
    """Whether the headers prove `body`, and that it was signed just now; `now` in UTC milliseconds."""
    given, stamp = headers.get(SIGNATURE, ""), headers.get(TIMESTAMP, "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 13):
        return False
    right = signature_of(app_key, headers.get(ID, ""), int(stamp), body).encode()
    # Several may be given, one a key; compared in constant time.
    known = [hmac.compare_digest(one.encode(), right) for one in given[:2_000].split()]
    return any(known) and abs(now // 1_000 - int(stamp)) <= TOLERANCE
