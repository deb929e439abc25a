import pytest

from bot.broadcast.model.notices import NoticeState, Reminders
from bot.broadcast.service.trials import Trial, Trials
from bot.commands.model.commands import Asked, Verb
from bot.core.clock import HOUR
from bot.core.database import Database
from bot.core.errors import Forbidden, LimitReached, NotFound, SpacecastError
from bot.workspace.model.actors import Actor
from tests.builders import build_space
from tests.clock import ManualClock
from tests.commands.service.desks import AtDesk, at_desk, said


@pytest.fixture
async def desk(migrated: Database, clock: ManualClock) -> AtDesk:
    """A desk; `hr` is granted to hana."""
    space = await build_space(migrated, clock)
    await space.profile("hr", granted=["hana"])
    return at_desk(space)


async def test_a_draft_is_written_in_one_line(desk: AtDesk) -> None:
    card = await desk.asks(
        "hana",
        '/공지 작성 제목:"건강검진" 이미지:https://example.com/a.png 링크:"예약|https://example.com"'
        ' 항목:"장소|3층" 대상:"본사 > 인사팀" 제외:ilgu@example.com 긴급:"오늘까지" 재알림:"24시간마다 2번"'
        ' 기한:"내일 오후 6시"\n꼭 받아 주세요.\n12월까지예요.',
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
        "권한추가 duri@example.com hr", "권한해제 hana@example.com hr", "전체중지 이유", "전체재개",
    ],
)  # fmt: skip
@pytest.mark.parametrize("who", ["duri", "mina"])
async def test_who_may_not_is_refused(desk: AtDesk, line: str, who: str) -> None:
    await desk.space.notice("hana")
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
    # A button may leave out the profile.
    card = await desk.asks("seulgi", Asked(verb=Verb.GRANT, subject="박두리"))
    assert "박두리" in said(card).split("쓰는 사람")[1]
    await desk.asks("seulgi", "/공지 권한추가 sera@example.com hr")
    await desk.asks("seulgi", "/공지 권한추가 neo@example.com hr")
    with pytest.raises(LimitReached):
        await desk.asks("seulgi", "/공지 권한추가 oh@example.com hr")
    card = await desk.asks("seulgi", "/공지 권한해제 duri@example.com 프로필:hr")
    assert "박두리" not in said(card).split("쓰는 사람")[1]
    with pytest.raises(Forbidden):
        await desk.asks("hana", "/공지 권한추가 oh@example.com hr")


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
