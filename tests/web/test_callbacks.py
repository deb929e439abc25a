"""The two addresses that Kakao Work calls, over HTTP."""

import asyncio
import io
import json
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.broadcast.service.presses import Press
from bot.kakaowork.modal import Label, View
from bot.workspace.model.actors import machine_actor
from tests.web.conftest import RunningSpace


@dataclass(slots=True)
class Doing:
    """Hands on each press it is given, once it may."""

    open: asyncio.Event = field(default_factory=asyncio.Event)
    done: asyncio.Queue[Press] = field(default_factory=asyncio.Queue)

    async def act(self, press: Press) -> None:
        """Wait until it may, then do it."""
        await self.open.wait()
        await self.done.put(press)

    async def view(self, press: Press) -> View:
        """A modal that names who pressed."""
        label = Label(text=f"{press.actor.name}님")
        return View(title="확인", accept="네", decline="아니요", value="v", blocks=(label,))


@dataclass(frozen=True, kw_only=True)
class Phone:
    """Calls a running Spacecast as Kakao Work does."""

    space: RunningSpace

    async def url(self, which: str, profile: str = "hr") -> str:
        """The path of one of the two addresses."""
        keys = self.space.system.parts.callback_keys
        found = await keys.addresses(machine_actor(), profile)
        url = found.request_url if which == "request" else found.callback_url
        return "/callbacks/" + url.partition("/callbacks/")[2]

    async def call(self, path: str, body: object, method: str = "POST") -> tuple[int, Any]:
        """Status and text of the answer."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self.space.http.request(
            method,
            self.space.url + path,
            data=None if method == "GET" else io.BytesIO(raw),
            headers={"Content-Type": "application/json;charset=utf-8"},
        ) as answer:
            return answer.status, await answer.text()

    async def press(self, kind: str = "submit_action") -> dict[str, object]:
        """A press of a button that we signed, by mina."""
        keys = self.space.system.parts.callback_keys
        return {
            "type": kind, "action_time": "t", "message": {"id": 5}, "action_name": "do",
            "react_user_id": (await self.space.member("mina")).platform_id,
            "value": await keys.signed_value("hr", ["do", "nt_1"]),
        }  # fmt: skip


@pytest.fixture
def phone(running_space: RunningSpace) -> Phone:
    """Kakao Work's side."""
    return Phone(space=running_space)


@pytest.mark.parametrize("ledger", ["sqlite", "postgresql"], indirect=True)
async def test_a_press_is_answered_before_anything_is_done(phone: Phone) -> None:
    doing = Doing()
    phone.space.system.handlers.actions["do"] = doing
    status, text = await phone.call(await phone.url("callback"), await phone.press())
    assert (status, json.loads(text)) == (200, {"success": True})
    assert doing.done.empty()
    doing.open.set()
    async with asyncio.timeout(30):
        press = await doing.done.get()
    assert (press.actor.name, press.callback.parts) == ("서미나", ["do", "nt_1"])


async def test_a_modal_is_the_answer(phone: Phone) -> None:
    phone.space.system.handlers.modals["do"] = Doing()
    body = await phone.press("request_modal")
    status, text = await phone.call(await phone.url("request"), body)
    assert status == 200
    assert json.loads(text)["view"]["blocks"] == [{"type": "label", "text": "서미나님"}]


def _compared(page: str) -> str:
    """A page without what differs between any two requests: its id and its own address."""
    return re.sub(r'rq_\w+|to=[^"]*', "", page)


async def test_a_wrong_address_is_like_a_page_that_never_was(phone: Phone) -> None:
    good = await phone.url("callback")
    secret = good.split("/")[-2]
    body = await phone.press()
    _, nothing = await phone.call("/no/such/page", body)
    for path in (
        f"/callbacks/hr/{secret[:-1]}x/callback",
        f"/callbacks/it/{secret}/callback",
        f"/callbacks/none/{secret}/request",
        f"/callbacks/hr%00/{secret}x/callback",
        f"/callbacks/hr/{secret}/other",
        "/callbacks/hr",
    ):
        for method in ("POST", "GET", "PUT"):
            status, text = await phone.call(path, body, method)
            assert status == 404, path
            assert _compared(text) == _compared(nothing)
    assert (await phone.call(good, b"", "GET"))[0] == 405


async def test_what_is_no_call_is_refused_as_the_protocol_does(phone: Phone) -> None:
    url = await phone.url("callback")
    status, text = await phone.call(url, b"{")
    assert (status, json.loads(text)["error"]["code"]) == (400, "invalid_call")
    status, text = await phone.call(url, b" " * 1_100_000)
    assert (status, json.loads(text)["error"]["code"]) == (413, "too_large")
    status, text = await phone.call(url, await phone.press("request_modal"))
    assert (status, json.loads(text)["error"]["code"]) == (400, "wrong_address")


async def test_a_forged_value_is_acknowledged_and_does_nothing(phone: Phone) -> None:
    doing = Doing()
    doing.open.set()
    phone.space.system.handlers.actions["do"] = doing
    body = {**await phone.press(), "value": "do"}
    status, _ = await phone.call(await phone.url("callback"), body)
    assert status == 200
    await phone.space.system.parts.callbacks.work()
    assert doing.done.empty()


async def test_no_secret_address_is_in_a_log(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("broken")

    url = await phone.url("callback")
    monkeypatch.setattr(type(phone.space.system.parts.callbacks), "take", broken)
    with capture_logs() as logs:
        status, _ = await phone.call(url, await phone.press())
    assert status == 500
    assert [entry["path"] for entry in logs] == ["/callbacks/{profile}/{secret}/callback"]
    assert url.split("/")[-2] not in str(logs)
