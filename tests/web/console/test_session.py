"""Signing in by a link, signing out, and the language."""

import pytest

from bot.workspace.model.actors import machine_actor
from bot.workspace.model.sessions import LANGUAGE_COOKIE, SESSION_COOKIE
from tests.builders import email
from tests.web.conftest import RunningSpace
from tests.web.console.conftest import Visit


async def _link(space: RunningSpace, key: str) -> str:
    secret = await space.system.parts.sessions.new_link(machine_actor(), email(key))
    return f"/in/{secret}"


@pytest.mark.parametrize(
    ("key", "to"), [("seulgi", "/"), ("hana", "/"), ("yuna", "/"), ("mina", "/messenger/")]
)
async def test_a_link_signs_in_once_and_leads_on(
    running_space: RunningSpace, visit: Visit, key: str, to: str
) -> None:
    visitor, link = visit(), await _link(running_space, key)
    answer = await visitor.post(link)
    assert (answer.status, answer.to) == (303, to)
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert (await visitor.get("/settings")).status == 200
    again = await visit().post(link)
    assert again.status == 401
    assert "이미 썼거나 30분이 지났어요" in again.text
    assert SESSION_COOKIE not in again.cookies


async def test_looking_at_a_link_uses_nothing_up_and_names_nobody(
    running_space: RunningSpace, visit: Visit
) -> None:
    link = await _link(running_space, "hana")
    for _ in range(3):
        answer = await visit().get(link)
        assert answer.status == 200
        assert "이하나" not in answer.text
    assert (await visit().post(link)).status == 303


async def test_signing_out_ends_the_session_on_the_server(visit: Visit) -> None:
    visitor = visit("hana")
    kept = visitor.cookies[SESSION_COOKIE]
    assert (await visitor.post("/sign-out")).to == "/signed-out"
    visitor.cookies[SESSION_COOKIE] = kept
    assert (await visitor.get("/")).status == 401


async def test_signed_out_the_first_page_says_how_to_sign_in(visit: Visit) -> None:
    ko, en = await visit().get("/"), await visit(None, "en").get("/")
    assert (ko.status, en.status) == (401, 401)
    assert "관리자에게 로그인 링크를 요청해 주세요" in ko.text
    assert "Ask an admin for a sign-in link" in en.text


@pytest.mark.parametrize(
    ("to", "lands"),
    [
        ("/notices", "/notices"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("", "/"),
    ],
)
async def test_the_language_is_kept_and_the_way_back_stays_here(
    visit: Visit, to: str, lands: str
) -> None:
    visitor = visit("hana")
    answer = await visitor.get(f"/language/en?to={to}")
    assert (answer.status, answer.to) == (303, lands)
    assert answer.cookies[LANGUAGE_COOKIE] == "en"
    assert 'lang="en"' in (await visitor.get("/")).text


async def test_the_language_that_somebody_chose_is_also_what_the_bot_speaks(
    running_space: RunningSpace, visit: Visit
) -> None:
    assert (await running_space.member("hana")).language is None
    for language in ("en", "ko"):
        await visit("hana").get(f"/language/{language}")
        assert (await running_space.member("hana")).language == language
    assert (await running_space.member("duri")).language is None
    assert (await visit().get("/language/en")).status == 303
