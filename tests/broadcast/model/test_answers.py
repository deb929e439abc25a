"""What a notice asks for, how its buttons stand, and what a press of them means."""

from dataclasses import replace
from typing import Any

import pytest

from bot.broadcast.model import acknowledgements as model
from bot.broadcast.model.acknowledgements import AnswerButtons
from bot.broadcast.model.composer import compose
from bot.broadcast.model.content import (
    Content,
    LinkButton,
    content_json,
    parse_content,
)
from bot.broadcast.model.notices import NoticeState, Reminders
from bot.core.clock import DAY, HOUR
from bot.core.errors import Invalid, WrongState
from bot.kakaowork.blocks import Action, Button, ButtonStyle, SubmitAction
from bot.kakaowork.rules import check_blocks
from tests.broadcast.notice import NOTICE

URL = "https://example.com/a"
CHOICES = ("하나", "둘", "셋", "넷", "다섯")


def links(count: int) -> tuple[LinkButton, ...]:
    """So many link buttons."""
    return tuple(LinkButton(label=f"링크 {n}", url=URL) for n in range(count))


def rows(content: Content, answers: AnswerButtons = model.UNSIGNED) -> list[list[Button]]:
    """The rows of buttons of a message."""
    found: list[list[Button]] = []
    for block in compose(content, None, answers).blocks:
        if isinstance(block, Button):
            found.append([block])
        elif isinstance(block, Action):
            found.append(list(block.elements))
    return found


def problems_of(value: dict[str, Any]) -> list[tuple[str, str]]:
    """Pointers and codes of what is wrong with a content."""
    with pytest.raises(Invalid) as caught:
        parse_content({"title": "공지", **value})
    return [(one.pointer, one.code) for one in caught.value.problems]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"acknowledge": True}, (True, ())),
        ({"acknowledge": "on"}, (True, ())),
        ({"acknowledge": None}, (False, ())),
        ({"acknowledge": "no"}, (False, ())),
        ({"choices": [" 예 ", "아니요"]}, (False, ("예", "아니요"))),
        ({"choices": ["예", "", "아니요", None]}, (False, ("예", "아니요"))),
        ({"choices": ["", None]}, (False, ())),
        ({"choices": ["가" * 20, "나" * 20]}, (False, ("가" * 20, "나" * 20))),
        ({"choices": CHOICES, "acknowledge": True}, (True, CHOICES)),
    ],
)
def test_what_a_notice_asks_for_is_read_and_written_alike(
    given: dict[str, Any], expected: tuple[bool, tuple[str, ...]]
) -> None:
    content = parse_content({"title": "공지", **given})
    assert (content.acknowledge, content.choices) == expected
    assert parse_content(content_json(content)) == content


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"acknowledge": "maybe"}, [("/acknowledge", "choice_unknown")]),
        ({"acknowledge": ["on"]}, [("/acknowledge", "choice_unknown")]),
        ({"choices": ["하나"]}, [("/choices", "too_few")]),
        ({"choices": ["하나", ""]}, [("/choices", "too_few")]),
        ({"choices": [*CHOICES, "여섯"]}, [("/choices", "too_many")]),
        ({"choices": ["예", "아니요", " 예"]}, [("/choices/2", "choice_twice")]),
        ({"choices": ["예", "가" * 21]}, [("/choices/1", "too_long")]),
        ({"choices": ["예", "아\n니요"]}, [("/choices/1", "line_break")]),
        ({"choices": ["예", "아\x07니요"]}, [("/choices/1", "control_character")]),
        ({"choices": ["예", 2]}, [("/choices/1", "wrong_type"), ("/choices", "too_few")]),
        ({"choices": "예, 아니요"}, [("/choices", "wrong_type")]),
    ],
)
def test_what_can_not_be_asked_is_refused(
    given: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert problems_of(given) == expected


@pytest.mark.parametrize(
    ("asks", "room"),
    [({"acknowledge": True}, 2)]
    + [({"choices": CHOICES[:n]}, room) for n, room in ((2, 3), (3, 2), (4, 1), (5, 0))],
)
def test_links_stand_beside_the_answers_as_far_as_there_is_room(
    asks: dict[str, Any], room: int
) -> None:
    content = parse_content({"title": "공지", **asks})
    for count in range(room + 1):
        found = rows(replace(content, links=links(count)))
        assert sum(len(row) for row in found) == count + (len(content.choices) or 1)
        blocks = compose(replace(content, links=links(count)), None).blocks
        assert check_blocks(blocks, careful=True) == []
    for count in range(room + 1, 4):
        given = [{"label": "링크", "url": URL}] * count
        assert problems_of({**asks, "links": given}) == [("/links", "too_many_buttons")]


@pytest.mark.parametrize(("count", "expected"), [(2, [2]), (3, [3]), (4, [2, 2]), (5, [3, 2])])
def test_answers_stand_in_even_rows_each_saying_its_own_value(
    count: int, expected: list[int]
) -> None:
    values = tuple(f"s1.ack.nt_1.{n}" for n in range(count))
    content = Content(title="설문", choices=CHOICES[:count])
    found = rows(content, AnswerButtons(values=values, choices=CHOICES[:count]))
    assert [len(row) for row in found] == expected
    flat = [button for row in found for button in row]
    assert [(one.text, one.action) for one in flat] == [
        (words, SubmitAction(name="ack", value=value))
        for words, value in zip(CHOICES, values, strict=False)
    ]
    assert {one.style for one in flat} == {ButtonStyle.DEFAULT}


def test_the_acknowledge_button_comes_first_and_alone_stands_out() -> None:
    content = Content(title="공지", acknowledge=True, links=links(2))
    first, *others = [one for row in rows(content) for one in row]
    assert (first.text, first.action) == ("확인", SubmitAction(name="ack", value="preview"))
    assert first.style is ButtonStyle.PRIMARY
    assert {one.style for one in others} == {ButtonStyle.DEFAULT}


def test_answers_are_kept_with_the_frozen_content() -> None:
    buttons = AnswerButtons(values=("a", "b"), label="Got it", choices=("예", "아니요"))
    assert model.answers_in({"answers": model.answers_json(buttons)}) == buttons
    for nothing in (None, {}, {"answers": None}, {"answers": "x"}):
        assert model.answers_in(nothing) is None


@pytest.mark.parametrize(
    ("not_after", "closed_at", "expected"),
    [(None, None, True), (11, None, True), (10, None, False), (None, 10, False),
     (11, 11, True), (11, 9, False), (9, 11, False)],
)  # fmt: skip
def test_answers_count_until_the_first_end(
    not_after: int | None, closed_at: int | None, *, expected: bool
) -> None:
    notice = replace(NOTICE, not_after=not_after, closed_at=closed_at)
    assert model.is_open(notice, 10) is expected


SENT = replace(
    NOTICE,
    state=NoticeState.SENT,
    frozen={"answers": model.answers_json(AnswerButtons(values=("a",)))},
)


@pytest.mark.parametrize(
    ("state", "code"),
    [(NoticeState.SENT, ""), (NoticeState.PARTIALLY_SENT, ""), (NoticeState.CANCELLED, ""),
     (NoticeState.SENDING, ""), (NoticeState.PAUSED, ""), (NoticeState.FAILED, "wrong_state"),
     (NoticeState.MISSED, "wrong_state"), (NoticeState.DRAFT, "wrong_state"),
     (NoticeState.SCHEDULED, "wrong_state"), (NoticeState.PREPARING, "wrong_state")],
)  # fmt: skip
def test_one_is_reminded_of_what_has_arrived(state: NoticeState, code: str) -> None:
    notice = replace(SENT, state=state)
    if not code:
        model.require_remindable(notice, 0)
        return
    with pytest.raises(WrongState) as caught:
        model.require_remindable(notice, 0)
    assert caught.value.word == code


RULED = replace(SENT, reminders=Reminders(every=DAY, most=3), remind_at=DAY)


@pytest.mark.parametrize(
    ("reminded", "after", "expected"),
    [(1, DAY, 2 * DAY), (1, DAY + HOUR, 2 * DAY), (2, 3 * DAY, 4 * DAY),
     (2, 3 * DAY + 1, 4 * DAY), (1, 0, 2 * DAY), (3, DAY, None), (4, DAY, None)],
)  # fmt: skip
def test_the_rule_reminds_at_its_times_and_not_too_often(
    reminded: int, after: int, expected: int | None
) -> None:
    assert model.next_reminder(replace(RULED, reminded=reminded), after) == expected


def test_without_a_rule_nothing_reminds() -> None:
    frozen = SENT.frozen or {}
    assert model.first_reminder(RULED, frozen, HOUR) == HOUR + DAY
    assert model.first_reminder(SENT, frozen, HOUR) is None
    assert model.first_reminder(RULED, {}, HOUR) is None
    assert model.first_reminder(replace(RULED, reminds="nt_0"), frozen, HOUR) is None
    assert model.next_reminder(SENT, HOUR) is None


@pytest.mark.parametrize(
    ("every", "most", "pointer"),
    [(HOUR, 1, ""), (30 * DAY, 5, ""), (HOUR - 1, 1, "/reminders/every"),
     (30 * DAY + 1, 1, "/reminders/every"), (HOUR, 0, "/reminders/most"),
     (HOUR, 6, "/reminders/most")],
)  # fmt: skip
def test_a_rule_keeps_its_bounds(every: int, most: int, pointer: str) -> None:
    if not pointer:
        model.require_reminders(every, most)
        return
    with pytest.raises(Invalid) as caught:
        model.require_reminders(every, most)
    assert [(one.pointer, one.code) for one in caught.value.problems] == [
        (pointer, "bad_reminders")
    ]


@pytest.mark.parametrize(
    ("title", "expected"),
    [("점검", "[다시 알림] 점검"), ("[다시 알림] 점검", "[다시 알림] 점검"),
     ("가" * 12, "[다시 알림] " + "가" * 12), ("가" * 13, "[다시 알림] " + "가" * 11 + "…")],
)  # fmt: skip
def test_a_reminder_says_that_it_is_one(title: str, expected: str) -> None:
    assert model.reminder_title(title, 20) == expected
    assert len(expected) <= 20
