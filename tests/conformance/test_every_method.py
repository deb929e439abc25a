"""Every method of the published client, sync and async, unchanged, against the real server."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.core.database import open_database
from tests.clock import ManualClock
from tests.conformance.published_client import KINDS, PEOPLE, every_method, installed
from tests.messenger.home import Home, open_home

# 2026-11-23, 09:00 and 18:00 in Seoul.
START, END = 1_795_392_000, 1_795_424_400


@pytest.fixture(scope="module")
def client_python() -> Path:
    """The interpreter that has the published client."""
    return installed()


@pytest.fixture
async def crowd(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Home]:
    """A workspace of twelve people with mobiles."""
    database = await open_database(f"sqlite:///{tmp_path}/crowd.db")
    async with open_home(database, clock, PEOPLE) as home:
        yield home
    await database.close()


@pytest.fixture(params=KINDS)
async def told(
    request: pytest.FixtureRequest, crowd: Home, client_python: Path
) -> dict[str, Any]:
    """What each class of the client parsed."""
    return await every_method(client_python, request.param, crowd)


async def test_every_method_there_is_succeeds_and_parses(
    told: dict[str, Any], crowd: Home
) -> None:
    calls = told["calls"]
    assert len(told["methods"]) == 21
    assert {call["method"] for call in calls} == set(told["methods"])
    refused = [call for call in calls if not call["parsed"]["success"]]
    assert refused == []
    assert all(call["parsed"]["error"] is None for call in calls)
    seven = await crowd.number("member7@example.com")
    _check_people(calls, seven)
    _check_rooms(calls, seven)


def _parsed(calls: list[dict[str, Any]], method: str) -> list[dict[str, Any]]:
    return [call["parsed"] for call in calls if call["method"] == method]


def _check_people(calls: list[dict[str, Any]], seven: int) -> None:
    (by_email,) = _parsed(calls, "users.find_by_email")
    (by_phone,) = _parsed(calls, "users.find_by_phone_number")
    assert by_phone == by_email
    assert by_email["user"]["id"] == str(seven)
    times = [
        [
            info["user"][f"{kind}_{end}_time"]
            for kind in ("work", "vacation")
            for end in ("start", "end")
        ]
        for info in _parsed(calls, "users.info")
    ]
    assert times == [
        [START, END, START, END],
        [START, END, START, END],
        [None, None, START, END],
        [None, None, None, None],
    ]
    (listed,) = _parsed(calls, "users.list")
    assert (len(listed["users"]), bool(listed["cursor"])) == (2, True)


def _check_rooms(calls: list[dict[str, Any]], seven: int) -> None:
    direct, group = [each["conversation"] for each in _parsed(calls, "conversations.open")]
    assert (direct["type"], direct["name"], group["type"]) == ("dm", "멤버 7", "group")
    (inside,) = _parsed(calls, "conversations.users")
    assert [user["id"] for user in inside["users"]] == [str(seven + 1), str(seven + 2)]
    (rooms,) = _parsed(calls, "conversations.list")
    assert [room["id"] for room in rooms["conversations"]] == [direct["id"], group["id"]]
    sent = [
        _parsed(calls, f"messages.{name}")[0]["message"]
        for name in ("send", "send_by_email", "send_by")
    ]
    assert [message["text"] for message in sent] == ["하나", "둘", "셋"]
    assert {message["conversation_id"] for message in sent} == {int(direct["id"])}
    assert [block["type"] for block in sent[0]["blocks"]] == ["header", "text"]
