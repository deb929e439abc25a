"""What a page must show of blocks, told from their JSON alone, and what a parser finds on it."""

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from bot.kakaowork.markdown import markdown_inlines

Blocks = list[dict[str, Any]]
_ATTRIBUTES = {
    "a": {
        "aria-label",
        "class",
        "href",
        "rel",
        "role",
        "target",
    },
    "button": {"aria-label", "class", "type"},
    "div": {"class"},
    "dl": {"class"},
    "hr": {"class"},
    "img": {"alt", "class", "loading", "src"},
    "p": {"class"},
    "span": {"class"},
    **{tag: set() for tag in ("br", "dd", "dt", "em", "s", "strong")},
}
_OPENS = {"http", "https", "mailto", "tel"}


class Page(HTMLParser):
    """The words, elements and addresses of a piece of HTML; refuses what no block may become."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self.tags: Counter[str] = Counter()
        self.addresses: list[str] = []
        self.names: list[str] = []
        self.pressed = 0
        # As a browser does before it reads.
        self.feed(_one_break(html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        given = dict(attrs)
        assert tag in _ATTRIBUTES, tag
        names = {name for name in given if not name.startswith("data-")}
        assert names <= _ATTRIBUTES[tag], given
        if tag == "br":
            self.words += "\n"
        pressed = tag == "button" or given.get("role") == "button"
        self.pressed += pressed
        for name in ("href", "src", "data-mobile-url"):
            if name in given:
                address = given[name] or ""
                assert urlsplit(address).scheme in _OPENS, address
                if not pressed:
                    self.addresses.append(address)
        if "aria-label" in given:
            self.names.append(given["aria-label"] or "")

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


def words_of(blocks: Blocks) -> str:
    """Everything that a page shows of blocks, in reading order."""
    return "".join(_one_break(word) for block in blocks for word in _words(block))


def lines_of(blocks: Blocks) -> str:
    """The plain text of blocks, for a notification."""
    return "\n".join(line for block in blocks for line in _lines(block))


def addresses_of(blocks: Blocks) -> list[str]:
    """The addresses that words and pictures open, in reading order; buttons have rules of their own."""
    return [address for block in blocks for address in _addresses(block)]


def names_of(blocks: Blocks) -> list[str]:
    """What a screen reader calls the sections that can be pressed."""
    return [_one_break(_plain(block["content"])) for block in blocks if _is_pressed(block)]


def _is_pressed(block: dict[str, Any]) -> bool:
    return block["type"] == "section" and "action" in block


def elements_of(blocks: Blocks) -> Counter[str]:
    """How many elements of the kinds that a page counts by its blocks."""
    kinds = Counter(block["type"] for block in blocks)
    images = kinds["image_link"] + kinds["context"]
    images += sum(1 for block in blocks if block.get("accessory"))
    return Counter({"div": 1 + kinds["action"] + kinds["section"] + kinds["context"], "hr": kinds["divider"],
                    "img": images, "dl": kinds["description"], "dt": kinds["description"]})  # fmt: skip


def _inlines(text: dict[str, Any]) -> list[dict[str, Any]]:
    if text.get("inlines"):
        given: list[dict[str, Any]] = text["inlines"]
        return given
    if text.get("markdown"):
        return [
            {"text": inline.text, "url": getattr(inline, "url", None)}
            for inline in markdown_inlines(text["text"])
        ]
    return [{"text": text["text"]}]


def _plain(text: dict[str, Any]) -> str:
    return "".join(inline["text"] for inline in _inlines(text))


def _one_break(words: str) -> str:
    return words.replace("\r\n", "\n").replace("\r", "\n")


def _words(block: dict[str, Any]) -> Iterator[str]:
    kind = block["type"]
    if kind in {"header", "button"}:
        yield block["text"]
    elif kind == "text":
        yield from (inline["text"] for inline in _inlines(block))
    elif kind == "action":
        yield from (button["text"] for button in block["elements"])
    elif kind in {"description", "section", "context"}:
        yield block.get("term", "")
        yield from (inline["text"] for inline in _inlines(block["content"]))
        if _is_pressed(block):
            yield "›"


def _lines(block: dict[str, Any]) -> Iterator[str]:
    kind = block["type"]
    if kind == "action":
        yield " ".join(f"[{button['text']}]" for button in block["elements"])
    elif kind == "button":
        yield f"[{block['text']}]"
    elif kind == "description":
        yield f"{block['term']}: {_plain(block['content'])}"
    elif kind not in {"image_link", "divider"}:
        yield "".join(_words(block)).removesuffix("›" if _is_pressed(block) else "")


def _addresses(block: dict[str, Any]) -> Iterator[str]:
    if block["type"] == "image_link":
        yield block["url"]
    if "image" in block:
        yield block["image"]["url"]
    texts = [block] if block["type"] == "text" else [block.get("content")]
    for text in texts:
        if text:
            yield from (i["url"] for i in _inlines(text) if i.get("url"))
    if block.get("accessory"):
        yield block["accessory"]["url"]
