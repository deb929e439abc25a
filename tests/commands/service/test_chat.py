"""What people write to a bot: done once, answered once, by who may."""

import pytest

from bot.commands.model.commands import Asked, Verb
from bot.core.clock import HOUR, MINUTE
from bot.core.errors import Bilingual, Invalid, Problem, Unauthorized
from bot.kakaowork.event_signature import key_of, sign
from bot.workspace.model.actors import machine_actor
from tests.builders import email
from tests.clock import ManualClock
from tests.commands.service.conftest import Room


async def test_a_command_is_done_and_answered_in_the_room(room: Room) -> None:
    await room.write("hana", "/공지 상태 N-42")
    assert room.desk.asked == [("이하나", Asked(verb=Verb.STATUS, subject="N-42"))]
    (sent,) = room.messenger.sent
    assert (str(sent["conversation_id"]), sent["text"]) == ("77", "됐어요")
    assert await room.states() == [("done", None)]


async def test_english_is_answered_in_english(room: Room) -> None:
    await room.write("hana", "/notice me")
    assert room.messenger.texts() == ["Done"]


async def test_an_event_told_again_is_done_once(room: Room) -> None:
    body = await room.told("hana", "/공지 내정보")
    for _ in range(3):
        await room.take(body)
        await room.callbacks.work()
    assert len(room.desk.asked) == 1
    assert len(room.messenger.sent) == 1


async def test_a_message_needs_a_signature_of_the_profiles_own_key(room: Room) -> None:
    body = await room.told("hana", "/공지 내정보")
    now = int(room.space.clock.now() / 1000)
    good = sign(key_of(room.app_key), "ev1", now, body)
    old = sign(key_of(room.app_key), "ev1", now - 1_000, body)
    forged = sign(key_of("12345678.other"), "ev1", now, body)
    odd = {**good, "webhook-signature": "v1,\udcff"}
    for headers in ({}, old, forged, odd, {**good, "webhook-id": "ev2"}):
        with pytest.raises(Unauthorized):
            await room.callbacks.take(room.key, body, headers)
    with pytest.raises(Unauthorized):
        await room.callbacks.take(room.key, body.replace(b"hana", b"duri") + b" ", good)
    assert await room.states() == []


async def test_a_press_may_be_unsigned_but_not_wrongly_signed(room: Room) -> None:
    body = await room.call("hana", ["cmd", "me", "", ""])
    with pytest.raises(Unauthorized):
        await room.take(body, "12345678.other")
    await room.take(body)
    await room.callbacks.take(room.key, await room.call("hana", ["cmd", "me", "", ""]))
    assert len(await room.states()) == 2


async def test_who_was_deactivated_is_not_answered(room: Room) -> None:
    await room.take(await room.told("hana", "/공지 내정보"))
    await room.space.members.set_active(machine_actor(), email("hana"), active=False)
    await room.callbacks.work()
    assert (room.desk.asked, room.messenger.sent) == ([], [])
    assert await room.states() == [("refused", "unknown_person")]


async def test_a_refusal_is_a_card_with_every_problem(room: Room) -> None:
    words = [Bilingual("제목이 길어요.", "Title."), Bilingual("주소가 틀려요.", "Address.")]
    problems = [Problem(pointer="/x", code="x", text=text) for text in words]
    room.desk.errors = [Invalid(words[0], problems=problems)]
    await room.write("hana", "/공지 내정보")
    (text,) = room.messenger.texts()
    assert "제목이 길어요." in text
    assert "주소가 틀려요." in text
    assert await room.states() == [("done", None)]


async def test_a_command_that_cannot_be_read_says_how_to_write_it(room: Room) -> None:
    await room.write("hana", "/공지 뷁뷁뷁")
    assert room.desk.asked == []
    assert "뷁뷁뷁" in room.messenger.texts()[0]


@pytest.mark.parametrize(("who", "buttons"), [("hana", 3), ("mina", 0)])
async def test_the_bare_root_brings_the_menu_to_those_with_the_right(
    room: Room, who: str, buttons: int
) -> None:
    await room.write(who, "/공지")
    blocks = room.messenger.sent[0]["blocks"]
    pressable = [
        b for one in blocks for b in one.get("elements", [one]) if b["type"] == "button"
    ]
    assert len(pressable) == buttons


async def test_too_many_commands_are_told_once_and_then_nothing(
    room: Room, clock: ManualClock
) -> None:
    for _ in range(24):
        await room.write("hana", "/공지 내정보")
    assert len(room.desk.asked) == 20
    assert len(room.messenger.sent) == 21
    assert "1분에 20번" in room.messenger.texts()[-1]
    await room.write("duri", "/공지 내정보")
    assert len(room.desk.asked) == 21
    clock.move(MINUTE)
    await room.write("hana", "/공지 내정보")
    assert len(room.desk.asked) == 22


async def test_a_crash_between_the_act_and_its_end_answers_once(
    room: Room, clock: ManualClock
) -> None:
    room.messenger.lose_answers = 1
    await room.write("hana", "/공지 내정보")
    assert await room.states() == [("received", "internal_error")]
    clock.move(MINUTE)
    await room.callbacks.work()
    assert (len(room.desk.asked), len(room.desk.done), len(room.messenger.sent)) == (2, 1, 1)
    assert await room.states() == [("done", None)]


async def test_an_answer_that_is_refused_for_good_is_not_tried_again(room: Room) -> None:
    room.messenger.refuse = [400]
    await room.write("hana", "/공지 내정보")
    assert await room.states() == [("refused", "answer_refused")]


async def test_small_talk_is_answered_once_in_twelve_hours(
    room: Room, clock: ManualClock
) -> None:
    for _ in range(3):
        await room.write("mina", "안녕하세요")
    (text,) = room.messenger.texts()
    assert "/공지" not in text
    await room.write("hana", "안녕하세요")
    assert "/공지 도움말" in room.messenger.texts()[-1]
    clock.move(12 * HOUR)
    await room.space.profiles.change(machine_actor(), "hr", {"answer": "인사팀 1234"})
    await room.write("mina", "안녕하세요")
    assert room.messenger.texts()[-1] == "인사팀 1234"
    assert len(room.messenger.sent) == 3


async def test_the_last_image_without_one_is_refused_kindly(room: Room) -> None:
    await room.write("hana", "/공지 작성 제목:안내 이미지:#last 본문")
    assert room.desk.asked == []
    assert "그림을 먼저" in room.messenger.texts()[0]


async def test_what_was_written_is_not_kept_once_it_is_answered(room: Room) -> None:
    await room.write("hana", "/공지 내정보 비밀 이야기")
    kept = await room.space.database.fetch("SELECT answers FROM callbacks")
    assert [row["answers"] for row in kept] == ["{}"]
