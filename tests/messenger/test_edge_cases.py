import ast
from functools import cache
from pathlib import Path

import pytest

from tests.messenger.edge_cases import EDGE_CASES, EdgeCase

ROOT = Path(__file__).parents[2]


@cache
def _tests_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(one.name for one in tree.body if isinstance(one, functions))


def test_every_edge_case_of_secret_rooms_is_there_once_and_in_order() -> None:
    assert [one.number for one in EDGE_CASES] == list(range(1, 66))
    assert len({one.question for one in EDGE_CASES}) == 65


@pytest.mark.parametrize("case", EDGE_CASES, ids=lambda case: str(case.number))
def test_an_edge_case_is_answered_by_tests_that_there_are(case: EdgeCase) -> None:
    assert case.tests
    named = [one.partition("::") for one in case.tests]
    assert [f"{path}::{name}" for path, _, name in named if name not in _tests_in(path)] == []
