from dataclasses import replace

import pytest

from bot.broadcast.model.profiles import (
    NewProfile,
    OnUncertain,
    Profile,
    ProfileStatus,
    check_grant,
    profile_problems,
    require_active,
    require_use,
)
from bot.core.errors import Forbidden, LimitReached, WrongState
from bot.workspace.model.actors import Surface, machine_actor, member_actor
from bot.workspace.model.members import Role
from tests.refusals import refused
from tests.workspace.model.test_members import MEMBER

PROFILE = Profile(
    id="hr",
    name="인사팀",
    description="",
    contact="",
    avatar=None,
    status=ProfileStatus.ACTIVE,
    status_reason=None,
    app_key="secret-key",
    bot_id=1,
    rate_ceiling=None,
    on_uncertain=OnUncertain.HOLD,
    declared_in=None,
)
SENDER = replace(MEMBER, send_admin=True)
FOUR = [
    replace(SENDER, id=f"mb_{key}", name=name)
    for key, name in zip("abcd", ("가은", "나래", "다솜", "라온"), strict=True)
]


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewProfile(id="HR", name="인사"), "bad_id"),
        (NewProfile(id="h", name="인사"), "bad_id"),
        (NewProfile(id="-hr", name="인사"), "bad_id"),
        (NewProfile(id="h" * 41, name="인사"), "bad_id"),
        (NewProfile(id="hr\n", name="인사"), "bad_id"),
        (NewProfile(id="hr", name=" "), "bad_name"),
        (NewProfile(id="hr", name="인" * 41), "bad_name"),
        (NewProfile(id="hr", name="인\x00사"), "bad_name"),
        (NewProfile(id="hr", name="인사", contact="위\n아래"), "too_long"),
        (NewProfile(id="hr", name="인사", description="글" * 101), "too_long"),
        (NewProfile(id="hr", name="인사", contact="글" * 101), "too_long"),
        (NewProfile(id="hr", name="인사", rate_ceiling=0), "bad_rate"),
        (NewProfile(id="hr", name="인사", rate_ceiling=10_001), "bad_rate"),
        (NewProfile(id="hr", name="인사", rate_ceiling=float("nan")), "bad_rate"),
    ],
)
def test_a_bad_profile_is_refused(new: NewProfile, code: str) -> None:
    (problem,) = profile_problems(new, "/profiles/0")
    assert problem.code == code
    assert problem.pointer.startswith("/profiles/0/")
    assert problem.text.ko
    assert problem.text.en


@pytest.mark.parametrize("key", ["hr", "it-notice", "h" * 40, "0-0"])
def test_a_good_profile_has_no_problem(key: str) -> None:
    assert profile_problems(NewProfile(id=key, name="인사", rate_ceiling=0.5)) == []


def test_a_key_is_never_shown_by_accident() -> None:
    assert "secret-key" not in repr(PROFILE)
    assert "secret-key" not in repr(NewProfile(id="hr", name="인사", app_key="secret-key"))


def test_the_fifth_is_refused_with_the_four_names() -> None:
    check_grant(PROFILE, FOUR[0], FOUR)
    check_grant(PROFILE, SENDER, FOUR[:3])
    with refused(
        LimitReached,
        "grant_limit",
        ko="'인사팀' 프로필에는 발송 관리자를 4명까지 둘 수 있어요. "
        "4명이 이미 있어요: 가은, 나래, 다솜, 라온. 한 명을 해제한 뒤 다시 해 주세요.",
        en="The profile '인사팀' can have 4 send admins at most. "
        "It has 4 already: 가은, 나래, 다솜, 라온. Revoke one of them first.",
    ):
        check_grant(PROFILE, SENDER, FOUR)


def test_a_grant_needs_the_right_to_send_first() -> None:
    with refused(
        WrongState,
        "member_not_send_admin",
        ko="이하나님은 발송 관리자가 아니에요. 먼저 발송 권한 관리에서 발송 관리자로 추가해 주세요.",
        en="이하나 is not a send admin. Add them under Send rights first.",
    ):
        check_grant(PROFILE, MEMBER, [])


def test_a_super_admin_needs_no_grant() -> None:
    with refused(
        WrongState,
        "super_admin_needs_no_grant",
        ko="이하나님은 슈퍼 관리자라서 모든 프로필을 쓸 수 있어요. 권한을 줄 필요가 없어요.",
        en="이하나 is a super admin and may use every profile. No grant is needed.",
    ):
        check_grant(PROFILE, replace(MEMBER, role=Role.SUPER_ADMIN), [])


def test_a_deactivated_member_is_granted_nothing() -> None:
    with refused(
        WrongState,
        "member_deactivated",
        ko="이하나님은 비활성 멤버예요. 먼저 활성화해 주세요.",
        en="이하나 is deactivated. Activate the member first.",
    ):
        check_grant(PROFILE, replace(SENDER, active=False), [])


def test_a_profile_is_used_by_whom_it_is_granted_and_by_super_admins() -> None:
    require_use(machine_actor(), PROFILE, [], "김슬기")
    sender = member_actor(SENDER, Surface.API)
    require_use(sender, PROFILE, [SENDER.id], "김슬기")
    plain = member_actor(MEMBER, Surface.API)
    for actor, granted in ((sender, ["mb_other"]), (plain, [MEMBER.id])):
        with refused(
            Forbidden,
            "profile_not_granted",
            ko="'인사팀' 프로필을 쓸 권한이 없어요. 김슬기(슈퍼 관리자)에게 요청해 주세요.",
            en="You may not use the profile '인사팀'. Please ask 김슬기 (super admin).",
        ):
            require_use(actor, PROFILE, granted, "김슬기")


def test_a_paused_profile_sends_nothing_and_says_why() -> None:
    require_active(PROFILE)
    paused = replace(PROFILE, status=ProfileStatus.PAUSED, status_reason="expired")
    with refused(
        WrongState,
        "profile_paused",
        ko="'인사팀' 프로필이 멈춰 있어요 (expired). 슈퍼 관리자가 다시 켜면 보낼 수 있어요.",
        en="The profile '인사팀' is paused (expired). A super admin can resume it.",
    ):
        require_active(paused)
