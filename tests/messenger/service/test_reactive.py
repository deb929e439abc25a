"""A press really reaches the bot, as documented, and its answer comes back."""

import json

import pytest

from bot.core.errors import Invalid, NotFound, WrongState
from bot.kakaowork.blocks import Device
from bot.kakaowork.incoming import CallKind, read_call
from bot.messenger.model.reactive import MODAL_LIFE, BotFailed, Modal, PageOpens, Pressed, Taken
from tests.messenger import bot_server as server
from tests.messenger.bot_server import APPROVE, EITHER, OPEN, REJECT, START
from tests.messenger.home import SUPER
from tests.messenger.service.scene import Scene
from tests.refusals import refused


async def test_a_submitted_action_reaches_the_callback_url_as_documented(scene: Scene) -> None:
    scene.bot.reply = b"whatever"
    assert await scene.press(APPROVE) == Taken()
    ((path, body),) = scene.bot.calls
    text = body["message"].pop("text")
    assert path == "/callback"
    assert body == {
        "type": "submit_action",
        "action_time": "2026-11-22T02:00:00.000Z",
        "message": {
            "id": str(scene.message_id),
            "user_id": scene.home.bot.id,
            "conversation_id": scene.room_id,
            "send_time": 1_795_312_800,
            "update_time": 1_795_312_800,
            "blocks": server.BLOCKS,
        },
        "react_user_id": scene.hana,
        "action_name": "ok",
        "value": "doc=1",
    }
    assert text
    assert server.TEXT not in json.dumps(body, ensure_ascii=False) + text
    assert await scene.outcomes() == [("submit_action", "taken")]


async def test_a_modal_comes_from_the_request_url_and_goes_to_the_callback_url(
    scene: Scene,
) -> None:
    modal = await scene.open_modal()
    assert [path for path, _ in scene.bot.calls] == ["/request"]
    assert (scene.bot.last["type"], scene.bot.last["value"]) == ("request_modal", "reject:1")
    assert modal.view.title == "사유"
    assert await scene.home.parts.reactive.modal(scene.hana, modal.id) == modal

    await scene.submit(modal.id, {"reason": "늦어서"})
    assert [path for path, _ in scene.bot.calls] == ["/request", "/callback"]
    call = read_call(json.dumps(scene.bot.last).encode())
    assert call.kind is CallKind.SUBMISSION
    assert call.answers == {"reason": "늦어서", "again": ""}
    assert (call.value, call.person) == ("reject:1", str(scene.hana))
    assert await scene.outcomes() == [("request_modal", "taken"), ("submission", "taken")]


async def test_every_call_arrives_signed_for_its_bot_and_no_other(scene: Scene) -> None:
    modal = await scene.open_modal()
    await scene.submit(modal.id, {"reason": "늦어서"})
    await scene.press(APPROVE)
    now, received = scene.home.clock.now(), scene.bot.received
    _, other_key = await scene.home.another_bot()
    assert [one.signed_for(scene.home.app_key, now) for one in received] == [True] * 3
    assert [one.signed_for(other_key, now) for one in received] == [False] * 3
    assert len({one.headers["webhook-id"] for one in received}) == 3


async def test_a_modal_that_was_taken_cannot_be_sent_again(scene: Scene) -> None:
    modal = await scene.open_modal()
    await scene.submit(modal.id, {"reason": "하나"})
    with refused(
        WrongState,
        "modal_sent",
        ko="이미 보낸 창이에요. 다시 보내려면 버튼을 다시 눌러 주세요.",
        en="This form was sent already. To send another, press the button again.",
    ):
        await scene.submit(modal.id, {"reason": "둘"})
    assert len(scene.bot.calls) == 2


async def test_a_modal_that_failed_can_be_sent_again(scene: Scene) -> None:
    modal = await scene.open_modal()
    scene.bot.status = 500
    with pytest.raises(BotFailed):
        await scene.submit(modal.id, {"reason": "하나"})
    scene.bot.status = 200
    await scene.submit(modal.id, {"reason": "하나"})
    assert [outcome for _, outcome in await scene.outcomes()] == ["taken", "refused", "taken"]


async def test_a_modal_ends_after_an_hour(scene: Scene) -> None:
    modal = await scene.open_modal()
    scene.home.clock.move(MODAL_LIFE)
    with refused(
        WrongState,
        "modal_expired",
        ko="연 지 한 시간이 지난 창이라 보낼 수 없어요. 버튼을 다시 눌러 주세요.",
        en="This form was opened over an hour ago and can't be sent. Press the button again.",
    ):
        await scene.submit(modal.id, {"reason": "늦어서"})


async def test_a_modal_that_is_not_ones_own_is_like_none(scene: Scene) -> None:
    modal = await scene.open_modal()
    other = await scene.home.number(SUPER)
    for modal_id, who in ((modal.id, other), ("md_none", scene.hana)):
        with refused(
            NotFound,
            "modal_not_found",
            ko="이 창을 찾을 수 없어요. 버튼을 다시 눌러 주세요.",
            en="There is no such form. Press the button again.",
        ):
            await scene.submit(modal_id, {"reason": "x"}, who=who)
    assert len(scene.bot.calls) == 1


async def test_who_left_the_room_can_neither_press_nor_send(scene: Scene) -> None:
    home = scene.home
    room = await home.parts.rooms.open_group(home.bot, [scene.hana], "모임")
    message = await home.parts.messages.send(home.bot, room.id, "글", json.dumps(server.BLOCKS))
    press = home.parts.reactive.press
    modal = await press(scene.hana, room.id, message.seq, REJECT, Device.PC)
    assert isinstance(modal, Modal)
    await home.parts.rooms.kick(home.bot, room.id, [scene.hana])
    with pytest.raises(NotFound):
        await press(scene.hana, room.id, message.seq, APPROVE, Device.PC)
    with pytest.raises(NotFound) as caught:
        await scene.submit(modal.id, {"reason": "x"})
    assert caught.value.word == "modal_not_found"
    assert len(scene.bot.calls) == 1


async def test_messages_from_before_one_came_have_no_buttons(scene: Scene) -> None:
    home = scene.home
    room = await home.parts.rooms.open_group(home.bot, [scene.hana], "모임")
    await home.parts.messages.send(home.bot, room.id, "글", json.dumps(server.BLOCKS))
    late = await home.number(SUPER)
    await home.parts.rooms.invite(home.bot, room.id, [late])
    with pytest.raises(NotFound):
        await home.parts.reactive.press(late, room.id, 1, APPROVE, Device.PC)


async def test_answers_are_checked_before_the_bot_hears_of_them(scene: Scene) -> None:
    modal = await scene.open_modal()
    with pytest.raises(Invalid) as caught:
        await scene.submit(modal.id, {"again": "never"})
    assert [p.pointer for p in caught.value.problems] == ["/actions/reason", "/actions/again"]
    assert len(scene.bot.calls) == 1


@pytest.mark.parametrize(
    ("device", "expected"),
    [
        (Device.PC, PageOpens(url="https://example.com/doc")),
        (Device.WINDOWS, PageOpens(url="https://example.com/doc")),
        (Device.ANDROID, Taken()),
    ],
)
async def test_an_exclusive_action_is_the_devices(
    scene: Scene, device: Device, expected: Pressed
) -> None:
    assert await scene.press(EITHER, device) == expected


async def test_the_system_wins_over_its_family(scene: Scene) -> None:
    assert isinstance(await scene.press(EITHER, Device.IOS), Modal)


async def test_a_button_for_a_page_calls_nobody(scene: Scene) -> None:
    assert await scene.press(OPEN) == PageOpens(url="https://example.com/doc")
    with refused(
        WrongState,
        "opens_an_app",
        ko="앱을 여는 버튼이라 웹에서는 열 수 없어요. 카카오워크 앱에서 눌러 주세요.",
        en="This button opens an app, which the web can't do. Press it in the Kakao Work app.",
    ):
        await scene.press(START)
    assert scene.bot.calls == []


@pytest.mark.parametrize(("seq", "index"), [(0, 0), (1, 0), (2, 5), (2, -1), (9, 0)])
async def test_what_is_no_button_is_not_found(scene: Scene, seq: int, index: int) -> None:
    reactive = scene.home.parts.reactive
    with pytest.raises(NotFound) as caught:
        await reactive.press(scene.hana, scene.room_id, seq, index, Device.PC)
    assert caught.value.word == "button_not_found"
