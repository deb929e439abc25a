"""The page of one's webhooks and their JSON API."""

import html
import re
from typing import Any

import pytest

from bot.core.words import Words
from bot.workspace.model.actors import Surface, machine_actor, member_actor
from bot.workspace.model.sessions import LANGUAGE_COOKIE, SESSION_COOKIE
from tests.messenger.home import HANA, ROOT, SUPER, Home
from tests.messenger.web.conftest import Client

ALERT = "<script>alert(1)</script>"


@pytest.fixture
async def hana(client: Client, small_home: Home) -> Client:
    client.session.cookie_jar.update_cookies(
        {SESSION_COOKIE: await small_home.sign_in(HANA), LANGUAGE_COOKIE: "ko"}
    )
    return client


@pytest.fixture
async def room(small_home: Home) -> str:
    """A group of 이하나 and 최고운 in which something was said."""
    numbers = [await small_home.number(HANA), await small_home.number(SUPER)]
    made = await small_home.parts.rooms.open_group(small_home.bot, numbers, "배포방")
    await small_home.parts.messages.send(small_home.bot, made.id, "시작")
    return str(made.id)


async def _page(client: Client, status: int = 200) -> str:
    response = await client.get("/messenger/hooks")
    assert response.status == status
    return await response.text()


async def _post(client: Client, path: str, form: dict[str, str]) -> tuple[int, str]:
    response = await client.post(f"/messenger{path}", data=form, allow_redirects=False)
    return response.status, await response.text()


def _address(page: str) -> str:
    (found,) = re.findall(r'readonly value="([^"]+)"', page)
    return html.unescape(found)


async def test_a_person_makes_a_hook_and_sees_its_address_once(hana: Client, room: str) -> None:
    assert "아직 만든 웹훅이 없어요." in await _page(hana)
    status, page = await _post(hana, "/hooks", {"name": "배포 알림", "room": room})
    assert status == 200
    address = _address(page)
    assert re.fullmatch(r"https://talk\.example\.com/messenger/bots/hook/[0-9a-f]{32}", address)
    later = await _page(hana)
    assert "배포 알림" in later
    assert "배포방" in later
    assert address.rpartition("/")[2] not in later


async def test_its_messages_stand_under_its_name_with_a_mark(hana: Client, room: str) -> None:
    form = {"name": "배포 알림", "room": room, "picture_url": "https://example.com/a.png"}
    _, page = await _post(hana, "/hooks", form)
    token = _address(page).rpartition("/")[2]
    await hana.post(f"/messenger/bots/hook/{token}", json={"text": "배포를 마쳤어요"})
    for path in (f"/rooms/{room}", f"/fragments/rooms/{room}?after=1"):
        shown = await (await hana.get(f"/messenger{path}")).text()
        message = shown[shown.index("m-message--named") :]
        assert '<bdi class="m-sender-name">배포 알림</bdi>' in message
        assert '<span class="m-mark">봇</span>' in message
        assert 'src="https://example.com/a.png"' in message
        assert "배포를 마쳤어요" in message
        assert shown.count("m-sender-name") == 1
    told = await (await hana.get(f"/messenger/api/rooms/{room}/messages")).json()
    assert [one["sender"]["name"] for one in told] == ["회사 공지", "배포 알림"]
    (listed,) = await (await hana.get("/messenger/api/rooms")).json()
    assert listed["last_message"] == told[1]


async def test_a_new_address_is_shown_once_and_the_old_one_ends(
    hana: Client, room: str
) -> None:
    _, page = await _post(hana, "/hooks", {"name": "봇", "room": room})
    old = _address(page)
    (hook_id,) = re.findall(r"/hooks/(hk_\w+)/reset", page)
    status, page = await _post(hana, f"/hooks/{hook_id}/reset", {})
    assert status == 200
    assert _address(page) != old
    path = old.removeprefix("https://talk.example.com")
    assert (await hana.post(path, json={"text": "글"})).status == 404


async def test_deleting_asks_first_and_says_so_afterwards(hana: Client, room: str) -> None:
    _, page = await _post(hana, "/hooks", {"name": "봇", "room": room})
    (hook_id,) = re.findall(r"/hooks/(hk_\w+)/delete", page)
    assert "되돌릴 수 없어요." in page
    response = await hana.post(f"/messenger/hooks/{hook_id}/delete", allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (303, "/messenger/hooks?deleted")
    after = await (await hana.get("/messenger/hooks?deleted")).text()
    assert "웹훅을 삭제했어요." in after
    assert "아직 만든 웹훅이 없어요." in after


async def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    hana: Client, room: str
) -> None:
    form = {"name": "이름" * 21, "room": room, "picture_url": "x"}
    status, page = await _post(hana, "/hooks", form)
    assert status == 422
    assert 'id="name-fault">이름은 40자까지 쓸 수 있어요.' in page
    assert '<a href="#name">이름은 40자까지' in page
    assert 'id="picture_url-fault">사진 주소는' in page
    assert f'value="{form["name"]}"' in page
    assert f'<option value="{room}" selected>' in page
    status, page = await _post(hana, "/hooks", {"name": "", "room": ""})
    assert status == 422
    assert 'id="name-fault">이름을 한 줄로 써 주세요.' in page
    assert 'id="room-fault">채팅방을 골라 주세요.' in page


async def test_nobody_reaches_the_hooks_of_another(
    client: Client, small_home: Home, room: str
) -> None:
    owner = member_actor(await small_home.member(HANA), Surface.CHAT)
    made = await small_home.parts.hooks.create(owner, int(room), "하나의 봇", None)
    client.session.cookie_jar.update_cookies({SESSION_COOKIE: await small_home.sign_in(SUPER)})
    assert "하나의 봇" not in await _page(client)
    for hook_id in (made.hook.id, "hk_none"):
        for verb in ("reset", "delete"):
            assert (await _post(client, f"/hooks/{hook_id}/{verb}", {}))[0] == 404
    assert (await _post(client, "/hooks", {"name": "봇", "room": "1"}))[0] == 404
    assert await small_home.parts.hooks.admit(made.token) == made.hook


async def test_another_site_makes_no_hook(hana: Client, small_home: Home, room: str) -> None:
    response = await hana.post(
        "/messenger/hooks",
        data={"name": "봇", "room": room},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert response.status == 403
    owner = member_actor(await small_home.member(HANA), Surface.CHAT)
    assert await small_home.parts.hooks.of(owner) == []


async def test_who_is_not_signed_in_sees_and_makes_nothing(client: Client, room: str) -> None:
    await _page(client, 401)
    assert (await _post(client, "/hooks", {"name": "봇", "room": room}))[0] == 401
    assert (await client.get("/messenger/api/hooks")).status == 401


async def test_no_name_becomes_markup(hana: Client, room: str) -> None:
    form = {
        "name": ALERT,
        "room": room,
        "picture_url": "https://example.com/\"onerror='x'",
    }
    _, page = await _post(hana, "/hooks", form)
    token = _address(page).rpartition("/")[2]
    await hana.post(f"/messenger/bots/hook/{token}", json={"text": ALERT})
    shown = await (await hana.get(f"/messenger/rooms/{room}")).text()
    for text in (page, shown):
        assert ALERT not in text
        assert "onerror='" not in text
        assert "&lt;script&gt;" in text


async def _call(client: Client, verb: str, path: str = "", **more: Any) -> tuple[int, Any]:
    response = await client.request(verb, f"/messenger/api/hooks{path}", **more)
    return response.status, None if response.status == 204 else await response.json()


async def test_the_same_by_json(hana: Client, small_home: Home, room: str) -> None:
    body = {"name": "봇", "room": room, "picture_url": None}
    status, made = await _call(hana, "POST", json=body)
    assert status == 201
    url = made.pop("url")
    assert made == {
        "id": made["id"],
        "name": "봇",
        "picture_url": None,
        "room": {"id": room, "name": "배포방"},
        "state": "active",
        "created_at": "2026-11-22T11:00:00.000+09:00",
    }
    assert await _call(hana, "GET") == (200, [made])
    status, again = await _call(hana, "POST", f"/{made['id']}/reset")
    assert status == 200
    assert again["url"] != url
    await small_home.parts.rooms.kick(
        small_home.bot, int(room), [await small_home.number(HANA)]
    )
    _, (stopped,) = await _call(hana, "GET")
    assert (stopped["state"], stopped["room"]["name"]) == ("stopped", None)
    assert await _call(hana, "DELETE", f"/{made['id']}") == (204, None)
    assert await _call(hana, "GET") == (200, [])
    assert (await _call(hana, "DELETE", f"/{made['id']}"))[0] == 404


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"room": "1"}, "/name"),
        ({"room": "1", "name": 1}, "/name"),
        ({"name": "봇"}, "/room"),
        ({"name": "봇", "room": True}, "/room"),
        ({"name": "봇", "room": "1" * 19}, "/room"),
        ({"name": "봇", "room": "1", "picture_url": 1}, "/picture_url"),
    ],
)
async def test_a_wrong_body_is_a_problem(
    hana: Client, body: dict[str, Any], pointer: str
) -> None:
    status, problem = await _call(hana, "POST", json=body)
    assert (status, problem["errors"][0]["pointer"]) == (422, pointer)


async def test_a_narrow_token_may_look_but_not_make(
    client: Client, small_home: Home, room: str
) -> None:
    for scopes, status in ((["notices:read"], 403), (["notices:send"], 201)):
        token = await small_home.parts.sessions.new_token(
            machine_actor(), member_key=HANA, scopes=scopes
        )
        headers = {"Authorization": f"Bearer {token.secret}"}
        body = {"name": "봇", "room": room}
        assert (await _call(client, "POST", json=body, headers=headers))[0] == status
        assert (await _call(client, "GET", headers=headers))[0] == 200


def test_every_text_of_the_page_has_korean() -> None:
    texts = re.findall(
        r'_\("([^"]+)"\)', (ROOT / "templates/messenger/hooks.html").read_text("utf-8")
    )
    assert len(texts) > 10
    assert Words.load().missing(texts) == []
