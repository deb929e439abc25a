import pytest

from bot.core.errors import Forbidden
from bot.workspace.model.plans import (
    Billing,
    Feature,
    Plan,
    Workspace,
    plan_refusal,
    require_plan,
)
from tests.refusals import refused


def _workspace(plan: Plan, billing: Billing = Billing.PAID) -> Workspace:
    return Workspace(
        name="우리회사", plan=plan, billing=billing, timezone="Asia/Seoul", language="ko"
    )


@pytest.mark.parametrize("feature", Feature)
@pytest.mark.parametrize("billing", Billing)
@pytest.mark.parametrize("plan", Plan)
def test_a_paid_plan_above_free_unlocks_everything(
    plan: Plan, billing: Billing, feature: Feature
) -> None:
    workspace = _workspace(plan, billing)
    unlocked = plan is not Plan.FREE and billing is Billing.PAID
    assert workspace.has(feature) is unlocked
    assert (plan_refusal(workspace, feature) is None) is unlocked


def test_free_is_told_which_plan_unlocks_it() -> None:
    with refused(
        Forbidden,
        "plan_required",
        ko="단체 메시지 발송 기능은 Standard 요금제부터 쓸 수 있어요. 지금은 Free 요금제예요. "
        "요금제를 바꾸면 바로 쓸 수 있어요.",
        en="Bulk sending needs the Standard plan or above. This workspace is on Free. "
        "Change the plan to use it at once.",
    ):
        require_plan(_workspace(Plan.FREE), Feature.BULK_SENDING)


@pytest.mark.parametrize("plan", [Plan.STANDARD, Plan.PREMIUM, Plan.ENTERPRISE])
def test_who_is_overdue_is_told_to_pay(plan: Plan) -> None:
    workspace = _workspace(plan, Billing.OVERDUE)
    assert workspace.effective_plan is Plan.FREE
    with refused(
        Forbidden,
        "plan_required",
        ko="요금이 밀려 있어서 비밀 채팅방 기능이 잠겼어요. 결제하면 바로 다시 쓸 수 있어요.",
        en="Secret rooms is locked because payment is overdue. It opens again as soon as you pay.",
    ):
        require_plan(workspace, Feature.SECRET_ROOMS)


def test_the_zone_is_the_workspaces_own() -> None:
    assert str(_workspace(Plan.FREE).zone) == "Asia/Seoul"
