"""Members, departments and roles."""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.core.errors import Bilingual, Language


class Role(StrEnum):
    """What a member is in the workspace; sending is a right apart."""

    SUPER_ADMIN = "super_admin"
    ADMIN = "admin"
    SEND_ADMIN = "send_admin"
    MEMBER = "member"


ROLE_NAMES = {
    Role.SUPER_ADMIN: Bilingual(ko="슈퍼 관리자", en="Super admin"),
    Role.ADMIN: Bilingual(ko="관리자", en="Admin"),
    Role.SEND_ADMIN: Bilingual(ko="발송 관리자", en="Send admin"),
    Role.MEMBER: Bilingual(ko="사용자", en="Member"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A department; `path` is its name and those above it, joined with ` > `."""

    id: str
    platform_id: int
    parent_id: str | None
    name: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person of the workspace; `role` is never SEND_ADMIN, which is the mark `send_admin`."""

    id: str
    platform_id: int
    email: str
    name: str
    department_id: str | None
    department: str | None
    position: str | None
    mobile: str | None
    role: Role
    send_admin: bool
    active: bool
    # What they read, as they last chose; None: the workspace's language.
    language: Language | None = None

    @property
    def is_super_admin(self) -> bool:
        """Whether the member is an active super admin."""
        return self.active and self.role is Role.SUPER_ADMIN

    @property
    def may_use_sending(self) -> bool:
        """Right (1): access to the sending tool; a deactivated member has no rights."""
        return self.active and (self.role is Role.SUPER_ADMIN or self.send_admin)

    @property
    def shown_role(self) -> Role:
        """The role as people see it: a member with right (1) is a send admin."""
        if self.role is Role.MEMBER and self.send_admin:
            return Role.SEND_ADMIN
        return self.role


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """A member to be, as an import or a form gives it; `department` is a path.

    `given` names the optional columns that were there (None: all): of a known member the others
    stay as they are.
    """

    email: str
    name: str
    department: str | None = None
    position: str | None = None
    mobile: str | None = None
    role: Role = Role.MEMBER
    active: bool = True
    given: frozenset[str] | None = None


def stored_role(role: Role) -> tuple[Role, bool]:
    """How a chosen role is kept: the role and the mark `send_admin`."""
    return (Role.MEMBER, True) if role is Role.SEND_ADMIN else (role, False)


def with_role(member: Member, role: Role) -> Member:
    """`member` in a chosen role; (super) admins keep right (1), a plain member has none."""
    kept, mark = stored_role(role)
    mark = mark or (member.send_admin and role is not Role.MEMBER)
    return replace(member, role=kept, send_admin=mark)


def names(members: list[Member]) -> str:
    """The names as a list for a sentence."""
    return ", ".join(member.name for member in members)
