"""The first page."""

import pytest

from bot.broadcast.store import profiles
from tests.builders import SUPER
from tests.web.conftest import RunningSpace
from tests.web.console.conftest import Visit
from tests.web.console.test_compose import FORM


async def test_home_shows_drafts_and_results(visit: Visit) -> None:
    hana = visit("hana")
    await hana.post("/notices/new", {**FORM, "v.title": "초안이에요"})
    notice = (await hana.post("/notices/new", FORM)).to.removesuffix("/edit")
    await hana.post(f"{notice}/send", {"count": "12"})
    await hana.get(f"{notice}/events")
    page = await hana.get("/")
    assert "초안이에요" in page.text
    assert "12명 중 12명에게 보냄" in page.text


@pytest.mark.parametrize(
    ("key", "there", "absent"),
    [
        (SUPER, ["/notices/new", "/profiles", "/send-rights", "/settings"], []),
        ("hana", ["/notices/new", "/settings"], ["/profiles", "/send-rights"]),
        ("mina", ["/settings"], ["/notices/new", "/notices", "/profiles", "/send-rights"]),
    ],
)
async def test_the_menu_hides_what_one_may_not_use(
    visit: Visit, key: str, there: list[str], absent: list[str]
) -> None:
    page = await visit(key).get("/settings")
    for path in there:
        assert f'<a href="{path}"' in page.text
    for path in absent:
        assert f'<a href="{path}"' not in page.text


async def test_without_the_right_home_says_who_gives_it(visit: Visit) -> None:
    page = await visit("yuna").get("/")
    assert page.status == 200
    assert "김슬기(슈퍼 관리자)에게 발송 관리자로 추가해 달라고" in page.text


async def test_a_send_admin_without_a_profile_may_ask_from_home(visit: Visit) -> None:
    oh = visit("oh")
    assert 'action="/profiles/ask"' in (await oh.get("/")).text
    await oh.post("/profiles/ask")
    assert "발송 관리자 1명이 프로필을 요청했어요" in (await visit(SUPER).get("/")).text


async def test_a_refused_app_key_is_told_to_super_admins_alone(
    running_space: RunningSpace, visit: Visit
) -> None:
    parts = running_space.system.parts
    async with parts.database.transaction() as tx:
        await profiles.pause(tx, "hr", "unauthorized", parts.clock.now())
    page = await visit(SUPER).get("/")
    assert "'hr 알림' 프로필의 App Key가 거절되어".replace("'", "&#39;") in page.text
    assert 'href="/profiles/hr"' in page.text
    assert "App Key" not in (await visit("hana").get("/")).text


async def test_a_profile_that_was_paused_by_hand_needs_no_warning(visit: Visit) -> None:
    admin = visit(SUPER)
    await admin.post("/profiles/hr/pause")
    assert "App Key" not in (await admin.get("/")).text
