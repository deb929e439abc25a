import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from bot.messenger.model.faults import Fault, Faults
from bot.messenger.model.simulation import Simulation
from tests.messenger.home import HANA, SUPER, Home
from tests.messenger.web.conftest import Caller, OpenClient

BEFORE, AFTER = 0.1, 0.9
TO_HANA = {"email": HANA, "text": "안내"}
OpenApi = Callable[..., Awaitable[Caller]]


@pytest.fixture
def open_api(small_home: Home, aiohttp_client: OpenClient) -> OpenApi:
    """Opens a messenger with these faults, whose chances are these."""

    async def opened(faults: Faults, *chances: float) -> Caller:
        simulation = Simulation(faults=faults)
        client = await aiohttp_client(small_home.app(simulation, chances=chances))
        return Caller(client, small_home.app_key)

    return opened


async def _messages(home: Home) -> list[str]:
    rows = await home.database.fetch("SELECT text FROM messenger_messages ORDER BY id")
    return [row["text"] for row in rows]


async def _rooms(home: Home) -> int:
    return len(await home.database.fetch("SELECT id FROM messenger_rooms"))


async def _room(home: Home, *emails: str) -> int:
    if len(emails) == 1:
        room = await home.parts.rooms.open_direct(home.bot, await home.number(emails[0]))
    else:
        wanted = [await home.number(email) for email in emails]
        room = await home.parts.rooms.open_group(home.bot, wanted, None)
    return room.id


async def test_a_500_keeps_nothing(open_api: OpenApi, small_home: Home) -> None:
    api = await open_api(Faults(status_500=1), 0.0)
    status, body = await api.post("messages.send_by_email", TO_HANA)
    assert (status, body["error"]["code"]) == (500, "internal_server_error")
    assert await _rooms(small_home) == 0


async def test_a_429_says_when_to_come_back_and_keeps_nothing(
    open_api: OpenApi, small_home: Home
) -> None:
    api = await open_api(Faults(status_429=1), 0.0)
    status, body = await api.post("messages.send_by_email", TO_HANA)
    assert (status, body["error"]["code"]) == (429, "too_many_requests")
    assert api.last is not None
    assert api.last.headers["retry-after"] == "1"
    assert "ratelimit-limit" not in api.last.headers
    assert await _rooms(small_home) == 0


async def test_an_ok_may_say_no_and_then_keeps_nothing(
    open_api: OpenApi, small_home: Home
) -> None:
    api = await open_api(Faults(success_false=1), 0.0)
    response = await api.client.post(
        "/messenger/v1/messages.send_by_email", json=TO_HANA, headers=api.headers
    )
    body = await response.json()
    assert (response.status, body["success"]) == (200, False)
    assert body["error"]["code"] == "internal_server_error"
    assert await _rooms(small_home) == 0


async def test_a_slow_answer_comes_after_the_message_is_kept(
    open_api: OpenApi, small_home: Home
) -> None:
    api = await open_api(Faults(slow=1, slow_for=2.1), 0.0)
    began = small_home.clock.now()
    status, _ = await api.post("messages.send_by_email", TO_HANA)
    assert (status, small_home.clock.now() - began) == (200, 2_100)
    assert await _messages(small_home) == ["안내"]


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.TIMEOUT])
@pytest.mark.parametrize(("chance", "kept"), [(BEFORE, []), (AFTER, ["안내"])])
async def test_a_lost_answer_comes_before_or_after_the_message_is_kept(
    open_api: OpenApi, small_home: Home, fault: Fault, chance: float, kept: list[str]
) -> None:
    api = await open_api(Faults(people={HANA: fault}), 0.0, chance)
    began = small_home.clock.now()
    with pytest.raises(aiohttp.ClientConnectionError):
        await api.post("messages.send_by_email", TO_HANA)
    assert await _messages(small_home) == kept
    waited = small_home.clock.now() - began
    assert waited == (60_000 if fault is Fault.TIMEOUT else 0)


async def test_a_lost_answer_may_have_been_a_refusal(
    open_api: OpenApi, small_home: Home
) -> None:
    room_id = await _room(small_home, HANA)
    await small_home.deactivate(HANA)
    api = await open_api(Faults(reset=1), 0.0, AFTER)
    with pytest.raises(aiohttp.ClientConnectionError):
        await api.post("messages.send", {"conversation_id": room_id, "text": "안내"})
    assert await _messages(small_home) == []


@pytest.mark.parametrize("way", ["email", "number"])
async def test_one_person_has_a_fault_by_every_call_that_reaches_them(
    open_api: OpenApi, small_home: Home, way: str
) -> None:
    number = await small_home.number(HANA)
    room_id, other = await _room(small_home, HANA), await _room(small_home, SUPER)
    name = HANA if way == "email" else str(number)
    api = await open_api(Faults(people={name: Fault.USER_NOT_FOUND}), *[0.5] * 8)
    calls: list[tuple[str, dict[str, Any]]] = [
        ("conversations.open", {"user_id": number}),
        ("conversations.open", {"user_ids": [await small_home.number(SUPER), number]}),
        ("messages.send", {"conversation_id": room_id, "text": "하나"}),
        ("messages.send_by_email", TO_HANA),
        ("messages.send_by", {"key": number, "text": "하나"}),
    ]
    for path, body in calls:
        status, answer = await api.post(path, body)
        assert (status, answer["error"]["code"]) == (404, "user_not_found"), path
    status, _ = await api.post("messages.send", {"conversation_id": other, "text": "모두"})
    assert (status, await _messages(small_home)) == (200, ["모두"])


async def test_a_group_has_the_fault_of_anybody_in_it(
    open_api: OpenApi, small_home: Home
) -> None:
    room_id = await _room(small_home, SUPER, HANA)
    api = await open_api(Faults(people={HANA: Fault.STATUS_500}), 0.5)
    status, _ = await api.post("messages.send", {"conversation_id": room_id, "text": "하나"})
    assert (status, await _messages(small_home)) == (500, [])


async def test_a_room_that_is_not_found_can_still_be_opened(
    open_api: OpenApi, small_home: Home
) -> None:
    api = await open_api(Faults(people={HANA: Fault.CONVERSATION_NOT_FOUND}), 0.5, 0.5)
    number = await small_home.number(HANA)
    status, opened = await api.post("conversations.open", {"user_id": number})
    assert status == 200
    room_id = opened["conversation"]["id"]
    status, body = await api.post("messages.send", {"conversation_id": room_id, "text": "하나"})
    assert (status, body["error"]["code"]) == (404, "conversation_not_found")


async def test_a_wrong_call_is_refused_whatever_goes_wrong(open_api: OpenApi) -> None:
    api = await open_api(Faults(reset=1))
    status, body = await api.post("messages.send", {"conversation_id": 1})
    assert (status, body["error"]["code"]) == (400, "missing_parameter")


async def test_reading_has_no_faults(open_api: OpenApi) -> None:
    api = await open_api(Faults(reset=1))
    assert (await api.get("users.list"))[0] == 200
    assert (await api.get("conversations.list"))[0] == 200


async def test_faults_come_one_call_at_a_time(open_api: OpenApi, small_home: Home) -> None:
    api = await open_api(Faults(status_500=0.3), 0.2, 0.4, 0.29, 0.3)
    answers = [await api.post("messages.send_by_email", TO_HANA) for _ in range(4)]
    assert [status for status, _ in answers] == [500, 200, 500, 200]
    assert len(await _messages(small_home)) == 2


async def test_without_idempotency_a_repeat_is_one_more_message(
    small_home: Home, aiohttp_client: OpenClient
) -> None:
    client = await aiohttp_client(small_home.app(Simulation(idempotency=False)))
    api = Caller(client, small_home.app_key)
    for _ in range(2):
        status, _ = await api.post("messages.send_by_email", TO_HANA, Idempotency_Key="dl_1")
        assert status == 200
    assert await _messages(small_home) == ["안내", "안내"]


async def test_many_lost_answers_leave_the_server_well(
    open_api: OpenApi, small_home: Home
) -> None:
    api = await open_api(Faults(people={HANA: Fault.RESET}), *[AFTER] * 40)
    calls = [api.post("messages.send_by_email", TO_HANA) for _ in range(20)]
    answers = await asyncio.gather(*calls, return_exceptions=True)
    assert all(isinstance(answer, aiohttp.ClientConnectionError) for answer in answers)
    assert len(await _messages(small_home)) == 20
    assert (await api.get("bots.info"))[0] == 200
