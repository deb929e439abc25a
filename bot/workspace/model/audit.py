"""One append-only entry for every change of rights, every send and every login."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Who did what, on what, when, from which surface and address."""

    id: str
    at: int
    actor_id: str
    actor_name: str
    surface: str
    address: str
    action: str
    target_kind: str
    target_id: str
    detail: Mapping[str, object] = field(default_factory=dict)
