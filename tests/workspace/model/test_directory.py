"""What a listing makes of the members: one row a case."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest

from bot.core.errors import WrongState
from bot.workspace.model.directory import (
    DirectoryPlan,
    KnownDirectory,
    ListedPerson,
    Listing,
    Shrunk,
    check_plan,
    shrinks,
)
from bot.workspace.model.directory_departments import ListedDepartment
from bot.workspace.model.directory_plan import plan_directory
from bot.workspace.model.members import Department, Member, Role
from tests.refusals import refused


def _ids() -> Callable[[str], str]:
    numbers = count(1)
    return lambda prefix: f"{prefix}_new{next(numbers)}"


def _member(number: int, email: str, **more: object) -> Member:
    made = Member(
        id=f"mb_{number}", platform_id=number, email=email, name="김하나", department_id=None,
        department=None, position=None, mobile=None, role=Role.MEMBER, send_admin=False, active=True,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type] # fields of a member


def _person(number: int, email: str | None, **more: object) -> ListedPerson:
    return replace(
        ListedPerson(platform_id=number, name="김하나", email=email),
        **more,  # type: ignore[arg-type] # fields of a person
    )


def _plan(
    people: list[ListedPerson],
    members: list[Member],
    *,
    seen: dict[str, bool] | None = None,
    listed: list[ListedDepartment] | None = None,
    departments: list[Department] | None = None,
) -> DirectoryPlan:
    known = KnownDirectory(
        members=members,
        departments=departments or [],
        present={m.id: True for m in members} if seen is None else seen,
        listed_departments=frozenset(d.id for d in departments or []),
    )
    listing = Listing(people=tuple(people), departments=tuple(listed or []))
    return plan_directory(listing, known, _ids())


def test_the_same_list_changes_nothing() -> None:
    plan = _plan([_person(1, "a@x.co")], [_member(1, "a@x.co")])
    assert (plan.added, plan.changed, plan.before, plan.after) == ((), (), 1, 1)


def test_somebody_new_is_a_plain_member_in_their_department() -> None:
    listed = [
        ListedDepartment(platform_id=7, name="본사"),
        ListedDepartment(platform_id=8, name="인사팀", parent=7),
    ]
    plan = _plan([_person(1, "a@x.co", department=8, mobile="010")], [], listed=listed)
    (made,) = plan.added
    assert (made.platform_id, made.email, made.mobile) == (1, "a@x.co", "010")
    assert (made.role, made.send_admin, made.active) == (Role.MEMBER, False, True)
    assert made.department == "본사 > 인사팀"
    assert [d.path for d in plan.departments.added] == ["본사", "본사 > 인사팀"]
    assert plan.departments.added[1].parent_id == plan.departments.added[0].id


def test_a_change_keeps_role_and_rights() -> None:
    before = _member(1, "a@x.co", role=Role.ADMIN, send_admin=True)
    plan = _plan([_person(1, "b@x.co", name="김두리", position="팀장")], [before])
    ((_, after),) = plan.changed
    assert (after.email, after.name, after.position) == ("b@x.co", "김두리", "팀장")
    assert (after.role, after.send_admin, after.id) == (Role.ADMIN, True, before.id)


def test_who_vanished_is_deactivated_and_stays() -> None:
    plan = _plan([_person(1, "a@x.co")], [_member(1, "a@x.co"), _member(2, "b@x.co")])
    assert [m.id for m in plan.deactivated] == ["mb_2"]
    assert plan.present == {"mb_1": True, "mb_2": False}


@pytest.mark.parametrize(
    ("seen", "back"),
    [({"mb_1": False}, ["mb_1"]), ({"mb_1": True}, []), ({}, [])],
    ids=["gone before", "deactivated by an admin", "never listed"],
)
def test_only_who_was_gone_comes_back(seen: dict[str, bool], back: list[str]) -> None:
    plan = _plan([_person(1, "a@x.co")], [_member(1, "a@x.co", active=False)], seen=seen)
    assert [m.id for m in plan.activated] == back


def test_an_imported_member_whom_a_sync_deactivated_comes_back_too() -> None:
    away = _plan([_person(2, "b@x.co")], [_member(1001, "a@x.co")], seen={})
    assert away.missing == {"mb_1001"}
    known = KnownDirectory(
        members=[_member(1001, "a@x.co", active=False)], present={}, missing=away.missing
    )
    # Number 1001 at the platform is somebody else still.
    people = (_person(1001, "eve@x.co"), _person(3, "a@x.co"))
    back = plan_directory(Listing(people=people), known, _ids())
    assert [(m.id, m.platform_id) for m in back.activated] == [("mb_1001", 3)]
    assert back.missing == frozenset()


def test_an_imported_member_is_known_by_address_and_gets_the_platforms_number() -> None:
    plan = _plan([_person(70_001, "a@x.co")], [_member(1001, "a@x.co")], seen={})
    ((_, after),) = plan.changed
    assert after.platform_id == 70_001
    assert plan.renumbered == [after]


def test_a_number_of_our_own_never_makes_somebody_another_person() -> None:
    """The boss was imported as 1001, and at the platform 1001 is somebody else."""
    boss = _member(1001, "boss@x.co", role=Role.SUPER_ADMIN)
    plan = _plan([_person(1001, "eve@x.co"), _person(2, "boss@x.co")], [boss], seen={})
    ((_, after),) = plan.changed
    assert (after.id, after.platform_id, after.role) == (boss.id, 2, Role.SUPER_ADMIN)
    assert [(m.email, m.role) for m in plan.added] == [("eve@x.co", Role.MEMBER)]


def test_who_is_gone_makes_room_for_whom_number_and_address_belong_to() -> None:
    gone = _member(5, "old@x.co")
    plan = _plan([_person(5, "new@x.co"), _person(9, None)], [gone], seen={})
    ((_, after),) = plan.changed
    assert (after.active, after.platform_id) == (False, 10)
    assert {m.platform_id for m in plan.added} == {5, 9}


def test_two_people_swap_addresses() -> None:
    members = [_member(1, "a@x.co"), _member(2, "b@x.co")]
    plan = _plan([_person(1, "b@x.co"), _person(2, "a@x.co")], members)
    assert [(b.id, a.email) for b, a in plan.changed] == [
        ("mb_1", "b@x.co"),
        ("mb_2", "a@x.co"),
    ]
    assert plan.renumbered == []


def test_who_came_back_with_another_number_keeps_the_account() -> None:
    plan = _plan([_person(9, "a@x.co")], [_member(1, "a@x.co")])
    assert [(b.id, a.platform_id) for b, a in plan.changed] == [("mb_1", 9)]


def test_nobody_is_left_out_for_want_of_an_address() -> None:
    people = [_person(1, "a@x.co"), _person(2, "a@x.co"), _person(3, None)]
    plan = _plan(people, [_member(3, "kept@x.co")])
    assert [m.email for m in plan.added] == ["a@x.co", "2@no-email.invalid"]
    assert plan.changed == ()
    assert plan.without_email == 1


def test_who_is_deactivated_at_the_platform_is_so_here() -> None:
    plan = _plan(
        [_person(1, "a@x.co", active=False), _person(2, "b@x.co")], [_member(1, "a@x.co")]
    )
    assert [m.id for m in plan.deactivated] == ["mb_1"]


def test_a_renamed_department_stays_the_same_one() -> None:
    kept = Department(id="dp_1", platform_id=7, parent_id=None, name="인사", path="인사")
    listed = [ListedDepartment(platform_id=7, name="인사팀")]
    plan = _plan([], [], listed=listed, departments=[kept])
    assert [(d.id, d.path) for d in plan.departments.changed] == [("dp_1", "인사팀")]
    assert plan.departments.added == ()


def test_departments_of_one_name_and_circles_get_paths_of_their_own() -> None:
    listed = [
        ListedDepartment(platform_id=1, name="영업"),
        ListedDepartment(platform_id=2, name="영업"),
        ListedDepartment(platform_id=3, name="가", parent=4),
        ListedDepartment(platform_id=4, name="나", parent=3),
    ]
    made = _plan([], [], listed=listed).departments.added
    assert len({d.path for d in made}) == 4
    assert all(d.parent_id is None for d in made)


@pytest.mark.parametrize(
    ("before", "after", "asks"),
    [
        (100, 80, False), (100, 79, True), (10, 8, False), (10, 7, True), (5, 4, False), (1, 0, True),
        (0, 0, True), (0, 5, False), (100, 200, False),
    ],
)  # fmt: skip
def test_more_than_a_fifth_fewer_must_be_confirmed(before: int, after: int, asks: bool) -> None:
    assert shrinks(before, after) is asks


def _shrunken() -> DirectoryPlan:
    members = [_member(n, f"{n}@x.co") for n in range(1, 11)]
    return _plan([_person(n, f"{n}@x.co") for n in range(1, 8)], members)


def test_a_shrunken_list_names_both_numbers() -> None:
    with refused(
        Shrunk,
        "directory_shrunk",
        ko="플랫폼의 사람 목록이 10명에서 7명으로 줄어서 아무것도 바꾸지 않았어요. 목록이 맞는지 확인한 뒤, 맞다면 "
        "줄어든 목록을 받아들이고 다시 동기화해 주세요(--accept-shrink, accept_shrink).",
        en="The platform lists 7 people where there were 10, so nothing was changed. Look whether that "
        "is right; if it is, accept the shorter list and sync again (--accept-shrink, accept_shrink).",
    ):
        check_plan(_shrunken())


@pytest.mark.parametrize(("accepted", "goes"), [(0, True), (7, True), (8, False)])
def test_a_confirmation_is_for_so_many_people(accepted: int, goes: bool) -> None:
    if goes:
        check_plan(_shrunken(), accepted)
        return
    with pytest.raises(Shrunk):
        check_plan(_shrunken(), accepted)


def test_the_last_super_admin_is_never_deactivated_even_where_shrinking_is_accepted() -> None:
    boss = _member(1, "boss@x.co", role=Role.SUPER_ADMIN, name="김슬기")
    plan = _plan([_person(2, "b@x.co")], [boss, _member(2, "b@x.co")])
    with refused(
        WrongState,
        "last_super_admin",
        ko="슈퍼 관리자(김슬기)가 플랫폼의 사람 목록에 없어서 아무것도 바꾸지 않았어요. 목록에 있는 이메일로 "
        "슈퍼 관리자를 정한 뒤(member import) 다시 동기화해 주세요.",
        en="No super admin (김슬기) is in the platform's list of people, so nothing was changed. Make "
        "somebody a super admin by an e-mail address of that list (member import), then sync again.",
    ):
        check_plan(plan, 0)


def test_one_of_two_super_admins_may_leave() -> None:
    admins = [
        _member(n, f"{n}@x.co", role=Role.SUPER_ADMIN) for n in (1, 2)
    ]  # the first has left
    check_plan(_plan([_person(2, "2@x.co")], admins), 0)
