"""From a content to a message: blocks within the platform's limits and a text to fall back on."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from bot.broadcast.model.acknowledgements import ACTION, UNSIGNED, AnswerButtons
from bot.broadcast.model.content import Content, ImagePlace, LinkButton
from bot.broadcast.model.markup import ANYBODY, MemberName, Span, parse, span_text
from bot.core.errors import Problem, raise_problems
from bot.kakaowork.blocks import (
    MESSAGE_CHARACTERS,
    TEXT_CHARACTERS,
    Action,
    Block,
    Button,
    ButtonAction,
    ButtonStyle,
    Description,
    Divider,
    Exclusive,
    Header,
    ImageLink,
    Inline,
    Mention,
    OpenSystemBrowser,
    Styled,
    SubmitAction,
    Text,
)
from bot.kakaowork.rules import check_blocks, check_message_text

# Where a long body may be cut, the best place first; a cut at a line or after a sentence has
# to leave a block at least half full, or short lines before a long one would give many blocks.
_KINDS: Final = range(1, 7)
_PARAGRAPH, _LINE, _SENTENCE, _WORD, _LETTER, _MARK = _KINDS
_LAST_WORDS: Final = 100
_LEAST: Final = {_LINE: TEXT_CHARACTERS // 2, _SENTENCE: TEXT_CHARACTERS // 2}
_SPACES: Final = re.compile(r"\s+")
_SENTENCE_ENDS: Final = frozenset(".!?。！？…")
_JOINERS: Final = frozenset({"Mn", "Mc", "Me", "Cf", "Sk"})
_POINTER: Final = re.compile(r"/blocks/(\d+)(?:/elements/(\d+))?(.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who gets the message; `user_id` is the platform's."""

    name: str
    user_id: int
    department: str = ""
    position: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A message ready to be sent; `text` is for the push and the room list."""

    text: str
    blocks: tuple[Block, ...]


def needs_recipient(content: Content) -> bool:
    """Whether the message differs from one recipient to another."""
    return any(isinstance(span, MemberName) for span in parse(content.body))


def compose(
    content: Content, recipient: Recipient | None, answers: AnswerButtons = UNSIGNED
) -> Composed:
    """The message of `content`; without a recipient a mention is shown as plain words.

    `answers`: what its answer buttons are called and say when they are pressed.
    Raises Invalid where the platform's limits can't be kept, by the content's own pointers.
    """
    spans = parse(content.body)
    inlines = [_inline(span, recipient) for span in spans]
    placed = [*_placed(content, inlines), *_answers(content, answers), *_links(content)]
    blocks = tuple(block for _, block in placed)
    text = _fallback(content, spans, recipient.name if recipient else ANYBODY)
    problems = check_blocks(blocks, careful=True) + check_message_text(text)
    pointers = [pointer for pointer, _ in placed]
    raise_problems([_translated(problem, pointers) for problem in problems])
    return Composed(text=text, blocks=blocks)


def _inline(span: Span, recipient: Recipient | None) -> Inline:
    if not isinstance(span, MemberName):
        return span
    if recipient is None:
        return Styled(text=span_text(span))
    return Mention(text=span_text(span, recipient.name), user_id=recipient.user_id)


def _placed(content: Content, inlines: Sequence[Inline]) -> Iterator[tuple[str, Block]]:
    """Every block with the pointer of the field that it comes from."""
    yield "/title", Header(text=content.title, style=content.style)
    top = content.image_place is ImagePlace.TOP
    if content.image and top:
        yield "/image", ImageLink(url=content.image.url)
    texts = split(inlines)
    yield from (("/body", text) for text in texts)
    if content.rows and texts:
        yield "", Divider()
    for index, row in enumerate(content.rows):
        words = Text(text=row.text)
        yield f"/rows/{index}", Description(term=row.term, content=words, accent=True)
    if content.image and not top:
        yield "/image", ImageLink(url=content.image.url)


def _answers(content: Content, answers: AnswerButtons) -> Iterator[tuple[str, Block]]:
    """The answers come before the links: they are what the reader is asked for."""
    if not content.choices:
        if content.acknowledge:
            yield "/acknowledge", _answer(answers.label, answers.value(None), first=True)
        return
    buttons = [
        _answer(choice, answers.value(place), first=False)
        for place, choice in enumerate(content.choices)
    ]
    # Four would be a row of three and one alone.
    cut = 2 if len(buttons) in {2, 4} else 3
    for row in (buttons[:cut], buttons[cut:]):
        if row:
            yield "/choices", Action(elements=tuple(row))


def _answer(label: str, value: str, *, first: bool) -> Button:
    style = ButtonStyle.PRIMARY if first else ButtonStyle.DEFAULT
    return Button(text=label, action=SubmitAction(name=ACTION, value=value), style=style)


def _links(content: Content) -> Iterator[tuple[str, Block]]:
    """The most important button comes first; nothing stands under the buttons."""
    asked = content.acknowledge or bool(content.choices)
    buttons = tuple(
        _button(link, first=not i and not asked) for i, link in enumerate(content.links)
    )
    if len(buttons) == 1:
        yield "/links/0", buttons[0]
    elif buttons:
        yield "/links", Action(elements=buttons)


def _button(link: LinkButton, *, first: bool) -> Button:
    action: ButtonAction = OpenSystemBrowser(value=link.url)
    if link.mobile_url:
        mobile = OpenSystemBrowser(value=link.mobile_url)
        action = Exclusive(default=OpenSystemBrowser(value=link.url), mobile=mobile)
    style = ButtonStyle.PRIMARY if first else ButtonStyle.DEFAULT
    return Button(text=link.label, action=action, style=style)


def split(inlines: Sequence[Inline]) -> tuple[Text, ...]:
    """Text blocks of at most 500 characters that hold all of `inlines` but outer white space.

    Whole paragraphs stay together where they fit, else lines, sentences, words; a styled
    inline, a link or a mention is only cut where it alone is too long for a block.
    """
    text = "".join(inline.text for inline in inlines)
    cuts = _cuts(text, inlines)
    starts = [0, *accumulate(len(inline.text) for inline in inlines)]
    texts: list[Text] = []
    at, end = _stripped(text, 0, len(text))
    while at < end:
        first, last = _stripped(text, at, _next_cut(cuts, at, end))
        parts = _slice(inlines, starts, first, last)
        plain = all(part == Styled(text=part.text) for part in parts)
        texts.append(Text(text=text[first:last], inlines=() if plain else parts))
        at, _ = _stripped(text, last, end)
    return tuple(texts)


def _cuts(text: str, inlines: Sequence[Inline]) -> bytearray:
    """How good a cut before each character is, 0 inside an inline to be kept whole."""
    cuts = bytearray([_LETTER]) * (len(text) + 1)
    for index in range(1, len(text)):
        if _joined(text[index - 1], text[index]):
            cuts[index] = _MARK
    for spaces in _SPACES.finditer(text):
        kind = _kind_of_gap(text, spaces)
        cuts[spaces.start() : spaces.end() + 1] = bytes([kind]) * (len(spaces.group()) + 1)
    start = 0
    for inline in inlines:
        end = start + len(inline.text)
        if inline != Styled(text=inline.text) and end - start <= TEXT_CHARACTERS:
            cuts[start + 1 : end] = bytes(max(end - start - 1, 0))
        start = end
    return cuts


def _joined(before: str, letter: str) -> bool:
    """Whether two code points are seen as one: accents, emoji sequences, decomposed Hangul."""
    if unicodedata.category(letter) in _JOINERS or before == "\u200d":
        return True
    return "\u1160" <= letter <= "\u11ff"


def _kind_of_gap(text: str, spaces: re.Match[str]) -> int:
    lines = spaces.group().count("\n")
    if lines:
        return _PARAGRAPH if lines > 1 else _LINE
    return _SENTENCE if text[spaces.start() - 1] in _SENTENCE_ENDS else _WORD


def _next_cut(cuts: bytearray, at: int, end: int) -> int:
    limit = at + TEXT_CHARACTERS
    if limit >= end:
        return end
    found = (cuts.rfind(kind, at + _LEAST.get(kind, 1), limit + 1) for kind in _KINDS)
    # There is one: what must not be cut is no longer than a block.
    return next(cut for cut in found if cut > 0)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _slice(
    inlines: Sequence[Inline], starts: Sequence[int], first: int, last: int
) -> tuple[Inline, ...]:
    parts: list[Inline] = []
    for index in range(bisect_right(starts, first) - 1, len(inlines)):
        inline, start = inlines[index], starts[index]
        if start >= last:
            break
        words = inline.text[max(first - start, 0) : last - start]
        if words:
            parts.append(replace(inline, text=words))
    return tuple(parts)


def _fallback(content: Content, spans: Sequence[Span], name: str) -> str:
    body = "".join(span_text(span, name) for span in spans).strip()
    head = [content.title]
    if content.image:
        head.append(f"[이미지: {content.image.alt}]")
    tail = ["\n".join(f"{row.term}: {row.text}" for row in content.rows)]
    tail.append("\n".join(f"{link.label}: {link.url}" for link in content.links))
    around = sum(len(part) + 2 for part in head + tail)
    # The links should survive; only where they leave no room for words are they cut as well.
    body = _shortened(body, max(MESSAGE_CHARACTERS - around, TEXT_CHARACTERS))
    return _shortened("\n\n".join(filter(None, [*head, body, *tail])), MESSAGE_CHARACTERS)


def _shortened(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    cuts = _cuts(text[:limit], ())
    gap = max(cuts.rfind(kind, limit - _LAST_WORDS, limit) for kind in _KINDS[:_WORD])
    cut = gap if gap > 0 else max(cuts.rfind(_LETTER, 1, limit), 1)
    return text[:cut].rstrip() + "…"


def _translated(problem: Problem, pointers: Sequence[str]) -> Problem:
    """`problem` at the content's field instead of the block's."""
    found = _POINTER.fullmatch(problem.pointer)
    if found is None:
        return replace(problem, pointer="/body")
    pointer, tail = pointers[int(found[1])], found[3]
    if found[2] is not None and pointer != "/choices":
        pointer += f"/{found[2]}"
    if pointer.startswith("/links/"):
        mobile = tail.startswith("/action/mobile")
        pointer += "/label" if tail == "/text" else "/mobile_url" if mobile else "/url"
    elif pointer.startswith("/rows/"):
        pointer += "/term" if tail == "/term" else "/text"
    elif pointer == "/image":
        pointer += "/url"
    return replace(problem, pointer=pointer)
