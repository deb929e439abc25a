"""The blocks of a message, their inlines and actions, and how long each may be.

Lengths are Unicode code points. Where public sources differ, a server takes the widest reading
and a client keeps to the narrowest: see `bot.kakaowork.rules.check_blocks` and its `careful`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MESSAGE_CHARACTERS = 10_000
HEADER_CHARACTERS = 20
TEXT_CHARACTERS = 500
BUTTON_CHARACTERS = 20
TERM_CHARACTERS = 10
ACTION_BUTTONS_MIN = 1
ACTION_BUTTONS_MIN_CAREFUL = 2
ACTION_BUTTONS_MAX = 3
# No source gives a number for these two: they keep a hostile message small.
BLOCKS_MAX = 100
INLINES_MAX = TEXT_CHARACTERS


class Color(StrEnum):
    """The colour of a styled inline."""

    DEFAULT = "default"
    RED = "red"
    BLUE = "blue"
    GREY = "grey"


class HeaderStyle(StrEnum):
    """The background of a header; the documentation's default is white."""

    WHITE = "white"
    BLUE = "blue"
    RED = "red"
    YELLOW = "yellow"


class ButtonStyle(StrEnum):
    """The weight of a button."""

    DEFAULT = "default"
    PRIMARY = "primary"
    DANGER = "danger"


class Device(StrEnum):
    """What a button is pressed on: an operating system, or only its family."""

    PC = "pc"
    MOBILE = "mobile"
    WINDOWS = "windows"
    MACOS = "macos"
    ANDROID = "android"
    IOS = "ios"


@dataclass(frozen=True, slots=True, kw_only=True)
class Styled:
    """Words in one style; the flags may be combined."""

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    color: Color = Color.DEFAULT


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Words that open an http, https, mailto or tel address."""

    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """The name of a member of the room; a press shows the profile card."""

    text: str
    user_id: int


Inline = Styled | Link | Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSystemBrowser:
    """Opens the http(s) address `value` in the system's browser."""

    value: str
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenInappBrowser:
    """Opens the http(s) address `value` inside the app; width and height are pixels."""

    value: str
    name: str | None = None
    standalone: bool = False
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenExternalApp:
    """Opens an app: `ios=<url-encoded>&aos=<url-encoded>`, or one bare URI."""

    value: str
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitAction:
    """Sends the press to the bot's Callback URL."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallModal:
    """Asks the bot's Request URL for a modal."""

    value: str
    name: str | None = None


SingleAction = OpenSystemBrowser | OpenInappBrowser | OpenExternalApp | SubmitAction | CallModal


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusive:
    """One action a device: the operating system's, else the family's, else the default."""

    default: SingleAction
    pc: SingleAction | None = None
    mobile: SingleAction | None = None
    windows: SingleAction | None = None
    macos: SingleAction | None = None
    android: SingleAction | None = None
    ios: SingleAction | None = None


ButtonAction = SingleAction | Exclusive


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The title on top: the first block, once, one line."""

    text: str
    style: HeaderStyle = HeaderStyle.WHITE


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A paragraph; where `inlines` are given they are shown instead of `text`."""

    text: str
    inlines: tuple[Inline, ...] = ()
    markdown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageLink:
    """A picture at an absolute http(s) address."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button; one without an action, seen in samples of 2020 only, is not taken."""

    text: str
    action: ButtonAction
    style: ButtonStyle = ButtonStyle.DEFAULT


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Buttons in one row: 2 or 3 by the documentation, 1 to 3 as servers take them."""

    elements: tuple[Button, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Divider:
    """A line across."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A term and what it means; `accent` sets the term in bold."""

    term: str
    content: Text
    accent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Words with a picture at their right; older clients want the picture always."""

    content: Text
    accessory: ImageLink | None = None
    action: ButtonAction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Pale words beside a small picture of 24 × 24 pixels."""

    content: Text
    image: ImageLink


Block = Header | Text | ImageLink | Button | Action | Divider | Description | Section | Context

_FAMILY = {
    Device.WINDOWS: Device.PC,
    Device.MACOS: Device.PC,
    Device.ANDROID: Device.MOBILE,
    Device.IOS: Device.MOBILE,
}


def button_actions(blocks: Sequence[Block]) -> tuple[ButtonAction, ...]:
    """Every action of the message in reading order; a press names one by its index here."""
    found: list[ButtonAction] = []
    for block in blocks:
        match block:
            case Button():
                found.append(block.action)
            case Action():
                found.extend(button.action for button in block.elements)
            case Section(action=action) if action is not None:
                found.append(action)
            case _:
                pass
    return tuple(found)


def action_on(action: ButtonAction, device: Device) -> SingleAction:
    """The action that a press on `device` means."""
    if not isinstance(action, Exclusive):
        return action
    choices: dict[Device, SingleAction | None] = {
        Device.PC: action.pc,
        Device.MOBILE: action.mobile,
        Device.WINDOWS: action.windows,
        Device.MACOS: action.macos,
        Device.ANDROID: action.android,
        Device.IOS: action.ios,
    }
    return choices[device] or choices[_FAMILY.get(device, device)] or action.default
