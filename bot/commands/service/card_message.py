"""A card as a message: blocks within the platform's limits, signed buttons, a text to fall back on."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.broadcast.model.composer import Composed, split
from bot.commands.model.cards import Card, CardButton, OpenForm, OpenPage
from bot.commands.model.commands import Asked
from bot.core.errors import Language
from bot.kakaowork import blocks as b
from bot.kakaowork.characters import is_unfit
from bot.kakaowork.urls import is_web_url

COMMAND_ACTION: Final = "cmd"
FORM_ACTION: Final = "form"
Signs = Callable[[Sequence[str]], Awaitable[str]]
# As many blocks of a preview as are shown; a notice that is longer is read in the console.
_PREVIEW_BLOCKS: Final = 40
_TEXTS_MAX: Final = 20
_DETAILS_MAX: Final = 20
_BUTTONS_MAX: Final = 9
# How broad the labels of three, and of two buttons in a row of a phone may be.
_BREADTHS: Final = ((b.ACTION_BUTTONS_MAX, 3.0), (2, 6.0))
_FIRST_BROAD: Final = "\u1100"


def command_parts(asked: Asked) -> tuple[str, ...]:
    """What is signed for a button that asks for something."""
    return (COMMAND_ACTION, asked.verb.value, asked.subject, asked.text)


def form_parts(form: OpenForm) -> tuple[str, ...]:
    """What is signed for a button that opens a modal, and for the modal."""
    return (FORM_ACTION, form.form.value, form.subject)


async def signed_message(
    card: Card, language: Language, *, sign: Signs, public_url: str
) -> Composed:
    """`card` in one language; `sign`: the profile's, `public_url`: the console's, or ""."""
    values: dict[int, str] = {}
    for index, button in enumerate(card.buttons[:_BUTTONS_MAX]):
        match button.does:
            case Asked() as asked:
                values[index] = await sign(command_parts(asked))
            case OpenForm() as form:
                values[index] = await sign(form_parts(form))
            case OpenPage():
                pass
    return card_message(card, language, values=values, public_url=public_url)


def card_message(
    card: Card, language: Language, *, values: Mapping[int, str], public_url: str
) -> Composed:
    """`card` in one language; `values`: what was signed for its buttons, by their place."""
    buttons = [
        made
        for index, button in enumerate(card.buttons[:_BUTTONS_MAX])
        if (made := _button(button, values.get(index), language, public_url)) is not None
    ]
    blocks = (*_words(card, language), *_preview(card.preview, language), *_rows(buttons))
    return Composed(text=_fallback(card, language, buttons), blocks=blocks)


def _words(card: Card, language: Language) -> Iterator[b.Block]:
    title = _line(card.title.in_(language))
    yield b.Header(text=_cut(title, b.HEADER_CHARACTERS), style=card.style)
    if len(title) > b.HEADER_CHARACTERS:
        yield from split((b.Styled(text=title, bold=True),))[:1]
    words = "\n\n".join(_fit(one.in_(language)) for one in card.words)
    texts = split((b.Styled(text=words),))
    yield from texts[:_TEXTS_MAX]
    for detail in card.details[:_DETAILS_MAX]:
        term = _cut(_line(detail.term.in_(language)), b.TERM_CHARACTERS)
        text = _cut(_fit(detail.text.in_(language)).strip() or "-", b.TEXT_CHARACTERS)
        yield b.Description(term=term, content=b.Text(text=text), accent=True)


def _preview(preview: Sequence[b.Block], language: Language) -> Iterator[b.Block]:
    """The notice's blocks below a line: a header is allowed on top only, and nothing can be pressed."""
    if not preview:
        return
    yield b.Divider()
    for block in preview[:_PREVIEW_BLOCKS]:
        match block:
            case b.Header(text=text):
                yield b.Text(text=text, inlines=(b.Styled(text=text, bold=True),))
            case b.Action(elements=elements):
                yield from _rows([one for one in map(_shown, elements) if one is not None])
                yield from _unpressable(elements)
            case b.Button():
                yield from _rows([one for one in (_shown(block),) if one is not None])
                yield from _unpressable((block,))
            case b.Section(action=action) if action is not None:
                yield replace(block, action=None)
            case _:
                yield block
    if len(preview) > _PREVIEW_BLOCKS:
        yield b.Text(text="(이어짐)" if language == "ko" else "(continued)")
    yield b.Divider()


def _shown(button: b.Button) -> b.Button | None:
    """The button, unless it calls the bot: what a preview's would say was signed for nobody."""
    actions = (button.action,)
    if isinstance(button.action, b.Exclusive):
        actions = (button.action.default,)
    calls = any(isinstance(one, b.SubmitAction | b.CallModal) for one in actions)
    return None if calls else button


def _unpressable(buttons: Sequence[b.Button]) -> Iterator[b.Block]:
    words = " ".join(f"[{button.text}]" for button in buttons if _shown(button) is None)
    if words:
        yield b.Text(text=words)


def _rows(buttons: Sequence[b.Button]) -> Iterator[b.Block]:
    """In their order, as many in a row as can be read whole on a phone; at most three."""
    row: list[b.Button] = []
    for button in buttons:
        together = [*row, button]
        if len(together) > _fits_in_row(together):
            yield _row(row)
            together = [button]
        row = together
    if row:
        yield _row(row)


def _row(buttons: Sequence[b.Button]) -> b.Block:
    return buttons[0] if len(buttons) == 1 else b.Action(elements=tuple(buttons))


def _fits_in_row(buttons: Sequence[b.Button]) -> int:
    longest = max(_breadth(button.text) for button in buttons)
    return next((count for count, breadth in _BREADTHS if longest <= breadth), 1)


def _breadth(text: str) -> float:
    """How broad a label is, in Hangul syllables."""
    return sum(1.0 if letter >= _FIRST_BROAD else 0.55 for letter in text)


def _button(
    button: CardButton, value: str | None, language: Language, public_url: str
) -> b.Button | None:
    """The button; None for one that would lead nowhere."""
    action: b.SingleAction
    match button.does:
        case OpenPage(path=path):
            url = f"{public_url}{path}"
            if not public_url or not is_web_url(url):
                return None
            action = b.OpenSystemBrowser(value=url)
        case Asked():
            action = b.SubmitAction(name=COMMAND_ACTION, value=value or "-")
        case OpenForm():
            action = b.CallModal(value=value or "-")
    style = b.ButtonStyle.PRIMARY if button.main else b.ButtonStyle.DEFAULT
    label = _cut(_line(button.label.in_(language)), b.BUTTON_CHARACTERS)
    return b.Button(
        text=label, action=action, style=b.ButtonStyle.DANGER if button.urgent else style
    )


def _fallback(card: Card, language: Language, buttons: Sequence[b.Button]) -> str:
    lines = [card.title.in_(language), *(words.in_(language) for words in card.words)]
    lines += [f"{one.term.in_(language)}: {one.text.in_(language)}" for one in card.details]
    for button in buttons:
        if isinstance(button.action, b.OpenSystemBrowser):
            lines.append(f"{button.text}: {button.action.value}")
    return _cut(_fit("\n".join(lines)), b.MESSAGE_CHARACTERS)


def _fit(text: str) -> str:
    return (
        "".join(letter for letter in text if not is_unfit(letter)) if is_unfit(text) else text
    )


def _line(text: str) -> str:
    return " ".join(_fit(text).split()) or "-"


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
