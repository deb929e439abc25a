"""Where chance enters: ids and secrets."""

import secrets
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 16


def new_id(prefix: str) -> str:
    """A fresh id such as `nt_8k3v…`: 80 random bits, without letters that look alike."""
    return f"{prefix}_" + "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def new_ordered_id(prefix: str) -> str:
    """A fresh id that sorts after those made before it: nanoseconds, then 40 random bits."""
    chance = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"{prefix}_{time.time_ns():016x}{chance}"


def new_secret(prefix: str = "") -> str:
    """A secret of 256 bits for links, tokens and keys."""
    return prefix + secrets.token_urlsafe(32)


def new_app_key() -> str:
    """An App Key of the shape Kakao Work issues: 8 hex digits, a dot, 32 hex digits."""
    return f"{secrets.token_hex(4)}.{secrets.token_hex(16)}"


def new_hook_token() -> str:
    """The token of an incoming webhook, of the shape Kakao Work issues: 32 hex digits."""
    return secrets.token_hex(16)


def random_bytes(count: int) -> bytes:
    """`count` bytes for keys and nonces."""
    return secrets.token_bytes(count)
