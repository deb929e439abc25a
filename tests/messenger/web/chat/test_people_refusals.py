import io

import pytest

from bot.workspace.model.actors import machine_actor
from tests.messenger.home import GONE, HANA, Home
from tests.messenger.web.chat.people import Chatter


async def test_a_room_one_is_not_in_answers_as_one_that_never_was(
    small_home: Home, hana: Chatter, bonaem: Chatter, goun: Chatter
) -> None:
    room = (await hana.open(bonaem.id))["id"]
    await hana.say(room, "비밀")
    answers = []
    for which in (room, "10999999", "x", "9" * 18):
        told = []
        for method, path, body in (
            ("GET", "", None),
            ("DELETE", "", None),
            ("GET", "/messages", None),
            ("POST", "/messages", {"text": "하나"}),
            ("DELETE", "/messages/1", None),
            ("GET", "/messages/1/unread", None),
            ("POST", "/read", {"upto": 1}),
            ("POST", "/invite", {"members": [goun.id]}),
            ("POST", "/kick", {"members": [hana.id]}),
            ("POST", "/owner", {"member": goun.id}),
            ("POST", "/leave", None),
            ("PATCH", "/settings", {"name": "하나"}),
            ("POST", "/attachments", None),
            ("GET", "/files/1", None),
        ):
            answer = await goun.call(method, f"/rooms/{which}{path}", body, status=404)
            answer.pop("request_id")
            told.append(answer)
        answers.append(told)
    assert all(told == answers[0] for told in answers)
    assert {answer["code"] for answer in answers[0]} == {"not_found"}


async def test_who_is_not_active_is_not_let_in(
    small_home: Home, hana: Chatter, bonaem: Chatter
) -> None:
    gone = (await small_home.member(GONE)).id
    room = (await hana.open(bonaem.id))["id"]
    for path, body in (
        ("/rooms", {"kind": "group", "members": [gone]}),
        ("/rooms", {"kind": "dm", "members": [gone]}),
        ("/rooms", {"kind": "dm", "members": ["mb_nobody"]}),
        (f"/rooms/{room}/invite", {"members": [gone]}),
        (f"/rooms/{room}/owner", {"member": gone}),
    ):
        assert (await hana.call("POST", path, body, status=404))["code"] == "member_not_found"


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("/rooms", {"kind": "robot", "members": []}, "/kind"),
        ("/rooms", {"kind": "bot", "members": []}, "/bot"),
        ("/rooms", {"kind": "bot", "bot": 1}, "/bot"),
        ("/rooms", {"members": []}, "/kind"),
        ("/rooms", {"kind": "group", "members": "x"}, "/members"),
        ("/rooms", {"kind": "group", "members": [1]}, "/members"),
        ("/rooms", {"kind": "group"}, "/members"),
        ("/rooms/{room}/messages", {}, "/text"),
        ("/rooms/{room}/messages", {"text": "  \n"}, "/text"),
        ("/rooms/{room}/messages", {"text": 1}, "/text"),
        ("/rooms/{room}/messages", {"text": "a\x00"}, "/text"),
        ("/rooms/{room}/messages", {"text": "가" * 10_001}, "/text"),
        ("/rooms/{room}/messages", {"text": "가", "reply_to": "1"}, "/reply_to"),
        ("/rooms/{room}/messages", {"attachments": ["x"]}, "/attachments"),
        ("/rooms/{room}/messages", {"attachments": ["5"]}, "/attachments"),
        ("/rooms/{room}/read", {"upto": True}, "/upto"),
        ("/rooms/{room}/invite", {"members": []}, "/members"),
        ("/rooms/{room}/owner", {}, "/member"),
    ],
)
async def test_what_is_wrong_is_pointed_at(
    hana: Chatter, bonaem: Chatter, path: str, body: object, pointer: str
) -> None:
    room = (await hana.open(bonaem.id))["id"]
    answer = await hana.call("POST", path.format(room=room), body, status=422)
    assert [error["pointer"] for error in answer["errors"]] == [pointer]


async def test_only_json_up_to_a_size_is_read(hana: Chatter, bonaem: Chatter) -> None:
    room = (await hana.open(bonaem.id))["id"]
    path = f"/rooms/{room}/messages"
    answer = await hana.call("POST", path, data="text=1", status=422)
    assert answer["code"] == "invalid_content_type"
    large = io.BytesIO(b'{"text": "' + b"a" * (1 << 20) + b'"}')
    answer = await hana.call(
        "POST", path, data=large, headers={"Content-Type": "application/json"}, status=413
    )
    assert answer["code"] == "too_large"
    answer = await hana.call("PATCH", f"/rooms/{room}/settings", {}, status=422)
    assert answer["code"] == "nothing_to_change"


async def test_a_token_writes_only_with_the_right_to_send(
    small_home: Home, hana: Chatter, bonaem: Chatter
) -> None:
    room = (await hana.open(bonaem.id))["id"]
    for scope, status in (("notices:send", 201), ("notices:read", 403)):
        made = await small_home.parts.sessions.new_token(
            machine_actor(), member_key=HANA, scopes=[scope]
        )
        hana.headers = {"Authorization": f"Bearer {made.secret}"}
        path = f"/rooms/{room}/messages"
        await hana.call("POST", path, {"text": "하나"}, status=status)
        assert len(await hana.get(path)) == 1
    for path in (f"/rooms/{room}/messages/1/actions/0", "/modals/md_1/submit"):
        await hana.call("POST", path, {}, status=403)


async def test_secret_rooms_are_refused_where_there_is_no_side_for_them(
    hana: Chatter, bonaem: Chatter
) -> None:
    body = {"kind": "secret", "members": [bonaem.id], "auto_delete": "1h", "keep": "3d"}
    answer = await hana.call("POST", "/rooms", body, status=403)
    assert answer["code"] == "secret_rooms_disabled"
