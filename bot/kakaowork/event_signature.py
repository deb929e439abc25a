"""How the built-in messenger signs what it posts to a bot: Standard Webhooks, with a key made of the App Key."""

import hmac
import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256

ID_HEADER = "webhook-id"
TIMESTAMP_HEADER = "webhook-timestamp"
SIGNATURE_HEADER = "webhook-signature"
TOLERANCE = 5 * 60
"""How far, in seconds, a call's time may be from ours, before or after."""

_VERSION = "v1"
# A point parts what is signed, so an id with one could be read as another id and time.
_ID = re.compile(r"[^\s.]{1,256}")
_TIMESTAMP = re.compile(r"[0-9]{1,12}")


def key_of(app_key: str) -> bytes:
    """The 32 bytes that a bot's events are signed with: the SHA-256 digest of its App Key."""
    return sha256(app_key.encode()).digest()


def sign(key: bytes, event_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers of one call; `timestamp` in Unix seconds.

    An id that is empty, or holds a point or a space, is a ValueError.
    """
    if not _ID.fullmatch(event_id):
        raise ValueError(event_id)
    return {
        ID_HEADER: event_id,
        TIMESTAMP_HEADER: str(timestamp),
        SIGNATURE_HEADER: _signature(key, event_id, str(timestamp), body),
    }


def verify(app_key: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether a call with these headers was signed for this bot, not long before or after `now` (Unix seconds)."""
    found = {name.lower(): value for name, value in headers.items()}
    event_id, timestamp = found.get(ID_HEADER, ""), found.get(TIMESTAMP_HEADER, "")
    if not (_ID.fullmatch(event_id) and _TIMESTAMP.fullmatch(timestamp)):
        return False
    if abs(now - int(timestamp)) > TOLERANCE:
        return False
    right = _signature(key_of(app_key), event_id, timestamp, body).encode()
    # While a key is changed a sender may give several, parted by spaces.
    given = found.get(SIGNATURE_HEADER, "").split(" ")
    return any(hmac.compare_digest(right, one.encode()) for one in given)


def _signature(key: bytes, event_id: str, timestamp: str, body: bytes) -> str:
    signed = f"{event_id}.{timestamp}.".encode() + body
    return f"{_VERSION},{b64encode(hmac.digest(key, signed, 'sha256')).decode()}"
