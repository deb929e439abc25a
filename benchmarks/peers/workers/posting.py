"""POSTs by aiohttp in its fastest proper use: one session, ready bytes, decoded answers."""

import aiohttp
import msgspec

from benchmarks.peers.workers.message import BODY, HEADERS, URL, key


def new_session() -> aiohttp.ClientSession:
    """The one session of a worker."""
    return aiohttp.ClientSession(
        headers=HEADERS,
        cookie_jar=aiohttp.DummyCookieJar(),
        connector=aiohttp.TCPConnector(limit=0),
    )


async def post(session: aiohttp.ClientSession, number: int) -> None:
    """Send to one recipient."""
    async with session.post(URL, data=BODY, headers=key(number)) as answer:
        told = msgspec.json.decode(await answer.read())
        assert told["success"]
