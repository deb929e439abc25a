"""Who may call which path: one row a path, with its scope and what a plain member hears."""

import pytest

from bot.web.api.routes import api_routes
from bot.workspace.model.actors import machine_actor
from tests.builders import email
from tests.web.api.conftest import Api

OPEN = {
    ("GET", "/me"),
    ("GET", "/workspace"),
    ("GET", "/tokens"),
    ("POST", "/tokens"),
    ("DELETE", "/tokens/{token}"),
}
DIRECTORY = {("GET", "/members"), ("GET", "/departments")}
SUPER_ADMIN = {
    ("PATCH", "/workspace"): "workspace:admin",
    ("GET", "/audit"): "workspace:admin",
    ("PATCH", "/members/{member}"): "members:admin",
    ("POST", "/members/sync"): "members:admin",
    ("GET", "/send-admins"): "members:admin",
    ("PUT", "/send-admins/{member}"): "members:admin",
    ("DELETE", "/send-admins/{member}"): "members:admin",
    ("POST", "/profiles"): "profiles:admin",
    ("PATCH", "/profiles/{profile}"): "profiles:admin",
    ("DELETE", "/profiles/{profile}"): "profiles:admin",
    ("PUT", "/profiles/{profile}/grants/{member}"): "profiles:admin",
    ("DELETE", "/profiles/{profile}/grants/{member}"): "profiles:admin",
    ("POST", "/profiles/{profile}/pause"): "profiles:admin",
    ("POST", "/profiles/{profile}/resume"): "profiles:admin",
    ("POST", "/profiles/{profile}/check"): "profiles:admin",
    ("GET", "/profiles/{profile}/callbacks"): "profiles:admin",
    ("POST", "/profiles/{profile}/callbacks/rotate"): "profiles:admin",
}
# Admins may too who aren't super admins.
ADMIN = {
    ("GET", "/workspace/secret-rooms"): "workspace:admin",
    ("POST", "/workspace/secret-rooms"): "workspace:admin",
}
PROFILE_READING = {("GET", "/profiles"), ("GET", "/profiles/{profile}")}
SENDING = {
    ("GET", "/templates"): "notices:read",
    ("GET", "/templates/{name}"): "notices:read",
    ("POST", "/images"): "notices:write",
    ("GET", "/notices"): "notices:read",
    ("POST", "/notices"): "notices:write",
    ("GET", "/notices/{notice}"): "notices:read",
    ("PATCH", "/notices/{notice}"): "notices:write",
    ("DELETE", "/notices/{notice}"): "notices:write",
    ("GET", "/notices/{notice}/deliveries"): "notices:read",
    ("POST", "/notices/{notice}/preview"): "notices:read",
    ("POST", "/notices/{notice}/test"): "notices:send",
    ("POST", "/notices/{notice}/send"): "notices:send",
    ("POST", "/notices/{notice}/schedule"): "notices:send",
    ("POST", "/notices/{notice}/cancel"): "notices:send",
    ("POST", "/notices/{notice}/pause"): "notices:send",
    ("POST", "/notices/{notice}/resume"): "notices:send",
    ("POST", "/notices/{notice}/retry-failed"): "notices:send",
    ("POST", "/notices/{notice}/resend-uncertain"): "notices:send",
    ("POST", "/notices/{notice}/rate"): "notices:send",
    ("POST", "/notices/{notice}/correct"): "notices:write",
    ("POST", "/notices/{notice}/duplicate"): "notices:write",
    ("POST", "/notices/{notice}/remind"): "notices:send",
    ("POST", "/notices/{notice}/close"): "notices:send",
    ("GET", "/notices/{notice}/report.csv"): "notices:read",
    ("POST", "/broadcasts"): "notices:send",
    ("GET", "/schedules"): "notices:read",
    ("POST", "/schedules"): "notices:send",
    ("GET", "/schedules/{schedule}"): "notices:read",
    ("PATCH", "/schedules/{schedule}"): "notices:send",
    ("DELETE", "/schedules/{schedule}"): "notices:send",
    ("GET", "/schedules/{schedule}/next"): "notices:read",
    ("GET", "/schedules/{schedule}/occurrences"): "notices:read",
    ("POST", "/schedules/{schedule}/pause"): "notices:send",
    ("POST", "/schedules/{schedule}/resume"): "notices:send",
    ("POST", "/schedules/{schedule}/skip"): "notices:send",
    ("POST", "/schedules/{schedule}/unskip"): "notices:send",
}
ONLY_SUPER = (
    "슈퍼 관리자만 할 수 있어요. 김슬기(슈퍼 관리자)에게 요청해 주세요.",
    "Only a super admin can do this. Please ask 김슬기.",
)
NO_RIGHT = (
    "단체 메시지 발송 권한이 없어요. 김슬기(슈퍼 관리자)에게 요청해 주세요.",
    "You don't have the right to send notices. Please ask 김슬기 (super admin).",
)
NO_TOKEN = (
    "API 토큰이 필요해요. Authorization: Bearer sc_… 머리글을 넣어 주세요.",
    "An API token is needed: send the header Authorization: Bearer sc_….",
)
USELESS = (
    "API 토큰이 없거나 만료됐거나 폐기됐어요. 새 토큰을 만들어 주세요.",
    "The API token is missing, expired or revoked. Make a new one.",
)


def every_path() -> set[tuple[str, str]]:
    """Method and path below `/api/v1` of every route."""
    return {(route.method, route.path.removeprefix("/api/v1")) for route in api_routes()}


def filled(path: str) -> str:
    """The path with something in its places."""
    names = {
        "member": "x",
        "profile": "hr",
        "notice": "N-1",
        "token": "tk_x",
        "name": "plain",
        "schedule": "S-1",
    }
    return path.format(**names)


def test_every_path_stands_in_one_of_the_tables() -> None:
    tables = [
        OPEN,
        DIRECTORY,
        SUPER_ADMIN.keys(),
        ADMIN.keys(),
        PROFILE_READING,
        SENDING.keys(),
    ]
    assert sum(len(table) for table in tables) == len(every_path())
    assert set().union(*tables) == every_path()


async def test_nobody_gets_in_without_a_token(api: Api) -> None:
    for method, path in sorted(every_path()):
        request = (method, filled(path))
        await api.refused(
            request, 401, "unauthorized", *NO_TOKEN, headers={"Authorization": ""}
        )


async def test_a_session_cookie_is_no_token(api: Api) -> None:
    cookies = api.space.session_cookie("seulgi")
    header = "; ".join(f"{name}={value}" for name, value in cookies.items())
    headers = {"Authorization": "", "Cookie": header}
    await api.refused(("GET", "/me"), 401, "unauthorized", *NO_TOKEN, headers=headers)


@pytest.mark.parametrize("authorization", ["Bearer sc_unknown", "bearer x", "Bearer \u00a0"])
async def test_an_unknown_token_is_refused(api: Api, authorization: str) -> None:
    answer = await api.ask("GET", "/me", headers={"Authorization": authorization})
    assert (answer.status, answer.body["code"]) == (401, "unauthorized")


async def test_a_deactivated_members_token_is_useless_at_once(api: Api) -> None:
    assert (await api.done("GET", "/me", by="mina"))["name"] == "서미나"
    mina = await api.id_of("mina")
    await api.done("PATCH", f"/members/{mina}", {"active": False})
    await api.refused(("GET", "/me"), 401, "unauthorized", *USELESS, by="mina")


async def test_each_path_needs_its_scope(api: Api) -> None:
    for (method, path), scope in {**SUPER_ADMIN, **ADMIN, **SENDING}.items():
        headers = await api.token_without("seulgi", scope)
        await api.refused(
            (method, filled(path)),
            403,
            "scope_missing",
            f"이 토큰에는 {scope} 범위가 없어요. 그 범위로 새 토큰을 만들어 주세요.",
            f"This token does not have the scope {scope}. Make a token with it.",
            headers=headers,
        )


@pytest.mark.parametrize("path", ["/members", "/departments", "/profiles", "/profiles/hr"])
async def test_reading_needs_one_of_two_scopes(api: Api, path: str) -> None:
    admin = "profiles:admin" if "profiles" in path else "members:admin"
    for scope in (admin, "notices:read"):
        assert await api.done("GET", path, headers=await api.token("seulgi", scope))
    await api.refused(
        ("GET", path),
        403,
        "scope_missing",
        f"이 토큰에는 {admin} 범위가 없어요. 그 범위로 새 토큰을 만들어 주세요.",
        f"This token does not have the scope {admin}. Make a token with it.",
        headers=await api.token("seulgi", "workspace:admin"),
    )


@pytest.mark.parametrize("by", ["mina", "hana", "yuna"])
async def test_what_is_for_super_admins_is_refused_to_others(api: Api, by: str) -> None:
    for method, path in SUPER_ADMIN:
        await api.refused((method, filled(path)), 403, "forbidden", *ONLY_SUPER, by=by)


@pytest.mark.parametrize("by", ["mina", "yuna"])
async def test_what_belongs_to_sending_needs_right_1(api: Api, by: str) -> None:
    for method, path in [*SENDING, *PROFILE_READING]:
        await api.refused((method, filled(path)), 403, "not_send_admin", *NO_RIGHT, by=by)


async def test_right_1_ends_with_the_next_request(api: Api) -> None:
    notice = await api.draft()
    await api.parts.members.remove_send_admin(machine_actor(), email("hana"))
    request = ("GET", f"/notices/{notice}")
    await api.refused(request, 403, "not_send_admin", *NO_RIGHT, by="hana")


async def test_an_unknown_path_and_a_wrong_method_are_problems_too(api: Api) -> None:
    await api.refused(
        ("GET", "/nothing"),
        404,
        "not_found",
        "그런 주소가 없어요. 주소를 다시 확인해 주세요.",
        "There is nothing at this address. Check it again.",
    )
    answer = await api.refused(
        ("DELETE", "/me"),
        405,
        "method_not_allowed",
        "이 주소에서는 그 방법을 쓸 수 없어요.",
        "This address does not take that method.",
    )
    assert answer.headers["Allow"] == "GET,HEAD"
