"""Somebody at a browser without scripts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import aiohttp
import pytest

from tests.web.conftest import RunningSpace


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer, not followed."""

    status: int
    text: str
    to: str
    headers: Mapping[str, str]
    cookies: Mapping[str, str]


class Visitor:
    """Asks for pages and sends forms as one person, or as nobody."""

    def __init__(self, space: RunningSpace, key: str | None, language: str = "ko") -> None:
        self._space = space
        self.cookies = {"spacecast_language": language}
        if key is not None:
            self.cookies |= space.session_cookie(key)

    async def get(self, path: str) -> Answer:
        """The page at `path`."""
        return await self._ask("GET", path, None)

    async def post(self, path: str, form: object = None) -> Answer:
        """What sending `form` to `path` answers."""
        return await self._ask("POST", path, form)

    async def _ask(self, method: str, path: str, form: object) -> Answer:
        async with self._space.http.request(
            method,
            self._space.url + path,
            data=form,
            cookies=self.cookies,
            allow_redirects=False,
        ) as answer:
            cookies = {name: morsel.value for name, morsel in answer.cookies.items()}
            self.cookies |= cookies
            return Answer(
                status=answer.status,
                text=await answer.text(),
                to=answer.headers.get("Location", ""),
                headers=dict(answer.headers),
                cookies=cookies,
            )


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(running_space: RunningSpace) -> Visit:
    """Makes visitors of the running space: `visit("hana", "en")`."""

    def made(key: str | None = None, language: str = "ko") -> Visitor:
        return Visitor(running_space, key, language)

    return made


def upload(fields: Mapping[str, str], name: str, picture: bytes) -> aiohttp.FormData:
    """A multipart form with one picture."""
    form = aiohttp.FormData()
    for key, value in fields.items():
        form.add_field(key, value)
    form.add_field(name, picture, filename="picture.png", content_type="image/png")
    return form
