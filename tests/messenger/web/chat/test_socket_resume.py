from typing import Any

from bot.messenger.web.chat.missed import MISSED_MAX
from bot.workspace.model.actors import machine_actor
from tests.messenger.home import SENDER, Home
from tests.messenger.web.chat.people import Chatter, OpenScreen


async def _resumed(screen: OpenScreen) -> list[Any]:
    events = []
    while (event := await screen.next())["type"] != "resumed":
        events.append(event)
    return events


async def test_of_many_missed_messages_the_newest_come(
    small_home: Home, hana: Chatter, bonaem: Chatter
) -> None:
    group = await small_home.parts.rooms.open_group(
        small_home.bot, [hana.number, bonaem.number], "공지"
    )
    for number in range(MISSED_MAX + 2):
        await small_home.parts.messages.send(small_home.bot, group.id, str(number + 1))
    screen = await hana.screen()
    await screen.say(type="resume", rooms={str(group.id): 1})
    told = [one for one in await _resumed(screen) if one["type"] == "message"]
    numbers = [one["message"]["seq"] for one in told]
    assert numbers == list(range(3, MISSED_MAX + 3))


async def test_nothing_new_is_told_in_between_what_was_missed(
    hana: Chatter, bonaem: Chatter
) -> None:
    room = (await hana.open(bonaem.id))["id"]
    for text in "가나다":
        await hana.say(room, text)
    screen = await bonaem.screen()
    await screen.say(type="resume", rooms={room: 0})
    await hana.say(room, "라")
    events = await _resumed(screen)
    while events.pop(0)["type"] != "rooms":
        continue
    texts = [one["message"]["text"] for one in events]
    assert texts in (["가", "나", "다"], ["가", "나", "다", "라"])


async def test_a_late_joiner_resumes_from_their_joining_on(
    hana: Chatter, bonaem: Chatter, goun: Chatter
) -> None:
    room = (await hana.open(bonaem.id))["id"]
    await hana.say(room, "먼저")
    await hana.call("POST", f"/rooms/{room}/invite", {"members": [goun.id]}, status=204)
    await hana.say(room, "나중")
    screen = await goun.screen()
    await screen.say(type="resume", rooms={room: 0})
    listed, missed = await _resumed(screen)
    assert listed["type"] == "rooms"
    assert missed["message"]["text"] == "나중"


async def test_a_token_that_only_looks_reads_nothing_for_its_member(
    small_home: Home, hana: Chatter, bonaem: Chatter
) -> None:
    room = (await hana.open(bonaem.id))["id"]
    await hana.say(room, "하나")
    made = await small_home.parts.sessions.new_token(
        machine_actor(), member_key=SENDER, scopes=["notices:read"]
    )
    bonaem.headers = {"Authorization": f"Bearer {made.secret}"}
    screen = await bonaem.screen()
    await screen.say(type="read", room=room, upto=1)
    assert await screen.until_pong() == []
    assert (await bonaem.get(f"/rooms/{room}"))["unread"] == 1
