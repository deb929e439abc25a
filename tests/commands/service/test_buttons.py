"""Buttons and modals: all that Kakao Work has, called as it calls."""

import json

from bot.commands.model.commands import Asked, Verb, Word
from bot.kakaowork.modal import View, check_view
from bot.workspace.model.actors import machine_actor
from tests.builders import email
from tests.commands.service.conftest import Room


async def test_a_button_asks_for_what_was_signed_and_is_answered_in_ones_own_room(
    room: Room,
) -> None:
    await room.press("hana", ["cmd", "confirm", "N-42", "7F3K"])
    (asked,) = room.desk.asked
    assert asked == ("이하나", Asked(verb=Verb.CONFIRM, subject="N-42", text="7F3K"))
    number = (await room.space.member("hana")).platform_id
    (sent,) = room.messenger.sent
    assert str(sent["conversation_id"]) == str(number + 1000)


async def test_two_presses_at_once_are_two_asks_and_one_told_again_is_one(room: Room) -> None:
    body = await room.call("hana", ["cmd", "me", "", ""])
    await room.callbacks.take(room.key, body)
    await room.callbacks.take(room.key, body)
    await room.callbacks.take(room.key, await room.call("hana", ["cmd", "me", "", ""]))
    await room.callbacks.work()
    assert len(room.desk.asked) == 2


async def test_a_button_of_an_unknown_command_is_refused(room: Room) -> None:
    await room.press("hana", ["cmd", "explode", "", ""])
    await room.press("hana", ["cmd", "me"])
    assert room.desk.asked == []
    assert await room.states() == [("refused", "unknown_button")] * 2


async def _view(room: Room, who: str, parts: list[str]) -> View:
    body = await room.call(who, parts, type="request_modal")
    return await room.callbacks.modal(room.key, body)


async def test_a_new_notice_is_written_in_a_modal(room: Room) -> None:
    view = await _view(room, "hana", ["form", "new", ""])
    assert check_view(view) == []
    answers = {"title": "안내", "body": "내일", "to": "인사팀, a@b.kr", "acknowledge": "yes"}
    await room.press(
        "hana", ["form", "new", ""], type="submission", action_name=None, actions=answers
    )
    words = {Word.TITLE: ("안내",), Word.TO: ("인사팀", "a@b.kr"), Word.ACKNOWLEDGE: ("yes",)}
    assert room.desk.asked == [("이하나", Asked(verb=Verb.NEW, words=words, text="내일"))]


async def test_a_notice_is_picked_and_scheduled_in_a_modal(room: Room) -> None:
    notice = await room.space.notice("hana")
    view = await _view(room, "hana", ["form", "pick", ""])
    assert check_view(view) == []
    assert notice.label in json.dumps([str(block) for block in view.blocks])
    given = {"notice": notice.label, "verb": "schedule", "line": "내일 오전 9시"}
    form = {"type": "submission", "action_name": None}
    await room.press("hana", ["form", "pick", ""], actions=given, **form)
    asked = Asked(verb=Verb.SCHEDULE, subject=notice.label, text="내일 오전 9시")
    assert room.desk.asked == [("이하나", asked)]
    await room.press("hana", ["form", "pick", ""], actions={**given, "line": ""}, **form)
    assert len(room.desk.asked) == 1
    assert "언제" in room.messenger.texts()[-1]


async def test_who_has_no_right_sees_why_instead_of_a_form(room: Room) -> None:
    view = await _view(room, "mina", ["form", "new", ""])
    assert "권한이 없어요" in str(view.blocks[0])


async def test_a_modals_value_pressed_as_a_button_does_nothing(room: Room) -> None:
    await room.press("hana", ["form", "new", ""])
    assert room.desk.asked == []
    assert await room.states() == [("refused", "no_submission")]


async def test_the_menu_is_sent_once_to_each_with_the_right(room: Room) -> None:
    assert await room.side.menus.send_missing() == 0
    room.messenger.takes_messages = False
    assert await room.side.menus.send_missing() == 2
    assert await room.side.menus.send_missing() == 0
    await room.space.members.set_active(machine_actor(), email("hana"), active=False)
    assert await room.side.menus.send_missing() == 0
    assert len(room.messenger.sent) == 2
