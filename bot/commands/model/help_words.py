"""Help as a card: all commands, or one of them; what isn't yours says why."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from bot.commands.model.cards import Card, CardButton, Detail
from bot.commands.model.commands import Asked, Verb
from bot.commands.model.described import WORDS, Command, Group, Right
from bot.commands.model.table import COMMANDS
from bot.core.errors import Bilingual
from bot.kakaowork.blocks import TEXT_CHARACTERS

May = Callable[[Right], bool]

_GROUPS: Final = {
    Group.WRITE: Bilingual("쓰고 보내기", "Write and send"),
    Group.FOLLOW: Bilingual("보내는 중과 그 뒤", "On its way, and after"),
    Group.ME: Bilingual("나와 도움말", "You and help"),
    Group.SUPER_ADMIN: Bilingual("슈퍼 관리자", "Super admins"),
}
WHY_NOT: Final = {
    Right.ANYONE: Bilingual("", ""),
    Right.SENDING: Bilingual("발송 권한이 없어요", "you don't have the right to send"),
    Right.SUPER_ADMIN: Bilingual("슈퍼 관리자만 할 수 있어요", "super admins only"),
}
_RIGHTS: Final = {
    Right.ANYONE: Bilingual("누구나", "anyone"),
    Right.SENDING: Bilingual("발송 권한", "right to send"),
    Right.SUPER_ADMIN: Bilingual("슈퍼 관리자", "super admin"),
}
_MORE: Final = Bilingual(
    "명령 하나를 자세히 보려면 '/공지 도움말 예약'처럼 써 주세요.",
    "For more about one command, write '/notice help schedule'.",
)


def help_card(may: May) -> Card:
    """All commands by groups; `may` tells which rights whoever asks has."""
    words: list[Bilingual] = []
    for group, heading in _GROUPS.items():
        commands = [command for command in COMMANDS.values() if command.group is group]
        lines = (_line(command, may=may(command.right)) for command in commands)
        words += _packed([heading, *lines])
    buttons = (
        _button(Verb.ME),
        *((_button(Verb.LIST),) if may(COMMANDS[Verb.LIST].right) else ()),
    )
    return Card(
        title=Bilingual("공지 명령", "Notice commands"), words=(*words, _MORE), buttons=buttons
    )


def help_card_of(verb: Verb, may: May) -> Card:
    """One command: what it does, takes and needs, with examples."""
    command = COMMANDS[verb]
    words = [command.help]
    if not may(command.right):
        words.append(WHY_NOT[command.right])
    words += _packed([Bilingual("예", "Examples"), *command.examples])
    words += _packed(_words_of(command)) if command.words else []
    return Card(title=command.line, words=tuple(words), details=tuple(_details(command)))


def _line(command: Command, *, may: bool) -> Bilingual:
    why = WHY_NOT[command.right]
    if may:
        return Bilingual(
            f"{command.line.ko} · {command.help.ko}", f"{command.line.en} · {command.help.en}"
        )
    return Bilingual(f"✕ {command.line.ko} · {why.ko}", f"✕ {command.line.en} · {why.en}")


def _button(verb: Verb) -> CardButton:
    return CardButton(label=COMMANDS[verb].name, does=Asked(verb=verb))


def _words_of(command: Command) -> Iterator[Bilingual]:
    yield Bilingual("함께 쓰는 말", "Words it takes")
    for word, called in WORDS.items():
        if word in command.words:
            yield Bilingual(
                f"{called.example.ko} · {called.help.ko}",
                f"{called.example.en} · {called.help.en}",
            )


def _details(command: Command) -> Iterator[Detail]:
    others = Bilingual(", ".join(command.ko[1:]), ", ".join(command.en[1:]))
    if others.ko or others.en:
        yield Detail(
            term=Bilingual("다른 말", "Or"),
            text=Bilingual(others.ko or "-", others.en or "-"),
        )
    yield Detail(term=Bilingual("권한", "Right"), text=_RIGHTS[command.right])
    if command.reviewed:
        yield Detail(
            term=Bilingual("확인", "Review"),
            text=Bilingual(
                "카드로 보여 드리고, 5분 안에 누르면 해요",
                "shown on a card; done once you press it, within 5 minutes",
            ),
        )
    if command.twin.words:
        twin = f"spacecast {' '.join(command.twin.words)}"
        yield Detail(term=Bilingual("터미널", "Terminal"), text=Bilingual(twin, twin))


def _packed(lines: Iterable[Bilingual]) -> list[Bilingual]:
    """`lines` under each other, in as many texts as a block's limit wants."""
    texts: list[Bilingual] = []
    for line in lines:
        last = texts[-1] if texts else None
        longest = max(len(last.ko) + len(line.ko), len(last.en) + len(line.en)) if last else 0
        if last and longest < TEXT_CHARACTERS:
            texts[-1] = Bilingual(f"{last.ko}\n{line.ko}", f"{last.en}\n{line.en}")
        else:
            texts.append(line)
    return texts
