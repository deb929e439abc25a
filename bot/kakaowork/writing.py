"""Blocks to JSON values, and the body of messages.send."""

from collections.abc import Mapping, Sequence
from typing import assert_never

import msgspec

from bot.kakaowork import blocks as b


def blocks_json(blocks: Sequence[b.Block]) -> list[dict[str, object]]:
    """The JSON array of `blocks`: nested actions, defaults left out."""
    return [_block(block) for block in blocks]


def message_body(conversation_id: str, text: str, blocks: Sequence[b.Block] = ()) -> bytes:
    """The JSON body of messages.send, ready for `WebApi.post_message`."""
    return body_to({"conversation_id": conversation_id}, text, blocks)


def body_to(to: Mapping[str, str | None], text: str, blocks: Sequence[b.Block] = ()) -> bytes:
    """The JSON body of a message to whom the fields of `to` name."""
    body: dict[str, object] = {**to, "text": text}
    if blocks:
        body["blocks"] = blocks_json(blocks)
    return msgspec.json.encode(body)


def _with(kind: str, **fields: object) -> dict[str, object]:
    """A typed object without the fields that only say what would be so anyway."""
    given = {
        key: value for key, value in fields.items() if value is not None and value is not False
    }
    return {"type": kind, **given}


def _block(block: b.Block) -> dict[str, object]:
    match block:
        case b.Header(text=text, style=style):
            plain = style is b.HeaderStyle.WHITE
            written = _with("header", text=text, style=None if plain else style.value)
        case b.Text():
            written = _text(block)
        case b.ImageLink(url=url):
            written = _with("image_link", url=url)
        case b.Button():
            written = _button(block)
        case b.Action(elements=elements):
            written = _with("action", elements=[_button(button) for button in elements])
        case b.Divider():
            written = _with("divider")
        case b.Description(term=term, content=content, accent=accent):
            written = _with("description", term=term, content=_text(content), accent=accent)
        case b.Section():
            written = _section(block)
        case b.Context(content=content, image=image):
            written = _with("context", content=_text(content), image=_block(image))
        case _:
            assert_never(block)
    return written


def _text(text: b.Text) -> dict[str, object]:
    inlines = [_inline(inline) for inline in text.inlines] or None
    return _with("text", text=text.text, inlines=inlines, markdown=text.markdown)


def _inline(inline: b.Inline) -> dict[str, object]:
    match inline:
        case b.Styled(text=text, bold=bold, italic=italic, strike=strike, color=color):
            shown = None if color is b.Color.DEFAULT else color.value
            return _with(
                "styled", text=text, bold=bold, italic=italic, strike=strike, color=shown
            )
        case b.Link(text=text, url=url):
            return _with("link", text=text, url=url)
        case b.Mention(text=text, user_id=user_id):
            return _with("mention", text=text, ref={"type": "kw", "value": user_id})
        case _:
            assert_never(inline)


def _button(button: b.Button) -> dict[str, object]:
    plain = button.style is b.ButtonStyle.DEFAULT
    return _with(
        "button",
        text=button.text,
        style=None if plain else button.style.value,
        action=_action(button.action),
    )


def _section(section: b.Section) -> dict[str, object]:
    return _with(
        "section",
        content=_text(section.content),
        accessory=None if section.accessory is None else _block(section.accessory),
        action=None if section.action is None else _action(section.action),
    )


def _action(action: b.ButtonAction) -> dict[str, object]:
    match action:
        case b.OpenSystemBrowser(value=value, name=name):
            return _with("open_system_browser", name=name, value=value)
        case b.OpenInappBrowser(value=value, name=name, standalone=standalone):
            return _with(
                "open_inapp_browser",
                name=name,
                value=value,
                standalone=standalone,
                width=action.width,
                height=action.height,
            )
        case b.OpenExternalApp(value=value, name=name):
            return _with("open_external_app", name=name, value=value)
        case b.SubmitAction(name=name, value=value):
            return _with("submit_action", name=name, value=value)
        case b.CallModal(value=value, name=name):
            return _with("call_modal", name=name, value=value)
        case b.Exclusive():
            return _exclusive(action)
        case _:
            assert_never(action)


def _exclusive(action: b.Exclusive) -> dict[str, object]:
    chosen: dict[str, b.SingleAction | None] = {
        key: getattr(action, key) for key in ("default", *b.Device)
    }
    written = {key: _action(one) for key, one in chosen.items() if one is not None}
    return _with("exclusive", **written)
