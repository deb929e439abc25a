from dataclasses import replace

from bot.core.errors import Forbidden
from bot.workspace.model.actors import (
    Surface,
    machine_actor,
    member_actor,
    require_sending,
    require_super_admin,
    system_actor,
)
from bot.workspace.model.members import Role
from tests.refusals import refused
from tests.workspace.model.test_members import MEMBER


def test_a_deactivated_super_admin_has_no_right_at_all() -> None:
    member = replace(MEMBER, role=Role.SUPER_ADMIN, send_admin=True, active=False)
    actor = member_actor(member, Surface.API)
    assert not actor.super_admin
    assert not actor.may_use_sending


def test_machine_and_system_may_do_everything() -> None:
    for actor in (machine_actor(), system_actor()):
        require_super_admin(actor, "")
        require_sending(actor, "")


def test_who_is_no_super_admin_is_told_whom_to_ask() -> None:
    actor = member_actor(replace(MEMBER, role=Role.ADMIN, send_admin=True), Surface.CONSOLE)
    require_sending(actor, "김슬기")
    with refused(
        Forbidden,
        "forbidden",
        ko="슈퍼 관리자만 할 수 있어요. 김슬기(슈퍼 관리자)에게 요청해 주세요.",
        en="Only a super admin can do this. Please ask 김슬기.",
    ):
        require_super_admin(actor, "김슬기")


def test_who_may_not_send_is_told_whom_to_ask() -> None:
    with refused(
        Forbidden,
        "not_send_admin",
        ko="단체 메시지 발송 권한이 없어요. 김슬기(슈퍼 관리자)에게 요청해 주세요.",
        en="You don't have the right to send notices. Please ask 김슬기 (super admin).",
    ):
        require_sending(member_actor(MEMBER, Surface.CONSOLE), "김슬기")


def test_an_actor_may_read_another_language() -> None:
    assert machine_actor().speaking("en").language == "en"
