"""The published client: installed in an environment of its own and run against a real server."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestServer

from bot.workspace.model.members import NewMember, Role
from tests.messenger.home import ROOT, Home

HERE = Path(__file__).parent
KINDS = ("sync", "async")
PEOPLE = [
    NewMember(
        email=f"member{number}@example.com",
        name=f"멤버 {number}",
        department=["본사", "본사 > 개발팀", "부산지사"][number % 3],
        mobile=f"010-1234-{number:04}",
        role=Role.SUPER_ADMIN if number == 1 else Role.MEMBER,
    )
    for number in range(1, 13)
]


def installed() -> Path:
    """The interpreter that has the published client."""
    subprocess.run(
        [HERE / "install.sh"],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHON": sys.executable},
    )
    return ROOT / ".cache/kakaowork-client/bin/python"


async def every_method(python: Path, kind: str, home: Home) -> dict[str, Any]:
    """What every method of one class parsed, and which methods the class has."""
    async with TestServer(home.app()) as server:
        process = await asyncio.create_subprocess_exec(
            python,
            HERE / "every_method.py",
            kind,
            f"http://{server.host}:{server.port}/messenger",
            home.app_key,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        output, errors = await process.communicate()
    if process.returncode:
        raise RuntimeError(errors.decode())
    told: dict[str, Any] = json.loads(output)
    return told
