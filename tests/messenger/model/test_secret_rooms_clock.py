"""When a message of a secret room is gone, and the settings that decide it.

Left for others, since they need a client or a database: that an ack is sent only for what is on
the screen in a focused window, that both devices reach the same row, and that a lowered retention
re-times every row in one transaction.
"""

import pytest

from bot.core.clock import DAY, HOUR
from bot.core.errors import Invalid
from bot.messenger.model.secret_messages import Line
from bot.messenger.model.secret_refusals import NotOffered, not_offered, times_fixed
from bot.messenger.model.secret_sight import badge, unread_people
from bot.messenger.model.secret_times import (
    FOR_EVER,
    Choices,
    Retention,
    Times,
    choose_times,
    in_words,
    possible,
    strictest,
)
from tests.messenger.model.secret_history import START
from tests.messenger.model.secret_scenes import DUL, HANA, NET, SET, Scene
from tests.refusals import refused


def test_the_clock_is_per_message_and_a_read_settles_every_one_up_to_it_at_once() -> None:
    scene = Scene(DUL)
    first, second = scene.sent(), scene.sent()
    scene.wait(HOUR)
    scene.read(DUL)
    third = scene.sent()
    assert scene.life(first) == scene.life(second) == 2 * HOUR
    assert scene.life(third) == HOUR + 3 * DAY


def test_with_an_hour_set_what_was_last_read_at_three_is_gone_at_four() -> None:
    scene = Scene()
    seq = scene.sent()
    scene.read(DUL)
    scene.wait(15 * HOUR)
    scene.read(SET)
    assert scene.life(seq) == 16 * HOUR


def test_the_sender_owes_no_read() -> None:
    scene = Scene()
    assert scene.waits_for(scene.sent(DUL)) == {HANA, SET}


def test_at_exactly_the_time_a_message_is_gone_and_a_moment_before_it_is_there() -> None:
    scene = Scene(DUL)
    seq = scene.sent()
    scene.read(DUL)
    scene.wait(HOUR - 1)
    assert scene.sees(HANA) == [seq]
    scene.wait(1)
    assert scene.sees(HANA) == []


def test_for_a_member_who_never_reads_the_maximum_decides() -> None:
    scene = Scene()
    seq = scene.sent()
    scene.read(DUL)
    scene.wait(3 * DAY - 1)
    assert scene.sees(HANA) == [seq]
    scene.wait(1)
    assert scene.sees(HANA) == []


@pytest.mark.parametrize("how", ["leave", "suspend", "close"])
def test_when_the_blocking_member_leaves_the_clock_starts_then_and_not_at_the_last_read(
    how: str,
) -> None:
    scene = Scene()
    seq = scene.sent()
    scene.read(DUL)
    scene.wait(5 * HOUR)
    scene.do(how, SET)
    assert scene.message(seq).all_read_at == START + 5 * HOUR
    assert scene.life(seq) == 6 * HOUR


def test_when_the_blocking_member_is_removed_the_clock_starts_then() -> None:
    scene = Scene()
    seq = scene.sent()
    scene.read(DUL)
    scene.wait(HOUR)
    assert scene.do("remove", HANA, SET) == ""
    assert scene.life(seq) == 2 * HOUR


def test_a_suspended_account_owes_nothing_new_and_reactivation_does_not_rearm_old_messages() -> (
    None
):
    scene = Scene()
    old = scene.sent()
    scene.do("suspend", SET)
    during = scene.sent()
    scene.do("resume", SET)
    later = scene.sent()
    assert scene.waits_for(old) == scene.waits_for(during) == {DUL}
    assert scene.waits_for(later) == {DUL, SET}


def test_a_member_on_holiday_still_blocks_and_only_the_sender_is_told_who() -> None:
    scene = Scene()
    message = scene.message(scene.sent())
    assert unread_people(scene.room, message, scene.stay(HANA)) == (DUL, SET)
    assert unread_people(scene.room, message, scene.stay(DUL)) == ()


def test_a_late_joiner_sees_only_what_comes_later_and_is_not_required_before() -> None:
    scene = Scene(DUL)
    old = scene.message(scene.sent())
    assert scene.do("invite", HANA, SET) == ""
    assert scene.message(old.seq) == old
    line, new = scene.room.last_seq, scene.sent()
    assert scene.sees(SET) == [line, new]
    assert scene.waits_for(new) == {DUL, SET}


def test_a_rejoin_is_a_new_membership_with_the_history_before_it_closed() -> None:
    scene = Scene()
    first = scene.stay(SET).id
    scene.sent()
    scene.do("leave", SET)
    scene.do("invite", HANA, SET)
    assert scene.stay(SET).id != first
    assert scene.sees(SET) == [scene.room.last_seq]


def test_with_only_one_member_left_the_clock_starts_at_the_sending() -> None:
    scene = Scene(DUL)
    scene.do("leave", DUL)
    assert scene.life(scene.sent()) == HOUR


def test_of_several_devices_the_first_ack_counts_and_the_next_changes_nothing() -> None:
    scene = Scene(DUL)
    seq = scene.sent()
    scene.read(DUL)
    once = scene.message(seq)
    scene.wait(HOUR // 2)
    scene.read(DUL)
    assert scene.message(seq) == once


def test_a_late_ack_counts_when_the_server_gets_it() -> None:
    scene = Scene(DUL)
    seq = scene.sent()
    scene.wait(2 * DAY)
    scene.read(DUL)
    assert scene.message(seq).all_read_at == START + 2 * DAY


def test_an_ack_replayed_or_out_of_order_is_ignored_and_never_reaches_ahead() -> None:
    scene = Scene(DUL)
    first, second = scene.sent(), scene.sent()
    assert scene.do("read", DUL, number=second) == ""
    assert scene.do("read", DUL, number=first) == ""
    assert scene.stay(DUL).read_seq == second
    assert scene.do("read", DUL, number=1_000) == ""
    assert scene.waits_for(scene.sent()) == {DUL}


def test_what_would_outlive_its_clock_is_not_offered_least_of_all_edits() -> None:
    for what in NotOffered:
        refusal = not_offered(what)
        assert (refusal.word, refusal.status) == ("not_in_secret_rooms", 403)
        assert (
            refusal.text.ko != not_offered(NotOffered.EDIT).text.ko or what is NotOffered.EDIT
        )


def test_the_times_may_not_be_changed_later() -> None:
    assert (times_fixed().word, times_fixed().status) == ("times_fixed", 409)


def test_auto_delete_above_keep_is_refused_with_both_values() -> None:
    with refused(
        Invalid,
        "auto_delete_exceeds_keep",
        ko="메시지 자동 삭제 시간(5일)이 최대 메시지 보관 기간(3일)보다 길어요. "
        "더 짧게 고르거나 보관 기간을 늘려 주세요.",
        en="The auto-delete time (5 days) is longer than the maximum keep (3 days). "
        "Choose a shorter one or keep messages longer.",
    ) as caught:
        choose_times("5d", "3d", Choices(), FOR_EVER)
    assert [one.pointer for one in caught.value.problems] == ["/auto_delete"]
    assert caught.value.status == 422


def test_auto_delete_above_the_workspaces_retention_is_refused_with_both_values() -> None:
    with pytest.raises(Invalid) as caught:
        choose_times("5d", "7d", Choices(), Retention(messages_ms=DAY))
    assert caught.value.word == "auto_delete_exceeds_keep"
    assert "5일" in caught.value.text.ko
    assert "1일" in caught.value.text.ko


def test_of_the_pairs_only_five_and_seven_days_with_three_are_illegal() -> None:
    legal = {(one.auto_ms, one.keep_ms) for one in possible(Choices(), FOR_EVER)}
    every = {(auto, keep) for auto in Choices().auto_delete for keep in Choices().keep}
    assert len(legal) == 26
    assert every - legal == {(5 * DAY, 3 * DAY), (7 * DAY, 3 * DAY)}


@pytest.mark.parametrize(
    ("auto", "keep", "code"),
    [
        (None, "3d", "auto_delete_required"),
        ("", "3d", "auto_delete_required"),
        ("1h", None, "keep_required"),
        ("2h", "3d", "auto_delete_unknown"),
        ("1h", "4d", "keep_unknown"),
        ("soon", "3d", "auto_delete_unknown"),
        (["1h"], "3d", "auto_delete_unknown"),
        (True, "3d", "auto_delete_unknown"),
        ("-1h", "3d", "auto_delete_unknown"),
        ("1h", "nan", "keep_unknown"),
    ],
)
def test_only_the_choices_can_be_chosen(auto: object, keep: object, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        choose_times(auto, keep, Choices(), FOR_EVER)
    assert caught.value.word == code


def test_the_choices_are_a_setting() -> None:
    choices = Choices(auto_delete=(60_000,), keep=(HOUR,))
    assert choose_times("1m", 3_600, choices, FOR_EVER) == Times(auto_ms=60_000, keep_ms=HOUR)


@pytest.mark.parametrize(
    ("milliseconds", "ko", "en"),
    [(HOUR, "1시간", "1 hour"), (14 * DAY, "14일", "14 days"), (90_000, "90초", "90 seconds")],
)
def test_times_are_said_as_people_say_them(milliseconds: int, ko: str, en: str) -> None:
    assert (in_words(milliseconds).ko, in_words(milliseconds).en) == (ko, en)


def test_when_the_workspace_lowers_retention_it_bites_at_once_and_a_line_says_so() -> None:
    scene = Scene(DUL)
    seq = scene.sent()
    scene.wait(2 * DAY)
    scene.retain(DAY)
    line = scene.world.entries[1][scene.room.last_seq]
    assert isinstance(line, Line)
    assert line.kind == "retention"
    assert scene.sees(HANA) == [line.seq]
    assert scene.life(seq) == DAY


def test_when_the_workspace_raises_retention_nothing_returns_or_outlives_its_own_keep() -> None:
    scene = Scene(DUL)
    scene.retain(DAY)
    gone = scene.sent()
    scene.wait(DAY)
    there = scene.sent()
    scene.retain(90 * DAY)
    assert scene.sees(HANA) == [there]
    assert scene.message(gone).expires_at == START + DAY
    assert scene.life(there) == 4 * DAY


def test_system_lines_live_by_keep_and_nobody_owes_them_a_read() -> None:
    scene = Scene(DUL)
    scene.do("invite", HANA, SET, NET)
    line = scene.world.entries[1][scene.room.last_seq]
    assert isinstance(line, Line)
    assert (line.user_ids, line.expires_at - START) == ((SET, NET), 3 * DAY)
    assert badge(scene.world.messages(1), scene.stay(SET), START) == 0


def test_a_room_of_several_companies_keeps_by_the_strictest() -> None:
    many = [Retention(), Retention(messages_ms=5, files_ms=4), Retention(messages_ms=3)]
    assert strictest(many) == Retention(messages_ms=3, files_ms=4)
    assert strictest([]) == FOR_EVER
