"""Blocks as HTML for a preview or the web chat, and as plain text for a notification."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from markupsafe import Markup, escape

from bot.kakaowork import blocks as b
from bot.kakaowork.markdown import markdown_inlines
from bot.kakaowork.urls import is_link_url, is_web_url

_NEW_TAB = Markup(' rel="noopener noreferrer" target="_blank"')


def blocks_html(
    blocks: Sequence[b.Block], *, image_alt: str = "", pressed: int | None = None
) -> Markup:
    """One `<div class="bk-card">`; `image_alt` describes the first picture, the others are decor.

    A button that opens no web page is a `<button data-action-index="N">`, N counting as in
    `bot.kakaowork.blocks.button_actions`; the one at `pressed` is marked. Everything given is escaped.
    """
    page = _Page(image_alt, pressed)
    inner = Markup().join(page.block(block) for block in blocks)
    return Markup('<div class="bk-card">{}</div>').format(inner)


def words_html(text: b.Text) -> Markup:
    """The words of a paragraph without their paragraph, escaped."""
    return _words(text)


def blocks_text(blocks: Sequence[b.Block]) -> str:
    """The words of `blocks`, a line each; pictures and lines across say nothing."""
    return "\n".join(line for block in blocks for line in _lines(block))


class _Page:
    """Renders the blocks of one message in order, counting the buttons."""

    def __init__(self, image_alt: str, pressed: int | None) -> None:
        self._alt = image_alt
        self._marked = pressed
        self._next = 0

    def block(self, block: b.Block) -> Markup:
        match block:
            case b.Header(text=text, style=style):
                line = Markup('<p class="bk-header bk-header--{}">{}</p>')
                shown = line.format(style.value, text)
            case b.Text():
                shown = _paragraph(block)
            case b.ImageLink(url=url):
                alt, self._alt = self._alt, ""
                shown = _image(url, "bk-image", alt)
            case b.Button():
                shown = self.button(block)
            case b.Action(elements=elements):
                row = Markup().join(self.button(button) for button in elements)
                shown = Markup('<div class="bk-action">{}</div>').format(row)
            case b.Divider():
                shown = Markup('<hr class="bk-divider">')
            case b.Description():
                shown = _description(block)
            case b.Section():
                shown = self.section(block)
            case b.Context(content=content, image=image):
                icon = _image(image.url, "bk-context-image")
                line = Markup('<div class="bk-context">{}{}</div>')
                shown = line.format(icon, _paragraph(content))
            case _:
                assert_never(block)
        return shown

    def button(self, button: b.Button) -> Markup:
        shape = Markup("bk-button")
        if button.style is not b.ButtonStyle.DEFAULT:
            shape += Markup(" bk-button--{}").format(button.style.value)
        return self.pressable(button.action, shape, escape(button.text))

    def section(self, section: b.Section) -> Markup:
        parts = _paragraph(section.content)
        if section.accessory is not None:
            parts += _image(section.accessory.url, "bk-section-image")
        if section.action is not None:
            # The whole section is pressed in the app; a link of its own may hold no other link.
            parts += self.pressable(
                section.action, Markup("bk-section-action"), Markup("›"), section
            )
        return Markup('<div class="bk-section">{}</div>').format(parts)

    def pressable(
        self,
        action: b.ButtonAction,
        shape: Markup,
        inner: Markup,
        named: b.Section | None = None,
    ) -> Markup:
        """A link where a web page opens, else a button; `named` lends its words as the name."""
        index, self._next = self._next, self._next + 1
        label = Markup()
        if named is not None:
            label = Markup(' aria-label="{}"').format(_plain(named.content))
        if index == self._marked:
            label += Markup(' aria-pressed="true"')
        url = _web_page(b.action_on(action, b.Device.PC))
        if url is None:
            line = Markup(
                '<button type="button" class="{}" data-action-index="{}"{}>{}</button>'
            )
            return line.format(shape, index, label, inner)
        on_phones = b.action_on(action, b.Device.MOBILE)
        if isinstance(on_phones, b.SubmitAction | b.CallModal):
            label += Markup(' data-mobile-action-index="{}"').format(index)
        mobile = _web_page(on_phones)
        if mobile is not None and mobile != url:
            label += Markup(' data-mobile-url="{}"').format(mobile)
        line = Markup('<a class="{}" role="button" href="{}"{}{}>{}</a>')
        return line.format(shape, url, _NEW_TAB, label, inner)


def _web_page(action: b.SingleAction) -> str | None:
    """The page that opens, if it is one: nothing else may become an address."""
    if isinstance(action, b.OpenSystemBrowser | b.OpenInappBrowser) and is_web_url(
        action.value
    ):
        return action.value
    return None


def _broken(text: str) -> Markup:
    """Escaped words with their line breaks kept."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Markup("<br>").join(lines)


def _shown(text: b.Text) -> tuple[b.Inline, ...]:
    if text.inlines:
        return text.inlines
    return markdown_inlines(text.text) if text.markdown else (b.Styled(text=text.text),)


def _plain(text: b.Text) -> str:
    return "".join(inline.text for inline in _shown(text))


def _words(text: b.Text) -> Markup:
    return Markup().join(_inline(inline) for inline in _shown(text))


def _paragraph(text: b.Text) -> Markup:
    return Markup('<p class="bk-text">{}</p>').format(_words(text))


def _inline(inline: b.Inline) -> Markup:
    words = _broken(inline.text)
    match inline:
        case b.Styled():
            return _styled(inline, words)
        case b.Link(url=url) if is_link_url(url):
            return Markup('<a class="bk-link" href="{}"{}>{}</a>').format(url, _NEW_TAB, words)
        case b.Link():
            return words
        case b.Mention(user_id=user_id):
            line = Markup('<span class="bk-mention" data-user-id="{}">{}</span>')
            return line.format(user_id, words)
        case _:
            assert_never(inline)


def _styled(styled: b.Styled, words: Markup) -> Markup:
    for wanted, tag in ((styled.strike, "s"), (styled.italic, "em"), (styled.bold, "strong")):
        if wanted:
            words = Markup("<{0}>{1}</{0}>").format(tag, words)
    if styled.color is b.Color.DEFAULT:
        return words
    return Markup('<span class="bk-color--{}">{}</span>').format(styled.color.value, words)


def _image(url: str, shape: str, alt: str = "") -> Markup:
    if not is_web_url(url):
        return escape(alt)
    line = Markup('<img class="{}" loading="lazy" src="{}" alt="{}">')
    return line.format(shape, url, alt)


def _description(block: b.Description) -> Markup:
    shape = "bk-description bk-description--accent" if block.accent else "bk-description"
    line = Markup('<dl class="{}"><dt>{}</dt><dd>{}</dd></dl>')
    return line.format(shape, block.term, _words(block.content))


def _lines(block: b.Block) -> Iterator[str]:
    match block:
        case b.Header(text=text):
            yield text
        case b.Text():
            yield _plain(block)
        case b.Description(term=term, content=content):
            yield f"{term}: {_plain(content)}"
        case b.Section(content=content) | b.Context(content=content):
            yield _plain(content)
        case b.Button(text=text):
            yield f"[{text}]"
        case b.Action(elements=elements):
            yield " ".join(f"[{button.text}]" for button in elements)
        case b.ImageLink() | b.Divider():
            pass
        case _:
            assert_never(block)
