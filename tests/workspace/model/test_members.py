from dataclasses import replace

import pytest

from bot.workspace.model.members import Member, Role, names, with_role

MEMBER = Member(
    id="mb_1",
    platform_id=1,
    email="hana@example.com",
    name="이하나",
    department_id=None,
    department=None,
    position=None,
    mobile=None,
    role=Role.MEMBER,
    send_admin=False,
    active=True,
)


@pytest.mark.parametrize(
    ("role", "send_admin", "active", "may_send", "is_super", "shown"),
    [
        (Role.MEMBER, False, True, False, False, Role.MEMBER),
        (Role.MEMBER, True, True, True, False, Role.SEND_ADMIN),
        (Role.ADMIN, False, True, False, False, Role.ADMIN),
        (Role.ADMIN, True, True, True, False, Role.ADMIN),
        (Role.SUPER_ADMIN, False, True, True, True, Role.SUPER_ADMIN),
        (Role.MEMBER, True, False, False, False, Role.SEND_ADMIN),
        (Role.SUPER_ADMIN, True, False, False, False, Role.SUPER_ADMIN),
    ],
)
def test_rights_follow_from_role_mark_and_activity(
    role: Role, send_admin: bool, active: bool, may_send: bool, is_super: bool, shown: Role
) -> None:
    member = replace(MEMBER, role=role, send_admin=send_admin, active=active)
    assert member.may_use_sending is may_send
    assert member.is_super_admin is is_super
    assert member.shown_role is shown


@pytest.mark.parametrize(
    ("had", "role", "kept", "has"),
    [
        (False, Role.SEND_ADMIN, Role.MEMBER, True),
        (True, Role.MEMBER, Role.MEMBER, False),
        (True, Role.ADMIN, Role.ADMIN, True),
        (False, Role.ADMIN, Role.ADMIN, False),
        (True, Role.SUPER_ADMIN, Role.SUPER_ADMIN, True),
    ],
)
def test_only_a_plain_member_loses_the_right_to_send_with_a_role(
    had: bool, role: Role, kept: Role, has: bool
) -> None:
    after = with_role(replace(MEMBER, send_admin=had), role)
    assert (after.role, after.send_admin) == (kept, has)


def test_names_are_a_list_for_a_sentence() -> None:
    assert names([MEMBER, replace(MEMBER, name="박두리")]) == "이하나, 박두리"
