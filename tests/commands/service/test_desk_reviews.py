from contextlib import suppress
from itertools import product

import pytest

from bot.broadcast.model.notices import NoticeState
from bot.broadcast.service.trials import Trials
from bot.commands.model.commands import Asked, Verb
from bot.core.clock import MINUTE
from bot.core.database import Database
from bot.core.errors import Forbidden, NotFound, SpacecastError, TryLater
from bot.workspace.model.actors import machine_actor
from tests.builders import Space, build_space, draft, email
from tests.clock import ManualClock
from tests.commands.service.desks import AtDesk, at_desk, code_of, said

_SUBJECTS = ("N-1", "S-1", email("duri"), "")
_TEXTS = ("", "내일 오전 9시", "매일 오전 9시", "7F3K")


@pytest.fixture
async def desk(migrated: Database, clock: ManualClock) -> AtDesk:
    """A desk; `hr` is granted to hana and duri."""
    space = await build_space(migrated, clock, grace_seconds=60)
    await space.profile("hr", granted=["hana", "duri"])
    return at_desk(space)


async def test_nothing_is_sent_before_it_is_confirmed_and_then_it_is(desk: AtDesk) -> None:
    made = await desk.space.notice("hana")
    shown = await desk.asks("hana", f"/공지 보내기 {made.label}")
    assert await desk.states() == [NoticeState.DRAFT]
    assert shown.buttons[0].label.ko == "12명에게 보내기"
    assert shown.preview
    assert "받는 사람: 12명" in said(shown)
    done = await desk.presses("hana", shown)
    assert await desk.states() == [NoticeState.PREPARING]
    assert done.follows == made.id
    entries = await desk.space.audit.of("notice", made.id)
    assert [(e.action, e.surface) for e in entries][-1] == ("notice.sent", "chat")


async def test_the_code_says_the_same_as_the_button(desk: AtDesk) -> None:
    made = await desk.space.notice("hana")
    shown = await desk.asks("hana", f"/공지 보내기 {made.label}")
    await desk.asks("hana", f"/공지 확인 {made.label} {code_of(shown).lower()}")
    assert await desk.states() == [NoticeState.PREPARING]


async def test_a_second_press_says_that_it_is_done_and_does_nothing(desk: AtDesk) -> None:
    made = await desk.space.notice("hana")
    shown = await desk.asks("hana", f"/공지 보내기 {made.label}")
    await desk.presses("hana", shown, by="first")
    await desk.space.sending.cancel(machine_actor(), made.id)
    again = await desk.presses("hana", shown, by="second")
    assert "이미 처리했어요" in said(again)
    assert await desk.states() == [NoticeState.DRAFT]


async def test_a_press_that_is_told_again_shows_how_it_stands(desk: AtDesk) -> None:
    made = await desk.space.notice("hana")
    shown = await desk.asks("hana", f"/공지 보내기 {made.label}")
    await desk.presses("hana", shown, by="same")
    version = (await desk.notice(made.id)).version
    again = await desk.presses("hana", shown, by="same")
    assert "이미 처리했어요" in said(again)
    assert (await desk.notice(made.id)).version == version
    assert await desk.space.actions("notice", made.id) == ["notice.drafted", "notice.sent"]


async def test_a_press_that_was_cut_short_goes_on(
    desk: AtDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await desk.space.notice("hana")
    shown = await desk.asks("hana", f"/공지 보내기 {made.label}")
    with monkeypatch.context() as broken:

        async def breaks(*_: object, **__: object) -> None:
            raise ConnectionError

        broken.setattr(type(desk.space.sending), "send", breaks)
        with pytest.raises(ConnectionError):
            await desk.presses("hana", shown, by="same")
    assert await desk.states() == [NoticeState.DRAFT]
    desk.space.clock.move(10 * MINUTE)  # type: ignore[attr-defined] # a manual one
    await desk.presses("hana", shown, by="same")
    assert await desk.states() == [NoticeState.PREPARING]


async def test_after_five_minutes_it_has_to_be_asked_anew(
    desk: AtDesk, clock: ManualClock
) -> None:
    made = await desk.space.notice("hana")
    shown = await desk.asks("hana", f"/공지 보내기 {made.label}")
    clock.move(5 * MINUTE)
    late = await desk.presses("hana", shown)
    assert late.title.ko == "5분이 지났어요"
    assert await desk.states() == [NoticeState.DRAFT]
    await desk.presses("hana", await desk.presses("hana", late))
    assert await desk.states() == [NoticeState.PREPARING]


@pytest.mark.parametrize("other", ["duri", "seulgi"])
async def test_only_who_asked_may_confirm(desk: AtDesk, other: str) -> None:
    made = await desk.space.notice("hana")
    shown = await desk.asks("hana", f"/공지 보내기 {made.label}")
    with pytest.raises(NotFound) as refused:
        await desk.presses(other, shown)
    assert refused.value.word == "wrong_code"
    assert await desk.states() == [NoticeState.DRAFT]


async def test_a_code_is_for_its_notice_only(desk: AtDesk) -> None:
    made, other = await desk.space.notice("hana"), await desk.space.notice("hana")
    shown = await desk.asks("hana", f"/공지 보내기 {made.label}")
    with pytest.raises(NotFound):
        await desk.asks("hana", f"/공지 확인 {other.label} {code_of(shown)}")
    assert await desk.states() == [NoticeState.DRAFT, NoticeState.DRAFT]


async def test_wrong_codes_are_not_tried_for_long(desk: AtDesk, clock: ManualClock) -> None:
    made = await desk.space.notice("hana")
    shown = await desk.asks("hana", f"/공지 보내기 {made.label}")
    for _ in range(5):
        with pytest.raises(NotFound):
            await desk.asks("hana", "/공지 확인 0000")
    with pytest.raises(TryLater):
        await desk.presses("hana", shown)
    clock.move(5 * MINUTE)
    shown = await desk.asks("hana", f"/공지 보내기 {made.label}")
    await desk.presses("hana", shown)
    assert await desk.states() == [NoticeState.PREPARING]


async def _lose_the_profile(space: Space) -> None:
    await space.profiles.revoke(machine_actor(), "hr", email("hana"))


async def _lose_the_right(space: Space) -> None:
    await space.members.remove_send_admin(machine_actor(), email("hana"))


async def _leave(space: Space) -> None:
    await space.members.set_active(machine_actor(), email("hana"), active=False)


async def _lose_the_plan(space: Space) -> None:
    await space.plan(plan="free")


@pytest.mark.parametrize(
    "lose",
    [_lose_the_profile, _lose_the_right, _leave, _lose_the_plan],
    ids=lambda f: f.__name__,
)
@pytest.mark.parametrize(
    "what", ["보내기 {}", "예약 {} 내일 오전 9시", "예약 {} 매일 오전 9시"]
)
async def test_who_has_lost_the_right_since_confirms_nothing(
    desk: AtDesk, lose: object, what: str
) -> None:
    made = await desk.space.notice("hana")
    shown = await desk.asks("hana", f"/공지 {what.format(made.label)}")
    await lose(desk.space)  # type: ignore[operator] # one of those above
    with pytest.raises(Forbidden):
        await desk.presses("hana", shown)
    assert await desk.states() == [NoticeState.DRAFT]
    assert await desk.space.planning.schedules.page(machine_actor()) == []


async def test_a_notice_that_was_changed_since_is_shown_anew(desk: AtDesk) -> None:
    made = await desk.space.notice("hana")
    shown = await desk.asks("hana", f"/공지 보내기 {made.label}")
    other = draft(variables={"title": "다른 제목", "body": "다른 글"})
    await desk.space.notices.change(machine_actor(), made.id, other)
    anew = await desk.presses("hana", shown, by="press")
    assert "그 사이" in said(anew) or "바뀌었어요" in said(anew)
    assert await desk.states() == [NoticeState.DRAFT]
    # Told once more, the same press shows the same review.
    assert code_of(await desk.presses("hana", shown, by="press")) == code_of(anew)
    assert code_of(anew) != code_of(shown)
    await desk.presses("hana", anew)
    assert await desk.states() == [NoticeState.PREPARING]


async def test_what_is_let_be_can_not_be_confirmed_later(desk: AtDesk) -> None:
    made = await desk.space.notice("hana")
    shown = await desk.asks("hana", f"/공지 보내기 {made.label}")
    assert (await desk.presses("hana", shown, 1)).title.ko == "그만뒀어요"
    await desk.presses("hana", shown)
    assert await desk.states() == [NoticeState.DRAFT]


async def test_a_command_that_is_told_again_makes_one_review(desk: AtDesk) -> None:
    made = await desk.space.notice("hana")
    first = await desk.asks("hana", f"/공지 보내기 {made.label}", by="same")
    second = await desk.asks("hana", f"/공지 보내기 {made.label}", by="same")
    assert code_of(first) == code_of(second)


@pytest.mark.parametrize("verb", [verb for verb in Verb if verb is not Verb.CONFIRM])
async def test_no_command_begins_to_send_without_a_confirmation(
    desk: AtDesk, monkeypatch: pytest.MonkeyPatch, verb: Verb
) -> None:
    async def no_trial(*_: object, **__: object) -> list[object]:
        return []

    monkeypatch.setattr(Trials, "send", no_trial)
    await desk.space.notice("hana")
    for subject, text in product(_SUBJECTS, _TEXTS):
        with suppress(SpacecastError):
            await desk.asks("seulgi", Asked(verb=verb, subject=subject, text=text))
    assert set(await desk.states()) == {NoticeState.DRAFT}
    assert await desk.space.planning.schedules.page(machine_actor()) == []
