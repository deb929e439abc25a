"""Button values that only we can have written: the platform's calls prove nothing by themselves."""

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from enum import StrEnum
from urllib.parse import quote, unquote

# No source tells a limit for a button's value; this is short beside any text of a message.
SIGNED_VALUE_MAX = 200
_VERSION = "s1"
_SIGNATURE_BYTES = 16
_OURS = re.compile(rf"{_VERSION}(\.[A-Za-z0-9_~%-]*)+\.[A-Za-z0-9_-]{{22}}")


class ValueRefusal(StrEnum):
    """Why a value is not acted on."""

    FOREIGN = "foreign_value"
    FORGED = "forged_value"


def sign(parts: Sequence[str], key: bytes) -> str:
    """`parts` and their signature as one word for a button; ValueError where it gets too long."""
    if not parts:
        raise ValueError("a signed value has at least one part")
    told = ".".join([_VERSION, *(quote(part, safe="").replace(".", "%2E") for part in parts)])
    value = f"{told}.{_signature(told, key)}"
    if len(value) > SIGNED_VALUE_MAX:
        raise ValueError(f"a signed value may have {SIGNED_VALUE_MAX} characters")
    return value


def read(value: str, key: bytes) -> tuple[str, ...] | ValueRefusal:
    """The parts that were signed with `key`, or why they can't be had."""
    if len(value) > SIGNED_VALUE_MAX or not _OURS.fullmatch(value):
        return ValueRefusal.FOREIGN
    told, _, signature = value.rpartition(".")
    if not hmac.compare_digest(signature, _signature(told, key)):
        return ValueRefusal.FORGED
    return tuple(unquote(part) for part in told.split(".")[1:])


def _signature(told: str, key: bytes) -> str:
    digest = hmac.digest(key, told.encode(), hashlib.sha256)[:_SIGNATURE_BYTES]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
