import io
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from tests.messenger.home import Home

Client = TestClient[Any, Any]
OpenClient = Callable[..., Awaitable[Client]]


class Caller:
    """Calls the Web API as the home's bot; `answer` is the last reply's status and body."""

    def __init__(self, client: Client, app_key: str) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {app_key}"}
        self.last: ClientResponse | None = None

    async def get(self, path: str, **query: Any) -> tuple[int, dict[str, Any]]:
        """Call by GET."""
        response = await self.client.get(
            f"/messenger/v1/{path}", params=query, headers=self.headers
        )
        return await self._answer(response)

    async def post(self, path: str, body: object, **headers: str) -> tuple[int, dict[str, Any]]:
        """Call by POST with a JSON body."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        response = await self.client.post(
            f"/messenger/v1/{path}", json=body, headers={**self.headers, **more}
        )
        return await self._answer(response)

    async def post_raw(
        self, path: str, body: bytes, content_type: str | None
    ) -> tuple[int, dict[str, Any]]:
        """Call by POST with any body."""
        headers = {**self.headers, **({"Content-Type": content_type} if content_type else {})}
        response = await self.client.post(
            f"/messenger/v1/{path}",
            data=io.BytesIO(body),
            headers=headers,
            skip_auto_headers=["Content-Type"],
        )
        return await self._answer(response)

    async def _answer(self, response: ClientResponse) -> tuple[int, dict[str, Any]]:
        self.last = response
        assert response.content_type == "application/json"
        body: dict[str, Any] = await response.json()
        assert body["success"] is (response.status == 200)
        assert (body["error"] is None) is body["success"]
        return response.status, body


@pytest.fixture
async def client(small_home: Home, aiohttp_client: OpenClient) -> Client:
    """A client of the mounted messenger."""
    return await aiohttp_client(small_home.app())


@pytest.fixture
def api(client: Client, small_home: Home) -> Caller:
    """The Web API as the home's bot sees it."""
    return Caller(client, small_home.app_key)
