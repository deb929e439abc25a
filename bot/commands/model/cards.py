"""What the bot answers, before it is made into a message: words, details, buttons."""

from dataclasses import dataclass
from enum import StrEnum

from bot.commands.model.commands import Asked
from bot.core.errors import Bilingual
from bot.kakaowork.blocks import Block, HeaderStyle


class Form(StrEnum):
    """The modals; what is filled in becomes an `Asked`."""

    NEW = "new"
    PICK = "pick"
    SCHEDULE = "schedule"
    REASON = "reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenForm:
    """Opens a modal, about the notice `subject` where it is about one."""

    form: Form
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPage:
    """Opens a page of the console: a path below its address."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardButton:
    """A button of up to 20 characters; `urgent` ones are red, the `main` one is coloured."""

    label: Bilingual
    does: Asked | OpenForm | OpenPage
    main: bool = False
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One line of a card: a name of up to 10 characters and its words."""

    term: Bilingual
    text: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An answer. `preview`: the blocks of a notice, shown as everybody will see it."""

    title: Bilingual
    words: tuple[Bilingual, ...] = ()
    details: tuple[Detail, ...] = ()
    preview: tuple[Block, ...] = ()
    buttons: tuple[CardButton, ...] = ()
    style: HeaderStyle = HeaderStyle.WHITE
    # The notice that the card follows while it is being sent, by its id; or None.
    follows: str | None = None
