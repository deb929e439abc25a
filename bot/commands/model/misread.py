"""A command that was not understood, and what to write instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.commands.model.commands import Verb, Word
from bot.commands.model.described import WORDS, About, Rest
from bot.commands.model.folding import shown
from bot.commands.model.table import COMMANDS
from bot.core.errors import Bilingual

LONGEST: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Misread:
    """What is wrong and what to write; `nearest`: what may have been meant, for buttons."""

    text: Bilingual
    verb: Verb | None = None
    nearest: tuple[Verb, ...] = ()


_SUBJECTS: Final = {
    About.NOTICE: Bilingual(
        "어느 공지인지 번호로 써 주세요.", "Say which notice, by its number."
    ),
    About.SCHEDULE: Bilingual(
        "어느 되풀이 예약인지 S-3처럼 써 주세요.", "Say which schedule, like S-3."
    ),
    About.MEMBER: Bilingual(
        "누구인지 이메일이나 @이름으로 써 주세요.", "Say who, by e-mail or @name."
    ),
    About.VERB: Bilingual("명령을 써 주세요.", "Name a command."),
    About.NOTHING: Bilingual("", ""),
}
_RESTS: Final = {
    Rest.WHEN: Bilingual("언제인지 써 주세요.", "Say when."),
    Rest.REASON: Bilingual("이유를 써 주세요.", "Say why."),
    Rest.CODE: Bilingual(
        "확인 카드에 있는 코드를 써 주세요.", "Write the code that stands on the card."
    ),
    Rest.PROFILE: Bilingual("어느 프로필인지 써 주세요.", "Say which send profile."),
    Rest.STATES: Bilingual(
        "초안, 예약됨, 보내는중, 멈춤, 보냄, 일부, 실패, 취소됨, 놓침 가운데 써 주세요.",
        "Write draft, scheduled, sending, paused, sent, partially-sent, failed, cancelled or missed.",
    ),
}


def too_long(length: int) -> Misread:
    """The whole message has more than `LONGEST` characters."""
    return Misread(
        text=Bilingual(
            f"명령이 {length:,}자예요. {LONGEST:,}자까지 읽을 수 있으니 본문을 줄여 주세요.",
            f"This has {length:,} characters. Up to {LONGEST:,} can be read: shorten the text.",
        )
    )


def unknown_verb(token: str, nearest: Sequence[Verb]) -> Misread:
    """There is no such command."""
    ko = " 또는 ".join(f"'{COMMANDS[verb].line.ko}'" for verb in nearest)
    en = " or ".join(f"'{COMMANDS[verb].line.en}'" for verb in nearest)
    ask_ko = f"혹시 {ko}인가요?" if nearest else "'/공지 도움말'에 모든 명령이 있어요."
    ask_en = f"Did you mean {en}?" if nearest else "'/notice help' lists them all."
    return Misread(
        text=Bilingual(
            f"'{shown(token)}'에 맞는 명령이 없어요. {ask_ko}",
            f"There is no command '{shown(token)}'. {ask_en}",
        ),
        nearest=tuple(nearest),
    )


def verb_first(token: str) -> Misread:
    """A word or a notice stands where the command should."""
    return Misread(
        text=Bilingual(
            f"'{shown(token)}' 앞에 무엇을 할지 써 주세요. 예: '/공지 상태 N-42', "
            "'/공지 작성 제목:안내 본문'",
            f"Before '{shown(token)}', say what to do. For example: '/notice status N-42', "
            "'/notice new title:Hello text'",
        )
    )


def subject_missing(verb: Verb, written: str = "") -> Misread:
    """The subject isn't there, or what stands in its place is none."""
    asks = _SUBJECTS[COMMANDS[verb].about]
    ko = f"'{shown(written)}'(으)로는 알 수 없어요. " if written else ""
    en = f"'{shown(written)}' doesn't tell. " if written else ""
    return _with_example(verb, Bilingual(ko + asks.ko, en + asks.en))


def rest_missing(verb: Verb, written: str = "") -> Misread:
    """The text isn't there, or is not what it should be."""
    asks = _RESTS[COMMANDS[verb].rest]
    ko = f"'{shown(written)}'은(는) 맞지 않아요. " if written else ""
    en = f"'{shown(written)}' doesn't fit. " if written else ""
    return _with_example(verb, Bilingual(ko + asks.ko, en + asks.en))


def left_over(verb: Verb, text: str) -> Misread:
    """There is more than the command takes."""
    name = COMMANDS[verb].name
    return _with_example(
        verb,
        Bilingual(
            f"'{name.ko}' 명령은 '{shown(text)}'을(를) 받지 않아요. 빼고 써 주세요.",
            f"'{name.en}' doesn't take '{shown(text)}'. Leave it out.",
        ),
    )


def word_not_taken(verb: Verb, word: Word) -> Misread:
    """The command takes no such word."""
    name, called = COMMANDS[verb].name, WORDS[word].name
    return _with_example(
        verb,
        Bilingual(
            f"'{name.ko}' 명령에는 '{called.ko}:'을(를) 쓸 수 없어요. 빼고 써 주세요.",
            f"'{name.en}' doesn't take '{called.en}:'. Leave it out.",
        ),
    )


def word_near(verb: Verb, written: str, word: Word) -> Misread:
    """A name that is none, near one that is."""
    called = WORDS[word].name
    return Misread(
        text=Bilingual(
            f"'{shown(written)}:'은 없는 이름이에요. 혹시 '{called.ko}:'인가요? "
            "본문이면 콜론 뒤를 한 칸 띄워 주세요.",
            f"There is no '{shown(written)}:'. Did you mean '{called.en}:'? "
            "If it is text, put a blank after the colon.",
        ),
        verb=verb,
    )


def word_twice(verb: Verb, word: Word) -> Misread:
    """A word that may stand once stands twice."""
    called = WORDS[word].name
    return Misread(
        text=Bilingual(
            f"'{called.ko}:'이(가) 두 번 있어요. 하나만 남겨 주세요.",
            f"'{called.en}:' is there twice. Leave one of them out.",
        ),
        verb=verb,
    )


def word_without_value(verb: Verb, word: Word) -> Misread:
    """Nothing stands right after the colon."""
    called, example = WORDS[word].name, WORDS[word].example
    return Misread(
        text=Bilingual(
            f"'{called.ko}:' 바로 뒤에 값을 붙여 써 주세요. 예: '{example.ko}'. "
            "본문이면 그 앞에 빈 줄을 하나 넣어 주세요.",
            f"Write the value right after '{called.en}:'. For example: '{example.en}'. "
            "If it is text, put an empty line before it.",
        ),
        verb=verb,
    )


def quote_open(verb: Verb, word: Word | None) -> Misread:
    """A quote isn't closed on its line, or something is glued to its end."""
    ko = f"'{WORDS[word].name.ko}:'의 " if word else ""
    en = f" of '{WORDS[word].name.en}:'" if word else ""
    return Misread(
        text=Bilingual(
            f"{ko}따옴표가 같은 줄에서 닫히지 않았어요. 닫는 따옴표 뒤는 한 칸 띄워 주세요.",
            f"The quote{en} isn't closed on its line. Put a blank after the closing quote.",
        ),
        verb=verb,
    )


def word_in_body(verb: Verb, token: str) -> Misread:
    """What looks like a word stands in the text."""
    return Misread(
        text=Bilingual(
            f"본문의 '{shown(token)}'이(가) 명령인지 글인지 알 수 없어요. 명령이면 본문 앞으로 "
            "옮기고, 글이면 콜론 뒤를 한 칸 띄우거나 본문 앞에 빈 줄을 넣어 주세요.",
            f"'{shown(token)}' in the text may be a word of the command or text. Move it before the "
            "text; or put a blank after its colon, or an empty line before the text.",
        ),
        verb=verb,
    )


def _with_example(verb: Verb, text: Bilingual) -> Misread:
    example = COMMANDS[verb].examples[0]
    return Misread(
        text=Bilingual(
            f"{text.ko} 예: '{example.ko}'", f"{text.en} For example: '{example.en}'"
        ),
        verb=verb,
    )
