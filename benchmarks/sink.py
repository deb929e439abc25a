"""A process that answers messages.send as fast as it can and counts distinct idempotency keys."""

import asyncio
import json
import re
import sys
from typing import cast

import uvloop

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_KEY = re.compile(rb"idempotency-key: *([^\r]+)", re.IGNORECASE)


class Sink(asyncio.Protocol):
    """Just enough HTTP/1.1 for one client that keeps its connections."""

    posts = 0
    keys: set[bytes] = set()  # noqa: RUF012 -- one count for all connections of the process

    def __init__(self) -> None:
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to answer."""
        # uvloop's transports are no subclass of asyncio's.
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, received: bytes) -> None:
        """Answer every whole request in the buffer."""
        self._buffer += received
        while True:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self._buffer[:end]
            length = _LENGTH.search(head)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._buffer) < whole:
                return
            self._buffer = self._buffer[whole:]
            self._transport.write(self._answer(head))

    def _answer(self, head: bytes) -> bytes:
        if head.startswith(b"GET /count"):
            told: dict[str, object] = {"posts": Sink.posts, "distinct": len(Sink.keys)}
            Sink.posts = 0
            Sink.keys.clear()
        else:
            Sink.posts += 1
            key = _KEY.search(head)
            if key is not None:
                Sink.keys.add(key[1])
            message = {
                "id": str(757617552587034624 + Sink.posts), "text": "안내", "user_id": "900",
                "conversation_id": 10694910, "send_time": 1617889170, "update_time": 1617889170,
                "blocks": [],
            }  # fmt: skip
            told = {"success": True, "error": None, "message": message}
        body = json.dumps(told).encode()
        return (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + str(len(body)).encode()
            + b"\r\n\r\n"
            + body
        )


async def serve() -> None:
    """Listen on a free port of loopback, say which, and answer until stdin closes."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    uvloop.run(serve())
