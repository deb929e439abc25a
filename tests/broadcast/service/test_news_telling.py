"""Authors are told by the bot, once, whatever happens meanwhile."""

import asyncio
import json
from dataclasses import replace

import pytest

from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.news import News, NewsKind
from bot.broadcast.model.notices import Counts, NoticeState
from bot.broadcast.model.profiles import ProfileStatus
from bot.broadcast.service.news import _code, tell_of_end
from bot.broadcast.service.news_telling import NewsTelling
from bot.broadcast.store import news as store
from bot.core.clock import DAY, HOUR, MINUTE, SECOND
from bot.core.database import Database
from bot.core.errors import Language
from bot.workspace.model.actors import machine_actor
from bot.workspace.model.members import Role
from tests.broadcast.fakes import Act, FakePlatform
from tests.builders import Space, build_space, email
from tests.clock import ManualClock


@pytest.fixture
async def lab(migrated: Database, clock: ManualClock, platform: FakePlatform) -> Space:
    """A workspace whose messages really arrive; 이하나 may use both profiles."""
    platform.honours_idempotency_keys = True
    space = await build_space(migrated, clock, platform=platform)
    await space.profile("hr", granted=["hana"])
    await space.profile("it", granted=["hana"])
    return space


async def _missed(
    space: Space, key: str = "hana", *, profile: str = "hr", number: int = 42
) -> None:
    now = space.clock.now()
    async with space.database.transaction() as tx:
        await store.add(
            tx,
            News(
                id=f"news_{number}", member_id=await space.id_of(key), profile_id=profile,
                kind=NewsKind.MISSED, subject_id=f"nt_{number}", label=f"N-{number}",
                title="주간 점검", planned_at=now - HOUR, reason="misfire_grace", created_at=now,
            ),
        )  # fmt: skip


def _telling(space: Space) -> NewsTelling:
    return NewsTelling(
        space.database,
        space.clock,
        platform=space.platform,
        public_url="https://notice.example.com",
    )


async def _outcomes(space: Space) -> list[str | None]:
    rows = await space.database.fetch("SELECT outcome FROM news ORDER BY id")
    return [row["outcome"] for row in rows]


async def _tell(space: Space, clock: ManualClock, wait: int = 10 * SECOND) -> int:
    clock.move(wait)
    return await _telling(space).tell_due()


async def _texts(space: Space, platform: FakePlatform, key: str) -> list[str]:
    person = (await space.member(key)).platform_id
    return [json.loads(body)["text"] for body in platform.got[person]]


async def test_the_author_is_told_once(
    lab: Space, clock: ManualClock, platform: FakePlatform
) -> None:
    await _missed(lab)
    assert await _tell(lab, clock) == 1
    assert await _tell(lab, clock) == 0
    (text,) = await _texts(lab, platform, "hana")
    assert text.startswith("보내지 못한 공지가 있어요\n\nN-42 주간 점검")
    assert "https://notice.example.com/notices/N-42" in text
    assert await _outcomes(lab) == ["told"]


@pytest.mark.parametrize(("chosen", "begins"), [("en", "Not sent"), ("ko", "보내지 못한")])
async def test_in_the_language_that_they_chose_in_the_console(
    lab: Space, clock: ManualClock, platform: FakePlatform, chosen: Language, begins: str
) -> None:
    await lab.members.choose_language(await lab.actor("hana"), chosen)
    await _missed(lab)
    await _tell(lab, clock)
    (text,) = await _texts(lab, platform, "hana")
    assert text.startswith(begins)


async def test_what_comes_together_is_one_message_however_much_it_is(
    lab: Space, clock: ManualClock, platform: FakePlatform
) -> None:
    for number in range(1, 201):
        await _missed(lab, number=number)
        if number == 100:
            clock.move(2 * SECOND)
            assert await _telling(lab).tell_due() == 0
    assert await _tell(lab, clock) == 1
    (text,) = await _texts(lab, platform, "hana")
    assert "외 195건" in text
    assert await _outcomes(lab) == ["told"] * 200


async def test_news_that_never_ends_is_not_waited_for(lab: Space, clock: ManualClock) -> None:
    tried = 0
    for number in range(40):
        await _missed(lab, number=number)
        tried += await _tell(lab, clock, 2 * SECOND)
    assert tried == 1


async def test_each_author_and_each_profile_has_a_message_of_its_own(
    lab: Space, clock: ManualClock, platform: FakePlatform
) -> None:
    await _missed(lab, number=1)
    await _missed(lab, number=2, profile="it")
    await _missed(lab, "duri", number=3)
    assert await _tell(lab, clock) == 3
    assert len(await _texts(lab, platform, "hana")) == 2
    assert len(await _texts(lab, platform, "duri")) == 1


async def test_two_processes_tell_it_once(
    lab: Space, clock: ManualClock, platform: FakePlatform
) -> None:
    platform.honours_idempotency_keys = False
    await _missed(lab, number=1)
    await _missed(lab, number=2)
    clock.move(10 * SECOND)
    assert sum(await asyncio.gather(*(_telling(lab).tell_due() for _ in range(4)))) == 1
    assert len(await _texts(lab, platform, "hana")) == 1


@pytest.mark.parametrize("act", [Act.SERVER_ERROR, Act.RESET, Act.OPEN_RESET, Act.TOO_MANY])
async def test_what_can_not_be_told_now_is_told_later_with_what_came_meanwhile(
    lab: Space, clock: ManualClock, platform: FakePlatform, act: Act
) -> None:
    platform.script[(await lab.member("hana")).platform_id] = [act]
    await _missed(lab, number=1)
    assert await _tell(lab, clock) == 1
    assert await _outcomes(lab) == [None]
    assert await _tell(lab, clock, 30 * SECOND) == 0
    assert await _tell(lab, clock, MINUTE) == 1
    assert await _outcomes(lab) == ["told"]
    assert len(await _texts(lab, platform, "hana")) == 1


@pytest.mark.parametrize("act", [Act.ARRIVES_THEN_RESET, Act.ARRIVES_UNREADABLE])
async def test_what_may_have_arrived_is_told_again_under_the_same_key(
    lab: Space, clock: ManualClock, platform: FakePlatform, act: Act
) -> None:
    platform.script[(await lab.member("hana")).platform_id] = [act]
    await _missed(lab, number=1)
    await _tell(lab, clock)
    await _missed(lab, number=2)
    await _tell(lab, clock, 2 * MINUTE)
    texts = await _texts(lab, platform, "hana")
    assert [("N-1" in text, "N-2" in text) for text in texts] == [(True, False), (False, True)]
    assert await _outcomes(lab) == ["told", "told"]


async def test_a_crash_between_telling_and_remembering_tells_it_once_by_its_key(
    lab: Space, clock: ManualClock, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _missed(lab)

    async def dies(*_: object, **__: object) -> None:
        raise LookupError

    with monkeypatch.context() as patched:
        patched.setattr(store, "keep_told", dies)
        with pytest.raises(LookupError):
            await _tell(lab, clock)
    assert await _tell(lab, clock, MINUTE) == 0
    assert await _tell(lab, clock, 10 * MINUTE) == 1
    assert len(await _texts(lab, platform, "hana")) == 1
    assert await _outcomes(lab) == ["told"]


async def test_after_a_day_of_trying_it_is_given_up(
    lab: Space, clock: ManualClock, platform: FakePlatform
) -> None:
    platform.always = Act.NOBODY
    await _missed(lab)
    tried = 0
    while await _outcomes(lab) == [None]:
        tried += await _tell(lab, clock, MINUTE)
    assert 25 <= tried <= 35
    assert await _outcomes(lab) == ["given_up"]


async def test_news_from_before_a_long_sleep_is_still_told(
    lab: Space, clock: ManualClock, platform: FakePlatform
) -> None:
    await _missed(lab)
    await _tell(lab, clock, 3 * DAY)
    assert len(await _texts(lab, platform, "hana")) == 1


async def test_another_bot_tells_it_where_the_profile_is_paused(
    lab: Space, clock: ManualClock, platform: FakePlatform
) -> None:
    await lab.profiles.set_status(machine_actor(), "hr", ProfileStatus.PAUSED)
    await _missed(lab)
    await _tell(lab, clock)
    assert len(await _texts(lab, platform, "hana")) == 1


async def test_another_bot_tells_it_where_the_key_is_refused(
    lab: Space, clock: ManualClock, platform: FakePlatform
) -> None:
    platform.script[(await lab.member("hana")).platform_id] = [Act.BAD_KEY]
    await _missed(lab)
    await _tell(lab, clock)
    assert len(await _texts(lab, platform, "hana")) == 1
    assert await _outcomes(lab) == ["told"]


async def test_without_any_active_profile_it_waits(
    lab: Space, clock: ManualClock, platform: FakePlatform
) -> None:
    for profile in ("hr", "it"):
        await lab.profiles.set_status(machine_actor(), profile, ProfileStatus.PAUSED)
    await _missed(lab)
    assert await _tell(lab, clock) == 1
    assert await _outcomes(lab) == [None]
    await lab.profiles.set_status(machine_actor(), "it", ProfileStatus.ACTIVE)
    await _tell(lab, clock, HOUR)
    assert len(await _texts(lab, platform, "hana")) == 1


async def test_of_an_author_who_left_each_super_admin_is_told_once(
    lab: Space, clock: ManualClock, platform: FakePlatform
) -> None:
    platform.honours_idempotency_keys = False
    await lab.members.set_role(machine_actor(), email("yuna"), Role.SUPER_ADMIN)
    await lab.members.set_active(machine_actor(), email("hana"), active=False)
    platform.script[(await lab.member("yuna")).platform_id] = [Act.NOBODY]
    await _missed(lab)
    await _tell(lab, clock)
    assert await _outcomes(lab) == [None]
    await _tell(lab, clock, 2 * MINUTE)
    assert await _outcomes(lab) == ["told"]
    assert len(await _texts(lab, platform, "seulgi")) == 1
    assert len(await _texts(lab, platform, "yuna")) == 1
    assert await _texts(lab, platform, "hana") == []


@pytest.mark.parametrize(
    ("state", "scheduled", "counts", "told"),
    [
        (NoticeState.PARTIALLY_SENT, True, Counts(sent=3, failed=2), ("failed", 2, 3)),
        (NoticeState.FAILED, True, Counts(failed=5, skipped=1), ("failed", 5, 0)),
        (NoticeState.FAILED, True, Counts(), ("failed", 0, 0)),
        (NoticeState.PARTIALLY_SENT, True, Counts(sent=1, cancelled=4), ("failed", 4, 1)),
        (NoticeState.SENT, True, Counts(sent=5), None),
        (NoticeState.CANCELLED, True, Counts(sent=1, cancelled=4), None),
        (NoticeState.FAILED, False, Counts(failed=5), None),
        (NoticeState.PARTIALLY_SENT, False, Counts(sent=3, failed=2), None),
    ],
)
async def test_the_end_of_a_scheduled_notice_is_told_where_somebody_did_not_get_it(
    lab: Space,
    clock: ManualClock,
    state: NoticeState,
    scheduled: bool,
    counts: Counts,
    told: tuple[str, int, int] | None,
) -> None:
    made = await lab.notice("hana")
    ended = replace(made, state=state, scheduled_at=clock.now() if scheduled else None)
    async with lab.database.transaction() as tx:
        await tell_of_end(tx, clock, ended, counts)
    rows = await lab.database.fetch("SELECT kind, count, sent FROM news")
    assert [tuple(row.values()) if isinstance(row, dict) else tuple(row) for row in rows] == (
        [told] if told else []
    )


def test_what_may_have_arrived_is_told_as_such() -> None:
    assert _code(DeliveryState.UNCERTAIN, "broken") == "unanswered"
    assert _code(DeliveryState.UNCERTAIN, "interrupted") == "interrupted"
    assert _code(DeliveryState.FAILED, "dns") == "dns"
    assert _code(DeliveryState.FAILED, "") == "unknown"
