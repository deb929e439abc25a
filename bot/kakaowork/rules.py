"""The limits of a message's text and blocks, with the place and the words of each refusal."""

from collections.abc import Sequence
from typing import assert_never

from bot.core.errors import Bilingual, Problem
from bot.kakaowork import blocks as b
from bot.kakaowork import refusals
from bot.kakaowork.characters import is_unfit, unfit_places
from bot.kakaowork.urls import LINK_SCHEMES, WEB_SCHEMES, is_link_url, is_web_url


def check_message_text(text: str, pointer: str = "/text") -> list[Problem]:
    """What is wrong with a message's `text`, which is needed even beside blocks."""
    check = _Check(careful=False)
    check.words(pointer, "text", text, b.MESSAGE_CHARACTERS, "메시지는", "The message")
    if is_unfit(text):
        check.refuse(pointer, "bad_characters", refusals.BAD_CHARACTERS)
    return check.problems


def check_blocks(
    blocks: Sequence[b.Block | None], pointer: str = "/blocks", *, careful: bool = False
) -> list[Problem]:
    """Every limit that `blocks` break, in reading order; None stands for a block nobody could read.

    Without `careful` this is a server's reading, the widest of the public sources; with it a
    client's, the narrowest: 2 buttons at least in a row, 500 characters in a description's
    content too (the live platform was seen to take more), and no character that can't be
    written at all, which a server meets while reading.
    """
    check = _Check(careful=careful)
    if len(blocks) > b.BLOCKS_MAX:
        text = refusals.too_many("블록은", "blocks", b.BLOCKS_MAX, len(blocks))
        check.refuse(pointer, "too_many_blocks", text)
        return check.problems
    headed = False
    for index, block in enumerate(blocks):
        place = f"{pointer}/{index}"
        if isinstance(block, b.Header):
            if headed:
                check.refuse(place, "header_twice", refusals.HEADER_TWICE)
            elif index:
                check.refuse(place, "header_not_first", refusals.HEADER_NOT_FIRST)
            headed = True
        if block is not None:
            check.block(place, block)
            if careful:
                for unfit in unfit_places(place, block):
                    check.refuse(unfit, "bad_characters", refusals.BAD_CHARACTERS)
    return check.problems


class _Check:
    """Collects the problems of one message."""

    def __init__(self, *, careful: bool) -> None:
        self.careful = careful
        self.problems: list[Problem] = []

    def refuse(self, pointer: str, code: str, text: Bilingual) -> None:
        self.problems.append(Problem(pointer=pointer, code=code, text=text))

    def words(self, pointer: str, word: str, text: str, limit: int, ko: str, en: str) -> None:
        """Refuse an empty or an over-long text; `ko` ends in 은 or 는."""
        if not text:
            subject = ko[:-1] + ("이" if ko.endswith("은") else "가")
            self.refuse(pointer, f"empty_{word}", refusals.empty(subject, en))
        elif len(text) > limit:
            self.refuse(
                pointer, f"{word}_too_long", refusals.too_long(ko, en, limit, len(text))
            )

    def block(self, place: str, block: b.Block) -> None:
        match block:
            case b.Header():
                self.header(place, block)
            case b.Text():
                self.text(place, block)
            case b.ImageLink():
                self.web_url(f"{place}/url", block.url)
            case b.Button():
                self.button(place, block)
            case b.Action():
                self.action_row(place, block)
            case b.Description():
                self.description(place, block)
            case b.Section():
                self.section(place, block)
            case b.Context():
                self.text(f"{place}/content", block.content)
                self.web_url(f"{place}/image/url", block.image.url)
            case b.Divider():
                pass
            case _:
                assert_never(block)

    def header(self, place: str, header: b.Header) -> None:
        pointer = f"{place}/text"
        self.words(pointer, "header", header.text, b.HEADER_CHARACTERS, "제목은", "The header")
        if header.text.splitlines() not in ([header.text], []):
            self.refuse(pointer, "header_line_break", refusals.HEADER_LINE_BREAK)

    def text(self, place: str, text: b.Text, limit: int = b.TEXT_CHARACTERS) -> None:
        self.words(f"{place}/text", "text", text.text, limit, "글은", "The text")
        if text.inlines and text.markdown:
            pointer = f"{place}/markdown"
            self.refuse(pointer, "markdown_with_inlines", refusals.MARKDOWN_WITH_INLINES)
        pointer = f"{place}/inlines"
        if len(text.inlines) > b.INLINES_MAX:
            words = refusals.too_many("인라인은", "inlines", b.INLINES_MAX, len(text.inlines))
            self.refuse(pointer, "too_many_inlines", words)
            return
        together = sum(len(inline.text) for inline in text.inlines)
        if together > limit:
            words = refusals.too_long(
                "인라인 글은 모두 합쳐", "The inlines together", limit, together
            )
            self.refuse(pointer, "inlines_too_long", words)
        for index, inline in enumerate(text.inlines):
            self.inline(f"{pointer}/{index}", inline)

    def inline(self, place: str, inline: b.Inline) -> None:
        if not inline.text:
            words = refusals.empty("인라인 글이", "The inline's text")
            self.refuse(f"{place}/text", "empty_text", words)
        match inline:
            case b.Link(url=url) if not is_link_url(url):
                self.refuse(f"{place}/url", "bad_url", refusals.bad_url(LINK_SCHEMES, url))
            case b.Mention(user_id=user_id) if user_id < 1:
                self.refuse(f"{place}/ref/value", "bad_mention", refusals.BAD_MENTION)
            case _:
                pass

    def web_url(self, pointer: str, url: str) -> None:
        if not is_web_url(url):
            self.refuse(pointer, "bad_url", refusals.bad_url(WEB_SCHEMES, url))

    def button(self, place: str, button: b.Button) -> None:
        self.words(
            f"{place}/text",
            "button",
            button.text,
            b.BUTTON_CHARACTERS,
            "버튼 글은",
            "The button",
        )
        self.action(f"{place}/action", button.action)

    def action_row(self, place: str, row: b.Action) -> None:
        least = b.ACTION_BUTTONS_MIN_CAREFUL if self.careful else b.ACTION_BUTTONS_MIN
        given = len(row.elements)
        pointer = f"{place}/elements"
        if given < least:
            words = refusals.too_few("한 줄의 버튼은", "buttons in a row", least, given)
            self.refuse(pointer, "too_few_buttons", words)
        if given > b.ACTION_BUTTONS_MAX:
            words = refusals.too_many(
                "한 줄의 버튼은", "buttons in a row", b.ACTION_BUTTONS_MAX, given
            )
            self.refuse(pointer, "too_many_buttons", words)
            return
        for index, button in enumerate(row.elements):
            self.button(f"{pointer}/{index}", button)

    def description(self, place: str, block: b.Description) -> None:
        self.words(f"{place}/term", "term", block.term, b.TERM_CHARACTERS, "용어는", "The term")
        limit = b.TEXT_CHARACTERS if self.careful else b.MESSAGE_CHARACTERS
        self.text(f"{place}/content", block.content, limit)

    def section(self, place: str, section: b.Section) -> None:
        self.text(f"{place}/content", section.content)
        if section.accessory is not None:
            self.web_url(f"{place}/accessory/url", section.accessory.url)
        if section.action is not None:
            self.action(f"{place}/action", section.action)

    def action(self, place: str, action: b.ButtonAction) -> None:
        if not isinstance(action, b.Exclusive):
            self.single_action(place, action)
            return
        for key in ("default", *b.Device):
            chosen: b.SingleAction | None = getattr(action, key)
            if chosen is not None:
                self.single_action(f"{place}/{key}", chosen)

    def single_action(self, place: str, action: b.SingleAction) -> None:
        match action:
            case b.OpenSystemBrowser():
                self.web_url(f"{place}/value", action.value)
            case b.OpenInappBrowser():
                self.web_url(f"{place}/value", action.value)
                self.window(place, action)
            case b.SubmitAction():
                self.filled(f"{place}/name", action.name, "동작 이름이", "The action's name")
                self.filled(f"{place}/value", action.value, "동작 값이", "The action's value")
            case b.OpenExternalApp() | b.CallModal():
                self.filled(f"{place}/value", action.value, "동작 값이", "The action's value")
            case _:
                assert_never(action)

    def window(self, place: str, action: b.OpenInappBrowser) -> None:
        for key, size in (("width", action.width), ("height", action.height)):
            if size is None:
                continue
            if not action.standalone:
                text = refusals.SIZE_WITHOUT_STANDALONE
                self.refuse(f"{place}/{key}", "size_without_standalone", text)
            elif size < 1:
                self.refuse(f"{place}/{key}", "bad_size", refusals.bad_size(size))

    def filled(self, pointer: str, value: str, ko: str, en: str) -> None:
        if not value:
            self.refuse(pointer, "empty_value", refusals.empty(ko, en))
