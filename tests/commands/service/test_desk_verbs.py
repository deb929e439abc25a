from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from bot.broadcast.delivery.fanout import Fanout
from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.notices import NoticeState, Reminders
from bot.broadcast.model.profiles import ProfileStatus
from bot.broadcast.model.quiet_hours import QuietHours
from bot.broadcast.service.notices import NoticeView
from bot.broadcast.service.trials import Trial, Trials
from bot.broadcast.store import deliveries, notices, shards
from bot.broadcast.store import profiles as profile_store
from bot.commands.model.commands import Asked, Verb
from bot.core.clock import HOUR, MINUTE
from bot.core.database import Database
from bot.core.errors import Forbidden, LimitReached, NotFound, SpacecastError, WrongState
from bot.workspace.model.actors import Actor, machine_actor
from tests.builders import Space, build_space, email
from tests.clock import ManualClock
from tests.commands.service.desks import AtDesk, at_desk, code_of, said


@pytest.fixture
async def desk(migrated: Database, clock: ManualClock) -> AtDesk:
    """A desk; `hr` is granted to hana."""
    space = await build_space(migrated, clock)
    await space.profile("hr", granted=["hana"])
    return at_desk(space)


async def _run(space: Space, *, failed: int = 0) -> str:
    """A notice that is being sent, `failed` of whose deliveries have failed."""
    made = await space.sent("hana")
    await Fanout(space.database, space.clock, 5).prepare(made.id)
    async with space.database.transaction() as tx:
        rows = await shards.lock_all(tx, made.id)
        for shard, span in rows.items():
            moved = [one.row for one in await deliveries.page(tx, made.id, limit=100)]
            for row in moved:
                if failed and row in span:
                    failed -= 1
                    await tx.execute(
                        "UPDATE deliveries SET state = 'failed' WHERE id = $1", row
                    )
                    await shards.change(tx, made.id, shard, {"pending": -1, "failed": 1})
    return made.label


async def test_a_draft_is_written_in_one_line(desk: AtDesk) -> None:
    card = await desk.asks(
        "hana",
        '/공지 작성 제목:"건강검진" 이미지:https://example.com/a.png 링크:"예약|https://example.com"'
        ' 항목:"장소|3층" 대상:"본사 > 인사팀" 제외:ilgu@example.com 긴급:"오늘까지" 재알림:"24시간마다 2번"'
        " 기한:\"내일 오후 6시\"\n꼭 받아 주세요.\n12월까지예요.",
    )
    notice = await desk.notice("N-1")
    assert notice.variables == {
        "title": "건강검진",
        "body": "꼭 받아 주세요.\n12월까지예요.",
        "image": {"url": "https://example.com/a.png", "alt": "건강검진"},
        "links": [{"label": "예약", "url": "https://example.com"}],
        "rows": [{"term": "장소", "text": "3층"}],
    }
    assert notice.state is NoticeState.DRAFT
    assert notice.urgent_reason == "오늘까지"
    assert notice.reminders == Reminders(every=24 * HOUR, most=2)
    assert notice.not_after is not None
    assert "받는 사람: 1명" in said(card)
    assert "제외: 1명" in said(card)
    assert [one.label.ko for one in card.buttons][:3] == ["나에게 테스트", "보내기…", "예약…"]
    assert [(e.action, e.surface) for e in await desk.space.audit.of("notice", notice.id)] == [
        ("notice.drafted", "chat")
    ]


async def test_a_line_that_is_told_again_makes_one_draft(desk: AtDesk) -> None:
    for _ in range(2):
        card = await desk.asks("hana", "/공지 작성 제목:점검 글", by="same")
        assert card.title.ko == "초안 N-1"
    assert await desk.states() == [NoticeState.DRAFT]


async def test_what_can_not_be_read_is_told_all_at_once_and_the_rest_is_kept(
    desk: AtDesk,
) -> None:
    card = await desk.asks(
        "hana",
        "/공지 작성 제목:점검 링크:주소없음 항목:값없음 대상:없는팀 재알림:가끔 기한:언젠가 이미지:#last 글",
    )
    for told in ("주소없음", "값없음", "없는팀", "가끔", "언젠가", "그림"):
        assert told in said(card)
    notice = await desk.notice("N-1")
    assert notice.variables == {"title": "점검", "body": "글"}
    # Whom it was for is not known, so it is for nobody yet.
    assert "받는 사람: 0명" in said(card)
    with pytest.raises(SpacecastError):
        await desk.asks("hana", "/공지 보내기 N-1")


async def test_a_draft_says_what_it_lacks(desk: AtDesk) -> None:
    card = await desk.asks("hana", "/공지 작성 본문만 있어요")
    assert "제목" in said(card)
    assert "고칠 것" in said(card)


@pytest.mark.parametrize("who", ["duri", "mina"])
async def test_who_may_not_use_the_profile_writes_nothing(desk: AtDesk, who: str) -> None:
    with pytest.raises(Forbidden) as refused:
        await desk.asks(who, "/공지 작성 제목:점검 글")
    assert "김슬기" in refused.value.text.ko
    assert await desk.states() == []


@pytest.mark.parametrize(
    "line",
    [
        "테스트 N-1", "보내기 N-1", "예약 N-1 내일 오전 9시", "예약 N-1 매일 오전 9시", "상태 N-1",
        "취소 N-1", "일시중지 N-1", "재개 N-1", "재시도 N-1", "재알림 N-1", "회수 N-1", "기록 N-1",
        "권한추가 duri@example.com", "권한해제 hana@example.com", "전체중지 이유", "전체재개",
    ],
)  # fmt: skip
@pytest.mark.parametrize("who", ["duri", "mina"])
async def test_who_may_not_is_refused(desk: AtDesk, line: str, who: str) -> None:
    await desk.space.notice("hana")
    desk = at_desk(desk.space, Reminding(desk.space))
    with pytest.raises((Forbidden, NotFound)):
        await desk.asks(who, f"/공지 {line}")
    assert await desk.states() == [NoticeState.DRAFT]


async def test_a_test_goes_out_once_even_if_it_is_told_again(
    desk: AtDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []

    async def send(_: Trials, actor: Actor, key: str, people: list[str]) -> list[Trial]:
        sent.append(key)
        assert actor.member is not None
        return [Trial(member=actor.member, message_id="1", reason=None)]

    monkeypatch.setattr(Trials, "send", send)
    made = await desk.space.notice("hana")
    card = await desk.asks("hana", "/공지 테스트 N-1", by="same")
    assert "이하나: 보냈어요" in said(card)
    assert "이미" in said(await desk.asks("hana", "/공지 테스트 N-1", by="same"))
    assert sent == [made.id]


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
    label = await _run(desk.space)
    await desk.asks("hana", f"/공지 일시중지 {label}")
    assert await desk.states() == [NoticeState.PAUSED]
    card = await desk.asks("hana", f"/공지 취소 {label}")
    assert card.buttons[0].label.ko == "나머지 12명 취소"
    assert await desk.states() == [NoticeState.PAUSED]
    await desk.presses("hana", card)
    assert await desk.states() == [NoticeState.CANCELLED]


async def test_what_is_paused_goes_on_after_a_review(desk: AtDesk) -> None:
    label = await _run(desk.space)
    await desk.asks("hana", f"/공지 일시중지 {label}")
    card = await desk.asks("hana", f"/공지 재개 {label}")
    assert await desk.states() == [NoticeState.PAUSED]
    await desk.presses("hana", card)
    assert await desk.states() == [NoticeState.SENDING]


async def test_those_who_failed_get_it_again_after_a_review(desk: AtDesk) -> None:
    label = await _run(desk.space, failed=2)
    card = await desk.asks("hana", f"/공지 재시도 {label}")
    assert card.buttons[0].label.ko == "2명에게 다시 보내기"
    view = await desk.space.notices.get(machine_actor(), label)
    assert view.counts.failed == 2
    await desk.presses("hana", card)
    view = await desk.space.notices.get(machine_actor(), label)
    assert (view.counts.failed, view.counts.pending) == (0, 12)


async def test_without_a_failure_there_is_nothing_to_send_again(desk: AtDesk) -> None:
    label = await _run(desk.space)
    with pytest.raises(WrongState):
        await desk.asks("hana", f"/공지 재시도 {label}")


async def test_the_status_counts(desk: AtDesk) -> None:
    label = await _run(desk.space, failed=3)
    card = await desk.asks("hana", f"/공지 상태 {label}")
    assert "▓▓░░░░░░░░ 25%" in said(card)
    assert "실패: 3명" in said(card)
    assert card.follows is not None


async def test_the_list_is_the_newest_first_and_by_states(desk: AtDesk) -> None:
    for _ in range(2):
        await desk.space.notice("hana")
    await desk.space.sent("hana")
    card = await desk.asks("hana", "/공지 목록")
    assert [one.term.ko for one in card.details] == ["N-3", "N-2", "N-1"]
    card = await desk.asks("hana", "/공지 목록 초안")
    assert [one.term.ko for one in card.details] == ["N-2", "N-1"]
    assert (await desk.asks("duri", "/공지 목록")).details == ()
    with pytest.raises(Forbidden):
        await desk.asks("mina", "/공지 목록")


async def test_rights_are_given_and_taken_for_this_rooms_profile(desk: AtDesk) -> None:
    card = await desk.asks("seulgi", "/공지 권한추가 @박두리")
    assert "쓰는 사람: 이하나, 박두리" in said(card)
    await desk.asks("seulgi", "/공지 권한추가 sera@example.com hr")
    await desk.asks("seulgi", "/공지 권한추가 neo@example.com")
    with pytest.raises(LimitReached):
        await desk.asks("seulgi", "/공지 권한추가 oh@example.com")
    card = await desk.asks("seulgi", "/공지 권한해제 duri@example.com 프로필:hr")
    assert "박두리" not in said(card).split("쓰는 사람")[1]
    with pytest.raises(Forbidden):
        await desk.asks("hana", "/공지 권한추가 oh@example.com")


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
    label = await _run(desk.space)
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


async def test_the_record_is_for_super_admins(desk: AtDesk) -> None:
    await desk.space.notice("hana")
    assert "drafted: 이하나" in said(await desk.asks("seulgi", "/공지 기록 N-1"))


async def test_who_somebody_is(desk: AtDesk) -> None:
    assert "프로필: hr 알림" in said(await desk.asks("hana", "/공지 내정보"))
    assert "발송 권한이 없어요" in said(await desk.asks("mina", "/공지 내정보"))
    assert "hr: hr 알림" in said(await desk.asks("hana", "/공지 프로필"))
    with pytest.raises(Forbidden):
        await desk.asks("mina", "/공지 프로필")


async def test_help_is_for_anyone(desk: AtDesk) -> None:
    assert "✕ /공지 보내기" in said(await desk.asks("mina", "/공지"))
    assert "✕" not in said(await desk.asks("seulgi", "/공지 도움말"))
    assert (await desk.asks("hana", "/공지 도움말 예약")).title.ko == "/공지 예약"


@dataclass(slots=True)
class Reminding:
    """Reminds by a draft."""

    space: Space
    made: list[str] = field(default_factory=list)

    async def remaining(self, actor: Actor, key: str) -> int:
        """Always seven."""
        await self.space.notices.get(actor, key)
        return 7

    async def remind(self, actor: Actor, key: str) -> NoticeView:
        """Make one."""
        self.made.append(key)
        made = await self.space.notice("hana")
        await self.space.database.atomically(
            lambda tx: tx.execute("UPDATE notices SET reminds = $1 WHERE id = $2", key, made.id)
        )
        return await self.space.notices.get(actor, made.id)


async def test_who_has_not_answered_is_reminded_once_after_a_review(desk: AtDesk) -> None:
    reminding = Reminding(desk.space)
    desk = at_desk(desk.space, reminding)
    label = await _run(desk.space)
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
    quiet = QuietHours.parse("21:00-08:00") if hasattr(QuietHours, "parse") else None
    space = await build_space(migrated, clock, quiet_hours=quiet)
    await space.profile("hr", granted=["hana"])
    desk = at_desk(space)
    await space.notice("hana")
    assert "방해 금지" in said(await desk.asks("hana", "/공지 보내기 N-1"))
