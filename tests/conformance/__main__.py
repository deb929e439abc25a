"""`python -m tests.conformance [--full]` prints what every method of the published client parsed."""

import asyncio
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.core.database import open_database
from tests.clock import ManualClock
from tests.conformance.published_client import KINDS, PEOPLE, every_method, installed
from tests.messenger.home import open_home

_SHOWN = 160
_FULL = "--full" in sys.argv


async def _told(python: Path, kind: str) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        database = await open_database(f"sqlite:///{folder}/home.db")
        try:
            async with open_home(database, ManualClock(), PEOPLE) as home:
                return await every_method(python, kind, home)
        finally:
            await database.close()


def _filled(value: Any) -> Any:
    """What was parsed, without empty fields and without what every user has alike."""
    if isinstance(value, list):
        return [_filled(one) for one in value]
    if not isinstance(value, dict):
        return value
    dull = {"space_id", "display_name", "identifications", "emails", "department"}
    return {
        key: _filled(one)
        for key, one in value.items()
        if one not in (None, []) and key not in dull
    }


def _row(kind: str, call: dict[str, Any]) -> str:
    parsed = dict(call["parsed"])
    verdict = "ok" if parsed.pop("success") and parsed.pop("error") is None else "REFUSED"
    shown = json.dumps(parsed if _FULL else _filled(parsed), ensure_ascii=False)
    shown = shown if _FULL or len(shown) <= _SHOWN else shown[:_SHOWN] + "…"
    return f"| {kind} | {call['method']} | {verdict} | {call['type']} | `{shown}` |"


async def main() -> None:
    """Print the table, and what was never called."""
    python = installed()
    print("| class | method | result | parsed as | parsed |\n|---|---|---|---|---|")
    for kind in KINDS:
        told = await _told(python, kind)
        print("\n".join(_row(kind, call) for call in told["calls"]))
        called = {call["method"] for call in told["calls"]}
        missing = sorted(set(told["methods"]) - called)
        print(f"\n{kind}: {len(called)} of {len(told['methods'])} methods called; {missing=}\n")


asyncio.run(main())
