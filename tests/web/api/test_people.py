"""Who I am, members, departments and send admins."""

import pytest

from tests.builders import BUILDERS, BUILDERS_OF_APPS, CAST, SENDERS
from tests.web.api.conftest import Api


async def test_me_tells_who_i_am_and_what_i_may_use(api: Api) -> None:
    me = await api.done("GET", "/me", by="duri")
    assert (me["name"], me["role"], me["department"]) == ("박두리", "send_admin", BUILDERS)
    assert me["rights"] == {"super_admin": False, "send_admin": True}
    assert me["profiles"] == [{"id": "it", "name": "it 알림", "status": "active"}]
    assert len(me["scopes"]) == 6


async def test_me_names_whom_to_ask_where_no_profile_is_granted(api: Api) -> None:
    me = await api.done("GET", "/me", by="sera")
    assert me["rights"]["send_admin"] is True
    assert me["profiles"] == []
    assert [admin["name"] for admin in me["super_admins"]] == ["김슬기"]


async def test_me_of_a_plain_member_has_no_rights(api: Api) -> None:
    me = await api.done("GET", "/me", by="mina")
    assert me["rights"] == {"super_admin": False, "send_admin": False}
    assert me["profiles"] == []


async def test_members_come_in_pages(api: Api) -> None:
    page = await api.done("GET", "/members?limit=5", by="mina")
    pages = [page["items"]]
    while (cursor := page["next_cursor"]) is not None:
        page = await api.done("GET", f"/members?limit=5&cursor={cursor}", by="mina")
        pages.append(page["items"])
    assert [len(items) for items in pages] == [5, 5, 2]
    seen = [member["email"] for items in pages for member in items]
    assert sorted(seen) == sorted(person.email for person in CAST)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("query=미나", ["mina"]),
        ("query=MINA@", ["mina"]),
        (f"department={BUILDERS_OF_APPS}", ["neo", "jun", "bora"]),
        ("department=개발팀", ["duri", "sera", "neo", "mina", "jun", "bora"]),
        ("department=개발팀&query=박", ["duri"]),
        ("query=nobody", []),
    ],
)
async def test_members_are_found_by_text_and_department(
    api: Api, query: str, found: list[str]
) -> None:
    items = (await api.done("GET", f"/members?{query}"))["items"]
    assert [member["email"].partition("@")[0] for member in items] == found


async def test_an_unknown_department_is_refused(api: Api) -> None:
    answer = await api.refused(
        ("GET", "/members?department=x"),
        422,
        "department_not_found",
        "'x' 부서를 찾을 수 없어요. 부서 목록에서 이름이나 경로를 확인해 주세요.",
        "There is no department 'x'. Look up its name or path in the list of departments.",
    )
    assert answer.pointers == {"/department": "department_not_found"}


async def test_departments_come_by_path(api: Api) -> None:
    first = await api.done("GET", "/departments?limit=3", by="mina")
    rest = await api.done("GET", f"/departments?cursor={first['next_cursor']}", by="mina")
    paths = [department["path"] for department in first["items"] + rest["items"]]
    assert paths == sorted(paths)
    assert BUILDERS_OF_APPS in paths
    assert rest["next_cursor"] is None


async def test_a_role_is_handed_over(api: Api) -> None:
    mina, seulgi = await api.id_of("mina"), await api.id_of("seulgi")
    assert (await api.done("PATCH", f"/members/{mina}", {"role": "super_admin"}))["role"] == (
        "super_admin"
    )
    changed = await api.done("PATCH", f"/members/{seulgi}", {"role": "member"}, by="mina")
    assert (changed["role"], changed["send_admin"]) == ("member", False)


async def test_role_and_activity_change_together(api: Api) -> None:
    changed = await api.done(
        "PATCH", "/members/mina@example.com", {"role": "admin", "active": False}
    )
    assert (changed["role"], changed["active"]) == ("admin", False)


@pytest.mark.parametrize("change", [{"role": "member"}, {"active": False}, {"role": "admin"}])
async def test_the_last_super_admin_stays(api: Api, change: dict[str, object]) -> None:
    await api.refused(
        ("PATCH", "/members/seulgi@example.com", change),
        409,
        "last_super_admin",
        "김슬기님은 마지막 슈퍼 관리자예요. 다른 멤버를 슈퍼 관리자로 정한 뒤에 다시 해 주세요.",
        "김슬기 is the last super admin. Make somebody else a super admin first.",
    )
    assert (await api.done("GET", "/me"))["role"] == "super_admin"


async def test_an_unknown_member_is_not_found(api: Api) -> None:
    await api.refused(
        ("PATCH", "/members/nobody", {"active": True}),
        404,
        "member_not_found",
        "'nobody' 멤버를 찾을 수 없어요. 아이디나 이메일을 확인해 주세요.",
        "There is no member 'nobody'. Check the id or e-mail address.",
    )


async def test_send_admins_are_listed_added_and_removed(api: Api) -> None:
    before = (await api.done("GET", "/send-admins"))["items"]
    assert {admin["email"].partition("@")[0] for admin in before} == set(SENDERS)
    added = await api.done("PUT", "/send-admins/mina@example.com")
    assert (added["role"], added["send_admin"]) == ("send_admin", True)
    assert (await api.ask("DELETE", "/send-admins/mina@example.com")).status == 204
    assert (await api.done("GET", "/send-admins"))["items"] == before


async def test_who_is_no_send_admin_can_not_be_removed(api: Api) -> None:
    await api.refused(
        ("DELETE", "/send-admins/mina@example.com"),
        404,
        "not_a_send_admin",
        "서미나님은 발송 관리자가 아니에요.",
        "서미나 is not a send admin.",
    )


async def test_a_deactivated_member_gets_no_right(api: Api) -> None:
    await api.done("PATCH", "/members/mina@example.com", {"active": False})
    await api.refused(
        ("PUT", "/send-admins/mina@example.com"),
        409,
        "member_deactivated",
        "서미나님은 비활성 멤버예요. 먼저 활성화해 주세요.",
        "서미나 is deactivated. Activate the member first.",
    )
