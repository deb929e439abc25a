"""Writing: what is written is read back the same."""

import json

import msgspec
from hypothesis import given

from bot.kakaowork.blocks import (
    Block,
    Button,
    Color,
    Exclusive,
    Header,
    HeaderStyle,
    Mention,
    OpenInappBrowser,
    Styled,
    SubmitAction,
    Text,
)
from bot.kakaowork.parsing import parse_blocks
from bot.kakaowork.writing import blocks_json, body_to, message_body
from tests.kakaowork.strategies import messages


@given(messages)
def test_blocks_come_back_as_they_were_written(blocks: tuple[Block, ...]) -> None:
    assert parse_blocks(blocks_json(blocks)) == blocks


@given(messages)
def test_blocks_survive_the_wire(blocks: tuple[Block, ...]) -> None:
    assert parse_blocks(json.loads(message_body("1", "글", blocks)).get("blocks", [])) == blocks


def test_defaults_are_left_out() -> None:
    styled = Styled(text="글", bold=True, color=Color.GREY)
    blocks = (
        Header(text="제목"),
        Header(text="제목", style=HeaderStyle.RED),
        Text(text="글", inlines=(styled, Mention(text="@ryan", user_id=800))),
    )
    assert blocks_json(blocks) == [
        {"type": "header", "text": "제목"},
        {"type": "header", "text": "제목", "style": "red"},
        {
            "type": "text",
            "text": "글",
            "inlines": [
                {"type": "styled", "text": "글", "bold": True, "color": "grey"},
                {"type": "mention", "text": "@ryan", "ref": {"type": "kw", "value": 800}},
            ],
        },
    ]


def test_actions_are_nested() -> None:
    action = OpenInappBrowser(value="https://example.com", standalone=True, width=360)
    exclusive = Exclusive(default=action, ios=SubmitAction(name="ok", value="1"))
    (written,) = blocks_json([Button(text="열기", action=exclusive)])
    assert written == {
        "type": "button",
        "text": "열기",
        "action": {
            "type": "exclusive",
            "default": {
                "type": "open_inapp_browser",
                "value": "https://example.com",
                "standalone": True,
                "width": 360,
            },
            "ios": {"type": "submit_action", "name": "ok", "value": "1"},
        },
    }


def test_a_message_without_blocks_has_no_blocks_field() -> None:
    assert msgspec.json.decode(message_body("10067", "안내")) == {
        "conversation_id": "10067",
        "text": "안내",
    }


def test_a_message_may_go_to_an_email() -> None:
    assert msgspec.json.decode(body_to({"email": "gil@example.com"}, "안내", ())) == {
        "email": "gil@example.com",
        "text": "안내",
    }
