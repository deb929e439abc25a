"""Every limit of Block Kit with a message just over it; `python -m tests.kakaowork.limits` writes the docs' tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.core.errors import Invalid, Problem
from bot.kakaowork import blocks as b
from bot.kakaowork import modal as m
from bot.kakaowork.parsing import parse_blocks
from bot.kakaowork.rules import check_blocks, check_message_text

DOCS = Path(__file__).parents[2] / "docs/block-kit.md"
START = "<!-- Made by `python -m tests.kakaowork.limits`. -->"
TEXT = {"type": "text", "text": "글"}
URL = "https://example.com/"
LINK = {"type": "open_system_browser", "value": URL}


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A limit, where it holds, and a value that breaks it and nothing else."""

    where: str
    limit: str
    value: Any


def _text(**fields: Any) -> list[dict[str, Any]]:
    return [{**TEXT, **fields}]


def _button(**fields: Any) -> dict[str, Any]:
    return {"type": "button", "text": "열기", "action": LINK, **fields}


def _inapp(**fields: Any) -> list[dict[str, Any]]:
    action = {"type": "open_inapp_browser", "value": URL, **fields}
    return [_button(action=action)]


def _header(text: str) -> dict[str, Any]:
    return {"type": "header", "text": text}


def _term(term: str) -> list[dict[str, Any]]:
    return [{"type": "description", "term": term, "content": TEXT}]


def _styled(text: str, count: int = 1) -> list[dict[str, Any]]:
    return [{"type": "styled", "text": text}] * count


MESSAGE = [
    Limit(where="`text` of the message", limit="1–10,000 characters", value="가" * 10_001),
    Limit(where="`text` of the message", limit="needed, even beside blocks", value=""),
]
BLOCKS = [
    Limit(where="`blocks`", limit=f"{b.BLOCKS_MAX} ¹", value=_text() * (b.BLOCKS_MAX + 1)),
    Limit(where="`header.text`", limit="1–20 characters", value=[_header("가" * 21)]),
    Limit(where="`header.text`", limit="1–20 characters", value=[_header("")]),
    Limit(where="`header.text`", limit="one line", value=[_header("위\n아래")]),
    Limit(where="`header`", limit="the first block only", value=[TEXT, _header("제목")]),
    Limit(where="`header`", limit="once", value=[_header("제목"), _header("둘")]),
    Limit(where="`text.text`", limit="1–500 characters", value=_text(text="가" * 501)),
    Limit(where="`text.text`", limit="1–500 characters", value=_text(text="")),
    Limit(
        where="`text.inlines`",
        limit="500 characters together",
        value=_text(inlines=_styled("가" * 251, 2)),
    ),
    Limit(
        where="`text.inlines`",
        limit=f"{b.INLINES_MAX} ¹",
        value=_text(inlines=_styled("", b.INLINES_MAX + 1)),
    ),
    Limit(
        where="an inline's `text`",
        limit="1 character at least",
        value=_text(inlines=_styled("")),
    ),
    Limit(
        where="`text.markdown`",
        limit="not beside `inlines`",
        value=_text(inlines=_styled("글"), markdown=True),
    ),
    Limit(
        where="`link.url`",
        limit="http, https, mailto, tel",
        value=_text(inlines=[{"type": "link", "text": "글", "url": "ftp://example.com"}]),
    ),
    Limit(
        where="`mention.ref.value`",
        limit="a whole number from 1",
        value=_text(
            inlines=[{"type": "mention", "text": "@a", "ref": {"type": "kw", "value": -1}}]
        ),
    ),
    Limit(
        where="`image_link.url`",
        limit="absolute http, https",
        value=[{"type": "image_link", "url": "/a.png"}],
    ),
    Limit(where="`button.text`", limit="1–20 characters", value=[_button(text="가" * 21)]),
    Limit(where="`button.text`", limit="1–20 characters", value=[_button(text="")]),
    Limit(
        where="`action.elements`",
        limit="1–3 buttons",
        value=[{"type": "action", "elements": []}],
    ),
    Limit(
        where="`action.elements`",
        limit="1–3 buttons",
        value=[{"type": "action", "elements": [_button()] * 4}],
    ),
    Limit(where="`description.term`", limit="1–10 characters", value=_term("가" * 11)),
    Limit(where="`description.term`", limit="1–10 characters", value=_term("")),
    Limit(
        where="`description.content.text`",
        limit="1–10,000 characters",
        value=[
            {"type": "description", "term": "때", "content": {**TEXT, "text": "가" * 10_001}}
        ],
    ),
    Limit(
        where="`value` of `submit_action`, `call_modal`, `open_external_app`",
        limit="1 character at least",
        value=[_button(action={"type": "call_modal", "value": ""})],
    ),
    Limit(
        where="`name` of `submit_action`",
        limit="1 character at least",
        value=[_button(action={"type": "submit_action", "name": "", "value": "1"})],
    ),
    Limit(
        where="`value` of the two browsers",
        limit="absolute http, https",
        value=[_button(action={"type": "open_system_browser", "value": "example.com"})],
    ),
    Limit(where="`width`, `height`", limit="only with `standalone`", value=_inapp(width=360)),
    Limit(
        where="`width`, `height`",
        limit="1 at least",
        value=_inapp(standalone=True, height=0),
    ),
    Limit(
        where="`exclusive`",
        limit="no `exclusive` inside",
        value=[
            _button(
                action={
                    "type": "exclusive",
                    "default": {"type": "exclusive", "default": LINK},
                }
            )
        ],
    ),
    Limit(where="a needed field", limit="given", value=[{"type": "text"}]),
    Limit(where="every field", limit="its type", value=_text(text=1)),
    Limit(where="every text", limit="no NUL, no lone surrogate", value=_text(text="a\0")),
    Limit(where="`type` of a block", limit="a known word", value=[{"type": "video"}]),
    Limit(
        where="`type` of an inline",
        limit="a known word",
        value=_text(inlines=[{"type": "emoji"}]),
    ),
    Limit(
        where="`type` of an action",
        limit="a known word",
        value=[_button(action={"type": "dial", "value": "1"})],
    ),
    Limit(
        where="`style`, `color`, `ref.type`",
        limit="a known word",
        value=[_button(style="loud")],
    ),
]
CAREFUL = [
    Limit(
        where="`action.elements`",
        limit="2–3 buttons",
        value=[{"type": "action", "elements": [_button()]}],
    ),
    Limit(
        where="`description.content.text`",
        limit="1–500 characters",
        value=[{"type": "description", "term": "때", "content": {**TEXT, "text": "가" * 501}}],
    ),
]
VIEW: dict[str, Any] = {
    "title": "설문",
    "accept": "확인",
    "decline": "취소",
    "value": "1",
    "blocks": [{"type": "label", "text": "글"}],
}
INPUT = {"type": "input", "name": "a"}
OPTION = {"text": "하나", "value": "1"}


def _view(*blocks: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {**VIEW, "blocks": list(blocks) or VIEW["blocks"], **fields}


def _select(options: list[dict[str, Any]]) -> dict[str, Any]:
    return _view({"type": "select", "name": "a", "options": options})


MODALS = [
    Limit(
        where="`view.title`, `accept`, `decline`",
        limit="1 character at least",
        value=_view(title=""),
    ),
    Limit(
        where="`view.blocks`",
        limit=f"{m.VIEW_BLOCKS_MAX} ¹",
        value=_view(*VIEW["blocks"] * (m.VIEW_BLOCKS_MAX + 1)),
    ),
    Limit(
        where="`label.text`",
        limit="1–200 characters",
        value=_view({"type": "label", "text": "가" * 201}),
    ),
    Limit(
        where="`placeholder` of `input`, `select`",
        limit="50 characters",
        value=_view({**INPUT, "placeholder": "가" * 51}),
    ),
    Limit(
        where="`name` of `input`, `select`",
        limit="1 character at least",
        value=_view({**INPUT, "name": ""}),
    ),
    Limit(where="`name` of `input`, `select`", limit="once", value=_view(INPUT, INPUT)),
    Limit(where="`select.options`", limit="1–30", value=_select([])),
    Limit(where="`select.options`", limit="1–30", value=_select([OPTION] * 31)),
    Limit(
        where="an option's `text`",
        limit="1 character at least",
        value=_select([{**OPTION, "text": ""}]),
    ),
]


def problem_of(limit: Limit, among: Sequence[Limit]) -> Problem:
    """The one problem that the value has, as those who check it say."""
    if among is MESSAGE:
        found: Sequence[Problem] = check_message_text(limit.value)
    elif among is CAREFUL:
        found = check_blocks(parse_blocks(limit.value), careful=True)
    else:
        found = _refused(limit.value, m.parse_view if among is MODALS else parse_blocks)
    assert len(found) == 1, (limit.where, limit.limit, [one.code for one in found])
    return found[0]


def _refused(value: Any, parse: Any) -> Sequence[Problem]:
    try:
        parse(value)
    except Invalid as error:
        return error.problems
    return ()


def tables() -> str:
    """The tables of the documentation, in Markdown."""
    return "\n".join([START, *_lines()])


def _lines() -> Iterator[str]:
    for title, among in (
        ("The message", MESSAGE),
        ("Blocks", BLOCKS),
        ("What Spacecast's own client refuses sooner", CAREFUL),
        ("Modals", MODALS),
    ):
        yield f"\n### {title}\n"
        yield "| where | limit | code | 한국어 | English |"
        yield "|---|---|---|---|---|"
        for limit in among:
            found = problem_of(limit, among)
            words = f"{found.text.ko} | {found.text.en}"
            yield f"| {limit.where} | {limit.limit} | `{found.code}` | {words} |"


if __name__ == "__main__":
    before = DOCS.read_text("utf-8").partition(START)[0]
    DOCS.write_text(f"{before}{tables()}\n", "utf-8")
