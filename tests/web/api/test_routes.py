"""The page about the API keeps up with its paths."""

import re
from pathlib import Path

import pytest

from bot.web.api.routes import api_routes

PAGE = (Path(__file__).parents[3] / "docs" / "api.md").read_text()


@pytest.mark.parametrize(
    "request_line",
    sorted(f"{r.method} {re.sub('{[a-z]+}', '{}', r.path)}" for r in api_routes()),
)
def test_every_path_is_on_the_page(request_line: str) -> None:
    assert f"`{request_line}`" in re.sub("{[a-z]+}", "{}", PAGE)
