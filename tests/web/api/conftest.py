"""Asks a running Spacecast through its JSON API."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from bot.broadcast.model.notices import FINAL
from bot.workspace.model.actors import machine_actor
from bot.workspace.model.sessions import SCOPES
from tests.builders import SUPER, email
from tests.web.conftest import RunningSpace

CONTENT = {"title": "점검 안내", "body": "오늘 밤 점검이 있어요."}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def pointers(self) -> dict[str, str]:
        """The code of each problem by its pointer."""
        return {problem["pointer"]: problem["code"] for problem in self.body["errors"]}


class Api:
    """The API under the eyes of a test; people go by their key."""

    def __init__(self, space: RunningSpace) -> None:
        self.space = space
        self.parts = space.system.parts

    async def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        by: str = SUPER,
        headers: Mapping[str, str] | None = None,
        raw: object = None,
    ) -> Answer:
        """One request; `body` goes as JSON, `raw` as it is."""
        sent = {**self.space.bearer(by), "Accept-Language": "en", **(headers or {})}
        url = f"{self.space.url}/api/v1{path}"
        async with self.space.http.request(
            method, url, json=body, data=raw, headers=sent
        ) as response:
            text = await response.text()
            answer = await response.json(content_type=None) if text else None
            return Answer(status=response.status, headers=response.headers, body=answer)

    async def done(self, method: str, path: str, body: object = None, **more: Any) -> Any:
        """The answer's JSON of a request that succeeds."""
        answer = await self.ask(method, path, body, **more)
        assert answer.status < 300, answer.body
        return answer.body

    async def refused(
        self,
        request: tuple[str, str] | tuple[str, str, object],
        status: int,
        code: str,
        ko: str,
        en: str,
        **more: Any,
    ) -> Answer:
        """Assert that a request is refused, with both texts; answers the English one."""
        headers = more.pop("headers", {})
        answers = {
            language: await self.ask(
                *request, **more, headers={**headers, "Accept-Language": language}
            )
            for language in ("ko", "en")
        }
        for language, text in (("ko", ko), ("en", en)):
            answer = answers[language]
            assert (answer.status, answer.body["code"]) == (status, code), answer.body
            assert answer.body["detail"] == text
            assert answer.headers["Content-Type"].startswith("application/problem+json")
        return answers["en"]

    async def id_of(self, key: str) -> str:
        """The member's id."""
        return (await self.space.member(key)).id

    async def token(self, key: str, *scopes: str) -> dict[str, str]:
        """The headers of a token of the person with these scopes only."""
        made = await self.parts.sessions.new_token(
            machine_actor(), member_key=email(key), scopes=scopes
        )
        return {"Authorization": f"Bearer {made.secret}"}

    async def token_without(self, key: str, scope: str) -> dict[str, str]:
        """The headers of a token of the person with every scope but one."""
        return await self.token(key, *(other for other in SCOPES if other != scope))

    async def draft(self, by: str = "hana", **fields: object) -> str:
        """The id of a new draft, complete unless told otherwise."""
        body = {"profile": "hr", **CONTENT, **fields}
        made: str = (await self.done("POST", "/notices", body, by=by))["id"]
        return made

    async def finished(self, notice: str) -> Any:
        """The notice when nothing of it is open any more."""
        async with asyncio.timeout(30):
            while True:
                body = await self.done("GET", f"/notices/{notice}")
                if body["state"] in set(FINAL):
                    return body


def png() -> bytes:
    """A small picture."""
    out = BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def api(running_space: RunningSpace) -> Api:
    """The API of a running Spacecast."""
    return Api(running_space)
