"""The message that every side of a comparison posts."""

from pathlib import Path
from typing import Any

from bot.broadcast.service.composer import Composer, Frozen
from bot.broadcast.service.templates import TemplateLibrary
from bot.kakaowork.writing import message_body

_TEMPLATES = Path(__file__).parent.parent / "templates" / "notices"
TEMPLATE = "image-and-links"
VARIABLES = {
    "title": "건강검진 예약을 시작해요",
    "body": "올해 건강검진은 12월 18일까지 받을 수 있어요. 원하는 날짜를 골라 주세요. " * 3,
    "links": [{"label": "예약하기", "url": "https://intra.example.com/checkup"}],
}


def frozen() -> dict[str, Any]:
    """As a notice keeps it."""
    return Composer(TemplateLibrary([_TEMPLATES])).freeze(TEMPLATE, VARIABLES)


def body() -> bytes:
    """The bytes that are posted to one person's room."""
    composed = Frozen(frozen()).compose(None)
    return message_body("10694910", composed.text, composed.blocks)
