"""Checking a profile's bot: key, address, permissions and status, without sending anything."""

from collections.abc import AsyncIterator

import pytest

from bot.broadcast.model.profiles import NewProfile
from bot.broadcast.service.directory import Directory
from bot.broadcast.service.doctor import Doctor
from bot.broadcast.service.profile_checks import ProfileChecks
from bot.core.clock import HOUR
from bot.core.errors import Forbidden, NotFound
from bot.workspace.model.actors import machine_actor
from tests.broadcast.kakao_work import KEY, KakaoWork, serving, user
from tests.builders import CAST, Space
from tests.refusals import refused


class Side:
    """What the doctor may ask."""

    def __init__(self, space: Space, platform: KakaoWork) -> None:
        self.directory = Directory(
            space.database, space.clock, platform, base_url=platform.url, own=False
        )
        self.profile_checks = ProfileChecks(space.database, platform, base_url=platform.url)


@pytest.fixture
async def kakao_work() -> AsyncIterator[KakaoWork]:
    """A platform with the cast."""
    users = [user(n, p.email.partition("@")[0], p.name) for n, p in enumerate(CAST, start=1)]
    async with serving(KakaoWork(users=users)) as served:
        yield served


@pytest.fixture
async def side(space: Space, kakao_work: KakaoWork) -> Side:
    """Over a workspace with a profile that has a good key."""
    await space.profiles.create(machine_actor(), NewProfile(id="hr", name="인사", app_key=KEY))
    return Side(space, kakao_work)


async def test_a_good_key_is_ready(side: Side, kakao_work: KakaoWork) -> None:
    found = await side.profile_checks.check(machine_actor(), "hr")
    assert found.trouble is None
    assert found.text.ko == "'인사' 프로필의 봇을 쓸 수 있어요: 인사봇"
    assert found.text.en == "Profile “인사”: its bot “인사봇” is ready."
    assert len(kakao_work.asked) == 3


@pytest.mark.parametrize(
    ("path", "refusal", "code", "words"),
    [
        (
            "bots.info",
            (401, "invalid_authentication"),
            "app_key_refused",
            "App Key를 거절했어요",
        ),
        ("bots.info", (404, "api_not_found"), "platform_api_not_found", "Web API가 없어요"),
        ("users.list", (400, "bad_request"), "permission_missing", "멤버 조회"),
        ("departments.list", (403, "forbidden"), "permission_missing", "부서·조직도 조회"),
        ("users.list", (429, "too_many_requests"), "platform_too_many_requests", "잠시 제한"),
    ],
)
async def test_what_is_wrong_is_said(
    side: Side,
    kakao_work: KakaoWork,
    path: str,
    refusal: tuple[int, str],
    code: str,
    words: str,
) -> None:
    kakao_work.refusals[path] = [refusal]
    found = await side.profile_checks.check(machine_actor(), "hr")
    assert found.trouble is not None
    assert found.trouble.word == code
    assert words in found.text.ko


async def test_a_deactivated_bot_is_told(side: Side, kakao_work: KakaoWork) -> None:
    kakao_work.bot_status = "deactivated"
    found = await side.profile_checks.check(machine_actor(), "hr")
    assert found.trouble is not None
    assert (found.trouble.word, found.trouble.exit_code) == ("bot_deactivated", 6)


async def test_a_key_of_impossible_characters_is_told_and_not_sent(
    space: Space, side: Side
) -> None:
    await space.profiles.create(
        machine_actor(), NewProfile(id="it", name="전산", app_key="두 글자")
    )
    found = {one.profile.id: one for one in await side.profile_checks.every(machine_actor())}
    assert found["hr"].trouble is None
    trouble = found["it"].trouble
    assert trouble is not None
    assert trouble.word == "bad_app_key"


async def test_an_unknown_profile_is_not_found(side: Side) -> None:
    with pytest.raises(NotFound):
        await side.profile_checks.check(machine_actor(), "no")


@pytest.mark.parametrize("who", ["yuna", "hana", "mina"])
async def test_only_super_admins_check(
    space: Space, side: Side, kakao_work: KakaoWork, who: str
) -> None:
    with refused(
        Forbidden,
        "forbidden",
        ko="슈퍼 관리자만 할 수 있어요. 김슬기(슈퍼 관리자)에게 요청해 주세요.",
        en="Only a super admin can do this. Please ask 김슬기.",
    ):
        await side.profile_checks.check(await space.actor(who), "hr")
    with pytest.raises(Forbidden):
        await side.profile_checks.every(await space.actor(who))
    assert kakao_work.asked == []


async def _told(doctor: Doctor, *, offline: bool = False) -> list[tuple[str, bool]]:
    found = await doctor.examine(machine_actor(), offline=offline)
    return [(f.code, f.ok) for f in found if f.code in {"directory", "platform"}]


async def test_the_doctor_asks_the_platform_unless_told_to_stay_offline(
    space: Space, side: Side, kakao_work: KakaoWork
) -> None:
    doctor = Doctor(
        space.database, space.clock, images=space.images, misfire_grace=HOUR, platform=side
    )
    assert await _told(doctor) == [("directory", False), ("platform", True)]
    await side.directory.sync(machine_actor())
    assert await _told(doctor) == [("directory", True), ("platform", True)]
    kakao_work.refusals["bots.info"] = [(401, "invalid_authentication")]
    assert await _told(doctor) == [("directory", True), ("platform", False)]
    kakao_work.asked.clear()
    assert await _told(doctor, offline=True) == [("directory", True)]
    assert kakao_work.asked == []
