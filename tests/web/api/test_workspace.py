"""The workspace's settings, tokens and the audit log."""

import pytest

from bot.workspace.model.sessions import SCOPES
from tests.web.api.conftest import Api


async def test_everybody_may_read_the_workspace(api: Api) -> None:
    assert await api.done("GET", "/workspace", by="mina") == {
        "name": "우리회사",
        "plan": "standard",
        "billing": "paid",
        "effective_plan": "standard",
        "timezone": "Asia/Seoul",
        "language": "ko",
        "retention_days": None,
        "file_retention_days": None,
        "read_tracking": True,
    }


async def test_overdue_counts_as_free(api: Api) -> None:
    changed = await api.done("PATCH", "/workspace", {"plan": "premium", "billing": "overdue"})
    assert (changed["plan"], changed["effective_plan"]) == ("premium", "free")


async def test_every_wrong_setting_is_named(api: Api) -> None:
    wrong = {"plan": "gold", "billing": 1, "language": "fr", "colour": "red"}
    answer = await api.ask("PATCH", "/workspace", wrong)
    assert answer.status == 422
    assert answer.pointers == {
        "/plan": "choice_unknown",
        "/billing": "choice_unknown",
        "/language": "choice_unknown",
        "/colour": "unknown_field",
    }


async def test_an_unknown_zone_is_refused(api: Api) -> None:
    answer = await api.refused(
        ("PATCH", "/workspace", {"timezone": "Mars/Base"}),
        422,
        "bad_value",
        "'Mars/Base' 시간대를 몰라요. 예: Asia/Seoul",
        "Unknown time zone 'Mars/Base'. Example: Asia/Seoul",
    )
    assert answer.pointers == {"/timezone": "bad_value"}


async def test_times_follow_the_workspaces_zone(api: Api) -> None:
    await api.done("PATCH", "/workspace", {"timezone": "Asia/Kolkata"})
    token = (await api.done("GET", "/tokens"))["items"][0]
    assert token["created_at"].endswith("+05:30")


async def test_a_token_is_made_used_and_revoked(api: Api) -> None:
    body = {"name": "CI", "scopes": ["notices:read"], "expires_days": 90}
    answer = await api.ask("POST", "/tokens", body, by="hana")
    made = answer.body
    assert answer.status == 201
    assert answer.headers["Location"] == f"/api/v1/tokens/{made['id']}"
    assert (made["name"], made["scopes"]) == ("CI", ["notices:read"])
    assert made["expires_at"] > made["created_at"]
    bearer = {"Authorization": f"Bearer {made['token']}"}
    assert (await api.done("GET", "/me", headers=bearer))["scopes"] == ["notices:read"]
    listed = (await api.done("GET", "/tokens", by="hana"))["items"]
    assert {token["id"] for token in listed} >= {made["id"]}
    assert all("token" not in token for token in listed)
    assert (await api.ask("DELETE", f"/tokens/{made['id']}", by="hana")).status == 204
    assert (await api.ask("GET", "/me", headers=bearer)).status == 401


async def test_a_token_never_makes_one_with_more_scopes(api: Api) -> None:
    narrow = await api.token("seulgi", "notices:read")
    request = ("POST", "/tokens", {"scopes": ["notices:read", "notices:send"]})
    await api.refused(
        request,
        403,
        "scope_missing",
        "이 토큰에는 notices:send 범위가 없어요. 그 범위로 새 토큰을 만들어 주세요.",
        "This token does not have the scope notices:send. Make a token with it.",
        headers=narrow,
    )
    made = await api.done("POST", "/tokens", {}, headers=narrow)
    assert made["scopes"] == ["notices:read"]


async def test_an_unknown_scope_is_refused(api: Api) -> None:
    known = ", ".join(SCOPES)
    answer = await api.refused(
        ("POST", "/tokens", {"scopes": ["everything"]}),
        422,
        "unknown_scope",
        f"'everything' 범위를 몰라요. 쓸 수 있는 범위: {known}",
        f"Unknown scope 'everything'. Known scopes: {known}",
    )
    assert answer.pointers == {"/scopes/0": "unknown_scope"}


async def test_only_a_super_admin_makes_a_token_for_somebody_else(api: Api) -> None:
    body = {"member": "mina@example.com"}
    made = await api.done("POST", "/tokens", body)
    bearer = {"Authorization": f"Bearer {made['token']}"}
    assert (await api.done("GET", "/me", headers=bearer))["name"] == "서미나"
    await api.refused(
        ("POST", "/tokens", body),
        403,
        "forbidden",
        "슈퍼 관리자만 할 수 있어요. 김슬기(슈퍼 관리자)에게 요청해 주세요.",
        "Only a super admin can do this. Please ask 김슬기.",
        by="hana",
    )


@pytest.mark.parametrize("method", ["POST", "DELETE"])
async def test_a_narrow_token_does_not_reach_other_peoples(api: Api, method: str) -> None:
    narrow = await api.token_without("seulgi", "members:admin")
    theirs = (await api.done("GET", "/tokens", by="mina"))["items"][0]
    path = "/tokens" if method == "POST" else f"/tokens/{theirs['id']}"
    body = {"member": "mina@example.com"} if method == "POST" else None
    answer = await api.ask(method, path, body, headers=narrow)
    assert (answer.status, answer.body["code"]) == (403, "scope_missing")


async def test_other_peoples_tokens_are_not_there(api: Api) -> None:
    theirs = (await api.done("GET", "/tokens", by="mina"))["items"]
    mine = (await api.done("GET", "/tokens", by="hana"))["items"]
    assert not {t["id"] for t in theirs} & {t["id"] for t in mine}
    await api.refused(
        ("DELETE", f"/tokens/{theirs[0]['id']}"),
        404,
        "token_not_found",
        "그런 토큰이 없어요. 토큰 목록을 확인해 주세요.",
        "There is no such token. See the list of tokens.",
        by="hana",
    )


async def test_a_super_admin_sees_and_revokes_every_token(api: Api) -> None:
    every = (await api.done("GET", "/tokens?limit=200"))["items"]
    mina = await api.id_of("mina")
    theirs = next(token for token in every if token["member_id"] == mina)
    assert theirs["scopes"] == sorted(SCOPES)
    assert (await api.ask("DELETE", f"/tokens/{theirs['id']}")).status == 204
    assert (await api.ask("GET", "/me", by="mina")).status == 401


async def test_the_audit_log_tells_who_did_what_from_where(api: Api) -> None:
    await api.done("PATCH", "/workspace", {"plan": "enterprise"})
    answer = await api.done("GET", "/audit?limit=1")
    (entry,) = answer["items"]
    assert entry["action"] == "workspace.changed"
    assert entry["actor"]["name"] == "김슬기"
    assert (entry["surface"], entry["address"]) == ("api", "127.0.0.1")
    assert entry["detail"] == {"plan": "enterprise"}
