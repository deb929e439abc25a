"""The card of Kakao Work's members, and the cards of a profile's bot."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config import PlatformConfig
from tests.broadcast.kakao_work import KEY, KakaoWork, serving, user
from tests.builders import CAST, SUPER
from tests.web.conftest import RunningSpace, start_space
from tests.web.console.conftest import Visit, Visitor


@pytest.fixture
async def kakao_work() -> AsyncIterator[KakaoWork]:
    """A platform that lists the cast."""
    users = [user(n, p.email.partition("@")[0], p.name) for n, p in enumerate(CAST, start=1)]
    async with serving(KakaoWork(users=users)) as served:
        yield served


@pytest.fixture
async def space_of_kakao_work(
    tmp_path: Path, kakao_work: KakaoWork
) -> AsyncIterator[RunningSpace]:
    """A Spacecast that sends to that platform, and syncs only when told to."""
    platform = PlatformConfig(
        kind="kakaowork", base_url=kakao_work.url, sync_every=None, sync_before_notice=None
    )
    url = f"sqlite:///{tmp_path}/spacecast.db"
    async with start_space(url, tmp_path, platform=platform, app_key=KEY) as started:
        yield started


async def test_the_button_syncs_and_says_how_many(space_of_kakao_work: RunningSpace) -> None:
    admin = Visitor(space_of_kakao_work, SUPER)
    assert "아직 동기화하지 않았어요" in (await admin.get("/settings")).text
    assert (await admin.post("/settings/directory")).to == "/settings#directory"
    page = (await admin.get("/settings")).text
    assert "지금 12명이에요" in page
    assert "마지막 동기화" in page


async def test_a_shrunken_list_is_confirmed_by_a_button_that_names_it(
    space_of_kakao_work: RunningSpace, kakao_work: KakaoWork
) -> None:
    admin = Visitor(space_of_kakao_work, SUPER)
    del kakao_work.users[6:]
    await admin.post("/settings/directory")
    page = (await admin.get("/settings")).text
    assert "12명에서 6명으로 줄어서" in page
    assert "맞아요. 12명 중 6명만 남겨요" in page
    # Meanwhile one more is gone, which the button did not name.
    kakao_work.users.pop()
    await admin.post("/settings/directory", {"accept_shrink_to": "6"})
    assert "맞아요. 12명 중 5명만 남겨요" in (await admin.get("/settings")).text
    await admin.post("/settings/directory", {"accept_shrink_to": "5"})
    page = (await admin.get("/settings")).text
    assert "지금 5명이에요" in page
    assert "만 남겨요" not in page


async def test_others_neither_see_nor_press_it(space_of_kakao_work: RunningSpace) -> None:
    for key in ("hana", "yuna"):
        other = Visitor(space_of_kakao_work, key)
        assert "/settings/directory" not in (await other.get("/settings")).text
        assert (await other.post("/settings/directory")).status == 403


async def test_on_the_built_in_messenger_there_is_no_such_card(visit: Visit) -> None:
    admin = visit(SUPER)
    assert "/settings/directory" not in (await admin.get("/settings")).text
    assert (await admin.post("/settings/directory")).status == 409


async def test_a_check_says_on_the_page_what_is_wrong(
    space_of_kakao_work: RunningSpace, kakao_work: KakaoWork
) -> None:
    admin = Visitor(space_of_kakao_work, SUPER)
    assert "쓸 수 있어요" in (await admin.post("/profiles/hr/check")).text
    kakao_work.refusals["bots.info"] = [(401, "invalid_authentication")]
    page = (await admin.post("/profiles/hr/check")).text
    assert "플랫폼이 App Key를 거절했어요" in page


async def test_a_profile_shows_its_callback_addresses_and_makes_others(visit: Visit) -> None:
    admin = visit(SUPER)
    before = (await admin.get("/profiles/hr")).text
    assert 'id="request_url"' in before
    assert (await admin.post("/profiles/hr/callbacks")).to == "/profiles/hr#callbacks"
    after = (await admin.get("/profiles/hr")).text
    address = next(part for part in before.split('"') if part.endswith("/callback"))
    assert address not in after


async def test_others_get_neither_check_nor_addresses(visit: Visit) -> None:
    hana = visit("hana")
    assert (await hana.get("/profiles/hr")).status == 403
    assert (await hana.post("/profiles/hr/check")).status == 403
    assert (await hana.post("/profiles/hr/callbacks")).status == 403


async def test_secret_rooms_and_retention_are_left_to_kakao_work_itself(
    space_of_kakao_work: RunningSpace,
) -> None:
    admin, http = Visitor(space_of_kakao_work, SUPER), space_of_kakao_work.http
    for path, action in (
        ("/security", "/security/secret-rooms"),
        ("/security/messages", "/security/messages"),
    ):
        page = (await admin.get(path)).text
        assert "그쪽 관리자 서비스에서 설정해 주세요" in page
        assert "<button class=" not in page.partition("<main")[2]
        form = {"mode": "on", "retention": "90", "file_retention": "none"}
        assert (await admin.post(action, form)).to == path
    workspace = await space_of_kakao_work.system.parts.workspace.get()
    assert (workspace.secret_rooms_on, workspace.retention_days) == (False, None)
    url = f"{space_of_kakao_work.url}/api/v1/workspace/secret-rooms"
    async with http.get(url, headers=space_of_kakao_work.bearer(SUPER)) as answer:
        assert (answer.status, (await answer.json())["code"]) == (
            409,
            "built_in_messenger_only",
        )
