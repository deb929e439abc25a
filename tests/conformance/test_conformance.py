"""Every recorded expectation, asked of our own server and of servers that do otherwise."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.core.errors import Invalid, TryLater, Unauthorized
from bot.kakaowork.conformance.cases import NO_KEY
from bot.kakaowork.conformance.runner import Check, Outcome, checks
from bot.messenger.model.simulation import Simulation
from tests.clock import ManualClock
from tests.e2e.space import environment
from tests.messenger.home import HANA, Home

KEY = "0a1b2c3d.0123456789abcdef0123456789abcdef"
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture
async def server(small_home: Home) -> AsyncIterator[str]:
    """The base URL of a running messenger."""
    async with TestServer(small_home.app()) as running:
        yield f"http://{running.host}:{running.port}/messenger"


async def _all(url: str, key: str, *, send_to: str | None = None) -> list[Check]:
    return [check async for check in checks(url, key, ManualClock(), send_to=send_to)]


def _others(found: list[Check]) -> list[tuple[str, str, Outcome]]:
    return [(c.by, c.name, c.outcome) for c in found if c.outcome is not Outcome.OK]


async def test_our_own_server_answers_as_described(server: str, small_home: Home) -> None:
    found = await _all(server, small_home.app_key, send_to=HANA)
    assert [check for check in found if check.outcome is not Outcome.OK] == []
    assert len(found) > 40
    (room,) = await small_home.parts.rooms.of_person(await small_home.number(HANA))
    sent = await small_home.parts.messages.after(room, 0, 100)
    assert {seen.message.text for seen in sent} == {"Spacecast check"}


async def test_without_somebody_to_send_to_nothing_is_changed(
    server: str, small_home: Home
) -> None:
    found = await _all(f"{server}/v1/", small_home.app_key)
    assert _others(found) == [
        ("http", "conversations/{id}/users", Outcome.SKIPPED),
        ("client", "conversations.list", Outcome.SKIPPED),
    ]
    assert await small_home.database.fetch("SELECT id FROM messenger_rooms") == []


async def test_a_limit_is_waited_out(small_home: Home) -> None:
    app = small_home.app(Simulation(rate_limit=60))
    async with TestServer(app) as running:
        url = f"http://{running.host}:{running.port}/messenger"
        found = [check async for check in checks(url, small_home.app_key, small_home.clock)]
    assert [check for check in found if check.outcome is Outcome.DIFFERS] == []


async def _served(answer: Answer) -> TestServer:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    server = TestServer(app)
    await server.start_server()
    return server


async def test_what_differs_is_told_with_its_place_and_never_with_the_key() -> None:
    async def echo(request: web.Request) -> web.Response:
        told = {"success": "yes", "info": dict(request.headers)}
        return web.json_response(told, headers={"X-Key": request.headers["Authorization"]})

    server = await _served(echo)
    try:
        found = [
            check
            async for check in checks(f"http://{server.host}:{server.port}", KEY, ManualClock())
        ]
    finally:
        await server.close()
    assert {c.outcome for c in found if c.by == "http"} <= {Outcome.DIFFERS, Outcome.SKIPPED}
    first = found[0]
    assert (first.name, first.differences[0].pointer) == ("bots.info", "/success")
    assert (first.differences[0].expected.en, first.differences[0].seen) == ("true", '"yes"')
    assert KEY not in str(found)
    assert KEY.partition(".")[2] not in str(found)


@pytest.mark.parametrize("body", [b"<html>", b"[" * 5_000, b"null", b'{"success":true}', b""])
async def test_no_answer_breaks_the_checks(body: bytes) -> None:
    async def odd(_request: web.Request) -> web.Response:
        return web.Response(body=body, content_type="text/html")

    server = await _served(odd)
    try:
        url = f"http://{server.host}:{server.port}"
        found = [check async for check in checks(url, KEY, ManualClock())]
    finally:
        await server.close()
    assert Outcome.OK not in {check.outcome for check in found}


async def test_an_answer_in_pieces_is_read_to_its_end() -> None:
    async def slowly(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        bot = {"bot_id": 1, "title": "가" * 5_000, "status": "activated"}
        whole = json.dumps({"success": True, "error": None, "info": bot}).encode()
        for start in range(0, len(whole), 9_000):
            await response.write(whole[start : start + 9_000])
            await asyncio.sleep(0)
        return response

    server = await _served(slowly)
    try:
        url = f"http://{server.host}:{server.port}"
        found = [check async for check in checks(url, KEY, ManualClock())]
    finally:
        await server.close()
    assert found[0].outcome is Outcome.OK


async def test_the_key_follows_no_redirect() -> None:
    asked: list[str] = []

    async def elsewhere(request: web.Request) -> web.Response:
        asked.append(request.path)
        raise web.HTTPFound("/stolen")

    server = await _served(elsewhere)
    try:
        url = f"http://{server.host}:{server.port}"
        _ = [check async for check in checks(url, KEY, ManualClock())]
    finally:
        await server.close()
    assert "/stolen" not in asked


async def test_an_unknown_key_a_dead_server_and_a_bad_address_are_said_at_once(
    server: str,
) -> None:
    with pytest.raises(Unauthorized):
        await _all(server, NO_KEY)
    with pytest.raises(TryLater):
        await _all("http://127.0.0.1:9", KEY)
    with pytest.raises(Invalid):
        await _all("ftp://127.0.0.1", KEY)
    with pytest.raises(Invalid) as caught:
        await _all(server, "two\nlines")
    assert caught.value.word == "bad_app_key"


async def _command(*arguments: str, **more: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "--lang",
        "en",
        "conformance",
        *arguments,
        env={**environment(), **more},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output.decode(), errors.decode()


async def test_the_command_prints_a_line_a_check(
    server: str, small_home: Home, tmp_path: Path
) -> None:
    file = tmp_path / "key"
    file.write_text(f"{small_home.app_key}\n", "utf-8")
    code, output, errors = await _command(
        "--base-url", server, "--app-key-file", str(file), "--send-to", HANA
    )
    assert code == 0, errors
    assert {line[0] for line in output.splitlines()} == {"✓"}
    assert errors.strip().endswith("0 differ, 0 skipped")
    assert small_home.app_key not in output + errors


async def test_the_command_tells_differences_by_json_and_by_its_exit_code() -> None:
    async def odd(_request: web.Request) -> web.Response:
        return web.json_response({"success": False, "error": "no"})

    running = await _served(odd)
    try:
        url = f"http://{running.host}:{running.port}"
        code, output, _ = await _command("--base-url", url, "--json", SPACECAST_APP_KEY=KEY)
    finally:
        await running.close()
    told: dict[str, Any] = json.loads(output)
    assert (code, told["ok"]) == (5, False)
    first = told["checks"][0]
    assert first["differences"][0] == {
        "pointer": "/success",
        "expected": "true",
        "seen": "false",
    }
    assert first["outcome"] == "differs"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 3, "There is no App Key."),
        (("--app-key-file", "/nonexistent"), 3, "can't be read"),
    ],
)
async def test_without_a_key_the_command_says_where_to_put_it(
    arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = await _command("--base-url", "http://127.0.0.1:9", *arguments)
    assert (done[0], done[1]) == (code, "")
    assert words in done[2]
    assert "Traceback" not in done[2]
