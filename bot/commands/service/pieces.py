"""Cards and buttons that stand in many answers: a refusal, the three buttons of the menu."""

from typing import Final

from bot.commands.model.cards import Card, CardButton, Form, OpenForm
from bot.commands.model.commands import Asked, Verb
from bot.core.errors import Bilingual, SpacecastError
from bot.kakaowork.blocks import HeaderStyle

NEW_NOTICE: Final = CardButton(
    label=Bilingual("새 공지", "New notice"), does=OpenForm(form=Form.NEW), main=True
)
PICK_NOTICE: Final = CardButton(
    label=Bilingual("공지 다루기", "Manage a notice"), does=OpenForm(form=Form.PICK)
)
HELP: Final = CardButton(label=Bilingual("도움말", "Help"), does=Asked(verb=Verb.HELP))
MENU_BUTTONS: Final = (NEW_NOTICE, PICK_NOTICE, HELP)
MENU: Final = Card(
    title=Bilingual("공지 보내기", "Send notices"),
    words=(
        Bilingual(
            "여기에서 공지를 쓰고, 보내고, 예약할 수 있어요. 이 메시지를 고정해 두면 언제든 쓸 수 있어요.",
            "Write, send and schedule notices here. Pin this message to have it at hand.",
        ),
    ),
    buttons=MENU_BUTTONS,
    style=HeaderStyle.BLUE,
)
_NOT_DONE: Final = Bilingual("하지 못했어요", "Not done")
_NOT_READ: Final = Bilingual("이렇게 써 주세요", "Please write it so")


def error_card(error: SpacecastError) -> Card:
    """What a refusal says, and every place that is wrong."""
    words = [error.text]
    if len(error.problems) > 1:
        words = [
            Bilingual(f"· {problem.text.ko}", f"· {problem.text.en}")
            for problem in error.problems
        ]
    return Card(title=_NOT_DONE, words=tuple(words), style=HeaderStyle.YELLOW)


def misread_card(text: Bilingual) -> Card:
    """What is wrong with a command, and what to write instead."""
    return Card(title=_NOT_READ, words=(text,), buttons=(HELP,), style=HeaderStyle.YELLOW)
