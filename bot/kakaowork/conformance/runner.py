"""Runs every check against a server, one after the other."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import aiohttp

from bot.core.clock import Clock
from bot.core.errors import Bilingual, TryLater, Unauthorized, invalid
from bot.kakaowork.client import WebApi
from bot.kakaowork.conformance import cases, own_client, sending
from bot.kakaowork.conformance.cases import Case, Known
from bot.kakaowork.conformance.own_client import ClientCase
from bot.kakaowork.conformance.plain import PlainClient, compare
from bot.kakaowork.conformance.shapes import Difference
from bot.kakaowork.connections import Connections
from bot.kakaowork.errors import CallFailed, ErrorCode, Refused
from bot.kakaowork.urls import is_web_url

_OWN_CLIENT = "bot.kakaowork.client"
_HIDDEN = "***"
_TRIES, _WAIT_MAX = 4, 60.0


class Outcome(StrEnum):
    """How a check went; one is skipped where an earlier answer is missing."""

    OK = "ok"
    DIFFERS = "differs"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: by plain `http` or by our `client`, and what differs."""

    by: str
    name: str
    source: str
    outcome: Outcome
    differences: Sequence[Difference] = ()


async def checks(
    base_url: str, app_key: str, clock: Clock, *, send_to: str | None = None
) -> AsyncIterator[Check]:
    """Every check as it is done; without `send_to` nothing is changed on the server.

    Raises Invalid for an address that can't be one, TryLater where nobody answers, Unauthorized
    where the App Key isn't known. Nothing told holds the App Key.
    """
    base_url = base_url.rstrip("/").removesuffix("/v1")
    if not is_web_url(base_url):
        raise invalid("--base-url", "bad_url", _BAD_URL)
    known = Known(send_to=send_to or "")
    # What was sent to can then be listed.
    wanted = (*(sending.SENDING if send_to else ()), *cases.READING)
    # Without the environment's proxies: the App Key goes to this server only.
    async with (
        Connections(base_url) as connections,
        aiohttp.ClientSession(trust_env=False) as session,
    ):
        # First, because it refuses what can't be an App Key.
        api = WebApi(connections, app_key, timeout=20.0)
        plain = PlainClient(session, base_url, app_key, clock)
        await _require_answer(plain)
        for case in wanted:
            yield _hiding(app_key, await _by_http(plain, case, known))
        for each in (*own_client.READING, *(own_client.SENDING if send_to else ())):
            yield _hiding(app_key, await _by_client(api, each, known, clock))


async def _require_answer(plain: PlainClient) -> None:
    try:
        answer = await plain.ask(cases.Request(path="bots.info"))
    except (aiohttp.ClientError, TimeoutError) as error:
        raise TryLater(_NOBODY, code="no_answer") from error
    if answer.status == Unauthorized.status:
        raise Unauthorized(_UNKNOWN_KEY, code="invalid_authentication")


async def _by_http(plain: PlainClient, case: Case, known: Known) -> Check:
    request = case.ask(known)
    if request is None:
        return Check(by="http", name=case.name, source=case.source, outcome=Outcome.SKIPPED)
    try:
        found = compare(case, await plain.ask(request), known)
    except (aiohttp.ClientError, TimeoutError) as error:
        found = [_broken(error)]
    return _check("http", case.name, case.source, found)


async def _by_client(api: WebApi, case: ClientCase, known: Known, clock: Clock) -> Check:
    if case.needs is not None and getattr(known, case.needs) is None:
        return Check(by="client", name=case.name, source=_OWN_CLIENT, outcome=Outcome.SKIPPED)
    try:
        found = await _attempt(api, case, known, clock)
    except CallFailed as error:
        found = [_broken(error)]
    return _check("client", case.name, _OWN_CLIENT, found)


async def _attempt(
    api: WebApi, case: ClientCase, known: Known, clock: Clock
) -> Sequence[Difference]:
    """What the case finds; a limit is waited out as told, a few times."""
    for _ in range(_TRIES - 1):
        try:
            return await case.attempt(api, known)
        except Refused as error:
            if error.code != ErrorCode.TOO_MANY_REQUESTS:
                raise
            await clock.sleep(min(error.retry_after or 1.0, _WAIT_MAX))
    return await case.attempt(api, known)


def _check(by: str, name: str, source: str, found: Sequence[Difference]) -> Check:
    outcome = Outcome.DIFFERS if found else Outcome.OK
    return Check(by=by, name=name, source=source, outcome=outcome, differences=tuple(found))


def _broken(error: Exception) -> Difference:
    words = str(error) or type(error).__name__
    return Difference(pointer="answer", expected=_AN_ANSWER, seen=words)


def _hiding(app_key: str, check: Check) -> Check:
    """The check without the App Key, which a server may send back."""
    hidden = tuple(
        Difference(
            pointer=one.pointer,
            expected=one.expected,
            seen=one.seen.replace(app_key, _HIDDEN),
        )
        for one in check.differences
    )
    return Check(
        by=check.by,
        name=check.name,
        source=check.source,
        outcome=check.outcome,
        differences=hidden,
    )


_BAD_URL = Bilingual(
    ko="서버 주소는 http나 https로 시작해야 해요. 예: http://127.0.0.1:8080/messenger",
    en="The server's address has to start with http or https, such as http://127.0.0.1:8080/messenger",
)
_NOBODY = Bilingual(
    ko="서버가 응답하지 않아요. 주소와 서버 상태를 확인하고 다시 해 주세요.",
    en="The server doesn't answer. Check the address and that it is running, then try again.",
)
_UNKNOWN_KEY = Bilingual(
    ko="서버가 App Key를 받아 주지 않아요. 봇 관리에서 App Key를 확인해 주세요.",
    en="The server doesn't accept the App Key. Check it on the bot's page.",
)
_AN_ANSWER = Bilingual(ko="응답", en="an answer")
