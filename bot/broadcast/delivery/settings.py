"""How notices are delivered."""

from dataclasses import dataclass

from bot.core.clock import SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySettings:
    """Times in milliseconds, rates in messages per second."""

    concurrency: int = 64
    rate_ceiling: float | None = None
    max_attempts: int = 5
    shard_rows: int = 5_000
    workers_per_profile: int = 4
    lease: int = 10 * SECOND
    renew: int = 3 * SECOND
    flush: int = 50
    poll: int = 1 * SECOND
