"""Presses and modals over HTTP."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.core.words import Words
from bot.messenger.model.reactive import PRESSES_PER_MINUTE
from bot.workspace.model.actors import machine_actor
from bot.workspace.model.sessions import LANGUAGE_COOKIE, SESSION_COOKIE
from tests.messenger import bot_server as server
from tests.messenger.bot_server import APPROVE, EITHER, OPEN, REJECT, BotServer
from tests.messenger.home import HANA, ROOT, SUPER, Home
from tests.messenger.web.conftest import Client

API = "/messenger/api"


@dataclass(frozen=True, kw_only=True)
class Chat:
    """Hana's browser, and a room with a message that has buttons."""

    client: Client
    home: Home
    bot: BotServer
    room_id: int

    async def post(
        self, path: str, body: object = None, status: int = 200, **headers: str
    ) -> Any:
        """Call the JSON API; the body of an answer that must have this status."""
        response = await self.client.post(f"{API}{path}", json=body, headers=headers)
        assert response.status == status
        return await response.json()

    async def press(self, index: object, body: object = None, status: int = 200) -> Any:
        """Press a button of the message."""
        path = f"/rooms/{self.room_id}/messages/1/actions/{index}"
        return await self.post(path, body if body is not None else {}, status)

    async def become(self, email: str, language: str = "ko") -> None:
        """Let somebody else sit down at the browser."""
        self.client.session.cookie_jar.update_cookies(
            {SESSION_COOKIE: await self.home.sign_in(email), LANGUAGE_COOKIE: language}
        )


@pytest.fixture
async def chat(client: Client, small_home: Home) -> AsyncIterator[Chat]:
    async with server.bot_server() as bot:
        home = small_home
        await bot.connect(home.parts.bots, home.bot.id)
        room = await home.parts.rooms.open_direct(home.bot, await home.number(HANA))
        await home.parts.messages.send(home.bot, room.id, "글", json.dumps(server.BLOCKS))
        made = Chat(client=client, home=home, bot=bot, room_id=room.id)
        await made.become(HANA)
        yield made


async def test_a_press_is_taken_by_the_bot(chat: Chat) -> None:
    assert await chat.press(APPROVE) == {"type": "taken"}
    assert [path for path, _ in chat.bot.calls] == ["/callback"]


async def test_the_pressed_button_is_marked_for_who_pressed_it(chat: Chat) -> None:
    path = f"/messenger/rooms/{chat.room_id}"
    fragment = f"/messenger/fragments/rooms/{chat.room_id}?after=0"
    messages = f"{API}/rooms/{chat.room_id}/messages"
    assert "aria-pressed" not in await (await chat.client.get(path)).text()
    (before,) = await (await chat.client.get(messages)).json()
    assert (before["pressed"], before["edition"]) == (None, 0)
    await chat.press(APPROVE, {"edition": 0})
    for shown in (path, fragment):
        html = await (await chat.client.get(shown)).text()
        assert html.count("aria-pressed") == 1
        assert f'data-action-index="{APPROVE}" aria-pressed="true"' in html
    (after,) = await (await chat.client.get(messages)).json()
    assert after == {**before, "pressed": APPROVE, "unread_by": 0}


async def test_a_press_of_an_edition_that_is_over_is_refused(chat: Chat) -> None:
    assert (await chat.press(APPROVE, {"edition": 1}, 404))["code"] == "button_not_found"
    for wrong in ("0", True, 0.5):
        problem = await chat.press(APPROVE, {"edition": wrong}, 422)
        assert problem["errors"][0]["pointer"] == "/edition"
    assert chat.bot.calls == []


async def test_a_press_needs_no_body(chat: Chat) -> None:
    path = f"{API}/rooms/{chat.room_id}/messages/1/actions/{APPROVE}"
    assert (await chat.client.post(path)).status == 200


async def test_the_device_chooses_among_exclusive_actions(chat: Chat) -> None:
    page = {"type": "page", "url": "https://example.com/doc"}
    assert await chat.press(OPEN) == page
    assert await chat.press(EITHER, {"device": "windows"}) == page
    assert await chat.press(EITHER, {"device": "android"}) == {"type": "taken"}
    for wrong in ("phone", 1, ["pc"]):
        problem = await chat.press(EITHER, {"device": wrong}, 422)
        assert problem["errors"][0]["pointer"] == "/device"


async def test_a_modal_is_told_shown_and_sent(chat: Chat) -> None:
    told = await chat.press(REJECT)
    assert (told["type"], told["expires_at"]) == ("modal", "2026-11-22T12:00:00.000+09:00")
    assert told["view"] == server.VIEW
    page = await chat.client.get(f"/messenger/fragments/modals/{told['id']}")
    html = await page.text()
    assert (page.status, page.content_type) == (200, "text/html")
    assert "왜 반려하나요? <span" in html
    assert "(필수)" in html

    path = f"/modals/{told['id']}/submit"
    problem = await chat.post(path, {"actions": {"reason": ""}}, 422)
    (error,) = problem["errors"]
    assert (error["pointer"], error["code"]) == ("/actions/reason", "required")
    assert await chat.post(path, {"actions": {"reason": "늦어서"}}) == {"type": "taken"}
    assert chat.bot.last["actions"] == {"reason": "늦어서", "again": ""}
    assert (await chat.post(path, {"actions": {}}, 409))["code"] == "modal_sent"
    gone = await chat.client.get(f"/messenger/fragments/modals/{told['id']}")
    assert gone.status == 409


async def test_a_modal_is_shown_in_english_too(chat: Chat) -> None:
    told = await chat.press(REJECT)
    await chat.become(HANA, "en")
    page = await chat.client.get(f"/messenger/fragments/modals/{told['id']}")
    html = await page.text()
    assert "(required)" in html
    assert "Choose one" in html


async def test_nothing_that_a_bot_says_becomes_markup(chat: Chat) -> None:
    evil = '"><script>alert(1)</script>'
    view = {**server.VIEW, "title": evil, "accept": evil, "decline": evil}
    view["blocks"] = [
        {"type": "label", "text": evil, "markdown": True},
        {"type": "input", "name": evil, "placeholder": evil},
        {"type": "select", "name": "s", "options": [{"text": evil, "value": evil}]},
    ]
    chat.bot.reply = json.dumps({"view": view}).encode()
    told = await chat.press(REJECT)
    response = await chat.client.get(f"/messenger/fragments/modals/{told['id']}")
    html = await response.text()
    assert "<script>" not in html
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("tail", ["messages/1/actions/0", "messages/x/actions/0"])
async def test_a_foreign_room_answers_like_none(chat: Chat, tail: str) -> None:
    await chat.become(SUPER)
    answers = set()
    for room in (str(chat.room_id), "1", "9" * 30, "x"):
        for body in (b"", b"{broken"):
            response = await chat.client.post(f"{API}/rooms/{room}/{tail}", data=body)
            told = re.sub(r'"rq_\w+"', "", await response.text())
            answers.add((response.status, response.content_type, told))
    assert len(answers) == 1
    assert answers.pop()[0] == 404
    assert chat.bot.calls == []


async def test_somebody_elses_modal_answers_like_none(chat: Chat) -> None:
    told = await chat.press(REJECT)
    await chat.become(SUPER)
    answers = set()
    for modal in (told["id"], "md_none"):
        for body in (b'{"actions":{"reason":"x"}}', b"{broken"):
            response = await chat.client.post(f"{API}/modals/{modal}/submit", data=body)
            answers.add((response.status, re.sub(r'"rq_\w+"', "", await response.text())))
        page = await chat.client.get(f"/messenger/fragments/modals/{modal}")
        assert page.status == 404
    assert len(answers) == 1
    assert answers.pop()[0] == 404


@pytest.mark.parametrize("index", ["5", "x", "-1", "9" * 30])
async def test_what_is_no_button_is_not_found(chat: Chat, index: str) -> None:
    assert (await chat.press(index, status=404))["code"] == "button_not_found"


async def test_a_bot_that_fails_is_a_problem_in_the_readers_language(chat: Chat) -> None:
    chat.bot.status = 500
    for language, words in (("ko", "받지 않았어요(상태 500)"), ("en", "(status 500)")):
        await chat.become(HANA, language)
        problem = await chat.press(APPROVE, status=502)
        assert problem["code"] == "bot_refused"
        assert words in problem["detail"]
        assert chat.bot.url not in json.dumps(problem)


async def test_who_presses_too_often_is_told_when_to_go_on(chat: Chat) -> None:
    for _ in range(PRESSES_PER_MINUTE):
        await chat.press(APPROVE)
    path = f"{API}/rooms/{chat.room_id}/messages/1/actions/{APPROVE}"
    response = await chat.client.post(path, json={})
    assert (response.status, response.headers["Retry-After"]) == (429, "60")
    assert (await response.json())["code"] == "too_many_presses"


async def test_bodies_that_are_no_json_object_are_refused(chat: Chat) -> None:
    path = f"{API}/rooms/{chat.room_id}/messages/1/actions/{APPROVE}"
    form = await chat.client.post(path, data={"device": "pc"})
    assert (form.status, (await form.json())["code"]) == (422, "invalid_content_type")
    for body in (b"[]", b"{"):
        headers = {"Content-Type": "application/json"}
        response = await chat.client.post(path, data=body, headers=headers)
        assert (await response.json())["code"] == "invalid_representation"
    assert chat.bot.calls == []


async def test_another_site_presses_nothing(chat: Chat) -> None:
    path = f"/rooms/{chat.room_id}/messages/1/actions/{APPROVE}"
    problem = await chat.post(path, {}, 403, **{"Sec-Fetch-Site": "cross-site"})
    assert problem["code"] == "cross_site"
    assert chat.bot.calls == []


async def test_nobody_presses_nothing_and_a_token_does(client: Client, chat: Chat) -> None:
    client.session.cookie_jar.clear()
    assert (await chat.press(APPROVE, status=401))["code"] == "not_signed_in"
    assert (await chat.post("/modals/x/submit", {}, 401))["code"] == "not_signed_in"
    token = await chat.home.parts.sessions.new_token(machine_actor(), member_key=HANA)
    path = f"/rooms/{chat.room_id}/messages/1/actions/{APPROVE}"
    told = await chat.post(path, {}, Authorization=f"Bearer {token.secret}")
    assert told == {"type": "taken"}


async def test_the_room_brings_the_words_and_the_script(chat: Chat) -> None:
    page = await (await chat.client.get(f"/messenger/rooms/{chat.room_id}")).text()
    assert 'src="/static/messenger/actions.js"' in page
    assert 'data-taken="봇이 받았어요."' in page
    assert f'data-action-index="{REJECT}"' in page
    assert f'data-mobile-action-index="{EITHER}"' in page


def test_the_words_of_modals_have_korean() -> None:
    file = ROOT / "bot/messenger/web/chat/actions.py"
    texts = set(re.findall(r'say\(language, "([^"]+)"\)', file.read_text("utf-8")))
    assert len(texts) == 2
    assert Words.load().missing(texts) == []
