from typing import Any

import pytest

from bot.workspace.model.actors import machine_actor
from bot.workspace.model.sessions import SESSION_COOKIE
from bot.workspace.service.audit import AuditLog
from tests.messenger.home import HANA, SENDER, SUPER, Home
from tests.messenger.web.conftest import Caller, Client

PATH = "/messenger/api/simulator"
NO_FAULTS = {
    "status_500": 0.0,
    "status_429": 0.0,
    "reset": 0.0,
    "slow": 0.0,
    "timeout": 0.0,
    "success_false": 0.0,
    "slow_for": "3s",
    "people": {},
}
DEFAULTS = {
    "latency": "0s",
    "rate_limit": None,
    "idempotency": True,
    "seed": None,
    "faults": NO_FAULTS,
}


@pytest.fixture
async def boss(client: Client, small_home: Home) -> Client:
    """A super admin's browser."""
    client.session.cookie_jar.update_cookies({SESSION_COOKIE: await small_home.sign_in(SUPER)})
    return client


async def _bearer(home: Home, email: str, *scopes: str) -> dict[str, str]:
    token = await home.parts.sessions.new_token(
        machine_actor(), member_key=email, scopes=scopes
    )
    return {"Authorization": f"Bearer {token.secret}"}


async def _put(client: Client, body: object, **headers: str) -> tuple[int, dict[str, Any]]:
    response = await client.put(PATH, json=body, headers=headers)
    return response.status, await response.json()


async def test_a_super_admin_sees_and_changes_the_simulator(boss: Client) -> None:
    assert await (await boss.get(PATH)).json() == DEFAULTS
    faults = {"reset": 0.1, "people": {"Hana@Example.com": "timeout"}}
    status, told = await _put(boss, {"latency": "50ms", "rate_limit": 600, "faults": faults})
    assert status == 200
    wanted = {**NO_FAULTS, "reset": 0.1, "people": {HANA: "timeout"}}
    assert told == {**DEFAULTS, "latency": "50ms", "rate_limit": 600, "faults": wanted}
    assert await (await boss.get(PATH)).json() == told
    status, told = await _put(boss, {"rate_limit": None, "faults": {}})
    assert (status, told) == (200, {**DEFAULTS, "latency": "50ms"})


async def test_a_change_takes_effect_with_the_next_call(
    boss: Client, api: Caller, small_home: Home
) -> None:
    body = {"email": HANA, "text": "안내"}
    assert (await api.post("messages.send_by_email", body))[0] == 200
    await _put(boss, {"latency": "2s", "faults": {"people": {HANA: "user_not_found"}}})
    began = small_home.clock.now()
    assert (await api.post("messages.send_by_email", body))[0] == 404
    assert small_home.clock.now() - began == 2_000
    await _put(boss, {"latency": "0s", "rate_limit": 60, "faults": {}})
    assert (await api.post("messages.send_by_email", body))[0] == 200
    assert (await api.post("messages.send_by_email", body))[0] == 429
    await _put(boss, {"rate_limit": None})
    assert (await api.post("messages.send_by_email", body))[0] == 200


async def test_a_change_is_audited(boss: Client, small_home: Home) -> None:
    await _put(boss, {"latency": "2s"})
    await _put(boss, {"latency": "never"})
    (entry,) = await AuditLog(small_home.database).of("messenger", "simulator")
    assert (entry.action, entry.surface) == ("messenger.simulator", "chat")
    assert entry.actor_id == (await small_home.member(SUPER)).id
    assert entry.detail["latency"] == "2s"


async def test_a_super_admins_token_serves_as_well(client: Client, small_home: Home) -> None:
    headers = await _bearer(small_home, SUPER)
    assert (await client.get(PATH, headers=headers)).status == 200
    status, told = await _put(client, {"latency": "1s"}, **headers)
    assert (status, told["latency"]) == (200, "1s")


async def test_a_token_for_less_may_not(client: Client, small_home: Home) -> None:
    headers = await _bearer(small_home, SUPER, "notices:send")
    status, problem = await _put(client, {}, **headers)
    assert (status, problem["code"]) == (403, "scope_missing")


@pytest.mark.parametrize("email", [HANA, SENDER])
async def test_nobody_but_a_super_admin_sees_or_changes_it(
    client: Client, small_home: Home, email: str
) -> None:
    headers = await _bearer(small_home, email)
    words = {
        "ko": "슈퍼 관리자만 할 수 있어요. 최고운",
        "en": "Only a super admin can do this.",
    }
    for language, said in words.items():
        spoken = {**headers, "Accept-Language": language}
        seen = await client.get(PATH, headers=spoken)
        # Whoever may not hears that first, whatever they sent.
        status, problem = await _put(client, {"latency": "never"}, **spoken)
        assert (seen.status, status, problem["code"]) == (403, 403, "forbidden")
        assert problem["detail"].startswith(said)


async def test_nobody_signed_in_is_told_nothing(client: Client) -> None:
    assert (await client.get(PATH)).status == 401
    assert (await _put(client, {}))[0] == 401


async def test_another_site_changes_nothing(boss: Client) -> None:
    status, problem = await _put(boss, {"latency": "2s"}, **{"Sec-Fetch-Site": "cross-site"})
    assert (status, problem["code"]) == (403, "cross_site")
    assert await (await boss.get(PATH)).json() == DEFAULTS


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"latency": "soon"}, {"/latency": "bad_value"}),
        ({"rate_limit": -1}, {"/rate_limit": "bad_value"}),
        ({"faults": {"slow": 2, "fast": 1}}, {"/faults/slow": "bad_value", "/faults/fast": "unknown_key"}),
        ({"faults": {"slow": 0.9, "reset": 0.9}}, {"/faults": "bad_value"}),
        ({"faults": {"people": {HANA: "x"}}}, {f"/faults/people/{HANA}": "bad_value"}),
        ({"idempotency": False}, {"/idempotency": "not_at_run_time"}),
        ({"seed": 5}, {"/seed": "not_at_run_time"}),
        ({"speed": 1}, {"/speed": "unknown_key"}),
    ],
)  # fmt: skip
async def test_everything_that_is_wrong_is_named_and_nothing_changes(
    boss: Client, body: dict[str, object], pointers: dict[str, str]
) -> None:
    status, problem = await _put(boss, {"latency": "9s", **body})
    assert status == 422
    assert {e["pointer"]: e["code"] for e in problem["errors"]} == pointers
    assert await (await boss.get(PATH)).json() == DEFAULTS


async def test_what_cannot_change_at_run_time_says_where_it_can(boss: Client) -> None:
    for language, said in (
        ("ko", "실행 중에는 바꿀 수 없는 설정이에요."),
        ("en", "This can't be changed while the server runs."),
    ):
        _, problem = await _put(boss, {"idempotency": False}, **{"Accept-Language": language})
        assert problem["detail"].startswith(said)
        assert "config.yaml" in problem["detail"]


@pytest.mark.parametrize("body", ["", "[]", "{"])
async def test_what_is_no_json_object_is_refused(boss: Client, body: str) -> None:
    json_ = {"Content-Type": "application/json"}
    response = await boss.put(PATH, data=body, headers=json_)
    assert (response.status, (await response.json())["code"]) == (422, "invalid_representation")
    response = await boss.put(PATH, data="latency=2s", headers={"Content-Type": "text/plain"})
    assert (response.status, (await response.json())["code"]) == (422, "invalid_content_type")
