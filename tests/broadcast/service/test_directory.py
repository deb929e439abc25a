"""Syncing with the platform's directory: all pages, all or nothing, never a smaller company by accident."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.broadcast.model.profiles import NewProfile, ProfileStatus
from bot.broadcast.service.directory import Directory, Synced
from bot.broadcast.store import conversations
from bot.core.errors import ConfigurationError, Forbidden, PlatformRefused, TryLater, WrongState
from bot.workspace.model.actors import machine_actor
from bot.workspace.model.directory import Shrunk
from bot.workspace.model.members import Role
from tests.broadcast.kakao_work import KEY, KakaoWork, department, serving, user
from tests.builders import CAST, SUPER, Space, email
from tests.clock import ManualClock
from tests.refusals import refused


@pytest.fixture
async def kakao_work() -> AsyncIterator[KakaoWork]:
    """A platform that lists the cast, each with a number of its own, in two departments."""
    everybody = [
        user(70_000 + n, person.email.partition("@")[0], person.name)
        for n, person in enumerate(CAST)
    ]
    numbers = [70_000 + n for n in range(len(CAST))]
    departments = [
        department(1, "본사"),
        department(2, "인사팀", 1, numbers[:7]),
        department(3, "개발팀", 1, numbers[7:]),
    ]
    async with serving(KakaoWork(users=everybody, departments=departments)) as served:
        yield served


@pytest.fixture
async def directory(space: Space, kakao_work: KakaoWork) -> Directory:
    """The directory with a profile to read it with."""
    new = NewProfile(id="hr", name="인사", app_key=KEY)
    await space.profiles.create(machine_actor(), new)
    return Directory(
        space.database, space.clock, kakao_work, base_url=kakao_work.url, own=False
    )


async def _sync(directory: Directory, accepted: int | None = None) -> Synced:
    return await directory.sync(machine_actor(), accepted=accepted)


async def test_everybody_of_every_page_is_known_afterwards(
    space: Space, directory: Directory, kakao_work: KakaoWork
) -> None:
    kakao_work.users += [user(71_000 + n, f"new{n}", f"새사람{n}") for n in range(8)]
    done = await _sync(directory)
    assert (done.added, done.changed, done.deactivated, done.people) == (8, 12, 0, 20)
    assert (await space.member("new7")).platform_id == 71_007
    assert (await space.member("hana")).department == "본사 > 인사팀"
    assert sum("users.list" in path for path in kakao_work.asked) == 7
    entries = await space.audit.of("workspace", "1")
    assert entries[-1].action == "directory.synced"
    assert (entries[-1].detail["before"], entries[-1].detail["added"]) == (12, 8)


async def test_syncing_again_changes_nothing(space: Space, directory: Directory) -> None:
    await _sync(directory)
    before = await space.members.page()
    done = await _sync(directory)
    assert (done.added, done.changed, done.unchanged) == (0, 0, 12)
    assert await space.members.page() == before


async def test_two_syncs_at_once_add_everybody_once(
    space: Space, directory: Directory, kakao_work: KakaoWork
) -> None:
    kakao_work.users.append(user(71_000, "new", "새사람"))
    done = await asyncio.gather(_sync(directory), _sync(directory))
    assert sorted(one.added for one in done) == [0, 1]
    assert await space.members.count() == 13


async def test_roles_and_rights_stay(space: Space, directory: Directory) -> None:
    await _sync(directory)
    assert (await space.member(SUPER)).is_super_admin
    assert (await space.member("hana")).send_admin
    assert (await space.member("yuna")).role is Role.ADMIN


@pytest.mark.parametrize("path", ["users.list", "departments.list"])
async def test_a_failed_page_changes_nothing(
    space: Space, directory: Directory, kakao_work: KakaoWork, path: str
) -> None:
    before = await space.members.page()
    kakao_work.users.append(user(71_000, "new", "새사람"))
    kakao_work.refusals[path] = [(500, "internal_server_error")] * 4
    with refused(
        TryLater,
        "platform_error",
        ko="플랫폼에 문제가 있어요(HTTP 500). 잠시 뒤에 다시 해 주세요.",
        en="The platform has trouble (HTTP 500). Try again in a moment.",
    ):
        await _sync(directory)
    assert await space.members.page() == before
    state = await directory.state()
    assert (state.problem, state.synced_at) == ("platform_error", None)


async def test_a_page_that_is_refused_for_a_moment_is_asked_for_again(
    clock: ManualClock, directory: Directory, kakao_work: KakaoWork
) -> None:
    start = clock.now()
    kakao_work.refusals["users.list"] = [
        (429, "too_many_requests"),
        (500, "internal_server_error"),
    ]
    assert (await _sync(directory)).people == 12
    # Two seconds as the platform asked, then four.
    assert clock.now() - start == 6_000


async def test_a_refused_key_is_told_in_words(
    directory: Directory, kakao_work: KakaoWork
) -> None:
    kakao_work.refusals["users.list"] = [(401, "invalid_authentication")]
    with refused(
        PlatformRefused,
        "app_key_refused",
        ko="플랫폼이 App Key를 거절했어요(invalid_authentication). 봇 관리에서 App Key를 다시 복사해 주세요.",
        en="The platform refused the App Key (invalid_authentication). Copy it again from the bot's page.",
    ):
        await _sync(directory)


async def test_an_address_without_the_api_is_a_matter_of_configuration(
    directory: Directory, kakao_work: KakaoWork
) -> None:
    kakao_work.refusals["users.list"] = [(404, "api_not_found")]
    with pytest.raises(ConfigurationError) as caught:
        await _sync(directory)
    assert (caught.value.word, caught.value.exit_code) == ("platform_api_not_found", 3)


async def test_far_fewer_people_must_be_confirmed(
    space: Space, directory: Directory, kakao_work: KakaoWork
) -> None:
    await _sync(directory)
    del kakao_work.users[9:]
    with pytest.raises(Shrunk) as caught:
        await _sync(directory)
    assert (caught.value.before, caught.value.after) == (12, 9)
    assert sum(m.active for m in await space.members.page()) == 12
    state = await directory.state()
    assert (state.people_before, state.people_listed) == (12, 9)
    with pytest.raises(Shrunk):
        await _sync(directory, accepted=10)
    done = await _sync(directory, accepted=9)
    assert (done.deactivated, done.people) == (3, 9)
    assert (await directory.state()).problem is None


async def test_an_empty_list_is_never_a_company(
    space: Space, directory: Directory, kakao_work: KakaoWork
) -> None:
    kakao_work.users.clear()
    with pytest.raises(WrongState) as caught:
        await _sync(directory)
    assert caught.value.word == "last_super_admin"
    with pytest.raises(WrongState):
        await _sync(directory, accepted=0)
    assert sum(m.active for m in await space.members.page()) == 12


async def test_who_vanished_is_signed_out_and_audited_and_comes_back(
    space: Space, directory: Directory, kakao_work: KakaoWork
) -> None:
    link = await space.sessions.new_link(machine_actor(), email("hana"))
    _, session = await space.sessions.sign_in(link, address="", browser="")
    hana = kakao_work.users.pop(1)
    assert (await _sync(directory)).deactivated == 1
    assert await space.sessions.member_of(session) is None
    assert not (await space.member("hana")).may_use_sending
    kakao_work.users.append(hana)
    assert (await _sync(directory)).activated == 1
    assert (await space.member("hana")).may_use_sending
    actions = await space.actions("member", await space.id_of("hana"))
    assert "member.deactivated" in actions
    assert "member.activated" in actions


async def test_whom_an_admin_deactivated_stays_so(space: Space, directory: Directory) -> None:
    await _sync(directory)
    await space.members.set_active(machine_actor(), email("mina"), active=False)
    assert (await _sync(directory)).activated == 0
    assert not (await space.member("mina")).active


async def test_two_people_may_swap_numbers_and_a_room_is_never_anothers(
    space: Space, directory: Directory, kakao_work: KakaoWork
) -> None:
    async with space.database.transaction() as tx:
        rooms = [(await space.id_of("hana"), "77")]
        await conversations.remember(tx, "hr", rooms)
    done = await _sync(directory)
    assert done.changed == 12
    assert await conversations.known(space.database, "hr", [rooms[0][0]]) == {}
    kakao_work.users[1]["identifications"], kakao_work.users[2]["identifications"] = (
        kakao_work.users[2]["identifications"],
        kakao_work.users[1]["identifications"],
    )
    assert (await _sync(directory)).changed == 2


async def test_imports_after_a_sync_take_numbers_of_their_own(
    space: Space, directory: Directory
) -> None:
    await _sync(directory)
    await space.member_import.from_csv(machine_actor(), "email,name\nn@x.co,새\n", "m.csv")
    assert (await space.members.get("n@x.co")).platform_id > 70_011


async def test_a_sync_waits_while_recipients_are_worked_out(
    space: Space, directory: Directory
) -> None:
    notice = await space.sent()
    async with space.database.transaction() as tx:
        await tx.execute("UPDATE notices SET prepare_cursor = 1003 WHERE id = $1", notice.id)
    with pytest.raises(TryLater) as caught:
        await _sync(directory)
    assert caught.value.word == "notice_preparing"


@pytest.mark.parametrize("who", ["yuna", "hana", "mina"])
async def test_only_a_super_admin_syncs(space: Space, directory: Directory, who: str) -> None:
    with refused(
        Forbidden,
        "forbidden",
        ko="슈퍼 관리자만 할 수 있어요. 김슬기(슈퍼 관리자)에게 요청해 주세요.",
        en="Only a super admin can do this. Please ask 김슬기.",
    ):
        await directory.sync(await space.actor(who))
    assert (await directory.state()).tried_at is None


async def test_a_named_profile_is_used_and_a_paused_one_is_not(
    space: Space, directory: Directory, kakao_work: KakaoWork
) -> None:
    wrong = NewProfile(id="aa", name="가", app_key="12345678.ffffffffffffffffffffffffffffffff")
    await space.profiles.create(machine_actor(), wrong)
    with pytest.raises(PlatformRefused):
        await directory.sync(machine_actor(), profile="aa")
    await directory.sync(machine_actor(), profile="hr")
    await space.profiles.set_status(machine_actor(), "aa", ProfileStatus.PAUSED)
    await _sync(directory)
    await space.profiles.set_status(machine_actor(), "hr", ProfileStatus.PAUSED)
    with refused(
        WrongState,
        "no_active_profile",
        ko="동기화에 쓸 켜진 발송 프로필이 없어요. 봇의 App Key로 프로필을 만들거나 다시 켜 주세요.",
        en="There is no active send profile to sync with. Make one with a bot's App Key, or resume one.",
    ):
        await _sync(directory)


async def test_the_built_in_messenger_has_nothing_to_sync(
    space: Space, kakao_work: KakaoWork
) -> None:
    own = Directory(space.database, space.clock, kakao_work, base_url="", own=True)
    with pytest.raises(WrongState) as caught:
        await own.sync(machine_actor())
    assert caught.value.word == "directory_is_own"
