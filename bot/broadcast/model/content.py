"""What one notice says: its parts, their limits, and reading them from JSON."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.broadcast.model.reading import Reader
from bot.core.errors import Bilingual, raise_problems
from bot.kakaowork.blocks import HeaderStyle

TITLE_CHARACTERS: Final = 20
BODY_CHARACTERS: Final = 10_000
LABEL_CHARACTERS: Final = 20
TERM_CHARACTERS: Final = 10
ROW_CHARACTERS: Final = 500
ALT_CHARACTERS: Final = 200
ID_CHARACTERS: Final = 100
MAX_LINKS: Final = 3
MAX_ROWS: Final = 10
MIN_CHOICES: Final = 2
MAX_CHOICES: Final = 5
# The platform advises against more; a survey is allowed to ask a little more of its readers.
_BUTTONS: Final = 3
_SURVEY_BUTTONS: Final = 5
FIELDS: Final = (
    *("title", "body", "image", "links", "rows", "style", "image_place"),
    *("acknowledge", "choices"),
)

TITLE: Final = Bilingual("제목", "Title")
BODY: Final = Bilingual("본문", "Body")
IMAGE: Final = Bilingual("이미지", "Image")
IMAGE_URL: Final = Bilingual("이미지 주소", "Image address")
ALT: Final = Bilingual("이미지 설명", "Image description")
MEDIA: Final = Bilingual("이미지 ID", "Image id")
LINKS: Final = Bilingual("바로가기 링크", "Link buttons")
LABEL: Final = Bilingual("버튼 이름", "Button label")
LINK_URL: Final = Bilingual("링크 주소", "Link address")
MOBILE_URL: Final = Bilingual("모바일 링크 주소", "Mobile link address")
ROWS: Final = Bilingual("상세 항목", "Details")
TERM: Final = Bilingual("항목 이름", "Detail name")
ROW_TEXT: Final = Bilingual("항목 내용", "Detail text")
STYLE: Final = Bilingual("머리글 색", "Header colour")
IMAGE_PLACE: Final = Bilingual("이미지 위치", "Image place")
ACKNOWLEDGE: Final = Bilingual("확인 버튼", "Acknowledge button")
CHOICES: Final = Bilingual("설문 답", "Survey answers")
NOTICE: Final = Bilingual("공지", "Notice")


class ImagePlace(StrEnum):
    """Where the image stands."""

    TOP = "top"
    BOTTOM = "bottom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image by its public address, with words for those who can't see it."""

    url: str
    alt: str
    media_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkButton:
    """A button that opens an address, on phones another one if given."""

    label: str
    url: str
    mobile_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One detail: a short name and its text."""

    term: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything a notice says; `body` is in the markup of `bot.broadcast.model.markup`.

    `acknowledge`: it has a button 확인; `choices`: it has one for each answer instead.
    """

    title: str
    body: str = ""
    image: Picture | None = None
    links: tuple[LinkButton, ...] = ()
    rows: tuple[Row, ...] = ()
    style: HeaderStyle = HeaderStyle.WHITE
    image_place: ImagePlace = ImagePlace.TOP
    acknowledge: bool = False
    choices: tuple[str, ...] = ()


def picture_json(picture: Picture) -> dict[str, object]:
    """`picture` as JSON."""
    return {"url": picture.url, "alt": picture.alt, "media_id": picture.media_id}


def link_json(link: LinkButton) -> dict[str, object]:
    """`link` as JSON."""
    return {"label": link.label, "url": link.url, "mobile_url": link.mobile_url}


def row_json(row: Row) -> dict[str, object]:
    """`row` as JSON."""
    return {"term": row.term, "text": row.text}


def content_json(content: Content) -> dict[str, object]:
    """`content` as JSON, which `parse_content` reads back."""
    return {
        "title": content.title,
        "body": content.body,
        "image": picture_json(content.image) if content.image else None,
        "links": [link_json(link) for link in content.links],
        "rows": [row_json(row) for row in content.rows],
        "style": content.style.value,
        "image_place": content.image_place.value,
        "acknowledge": content.acknowledge,
        "choices": list(content.choices),
    }


def read_picture(
    reader: Reader, value: object, pointer: str, label: Bilingual = IMAGE
) -> Picture | None:
    """A picture, or None where nothing is given."""
    if value is None:
        return None
    given = reader.mapping(value, pointer, label, ("url", "alt", "media_id"))
    if given is None:
        return None
    alt = reader.text(given.get("alt"), f"{pointer}/alt", ALT, ALT_CHARACTERS, code="alt")
    media_at = f"{pointer}/media_id"
    media = reader.text(given.get("media_id"), media_at, MEDIA, ID_CHARACTERS, required=False)
    url = reader.url(given.get("url"), f"{pointer}/url", IMAGE_URL)
    return Picture(url=url, alt=alt, media_id=media or None)


def read_links(
    reader: Reader,
    value: object,
    pointer: str,
    label: Bilingual = LINKS,
    limit: int = MAX_LINKS,
) -> tuple[LinkButton, ...]:
    """At most `limit` link buttons."""
    found = []
    for at, item in reader.items(value, pointer, label, limit):
        given = reader.mapping(item, at, label, ("label", "url", "mobile_url"))
        if given is None:
            continue
        text = reader.text(given.get("label"), f"{at}/label", LABEL, LABEL_CHARACTERS)
        url = reader.url(given.get("url"), f"{at}/url", LINK_URL)
        mobile_at, mobile = f"{at}/mobile_url", given.get("mobile_url")
        other = reader.url(mobile, mobile_at, MOBILE_URL, required=False)
        found.append(LinkButton(label=text, url=url, mobile_url=other or None))
    return tuple(found)


def read_rows(
    reader: Reader, value: object, pointer: str, label: Bilingual = ROWS, limit: int = MAX_ROWS
) -> tuple[Row, ...]:
    """At most `limit` detail rows."""
    found = []
    for at, item in reader.items(value, pointer, label, limit):
        given = reader.mapping(item, at, label, ("term", "text"))
        if given is None:
            continue
        term = reader.text(given.get("term"), f"{at}/term", TERM, TERM_CHARACTERS)
        text = given.get("text")
        words = reader.text(text, f"{at}/text", ROW_TEXT, ROW_CHARACTERS, lines=True)
        found.append(Row(term=term, text=words))
    return tuple(found)


def read_choices(
    reader: Reader,
    value: object,
    pointer: str,
    label: Bilingual = CHOICES,
    limit: int = MAX_CHOICES,
) -> tuple[str, ...]:
    """No answer, or from 2 to `limit` different ones of up to 20 characters."""
    found: list[str] = []
    for at, item in reader.items(value, pointer, label, limit):
        text = reader.text(item, at, label, LABEL_CHARACTERS, required=False)
        if text in found:
            reader.report(at, "choice_twice", *_twice(text))
        elif text:
            found.append(text)
    if len(found) == 1:
        reader.report(pointer, "too_few", *_ONE_CHOICE)
    return tuple(found)


def _check_buttons(reader: Reader, content: Content) -> None:
    """Links and answers share the room for buttons."""
    answers = len(content.choices) or content.acknowledge
    most = _SURVEY_BUTTONS if content.choices else _BUTTONS
    room = most - answers
    if answers and len(content.links) > room:
        reader.report("/links", "too_many_buttons", *_no_room(room))


def parse_content(value: object) -> Content:
    """The content that `value` describes; Invalid names every problem by its JSON pointer."""
    reader = Reader()
    given = reader.mapping(value, "", NOTICE, FIELDS) or {}
    body, style, place = given.get("body"), HeaderStyle.WHITE, ImagePlace.TOP
    content = Content(
        title=reader.text(given.get("title"), "/title", TITLE, TITLE_CHARACTERS, code="title"),
        body=reader.text(body, "/body", BODY, BODY_CHARACTERS, required=False, lines=True),
        image=read_picture(reader, given.get("image"), "/image"),
        links=read_links(reader, given.get("links"), "/links"),
        rows=read_rows(reader, given.get("rows"), "/rows"),
        style=reader.choice(given.get("style"), "/style", STYLE, style),
        image_place=reader.choice(given.get("image_place"), "/image_place", IMAGE_PLACE, place),
        acknowledge=reader.flag(given.get("acknowledge"), "/acknowledge", ACKNOWLEDGE),
        choices=read_choices(reader, given.get("choices"), "/choices"),
    )
    _check_buttons(reader, content)
    raise_problems(reader.problems)
    return content


def _twice(text: str) -> tuple[str, str]:
    return (
        f"설문 답 '{text}'이(가) 두 번 있어요. 하나를 지우거나 바꿔 주세요.",
        f"The answer “{text}” is there twice. Remove or change one.",
    )


def _no_room(room: int) -> tuple[str, str]:
    if not room:
        return (
            "설문 답이 5개면 바로가기 링크를 넣을 자리가 없어요. 링크는 본문에 써 주세요.",
            "With 5 answers there is no room for link buttons. Put the links into the body.",
        )
    return (
        f"답 버튼과 함께라면 바로가기 링크는 {room}개까지 넣을 수 있어요. 나머지는 본문에 써 주세요.",
        f"Beside the answer buttons there is room for {room} link button{'s' if room > 1 else ''}."
        " Put the others into the body.",
    )


_ONE_CHOICE: Final = (
    "설문 답이 하나뿐이에요. 2개에서 5개까지 써 주세요. 읽었는지만 알고 싶으면 확인 버튼을 쓰세요.",
    "There is only one answer. Write 2 to 5, or use the acknowledge button to learn who has read it.",
)
