"""One combination of database and policy, and the configuration that it runs under."""

import random
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

CONCURRENCY = 16
_FAULTS = "status_500: 0.02, reset: 0.01, timeout: 0.002"


class Kind(StrEnum):
    """Where the ledger and the messenger are kept."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


class Policy(StrEnum):
    """What becomes of a message that may have arrived.

    `keys`: it is sent again under its key. `hold`: a person decides. `resend`: it is sent again.
    """

    KEYS = "keys"
    HOLD = "hold"
    RESEND = "resend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """How often to kill what, by which dice; `refused`: the part of the calls that hear 429."""

    kind: Kind
    policy: Policy
    kills: int
    seed: int
    members: int = 400
    refused: float = 0.01

    @property
    def name(self) -> str:
        """As it is called in what is printed."""
        return f"{self.kind.value} {self.policy.value}"

    @property
    def chances(self) -> random.Random:
        """The dice, from the start."""
        return random.Random(f"{self.seed} {self.name}")  # noqa: S311 -- no secret

    def write(self, folder: Path, *, port: int, database: str) -> None:
        """Write config.yaml, the send profile's file and the members' list."""
        idempotency = "true" if self.policy is Policy.KEYS else "false"
        (folder / "config.yaml").write_text(
            f"server: {{port: {port}}}\ndatabase: {database}\ndata_dir: {folder}\n"
            f"delivery: {{grace_seconds: 0, concurrency: {CONCURRENCY}, max_attempts: 8, "
            "request_timeout: 1s}\n"
            # Killed at any hour, also where people are left alone.
            'quiet_hours: {start: "00:00", end: "00:00"}\n'
            f"messenger: {{latency: 5ms, idempotency: {idempotency}, "
            f"faults: {{{_FAULTS}, status_429: {self.refused}}}}}\n",
            "utf-8",
        )
        uncertain = "resend" if self.policy is Policy.RESEND else "hold"
        (folder / "profiles").mkdir()
        (folder / "profiles" / "hr.yaml").write_text(
            f"id: hr\nname: 인사팀\non_uncertain: {uncertain}\n", "utf-8"
        )
        rows = ["email,name,role", "boss@example.com,김슬기,super_admin"]
        rows += [f"p{n}@example.com,사람 {n},member" for n in range(1, self.members)]
        (folder / "members.csv").write_text("\n".join(rows), "utf-8")
