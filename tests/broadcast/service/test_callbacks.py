"""Presses: kept once, acted on once, and never on somebody else's word."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from bot.broadcast.model.callbacks import MAX_ATTEMPTS, Callback, CallbackKey, CallbackState
from bot.broadcast.service.callback_keys import CallbackKeys
from bot.broadcast.service.callbacks import Callbacks
from bot.broadcast.service.presses import CallbackHandlers, Press
from bot.broadcast.store import callbacks as store
from bot.core.clock import HOUR
from bot.core.errors import Bilingual, Forbidden, Invalid, NotFound, WrongState
from bot.kakaowork.modal import Input, View, check_view
from bot.workspace.model.actors import Surface, machine_actor
from tests.builders import Space, email
from tests.clock import ManualClock
from tests.quiet import QuietPlatform
from tests.refusals import refused


@dataclass(slots=True)
class Doing:
    """Remembers whose presses it was given; fails as often as it is told to."""

    done: list[tuple[str, Sequence[str]]] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)

    async def act(self, press: Press) -> None:
        """Do it."""
        assert press.actor.surface is Surface.CHAT
        if self.errors:
            raise self.errors.pop(0)
        self.done.append((press.actor.name, press.callback.parts))

    async def view(self, press: Press) -> View:
        """A modal."""
        return View(
            title="사유",
            accept="보내기",
            decline="취소",
            value="x",
            blocks=(Input(name="why"),),
        )


@dataclass(kw_only=True)
class Door:
    """The callbacks of the profile `hr`, its key, and a handler of the action `ack`."""

    space: Space
    callbacks: Callbacks
    keys: CallbackKeys
    key: CallbackKey
    doing: Doing
    woken: list[int]

    async def body(self, who: str = "mina", value: str | None = None, **more: object) -> bytes:
        """A press of `ack` by somebody, as the platform tells of it."""
        number = (await self.space.member(who)).platform_id
        told = {
            "type": "submit_action", "action_time": "t1", "message": {"id": "55"},
            "react_user_id": number, "action_name": "ack",
            "value": value or await self.keys.signed_value("hr", ["ack", "nt_1"]), **more,
        }  # fmt: skip
        return json.dumps(told).encode()

    async def press(self, who: str = "mina", **more: object) -> None:
        """The platform tells of a press."""
        await self.callbacks.take(self.key, await self.body(who, **more))  # type: ignore[arg-type] # fields of a call

    async def kept(self) -> list[Callback]:
        """What is kept, the newest first."""
        return await store.newest(self.space.database, "hr")

    async def states(self) -> list[tuple[str, str | None]]:
        """State and reason of each, the oldest first."""
        return [(one.state.value, one.reason) for one in reversed(await self.kept())]


@pytest.fixture
async def door(space: Space) -> Door:
    """A door that somebody may press at."""
    await space.profile("hr")
    keys = CallbackKeys(
        space.database,
        space.clock,
        public_url="https://notice.example.com",
        own_url="http://127.0.0.1:8080",
        moved=QuietPlatform().kept,
    )
    await keys.addresses(machine_actor(), "hr")
    key = await store.find_key(space.database, "hr")
    assert key is not None
    doing, woken = Doing(), list[int]()
    handlers = CallbackHandlers(actions={"ack": doing}, modals={"ack": doing})
    callbacks = Callbacks(space.database, space.clock, handlers, wake=lambda: woken.append(1))
    return Door(space=space, callbacks=callbacks, keys=keys, key=key, doing=doing, woken=woken)


async def test_a_press_is_kept_at_once_and_acted_on_later(door: Door) -> None:
    await door.press()
    assert (door.doing.done, door.woken) == ([], [1])
    assert await door.states() == [("received", None)]
    await door.callbacks.work()
    assert door.doing.done == [("서미나", ["ack", "nt_1"])]
    assert await door.states() == [("done", None)]


async def test_a_press_told_again_is_done_once(door: Door) -> None:
    for _ in range(3):
        await door.press()
        await door.callbacks.work()
    await door.press(action_time="t2")
    await door.press("hana")
    await door.callbacks.work()
    assert [name for name, _ in door.doing.done] == ["서미나", "서미나", "이하나"]


@pytest.mark.parametrize("value", ["doc=1", "s1.ack.nt_1." + "A" * 22])
async def test_a_value_that_is_not_ours_is_kept_as_refused_and_nothing_acts(
    door: Door, value: str
) -> None:
    await door.press(value=value)
    await door.callbacks.work()
    assert (door.doing.done, door.woken) == ([], [])
    ((state, reason),) = await door.states()
    assert state == "refused"
    assert reason in {"foreign_value", "forged_value"}


async def test_another_profiles_button_is_not_ours(door: Door) -> None:
    await door.space.profile("it")
    await door.press(value=await door.keys.signed_value("it", ["ack", "nt_1"]))
    assert await door.states() == [("refused", "forged_value")]


async def test_a_button_does_not_do_what_another_one_was_signed_for(door: Door) -> None:
    await door.press(action_name="delete")
    await door.callbacks.work()
    assert door.doing.done == []
    assert await door.states() == [("refused", "forged_value")]


async def test_an_action_that_nobody_handles_is_refused(door: Door) -> None:
    value = await door.keys.signed_value("hr", ["other", "nt_1"])
    await door.press(value=value, action_name="other")
    await door.callbacks.work()
    assert await door.states() == [("refused", "unknown_action")]


@pytest.mark.parametrize("person", ["999999", "x", "-1", "1" * 30, "００１"])
async def test_a_stranger_presses_nothing(door: Door, person: str) -> None:
    await door.press(react_user_id=person)
    await door.callbacks.work()
    assert door.doing.done == []
    assert await door.states() == [("refused", "unknown_person")]


async def test_who_was_deactivated_meanwhile_presses_nothing(door: Door) -> None:
    await door.press()
    await door.space.members.set_active(machine_actor(), email("mina"), active=False)
    await door.callbacks.work()
    assert door.doing.done == []
    assert await door.states() == [("refused", "unknown_person")]


async def test_a_refusal_of_the_handler_is_kept_by_its_word(door: Door) -> None:
    door.doing.errors = [WrongState(Bilingual("늦었어요", "too late"), code="too_late")]
    await door.press()
    await door.callbacks.work()
    assert await door.states() == [("refused", "too_late")]


async def test_a_handler_that_breaks_is_tried_again_and_holds_nobody_up(
    door: Door, clock: ManualClock
) -> None:
    door.doing.errors = [RuntimeError("broken")]
    await door.press("mina")
    await door.press("hana")
    await door.callbacks.work()
    assert [name for name, _ in door.doing.done] == ["이하나"]
    clock.move(4_999)
    await door.callbacks.work()
    assert len(door.doing.done) == 1
    clock.move(1)
    await door.callbacks.work()
    assert [name for name, _ in door.doing.done] == ["이하나", "서미나"]


async def test_a_handler_that_stays_broken_fails(door: Door, clock: ManualClock) -> None:
    door.doing.errors = [RuntimeError("broken") for _ in range(MAX_ATTEMPTS)]
    await door.press()
    for _ in range(MAX_ATTEMPTS + 2):
        await door.callbacks.work()
        clock.move(HOUR)
    assert await door.states() == [("failed", "internal_error")]
    assert door.doing.errors == []


async def test_what_a_dead_process_took_up_is_taken_over(
    door: Door, clock: ManualClock
) -> None:
    await door.press()
    async with door.space.database.transaction() as tx:
        now = clock.now()
        assert len(await store.claim(tx, now=now, lease_until=now + 60_000, limit=9)) == 1
    await door.callbacks.work()
    assert door.doing.done == []
    clock.move(60_000)
    await door.callbacks.work()
    assert len(door.doing.done) == 1


async def test_a_modal_is_shown_and_its_answers_are_acted_on(door: Door) -> None:
    view = await door.callbacks.modal(door.key, await door.body(type="request_modal"))
    assert view.title == "사유"
    await door.press(type="submission", actions={"why": "바빠요"}, action_name=None)
    await door.callbacks.work()
    assert len(door.doing.done) == 1
    newest, shown = await door.kept()
    assert (newest.answers, newest.state) == ({"why": "바빠요"}, CallbackState.DONE)
    assert shown.state is CallbackState.DONE


@pytest.mark.parametrize("value", ["doc=1", "other"])
async def test_a_modal_that_nobody_makes_says_so_instead_of_nothing(
    door: Door, value: str
) -> None:
    signed = await door.keys.signed_value("hr", [value]) if value == "other" else value
    view = await door.callbacks.modal(
        door.key, await door.body(value=signed, type="request_modal")
    )
    assert check_view(view) == []
    assert "더 이상 쓸 수 없어요" in str(view.blocks[0])
    ((state, _),) = await door.states()
    assert state == "refused"


@pytest.mark.parametrize("kind", ["request_modal", "submit_action"])
async def test_calls_that_came_by_the_wrong_address_are_told_so(door: Door, kind: str) -> None:
    body = await door.body(type=kind)
    with refused(
        Invalid,
        "wrong_address",
        ko="Request URL과 Callback URL이 서로 바뀌었어요. 봇 관리에서 두 주소를 확인해 주세요.",
        en="Request URL and Callback URL are mixed up. Check both addresses in the bot management.",
    ):
        if kind == "request_modal":
            await door.callbacks.take(door.key, body)
        else:
            await door.callbacks.modal(door.key, body)
    assert await door.kept() == []


async def test_an_address_needs_profile_and_secret(door: Door) -> None:
    secret = door.key.address_secret
    assert await door.callbacks.require_address("hr", secret) == door.key
    await door.space.profile("it")
    for profile, tried in (("hr", ""), ("hr", secret[:-1]), ("it", secret), ("no", secret)):
        with pytest.raises(NotFound):
            await door.callbacks.require_address(profile, tried)


async def test_rotating_ends_the_old_address_and_keeps_buttons(door: Door) -> None:
    old = door.key
    after = await door.keys.rotate(machine_actor(), "hr")
    assert old.address_secret not in after.callback_url
    with pytest.raises(NotFound):
        await door.callbacks.require_address("hr", old.address_secret)
    body = await door.body()
    new = await store.find_key(door.space.database, "hr")
    assert new is not None
    await door.callbacks.take(new, body)
    await door.callbacks.work()
    assert len(door.doing.done) == 1
    assert "profile.callbacks_rotated" in await door.space.actions("profile", "hr")


@pytest.mark.parametrize("who", ["yuna", "hana", "mina"])
async def test_only_super_admins_see_and_change_addresses(door: Door, who: str) -> None:
    actor = await door.space.actor(who)
    for asked in (door.keys.addresses, door.keys.rotate):
        with pytest.raises(Forbidden):
            await asked(actor, "hr")
