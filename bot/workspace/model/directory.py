"""The platform's directory, what is kept of it, and when a sync must not go on by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.errors import Bilingual, WrongState
from bot.workspace.model.directory_departments import ListedDepartment, PlannedDepartments
from bot.workspace.model.members import Department, Member, names

# A list that lost more than one in five is more often half a list than four fifths of a company.
_SHRINK_PARTS = 5
NO_EMAIL = "@no-email.invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPerson:
    """A person as the platform lists them; `department` is the platform's number of one."""

    platform_id: int
    name: str
    email: str | None = None
    department: int | None = None
    position: str | None = None
    mobile: str | None = None
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Everybody and every department of the platform: all pages, each number once."""

    people: tuple[ListedPerson, ...]
    departments: tuple[ListedDepartment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDirectory:
    """What is kept: `present` tells of each member the platform ever listed whether it did last.

    The numbers of all other members are our own, so nobody is known again by one of those. Those
    of them whom a sync has deactivated are `missing`.
    """

    members: Sequence[Member]
    departments: Sequence[Department] = ()
    present: Mapping[str, bool]
    missing: frozenset[str] = frozenset()
    listed_departments: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryPlan:
    """What is to be written: `changed` pairs what was with what is to be."""

    departments: PlannedDepartments
    added: tuple[Member, ...]
    changed: tuple[tuple[Member, Member], ...]
    everybody: tuple[Member, ...]
    present: Mapping[str, bool]
    missing: frozenset[str]
    before: int

    @property
    def after(self) -> int:
        """How many active people there will be."""
        return sum(member.active for member in self.everybody)

    @property
    def deactivated(self) -> list[Member]:
        """Who loses every right at once."""
        return [after for before, after in self.changed if before.active and not after.active]

    @property
    def activated(self) -> list[Member]:
        """Who was gone and is back."""
        return [after for before, after in self.changed if after.active and not before.active]

    @property
    def renumbered(self) -> list[Member]:
        """Who has another number at the platform: a room kept for the old one is somebody else's."""
        return [a for b, a in self.changed if b.platform_id != a.platform_id]

    @property
    def without_email(self) -> int:
        """How many active people the platform tells no e-mail address of."""
        return sum(m.active and m.email.endswith(NO_EMAIL) for m in self.everybody)


class Shrunk(WrongState):
    """The platform lists far fewer people than there are, which somebody must confirm."""

    code = "directory_shrunk"

    def __init__(self, before: int, after: int) -> None:
        super().__init__(_empty(before) if after == 0 else _shrunk(before, after))
        self.before = before
        self.after = after


def shrinks(before: int, after: int) -> bool:
    """Whether somebody must confirm: more than 20 % fewer people, or nobody at all."""
    return after == 0 or (before - after) * _SHRINK_PARTS > before


def check_plan(plan: DirectoryPlan, accepted: int | None = None) -> None:
    """Raise `last_super_admin` or `directory_shrunk` rather than take a company apart.

    `accepted`: somebody has confirmed that so many people are left; None: nobody has.
    """
    lost = [before for before, after in plan.changed if before.is_super_admin]
    if lost and not any(member.is_super_admin for member in plan.everybody):
        raise WrongState(_last(names(lost)), code="last_super_admin")
    if shrinks(plan.before, plan.after) and (accepted is None or plan.after < accepted):
        raise Shrunk(plan.before, plan.after)


def _shrunk(before: int, after: int) -> Bilingual:
    return Bilingual(
        ko=f"플랫폼의 사람 목록이 {before:,}명에서 {after:,}명으로 줄어서 아무것도 바꾸지 않았어요. "
        "목록이 맞는지 확인한 뒤, 맞다면 줄어든 목록을 받아들이고 다시 동기화해 주세요"
        "(--accept-shrink, accept_shrink).",
        en=f"The platform lists {after:,} people where there were {before:,}, so nothing was changed. "
        "Look whether that is right; if it is, accept the shorter list and sync again "
        "(--accept-shrink, accept_shrink).",
    )


def _empty(before: int) -> Bilingual:
    return Bilingual(
        ko=f"플랫폼의 사람 목록이 비어 있어서 아무것도 바꾸지 않았어요(지금 {before:,}명, 목록 0명). "
        "봇에 멤버 조회 권한이 있는지 확인해 주세요.",
        en=f"The platform's list of people is empty, so nothing was changed ({before:,} people now, "
        "0 in the list). Check that the bot may look members up.",
    )


def _last(people: str) -> Bilingual:
    return Bilingual(
        ko=f"슈퍼 관리자({people})가 플랫폼의 사람 목록에 없어서 아무것도 바꾸지 않았어요. 목록에 있는 이메일로 "
        "슈퍼 관리자를 정한 뒤(member import) 다시 동기화해 주세요.",
        en=f"No super admin ({people}) is in the platform's list of people, so nothing was changed. Make "
        "somebody a super admin by an e-mail address of that list (member import), then sync again.",
    )
