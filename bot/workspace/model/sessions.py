"""Login links, sessions and API tokens; only hashes of their secrets are kept."""

import hashlib
from dataclasses import dataclass

from bot.core.clock import DAY, HOUR, MINUTE

LINK_LIFE = 30 * MINUTE
SESSION_IDLE = 12 * HOUR
SESSION_LIFE = 7 * DAY
SESSION_COOKIE = "spacecast_session"
LANGUAGE_COOKIE = "spacecast_language"
TOKEN_PREFIX = "sc_"  # noqa: S105 -- what a token starts with, not a token
SCOPES = (
    "notices:read",
    "notices:write",
    "notices:send",
    "profiles:admin",
    "members:admin",
    "workspace:admin",
)


def secret_hash(secret: str) -> str:
    """What is kept of a secret; 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """An API token as its owner sees it later; the secret is shown once and not kept."""

    id: str
    shown: str
    member_id: str
    name: str
    scopes: frozenset[str]
    created_at: int
    expires_at: int | None
    revoked_at: int | None

    def usable(self, now: int) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)
