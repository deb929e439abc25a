"""From a press at the door to its answer: proved, counted once, and told once where it is too late."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from bot.broadcast.model.acknowledgements import answers_in
from bot.broadcast.model.callbacks import CallbackKey
from bot.broadcast.model.notices import Notice
from bot.broadcast.service.answer_presses import AnswerPresses, ReceiptIntake
from bot.broadcast.service.callbacks import Callbacks
from bot.broadcast.service.presses import CallbackHandlers, Press, presses_of
from bot.broadcast.store import callbacks as store
from bot.core.clock import HOUR, MINUTE
from bot.core.database import Database
from bot.workspace.model.actors import machine_actor
from tests.broadcast.answering import (
    SURVEY,
    WORDS,
    answers_of,
    asked,
    choices_of,
)
from tests.broadcast.fakes import Act, FakePlatform
from tests.builders import Space, build_space, email
from tests.clock import ManualClock


@dataclass(slots=True)
class Breaking:
    """Takes presses as it should, and then breaks as often as it is told to."""

    inner: AnswerPresses
    left: int = 0
    taken: list[int] = field(default_factory=list)

    async def act_many(self, presses: Sequence[Press]) -> Sequence[str | None]:
        """Do it, and break."""
        self.taken.append(len(presses))
        outcomes = await self.inner.act_many(presses)
        if self.left:
            self.left -= 1
            raise RuntimeError("broken")
        return outcomes


@dataclass(kw_only=True)
class Door:
    """Presses of the profile `hr`, as Kakao Work tells of them."""

    space: Space
    callbacks: Callbacks
    key: CallbackKey
    handler: Breaking
    platform: FakePlatform
    presses: int = 0

    async def press(
        self, who: str, value: str, *, message: str = "55", at: str | None = None
    ) -> None:
        """The platform tells of a press."""
        self.presses += 1
        told = {
            "type": "submit_action",
            "action_time": at or f"t{self.presses}",
            "message": {"id": message},
            "react_user_id": (await self.space.member(who)).platform_id,
            "action_name": "ack",
            "value": value,
        }
        await self.callbacks.take(self.key, json.dumps(told).encode())

    async def work(self) -> None:
        """Act on what was pressed."""
        await self.callbacks.work()

    async def states(self) -> list[tuple[str, str | None]]:
        """State and reason of each, the oldest first."""
        kept = await store.newest(self.space.database, "hr")
        return sorted([(one.state.value, one.reason) for one in kept], key=str)

    async def told(self, who: str) -> list[str]:
        """What somebody has been told."""
        person = (await self.space.member(who)).platform_id
        return [json.loads(text)["text"] for text in self.platform.got[person]]


def values(notice: Notice) -> tuple[str, ...]:
    """What the notice's buttons say."""
    found = answers_in(notice.frozen)
    assert found is not None
    return found.values


@pytest.fixture
async def door(migrated: Database, clock: ManualClock, platform: FakePlatform) -> Door:
    """A door that counts answers; the platform knows no idempotency, like Kakao Work."""
    space = await build_space(migrated, clock, platform=platform)
    await space.profile("hr", granted=["hana"])
    await space.keys.addresses(machine_actor(), "hr")
    key = await store.find_key(space.database, "hr")
    assert key is not None
    handler = Breaking(AnswerPresses(space.database, platform, space.acknowledgements))
    handlers = CallbackHandlers(
        batches={"ack": handler}, receipts=ReceiptIntake(space.acknowledgements)
    )
    callbacks = Callbacks(space.database, clock, handlers, wake=lambda: None)
    return Door(space=space, callbacks=callbacks, key=key, handler=handler, platform=platform)


async def test_presses_of_many_are_counted_together_and_nobody_is_told(door: Door) -> None:
    notice = await asked(door.space)
    (value,) = values(notice)
    for who in ("mina", "jun", "bora"):
        await door.press(who, value)
    await door.work()
    assert door.handler.taken == [3]
    assert len(await answers_of(door.space, notice)) == 3
    assert await door.states() == [("done", None)] * 3
    assert door.platform.messages == {}


async def test_a_press_told_again_counts_once(door: Door) -> None:
    notice = await asked(door.space)
    for _ in range(2):
        await door.press("mina", values(notice)[0], at="same")
        await door.work()
    assert len(await answers_of(door.space, notice)) == 1
    assert door.handler.taken == [1]


async def test_the_buttons_of_a_survey_are_its_choices(door: Door) -> None:
    notice = await asked(door.space, SURVEY)
    said = values(notice)
    assert len(set(said)) == 3
    assert all(len(value) <= 200 for value in said)
    for who, place in (("mina", 2), ("jun", 0), ("mina", 1)):
        await door.press(who, said[place])
    await door.work()
    assert await choices_of(door.space, notice) == {
        await door.space.id_of("mina"): 1,
        await door.space.id_of("jun"): 0,
    }


async def test_what_was_pressed_last_counts_though_all_is_kept_at_once(
    door: Door, clock: ManualClock
) -> None:
    notice = await asked(door.space, SURVEY)
    said = values(notice)
    await door.press("mina", said[0])
    clock.move(1)
    await door.press("mina", said[2])
    await door.work()
    assert list((await choices_of(door.space, notice)).values()) == [2]


@pytest.mark.parametrize("changed", ["s1.ack.{id}." + "A" * 22, "s1.ack.{id}", "ack", ""])
async def test_a_forged_value_counts_nowhere(door: Door, changed: str) -> None:
    notice = await asked(door.space)
    await door.press("mina", changed.format(id=notice.id))
    await door.work()
    assert await answers_of(door.space, notice) == {}
    ((state, _),) = await door.states()
    assert state == "refused"


async def test_another_profiles_signature_counts_nowhere(door: Door) -> None:
    notice = await asked(door.space)
    await door.space.profile("it")
    await door.press("mina", await door.space.keys.signed_value("it", ("ack", notice.id)))
    await door.work()
    assert await answers_of(door.space, notice) == {}
    assert await door.states() == [("refused", "forged_value")]


async def test_who_was_deactivated_answers_nothing(door: Door) -> None:
    notice = await asked(door.space)
    await door.press("mina", values(notice)[0])
    await door.press("jun", values(notice)[0])
    await door.space.members.set_active(machine_actor(), email("mina"), active=False)
    await door.work()
    assert list(await answers_of(door.space, notice)) == [await door.space.id_of("jun")]
    assert await door.states() == [("done", None), ("refused", "unknown_person")]


async def test_who_presses_too_late_is_told_once_for_each_message(door: Door) -> None:
    notice = await asked(door.space)
    (value,) = values(notice)
    await door.space.acknowledgements.close(await door.space.actor("hana"), notice.id)
    await door.press("mina", value)
    await door.press("mina", value)
    await door.press("jun", value)
    await door.work()
    await door.press("mina", value)
    await door.work()
    said = await door.told("mina")
    assert len(said) == len(await door.told("jun")) == 1
    assert "답을 받는 기간이 끝나서" in said[0]
    assert "이하나" in said[0]
    await door.press("mina", value, message="56")
    await door.work()
    assert len(await door.told("mina")) == 2
    assert await door.states() == [("refused", "answers_closed")] * 5
    assert await answers_of(door.space, notice) == {}


async def test_who_presses_a_test_is_told_that_it_works_once(door: Door) -> None:
    value = await door.space.keys.signed_value("hr", ("ack", "-", "1"))
    for _ in range(3):
        await door.press("mina", value)
        await door.work()
    (said,) = await door.told("mina")
    assert said == "버튼이 잘 작동해요. 테스트 메시지라서 답은 기록하지 않았어요."
    assert await door.states() == [("refused", "trial")] * 3


async def test_the_buttons_of_a_test_are_answered_as_a_test(door: Door) -> None:
    made = await door.space.notice("hana", variables=WORDS)
    await door.space.trials.send(await door.space.actor("hana"), made.id)
    person = (await door.space.member("hana")).platform_id
    (body,) = [json.loads(text) for text in door.platform.got[person]]
    (button,) = [one for one in body["blocks"] if one["type"] == "button"]
    await door.press("hana", button["action"]["value"])
    await door.work()
    assert len(await door.told("hana")) == 2
    assert await door.states() == [("refused", "trial")]
    assert await answers_of(door.space, made) == {}


@pytest.mark.parametrize("act", [Act.NOBODY, Act.SERVER_ERROR, Act.RESET])
async def test_who_can_not_be_told_holds_nobody_up(door: Door, act: Act) -> None:
    notice, other = await asked(door.space), await asked(door.space, SURVEY)
    await door.space.acknowledgements.close(await door.space.actor("hana"), notice.id)
    door.platform.script[(await door.space.member("mina")).platform_id] = [act] * 9
    await door.press("mina", values(notice)[0])
    await door.press("jun", values(other)[0])
    await door.work()
    assert await door.states() == [("done", None), ("refused", "answers_closed")]
    assert len(await answers_of(door.space, other)) == 1


async def test_after_a_crash_all_is_done_again_and_counts_and_is_told_once(
    door: Door, clock: ManualClock
) -> None:
    notice, late = await asked(door.space, SURVEY), await asked(door.space)
    await door.space.acknowledgements.close(await door.space.actor("hana"), late.id)
    said = values(notice)
    await door.press("mina", said[0])
    await door.press("jun", values(late)[0], message="56")
    door.handler.left = 2
    await door.work()
    assert await door.states() == [
        ("received", "answers_closed"),
        ("received", "internal_error"),
    ]
    clock.move(1)
    await door.press("mina", said[1])
    await door.work()
    for _ in range(3):
        clock.move(HOUR)
        await door.work()
    assert list((await choices_of(door.space, notice)).values()) == [1]
    assert len(await door.told("jun")) == 1
    assert await door.states() == [
        ("done", None), ("done", None), ("refused", "answers_closed"),
    ]  # fmt: skip


async def test_two_processes_count_and_tell_once(door: Door, clock: ManualClock) -> None:
    notice, late = await asked(door.space), await asked(door.space)
    await door.space.acknowledgements.close(await door.space.actor("hana"), late.id)
    clock.move(MINUTE)
    for _ in range(4):
        for who in ("mina", "jun", "bora", "chan"):
            await door.press(who, values(notice)[0])
            await door.press(who, values(late)[0], message="56")
    kept = await store.newest(door.space.database, "hr")
    presses = list((await presses_of(door.space.database, kept)).values())
    inner = door.handler.inner
    await asyncio.gather(
        *(inner.act_many(some) for some in (presses, presses[::-1], presses[1::2]))
    )
    assert len(await answers_of(door.space, notice)) == 4
    for who in ("mina", "jun", "bora", "chan"):
        assert len(await door.told(who)) == 1
