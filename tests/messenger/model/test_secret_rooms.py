"""Secret rooms: their owner, invites, and how one is opened."""

from dataclasses import replace
from typing import Any

import pytest

from bot.core.errors import Invalid, LimitReached, NotFound, SpacecastError
from bot.messenger.model import secret_refusals as refusals
from bot.messenger.model.secret_rooms import Call, enter, open_room
from bot.messenger.model.secret_times import Choices
from tests.messenger.model.secret_history import BOT, EXTERNAL, START
from tests.messenger.model.secret_scenes import DUL, HANA, NET, SET, Scene


def test_with_allow_invite_off_the_owner_still_may_and_others_may_not() -> None:
    scene = Scene(DUL)
    assert scene.do("invite", DUL, SET) == "invite_not_allowed"
    assert scene.do("invite", HANA, SET) == ""
    assert scene.do("allow", HANA, number=1) == ""
    assert scene.do("invite", DUL, NET) == ""


@pytest.mark.parametrize(
    ("stranger", "code"), [(EXTERNAL, "external_member"), (BOT, "bot_not_admitted")]
)
def test_an_external_member_or_a_bot_in_the_invite_list_is_refused(
    stranger: int, code: str
) -> None:
    scene = Scene(DUL)
    before = scene.room
    assert scene.do("invite", HANA, SET, stranger) == code
    assert scene.room == before
    assert Scene().do("open", HANA, stranger, word="1h/3d") == code
    assert Scene().do("open", stranger, DUL, word="1h/3d") == code


def test_an_owner_who_wants_to_leave_hands_over_first() -> None:
    scene = Scene()
    assert scene.do("leave", HANA) == "owner_must_hand_over"
    assert scene.do("remove", HANA, HANA) == "owner_must_hand_over"
    assert scene.do("hand_over", HANA, DUL) == ""
    assert scene.do("leave", HANA) == ""
    assert scene.sees(HANA) == "not_found"


@pytest.mark.parametrize("how", ["suspend", "close"])
def test_a_lost_owners_room_goes_to_the_longest_standing_active_member(how: str) -> None:
    scene = Scene()
    scene.do("suspend", DUL)
    scene.do(how, HANA)
    assert scene.room.owner == scene.stay(SET)
    assert scene.world.entries[1][scene.room.last_seq].sent_at == START
    scene.do("suspend", SET)
    assert scene.room.deleted_at is not None


def test_after_handing_over_only_the_present_owner_may_delete() -> None:
    scene = Scene()
    scene.do("hand_over", HANA, DUL)
    assert scene.do("delete", HANA) == "owner_required"
    assert scene.do("delete", DUL) == ""


@pytest.mark.parametrize(
    ("what", "others", "number"),
    [("remove", (SET,), 0), ("hand_over", (SET,), 0), ("allow", (), 1), ("delete", (), 0)],
)
def test_nobody_but_the_owner_may(what: str, others: tuple[int, ...], number: int) -> None:
    scene = Scene()
    before = scene.room
    assert scene.do(what, DUL, *others, number=number) == "owner_required"
    assert scene.do(what, NET, *others, number=number) == "not_found"
    assert scene.room == before


def test_a_room_cannot_be_handed_to_who_is_suspended_or_not_in_it() -> None:
    scene = Scene()
    scene.do("suspend", DUL)
    assert scene.do("hand_over", HANA, DUL) == "member_not_found"
    assert scene.do("hand_over", HANA, NET) == "member_not_found"
    assert scene.do("remove", HANA, DUL) == ""


def test_a_room_of_the_same_members_twice_is_two_rooms() -> None:
    scene = Scene(DUL)
    event = {"auto_delete": "1h", "keep": "3d", "name": None}
    change = open_room_of(scene, **event)
    assert change.room.id == 2
    assert {one.id for one in change.joined}.isdisjoint(one.id for one in scene.room.members)


def test_a_room_needs_somebody_else_a_short_name_and_room_for_all() -> None:
    scene = Scene()
    times = {"auto_delete": "1h", "keep": "3d"}
    for refusal, invited, name, code in [
        (Invalid, (HANA,), None, "members_required"),
        (Invalid, (DUL,), "가" * 101, "name_too_long"),
        (LimitReached, range(2, 302), None, "secret_room_full"),
    ]:
        with pytest.raises(refusal) as caught:
            open_room_of(scene, invited, name=name, **times)
        assert caught.value.word == code
    assert len(open_room_of(scene, range(2, 301), name=" ", **times).room.members) == 300


def test_people_who_are_in_already_are_passed_over_and_all_come_or_none() -> None:
    scene = Scene(DUL)
    assert scene.do("invite", HANA, DUL) == ""
    assert scene.do("invite", HANA) == "members_required"
    assert scene.do("invite", HANA, SET, SET, NET) == ""
    assert [one.user_id for one in scene.room.members] == [HANA, DUL, SET, NET]
    assert scene.do("invite", HANA, 5) == "secret_room_full"


def test_a_suspended_member_has_no_rights_and_cannot_be_invited() -> None:
    scene = Scene()
    scene.do("suspend", DUL)
    scene.do("suspend", NET)
    assert scene.do("send", DUL) == scene.sees(DUL) == "not_found"
    assert scene.do("invite", HANA, NET) == "member_not_found"


def test_who_is_not_in_a_room_hears_what_everybody_hears_of_no_room() -> None:
    scene = Scene()
    heard = []
    for room in (scene.room, None):
        for call in Call:
            with pytest.raises(NotFound) as caught:
                enter(room, NET, call, scene.world.standings)
            heard.append((caught.value.word, caught.value.status, caught.value.text))
    assert len(set(heard)) == 1
    assert heard[0][:2] == ("not_found", 404)


def open_room_of(scene: Scene, invited: Any = (DUL,), **given: Any) -> Any:
    person = scene.world._person
    return open_room(
        person(HANA),
        [replace(person(HANA), user_id=one) for one in invited],
        choices=Choices(),
        standings=scene.world.standings,
        room_id=2,
        new_id=lambda: next(scene.world._ids),
        now=START,
        **given,
    )


@pytest.mark.parametrize(
    ("refusal", "status", "code"),
    [
        (refusals.no_secret_room(), 404, "not_found"),
        (refusals.no_message(), 404, "not_found"),
        (refusals.room_gone(), 410, "room_deleted"),
        (refusals.external_person(), 403, "external_member"),
        (refusals.bot_person(), 403, "bot_not_admitted"),
        (refusals.inactive_person(), 404, "member_not_found"),
        (refusals.nobody_named(), 422, "members_required"),
        (refusals.room_full(300), 409, "secret_room_full"),
        (refusals.invites_closed(), 403, "invite_not_allowed"),
        (refusals.owner_only(), 403, "owner_required"),
        (refusals.owner_stays(), 409, "owner_must_hand_over"),
        (refusals.not_a_member(), 404, "member_not_found"),
        (refusals.times_fixed(), 409, "times_fixed"),
        (refusals.not_own(), 403, "not_own_message"),
        (refusals.too_late(), 409, "delete_window_passed"),
    ],
    ids=lambda one: str(one)[:30],
)
def test_each_refusal_has_its_code_and_says_in_both_languages_what_to_do(
    refusal: SpacecastError, status: int, code: str
) -> None:
    assert (refusal.status, refusal.word) == (status, code)
    assert refusal.text.ko.count("요.") >= 2
    assert refusal.text.en.count(". ") + refusal.text.en.count(": ") >= 1
