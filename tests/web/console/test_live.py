"""How far a notice is, in numbers and words."""

from dataclasses import replace

import pytest

from bot.broadcast.model.audience import Audience
from bot.broadcast.model.notices import Counts, Notice, NoticeState
from bot.broadcast.model.profiles import OnUncertain, Profile, ProfileStatus
from bot.broadcast.model.standstill import Standstill
from bot.broadcast.service.notices import NoticeView
from bot.core.clock import SECOND
from bot.core.errors import Bilingual
from bot.web.console.live import Seen, live_of

NOW = 1_000 * SECOND
PROFILE = Profile(
    id="hr",
    name="인사팀",
    description="",
    contact="",
    avatar=None,
    status=ProfileStatus.ACTIVE,
    status_reason=None,
    app_key="key",
    bot_id=1,
    rate_ceiling=None,
    on_uncertain=OnUncertain.HOLD,
    declared_in=None,
)
NOTICE = Notice(
    id="nt_1",
    number=1,
    profile_id="hr",
    author_id="mb_1",
    author_name="이하나",
    surface="console",
    title="안내",
    template="plain",
    variables={},
    audience=Audience(),
    frozen=None,
    state=NoticeState.SENDING,
    state_reason=None,
    urgent_reason=None,
    on_uncertain=OnUncertain.HOLD,
    not_after=None,
    scheduled_at=None,
    grace_until=None,
    prepared_at=None,
    started_at=NOW - 10 * SECOND,
    finished_at=None,
    version=1,
    created_at=0,
    updated_at=0,
)


def _view(counts: Counts, notice: Notice = NOTICE, profile: Profile = PROFILE) -> NoticeView:
    return NoticeView(notice=notice, counts=counts, profile=profile)


def test_half_done_says_the_rate_and_the_time_that_is_left() -> None:
    live = live_of(_view(Counts(sent=90, failed=10, pending=100)), NOW, "ko")
    assert (live.percent, live.rate, live.left) == (50, 10.0, "10초")
    assert live.running


def test_a_finished_notice_has_no_time_left() -> None:
    done = replace(NOTICE, state=NoticeState.SENT, finished_at=NOW)
    live = live_of(_view(Counts(sent=100), done), NOW + 99 * SECOND, "en")
    assert (live.percent, live.rate, live.left) == (100, 10.0, "")
    assert not live.running


def test_after_a_rest_the_rate_is_that_of_now() -> None:
    slept = replace(NOTICE, started_at=NOW - 3_600 * SECOND)
    since = Seen(at=NOW - 5 * SECOND, tried=50)
    view = _view(Counts(sent=100, pending=100), slept)
    assert live_of(view, NOW, "ko", since).rate == 10.0
    assert live_of(view, NOW, "ko").rate < 1


def test_a_pause_is_no_end_and_nothing_moves() -> None:
    rests = replace(NOTICE, state=NoticeState.PAUSED)
    live = live_of(_view(Counts(sent=10, pending=90), rests), NOW, "ko")
    assert (live.running, live.moving, live.ended, live.left) == (True, False, False, "")


COUNTS = Counts(sent=7, failed=3, uncertain=2)


@pytest.mark.parametrize("state", list(NoticeState))
def test_what_may_be_repeated_or_corrected_is_what_has_ended(state: NoticeState) -> None:
    live = live_of(_view(COUNTS, replace(NOTICE, state=state)), NOW, "ko")
    offered = (live.retryable, live.resendable, live.correctable)
    match state:
        case NoticeState.SENT | NoticeState.PARTIALLY_SENT | NoticeState.FAILED:
            assert offered == (3, 2, 7)
        case NoticeState.CANCELLED:
            assert offered == (0, 0, 7)
        case _:
            assert offered == (0, 0, 0)


def test_the_page_is_drawn_again_where_a_standstill_begins() -> None:
    view = _view(Counts(pending=1))
    still = Standstill(code="no_engine", text=Bilingual("멈춰 있어요.", "It stands still."))
    before = live_of(view, NOW, "en")
    after = live_of(replace(view, standstill=still), NOW, "en")
    assert before.shape != after.shape
    assert after.numbers()["standstill"] == "It stands still."


def test_the_grace_time_counts_down_in_whole_seconds() -> None:
    waits = replace(
        NOTICE, state=NoticeState.PREPARING, started_at=None, grace_until=NOW + 8_100
    )
    assert live_of(_view(Counts(), waits), NOW, "ko").grace == "9초"
    assert live_of(_view(Counts(), waits), NOW + 9 * SECOND, "ko").grace == ""


def test_a_paused_profile_blocks() -> None:
    paused = replace(PROFILE, status=ProfileStatus.PAUSED)
    assert live_of(_view(Counts(pending=1), profile=paused), NOW, "ko").blocked
