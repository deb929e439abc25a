"""The small markup of a body: `**bold**`, `*italic*`, `~~strike~~`, `[label](url)`, `{red|…}`."""

import re
from dataclasses import dataclass
from typing import Final

from bot.broadcast.model.reading import is_notice_url
from bot.kakaowork.blocks import Color, Link, Styled

# Stands for the recipient where there is none yet, as in a preview.
ANYBODY: Final = "받는 분"
MEMBER_MARK: Final = "@{member}"

_ESCAPABLE: Final = "\\*_~[](){}|@"
_ESCAPE: Final = re.compile(r"[\\*_~\[\](){}|]")
_SPECIAL: Final = re.compile(r"[\\*_~\[{}@\n]")
_RUN: Final = re.compile(r"\*+|_+|~+")
_RUNS: Final = {"*": ("*",), "**": ("**",), "***": ("**", "*"), "_": ("_",), "~~": ("~~",)}
_COLOR: Final = re.compile(r"\{(red|blue|grey)\|")
_BLANK_LINE: Final = re.compile(r"\n[ \t]*\n")
# Possessive repeats, and no part may hold "[": however many links are begun and never
# finished, each character is looked at a fixed number of times.
_LINK: Final = re.compile(
    r"\[((?:[^\\\[\]\n]|\\.)++)\]"
    r"\(((?:[^\s\\\[\]()]|\\.|\((?:[^\s\\\[\]()]|\\.)*+\))++)\)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberName:
    """The place where the recipient is mentioned."""


Span = Styled | Link | MemberName


@dataclass(slots=True, eq=False)
class _Sign:
    """A sign that may begin or end a style; until it is paired it is text."""

    text: str
    style: str = ""
    begins: bool = False


_Part = str | Link | MemberName | _Sign


def escape(text: str) -> str:
    """`text` as markup that shows exactly `text`."""
    return _ESCAPE.sub(r"\\\g<0>", text)


def parse(text: str) -> tuple[Span, ...]:
    """The spans of a marked-up text; what is not markup is text, nothing is an error."""
    return _spans(_Parser(text).parts())


def plain(text: str, member: str = ANYBODY) -> str:
    """The words of a marked-up text without styles and addresses."""
    return "".join(span_text(span, member) for span in parse(text))


def span_text(span: Span, member: str = ANYBODY) -> str:
    """What a reader sees of `span`."""
    return f"@{member}" if isinstance(span, MemberName) else span.text


class _Parser:
    """Cuts a text into words, links, mentions and signs, pairing signs as they come."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._parts: list[_Part] = []
        self._open: dict[str, _Sign] = {}
        self._braces: list[_Sign] = []

    def parts(self) -> list[_Part]:
        """Every part in order; a sign with a style is paired."""
        while found := _SPECIAL.search(self._text, self._at):
            self._add(self._text[self._at : found.start()])
            self._at = found.start()
            match found.group():
                case "\\":
                    self._backslash()
                case "\n":
                    self._line_break()
                case "[":
                    self._link()
                case "{":
                    self._brace()
                case "}":
                    self._end_brace()
                case "@":
                    self._member()
                case _:
                    self._run()
        self._add(self._text[self._at :])
        return self._parts

    def _add(self, part: _Part, length: int = 0) -> None:
        self._parts.append(part)
        self._at += length

    def _backslash(self) -> None:
        following = self._text[self._at + 1 : self._at + 2]
        if following and following in _ESCAPABLE:
            self._add(following, 2)
        else:
            self._add("\\", 1)

    def _line_break(self) -> None:
        if _BLANK_LINE.match(self._text, self._at):
            # A star left alone must not style everything up to one some paragraphs below.
            self._open.clear()
        self._add("\n", 1)

    def _link(self) -> None:
        found = _LINK.match(self._text, self._at)
        url = _unescaped(found.group(2)) if found else ""
        if found is None or not is_notice_url(url):
            self._add("[", 1)
            return
        label = plain(found.group(1))
        if label.strip():
            self._add(Link(text=label, url=url), len(found.group()))
        else:
            self._add("[", 1)

    def _brace(self) -> None:
        found = _COLOR.match(self._text, self._at)
        sign = _Sign(found.group() if found else "{")
        self._braces.append(sign)
        self._add(sign, len(sign.text))

    def _end_brace(self) -> None:
        sign = _Sign("}")
        begin = self._braces.pop() if self._braces else None
        if begin is not None and len(begin.text) > 1:
            begin.style, begin.begins = begin.text[1:-1], True
            sign.style = begin.style
        self._add(sign, 1)

    def _member(self) -> None:
        if self._text.startswith(MEMBER_MARK, self._at):
            self._add(MemberName(), len(MEMBER_MARK))
        else:
            self._add("@", 1)

    def _run(self) -> None:
        found = _RUN.match(self._text, self._at)
        run = found.group() if found else self._text[self._at]
        before = self._text[self._at - 1 : self._at] or " "
        after = self._text[self._at + len(run) : self._at + len(run) + 1] or " "
        if run not in _RUNS:
            self._add(run, len(run))
            return
        for sign in _RUNS[run]:
            self._sign(sign, before, after)

    def _sign(self, text: str, before: str, after: str) -> None:
        # One star or line inside a Latin word or a number is no emphasis: file_name, 3*4*5.
        single = len(text) == 1
        begins = not after.isspace() and not (single and before.isascii() and before.isalnum())
        ends = not before.isspace() and not (single and after.isascii() and after.isalnum())
        sign = _Sign(text)
        self._add(sign, len(text))
        if ends and text in self._open:
            begin = self._open.pop(text)
            begin.style = sign.style = text
        elif begins:
            self._open[text] = sign


def _unescaped(text: str) -> str:
    return re.sub(r"\\([\\*_~\[\](){}|@])", r"\1", text)


def _spans(parts: list[_Part]) -> tuple[Span, ...]:
    spans: list[Span] = []
    words: list[str] = []
    colors = [Color.DEFAULT]
    styles: set[str] = set()

    def flush() -> None:
        if text := "".join(words):
            spans.append(_styled(text, styles, colors[-1]))
        words.clear()

    for part in parts:
        if isinstance(part, str):
            words.append(part)
        elif isinstance(part, Link | MemberName):
            flush()
            spans.append(part)
        elif not part.style:
            words.append(part.text)
        else:
            flush()
            _turn(part, styles, colors)
    flush()
    return tuple(spans)


def _turn(sign: _Sign, styles: set[str], colors: list[Color]) -> None:
    if sign.style in _RUNS:
        styles ^= {sign.style}
    elif sign.begins:
        colors.append(Color(sign.style))
    else:
        colors.pop()


def _styled(text: str, styles: set[str], color: Color) -> Styled:
    return Styled(
        text=text,
        bold="**" in styles,
        italic=not styles.isdisjoint({"*", "_"}),
        strike="~~" in styles,
        color=color,
    )
