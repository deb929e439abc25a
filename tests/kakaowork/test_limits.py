"""docs/block-kit.md tells every limit, and its words are those that a sender gets."""

import ast
from collections.abc import Iterator

from tests.kakaowork.limits import (
    BLOCKS,
    CAREFUL,
    DOCS,
    MESSAGE,
    MODALS,
    START,
    problem_of,
    tables,
)

ROOT = DOCS.parents[1]
_SOURCES = ("rules", "parsing", "reading", "modal")


def _calls() -> Iterator[tuple[str, list[ast.expr]]]:
    for name in _SOURCES:
        source = (ROOT / f"bot/kakaowork/{name}.py").read_text("utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                yield node.func.attr, node.args


def _codes() -> set[str]:
    """Every code that the protocol's modules name where they refuse something."""
    found: set[str] = set()
    for called, arguments in _calls():
        word = arguments[1] if len(arguments) > 1 else None
        if not isinstance(word, ast.Constant) or not isinstance(word.value, str):
            continue
        if called == "refuse":
            found.add(word.value)
        elif called == "words":
            found |= {f"empty_{word.value}", f"{word.value}_too_long"}
    return found | {"unknown_block", "unknown_inline", "unknown_action"}


def test_every_code_has_its_line() -> None:
    told = {
        problem_of(limit, among).code
        for among in (MESSAGE, BLOCKS, CAREFUL, MODALS)
        for limit in among
    }
    assert _codes() == told


def test_the_documentation_says_what_a_sender_is_told() -> None:
    told = DOCS.read_text("utf-8")
    assert told[told.index(START) :] == f"{tables()}\n"
