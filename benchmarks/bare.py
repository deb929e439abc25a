"""POSTs by a bare aiohttp client with nothing around it; what every other rate is divided by."""

import asyncio
import os
import time

import aiohttp
import msgspec
import uvloop

from benchmarks.message import body
from bot.kakaowork.client import WebApi
from bot.kakaowork.connections import Connections

APP_KEY = "12345678.0123456789abcdef0123456789abcdef"
HEADERS = {"Authorization": f"Bearer {APP_KEY}", "Content-Type": "application/json"}
SEND_PATH = "/v1/messages.send"
CONCURRENCY = 64
BODY = body()


async def bare(url: str, recipients: int, concurrency: int = CONCURRENCY) -> float:
    """POSTs per second: ready bytes, long-lived senders, decoded answers."""
    left = iter(range(recipients))
    send_url = f"{url}{SEND_PATH}"
    async with aiohttp.ClientSession(
        headers=HEADERS,
        cookie_jar=aiohttp.DummyCookieJar(),
        connector=aiohttp.TCPConnector(limit=0),
    ) as session:

        async def post() -> None:
            for number in left:
                key = {"Idempotency-Key": f"bare.{number:07d}"}
                async with session.post(send_url, data=BODY, headers=key) as answer:
                    told = msgspec.json.decode(await answer.read())
                    assert told["success"]

        began = time.perf_counter()
        await asyncio.gather(*(post() for _ in range(concurrency)))
        return recipients / (time.perf_counter() - began)


async def own_client(url: str, recipients: int) -> None:
    """The same POSTs by Spacecast's own client, with nothing around it either."""
    left = iter(range(recipients))
    async with Connections(url) as connections:
        api = WebApi(connections, APP_KEY)

        async def post() -> None:
            for number in left:
                await api.post_message(BODY, f"own.{number:07d}")

        await asyncio.gather(*(post() for _ in range(CONCURRENCY)))


def main() -> None:
    """Post as the environment tells, like the peers' workers."""
    url = os.environ["BENCH_URL"].removesuffix(SEND_PATH)
    print(uvloop.run(bare(url, int(os.environ["BENCH_RECIPIENTS"]))))


if __name__ == "__main__":
    main()
