"""The published client, unchanged and in an environment of its own, against the real server."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from bot.core.database import open_database
from bot.workspace.model.members import NewMember, Role
from tests.clock import ManualClock
from tests.messenger.home import ROOT, Home, open_home

HERE = Path(__file__).parent
PEOPLE = [
    NewMember(
        email=f"member{number}@example.com",
        name=f"멤버 {number}",
        department=["본사", "본사 > 개발팀", "부산지사"][number % 3],
        position="사원",
        mobile="010-0000-0000" if number % 2 else None,
        role=Role.SUPER_ADMIN if number == 1 else Role.MEMBER,
        active=number <= 23,
    )
    for number in range(1, 26)
]


@pytest.fixture(scope="module")
def client_python() -> str:
    """The interpreter that has the published client."""
    subprocess.run(
        [HERE / "install.sh"],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHON": sys.executable},
    )
    return str(ROOT / ".cache/kakaowork-client/bin/python")


@pytest.fixture
async def crowd(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Home]:
    """A workspace of 23 active members."""
    database = await open_database(f"sqlite:///{tmp_path}/crowd.db")
    async with open_home(database, clock, PEOPLE) as home:
        yield home
    await database.close()


@pytest.fixture(params=["sync", "async"])
async def told(
    request: pytest.FixtureRequest, crowd: Home, client_python: str
) -> dict[str, Any]:
    """What each class of the client parsed."""
    async with TestServer(crowd.app()) as server:
        process = await asyncio.create_subprocess_exec(
            client_python,
            str(HERE / "kakaowork_runner.py"),
            request.param,
            f"http://{server.host}:{server.port}/messenger",
            crowd.app_key,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        output, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    parsed: dict[str, Any] = json.loads(output)
    return parsed


async def test_the_published_client_reads_what_is_stored(
    told: dict[str, Any], crowd: Home
) -> None:
    members = await crowd.parts.members.page(active_only=True)
    seven = await crowd.member("member7@example.com")
    assert [len(page) for page in told["users"]] == [10, 10, 3]
    listed = [user for page in told["users"] for user in page]
    assert [(u["id"], u["name"], u["department"]) for u in listed] == [
        (str(m.platform_id), m.name, m.department) for m in members
    ]
    assert told["found"]["id"] == str(seven.platform_id)
    assert told["info"]["user"] == told["found"]
    _check_space(told, crowd)
    await _check_rooms(told, crowd, seven.platform_id)
    await _check_messages(told, crowd, seven.platform_id)
    assert told["unknown_user"]["error"]["code"] == "user_not_found"
    assert told["bad_page"]["error"]["code"] == "invalid_parameter"


def _check_space(told: dict[str, Any], crowd: Home) -> None:
    departments = [one for page in told["departments"] for one in page]
    assert [len(page) for page in told["departments"]] == [2, 1]
    assert {(d["name"], d["user_count"], d["has_child"]) for d in departments} == {
        ("본사", 7, True),
        ("개발팀", 8, False),
        ("부산지사", 8, False),
    }
    assert all(len(d["users_ids"]) == d["user_count"] for d in departments)
    assert (told["space"]["space"]["id"], told["space"]["space"]["name"]) == (1, "우리회사")
    assert told["bot"]["info"] == {
        "bot_id": crowd.bot.id,
        "title": "회사 공지",
        "status": "activated",
    }


async def _check_rooms(told: dict[str, Any], crowd: Home, seven: int) -> None:
    direct = await crowd.parts.rooms.open_direct(crowd.bot, seven)
    assert told["opened"]["conversation"] == {
        "id": str(direct.id),
        "type": "dm",
        "users_count": 2,
        "avatar_url": None,
        "name": "멤버 7",
    }
    assert told["group"]["conversation"]["type"] == "group"
    assert told["invited"]["success"]
    assert told["kicked"]["success"]
    users = [user["id"] for user in told["group_users"]["users"]]
    assert users == [str(seven + 1), str(seven + 2)]
    listed = [page[0]["id"] for page in told["conversations"]]
    assert listed == [str(direct.id), told["group"]["conversation"]["id"]]


async def _check_messages(told: dict[str, Any], crowd: Home, seven: int) -> None:
    (room,) = await crowd.parts.rooms.of_person(seven)
    stored = [s.message for s in await crowd.parts.messages.after(room, 0, 10)]
    parsed = [told[name]["message"] for name in ("sent", "sent_by_email", "sent_by_key")]
    assert [(m["id"], m["text"], m["conversation_id"], m["user_id"]) for m in parsed] == [
        (str(m.id), m.text, room.id, str(crowd.bot.id)) for m in stored
    ]
    assert [m["send_time"] for m in parsed] == [m.sent_at // 1000 for m in stored]
    assert _without_nulls(parsed[0]["blocks"]) == told["blocks"]


def _without_nulls(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return value
