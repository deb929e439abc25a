import asyncio

import pytest

from bot.core.errors import Forbidden, Invalid
from bot.workspace.model.actors import machine_actor
from bot.workspace.model.plans import Billing, Plan
from tests.builders import SUPER, Space
from tests.refusals import refused


async def test_a_super_admin_changes_plan_and_billing_and_it_is_audited(space: Space) -> None:
    changes = {"plan": "premium", "billing": "overdue", "name": "새 회사", "language": "en"}
    after = await space.settings.change(await space.actor(SUPER), changes)
    assert after == await space.settings.get()
    assert (after.plan, after.billing, after.name) == (Plan.PREMIUM, Billing.OVERDUE, "새 회사")
    entries = await space.audit.of("workspace", "1")
    (entry,) = [e for e in entries if e.action == "workspace.changed"]
    assert entry.detail == changes


async def test_nobody_else_changes_settings(space: Space) -> None:
    with refused(
        Forbidden,
        "forbidden",
        ko="슈퍼 관리자만 할 수 있어요. 김슬기(슈퍼 관리자)에게 요청해 주세요.",
        en="Only a super admin can do this. Please ask 김슬기.",
    ):
        await space.settings.change(await space.actor("yuna"), {"plan": "enterprise"})


@pytest.mark.parametrize(
    ("changes", "ko", "en"),
    [
        (
            {"plan": "gold"},
            "plan에는 free, standard, premium, enterprise 중 하나를 쓸 수 있어요.",
            "plan must be one of free, standard, premium, enterprise.",
        ),
        (
            {"timezone": "Mars/Base"},
            "'Mars/Base' 시간대를 몰라요. 예: Asia/Seoul",
            "Unknown time zone 'Mars/Base'. Example: Asia/Seoul",
        ),
        (
            {"name": "  "},
            "이름은 1자부터 60자까지 쓸 수 있어요.",
            "The name must have 1 to 60 characters.",
        ),
        (
            {"colour": "red"},
            "'colour' 설정은 없어요. 쓸 수 있는 설정: plan, billing, language, read_tracking, name, "
            "timezone, retention, file_retention",
            "There is no setting 'colour'. Known: plan, billing, language, read_tracking, name, "
            "timezone, retention, file_retention",
        ),
    ],
)
async def test_a_wrong_setting_changes_nothing(
    space: Space, changes: dict[str, str], ko: str, en: str
) -> None:
    before = await space.settings.get()
    with refused(Invalid, "bad_value", ko=ko, en=en):
        await space.settings.change(machine_actor(), {"billing": "overdue"} | changes)
    assert await space.settings.get() == before


async def test_changes_at_the_same_time_are_all_kept(space: Space) -> None:
    await asyncio.gather(
        space.plan(plan="premium"), space.plan(billing="overdue"), space.plan(name="둘")
    )
    after = await space.settings.get()
    assert (after.plan, after.billing, after.name) == (Plan.PREMIUM, Billing.OVERDUE, "둘")


async def test_the_configuration_only_makes_a_new_workspace(space: Space) -> None:
    before = await space.settings.get()
    await space.settings.prepare(await space.plan(name="다른 회사"))
    assert (await space.settings.get()).name == "다른 회사"
    await space.settings.prepare(before)
    assert (await space.settings.get()).name == "다른 회사"
