from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.core.clock import HOUR
from tests.messenger.home import HANA, SENDER, SUPER, Home
from tests.messenger.secret_rig import SecretRig, open_secret_rig
from tests.messenger.web.chat.people import Chatter, open_chat

TIMES = {"auto_delete": "1h", "keep": "3d"}


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """Three people over HTTP, and the secret rooms behind it."""

    rig: SecretRig
    hana: Chatter
    bonaem: Chatter
    goun: Chatter

    async def open(self) -> str:
        """A secret room of 이하나 and 박보냄, with one message."""
        room = await self.hana.open(self.bonaem.id, kind="secret", **TIMES)
        await self.hana.say(room["id"], "비밀이에요")
        return str(room["id"])


@pytest.fixture
async def secrets(small_home: Home, tmp_path: Path) -> AsyncIterator[Secrets]:
    """Secret rooms, switched on, beside the ordinary ones."""
    async with open_secret_rig(small_home, tmp_path) as rig:
        parts = replace(
            small_home.parts, sides=[*small_home.parts.sides, rig.talk], hub=rig.ground.hub
        )
        async with open_chat(replace(small_home, parts=parts)) as sign_in:
            hana, bonaem, goun = [await sign_in(one) for one in (HANA, SENDER, SUPER)]
            yield Secrets(rig=rig, hana=hana, bonaem=bonaem, goun=goun)


async def test_secret_rooms_are_talked_in_by_the_same_calls(secrets: Secrets) -> None:
    room = await secrets.open()
    (listed,) = await secrets.bonaem.get("/rooms")
    assert (listed["kind"], listed["unread"], listed["usable"]) == ("secret", 1, True)
    assert (listed["auto_delete_seconds"], listed["keep_seconds"]) == (3_600, 259_200)
    (message,) = await secrets.bonaem.get(f"/rooms/{room}/messages")
    assert (message["text"], message["mine"]) == ("비밀이에요", False)
    assert message["expires_at"] == "2026-11-25T11:00:00.000+09:00"
    screen = await secrets.hana.screen()
    await secrets.bonaem.call("POST", f"/rooms/{room}/read", {"upto": 1}, status=204)
    event = await screen.next_of("read")
    assert event["unread"] == {"1": 0}
    assert event["expires"] == {"1": "2026-11-22T12:00:00.000+09:00"}


async def test_what_has_expired_is_told_as_gone_and_never_again(secrets: Secrets) -> None:
    room = await secrets.open()
    await secrets.bonaem.call("POST", f"/rooms/{room}/read", {"upto": 1}, status=204)
    secrets.rig.home.clock.move(HOUR)
    assert await secrets.hana.get(f"/rooms/{room}/messages") == []
    screen = await secrets.bonaem.screen()
    await screen.say(type="resume", rooms={room: 1})
    events = await screen.until_pong()
    assert [event["type"] for event in events] == ["rooms", "expired", "resumed"]
    assert events[1] == {"type": "expired", "room": room, "seqs": [1]}
    assert events[0]["rooms"][0]["last_message"] is None


async def test_a_secret_room_one_is_not_in_never_was(secrets: Secrets) -> None:
    room = await secrets.open()
    answers = []
    for which in (room, "10999999"):
        for path in ("", "/messages", "/messages/1/unread", "/files/fl_1"):
            answer = await secrets.goun.get(f"/rooms/{which}{path}", 404)
            answer.pop("request_id")
            answers.append(answer)
    assert all(answer == answers[0] for answer in answers)
    assert await secrets.goun.get("/rooms") == []


async def test_what_can_be_no_message_does_not_tell_which_rooms_there_are(
    secrets: Secrets,
) -> None:
    ordinary = (await secrets.hana.open(secrets.bonaem.id))["id"]
    rooms = (await secrets.open(), ordinary, "10999999")
    for method, path in (("DELETE", ""), ("GET", "/unread")):
        answers = []
        for room in rooms:
            where = f"/rooms/{room}/messages/x{path}"
            answer = await secrets.goun.call(method, where, status=404)
            answers.append(answer | {"request_id": ""})
        assert answers == [answers[0]] * 3


async def test_while_switched_off_rooms_stand_in_the_list_alone(secrets: Secrets) -> None:
    room = await secrets.open()
    await secrets.rig.switch(on=False)
    (listed,) = await secrets.bonaem.get("/rooms")
    assert (listed["usable"], listed["unread"], listed["last_message"]) == (False, 0, None)
    assert listed["unusable"]["code"] == "secret_rooms_disabled"
    for method, path, body in (
        ("GET", "", None),
        ("GET", "/messages", None),
        ("POST", "/messages", {"text": "하나"}),
        ("POST", "/read", {"upto": 1}),
        ("POST", "/invite", {"members": [secrets.goun.id]}),
        ("POST", "/leave", None),
    ):
        answer = await secrets.bonaem.call(method, f"/rooms/{room}{path}", body, status=403)
        assert answer["code"] == "secret_rooms_disabled"
    screen = await secrets.bonaem.screen()
    await screen.say(type="resume", rooms={room: 0})
    events = await screen.until_pong()
    assert [event["type"] for event in events] == ["rooms", "resumed"]


async def test_deleting_a_secret_room_takes_it_from_every_screen(secrets: Secrets) -> None:
    room = await secrets.open()
    screen = await secrets.bonaem.screen()
    answer = await secrets.bonaem.call("DELETE", f"/rooms/{room}", status=403)
    assert answer["code"] == "owner_required"
    await secrets.hana.call("DELETE", f"/rooms/{room}", status=204)
    assert await screen.next_of("room_deleted") == {"type": "room_deleted", "room": room}
    await secrets.bonaem.get(f"/rooms/{room}", 404)


async def test_lines_of_a_room_are_in_the_readers_language(secrets: Secrets) -> None:
    room = await secrets.open()
    await secrets.hana.call(
        "POST", f"/rooms/{room}/invite", {"members": [secrets.goun.id]}, status=204
    )
    for language, text in (("ko", "최고운님이 들어왔어요."), ("en", "최고운 joined.")):
        headers = {"Accept-Language": language}
        path = f"/rooms/{room}/messages?after=1"
        (line,) = await secrets.bonaem.call("GET", path, headers=headers)
        assert line["line"] == {"kind": "joined", "text": text}
        assert (line["text"], line["mine"], line["unread_by"]) == ("", False, 0)
