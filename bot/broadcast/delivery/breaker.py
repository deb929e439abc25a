"""The breaker: a profile whose App Key is refused is paused at once."""

from bot.broadcast.store import profiles
from bot.core.clock import Clock
from bot.core.database import Transaction
from bot.workspace.model.actors import system_actor
from bot.workspace.service.audit import record


async def trip(tx: Transaction, clock: Clock, profile_id: str, reason: str) -> None:
    """Pause an active profile with the platform's word for why; super admins see it."""
    if await profiles.pause(tx, profile_id, reason, clock.now()):
        await record(
            tx, clock, system_actor(), "profile.paused", "profile", profile_id, reason=reason
        )
