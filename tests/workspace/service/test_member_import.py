import pytest

from bot.core.errors import Forbidden, Invalid
from bot.workspace.model.actors import machine_actor
from bot.workspace.model.members import Role
from bot.workspace.service.member_import import Imported
from tests.builders import SUPER, Space, email
from tests.refusals import refused


async def _import(space: Space, text: str) -> Imported:
    return await space.member_import.from_csv(await space.actor(SUPER), text, "m.csv")


async def test_new_members_come_with_their_departments_and_those_above(space: Space) -> None:
    text = "email,name,department\nnew@example.com,새사람,지사 > 부산 > 영업\n"
    assert await _import(space, text) == Imported(added=1, changed=0, unchanged=0)
    branch, city, sales = [
        await space.department(path) for path in ("지사", "지사 > 부산", "지사 > 부산 > 영업")
    ]
    assert (branch.parent_id, city.parent_id, sales.parent_id) == (None, branch.id, city.id)
    member = await space.member("new")
    assert (member.department_id, member.department) == (sales.id, "지사 > 부산 > 영업")


async def test_importing_again_changes_nothing(space: Space) -> None:
    text = (
        "email,name,department,position,mobile,role,active\n"
        "a@example.com,가,지사,대리,010,send_admin,\nb@example.com,나,,,,,no\n"
    )
    await _import(space, text)
    before = await space.members.page()
    assert await _import(space, text) == Imported(added=0, changed=0, unchanged=2)
    assert await space.members.page() == before


async def test_columns_that_are_not_there_leave_members_as_they_are(space: Space) -> None:
    before = await space.member("hana")
    text = f"email,name,position\n{email('hana')},이하나,팀장\n{email(SUPER)},김슬기,대표\n"
    assert await _import(space, text) == Imported(added=0, changed=2, unchanged=0)
    hana = await space.member("hana")
    assert (hana.position, hana.department, hana.send_admin) == (
        "팀장",
        before.department,
        True,
    )
    assert (await space.member(SUPER)).is_super_admin


async def test_one_bad_row_imports_nobody(space: Space) -> None:
    text = "email,name,department\nnew@example.com,새사람,지사\nbad,둘,\n"
    with refused(
        Invalid,
        "bad_rows",
        ko="1곳이 잘못되어 아무도 가져오지 않았어요. 고친 뒤 다시 가져와 주세요.",
        en="1 places are wrong, so nobody was imported. Correct them and import again.",
    ) as caught:
        await _import(space, text)
    assert [p.pointer for p in caught.value.problems] == ["m.csv:3 email"]
    assert await space.members.count() == 12
    assert "지사" not in {d.path for d in await space.members.departments()}


@pytest.mark.parametrize("change", ["member,", "super_admin,no"])
async def test_an_import_leaves_a_super_admin(space: Space, change: str) -> None:
    text = f"email,name,role,active\n{email(SUPER)},김슬기,{change}\nnew@example.com,새사람,,\n"
    with refused(
        Invalid,
        "last_super_admin",
        ko="슈퍼 관리자가 한 명도 남지 않아요. 적어도 한 명의 role을 super_admin으로 적어 주세요.",
        en="No super admin would be left. Give at least one member the role super_admin.",
    ):
        await _import(space, text)
    assert (await space.member(SUPER)).is_super_admin
    assert await space.members.count() == 12


async def test_only_a_super_admin_imports(space: Space) -> None:
    with refused(
        Forbidden,
        "forbidden",
        ko="슈퍼 관리자만 할 수 있어요. 김슬기(슈퍼 관리자)에게 요청해 주세요.",
        en="Only a super admin can do this. Please ask 김슬기.",
    ):
        await space.member_import.from_csv(
            await space.actor("yuna"), "email,name\nn@example.com,새\n", "m.csv"
        )


async def test_every_change_of_rights_by_an_import_is_audited(space: Space) -> None:
    text = (
        "email,name,role,active\n"
        f"{email('hana')},이하나,member,\n{email('mina')},서미나,super_admin,\n"
        f"{email('duri')},박두리,send_admin,no\nnew@example.com,새사람,admin,\n"
        "plain@example.com,평사원,,\n"
    )
    await _import(space, text)
    expected = {
        "hana": ["member.role", "member.role"],
        "mina": ["member.role"],
        "duri": ["member.deactivated", "member.role"],
        "new": ["member.role"],
        "plain": [],
    }
    for key, actions in expected.items():
        assert await space.actions("member", await space.id_of(key)) == actions, key


async def test_who_is_deactivated_by_an_import_is_signed_out(space: Space) -> None:
    link = await space.sessions.new_link(machine_actor(), email("hana"))
    _, session = await space.sessions.sign_in(link, address="", browser="")
    await _import(space, f"email,name,active\n{email('hana')},이하나,false\n")
    await _import(space, f"email,name,active\n{email('hana')},이하나,true\n")
    assert await space.sessions.member_of(session) is None
    assert (await space.member("hana")).send_admin


async def test_an_admin_keeps_the_right_to_send(space: Space) -> None:
    await _import(space, f"email,name,role\n{email('hana')},이하나,admin\n")
    hana = await space.member("hana")
    assert (hana.role, hana.send_admin) == (Role.ADMIN, True)


async def test_five_thousand_rows(space: Space) -> None:
    rows = "".join(f"p{n}@example.com,사원{n},지사 > {n % 40}부\n" for n in range(5_000))
    result = await _import(space, f"email,name,department\n{rows}")
    assert result == Imported(added=5_000, changed=0, unchanged=0)
    assert await space.members.count() == 5_012
    numbers = {m.platform_id for m in await space.members.page(limit=10_000)}
    assert len(numbers) == 5_012
