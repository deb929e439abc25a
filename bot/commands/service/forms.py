"""The modals: what can be filled in, and what it asks for. Kakao Work takes free text nowhere else."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.commands.model.cards import Form
from bot.commands.model.commands import Asked, Verb, Word
from bot.core.errors import Bilingual, Invalid, Language, invalid
from bot.kakaowork.modal import (
    LABEL_CHARACTERS,
    SELECT_OPTIONS,
    Input,
    Label,
    ModalBlock,
    Option,
    Select,
    View,
)

_OPTION_CHARACTERS: Final = 40
# What the form `pick` offers: those that need nothing but a notice and a line.
PICKED: Final[Mapping[Verb, Bilingual]] = {
    Verb.STATUS: Bilingual("상태 보기", "Show its status"),
    Verb.TEST: Bilingual("나에게 테스트", "Test it on me"),
    Verb.SEND: Bilingual("보내기", "Send"),
    Verb.SCHEDULE: Bilingual("예약하기 (언제인지 써 주세요)", "Schedule (say when)"),
    Verb.CANCEL: Bilingual("취소하기", "Cancel"),
    Verb.PAUSE: Bilingual("일시중지", "Pause"),
    Verb.RESUME: Bilingual("재개", "Resume"),
    Verb.RETRY: Bilingual("실패한 사람에게 다시", "Retry those that failed"),
    Verb.REMIND: Bilingual("확인하지 않은 사람에게 다시", "Remind who hasn't acknowledged"),
    Verb.RECALL: Bilingual("회수하기", "Recall"),
}
_LINED: Final = frozenset({Verb.SCHEDULE})
_REASONED: Final = frozenset({Verb.STOP_ALL, Verb.START_ALL})


def form_view(
    form: Form,
    subject: str,
    language: Language,
    *,
    value: str,
    choices: Sequence[tuple[str, str]] = (),
) -> View:
    """The modal; `value` comes back signed, `choices` are notices as (N-42, title)."""
    words = _Words(language)
    title, accept = _TITLES[form]
    if form is Form.PICK and not choices:
        blocks: tuple[ModalBlock, ...] = (words.label(_NO_NOTICE),)
    else:
        blocks = {
            Form.NEW: _new,
            Form.PICK: lambda words: _pick(words, choices),
            Form.SCHEDULE: lambda words: _schedule(words, subject),
            Form.REASON: _reason,
        }[form](words)
    decline = Bilingual("닫기", "Close")
    return View(
        title=words.of(title), accept=words.of(accept), decline=words.of(decline),
        value=value, blocks=blocks,
    )  # fmt: skip


def asked_in_form(form: Form, subject: str, answers: Mapping[str, str]) -> Asked:
    """What a filled-in modal asks for; Invalid where what is needed isn't there."""
    given = {name: answer.strip() for name, answer in answers.items()}
    match form:
        case Form.NEW:
            return _asked_new(given)
        case Form.PICK:
            return _asked_pick(given)
        case Form.SCHEDULE:
            when = _needed(given, "when", _WHEN)
            return Asked(verb=Verb.SCHEDULE, subject=subject, text=when)
        case Form.REASON:
            verb = next((one for one in _REASONED if one.value == subject), None)
            reason = _needed(given, "reason", _REASON)
            if verb is None:
                raise invalid("/subject", "unknown_command", _UNKNOWN)
            return Asked(verb=verb, text=reason)


class _Words:
    """Blocks in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def of(self, text: Bilingual) -> str:
        return text.in_(self._language)

    def label(self, text: Bilingual) -> Label:
        return Label(text=self.of(text)[:LABEL_CHARACTERS])

    def input(
        self, name: str, label: Bilingual, example: Bilingual, *, required: bool = False
    ) -> tuple[ModalBlock, ...]:
        field = Input(name=name, required=required, placeholder=self.of(example))
        return (self.label(label), field)


def _new(words: _Words) -> tuple[ModalBlock, ...]:
    button = [
        Option(text=words.of(Bilingual("넣지 않음", "None")), value="no"),
        Option(text=words.of(Bilingual("[확인] 버튼", "A button to acknowledge")), value="yes"),
    ]
    return (
        *words.input("title", _TITLE, Bilingual("20자까지", "Up to 20"), required=True),
        *words.input(
            "body", _BODY, Bilingual("모두에게 보일 글", "What all will read"), required=True
        ),
        *words.input(
            "image", Bilingual("그림 주소", "Image"), Bilingual("https://…", "https://…")
        ),
        *words.input(
            "label",
            Bilingual("바로가기 버튼 이름", "Link button"),
            Bilingual("예: 신청하기", "e.g. Apply"),
        ),
        *words.input(
            "url",
            Bilingual("바로가기 주소", "Its address"),
            Bilingual("https://…", "https://…"),
        ),
        *words.input(
            "to", _TO, Bilingual("예: 인사팀, kim@example.com", "e.g. HR, kim@example.com")
        ),
        words.label(Bilingual("확인 버튼", "Acknowledgement")),
        Select(name="acknowledge", options=tuple(button)),
    )


def _pick(words: _Words, choices: Sequence[tuple[str, str]]) -> tuple[ModalBlock, ...]:
    notices = tuple(
        Option(text=f"{label} {title}".strip()[:_OPTION_CHARACTERS], value=label)
        for label, title in choices[:SELECT_OPTIONS]
    )
    verbs = tuple(Option(text=words.of(text), value=verb) for verb, text in PICKED.items())
    return (
        words.label(Bilingual("어느 공지인가요?", "Which notice?")),
        Select(name="notice", options=notices, required=True),
        words.label(Bilingual("무엇을 할까요?", "What is to be done?")),
        Select(name="verb", options=verbs, required=True),
        *words.input(
            "line", Bilingual("예약이면 언제인지", "When, to schedule it"), _WHEN_EXAMPLE
        ),
    )


def _schedule(words: _Words, subject: str) -> tuple[ModalBlock, ...]:
    ko, en = f"{subject} 공지를 언제 보낼까요?", f"When should {subject} be sent?"
    return words.input("when", Bilingual(ko, en), _WHEN_EXAMPLE, required=True)


def _reason(words: _Words) -> tuple[ModalBlock, ...]:
    label = Bilingual("이유를 써 주세요. 기록에 남아요.", "Say why. It is kept in the audit.")
    return words.input("reason", label, Bilingual("이유", "Reason"), required=True)


def _asked_new(given: Mapping[str, str]) -> Asked:
    words: dict[Word, tuple[str, ...]] = {Word.TITLE: (_needed(given, "title", _TITLE),)}
    if given.get("image"):
        words[Word.IMAGE] = (given["image"],)
    label, url = given.get("label", ""), given.get("url", "")
    if label or url:
        words[Word.LINK] = (f"{label or '바로가기'}|{url}",)
    to = tuple(part.strip() for part in given.get("to", "").split(",") if part.strip())
    if to:
        words[Word.TO] = to
    if given.get("acknowledge") == "yes":
        words[Word.ACKNOWLEDGE] = ("yes",)
    return Asked(verb=Verb.NEW, words=words, text=_needed(given, "body", _BODY))


def _asked_pick(given: Mapping[str, str]) -> Asked:
    verb = next((one for one in PICKED if one.value == given.get("verb")), None)
    if verb is None:
        raise invalid("/verb", "unknown_command", _UNKNOWN)
    line = _needed(given, "line", _WHEN) if verb in _LINED else ""
    notice = _needed(given, "notice", Bilingual("공지", "The notice"))
    return Asked(verb=verb, subject=notice, text=line)


def _needed(given: Mapping[str, str], name: str, what: Bilingual) -> str:
    if not given.get(name):
        raise _missing(name, what)
    return given[name]


def _missing(name: str, what: Bilingual) -> Invalid:
    text = Bilingual(
        f"'{what.ko}' 칸이 비어 있어요. 채운 뒤 다시 해 주세요.",
        f"'{what.en}' is empty. Fill it in and try again.",
    )
    return invalid(f"/{name}", "required", text)


_TITLE = Bilingual("제목", "Title")
_BODY = Bilingual("본문", "Text")
_WHEN = Bilingual("언제", "When")
_REASON = Bilingual("이유", "Reason")
_TO = Bilingual("받는 사람 (비우면 전체)", "Recipients (everyone if empty)")
_WHEN_EXAMPLE = Bilingual("예: 내일 오전 9시", "e.g. tomorrow 9 am")
_NO_NOTICE = Bilingual(
    "다룰 수 있는 공지가 아직 없어요. [새 공지]로 먼저 써 주세요.",
    "There is no notice yet. Write one with [New notice] first.",
)
_UNKNOWN = Bilingual(
    "이 창에서는 할 수 없는 일이에요. 메뉴에서 다시 골라 주세요.",
    "This can't be done here. Choose again from the menu.",
)
_TITLES = {
    Form.NEW: (Bilingual("새 공지", "New notice"), Bilingual("초안 만들기", "Make a draft")),
    Form.PICK: (Bilingual("공지 다루기", "Manage a notice"), Bilingual("계속", "Go on")),
    Form.SCHEDULE: (Bilingual("예약", "Schedule"), Bilingual("계속", "Go on")),
    Form.REASON: (Bilingual("이유", "Reason"), Bilingual("계속", "Go on")),
}
