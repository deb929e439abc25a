from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.clock import HOUR
from bot.core.errors import Forbidden, Invalid
from bot.messenger.model.chat import RoomChanged, RoomGone
from bot.messenger.model.secret_members import Overview
from bot.messenger.service.secret_admin import SecretAdmin
from bot.messenger.service.secret_eraser import SecretEraser
from bot.messenger.service.secret_outbox import SecretOutbox
from bot.messenger.service.secret_room_eraser import SecretRoomEraser
from bot.workspace.model.actors import Actor, Surface, machine_actor, member_actor
from bot.workspace.model.audit import AuditEntry
from bot.workspace.model.members import Role
from bot.workspace.service.audit import AuditLog
from tests.messenger.home import GONE, HANA, SENDER, SUPER, Home
from tests.messenger.secret_rig import SecretRig, open_secret_rig

PHRASE = "비밀 채팅방 모두 삭제"


@pytest.fixture
async def rig(home: Home, tmp_path: Path) -> AsyncIterator[SecretRig]:
    async with open_secret_rig(home, tmp_path / "secret") as made:
        yield made


def _admin(rig: SecretRig) -> SecretAdmin:
    ground = rig.ground
    outbox = SecretOutbox(ground.database, Path("/nonexistent"))
    eraser = SecretEraser(ground.database, ground.ring, ground.guarded, ground.hub, outbox)
    rooms = SecretRoomEraser(ground.database, ground.ring, ground.guarded, ground.hub, eraser)
    return SecretAdmin(
        ground.database,
        ground.workspace,
        ground.members,
        ground.hub,
        now=lambda: ground.guarded.look().hiding_at,
        wake=ground.ends.wake,
        delete_marked=rooms.delete_marked,
    )


async def _actor(rig: SecretRig, email: str) -> Actor:
    return member_actor(await rig.person(email), Surface.CONSOLE)


async def _told(rig: SecretRig) -> list[tuple[int, str]]:
    rows = await rig.home.database.fetch(
        "SELECT user_id, occasion FROM secret_tellings ORDER BY user_id, occasion"
    )
    return [(row["user_id"], row["occasion"]) for row in rows]


async def _entries(rig: SecretRig) -> list[AuditEntry]:
    entries = await AuditLog(rig.home.database).of("workspace", "1")
    return [one for one in entries if one.action.startswith("secret_rooms.")]


async def _actions(rig: SecretRig) -> list[str]:
    return [one.action for one in await _entries(rig)]


async def test_an_admin_sees_counts_and_ages_and_no_title(rig: SecretRig) -> None:
    admin = _admin(rig)
    await rig.home.parts.members.set_role(machine_actor(), SENDER, Role.ADMIN)
    await rig.open(HANA, SUPER, name="구조 조정")
    rig.home.clock.move(HOUR)
    await rig.open(HANA, SENDER)
    for email in (SENDER, SUPER):
        seen = await admin.overview(await _actor(rig, email))
        assert seen == Overview(rooms=2, people=3, oldest_ms=HOUR)
        assert "구조" not in repr(seen)


async def test_nobody_else_sees_or_switches(rig: SecretRig) -> None:
    admin = _admin(rig)
    for email in (HANA, SENDER):
        actor = await _actor(rig, email)
        for mode in ("on", "deactivate", "delete", None, "x"):
            with pytest.raises(Forbidden) as caught:
                await admin.switch(actor, mode, PHRASE)
            assert caught.value.word == "admin_required"
        with pytest.raises(Forbidden):
            await admin.overview(actor)
    assert (await rig.ground.workspace.get()).secret_rooms_on
    await rig.home.parts.members.set_role(machine_actor(), HANA, Role.ADMIN)
    former = await _actor(rig, HANA)
    assert (await admin.switch(former, "deactivate")).switched_on is False


async def test_deactivated_rooms_come_back_the_same_when_switched_on_again(
    rig: SecretRig,
) -> None:
    admin, boss = _admin(rig), await _actor(rig, SUPER)
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    state = await admin.switch(boss, "deactivate")
    assert (state.switched_on, state.usable, state.overview.rooms) == (False, False, 1)
    with pytest.raises(Forbidden):
        await rig.seen(SENDER, room)
    assert (await admin.switch(boss, "on")).usable
    assert [one.text for one in await rig.seen(SENDER, room)] == ["비밀이에요"]
    assert await _actions(rig) == ["secret_rooms.deactivated", "secret_rooms.switched_on"]


async def test_deleting_marks_every_room_there_is_and_lets_them_be_deleted(
    rig: SecretRig,
) -> None:
    admin, boss = _admin(rig), await _actor(rig, SUPER)
    await rig.open(HANA, SENDER)
    await rig.open(HANA, SUPER)
    now, woken = rig.home.clock.now(), rig.ends.woken
    state = await admin.switch(boss, "delete", PHRASE)
    assert (state.switched_on, state.overview) == (
        False,
        Overview(rooms=0, people=0, oldest_ms=None),
    )
    workspace = await rig.ground.workspace.get()
    assert (workspace.secret_rooms_on, workspace.secret_rooms_deleted_at) == (False, now)
    assert rig.ends.woken > woken
    (entry,) = await _entries(rig)
    assert (entry.action, entry.detail) == ("secret_rooms.deleted", {"rooms": 2, "people": 3})


@pytest.mark.parametrize("typed", ["", "삭제", "delete all", "비밀 채팅방 모두  삭제"])
async def test_without_the_phrase_typed_nothing_is_deleted(rig: SecretRig, typed: str) -> None:
    admin, boss = _admin(rig), await _actor(rig, SUPER)
    await rig.open(HANA, SENDER)
    with pytest.raises(Invalid) as caught:
        await admin.switch(boss, "delete", typed)
    assert caught.value.word == "confirmation_mismatch"
    workspace = await rig.ground.workspace.get()
    assert (workspace.secret_rooms_on, workspace.secret_rooms_deleted_at) == (True, None)


@pytest.mark.parametrize("phrase", [PHRASE, " delete all secret rooms "])
async def test_the_phrase_is_taken_in_both_languages(rig: SecretRig, phrase: str) -> None:
    boss = await _actor(rig, SUPER)
    assert not (await _admin(rig).switch(boss, "delete", phrase)).switched_on


@pytest.mark.parametrize(("mode", "code"), [(None, "mode_required"), ("off", "mode_unknown")])
async def test_off_has_two_meanings_and_no_default(
    rig: SecretRig, mode: str | None, code: str
) -> None:
    with pytest.raises(Invalid) as caught:
        await _admin(rig).switch(await _actor(rig, SUPER), mode)
    assert caught.value.word == code
    assert (await rig.ground.workspace.get()).secret_rooms_on


@pytest.mark.parametrize("lacking", [{"plan": "free"}, {"billing": "overdue"}])
async def test_without_the_plan_rooms_can_be_deleted_but_not_switched_on(
    rig: SecretRig, lacking: dict[str, str]
) -> None:
    admin, boss = _admin(rig), await _actor(rig, SUPER)
    await rig.open(HANA, SENDER)
    await rig.set(**lacking)
    state = await admin.state(boss)
    assert state.refusal is not None
    assert (state.switched_on, state.usable) == (True, False)
    await admin.switch(boss, "deactivate")
    with pytest.raises(Forbidden) as caught:
        await admin.switch(boss, "on")
    assert caught.value.word == "plan_required"
    assert (await admin.switch(boss, "delete", PHRASE)).overview.rooms == 0


async def test_asking_for_what_is_so_already_changes_nothing(rig: SecretRig) -> None:
    admin, boss = _admin(rig), await _actor(rig, SUPER)
    await admin.switch(boss, "on")
    await admin.switch(boss, "deactivate")
    await admin.switch(boss, "deactivate")
    assert await _actions(rig) == ["secret_rooms.deactivated"]
    await admin.switch(boss, "delete", PHRASE)
    marked = (await rig.ground.workspace.get()).secret_rooms_deleted_at
    await admin.switch(boss, "delete", PHRASE)
    assert (await rig.ground.workspace.get()).secret_rooms_deleted_at == marked


async def test_a_room_opened_after_a_deletion_is_none_of_those_deleted(rig: SecretRig) -> None:
    admin, boss = _admin(rig), await _actor(rig, SUPER)
    await rig.open(HANA, SENDER)
    await admin.switch(boss, "delete", PHRASE)
    rig.home.clock.move(1)
    await admin.switch(boss, "on")
    await rig.open(HANA, SUPER)
    assert (await admin.overview(boss)).rooms == 1


async def test_every_active_admin_is_told_once_that_rooms_may_be_used(rig: SecretRig) -> None:
    admin, boss = _admin(rig), await _actor(rig, SUPER)
    members = rig.home.parts.members
    await members.set_role(machine_actor(), HANA, Role.ADMIN)
    await members.set_role(machine_actor(), GONE, Role.ADMIN)
    await admin.switch(boss, "deactivate")
    assert await _told(rig) == []
    await admin.switch(boss, "on")
    at = rig.home.clock.now()
    wanted = sorted([await rig.home.number(SUPER), await rig.home.number(HANA)])
    assert await _told(rig) == [(number, f"switched_on:{at}") for number in wanted]
    rig.home.clock.move(1)
    await admin.switch(boss, "on")
    assert not await admin.catch_up()
    assert len(await _told(rig)) == 2


async def test_a_telling_lost_in_a_crash_is_made_up_for(rig: SecretRig) -> None:
    admin = _admin(rig)
    # The switch is on, and the process ended before anything was kept beside the rooms.
    assert await admin.catch_up()
    assert [number for number, _ in await _told(rig)] == [await rig.home.number(SUPER)]
    await rig.switch(on=False)
    assert not await admin.catch_up()
    await rig.switch(on=True)
    rig.home.clock.move(1)
    assert await admin.catch_up()
    assert len(await _told(rig)) == 2


async def test_open_screens_hear_of_their_own_rooms_and_of_no_other(rig: SecretRig) -> None:
    admin, boss = _admin(rig), await _actor(rig, SUPER)
    room, unseen = await rig.open(HANA, SENDER), await rig.open(HANA, SENDER)
    other = await rig.open(HANA, SUPER)
    for one in (room, other):
        await rig.say(HANA, one)
    screen = rig.ground.hub.open(await rig.home.number(SENDER))
    await admin.switch(boss, "deactivate")
    assert await screen.next() == RoomChanged(room_id=room.id)
    await admin.switch(boss, "delete", PHRASE)
    assert await screen.next() == RoomGone(room_id=room.id)
    await admin.switch(boss, "on")
    rig.home.clock.move(1)
    new = await rig.open(HANA, SENDER)
    await rig.say(HANA, new)
    late = rig.ground.hub.open(await rig.home.number(SENDER))
    await admin.switch(boss, "deactivate")
    # Nothing of the other room, of the one that nobody has written in, nor of one that is to go.
    assert await late.next() == RoomChanged(room_id=new.id)
    last = RoomGone(room_id=unseen.id)
    rig.ground.hub.tell(last, [late.user_id])
    assert await late.next() == last


async def test_what_was_deleted_comes_back_by_no_switch(rig: SecretRig) -> None:
    admin, actor = _admin(rig), await _actor(rig, SUPER)
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    await admin.switch(actor, "delete", PHRASE)
    await admin.switch(actor, "on")
    for who in (HANA, SENDER):
        assert await rig.talk.rooms_of(await rig.person(who)) == []


async def test_a_deletion_that_a_crash_cut_short_is_done_before_anything_is_switched_on(
    rig: SecretRig,
) -> None:
    admin, actor = _admin(rig), await _actor(rig, SUPER)
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    async with rig.home.database.transaction() as tx:
        await tx.execute(
            "UPDATE workspace SET secret_rooms_on = FALSE, secret_rooms_deleted_at = $1",
            rig.home.clock.now(),
        )
    await admin.switch(actor, "on")
    assert await rig.talk.rooms_of(await rig.person(HANA)) == []


async def test_open_screens_hear_when_arrears_close_the_rooms_and_when_paying_opens_them(
    rig: SecretRig,
) -> None:
    admin = _admin(rig)
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    await admin.tell_usability()
    screen = rig.ground.hub.open(await rig.home.number(SENDER))
    stranger = rig.ground.hub.open(await rig.home.number(SUPER))
    for billing in ("overdue", "paid"):
        await rig.set(billing=billing)
        await admin.tell_usability()
        await admin.tell_usability()
        assert await screen.next() == RoomChanged(room_id=room.id)
    screen.end()
    stranger.end()
    assert await screen.next() is None
    assert await stranger.next() is None
