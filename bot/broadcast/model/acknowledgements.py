"""Answers to a notice: 확인, or one of a survey's choices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bot.broadcast.model.notices import FINAL, UNDER_WAY, Notice, NoticeState
from bot.core.clock import DAY, HOUR
from bot.core.errors import Bilingual, WrongState, invalid

# What an answer button's press is named, and the first part of what it says.
ACTION: Final = "ack"
# Under this name the frozen content of a notice keeps its answer buttons.
ANSWERS: Final = "answers"
# What a test's button says instead of a notice: pressing it is answered, and counts nowhere.
TRIAL: Final = "-"
ACKNOWLEDGE_LABEL: Final = Bilingual(ko="확인", en="Got it")
SOONEST_REMINDER: Final = 1 * HOUR
LATEST_REMINDER: Final = 30 * DAY
MOST_REMINDERS: Final = 5

READ: Final = "read"
ACKNOWLEDGED: Final = "acknowledged"
_CHOICE: Final = "choice."


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerButtons:
    """What answer buttons say when pressed, in their order, and the name of the one for 확인.

    `choices`: the survey's answers; none where it only has 확인.
    """

    values: tuple[str, ...] = ()
    label: str = ACKNOWLEDGE_LABEL.ko
    choices: tuple[str, ...] = ()

    def value(self, place: int | None) -> str:
        """What the button at `place` says; without a signature only that it is a preview."""
        at = place or 0
        return self.values[at] if at < len(self.values) else "preview"


UNSIGNED: Final = AnswerButtons()


def answers_json(answers: AnswerButtons) -> dict[str, object]:
    """As they are kept with the frozen content."""
    return {
        "values": list(answers.values),
        "label": answers.label,
        "choices": list(answers.choices),
    }


def answers_in(frozen: Mapping[str, Any] | None) -> AnswerButtons | None:
    """The answer buttons of a frozen content that has any."""
    kept = (frozen or {}).get(ANSWERS)
    if not isinstance(kept, Mapping):
        return None
    return AnswerButtons(
        values=tuple(kept["values"]), label=kept["label"], choices=tuple(kept["choices"])
    )


def value_parts(notice_id: str, choices: int) -> list[tuple[str, ...]]:
    """What is signed for each answer button of a notice; `choices`: 0 for the one of 확인."""
    if not choices:
        return [(ACTION, notice_id)]
    return [(ACTION, notice_id, str(place)) for place in range(choices)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallies:
    """How many have read, answered, and chosen each answer."""

    read: int = 0
    acknowledged: int = 0
    choices: Mapping[int, int] = field(default_factory=dict)


def tally_of(choice: int) -> str:
    """The name under which a choice is counted."""
    return f"{_CHOICE}{choice}"


def tallies_of(counts: Mapping[str, int]) -> Tallies:
    """The tallies by their names."""
    return Tallies(
        read=counts.get(READ, 0),
        acknowledged=counts.get(ACKNOWLEDGED, 0),
        choices={
            int(name.removeprefix(_CHOICE)): count
            for name, count in counts.items()
            if name.startswith(_CHOICE)
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a recipient answered; `at` is the first time, `changed_at` the last (UTC ms)."""

    delivery: int
    member_id: str
    choice: int | None
    at: int
    changed_at: int


def is_open(notice: Notice, now: int) -> bool:
    """Whether answers to the notice still count at `now`."""
    ends = [at for at in (notice.not_after, notice.closed_at) if at is not None]
    return not ends or now < min(ends)


def choice_in(notice: Notice, parts: Sequence[str]) -> int | None:
    """The choice that a press stands for, None for 확인; Invalid where the notice has no such."""
    buttons = answers_in(notice.frozen)
    place = parts[2] if len(parts) == 3 else None
    if buttons is not None:
        if place is None and not buttons.choices:
            return None
        if place is not None and place.isdecimal() and int(place) < len(buttons.choices):
            return int(place)
    raise invalid("/value", "unknown_answer", _UNKNOWN)


def require_open(notice: Notice, now: int) -> None:
    """Raise `answers_closed` where no answer counts any more."""
    if not is_open(notice, now):
        raise WrongState(_closed(notice), code="answers_closed")


def require_asks(notice: Notice) -> AnswerButtons:
    """Its answer buttons; `asks_nothing` where the notice has none, or was not sent."""
    buttons = answers_in(notice.frozen)
    if buttons is None:
        raise WrongState(_asks_nothing(notice), code="asks_nothing")
    return buttons


_REMINDABLE: Final = UNDER_WAY | (FINAL - {NoticeState.FAILED, NoticeState.MISSED})


def require_remindable(notice: Notice, now: int) -> None:
    """Raise where nobody can be reminded of the notice: `asks_nothing`, `wrong_state`, `answers_closed`."""
    require_asks(notice)
    if notice.state not in _REMINDABLE:
        raise WrongState(_not_sent(notice))
    require_open(notice, now)


def first_reminder(notice: Notice, frozen: Mapping[str, Any], sent_at: int) -> int | None:
    """When the rule of a notice that is sent at `sent_at` reminds first; None: it does not."""
    if notice.reminders is None or notice.reminds is not None or answers_in(frozen) is None:
        return None
    return sent_at + notice.reminders.every


def next_reminder(notice: Notice, after: int) -> int | None:
    """When the rule reminds after `after`, once it has reminded so often; None: not any more."""
    rule, due = notice.reminders, notice.remind_at
    if rule is None or due is None or notice.reminded >= rule.most:
        return None
    # What was slept through is not made up for.
    return due + max(1, (after - due) // rule.every + 1) * rule.every


def reminder_title(title: str, limit: int) -> str:
    """The title of a reminder, in at most `limit` characters."""
    mark = "[다시 알림] "
    whole = title if title.startswith(mark.strip()) else f"{mark}{title}"
    return whole if len(whole) <= limit else f"{whole[: limit - 1]}…"


def require_reminders(every: int, most: int) -> None:
    """Raise Invalid unless a rule of reminders keeps its bounds; `every` in milliseconds."""
    if not SOONEST_REMINDER <= every <= LATEST_REMINDER:
        raise invalid("/reminders/every", "bad_reminders", _BAD_EVERY)
    if not 1 <= most <= MOST_REMINDERS:
        raise invalid("/reminders/most", "bad_reminders", _BAD_MOST)


def late_words(notice: Notice) -> Bilingual:
    """What somebody is told who answers too late."""
    title = notice.title or notice.label
    return Bilingual(
        ko=f"'{title}' 공지는 답을 받는 기간이 끝나서 방금 누른 답은 반영되지 않았어요. "
        f"필요하면 {notice.author_name}님에게 알려 주세요.",
        en=f"“{title}” takes no more answers, so your press was not counted. "
        f"If it matters, tell {notice.author_name}.",
    )


TRIAL_WORDS: Final = Bilingual(
    ko="버튼이 잘 작동해요. 테스트 메시지라서 답은 기록하지 않았어요.",
    en="The button works. This was a test message, so nothing was recorded.",
)


def _closed(notice: Notice) -> Bilingual:
    return Bilingual(
        ko=f"{notice.label} 공지는 답을 받는 기간이 끝났어요. 더 받으려면 복제해서 다시 보내 주세요.",
        en=f"{notice.label} takes no more answers. To ask again, duplicate and send it.",
    )


def _asks_nothing(notice: Notice) -> Bilingual:
    return Bilingual(
        ko=f"{notice.label} 공지에는 확인 버튼이 없거나 아직 보내지 않았어요. "
        "확인 버튼을 넣어서 보내야 답을 받을 수 있어요.",
        en=f"{notice.label} has no acknowledge button, or was not sent yet. Send one with the button.",
    )


def _not_sent(notice: Notice) -> Bilingual:
    return Bilingual(
        ko=f"{notice.label} 공지를 받은 사람이 없어서 다시 알릴 수 없어요. 먼저 보내 주세요.",
        en=f"Nobody has got {notice.label}, so nobody can be reminded. Send it first.",
    )


_UNKNOWN = Bilingual(ko="이 공지에 없는 답이에요.", en="The notice has no such answer.")
_BAD_EVERY = Bilingual(
    ko="다시 알림은 1시간에서 30일 사이로 정해 주세요.",
    en="Remind after 1 hour to 30 days.",
)
_BAD_MOST = Bilingual(
    ko="다시 알림은 1번에서 5번까지 할 수 있어요.", en="Remind from 1 to 5 times."
)
