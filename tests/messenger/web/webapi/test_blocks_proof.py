"""The running messenger takes, keeps and shows any blocks that a careful client writes."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, event, given, settings

from bot.core.errors import Invalid
from bot.kakaowork.blocks import Block
from bot.kakaowork.parsing import parse_blocks
from bot.kakaowork.writing import blocks_json, message_body
from bot.workspace.model.sessions import SESSION_COOKIE
from tests.kakaowork import strategies, wild
from tests.kakaowork.shown import Page, addresses_of, words_of
from tests.messenger.home import HANA, Home
from tests.messenger.web.conftest import Caller, Client

# One messenger takes the messages of all examples.
in_one_room = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
async def room(client: Client, small_home: Home) -> int:
    """The room of the bot and 이하나, who is signed in."""
    client.session.cookie_jar.update_cookies({SESSION_COOKIE: await small_home.sign_in(HANA)})
    number = await small_home.number(HANA)
    return (await small_home.parts.rooms.open_direct(small_home.bot, number)).id


async def _last(home: Home, room: int) -> int:
    return (await home.parts.rooms.get_of_person(await home.number(HANA), room)).last_seq


async def _shown(client: Client, room: int, seq: int) -> tuple[dict[str, Any], str]:
    """The newest message as the JSON API and as the page tell it."""
    after = f"rooms/{room}/messages?after={seq - 1}"
    (told,) = await (await client.get(f"/messenger/api/{after}")).json()
    page = await client.get(f"/messenger/fragments/rooms/{room}?after={seq - 1}")
    html = await page.text()
    start = html.index('<div class="bk-card">')
    return told, html[start : html.rindex('<p class="m-meta">')].rstrip()


@in_one_room
@given(blocks=strategies.messages.filter(bool))
async def test_what_is_sent_is_stored_and_shown_word_for_word(
    api: Caller, small_home: Home, room: int, blocks: tuple[Block, ...]
) -> None:
    body = message_body(str(room), "안내", blocks)
    status, reply = await api.post("messages.send", msgspec.json.decode(body))
    assert status == 200
    written = blocks_json(blocks)
    assert reply["message"]["blocks"] == written
    told, card = await _shown(api.client, room, await _last(small_home, room))
    assert told["blocks"] == written
    assert parse_blocks(told["blocks"]) == blocks
    page = Page(card)
    assert page.words == words_of(written)
    assert page.addresses == addresses_of(written)


def _first_problem(value: object) -> str | None:
    try:
        parse_blocks(value)
    except Invalid as error:
        return error.problems[0].pointer
    return None


@in_one_room
@given(blocks=wild.messages.filter(bool))
async def test_what_breaks_a_rule_is_refused_at_its_place_and_not_stored(
    api: Caller, small_home: Home, room: int, blocks: tuple[Block, ...]
) -> None:
    # Escaped, so that even half a surrogate pair gets out of the client.
    raw = json.dumps({"conversation_id": room, "text": "안내", "blocks": blocks_json(blocks)})
    before = await _last(small_home, room)
    status, reply = await api.post_raw("messages.send", raw.encode(), "application/json")
    stored = await _last(small_home, room) - before
    event(f"answered {status}")
    if status == 200:
        assert _first_problem(reply["message"]["blocks"]) is None
        assert stored == 1
        return
    assert (status, stored) == (400, 0)
    code, message = reply["error"]["code"], reply["error"]["message"]
    if code == "invalid_representation":
        assert "\\ud" in raw.lower()
        return
    assert code == "invalid_blocks"
    pointer = _first_problem(json.loads(raw)["blocks"])
    assert pointer is not None
    assert pointer in message
