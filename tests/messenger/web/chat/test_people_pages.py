from collections.abc import Awaitable, Callable

import pytest

from bot.workspace.model.sessions import LANGUAGE_COOKIE, SESSION_COOKIE
from tests.messenger.home import HANA, SENDER, SUPER, Home
from tests.messenger.web.chat.people import Chatter
from tests.messenger.web.conftest import Client

Page = Callable[..., Awaitable[str]]


@pytest.fixture
def page(client: Client, small_home: Home) -> Page:
    """Opens a page as a member."""

    async def opened(email: str, path: str, status: int = 200) -> str:
        client.session.cookie_jar.update_cookies(
            {SESSION_COOKIE: await small_home.sign_in(email), LANGUAGE_COOKIE: "ko"}
        )
        response = await client.get(f"/messenger{path}")
        assert response.status == status
        assert response.headers["Cache-Control"] == "no-store"
        return await response.text()

    return opened


async def test_a_room_of_people_starts_as_a_frame_without_its_messages(
    page: Page, hana: Chatter, bonaem: Chatter
) -> None:
    room = await hana.open(bonaem.id, name="점심 모임")
    await hana.say(room["id"], "여기서 만나요")
    shown = await page(SENDER, f"/rooms/{room['id']}")
    assert 'data-open="people"' in shown
    assert "<bdi data-room-name>점심 모임</bdi>" in shown
    assert 'data-max="10000"' in shown
    assert "m-bubble" not in shown


async def test_opening_the_page_of_a_room_of_people_reads_nothing(
    page: Page, hana: Chatter, bonaem: Chatter
) -> None:
    room = await hana.open(bonaem.id, kind="dm")
    await hana.say(room["id"], "읽었나요?")
    await page(SENDER, f"/rooms/{room['id']}")
    (told,) = await hana.get(f"/rooms/{room['id']}/messages")
    assert told["unread_by"] == 1
    assert "m-badge" in await page(SENDER, "/")


async def test_the_list_names_a_room_of_two_by_the_other(
    page: Page, hana: Chatter, bonaem: Chatter
) -> None:
    room = await hana.open(bonaem.id, kind="dm")
    await hana.say(room["id"], "안녕하세요")
    shown = await page(SENDER, "/")
    assert "<bdi>이하나</bdi>" in shown
    assert '<span class="m-room-preview">안녕하세요</span>' in shown


async def test_who_is_not_in_a_room_of_people_finds_none(
    page: Page, hana: Chatter, bonaem: Chatter
) -> None:
    room = await hana.open(bonaem.id, kind="dm")
    await hana.say(room["id"], "우리끼리")
    foreign = await page(SUPER, f"/rooms/{room['id']}", 404)
    assert foreign == await page(SUPER, "/rooms/77", 404)


async def test_the_group_of_a_bot_keeps_its_cards(page: Page, small_home: Home) -> None:
    numbers = [await small_home.number(email) for email in (HANA, SENDER)]
    room = await small_home.parts.rooms.open_group(small_home.bot, numbers, "공지방")
    await small_home.parts.messages.send(small_home.bot, room.id, "모두에게", None)
    shown = await page(HANA, f"/rooms/{room.id}")
    assert 'data-open="bot"' in shown
    assert '<p class="m-bubble">모두에게</p>' in shown


@pytest.mark.parametrize(("email", "there"), [(SUPER, True), (SENDER, False), (HANA, False)])
async def test_the_security_settings_are_offered_to_admins(
    page: Page, email: str, there: bool
) -> None:
    assert ('href="/security"' in await page(email, "/")) is there
