"""Who does something and from where; every service takes an Actor first."""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.core.errors import Bilingual, Forbidden, Language
from bot.workspace.model.members import Member, Role


class Surface(StrEnum):
    """Through what an actor acts; named in every audit entry."""

    CONSOLE = "console"
    API = "api"
    CLI = "cli"
    CHAT = "chat"
    HOOK = "hook"
    SCHEDULE = "schedule"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A member, the machine's own super admin, or the system; rights are as of now."""

    id: str
    name: str
    surface: Surface
    super_admin: bool
    send_admin: bool
    address: str = ""
    language: Language = "ko"
    member: Member | None = None
    scopes: frozenset[str] | None = None

    @property
    def may_use_sending(self) -> bool:
        """Right (1): access to the sending tool."""
        return self.super_admin or self.send_admin

    @property
    def is_admin(self) -> bool:
        """Whether it is a super admin or an active admin."""
        member = self.member
        return self.super_admin or (
            member is not None and member.active and member.role is Role.ADMIN
        )

    def speaking(self, language: Language) -> "Actor":
        """The same actor, reading another language."""
        return replace(self, language=language)


def member_actor(
    member: Member,
    surface: Surface,
    *,
    address: str = "",
    language: Language = "ko",
    scopes: frozenset[str] | None = None,
) -> Actor:
    """`member` as an actor."""
    return Actor(
        id=member.id,
        name=member.name,
        surface=surface,
        super_admin=member.is_super_admin,
        send_admin=member.may_use_sending,
        address=address,
        language=language,
        member=member,
        scopes=scopes,
    )


def machine_actor(language: Language = "ko") -> Actor:
    """Whoever can run commands on this machine: a super admin without an account."""
    return Actor(
        id="machine",
        name="machine",
        surface=Surface.CLI,
        super_admin=True,
        send_admin=True,
        language=language,
    )


def system_actor() -> Actor:
    """Spacecast itself, when it acts by a schedule or while starting."""
    return Actor(
        id="system", name="Spacecast", surface=Surface.SYSTEM, super_admin=True, send_admin=True
    )


def require_super_admin(actor: Actor, super_admins: str) -> None:
    """Raise `forbidden`, naming who can, unless `actor` is a super admin."""
    if actor.super_admin:
        return
    raise Forbidden(
        Bilingual(
            ko=f"슈퍼 관리자만 할 수 있어요. {super_admins}(슈퍼 관리자)에게 요청해 주세요.",
            en=f"Only a super admin can do this. Please ask {super_admins}.",
        )
    )


def require_sending(actor: Actor, super_admins: str) -> None:
    """Raise `not_send_admin`, naming who can give the right, unless `actor` has right (1)."""
    if actor.may_use_sending:
        return
    raise Forbidden(
        Bilingual(
            ko=f"단체 메시지 발송 권한이 없어요. {super_admins}(슈퍼 관리자)에게 요청해 주세요.",
            en=f"You don't have the right to send notices. Please ask {super_admins} (super admin).",
        ),
        code="not_send_admin",
    )
