"""Whether a workspace may use secret rooms, and how an admin switches them on and off."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from bot.core.clock import DAY
from bot.core.errors import Bilingual, Forbidden, invalid
from bot.messenger.model.secret_times import FOR_EVER, Retention, strictest
from bot.workspace.model.actors import Actor
from bot.workspace.model.plans import Feature, Workspace, plan_refusal, require_plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides about secret rooms in one workspace: its plan, its billing, its switch.

    A room that several workspaces share has the standing of each; the strictest wins. No room
    keeps a mark of its own, so nothing has to be flipped when one of these changes.
    """

    workspace: Workspace
    switched_on: bool
    retention: Retention = FOR_EVER


Standings = Sequence[Standing]


def standing_of(workspace: Workspace) -> Standing:
    """The standing of a workspace as it is set now; its retention holds whatever the plan is."""
    days, file_days = workspace.retention_days, workspace.file_retention_days
    return Standing(
        workspace=workspace,
        switched_on=workspace.secret_rooms_on,
        retention=Retention(
            messages_ms=None if days is None else days * DAY,
            files_ms=None if file_days is None else file_days * DAY,
        ),
    )


class SwitchMode(StrEnum):
    """What an admin may ask for; switching off has two meanings and no default."""

    ON = "on"
    DEACTIVATE = "deactivate"
    DELETE = "delete"


class Told(StrEnum):
    """Whom a bot tells of a change of the switch."""

    NOBODY = "nobody"
    ADMINS = "admins"
    EACH_MEMBER = "each_member"


@dataclass(frozen=True, slots=True, kw_only=True)
class Switched:
    """What follows from a request: the switch, whether every room there is goes, whom to tell."""

    on: bool
    deletes_rooms: bool
    told: Told


def unusable_because(standings: Standings) -> Forbidden | None:
    """`plan_required` or `secret_rooms_disabled`, or None where secret rooms may be used."""
    for standing in standings:
        refusal = plan_refusal(standing.workspace, Feature.SECRET_ROOMS)
        if refusal is not None:
            return Forbidden(refusal, code="plan_required")
    if all(standing.switched_on for standing in standings):
        return None
    return Forbidden(_DISABLED, code="secret_rooms_disabled")


def usable(standings: Standings) -> bool:
    """Whether rooms may be entered, read and written to; their clocks run on all the same."""
    return unusable_because(standings) is None


def require_usable(standings: Standings) -> None:
    """Raise `plan_required` or `secret_rooms_disabled` unless secret rooms may be used."""
    refusal = unusable_because(standings)
    if refusal is not None:
        raise refusal


def retention_of(standings: Standings) -> Retention:
    """The retention that holds for a room of these workspaces."""
    return strictest(standing.retention for standing in standings)


def read_mode(given: object) -> SwitchMode:
    """The mode that a request names; raises `mode_required` or `mode_unknown`."""
    if given is None or given == "":
        raise invalid("/mode", "mode_required", _NO_MODE)
    if not isinstance(given, str) or given not in set(SwitchMode):
        raise invalid("/mode", "mode_unknown", _NO_MODE)
    return SwitchMode(given)


def check_confirmation(typed: str) -> None:
    """Raise `confirmation_mismatch` unless somebody typed out that every room shall go."""
    if typed.strip() not in {DELETE_PHRASE.ko, DELETE_PHRASE.en}:
        raise invalid("/confirmation", "confirmation_mismatch", _NOT_TYPED)


def require_admin(actor: Actor) -> None:
    """Raise `admin_required` unless the actor is a super admin or an active admin."""
    if not actor.is_admin:
        raise Forbidden(_ADMINS_ONLY, code="admin_required")


def switch(actor: Actor, standing: Standing, mode: SwitchMode) -> Switched:
    """What an admin's request means; asking for what is so already does it over, harmlessly.

    Switching on needs the plan; off and deleting never do. Raises `admin_required`,
    `plan_required`.
    """
    require_admin(actor)
    match mode:
        case SwitchMode.ON:
            require_plan(standing.workspace, Feature.SECRET_ROOMS)
            told = Told.NOBODY if standing.switched_on else Told.ADMINS
            return Switched(on=True, deletes_rooms=False, told=told)
        case SwitchMode.DEACTIVATE:
            return Switched(on=False, deletes_rooms=False, told=Told.NOBODY)
        case SwitchMode.DELETE:
            return Switched(on=False, deletes_rooms=True, told=Told.EACH_MEMBER)
        case _:
            assert_never(mode)


DELETE_PHRASE = Bilingual(ko="비밀 채팅방 모두 삭제", en="delete all secret rooms")
_DISABLED = Bilingual(
    ko="비밀 채팅방이 꺼져 있어요. 관리자가 관리자 서비스 > 보안 > 공통에서 켜면 쓸 수 있어요.",
    en="Secret rooms are switched off. An admin can switch them on in "
    "Admin service > Security > General.",
)
_NO_MODE = Bilingual(
    ko="비밀 채팅방을 어떻게 할지 알 수 없어요. on(사용), deactivate(채팅방 비활성화), "
    "delete(채팅방 삭제) 중에서 골라 주세요.",
    en="It isn't said what shall become of the secret rooms. Choose on, deactivate "
    "(they can come back) or delete (gone for good).",
)
_NOT_TYPED = Bilingual(
    ko=f"확인 문구가 달라서 아무것도 삭제하지 않았어요. '{DELETE_PHRASE.ko}'라고 입력해 주세요.",
    en="The words don't match, so nothing was deleted. "
    f'Type "{DELETE_PHRASE.en}" to delete every secret room.',
)
_ADMINS_ONLY = Bilingual(
    ko="비밀 채팅방 설정은 관리자만 바꿀 수 있어요. 관리자에게 요청해 주세요.",
    en="Only an admin can change how secret rooms are used. Please ask an admin.",
)
