"""A press really reaches the bot, once, as documented, and its answer comes back."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.core.clock import MINUTE
from bot.core.errors import Invalid, NotFound, SpacecastError, WrongState
from bot.kakaowork.blocks import Device
from bot.kakaowork.reactive import SubmissionCall, parse_call
from bot.messenger.model.reactive import (
    MODAL_LIFE,
    PRESSES_PER_MINUTE,
    BotFailed,
    Modal,
    PageOpens,
    Pressed,
    Taken,
    TooManyPresses,
)
from tests.messenger import bot_server as server
from tests.messenger.bot_server import APPROVE, EITHER, OPEN, REJECT, START, BotServer
from tests.messenger.home import HANA, SUPER, Home
from tests.refusals import refused


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A message with buttons in the room of Hana and the bot, whose server runs."""

    home: Home
    bot: BotServer
    hana: int
    room_id: int
    message_id: int
    seq: int

    async def press(
        self, index: int, device: Device = Device.PC, *, who: int | None = None
    ) -> Pressed:
        """Press a button of the message, as Hana unless told otherwise."""
        reactive = self.home.parts.reactive
        return await reactive.press(who or self.hana, self.room_id, self.seq, index, device)

    async def open_modal(self) -> Modal:
        """Hana opens the modal."""
        modal = await self.press(REJECT)
        assert isinstance(modal, Modal)
        return modal

    async def submit(self, modal_id: str, given: object, *, who: int | None = None) -> None:
        """Send a modal, as Hana unless told otherwise."""
        await self.home.parts.reactive.submit(who or self.hana, modal_id, given)

    async def outcomes(self) -> list[tuple[str, str | None]]:
        """What is recorded of presses, oldest first."""
        rows = await self.home.database.fetch(
            "SELECT kind, outcome FROM messenger_presses ORDER BY id"
        )
        return [(row["kind"], row["outcome"]) for row in rows]


@pytest.fixture
async def scene(home: Home) -> AsyncIterator[Scene]:
    async with server.bot_server() as bot:
        await bot.connect(home.parts.bots, home.bot.id)
        hana = await home.number(HANA)
        room = await home.parts.rooms.open_direct(home.bot, hana)
        await home.parts.messages.send(home.bot, room.id, "먼저")
        message = await home.parts.messages.send(
            home.bot, room.id, server.TEXT, json.dumps(server.BLOCKS)
        )
        yield Scene(
            home=home,
            bot=bot,
            hana=hana,
            room_id=room.id,
            message_id=message.id,
            seq=message.seq,
        )


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
    call = parse_call(scene.bot.last)
    assert isinstance(call, SubmissionCall)
    assert call.actions == {"reason": "늦어서", "again": ""}
    assert (call.value, call.react_user_id) == ("reject:1", scene.hana)
    assert await scene.outcomes() == [("request_modal", "taken"), ("submission", "taken")]


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


async def test_a_second_press_while_the_first_is_under_way_is_harmless(scene: Scene) -> None:
    scene.bot.go.clear()
    first = asyncio.create_task(scene.press(APPROVE))
    await scene.bot.reached.wait()
    with refused(
        WrongState,
        "press_under_way",
        ko="이미 누른 버튼을 처리하고 있어요. 끝날 때까지 잠시만 기다려 주세요.",
        en="This press is still being handled. Wait a moment until it is done.",
    ):
        await scene.press(APPROVE)
    scene.bot.go.set()
    assert await first == Taken()
    assert len(scene.bot.calls) == 1
    assert await scene.press(APPROVE) == Taken()


async def test_a_press_lost_with_its_process_blocks_the_button_for_a_minute_only(
    scene: Scene,
) -> None:
    scene.bot.go.clear()
    lost = asyncio.create_task(scene.press(APPROVE))
    await scene.bot.reached.wait()
    lost.cancel()
    with pytest.raises(asyncio.CancelledError):
        await lost
    scene.bot.go.set()
    scene.home.clock.move(MINUTE)
    with pytest.raises(WrongState):
        await scene.press(APPROVE)
    scene.home.clock.move(1)
    assert await scene.press(APPROVE) == Taken()
    assert [outcome for _, outcome in await scene.outcomes()] == ["lost", "taken"]


async def test_who_presses_too_often_has_to_wait(scene: Scene) -> None:
    for _ in range(PRESSES_PER_MINUTE):
        await scene.press(APPROVE)
        scene.home.clock.move(1_000)
    with refused(
        TooManyPresses,
        "too_many_presses",
        ko="버튼을 너무 자주 눌렀어요. 30초 뒤에 다시 눌러 주세요.",
        en="You pressed too many buttons. Press again in 30 s.",
    ):
        await scene.press(REJECT)
    assert len(scene.bot.calls) == PRESSES_PER_MINUTE
    scene.home.clock.move(30_000)
    assert await scene.press(APPROVE) == Taken()


async def test_a_bot_without_addresses_or_switched_off_takes_nothing(scene: Scene) -> None:
    bots, bot_id = scene.home.parts.bots, scene.home.bot.id
    await bots.set_addresses(bot_id, {"callback_url": None})
    with refused(
        WrongState,
        "bot_takes_no_presses",
        ko="‘회사 공지’ 봇에 이 버튼을 받을 주소가 없어요. 슈퍼 관리자에게 알려 주세요.",
        en="The bot “회사 공지” has no address that takes this button. Tell a super admin.",
    ):
        await scene.press(APPROVE)
    assert isinstance(await scene.press(REJECT), Modal)
    await bots.set_status(bot_id, active=False)
    with refused(
        WrongState,
        "bot_deactivated",
        ko="‘회사 공지’ 봇이 꺼져 있어서 버튼을 누를 수 없어요. 슈퍼 관리자에게 알려 주세요.",
        en="The bot “회사 공지” is switched off, so its buttons don't work. Tell a super admin.",
    ):
        await scene.press(REJECT)


async def _failure(scene: Scene, index: int) -> SpacecastError:
    with pytest.raises(BotFailed) as caught:
        await scene.press(index)
    return caught.value


async def test_a_bot_that_fails_is_told_in_words(scene: Scene) -> None:
    scene.bot.status = 503
    error = await _failure(scene, APPROVE)
    assert error.word == "bot_refused"
    assert error.text.ko.startswith("‘회사 공지’ 봇이 받지 않았어요(상태 503).")
    assert error.text.en.startswith("The bot “회사 공지” didn't take it (status 503).")
    scene.bot.status, scene.bot.reply = 200, b"<html>"
    error = await _failure(scene, REJECT)
    assert error.word == "bot_unreadable"
    scene.bot.reply = b'{"view":{"title":""}}'
    error = await _failure(scene, REJECT)
    assert error.text.ko == (
        "‘회사 공지’ 봇이 보낸 창을 읽을 수 없어요. "
        "다시 눌러 보고, 계속되면 봇 담당자에게 알려 주세요."
    )
    assert [outcome for _, outcome in await scene.outcomes()] == [
        "refused",
        "unreadable",
        "unreadable",
    ]
    rows = await scene.home.database.fetch("SELECT id FROM messenger_modals")
    assert rows == []
