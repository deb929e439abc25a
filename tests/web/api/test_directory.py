"""Syncing the directory over the API, against a platform of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config import PlatformConfig
from tests.broadcast.kakao_work import KEY, KakaoWork, serving, user
from tests.builders import CAST
from tests.web.api.conftest import Api
from tests.web.conftest import start_space


@pytest.fixture
async def kakao_work() -> AsyncIterator[KakaoWork]:
    """A platform that lists the cast."""
    users = [
        user(70_000 + n, person.email.partition("@")[0], person.name)
        for n, person in enumerate(CAST)
    ]
    async with serving(KakaoWork(users=users)) as served:
        yield served


@pytest.fixture
async def api_of_kakao_work(tmp_path: Path, kakao_work: KakaoWork) -> AsyncIterator[Api]:
    """A Spacecast that sends to that platform."""
    platform = PlatformConfig(
        kind="kakaowork", base_url=kakao_work.url, sync_every=None, sync_before_notice=None
    )
    url = f"sqlite:///{tmp_path}/spacecast.db"
    async with start_space(url, tmp_path, platform=platform, app_key=KEY) as started:
        yield Api(started)


async def test_a_sync_tells_its_counts(api_of_kakao_work: Api, kakao_work: KakaoWork) -> None:
    kakao_work.users.append(user(71_000, "new", "새사람"))
    done = await api_of_kakao_work.done("POST", "/members/sync", {"profile": "hr"})
    assert done == {
        "added": 1, "changed": 12, "activated": 0, "deactivated": 0, "unchanged": 0, "people": 13,
        "departments": 0, "without_email": 0,
    }  # fmt: skip


async def test_a_shrunken_list_is_confirmed_by_its_number(
    api_of_kakao_work: Api, kakao_work: KakaoWork
) -> None:
    del kakao_work.users[6:]
    asked = await api_of_kakao_work.ask("POST", "/members/sync")
    assert (asked.status, asked.body["code"]) == (409, "directory_shrunk")
    more = await api_of_kakao_work.ask("POST", "/members/sync", {"accept_shrink_to": 7})
    assert more.body["code"] == "directory_shrunk"
    done = await api_of_kakao_work.done("POST", "/members/sync", {"accept_shrink_to": 6})
    assert (done["people"], done["deactivated"]) == (6, 6)


async def test_a_check_says_what_is_wrong(
    api_of_kakao_work: Api, kakao_work: KakaoWork
) -> None:
    good = await api_of_kakao_work.done("POST", "/profiles/hr/check")
    assert (good["ok"], good["code"], good["bot"]["title"]) == (True, "ready", "인사봇")
    kakao_work.bot_status = "deactivated"
    bad = await api_of_kakao_work.done("POST", "/profiles/hr/check")
    assert (bad["ok"], bad["code"]) == (False, "bot_deactivated")


async def test_on_the_built_in_messenger_there_is_nothing_to_sync(api: Api) -> None:
    answer = await api.ask("POST", "/members/sync")
    assert (answer.status, answer.body["code"]) == (409, "directory_is_own")


async def test_the_built_in_messengers_bot_is_checked_too(api: Api) -> None:
    assert (await api.done("POST", "/profiles/hr/check"))["code"] == "ready"


async def test_callback_addresses_are_shown_and_made_anew(api: Api) -> None:
    before = await api.done("GET", "/profiles/hr/callbacks")
    assert before["request_url"].endswith("/request")
    assert before == await api.done("GET", "/profiles/hr/callbacks")
    after = await api.done("POST", "/profiles/hr/callbacks/rotate")
    assert after["callback_url"] != before["callback_url"]
    assert await api.done("GET", "/profiles/hr/callbacks") == after
    actions = [e["action"] for e in (await api.done("GET", "/audit"))["items"]]
    assert "profile.callbacks_rotated" in actions


async def test_profiles_keep_their_addresses_to_super_admins(api: Api) -> None:
    for by in ("hana", "mina"):
        assert (await api.ask("GET", "/profiles/hr/callbacks", by=by)).status == 403
    everything = [await api.done("GET", f"/profiles{p}", by="hana") for p in ("", "/hr")]
    secret = (await api.done("GET", "/profiles/hr/callbacks"))["request_url"].split("/")[-2]
    assert secret not in str(everything)
