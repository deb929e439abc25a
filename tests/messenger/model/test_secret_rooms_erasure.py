"""What goes with a secret message and a secret room, and what is seen of what is gone.

Left for others: with the stores and keys, that a deletion empties every table, blob and picture,
that a restored backup or a copied database brings nothing back, and a sweep before serving; with
the socket and the pages, a member who was offline, the countdown, caches, links to media, replays,
screenshots and watermarks; with push, the topic of a room; with logs, that nothing logs parameters.
"""

import ast
import itertools
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.clock import DAY, HOUR, MINUTE
from bot.core.errors import NotFound
from bot.messenger.model.hooks import takes_hooks
from bot.messenger.model.secret_clock import Tick, next_tick, released, server_now
from bot.messenger.model.secret_erasure import (
    Remains,
    Step,
    Tombstone,
    buried,
    next_step,
    outlived,
    swept,
)
from bot.messenger.model.secret_messages import Cause, SecretText, files_expired
from bot.messenger.model.secret_refusals import NotOffered
from bot.messenger.model.secret_sight import (
    GONE_QUOTE_TEXT,
    NO_MESSAGE_TEXT,
    PUSH_TEXT,
    badge,
    last_shown,
    listed,
    look_at_file,
    look_up,
    push_seconds,
    pushed_to,
    quoted,
    unread_by,
)
from bot.messenger.model.secret_talk import send
from tests.messenger.model.secret_history import START
from tests.messenger.model.secret_scenes import DUL, HANA, NET, SET, Scene

MODEL = Path(__file__).parents[3] / "bot" / "messenger" / "model"


def test_a_deleted_room_goes_from_every_list_and_its_messages_with_it() -> None:
    scene = Scene()
    scene.sent()
    assert scene.do("delete", HANA) == ""
    assert scene.world.entries[1] == {}
    for who in (HANA, DUL, SET):
        assert listed(scene.room, who, [], scene.world.standings, START) is None
        assert scene.sees(who) == "not_found"


def test_a_deletion_is_resumed_from_what_remains_and_keys_go_first() -> None:
    counts = itertools.product((0, 2), (0, 2), (0, 2), (0, 2), (False, True))
    order = list(Step)
    for keys, rows, untold, files, unscrubbed in counts:
        remains = Remains(
            keys=keys, rows=rows, untold=untold, files=files, unscrubbed=unscrubbed
        )
        taken: list[Step] = []
        while (step := next_step(remains)) is not None:
            taken.append(step)
            remains = _after(remains, step)
        assert taken == sorted(set(taken), key=order.index)
        assert len(taken) == sum(map(bool, (keys, rows, untold, files, unscrubbed)))
        assert remains == Remains()


def test_a_step_that_was_only_half_done_is_taken_again() -> None:
    assert next_step(Remains(keys=1, rows=9)) is Step.KEYS
    assert next_step(Remains(rows=9, files=1, unscrubbed=True)) is Step.ROWS


def test_the_badge_after_expiry_is_counted_from_live_rows() -> None:
    scene = Scene()
    message = scene.message(scene.sent())
    scene.read(DUL)
    stay, end = scene.stay(SET), START + 3 * DAY
    assert (badge([message], stay, end - 1), badge([message], stay, end)) == (1, 0)
    assert badge([message], scene.stay(HANA), end - 1) == 0
    assert (unread_by(scene.message(message.seq), end - 1), unread_by(message, end)) == (1, 0)


def test_when_the_rooms_last_message_expired_the_room_stays_where_it_was() -> None:
    scene = Scene(DUL)
    scene.wait(HOUR)
    message = scene.message(scene.sent())
    end = message.expires_at
    assert last_shown([message], scene.stay(DUL), end - 1) == message
    entry = listed(scene.room, DUL, [message], scene.world.standings, end)
    assert entry is not None
    assert (entry.last, entry.unread, entry.last_activity_at) == (None, 0, START + HOUR)
    assert NO_MESSAGE_TEXT.ko == "메시지 없음"


def test_a_quoted_reply_keeps_a_number_and_is_rendered_from_the_live_row() -> None:
    scene = Scene(DUL)
    first = scene.message(scene.sent())
    reply = send(scene.room, DUL, scene.world.standings, START, reply_to_seq=1).message
    stay = scene.stay(HANA)
    assert quoted(reply, [first, reply], stay, START) == first
    assert quoted(reply, [first, reply], stay, first.expires_at) is None
    assert quoted(reply, [reply], stay, START) is None
    assert quoted(reply, [first], replace(stay, joined_seq=2), START) is None
    assert quoted(first, [first], stay, START) is None
    assert GONE_QUOTE_TEXT.ko == "삭제된 메시지"


def test_forward_copy_save_pins_search_and_exports_are_not_offered_nor_hooks() -> None:
    wanted = {"forward", "copy", "save", "translate", "assistant", "share", "pin", "bookmark"}
    assert wanted | {"search", "export", "digest", "edit"} == {one.value for one in NotOffered}
    assert not takes_hooks("secret")


@pytest.mark.parametrize("read", [False, True])
def test_one_takes_ones_own_message_back_within_five_minutes_read_or_not(read: bool) -> None:
    scene = Scene()
    seq = scene.sent()
    if read:
        scene.read(DUL, SET)
    scene.wait(5 * MINUTE - 1)
    assert scene.do("delete_own", DUL, number=seq) == "not_own_message"
    assert scene.do("delete_own", HANA, number=seq) == ""
    assert scene.sees(DUL) == []


def test_after_five_minutes_it_cannot_be_taken_back_nor_what_is_gone() -> None:
    scene = Scene()
    seq = scene.sent()
    scene.wait(5 * MINUTE)
    assert scene.do("delete_own", HANA, number=seq) == "delete_window_passed"
    assert scene.do("delete_own", HANA, number=99) == "not_found"
    assert scene.do("delete_own", NET, number=seq) == "not_found"


def test_push_text_says_nothing_of_text_sender_or_room_and_goes_to_those_who_owe_a_read() -> (
    None
):
    scene = Scene()
    message = scene.message(scene.sent())
    assert (PUSH_TEXT.ko, PUSH_TEXT.en) == ("새 비밀 메시지", "New secret message")
    assert pushed_to(scene.room, message, scene.world.standings) == (DUL, SET)
    scene.do("suspend", SET)
    assert pushed_to(scene.room, message, scene.world.standings) == (DUL,)
    scene.do("delete", HANA)
    assert pushed_to(scene.room, message, scene.world.standings) == ()


def test_a_push_waits_at_the_vendor_no_longer_than_the_message_lives() -> None:
    scene = Scene()
    message = scene.message(scene.sent())
    assert push_seconds(message, START) == 3 * DAY // 1_000
    assert push_seconds(message, message.expires_at - 999) == 0
    assert push_seconds(message, message.expires_at + DAY) == 0


def test_a_file_asked_for_after_expiry_is_not_found_nor_one_past_the_time_for_files() -> None:
    scene = Scene(DUL)
    scene.retain(0, files=DAY)
    message, standings = scene.message(scene.sent()), scene.world.standings
    assert message.files_expire_at == START + DAY
    assert look_at_file(scene.room, DUL, message, standings, START + DAY - 1) == message
    assert look_up(scene.room, DUL, message, standings, START + DAY) == message
    for who, found, now in [
        (DUL, message, START + DAY),
        (DUL, None, START),
        (NET, message, START),
    ]:
        with pytest.raises(NotFound):
            look_at_file(scene.room, who, found, standings, now)
    for who, found, now in [(DUL, message, message.expires_at), (DUL, None, START)]:
        with pytest.raises(NotFound):
            look_up(scene.room, who, found, standings, now)


def test_a_sweep_finds_files_that_go_before_their_message() -> None:
    scene = Scene(DUL)
    scene.retain(0, files=DAY)
    message = scene.message(scene.sent())
    found = [
        files_expired([message], START + at) for at in (DAY - 1, DAY, 3 * DAY - 1, 3 * DAY)
    ]
    assert found == [(), (message,), (message,), ()]
    scene.wait(DAY)
    scene.retain(0, files=30 * DAY)
    assert scene.message(message.seq).files_expire_at == START + DAY


def test_whose_clock_is_an_argument_no_rule_reads_one_or_knows_a_time_zone() -> None:
    clocks = {"time", "datetime", "zoneinfo", "calendar", "random", "uuid"}
    for path in MODEL.glob("secret_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert clocks.isdisjoint(names), path.name


def test_when_the_clock_steps_back_the_high_water_mark_holds() -> None:
    assert [server_now(wall, 100) for wall in (99, 100, 101)] == [100, 100, 101]


def test_when_the_clock_jumps_forward_purging_is_held_until_three_steady_ticks() -> None:
    tick = next_tick(Tick(wall=0, monotonic=0), MINUTE + 5 * MINUTE, MINUTE)
    assert tick.may_purge
    tick = next_tick(tick, tick.wall + 5 * MINUTE + 1, tick.monotonic)
    assert not tick.may_purge
    assert released(tick).may_purge
    for steady in (1, 2, 3):
        tick = next_tick(tick, tick.wall + MINUTE, tick.monotonic + MINUTE)
        assert tick.may_purge == (steady == 3)


def test_another_jump_while_held_begins_anew_and_stepping_back_holds_nothing() -> None:
    held = Tick(wall=0, monotonic=0, held=True, steady=2)
    assert next_tick(held, DAY, 1) == Tick(wall=DAY, monotonic=1, held=True)
    assert next_tick(Tick(wall=DAY, monotonic=0), 0, 1).may_purge


def test_after_a_week_off_one_sweep_finds_all_and_a_second_nothing() -> None:
    scene = Scene(DUL)
    scene.sent()
    scene.do("invite", HANA, SET)
    scene.wait(7 * DAY)
    entries = list(scene.world.entries[1].values())
    assert [one.seq for one in swept(entries, scene.world.now)] == [1, 2]
    scene.do("sweep", HANA)
    assert scene.world.entries[1] == {}
    assert swept([], scene.world.now) == ()


def test_the_audit_learns_the_cause_and_never_content() -> None:
    scene = Scene(DUL)
    seq = scene.sent()
    scene.read(DUL)
    read = scene.message(seq)
    capped = scene.message(scene.sent())
    causes = [one.cause for one in swept([read, capped], START + 9 * DAY)]
    assert causes == [Cause.READ, Cause.CAP]
    assert buried(capped, Cause.MANUAL, START) == Tombstone(
        room_id=1, seq=capped.seq, gone_at=START, cause=Cause.MANUAL
    )


def test_a_tombstone_goes_after_thirty_days() -> None:
    stone = Tombstone(room_id=1, seq=1, gone_at=START, cause=Cause.READ)
    assert not outlived(stone, START + 30 * DAY - 1)
    assert outlived(stone, START + 30 * DAY)


def test_application_logs_and_traces_show_a_text_as_secret(
    caplog: pytest.LogCaptureFixture,
) -> None:
    text = SecretText("표식")
    logging.getLogger("test").warning("%s %r %s", text, text, {"body": text})
    shown = f"{text} {text!r} {text:>10} {[text]} {caplog.text}"
    assert "표식" not in shown
    assert "<secret>" in shown
    assert text.value == "표식"


def _after(remains: Remains, step: Step) -> Remains:
    match step:
        case Step.KEYS:
            return replace(remains, keys=0)
        case Step.ROWS:
            return replace(remains, rows=0)
        case Step.TELL:
            return replace(remains, untold=0)
        case Step.FILES:
            return replace(remains, files=0)
        case Step.SCRUB:
            return replace(remains, unscrubbed=False)
