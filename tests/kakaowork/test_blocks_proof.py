"""For any blocks at all: what is checked is what is written, read, and shown, and nothing more."""

from collections.abc import Sequence
from typing import Any

import msgspec
from hypothesis import event, given
from hypothesis import strategies as st

from bot.core.errors import Invalid, Problem
from bot.kakaowork.blocks import Block, button_actions
from bot.kakaowork.html import blocks_html, blocks_text
from bot.kakaowork.parsing import parse_blocks
from bot.kakaowork.rules import check_blocks
from bot.kakaowork.writing import blocks_json, message_body
from tests.kakaowork import strategies, wild
from tests.kakaowork.shown import Page, addresses_of, elements_of, lines_of, names_of, words_of

any_messages = st.one_of(strategies.messages, wild.messages)


def _refusals(value: object) -> list[tuple[str, str]]:
    try:
        parse_blocks(value)
    except Invalid as error:
        return _places(error.problems)
    return []


def _places(problems: Sequence[Problem]) -> list[tuple[str, str]]:
    return sorted((problem.pointer, problem.code) for problem in problems)


def _at(value: Any, pointer: str) -> Any:
    """What stands at a pointer; of a field that isn't there, None."""
    for part in pointer.removeprefix("/blocks").split("/")[1:]:
        value = value[int(part)] if isinstance(value, list) else value.get(part)
    return value


@given(any_messages)
def test_a_careful_client_never_writes_what_a_server_refuses(blocks: tuple[Block, ...]) -> None:
    found = check_blocks(blocks, careful=True)
    event(f"{len(found) or 'no'} problems" if len(found) < 3 else "more problems")
    if found:
        return
    body = message_body("1", "글", blocks)
    written = msgspec.json.decode(body).get("blocks", [])
    assert parse_blocks(written) == blocks


@given(any_messages)
def test_every_refusal_points_at_what_was_written(blocks: tuple[Block, ...]) -> None:
    written = blocks_json(blocks)
    for problem in check_blocks(blocks, careful=True):
        place = problem.pointer
        assert place.startswith("/blocks")
        assert _at(written, place) is not None, place
        assert problem.text.ko
        assert problem.text.en


@given(any_messages)
def test_a_server_refuses_what_the_rules_refuse_and_what_no_json_holds(
    blocks: tuple[Block, ...],
) -> None:
    written = blocks_json(blocks)
    careful = check_blocks(blocks, careful=True)
    unfit = [problem for problem in careful if problem.code == "bad_characters"]
    refused = _refusals(written)
    if not unfit:
        assert refused == _places(check_blocks(blocks))
    else:
        # What stands beside it may no longer be looked at, as in a row of too many buttons.
        assert refused


@given(strategies.messages)
def test_blocks_survive_json_and_both_readings_agree(blocks: tuple[Block, ...]) -> None:
    once = blocks_json(blocks)
    text = msgspec.json.encode(once)
    read = parse_blocks(msgspec.json.decode(text))
    assert read == blocks
    assert msgspec.json.encode(blocks_json(read)) == text


def _flat(block: dict[str, Any]) -> dict[str, Any]:
    """A block with its buttons in the format before Kakao Work 1.11, where that could say it."""
    if block["type"] == "action":
        return {**block, "elements": [_flat(one) for one in block["elements"]]}
    if block["type"] != "button" or block["action"]["type"] == "exclusive":
        return block
    names = {"type": "action_type", "name": "action_name"}
    kept = {key: value for key, value in block.items() if key != "action"}
    return kept | {names.get(key, key): value for key, value in block["action"].items()}


@given(strategies.messages)
def test_both_button_formats_mean_the_same(blocks: tuple[Block, ...]) -> None:
    flat = [_flat(block) for block in blocks_json(blocks)]
    assert parse_blocks(flat) == blocks


@given(strategies.messages)
def test_a_page_shows_the_words_and_nothing_becomes_markup(blocks: tuple[Block, ...]) -> None:
    written = blocks_json(blocks)
    page = Page(str(blocks_html(blocks)))
    assert page.words == words_of(written)
    wanted = elements_of(written)
    assert {tag: page.tags[tag] for tag in wanted} == dict(wanted)
    assert page.pressed == len(button_actions(blocks))
    assert page.addresses == addresses_of(written)
    assert page.names == names_of(written)


@given(strategies.messages)
def test_the_plain_text_says_every_word(blocks: tuple[Block, ...]) -> None:
    assert blocks_text(blocks) == lines_of(blocks_json(blocks))


@given(wild.messages)
def test_even_refused_blocks_never_become_markup(blocks: tuple[Block, ...]) -> None:
    page = Page(str(blocks_html(blocks)))
    assert page.tags["div"] == elements_of(blocks_json(blocks))["div"]
