"""Send profiles: bot identities, and who may use them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.errors import Bilingual, Forbidden, LimitReached, Problem, WrongState
from bot.kakaowork.characters import is_unfit
from bot.kakaowork.refusals import BAD_CHARACTERS
from bot.workspace.model.actors import Actor
from bot.workspace.model.members import Member, names

MAX_GRANTS = 4
MAX_ANSWER = 500
_RESERVED = frozenset({"new", "ask"})
_SLUG = re.compile(r"^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$")


class ProfileStatus(StrEnum):
    """Whether a profile sends."""

    ACTIVE = "active"
    PAUSED = "paused"


class OnUncertain(StrEnum):
    """What becomes of a delivery that may or may not have arrived."""

    HOLD = "hold"
    RESEND = "resend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A bot identity; `rate_ceiling` is in messages per second."""

    id: str
    name: str
    description: str
    contact: str
    avatar: str | None
    status: ProfileStatus
    status_reason: str | None
    app_key: str
    bot_id: int
    rate_ceiling: float | None
    on_uncertain: OnUncertain
    declared_in: str | None
    grants_declared: bool = False
    # What its bot answers to who writes anything but a command; "": a sentence of ours.
    answer: str = ""

    def __repr__(self) -> str:
        return f"Profile({self.id!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProfile:
    """A profile to be; on the built-in messenger the App Key is issued by itself.

    `on_uncertain`: None takes what is configured for new profiles.
    """

    id: str
    name: str
    description: str = ""
    contact: str = ""
    avatar: str | None = None
    app_key: str | None = None
    rate_ceiling: float | None = None
    on_uncertain: OnUncertain | None = None
    answer: str = ""

    def __repr__(self) -> str:
        return f"NewProfile({self.id!r})"


def profile_problems(new: NewProfile, pointer: str = "") -> list[Problem]:
    """What is wrong with a profile to be."""
    checks = [
        ("id", _SLUG.fullmatch(new.id) is not None, "bad_id", _BAD_ID),
        ("id", new.id not in _RESERVED, "reserved_id", _RESERVED_ID),
        ("name", _is_line(new.name, 40) and new.name.strip() != "", "bad_name", _BAD_NAME),
        ("description", _is_line(new.description, 100), "too_long", _LONG_DESCRIPTION),
        ("contact", _is_line(new.contact, 100), "too_long", _LONG_CONTACT),
        ("answer", len(new.answer.strip()) <= MAX_ANSWER, "too_long", _LONG_ANSWER),
        ("answer", not is_unfit(new.answer), "bad_characters", BAD_CHARACTERS),
        (
            "rate_ceiling",
            new.rate_ceiling is None or 0.001 <= new.rate_ceiling <= 10_000,
            "bad_rate",
            _BAD_RATE,
        ),
    ]
    return [
        Problem(pointer=f"{pointer}/{key}", code=code, text=text)
        for key, good, code, text in checks
        if not good
    ]


def _is_line(text: str, limit: int) -> bool:
    return len(text.strip()) <= limit and text.strip().isprintable()


def check_grant(profile: Profile, member: Member, granted: Sequence[Member]) -> None:
    """Raise unless `member` may be granted `profile`, which `granted` (no super admins) have."""
    if not member.active:
        raise WrongState(_inactive(member), code="member_deactivated")
    if member.is_super_admin:
        raise WrongState(needs_no_grant(member.name), code="super_admin_needs_no_grant")
    if not member.may_use_sending:
        raise WrongState(_no_right(member), code="member_not_send_admin")
    if len(granted) >= MAX_GRANTS and member.id not in {m.id for m in granted}:
        raise LimitReached(_full(profile, granted), code="grant_limit")


def require_use(
    actor: Actor, profile: Profile, granted: Sequence[str], super_admins: str
) -> None:
    """Raise `profile_not_granted`, naming whom to ask, unless `actor` may use `profile`."""
    if actor.super_admin or (actor.send_admin and actor.id in granted):
        return
    raise Forbidden(
        Bilingual(
            ko=f"'{profile.name}' 프로필을 쓸 권한이 없어요. {super_admins}(슈퍼 관리자)에게 요청해 주세요.",
            en=f"You may not use the profile '{profile.name}'. Please ask {super_admins} (super admin).",
        ),
        code="profile_not_granted",
    )


def require_active(profile: Profile) -> None:
    """Raise `profile_paused` unless the profile sends."""
    if profile.status is ProfileStatus.ACTIVE:
        return
    reason = f" ({profile.status_reason})" if profile.status_reason else ""
    raise WrongState(
        Bilingual(
            ko=f"'{profile.name}' 프로필이 멈춰 있어요{reason}. 슈퍼 관리자가 다시 켜면 보낼 수 있어요.",
            en=f"The profile '{profile.name}' is paused{reason}. A super admin can resume it.",
        ),
        code="profile_paused",
    )


def _full(profile: Profile, granted: Sequence[Member]) -> Bilingual:
    people = names(list(granted))
    return Bilingual(
        ko=f"'{profile.name}' 프로필에는 발송 관리자를 {MAX_GRANTS}명까지 둘 수 있어요. "
        f"{MAX_GRANTS}명이 이미 있어요: {people}. 한 명을 해제한 뒤 다시 해 주세요.",
        en=f"The profile '{profile.name}' can have {MAX_GRANTS} send admins at most. "
        f"It has {MAX_GRANTS} already: {people}. Revoke one of them first.",
    )


def _no_right(member: Member) -> Bilingual:
    return Bilingual(
        ko=f"{member.name}님은 발송 관리자가 아니에요. 먼저 발송 권한 관리에서 발송 관리자로 추가해 주세요.",
        en=f"{member.name} is not a send admin. Add them under Send rights first.",
    )


def needs_no_grant(name: str) -> Bilingual:
    """What to say where a super admin is granted, or asks for, a profile."""
    return Bilingual(
        ko=f"{name}님은 슈퍼 관리자라서 모든 프로필을 쓸 수 있어요. 권한을 줄 필요가 없어요.",
        en=f"{name} is a super admin and may use every profile. No grant is needed.",
    )


def _inactive(member: Member) -> Bilingual:
    return Bilingual(
        ko=f"{member.name}님은 비활성 멤버예요. 먼저 활성화해 주세요.",
        en=f"{member.name} is deactivated. Activate the member first.",
    )


_BAD_ID = Bilingual(
    ko="아이디는 영어 소문자, 숫자, 하이픈으로 2자부터 40자까지 쓸 수 있어요. 예: hr",
    en="The id must have 2 to 40 lower-case letters, digits or hyphens. Example: hr",
)
_RESERVED_ID = Bilingual(
    ko="new와 ask는 화면 주소로 쓰고 있어요. 다른 아이디를 써 주세요.",
    en="new and ask are addresses of pages. Choose another id.",
)
_BAD_NAME = Bilingual(
    ko="이름은 한 줄로 1자부터 40자까지 쓸 수 있어요.",
    en="The name must be one line of 1 to 40 characters.",
)
_LONG_DESCRIPTION = Bilingual(
    ko="한 줄 소개는 한 줄로 100자까지 쓸 수 있어요.",
    en="The description may be one line of 100 characters.",
)
_LONG_CONTACT = Bilingual(
    ko="연락처는 한 줄로 100자까지 쓸 수 있어요.",
    en="The contact may be one line of 100 characters.",
)
_LONG_ANSWER = Bilingual(
    ko=f"자동 답장은 {MAX_ANSWER}자까지 쓸 수 있어요.",
    en=f"The answer may have {MAX_ANSWER} characters.",
)
_BAD_RATE = Bilingual(
    ko="속도 상한은 초당 0.001건에서 10,000건까지예요.",
    en="The rate ceiling is from 0.001 to 10,000 messages per second.",
)
