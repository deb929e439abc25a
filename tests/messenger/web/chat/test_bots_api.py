from collections.abc import Awaitable, Callable

import pytest

from bot.messenger.model.bots import Bot
from tests.messenger.home import SENDER, Home
from tests.messenger.web.chat.people import Chatter, OpenChat

URL = "http://127.0.0.1:1/callback"
Prepare = Callable[[Home], Awaitable[Bot]]


async def _listening(home: Home) -> Bot:
    home.profile_bots.add(home.bot.id)
    await home.parts.bots.set_addresses(home.bot.id, {"callback_url": URL})
    return home.bot


async def _deactivated(home: Home) -> Bot:
    bot = await _listening(home)
    await home.parts.bots.set_status(bot.id, active=False)
    return bot


async def _without_callback_url(home: Home) -> Bot:
    home.profile_bots.add(home.bot.id)
    return home.bot


async def _of_no_profile(home: Home) -> Bot:
    bot = await _listening(home)
    home.profile_bots.clear()
    return bot


async def test_somebody_opens_the_room_of_a_bot_that_never_wrote_and_writes_there(
    small_home: Home, hana: Chatter
) -> None:
    bot = await _listening(small_home)
    (told,) = await hana.get("/bots")
    assert told == {"id": str(bot.id), "name": bot.name, "description": bot.description}
    wanted = {"kind": "bot", "bot": told["id"]}
    room = await hana.call("POST", "/rooms", wanted, status=201)
    assert (room["kind"], room["name"], room["may_write"]) == ("bot", bot.name, True)
    assert [one["id"] for one in room["people"]] == [hana.id]
    assert await hana.get("/rooms") == []
    assert (await hana.call("POST", "/rooms", wanted, status=201))["id"] == room["id"]
    screen = await hana.screen()
    await hana.say(room["id"], "/공지 목록")
    assert (await screen.next_of("room"))["room"]["id"] == room["id"]
    assert [one["id"] for one in await hana.get("/rooms")] == [room["id"]]
    assert (await hana.call("POST", "/rooms", wanted, status=201))["last_seq"] == 1


async def test_a_room_with_a_bot_is_nobody_elses(
    small_home: Home, hana: Chatter, goun: Chatter
) -> None:
    bot = await _listening(small_home)
    wanted = {"kind": "bot", "bot": str(bot.id), "members": [goun.id]}
    room = (await hana.call("POST", "/rooms", wanted, status=201))["id"]
    await goun.get(f"/rooms/{room}", status=404)
    theirs = await goun.call("POST", "/rooms", wanted, status=201)
    assert theirs["id"] != room


@pytest.mark.parametrize(
    ("prepare", "status"),
    [(_deactivated, 409), (_without_callback_url, 409), (_of_no_profile, 404)],
)
async def test_no_room_is_opened_with_a_bot_that_takes_no_messages(
    small_home: Home, hana: Chatter, prepare: Prepare, status: int
) -> None:
    bot = await prepare(small_home)
    assert await hana.get("/bots") == []
    body = {"kind": "bot", "bot": str(bot.id)}
    refused = await hana.call("POST", "/rooms", body, status=status)
    assert refused["code"] == "bot_takes_no_messages"
    assert await small_home.database.fetch_value("SELECT count(*) FROM messenger_rooms") == 0


@pytest.mark.parametrize("which", ["0", "-1", "x", "", "9" * 18, "9" * 40, "٣"])
async def test_a_bot_that_is_not_there_is_answered_as_one_of_no_profile(
    small_home: Home, hana: Chatter, which: str
) -> None:
    bot = await _of_no_profile(small_home)
    answers = []
    for one in (which, str(bot.id), str(hana.number)):
        body = {"kind": "bot", "bot": one}
        answer = await hana.call("POST", "/rooms", body, status=404)
        answer.pop("request_id")
        answers.append(answer)
    assert all(answer == answers[0] for answer in answers)


async def test_who_is_not_signed_in_or_deactivated_opens_nothing(
    small_home: Home, sign_in: OpenChat, bonaem: Chatter
) -> None:
    bot = await _listening(small_home)
    nobody = await sign_in(SENDER)
    nobody.headers = {}
    await small_home.deactivate(SENDER)
    for one in (nobody, bonaem):
        await one.get("/bots", status=401)
        await one.call("POST", "/rooms", {"kind": "bot", "bot": str(bot.id)}, status=401)
    assert await small_home.database.fetch_value("SELECT count(*) FROM messenger_rooms") == 0
