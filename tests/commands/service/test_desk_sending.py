from datetime import time

import pytest

from bot.broadcast.model.notices import NoticeState
from bot.broadcast.model.profiles import ProfileStatus
from bot.broadcast.model.quiet_hours import QuietHours
from bot.broadcast.store import profiles as profile_store
from bot.broadcast.store import shards
from bot.core.clock import HOUR
from bot.core.database import Database
from bot.core.errors import NotFound, SpacecastError, WrongState
from bot.workspace.model.actors import machine_actor
from tests.builders import Space, build_space
from tests.clock import ManualClock
from tests.commands.service.desks import AtDesk, CountedReminding, at_desk, said, under_way


@pytest.fixture
async def desk(migrated: Database, clock: ManualClock) -> AtDesk:
    """A desk; `hr` is granted to hana."""
    space = await build_space(migrated, clock)
    await space.profile("hr", granted=["hana"])
    return at_desk(space)


async def test_a_time_is_echoed_with_zone_and_wait(desk: AtDesk) -> None:
    made = await desk.space.notice("hana")
    card = await desk.asks("hana", "/공지 예약 N-1 내일 오전 9시")
    assert "보낼 때: 2026. 11. 23. (월) 09:00 (서울) · 22시간 뒤" in said(card)
    await desk.presses("hana", card)
    after = await desk.notice(made.id)
    assert after.state is NoticeState.SCHEDULED
    assert after.scheduled_at == desk.space.clock.now() + 22 * HOUR


async def test_a_repeating_time_shows_three_and_makes_a_schedule(desk: AtDesk) -> None:
    await desk.space.notice("hana")
    card = await desk.asks("hana", "/공지 예약 N-1 매주 월요일 오전 9시")
    assert "2026. 12. 7. (월) 09:00 (서울)" in said(card)
    made = await desk.presses("hana", card, by="same")
    assert made.title.ko == "예약 S-1"
    assert await desk.states() == []
    assert (await desk.presses("hana", card, by="same")).title.ko == "이미 했어요"
    first = await desk.asks("hana", "/공지 건너뛰기 S-1", by="skip")
    assert said(first).count("건너뜀") == 1
    assert said(await desk.asks("hana", "/공지 건너뛰기 S-1", by="skip")).count("건너뜀") == 1
    with pytest.raises(NotFound):
        await desk.asks("duri", "/공지 건너뛰기 S-1")


async def test_a_time_that_may_mean_two_is_refused_in_its_own_words(desk: AtDesk) -> None:
    await desk.space.notice("hana")
    with pytest.raises(SpacecastError) as refused:
        await desk.asks("hana", "/공지 예약 N-1 내일 3시")
    assert "오전" in refused.value.text.ko


async def test_the_reason_of_urgency_goes_with_the_notice(desk: AtDesk) -> None:
    made = await desk.space.notice("hana")
    card = await desk.asks("hana", '/공지 보내기 N-1 긴급:"서버 장애"')
    assert "긴급: 서버 장애" in said(card)
    await desk.presses("hana", card)
    assert (await desk.notice(made.id)).urgent_reason == "서버 장애"


async def test_what_is_scheduled_is_a_draft_again_at_once(desk: AtDesk) -> None:
    made = await desk.space.notice("hana")
    at = desk.space.clock.now() + HOUR
    await desk.space.sending.schedule(machine_actor(), made.id, at)
    for _ in range(2):
        card = await desk.asks("hana", "/공지 취소 N-1", by="same")
        assert "상태: 작성 중" in said(card)
    assert await desk.states() == [NoticeState.DRAFT]


async def test_what_is_being_sent_is_cancelled_after_a_review(desk: AtDesk) -> None:
    label = await under_way(desk.space)
    await desk.asks("hana", f"/공지 일시중지 {label}")
    assert await desk.states() == [NoticeState.PAUSED]
    card = await desk.asks("hana", f"/공지 취소 {label}")
    assert card.buttons[0].label.ko == "나머지 12명 취소"
    assert await desk.states() == [NoticeState.PAUSED]
    await desk.presses("hana", card)
    assert await desk.states() == [NoticeState.CANCELLED]


async def test_what_is_paused_goes_on_after_a_review(desk: AtDesk) -> None:
    label = await under_way(desk.space)
    await desk.asks("hana", f"/공지 일시중지 {label}")
    card = await desk.asks("hana", f"/공지 재개 {label}")
    assert await desk.states() == [NoticeState.PAUSED]
    await desk.presses("hana", card)
    assert await desk.states() == [NoticeState.SENDING]


async def test_those_who_failed_get_it_again_after_a_review(desk: AtDesk) -> None:
    label = await under_way(desk.space, failed=2)
    card = await desk.asks("hana", f"/공지 재시도 {label}")
    assert card.buttons[0].label.ko == "2명에게 다시 보내기"
    view = await desk.space.notices.get(machine_actor(), label)
    assert view.counts.failed == 2
    await desk.presses("hana", card)
    view = await desk.space.notices.get(machine_actor(), label)
    assert (view.counts.failed, view.counts.pending) == (0, 12)


async def test_without_a_failure_there_is_nothing_to_send_again(desk: AtDesk) -> None:
    label = await under_way(desk.space)
    with pytest.raises(WrongState):
        await desk.asks("hana", f"/공지 재시도 {label}")


async def test_the_status_counts(desk: AtDesk) -> None:
    label = await under_way(desk.space, failed=3)
    card = await desk.asks("hana", f"/공지 상태 {label}")
    assert "▓▓░░░░░░░░ 25%" in said(card)
    assert "실패: 3명" in said(card)
    assert card.follows is not None


async def test_all_is_stopped_and_only_that_goes_on(desk: AtDesk) -> None:
    space = desk.space
    for name in ("it", "news"):
        await space.profile(name)
    await space.profiles.set_status(machine_actor(), "news", ProfileStatus.PAUSED)
    card = await desk.asks("seulgi", "/공지 전체중지 잘못된 공지")
    assert await _active(space) == ["hr", "it"]
    await desk.presses("seulgi", card)
    assert await _active(space) == []
    card = await desk.asks("seulgi", "/공지 전체재개")
    await desk.presses("seulgi", card, by="same")
    await desk.presses("seulgi", card, by="same")
    assert await _active(space) == ["hr", "it"]


async def _active(space: Space) -> list[str]:
    every = await profile_store.every(space.database)
    return sorted(one.id for one in every if one.status is ProfileStatus.ACTIVE)


async def test_what_is_sent_can_not_be_recalled_but_corrected(
    desk: AtDesk, migrated: Database
) -> None:
    label = await under_way(desk.space)
    with pytest.raises(WrongState):
        await desk.asks("hana", f"/공지 회수 {label}")
    notice = await desk.notice(label)
    async with migrated.transaction() as tx:
        shard = next(iter(await shards.lock_all(tx, notice.id)))
        await shards.change(tx, notice.id, shard, {"pending": -1, "sent": 1})
    card = await desk.asks("hana", f"/공지 회수 {label}")
    for _ in range(2):
        await desk.presses("hana", card, by="same")
    made = await desk.space.notices.page(machine_actor())
    assert [one.notice.corrects for one in made] == [notice.id, None]


async def test_who_has_not_answered_is_reminded_once_after_a_review(desk: AtDesk) -> None:
    reminding = CountedReminding(desk.space)
    desk = at_desk(desk.space, reminding)
    label = await under_way(desk.space)
    card = await desk.asks("hana", f"/공지 재알림 {label}")
    assert card.buttons[0].label.ko == "7명에게 다시 알리기"
    assert reminding.made == []
    for _ in range(2):
        await desk.presses("hana", card, by="same")
    assert len(reminding.made) == 1


async def test_quiet_hours_are_told_before_it_is_sent(
    migrated: Database, clock: ManualClock
) -> None:
    clock.move(11 * HOUR)
    space = await build_space(migrated, clock, quiet_hours=QuietHours(time(21), time(8)))
    await space.profile("hr", granted=["hana"])
    desk = at_desk(space)
    await space.notice("hana")
    assert "방해 금지" in said(await desk.asks("hana", "/공지 보내기 N-1"))
