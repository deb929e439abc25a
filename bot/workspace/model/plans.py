"""Plans, billing and the one table of what each plan unlocks."""

from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.core.errors import Bilingual, Forbidden, Language


class Plan(StrEnum):
    """What the workspace has bought."""

    FREE = "free"
    STANDARD = "standard"
    PREMIUM = "premium"
    ENTERPRISE = "enterprise"


class Billing(StrEnum):
    """Whether the workspace has paid."""

    PAID = "paid"
    OVERDUE = "overdue"


class Feature(StrEnum):
    """What a plan may unlock."""

    BULK_SENDING = "bulk_sending"
    SECRET_ROOMS = "secret_rooms"  # noqa: S105 -- a feature
    RETENTION = "retention"


UNLOCKED_FROM: dict[Feature, Plan] = {
    Feature.BULK_SENDING: Plan.STANDARD,
    Feature.SECRET_ROOMS: Plan.STANDARD,
    Feature.RETENTION: Plan.STANDARD,
}

_NAMES = {
    Feature.BULK_SENDING: Bilingual(ko="단체 메시지 발송", en="Bulk sending"),
    Feature.SECRET_ROOMS: Bilingual(ko="비밀 채팅방", en="Secret rooms"),
    Feature.RETENTION: Bilingual(ko="메시지 보관 기간", en="Message retention"),
}

_ORDER = list(Plan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """The workspace and its settings."""

    name: str
    plan: Plan
    billing: Billing
    timezone: str
    language: Language
    # What the built-in messenger keeps messages and files for, in days; None: for ever.
    retention_days: int | None = None
    file_retention_days: int | None = None
    secret_rooms_on: bool = False
    # UTC milliseconds: every secret room opened up to then is to be deleted.
    secret_rooms_deleted_at: int | None = None
    # Whether it is kept who has read which notice.
    read_tracking: bool = True

    @property
    def zone(self) -> ZoneInfo:
        """The workspace's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def effective_plan(self) -> Plan:
        """The plan that counts: overdue counts as free until it pays."""
        return Plan.FREE if self.billing is Billing.OVERDUE else self.plan

    def has(self, feature: Feature) -> bool:
        """Whether the plan that counts unlocks `feature`."""
        return _ORDER.index(self.effective_plan) >= _ORDER.index(UNLOCKED_FROM[feature])


def plan_refusal(workspace: Workspace, feature: Feature) -> Bilingual | None:
    """Why `feature` is refused and what unlocks it, or None where it is unlocked."""
    if workspace.has(feature):
        return None
    name, wanted = _NAMES[feature], UNLOCKED_FROM[feature].capitalize()
    if workspace.billing is Billing.OVERDUE and workspace.plan is not Plan.FREE:
        return Bilingual(
            ko=f"요금이 밀려 있어서 {name.ko} 기능이 잠겼어요. 결제하면 바로 다시 쓸 수 있어요.",
            en=f"{name.en} is locked because payment is overdue. It opens again as soon as you pay.",
        )
    return Bilingual(
        ko=f"{name.ko} 기능은 {wanted} 요금제부터 쓸 수 있어요. 지금은 Free 요금제예요. "
        "요금제를 바꾸면 바로 쓸 수 있어요.",
        en=f"{name.en} needs the {wanted} plan or above. This workspace is on Free. "
        "Change the plan to use it at once.",
    )


def require_plan(workspace: Workspace, feature: Feature) -> None:
    """Raise `plan_required` unless the plan that counts unlocks `feature`."""
    refusal = plan_refusal(workspace, feature)
    if refusal is not None:
        raise Forbidden(refusal, code="plan_required")
