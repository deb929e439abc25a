"""Which button of a message a person pressed, as they see it again later."""

import json

import pytest

from bot.core.errors import NotFound
from bot.kakaowork.blocks import Device
from bot.messenger.model.reactive import BotFailed, PageOpens
from tests.messenger import bot_server as server
from tests.messenger.bot_server import APPROVE, EITHER, OPEN, REJECT
from tests.messenger.home import SUPER
from tests.messenger.service.scene import Scene


async def _mark(scene: Scene, who: int | None = None) -> int | None:
    found = await scene.home.parts.reactive.marks(who or scene.hana, [scene.message_id, 7])
    return found.get(scene.message_id)


async def _update(scene: Scene, text: str, blocks: object) -> None:
    update = scene.home.parts.messages.update
    await update(scene.home.bot, scene.message_id, text, json.dumps(blocks))


async def test_the_button_that_was_taken_last_is_the_marked_one(scene: Scene) -> None:
    assert await _mark(scene) is None
    await scene.press(APPROVE)
    assert await _mark(scene) == APPROVE
    scene.home.clock.move(1)
    await scene.press(EITHER, Device.ANDROID)
    assert await _mark(scene) == EITHER
    assert await _mark(scene, await scene.home.number(SUPER)) is None
    assert await scene.home.parts.reactive.marks(scene.hana, []) == {}


async def test_what_a_bot_did_not_take_marks_nothing(scene: Scene) -> None:
    modal = await scene.open_modal()
    await scene.submit(modal.id, {"reason": "늦어서"})
    assert isinstance(await scene.press(OPEN), PageOpens)
    scene.bot.status = 500
    with pytest.raises(BotFailed):
        await scene.press(APPROVE)
    assert await _mark(scene) is None


async def test_other_buttons_are_not_marked_by_a_press_of_the_ones_before(
    scene: Scene,
) -> None:
    await scene.press(APPROVE)
    await _update(scene, "세 명이 답했어요", server.BLOCKS)
    assert await _mark(scene) == APPROVE
    await _update(scene, "끝났어요", server.BLOCKS[:1][::-1] + server.BLOCKS[2:])
    assert await _mark(scene) is None
    scene.home.clock.move(1)
    await scene.press(REJECT - 1)
    assert await _mark(scene) == REJECT - 1


async def test_a_press_of_buttons_that_are_others_by_now_reaches_nobody(scene: Scene) -> None:
    press = scene.home.parts.reactive.press
    place = (scene.hana, scene.room_id, scene.seq, APPROVE, Device.PC)
    await press(*place, 0)
    await _update(scene, "바뀌었어요", server.BLOCKS[1:])
    with pytest.raises(NotFound) as caught:
        await press(*place, 0)
    assert caught.value.word == "button_not_found"
    assert len(scene.bot.calls) == 1
