"""How far a notice is, in numbers and words."""

from dataclasses import replace

import pytest

from bot.broadcast.model.audience import Audience
from bot.broadcast.model.deliveries import CONTENT_ERRORS, CREDENTIAL_ERRORS, PERSON_ERRORS
from bot.broadcast.model.notices import Counts, Notice, NoticeState
from bot.broadcast.model.profiles import OnUncertain, Profile, ProfileStatus
from bot.broadcast.service.notices import NoticeView
from bot.core.clock import SECOND
from bot.web.console.live import live_of
from bot.web.console.reasons import reason_of

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


def test_the_grace_time_counts_down_in_whole_seconds() -> None:
    waits = replace(
        NOTICE, state=NoticeState.PREPARING, started_at=None, grace_until=NOW + 8_100
    )
    assert live_of(_view(Counts(), waits), NOW, "ko").grace == "9초"
    assert live_of(_view(Counts(), waits), NOW + 9 * SECOND, "ko").grace == ""


def test_a_paused_profile_blocks() -> None:
    paused = replace(PROFILE, status=ProfileStatus.PAUSED)
    assert live_of(_view(Counts(pending=1), profile=paused), NOW, "ko").blocked


@pytest.mark.parametrize(
    "code",
    sorted({*CONTENT_ERRORS, *CREDENTIAL_ERRORS, *PERSON_ERRORS, "excluded", "interrupted"}),
)
def test_every_known_reason_says_what_to_do(code: str) -> None:
    reason = reason_of(code)
    assert code not in reason.what.ko
    assert reason.advice.ko
    assert reason.advice.en


def test_an_unknown_reason_is_quoted() -> None:
    assert "teapot" in reason_of("teapot").what.ko
    assert "teapot" in reason_of("teapot").what.en
