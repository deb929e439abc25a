"""Rooms and messages as the pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import msgspec
from markupsafe import Markup

from bot.core.errors import Invalid, Language
from bot.kakaowork.html import blocks_html
from bot.kakaowork.parsing import parse_blocks
from bot.messenger.model.attachments import Attachment, text_of
from bot.messenger.model.messages import Message, SeenMessage
from bot.messenger.web.chat.attachments import address_of, is_picture
from bot.messenger.web.chat.times import day_words, rfc3339, time_words

COLORS = 6
_BADGE_MAX = 999


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who looks: the language, the workspace's zone and the time."""

    language: Language
    zone: ZoneInfo
    now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRoom:
    """A line of the room list; `badge` is empty where everything is read."""

    id: int
    name: str
    initial: str
    color: int
    preview: str
    when: str
    badge: str
    open: bool
    secret: bool
    usable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFile:
    """A file of a message; `size` is in bytes."""

    address: str
    name: str
    size: int
    picture: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSender:
    """The sender of a message, with the letter and colour that stand for a picture."""

    name: str
    initial: str
    color: int
    picture_url: str | None
    bot: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMessage:
    """A message of a room; `day` is set where a new day starts, `card` where there are blocks.

    `sender` is set where it is neither the room's own bot nor, with `mine`, the reader. The text of
    files alone, which is their names, is left out. `updated_at` (UTC ms) is set where it was changed.
    """

    seq: int
    day: str | None
    text: str
    card: Markup | None
    files: Sequence[ShownFile]
    when: str
    at: str
    unread_by: int
    edition: int
    updated_at: int | None
    sender: ShownSender | None = None
    mine: bool = False


def initial(name: str) -> str:
    """The letter of a round picture."""
    return name.strip()[:1] or "?"


def badge_of(unread: int) -> str:
    """How many messages are unread, empty for none."""
    return f"{_BADGE_MAX}+" if unread > _BADGE_MAX else str(unread or "")


def shown_messages(
    found: Sequence[SeenMessage],
    before: Message | None,
    reader: Reader,
    image_alt: str,
    files: Mapping[int, Sequence[Attachment]],
    pressed: Mapping[int, int],
) -> list[ShownMessage]:
    """Messages in order, a day named at each change since the message `before`.

    `files` has the attachments of those of the messages that have any, `pressed` the button that
    the reader pressed.
    """
    shown: list[ShownMessage] = []
    last_day = _day(before, reader) if before else None
    for seen in found:
        message, day = seen.message, _day(seen.message, reader)
        shown.append(
            ShownMessage(
                seq=message.seq,
                day=None if day == last_day else day,
                text=_text(message, files.get(message.id, ())),
                card=_card(message.blocks, image_alt, pressed.get(message.id)),
                files=[_file(each) for each in files.get(message.id, ())],
                when=time_words(message.sent_at, reader.zone, reader.language),
                at=rfc3339(message.sent_at, reader.zone),
                unread_by=seen.unread_by,
                edition=message.edition,
                updated_at=message.updated_at,
            )
        )
        last_day = day
    return shown


def _text(message: Message, files: Sequence[Attachment]) -> str:
    return "" if files and message.text == text_of(files) else message.text


def _file(attachment: Attachment) -> ShownFile:
    return ShownFile(
        address=address_of(attachment),
        name=attachment.name,
        size=attachment.size,
        picture=is_picture(attachment),
    )


def _day(message: Message, reader: Reader) -> str:
    return day_words(message.sent_at, reader.zone, reader.language)


def _card(blocks: str | None, image_alt: str, pressed: int | None) -> Markup | None:
    if blocks is None:
        return None
    try:
        read = parse_blocks(msgspec.json.decode(blocks))
        return blocks_html(read, image_alt=image_alt, pressed=pressed)
    except Invalid:
        # Rules may have become stricter since the message was taken; its text still stands.
        return None
