"""What a profiles/*.yaml file may say."""

from dataclasses import dataclass

from bot.broadcast.model.profiles import NewProfile

KEYS = (
    "id",
    "name",
    "description",
    "contact",
    "answer",
    "avatar",
    "rate_ceiling",
    "on_uncertain",
    "app_key",
    "grants",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A profile as its file declares it; `grants` None leaves them to the console."""

    file: str
    profile: NewProfile
    grants: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """Which profiles an apply made, changed and found as they were."""

    created: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
