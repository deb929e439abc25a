"""Secret rooms under a plan and an admin.

Left for the service, the stores and the pages: billing's own grace period; the row lock under
which a deletion wins over a send; the bot that tells members; that wire and admin pages show no
more than `Overview`.
"""

from dataclasses import replace

import pytest

from bot.core.clock import DAY, HOUR
from bot.core.errors import Forbidden, Invalid, SpacecastError
from bot.messenger.model.secret_erasure import farewell
from bot.messenger.model.secret_members import delete_all, overview, told_of
from bot.messenger.model.secret_messages import Cause
from bot.messenger.model.secret_rooms import Call, enter, works_while_unusable
from bot.messenger.model.secret_sight import listed, pushed_to
from bot.messenger.model.secret_standing import (
    DELETE_PHRASE,
    SwitchMode,
    Told,
    check_confirmation,
    read_mode,
    require_usable,
    switch,
    usable,
)
from bot.workspace.model.actors import Actor, Surface, machine_actor
from bot.workspace.model.plans import Billing, Plan
from tests.messenger.model.secret_history import START
from tests.messenger.model.secret_scenes import DUL, HANA, NET, SET, Scene

CLOSED = [
    ("plan", "free", "plan_required"),
    ("billing", "overdue", "plan_required"),
    ("switch", "deactivate", "secret_rooms_disabled"),
]
ROOM_CALLS = [
    ("send", HANA, (), 0),
    ("read", HANA, (), 1),
    ("delete_own", HANA, (), 1),
    ("invite", HANA, (NET,), 0),
    ("remove", HANA, (DUL,), 0),
    ("leave", DUL, (), 0),
    ("allow", HANA, (), 1),
    ("hand_over", HANA, (DUL,), 0),
    ("delete", HANA, (), 0),
]


def member_actor() -> Actor:
    return Actor(id="m", name="m", surface=Surface.CONSOLE, super_admin=False, send_admin=True)


@pytest.mark.parametrize(("what", "word", "code"), CLOSED)
def test_a_free_an_overdue_and_a_switched_off_workspace_open_no_room(
    what: str, word: str, code: str
) -> None:
    scene = Scene()
    scene.do(what, HANA, word=word)
    before = (dict(scene.world.rooms), dict(scene.world.entries))
    assert scene.do("open", HANA, DUL, word="1h/3d") == code
    assert (scene.world.rooms, scene.world.entries) == before


@pytest.mark.parametrize("plan", ["standard", "premium", "enterprise"])
def test_every_paid_plan_may_use_secret_rooms(plan: str) -> None:
    scene = Scene()
    scene.do("plan", HANA, word=plan)
    assert scene.do("send", HANA) == ""


@pytest.mark.parametrize(("what", "word", "code"), CLOSED)
def test_on_non_payment_every_call_is_refused_alike_and_changes_nothing(
    what: str, word: str, code: str
) -> None:
    scene = Scene()
    scene.sent()
    scene.do(what, HANA, word=word)
    before = repr((scene.world.rooms, scene.world.entries))
    for call, who, others, number in ROOM_CALLS:
        assert scene.do(call, who, *others, number=number) == code, call
    assert scene.sees(HANA) == code
    assert scene.sees(NET) == "not_found"
    assert repr((scene.world.rooms, scene.world.entries)) == before


@pytest.mark.parametrize(("what", "word", "code"), CLOSED)
def test_on_non_payment_rooms_stay_in_lists_greyed_and_push_nothing(
    what: str, word: str, code: str
) -> None:
    scene = Scene()
    message = scene.message(scene.sent())
    scene.do(what, HANA, word=word)
    world = scene.world
    entry = listed(scene.room, DUL, [message], world.standings, world.now)
    assert entry is not None
    assert (entry.usable, entry.unread, entry.last) == (False, 0, None)
    assert (entry.user_ids, entry.owner_id) == ((HANA, DUL, SET), HANA)
    assert (entry.auto_ms, entry.keep_ms) == (HOUR, 3 * DAY)
    assert pushed_to(scene.room, message, world.standings) == ()


def test_only_the_list_and_an_admins_deletion_work_while_rooms_are_closed() -> None:
    assert {one for one in Call if works_while_unusable(one)} == {Call.LIST, Call.ADMIN_DELETE}


@pytest.mark.parametrize(("what", "word", "code"), CLOSED)
def test_clocks_do_not_stop_while_deactivated_and_sweeps_erase(
    what: str, word: str, code: str
) -> None:
    scene = Scene(DUL)
    scene.sent()
    scene.read(DUL)
    scene.do(what, HANA, word=word)
    scene.wait(HOUR)
    scene.do("sweep", HANA)
    assert scene.world.entries[1] == {}


def test_when_payment_returns_the_same_rooms_are_usable_minus_what_expired_meanwhile() -> None:
    scene = Scene(DUL)
    scene.sent()
    scene.wait(DAY)
    kept = scene.sent()
    scene.do("billing", HANA, word="overdue")
    scene.wait(2 * DAY)
    scene.do("billing", HANA, word="paid")
    assert scene.sees(HANA) == [kept]


@pytest.mark.parametrize(
    ("given", "code"), [(None, "mode_required"), ("", "mode_required"), ("off", "mode_unknown")]
)
def test_an_admin_who_switches_off_has_to_say_how(given: object, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_mode(given)
    assert caught.value.word == code
    assert [read_mode(mode.value) for mode in SwitchMode] == list(SwitchMode)


def test_switching_says_what_follows_and_whom_a_bot_tells() -> None:
    on = Scene().world.standing
    off, boss = replace(on, switched_on=False), machine_actor()
    assert switch(boss, off, SwitchMode.ON).told is Told.ADMINS
    assert switch(boss, on, SwitchMode.ON).told is Told.NOBODY
    assert not switch(boss, on, SwitchMode.DEACTIVATE).deletes_rooms
    assert switch(boss, on, SwitchMode.DELETE).deletes_rooms
    assert switch(boss, on, SwitchMode.DELETE).told is Told.EACH_MEMBER


def test_who_is_no_admin_may_not_switch() -> None:
    for mode in SwitchMode:
        with pytest.raises(Forbidden) as caught:
            switch(member_actor(), Scene().world.standing, mode)
        assert caught.value.word == "admin_required"


def test_deleting_everything_needs_typed_confirmation() -> None:
    check_confirmation(f" {DELETE_PHRASE.ko} ")
    check_confirmation(DELETE_PHRASE.en)
    with pytest.raises(Invalid) as caught:
        check_confirmation("yes")
    assert caught.value.word == "confirmation_mismatch"


def test_an_admin_deletes_while_already_deactivated_and_switching_on_brings_nothing_back() -> (
    None
):
    scene = Scene()
    scene.sent()
    assert scene.do("switch", HANA, word="deactivate") == ""
    assert scene.do("switch", HANA, word="delete") == ""
    assert scene.do("switch", HANA, word="delete") == ""
    assert scene.do("switch", HANA, word="on") == ""
    assert scene.sees(HANA) == "not_found"
    assert scene.world.entries[1] == {}


def test_each_member_is_told_once_without_titles_and_a_second_deletion_tells_nobody() -> None:
    scene = Scene()
    other = replace(scene.room, id=2, name="극비")
    changes = delete_all([scene.room, other], START)
    assert told_of(changes) == {HANA, DUL, SET}
    assert delete_all([change.room for change in changes], START) == ()
    words = farewell(Cause.ADMIN)
    assert words is not None
    assert "극비" not in words.ko
    assert [cause for cause in Cause if farewell(cause)] == [Cause.ADMIN]


def test_an_admin_sees_the_number_of_rooms_members_and_the_oldest_age_only() -> None:
    scene = Scene()
    seen = overview([scene.room, replace(scene.room, deleted_at=START)], START + DAY)
    assert (seen.rooms, seen.people, seen.oldest_ms) == (1, 3, DAY)
    assert overview([], START).oldest_ms is None


def test_a_send_that_an_admins_delete_overtakes_hears_that_the_room_is_deleted() -> None:
    scene = Scene()
    scene.do("switch", HANA, word="delete")
    with pytest.raises(SpacecastError) as caught:
        enter(scene.room, HANA, Call.SEND, scene.world.standings)
    assert (caught.value.word, caught.value.status) == ("room_deleted", 410)
    assert scene.do("send", NET) == "not_found"


def test_rooms_spanning_group_companies_are_usable_only_if_every_workspace_is() -> None:
    fine = Scene().world.standing
    broke = replace(fine, workspace=replace(fine.workspace, billing=Billing.OVERDUE))
    free = replace(fine, workspace=replace(fine.workspace, plan=Plan.FREE))
    off = replace(fine, switched_on=False)
    assert usable((fine, fine))
    for other, code in [
        (broke, "plan_required"),
        (free, "plan_required"),
        (off, "secret_rooms_disabled"),
    ]:
        with pytest.raises(Forbidden) as caught:
            require_usable((fine, other))
        assert caught.value.word == code
