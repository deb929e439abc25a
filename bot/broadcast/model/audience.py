"""Who a notice is for: a rule, resolved to recipients when sending starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.workspace.model.members import Department, Member


class Verdict(StrEnum):
    """Whether a member gets the notice."""

    RECIPIENT = "recipient"
    EXCLUDED = "excluded"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Everyone, or departments with those below them and chosen members; minus exclusions."""

    everyone: bool = True
    departments: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


def audience_json(audience: Audience) -> dict[str, Any]:
    """As it is kept and as the API shows it."""
    return {
        "everyone": audience.everyone,
        "departments": list(audience.departments),
        "members": list(audience.members),
        "exclude": list(audience.exclude),
    }


def read_audience(kept: Mapping[str, Any]) -> Audience:
    """The inverse of `audience_json`."""
    return Audience(
        everyone=bool(kept["everyone"]),
        departments=tuple(kept["departments"]),
        members=tuple(kept["members"]),
        exclude=tuple(kept["exclude"]),
    )


class Selection:
    """An audience made ready to be asked about one member after another."""

    def __init__(self, audience: Audience, departments: list[Department]) -> None:
        self._everyone = audience.everyone
        self._departments = with_below(audience.departments, departments)
        self._members = frozenset(audience.members)
        self._exclude = frozenset(audience.exclude)

    def verdict(self, member: Member) -> Verdict:
        """Whether `member` gets the notice; a deactivated one never does."""
        chosen = (
            self._everyone
            or member.department_id in self._departments
            or member.id in self._members
        )
        if not chosen or not member.active:
            return Verdict.OUTSIDE
        return Verdict.EXCLUDED if member.id in self._exclude else Verdict.RECIPIENT


def with_below(chosen: tuple[str, ...], departments: list[Department]) -> frozenset[str]:
    """The ids of the chosen departments and of all those below them."""
    paths = [d.path for d in departments if d.id in chosen]
    return frozenset(
        d.id
        for d in departments
        if any(d.path == path or d.path.startswith(f"{path} > ") for path in paths)
    )
