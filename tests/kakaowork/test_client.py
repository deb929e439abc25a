"""The client: what it sends, what it makes of trouble, and whether anything was written."""

import asyncio
import gzip
import socket
import traceback

import pytest
from aiohttp import web
from pytest_aiohttp import AiohttpServer

from bot.core.errors import Invalid
from bot.kakaowork.client import WebApi
from bot.kakaowork.errors import CallFailed, Refused, Unreached
from tests.kakaowork.conftest import APP_KEY, ClientOf
from tests.kakaowork.platform import Platform, answer, application, silent, wire

SENT = {"success": True, "message": {"id": "757617552587034624"}}


def closed_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


async def unreached(api: WebApi) -> Unreached:
    with pytest.raises(Unreached) as caught:
        await api.post_message(b"{}", "dl_1")
    return caught.value


async def test_a_message_is_posted_as_the_ready_bytes(api: WebApi, platform: Platform) -> None:
    platform.answers = [answer(SENT)]
    body = '{"conversation_id":"1","text":"안내"}'.encode()
    assert await api.post_message(body, "dl_1") == "757617552587034624"
    (asked,) = platform.asked
    assert (asked.method, asked.path, asked.body) == ("POST", "/v1/messages.send", body)
    assert asked.headers["Authorization"] == f"Bearer {APP_KEY}"
    assert asked.headers["Content-Type"] == "application/json;charset=utf-8"
    assert asked.headers["Idempotency-Key"] == "dl_1"


async def test_a_failure_with_http_200_is_refused(api: WebApi, platform: Platform) -> None:
    error = {"code": "invalid_blocks", "message": "요청한 블록 정보가 올바르지 않습니다"}
    platform.answers = [answer({"success": False, "error": error})]
    with pytest.raises(Refused) as caught:
        await api.post_message(b"{}", "dl_1")
    assert (caught.value.code, caught.value.status) == ("invalid_blocks", 200)
    assert caught.value.message == error["message"]
    assert caught.value.retry_after is None


async def test_too_many_requests_says_how_long_to_wait(api: WebApi, platform: Platform) -> None:
    error = {"code": "too_many_requests", "message": "천천히"}
    refusal = answer(
        {"success": False, "error": error}, 429, Retry_After="7", RateLimit_Limit="30"
    )
    platform.answers = [refusal]
    with pytest.raises(Refused) as caught:
        await api.post_message(b"{}", "dl_1")
    assert (caught.value.code, caught.value.status) == ("too_many_requests", 429)
    assert caught.value.retry_after == 7.0
    assert api.rate_limit == 30


@pytest.mark.parametrize(
    ("told", "status", "known"),
    [
        ("60", 200, 60),
        ("0", 200, None),
        ("many", 200, None),
        ("9" * 30, 200, None),
        ("60", 500, None),
    ],
)
async def test_the_rate_limit_is_remembered_where_it_makes_sense(
    api: WebApi, platform: Platform, told: str, status: int, known: int | None
) -> None:
    assert api.rate_limit is None
    platform.answers = [answer({"success": False}, status, ratelimit_limit=told)]
    with pytest.raises(Refused):
        await api.post_message(b"{}", "dl_1")
    assert api.rate_limit == known


async def test_a_redirect_is_not_followed(api: WebApi, platform: Platform) -> None:
    platform.answers = [answer({}, 307, Location="/v1/bots.info")]
    with pytest.raises(Refused) as caught:
        await api.post_message(b"{}", "dl_1")
    assert (caught.value.code, caught.value.status) == ("unreadable_answer", 307)
    assert len(platform.asked) == 1


async def test_garbage_is_refused(api: WebApi, platform: Platform) -> None:
    platform.answers = [(200, b"<html>hello", {})]
    with pytest.raises(Refused) as caught:
        await api.post_message(b"{}", "dl_1")
    assert (caught.value.code, caught.value.status) == ("unreadable_answer", 200)


async def stream(request: web.Request, chunk: bytes, **headers: str) -> web.StreamResponse:
    await request.read()
    response = web.StreamResponse(headers={k.replace("_", "-"): v for k, v in headers.items()})
    await response.prepare(request)
    await response.write(chunk)
    await response.write_eof()
    return response


async def test_an_answer_larger_than_any_reply_is_not_kept(
    client_of: ClientOf,
    aiohttp_server: AiohttpServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.kakaowork.connections.ANSWER_BYTES_MAX", 100)

    async def plain(request: web.Request) -> web.StreamResponse:
        await request.read()
        return web.Response(body=b" " * 101)

    async def chunked(request: web.Request) -> web.StreamResponse:
        return await stream(request, b" " * 101)

    async def packed(request: web.Request) -> web.StreamResponse:
        return await stream(request, gzip.compress(b" " * 9_999), Content_Encoding="gzip")

    for handle in (plain, chunked, packed):
        server = await aiohttp_server(application(handle))
        api = client_of(str(server.make_url("")))
        with pytest.raises(Refused) as caught:
            await api.post_message(b"{}", "dl_1")
        assert (caught.value.code, caught.value.status) == ("unreadable_answer", 200)


async def test_a_small_answer_in_chunks_is_read(
    client_of: ClientOf, aiohttp_server: AiohttpServer
) -> None:
    async def chunked(request: web.Request) -> web.StreamResponse:
        return await stream(request, b'{"success":true,"message":{"id":5}}')

    server = await aiohttp_server(application(chunked))
    api = client_of(str(server.make_url("")))
    assert await api.post_message(b"{}", "dl_1") == "5"


async def test_a_refused_connection_wrote_nothing(client_of: ClientOf) -> None:
    api = client_of(f"http://127.0.0.1:{closed_port()}")
    failure = await unreached(api)
    assert (failure.written, failure.reason) == (False, "refused")
    with pytest.raises(Unreached) as caught:
        await api.messages_send("1", "안내")
    assert (caught.value.written, caught.value.reason) == (False, "refused")


async def test_an_unknown_host_wrote_nothing(
    client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def knows_nobody(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "no such host")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", knows_nobody)
    failure = await unreached(client_of("http://kakaowork.example"))
    assert (failure.written, failure.reason) == (False, "dns")


async def test_a_failed_tls_handshake_wrote_nothing(client_of: ClientOf) -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async with wire(plain) as url:
        failure = await unreached(client_of(url.replace("http", "https")))
    assert (failure.written, failure.reason) == (False, "tls")


@pytest.mark.parametrize("address", ["", "nowhere", "ftp://example.com", "http://[::1"])
async def test_a_bad_address_wrote_nothing(client_of: ClientOf, address: str) -> None:
    failure = await unreached(client_of(address))
    assert (failure.written, failure.reason) == (False, "bad_url")


async def test_a_silent_server_had_the_request(client_of: ClientOf) -> None:
    async with wire(silent) as url:
        api = client_of(url, timeout=0.05)
        failure = await unreached(api)
        assert (failure.written, failure.reason) == (True, "timeout")
        with pytest.raises(Unreached) as caught:
            await api.messages_send("1", "안내")
        assert (caught.value.written, caught.value.reason) == (True, "timeout")


async def test_connecting_in_vain_wrote_nothing(client_of: ClientOf) -> None:
    async with wire(silent) as url:
        # A server that never says its part of the TLS handshake.
        api = client_of(url.replace("http", "https"), timeout=0.05)
        failure = await unreached(api)
        assert (failure.written, failure.reason) == (False, "timeout")
        with pytest.raises(Unreached) as caught:
            await api.messages_send("1", "안내")
    assert (caught.value.written, caught.value.reason) == (False, "timeout")


@pytest.mark.parametrize(
    "begun",
    [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{", b"not HTTP at all\r\n\r\n"],
)
async def test_a_connection_that_breaks_had_the_request(
    client_of: ClientOf, begun: bytes
) -> None:
    async def breaks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")
        writer.write(begun)

    async with wire(breaks) as url:
        failure = await unreached(client_of(url))
    assert (failure.written, failure.reason) == (True, "broken")


async def test_no_failure_shows_the_app_key(
    client_of: ClientOf, api: WebApi, platform: Platform
) -> None:
    async def broken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")
        writer.write(b"HTTP/9 what\r\n\r\n")

    platform.answers = [answer({"success": False, "error": {"code": "unauthorized"}}, 401)]
    async with wire(broken) as url:
        for one in (api, client_of(url)):
            with pytest.raises(CallFailed) as caught:
                await one.post_message(b"{}", "dl_1")
            told = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
            assert APP_KEY not in told
            assert caught.value.__context__ is None


@pytest.mark.parametrize("key", ["", "with space", "line\nbreak", "키", "x" * 257])
async def test_an_app_key_that_no_header_can_hold_is_refused(
    client_of: ClientOf, key: str
) -> None:
    with pytest.raises(Invalid) as caught:
        client_of("http://127.0.0.1", key)
    assert caught.value.word == "bad_app_key"
    assert caught.value.text.ko == (
        "App Key에 쓸 수 없는 문자가 있거나 비어 있어요. 봇 관리에서 다시 복사해 주세요."
    )
    assert caught.value.text.en == (
        "The App Key is empty or has characters that can't be used. "
        "Copy it again from the bot's page."
    )
