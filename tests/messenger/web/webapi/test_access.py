from bot.messenger.model.faults import Faults
from bot.messenger.model.simulation import Simulation
from tests.messenger.home import Home
from tests.messenger.web.conftest import Caller, OpenClient


async def _limited(home: Home, aiohttp_client: OpenClient, limit: int | None) -> Caller:
    client = await aiohttp_client(home.app(Simulation(rate_limit=limit)))
    return Caller(client, home.app_key)


def _told(api: Caller) -> tuple[str | None, str | None]:
    assert api.last is not None
    headers = api.last.headers
    return headers.get("ratelimit-limit"), headers.get("retry-after")


async def test_without_a_limit_none_is_told(
    small_home: Home, aiohttp_client: OpenClient
) -> None:
    api = await _limited(small_home, aiohttp_client, None)
    for _ in range(50):
        assert (await api.get("bots.info"))[0] == 200
    assert _told(api) == (None, None)


async def test_calls_over_the_limit_hear_when_to_come_back(
    small_home: Home, aiohttp_client: OpenClient
) -> None:
    api = await _limited(small_home, aiohttp_client, 30)
    assert (await api.get("users.list"))[0] == 200
    assert _told(api) == ("30", None)
    status, body = await api.get("bots.info")
    assert (status, body["error"]["code"]) == (429, "too_many_requests")
    assert "2초 뒤에" in body["error"]["message"]
    assert _told(api) == ("30", "2")
    small_home.clock.move(2_000)
    assert (await api.get("bots.info"))[0] == 200


async def test_every_call_of_a_key_counts_and_no_call_of_another(
    small_home: Home, aiohttp_client: OpenClient
) -> None:
    api = await _limited(small_home, aiohttp_client, 120)
    # A refusal counts as well, and tells no limit.
    assert (await api.get("users.info"))[0] == 400
    assert _told(api) == (None, None)
    assert (await api.get("bots.info"))[0] == 200
    assert (await api.post("messages.send", {}))[0] == 429
    _, key = await small_home.another_bot()
    other = Caller(api.client, key)
    assert (await other.get("bots.info"))[0] == 200


async def test_a_fault_is_no_way_around_the_limit(
    small_home: Home, aiohttp_client: OpenClient
) -> None:
    simulation = Simulation(rate_limit=60, faults=Faults(status_500=1))
    client = await aiohttp_client(small_home.app(simulation, chances=(0.0,)))
    api = Caller(client, small_home.app_key)
    body = {"email": "hana@example.com", "text": "안내"}
    assert (await api.post("messages.send_by_email", body))[0] == 500
    assert (await api.post("messages.send_by_email", body))[0] == 429
