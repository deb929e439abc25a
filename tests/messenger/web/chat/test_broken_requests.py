"""Requests that nothing well-meaning sends are refused, and break nothing."""

import pytest
from yarl import URL

from tests.messenger.home import HANA, Home
from tests.messenger.web.chat.people import Chatter, open_chat

_NUL = [
    ("GET", "api/rooms/10000001/files/%00"),
    ("POST", "api/modals/%00/submit"),
    ("GET", "fragments/modals/%00"),
    ("POST", "api/hooks/%00/reset"),
    ("DELETE", "api/hooks/%00"),
    ("POST", "hooks/%00/reset"),
    ("POST", "bots/hook/%00"),
    ("GET", "v1/%00"),
]


async def test_an_address_with_a_nul_is_none(home: Home) -> None:
    async with open_chat(home) as sign_in:
        hana = await sign_in(HANA)
        for method, path in _NUL:
            url = URL(f"{hana.client.make_url('/messenger/')}{path}", encoded=True)
            async with hana.client.session.request(method, url, headers=hana.headers) as answer:
                assert answer.status == 404, path


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "null"])
async def test_an_origin_that_is_none_is_another_site(hana: Chatter, origin: str) -> None:
    for method, path in (("POST", "/rooms"), ("POST", "/rooms/1/messages")):
        await hana.call(method, path, {}, headers={"Origin": origin}, status=403)
    answer = await hana.client.get("/messenger/ws", headers={**hana.headers, "Origin": origin})
    assert answer.status == 403


async def test_a_body_that_is_not_packed_as_said_is_refused(
    hana: Chatter, bonaem: Chatter
) -> None:
    room = (await hana.open(bonaem.id))["id"]
    answer = await hana.client.post(
        f"/messenger/api/rooms/{room}/messages",
        data=b'{"text": "x"}',
        headers={
            **hana.headers,
            "Content-Type": "application/json",
            "Content-Encoding": "gzip",
        },
    )
    assert answer.status == 422
    assert (await answer.json())["code"] == "invalid_representation"
