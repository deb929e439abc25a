"""Incoming webhooks as other services call them."""

import io
from typing import Any

import pytest
import structlog

from bot.messenger.model.hooks import MESSAGES_AT_ONCE, NewHook
from bot.workspace.model.actors import Actor, Surface, member_actor
from tests.messenger.home import HANA, SUPER, Home
from tests.messenger.web.conftest import Client

BUTTON = {"type": "button", "text": "열기"}
NESTED = {**BUTTON, "action": {"type": "open_system_browser", "value": "https://example.com/"}}
FLAT = {**BUTTON, "action_type": "open_system_browser", "value": "https://example.com/"}


async def actor(home: Home, email: str) -> Actor:
    return member_actor(await home.member(email), Surface.CHAT)


async def _hook(home: Home, email: str = HANA, *, group: bool = True) -> NewHook:
    numbers = [await home.number(HANA), await home.number(SUPER)]
    if group:
        room = await home.parts.rooms.open_group(home.bot, numbers, "배포방")
    else:
        room = await home.parts.rooms.open_direct(home.bot, await home.number(email))
    return await home.parts.hooks.create(await actor(home, email), room.id, "배포 알림", None)


async def _post(client: Client, token: str, body: object) -> tuple[int, dict[str, Any]]:
    response = await client.post(f"/messenger/bots/hook/{token}", json=body)
    assert response.content_type == "application/json"
    return response.status, await response.json()


async def _texts(home: Home, hook: NewHook, email: str = HANA) -> list[str]:
    room = await home.parts.rooms.get_of_person(await home.number(email), hook.hook.room_id)
    return [seen.message.text for seen in await home.parts.messages.after(room, 0, 100)]


@pytest.mark.parametrize("group", [True, False])
async def test_a_message_arrives_in_the_room(
    client: Client, small_home: Home, group: bool
) -> None:
    hook = await _hook(small_home, group=group)
    assert await _post(client, hook.token, {"text": "배포를 마쳤어요"}) == (
        200,
        {"code": "ok"},
    )
    assert await _texts(small_home, hook) == ["배포를 마쳤어요"]


@pytest.mark.parametrize("button", [NESTED, FLAT])
async def test_blocks_come_with_both_button_formats(
    client: Client, small_home: Home, button: dict[str, Any]
) -> None:
    hook = await _hook(small_home)
    body = {"text": "알림", "blocks": [{"type": "header", "text": "배포"}, button]}
    assert (await _post(client, hook.token, body))[0] == 200
    room = await small_home.parts.rooms.get_of_person(
        await small_home.number(SUPER), hook.hook.room_id
    )
    (seen,) = await small_home.parts.messages.after(room, 0, 10)
    assert seen.message.blocks is not None
    assert "https://example.com/" in seen.message.blocks


async def test_json_is_read_whatever_the_content_type_says(
    client: Client, small_home: Home
) -> None:
    hook = await _hook(small_home)
    response = await client.post(
        f"/messenger/bots/hook/{hook.token}",
        data='{"text":"curl -d"}',
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert (response.status, await response.json()) == (200, {"code": "ok"})


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "missing_parameter"),
        ({"text": None}, "missing_parameter"),
        ({"text": " "}, "invalid_parameter"),
        ({"text": 1}, "invalid_parameter"),
        ({"text": "a\0"}, "invalid_parameter"),
        ({"text": "가" * 10_001}, "text_too_long"),
        ({"text": "글", "blocks": "x"}, "invalid_blocks"),
        ({"text": "글", "blocks": [{"type": "header", "text": "가" * 21}]}, "invalid_blocks"),
        ([], "invalid_representation"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_written(
    client: Client, small_home: Home, body: object, code: str
) -> None:
    hook = await _hook(small_home)
    status, reply = await _post(client, hook.token, body)
    assert (status, reply["code"]) == (400, code)
    assert set(reply) == {"code", "message"}
    assert await _texts(small_home, hook) == []


async def test_a_wrong_block_is_named_by_its_place_in_the_senders_language(
    client: Client, small_home: Home
) -> None:
    hook = await _hook(small_home)
    body = {"text": "글", "blocks": [{"type": "text", "text": "가" * 501}]}
    for language, words in (("ko", "글은 500자까지"), ("en", "The text can have up to 500")):
        response = await client.post(
            f"/messenger/bots/hook/{hook.token}",
            json=body,
            headers={"Accept-Language": language},
        )
        assert (await response.json())["message"].startswith(f"/blocks/0/text: {words}")


async def test_a_body_that_is_too_large_is_refused(client: Client, small_home: Home) -> None:
    hook = await _hook(small_home)
    body = io.BytesIO(b'{"text": "%b"}' % (b"a" * (1 << 20)))
    response = await client.post(f"/messenger/bots/hook/{hook.token}", data=body)
    assert (response.status, (await response.json())["code"]) == (413, "too_large")


@pytest.mark.parametrize("token", ["0" * 32, "x", "가", "hk_1"])
async def test_an_unknown_address_is_not_found(client: Client, token: str) -> None:
    status, reply = await _post(client, token, {"text": "글"})
    assert (status, reply["code"]) == (404, "hook_not_found")


async def test_other_addresses_and_methods_are_refused_in_json(
    client: Client, small_home: Home
) -> None:
    hook = await _hook(small_home)
    for path, status, code in (
        (f"hook/{hook.token}", 405, "method_not_allowed"),
        ("hook/", 404, "not_found"),
        (f"hook/{hook.token}/more", 404, "not_found"),
    ):
        response = await client.get(f"/messenger/bots/{path}")
        assert (response.status, (await response.json())["code"]) == (status, code)


async def test_too_many_messages_wait_hook_by_hook(client: Client, small_home: Home) -> None:
    hook, other = await _hook(small_home), await _hook(small_home)
    for _ in range(MESSAGES_AT_ONCE):
        assert (await _post(client, hook.token, {"text": "글"}))[0] == 200
    response = await client.post(f"/messenger/bots/hook/{hook.token}", json={"text": "글"})
    assert (response.status, response.headers["retry-after"]) == (429, "1")
    assert (await response.json())["code"] == "too_many_requests"
    assert (await _post(client, other.token, {"text": "글"}))[0] == 200
    small_home.clock.move(1_000)
    assert (await _post(client, hook.token, {"text": "글"}))[0] == 200
    assert len(await _texts(small_home, hook)) == MESSAGES_AT_ONCE + 1


async def test_a_hook_stops_when_its_owner_leaves_the_room_and_works_again_on_return(
    client: Client, small_home: Home
) -> None:
    hook = await _hook(small_home)
    rooms, number = small_home.parts.rooms, await small_home.number(HANA)
    await rooms.kick(small_home.bot, hook.hook.room_id, [number])
    status, reply = await _post(client, hook.token, {"text": "글"})
    assert (status, reply["code"]) == (404, "hook_stopped")
    assert await _texts(small_home, hook, SUPER) == []
    await rooms.invite(small_home.bot, hook.hook.room_id, [number])
    assert (await _post(client, hook.token, {"text": "글"}))[0] == 200


@pytest.mark.parametrize("group", [True, False])
async def test_a_hook_stops_when_its_owner_is_deactivated(
    client: Client, small_home: Home, group: bool
) -> None:
    hook = await _hook(small_home, group=group)
    await small_home.deactivate(HANA)
    status, reply = await _post(client, hook.token, {"text": "글"})
    assert (status, reply["code"]) == (404, "hook_stopped")


async def test_a_new_address_ends_the_old_one_and_a_deleted_hook_has_none(
    client: Client, small_home: Home
) -> None:
    hook = await _hook(small_home)
    hooks, owner = small_home.parts.hooks, await actor(small_home, HANA)
    new = await hooks.reset(owner, hook.hook.id)
    assert (await _post(client, hook.token, {"text": "옛 주소"}))[0] == 404
    assert (await _post(client, new.token, {"text": "새 주소"}))[0] == 200
    await hooks.delete(owner, hook.hook.id)
    assert (await _post(client, new.token, {"text": "삭제 뒤"}))[0] == 404
    assert await _texts(small_home, hook) == ["새 주소"]


async def test_a_defect_says_nothing_of_its_cause_or_of_the_token(
    client: Client, small_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = await _hook(small_home)

    async def broken(*_: object) -> None:
        raise RuntimeError("the cause")

    monkeypatch.setattr("bot.messenger.store.hooks.find_by_token", broken)
    with structlog.testing.capture_logs() as logs:
        status, reply = await _post(client, hook.token, {"text": "글"})
    assert (status, reply["code"]) == (500, "internal_server_error")
    assert "cause" not in reply["message"]
    assert [entry["event"] for entry in logs] == ["hook_failed"]
    assert hook.token not in str(logs)
