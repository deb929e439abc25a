"""Presses that come twice, too often, or to a bot that doesn't do its part."""

import asyncio

import pytest

from bot.core.clock import MINUTE
from bot.core.errors import SpacecastError, WrongState
from bot.core.http import ANSWER_BYTES, OutgoingCalls
from bot.kakaowork.blocks import Device
from bot.messenger.model.reactive import (
    PRESSES_PER_MINUTE,
    BotFailed,
    Modal,
    Taken,
    TooManyPresses,
)
from bot.messenger.service.reactive import Reactive
from tests.messenger.bot_server import APPROVE, REJECT
from tests.messenger.service.scene import Scene
from tests.postgresql import free_port
from tests.refusals import refused


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


async def test_presses_at_once_keep_the_rules_of_presses_one_by_one(scene: Scene) -> None:
    scene.bot.go.clear()
    alike = [asyncio.create_task(scene.press(APPROVE)) for _ in range(5)]
    other = asyncio.create_task(scene.press(REJECT))
    while len(scene.bot.calls) < 2:
        await scene.bot.reached.wait()
        await asyncio.sleep(0)
    scene.bot.go.set()
    answers = await asyncio.gather(*alike, return_exceptions=True)
    assert [type(one) for one in answers].count(Taken) == 1
    assert [getattr(one, "word", None) for one in answers].count("press_under_way") == 4
    assert isinstance(await other, Modal)
    assert len(await scene.outcomes()) == 2


async def test_the_limit_counts_presses_that_begin_together(scene: Scene) -> None:
    for _ in range(PRESSES_PER_MINUTE - 1):
        await scene.press(APPROVE)
    answers = await asyncio.gather(
        scene.press(APPROVE), scene.press(REJECT), return_exceptions=True
    )
    assert [isinstance(one, TooManyPresses) for one in answers].count(True) == 1
    assert len(await scene.outcomes()) == PRESSES_PER_MINUTE


async def test_a_modal_sent_twice_at_once_reaches_the_bot_once(scene: Scene) -> None:
    modal = await scene.open_modal()
    given = {"reason": "늦어서"}
    answers = await asyncio.gather(
        *(scene.submit(modal.id, given) for _ in range(3)), return_exceptions=True
    )
    assert answers.count(None) == 1
    assert [path for path, _ in scene.bot.calls] == ["/request", "/callback"]
    assert await scene.outcomes() == [("request_modal", "taken"), ("submission", "taken")]


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


async def test_a_bot_that_does_not_answer_in_time_is_told_so(scene: Scene) -> None:
    home = scene.home
    scene.bot.go.clear()
    async with OutgoingCalls(seconds=0.05) as hasty:
        reactive = Reactive(home.database, home.clock, home.parts.rooms, hasty)
        with pytest.raises(BotFailed) as caught:
            await reactive.press(scene.hana, scene.room_id, scene.seq, APPROVE, Device.PC)
    assert caught.value.word == "bot_timed_out"
    assert await scene.outcomes() == [("submit_action", "timed_out")]


async def test_a_bot_that_is_away_is_told_so(scene: Scene) -> None:
    url = f"http://127.0.0.1:{free_port()}/secret"
    await scene.home.parts.bots.set_addresses(scene.home.bot.id, {"callback_url": url})
    error = await _failure(scene, APPROVE)
    assert error.word == "bot_unreachable"
    assert "secret" not in error.text.ko + error.text.en


async def test_a_modal_beyond_all_measure_is_not_read(scene: Scene) -> None:
    scene.bot.reply = b" " * (ANSWER_BYTES + 1)
    assert (await _failure(scene, REJECT)).word == "bot_unreadable"


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
