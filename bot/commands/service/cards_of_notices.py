"""Cards that show a notice: its preview, whom it reaches, how far it is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.broadcast.model.composer import Composed
from bot.broadcast.model.notices import (
    QUIET_HOURS,
    STATE_NAMES,
    Counts,
    Notice,
    NoticeState,
)
from bot.broadcast.model.schedule_words import time_in_words, time_left_in_words, zone_in_words
from bot.broadcast.service.composer import Composer
from bot.broadcast.service.notices import NoticeView
from bot.broadcast.service.readiness import Reach
from bot.commands.model.cards import Card, CardButton, Detail, Form, OpenForm, OpenPage
from bot.commands.model.commands import Asked, Verb
from bot.core.errors import Bilingual, Problem
from bot.kakaowork.blocks import Block, HeaderStyle

_BAR: Final = 10
TITLE: Final = Bilingual("제목", "Title")
PROFILE: Final = Bilingual("프로필", "Profile")
STATE: Final = Bilingual("상태", "State")
REACH: Final = Bilingual("받는 사람", "Recipients")
EXCLUDED: Final = Bilingual("제외", "Left out")
WHEN: Final = Bilingual("보낼 때", "When")
URGENT: Final = Bilingual("긴급", "Urgent")
CODE: Final = Bilingual("코드", "Code")
_COUNTS: Final = {
    "sent": Bilingual("보냄", "Sent"),
    "failed": Bilingual("실패", "Failed"),
    "uncertain": Bilingual("확인 필요", "Uncertain"),
    "cancelled": Bilingual("취소", "Cancelled"),
    "skipped": Bilingual("건너뜀", "Skipped"),
}
_STYLES: Final = {
    NoticeState.SENT: HeaderStyle.BLUE,
    NoticeState.FAILED: HeaderStyle.RED,
    NoticeState.PARTIALLY_SENT: HeaderStyle.YELLOW,
    NoticeState.MISSED: HeaderStyle.YELLOW,
}


def same(text: str) -> Bilingual:
    """What is the same in both languages."""
    return Bilingual(text, text)


def people(count: int) -> Bilingual:
    """`1,234명`, `1,234 people`."""
    return Bilingual(f"{count:,}명", "1 person" if count == 1 else f"{count:,} people")


def moment(at: int, zone: ZoneInfo) -> Bilingual:
    """UTC milliseconds as `2026. 11. 23. (월) 09:00 (서울)`."""
    return Bilingual(
        ko=f"{time_in_words(at, zone, 'ko')} ({zone_in_words(zone, 'ko')})",
        en=f"{time_in_words(at, zone, 'en')} ({zone_in_words(zone, 'en')})",
    )


def moment_and_wait(at: int, now: int, zone: ZoneInfo) -> Bilingual:
    """The moment, and how long until then: `… · 16시간 42분 뒤`."""
    said = moment(at, zone)
    return Bilingual(
        ko=f"{said.ko} · {time_left_in_words(at - now, 'ko')}",
        en=f"{said.en} · {time_left_in_words(at - now, 'en')}",
    )


def title_line(notice: Notice) -> str:
    """The title, or that there is none yet."""
    return notice.title or "-"


def shown(
    composer: Composer,
    template: str,
    variables: Mapping[str, Any],
    frozen: Mapping[str, Any] | None,
) -> tuple[tuple[Block, ...], list[Problem]]:
    """The blocks as everybody will see them, or what keeps them from being sent."""
    if frozen is not None:
        return composer.thaw(frozen).compose(None).blocks, []
    found = composer.preview(template, variables, None)
    if isinstance(found, Composed):
        return found.blocks, composer.check(template, variables)
    return (), found


def listed(problems: Sequence[Problem]) -> tuple[Bilingual, ...]:
    """One line for each problem."""
    return tuple(Bilingual(f"· {p.text.ko}", f"· {p.text.en}") for p in problems)


def reach_details(reach: Reach) -> list[Detail]:
    """How many get it, and how many are left out on purpose."""
    details = [Detail(term=REACH, text=people(reach.recipients))]
    if reach.excluded:
        details.append(Detail(term=EXCLUDED, text=people(reach.excluded)))
    return details


def page_button(notice: Notice) -> CardButton:
    """Opens the notice in the console."""
    return CardButton(
        label=Bilingual("웹에서 보기", "Open the page"),
        does=OpenPage(path=f"/notices/{notice.id}"),
    )


def button(
    ko: str, en: str, verb: Verb, subject: str = "", *, main: bool = False, text: str = ""
) -> CardButton:
    """A button that asks for something."""
    does = Asked(verb=verb, subject=subject, text=text)
    return CardButton(label=Bilingual(ko, en), does=does, main=main)


def draft_buttons(notice: Notice) -> tuple[CardButton, ...]:
    """What is done next with a draft."""
    edit = CardButton(
        label=Bilingual("웹에서 고치기", "Edit on the page"),
        does=OpenPage(path=f"/notices/{notice.id}/edit"),
    )
    schedule = CardButton(
        label=Bilingual("예약…", "Schedule…"),
        does=OpenForm(form=Form.SCHEDULE, subject=notice.label),
    )
    return (
        button("나에게 테스트", "Test it on me", Verb.TEST, notice.label),
        button("보내기…", "Send…", Verb.SEND, notice.label, main=True),
        schedule,
        edit,
    )


def draft_card(
    view: NoticeView, preview: tuple[Block, ...], missing: Sequence[Problem], reach: Reach
) -> Card:
    """A draft as it is now, what is missing, and what can be done with it."""
    notice = view.notice
    words = [
        Bilingual(
            f"{notice.label} 초안을 저장했어요. 아직 아무에게도 보내지 않았어요.",
            f"The draft {notice.label} is saved. Nothing has been sent.",
        )
    ]
    if missing:
        words.append(Bilingual("보내려면 고칠 것이 있어요:", "To be put right before sending:"))
        words += listed(missing)
    details = [
        Detail(term=TITLE, text=same(title_line(notice))),
        Detail(term=PROFILE, text=same(view.profile.name)),
        *reach_details(reach),
    ]
    if notice.urgent_reason:
        details.append(Detail(term=URGENT, text=same(notice.urgent_reason)))
    return Card(
        title=Bilingual(f"초안 {notice.label}", f"Draft {notice.label}"),
        words=tuple(words),
        details=tuple(details),
        preview=preview,
        buttons=draft_buttons(notice),
        style=HeaderStyle.YELLOW if missing else HeaderStyle.WHITE,
    )


def bar(counts: Counts) -> str:
    """`▓▓▓▓░░░░░░ 40%` of those whose outcome is known."""
    done = counts.audience - counts.open
    share = done / counts.audience if counts.audience else 0
    full = int(share * _BAR)
    return f"{'▓' * full}{'░' * (_BAR - full)} {int(share * 100)}%"


def status_details(view: NoticeView, zone: ZoneInfo) -> list[Detail]:
    """State, time and counts."""
    notice, counts = view.notice, view.counts
    details = [
        Detail(term=TITLE, text=same(title_line(notice))),
        Detail(term=PROFILE, text=same(view.profile.name)),
        Detail(term=STATE, text=STATE_NAMES[notice.state]),
    ]
    if notice.state is NoticeState.SCHEDULED and notice.scheduled_at is not None:
        details.append(Detail(term=WHEN, text=moment(notice.scheduled_at, zone)))
    if counts.audience:
        details.append(Detail(term=REACH, text=people(counts.audience)))
        by_state = counts.by_state()
        details += [
            Detail(term=name, text=people(by_state[state]))
            for state, name in _COUNTS.items()
            if by_state[state] or state == "sent"
        ]
    return details


def status_card(view: NoticeView, zone: ZoneInfo, more: Sequence[Detail] = ()) -> Card:
    """How far a notice is, and what can be done about it."""
    notice = view.notice
    words: list[Bilingual] = []
    if notice.state is NoticeState.SCHEDULED and notice.state_reason == QUIET_HOURS:
        words.append(
            Bilingual(
                "방해 금지 시간이라서 끝난 뒤에 보내요.",
                "These are quiet hours: it is sent when they end.",
            )
        )
    if view.counts.audience:
        words.append(same(bar(view.counts)))
    if view.standstill is not None:
        words.append(view.standstill.text)
    return Card(
        title=Bilingual(f"공지 {notice.label}", f"Notice {notice.label}"),
        words=tuple(words),
        details=(*status_details(view, zone), *more),
        buttons=(*_next_steps(view), page_button(notice)),
        style=_STYLES.get(notice.state, HeaderStyle.WHITE),
        follows=notice.id if notice.state in FOLLOWED else None,
    )


FOLLOWED: Final = frozenset({NoticeState.PREPARING, NoticeState.SENDING, NoticeState.PAUSED})


def _next_steps(view: NoticeView) -> tuple[CardButton, ...]:
    label, state = view.notice.label, view.notice.state
    stop = button("취소…", "Cancel…", Verb.CANCEL, label)
    match state:
        case NoticeState.DRAFT | NoticeState.MISSED:
            return draft_buttons(view.notice)[:3]
        case NoticeState.SCHEDULED | NoticeState.PREPARING:
            return (stop,)
        case NoticeState.SENDING:
            return (button("일시중지", "Pause", Verb.PAUSE, label), stop)
        case NoticeState.PAUSED:
            return (button("재개…", "Resume…", Verb.RESUME, label, main=True), stop)
        case _ if view.counts.failed:
            return (button("다시 보내기…", "Send again…", Verb.RETRY, label),)
    return ()


def with_problems(card: Card, problems: Sequence[Problem]) -> Card:
    """The card, and what of a command could not be read, above all else."""
    if not problems:
        return card
    first = Bilingual(
        "읽지 못한 말이 있어요. 나머지는 초안에 있어요:",
        "Some words could not be read. The rest is in the draft:",
    )
    return replace(
        card, words=(first, *listed(problems), *card.words), style=HeaderStyle.YELLOW
    )
