"""What the bot tells an author of what was not sent: one message, however much it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from bot.broadcast.model.composer import Composed
from bot.broadcast.model.news import News, NewsKind
from bot.broadcast.model.reasons import Reason, missed_reason, reason_of
from bot.broadcast.model.schedule_words import time_in_words, zone_in_words
from bot.core.errors import Bilingual, Language
from bot.kakaowork.blocks import (
    Block,
    Button,
    Description,
    Divider,
    Header,
    OpenSystemBrowser,
    Styled,
    Text,
)
from bot.kakaowork.urls import is_web_url

SHOWN: Final = 5
_LONGEST: Final = 400

_HEADER: Final = Bilingual(ko="보내지 못한 공지가 있어요", en="Not sent as planned")
_PLANNED: Final = Bilingual(ko="예정", en="Planned")
_RESULT: Final = Bilingual(ko="결과", en="Result")
_WHY: Final = Bilingual(ko="이유", en="Why")
_ADVICE: Final = Bilingual(ko="할 일", en="To do")
_NOBODY: Final = Bilingual(ko="아무에게도 보내지 못했어요.", en="Nobody was sent it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of news, and the zone in which its planned time was chosen."""

    news: News
    zone: ZoneInfo


def news_message(pieces: Sequence[Piece], language: Language, public_url: str) -> Composed:
    """The message for all `pieces`, of which five are named; `public_url`: the console's, or ""."""
    shown, more = pieces[:SHOWN], len(pieces) - SHOWN
    blocks: list[Block] = [Header(text=_HEADER.in_(language))]
    texts = [_HEADER.in_(language)]
    for number, piece in enumerate(shown):
        if number:
            blocks.append(Divider())
        lines = _lines(piece, language)
        url = _url(piece.news, public_url)
        blocks += _blocks(piece.news, lines, url, language)
        said = [_name(piece.news), *(f"{term}: {words}" for term, words in lines)]
        texts.append("\n".join([*said, url] if url else said))
    if more > 0:
        words = _more(more).in_(language)
        blocks += [Divider(), Text(text=words)]
        texts.append(words)
    return Composed(text="\n\n".join(texts), blocks=tuple(blocks))


def _blocks(
    news: News, lines: Sequence[tuple[str, str]], url: str, language: Language
) -> Iterator[Block]:
    name = _name(news)
    yield Text(text=name, inlines=(Styled(text=name, bold=True),))
    for term, words in lines:
        yield Description(term=term, content=Text(text=words), accent=True)
    if url:
        label = Bilingual(ko=f"{news.label} 열기", en=f"Open {news.label}")
        yield Button(text=label.in_(language)[:20], action=OpenSystemBrowser(value=url))


def _lines(piece: Piece, language: Language) -> list[tuple[str, str]]:
    news = piece.news
    lines = [(_PLANNED, _when(piece, language))]
    if news.kind is NewsKind.FAILED:
        lines.append((_RESULT, _result(news).in_(language)))
    reason = _reason(news)
    if reason is not None:
        lines.append((_WHY, reason.what.in_(language)))
        lines.append((_ADVICE, reason.advice.in_(language)))
    return [(term.in_(language), _short(words)) for term, words in lines]


def _when(piece: Piece, language: Language) -> str:
    news, zone = piece.news, piece.zone
    words, place = time_in_words(news.planned_at, zone, language), zone_in_words(zone, language)
    if news.kind is NewsKind.FAILED or news.count == 1:
        return f"{words} ({place})"
    since = time_in_words(news.since or news.planned_at, zone, language)
    times = Bilingual(ko=f"{news.count:,}번", en=f"{news.count:,} times").in_(language)
    return f"{since} ~ {words} ({place}), {times}"


def _result(news: News) -> Bilingual:
    if not news.sent:
        return _NOBODY
    return Bilingual(
        ko=f"{news.sent:,}명에게 보냈고, {news.count:,}명에게는 보내지 못했어요.",
        en=f"Sent to {news.sent:,}, not to {news.count:,}.",
    )


def _reason(news: News) -> Reason | None:
    if news.reason is None:
        return None
    return (
        missed_reason(news.reason) if news.kind is NewsKind.MISSED else reason_of(news.reason)
    )


def _name(news: News) -> str:
    return f"{news.label} {news.title}".strip()


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


def _url(news: News, public_url: str) -> str:
    kind = "schedules" if news.label.startswith("S-") else "notices"
    url = f"{public_url.rstrip('/')}/{kind}/{news.label}"
    return url if public_url and is_web_url(url) else ""


def _more(count: int) -> Bilingual:
    return Bilingual(
        ko=f"외 {count:,}건이 더 있어요. 콘솔에서 확인해 주세요.",
        en=f"And {count:,} more. Look them up in the console.",
    )
