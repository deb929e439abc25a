from dataclasses import replace

import pytest

from bot.broadcast.model.notices import NoticeState
from bot.broadcast.model.profiles import OnUncertain, Profile, ProfileStatus
from bot.broadcast.model.standstill import QUIET, Standstill, Surroundings, Waiting, standstill
from bot.core.clock import HOUR, MINUTE, SECOND
from tests.broadcast.notice import NOTICE

NOW = 100 * MINUTE
SENDING = replace(NOTICE, state=NoticeState.SENDING, started_at=0)
PROFILE = Profile(
    id="hr",
    name="인사팀",
    description="",
    contact="",
    avatar=None,
    status=ProfileStatus.ACTIVE,
    status_reason=None,
    app_key="",
    bot_id=1,
    rate_ceiling=None,
    on_uncertain=OnUncertain.HOLD,
    declared_in=None,
)
PAUSED = replace(PROFILE, status=ProfileStatus.PAUSED)
REFUSED = replace(PAUSED, status_reason="unauthorized")
ALIVE = Surroundings(engine_seen=True, open_deliveries=3, super_admins="김슬기")
TROUBLE = Waiting(reason="internal_server_error", deliveries=2, next_due=NOW + 20 * SECOND)
BROKEN = Waiting(reason="broken", deliveries=1, next_due=NOW + 10 * SECOND)
LIMITED = Waiting(reason="too_many_requests", deliveries=1, next_due=NOW + 5 * MINUTE)


def _found(
    around: Surroundings = ALIVE,
    profile: Profile = PROFILE,
    *,
    quiet: int = QUIET,
    rate: float | None = None,
) -> Standstill | None:
    notice = replace(SENDING, rate=rate)
    return standstill(notice, profile, around, last_progress_at=NOW - quiet, now=NOW)


@pytest.mark.parametrize(
    ("around", "profile", "rate", "code"),
    [
        (replace(ALIVE, engine_seen=False), REFUSED, 0.01, "no_engine"),
        (replace(ALIVE, waiting=[LIMITED]), PAUSED, 0.01, "profile_paused"),
        (replace(ALIVE, waiting=[LIMITED]), REFUSED, 0.01, "key_refused"),
        (replace(ALIVE, waiting=[TROUBLE, BROKEN]), PROFILE, 0.01, "waiting_for_retry"),
        (replace(ALIVE, waiting=[TROUBLE]), PROFILE, 0.01, "low_rate"),
        (replace(ALIVE, waiting=[TROUBLE, LIMITED]), PROFILE, None, "waiting_for_retry"),
        (
            replace(ALIVE, open_deliveries=9, waiting=[LIMITED]),
            PROFILE,
            None,
            "waiting_for_retry",
        ),
        (ALIVE, replace(PROFILE, rate_ceiling=0.01), None, "low_rate"),
        (ALIVE, replace(PROFILE, rate_ceiling=0.01), 5.0, "low_rate"),
        (replace(ALIVE, waiting=[TROUBLE]), PROFILE, 5.0, "unknown"),
        (ALIVE, PROFILE, None, "unknown"),
    ],
)
def test_the_most_specific_cause_is_named(
    around: Surroundings, profile: Profile, rate: float | None, code: str
) -> None:
    found = _found(around, profile, rate=rate)
    assert found is not None
    assert found.code == code
    assert found.text.ko.startswith("N-42 공지를 60초째 더 보내지 못하고 있어요. ")
    assert found.text.en.startswith("N-42 has made no progress for 60 seconds. ")


def test_a_minute_without_progress_is_a_standstill_and_less_is_not() -> None:
    assert _found(quiet=QUIET - 1) is None
    assert _found(quiet=QUIET) is not None


@pytest.mark.parametrize("state", sorted(set(NoticeState) - {"preparing", "sending"}))
def test_what_does_not_run_does_not_stand_still(state: NoticeState) -> None:
    notice = replace(SENDING, state=state)
    assert standstill(notice, PROFILE, ALIVE, last_progress_at=None, now=NOW) is None


@pytest.mark.parametrize("at", ["started_at", "grace_until", "updated_at"])
def test_a_fresh_start_counts_as_progress_whatever_came_before(at: str) -> None:
    notice = replace(SENDING, **{at: NOW - SECOND})  # type: ignore[arg-type] # a time, by its name
    assert standstill(notice, PROFILE, ALIVE, last_progress_at=None, now=NOW) is None
    assert standstill(notice, PROFILE, ALIVE, last_progress_at=SECOND, now=NOW) is None


def test_a_notice_in_its_grace_time_does_not_stand_still() -> None:
    notice = replace(NOTICE, state=NoticeState.PREPARING, grace_until=NOW + 5 * SECOND)
    assert standstill(notice, PROFILE, ALIVE, last_progress_at=None, now=NOW) is None


def test_preparing_needs_an_engine_and_nothing_of_the_profile() -> None:
    notice = replace(NOTICE, state=NoticeState.PREPARING, grace_until=0)
    for seen, code in ((False, "no_engine"), (True, "unknown")):
        around = replace(ALIVE, engine_seen=seen)
        found = standstill(notice, REFUSED, around, last_progress_at=None, now=NOW)
        assert found is not None
        assert found.code == code


def test_a_low_rate_is_no_excuse_once_the_next_message_is_overdue() -> None:
    for quiet, code in ((99 * SECOND, "low_rate"), (110 * SECOND, "unknown")):
        found = _found(quiet=quiet, rate=0.01)
        assert found is not None
        assert found.code == code


@pytest.mark.parametrize(
    ("around", "profile", "rate", "ko", "en"),
    [
        (
            ALIVE,
            PAUSED,
            None,
            "김슬기(슈퍼 관리자)에게 다시 켜 달라고 요청해 주세요.",
            "Ask 김슬기 (super admin) to resume it.",
        ),
        (
            replace(ALIVE, super_admins=""),
            REFUSED,
            None,
            "프로필이 멈췄어요(unauthorized). 슈퍼 관리자에게 App Key를 확인하고",
            "is paused (unauthorized). Ask a super admin to check the App Key",
        ),
        (
            replace(ALIVE, waiting=[TROUBLE, BROKEN]),
            PROFILE,
            None,
            "다시 보내기를 기다려요(internal_server_error). 10초 뒤에 저절로 다시 보내요.",
            "waits for another attempt (internal_server_error). It is tried again by itself in 10 seconds.",
        ),
        (
            replace(ALIVE, waiting=[LIMITED]),
            PROFILE,
            None,
            "기다리라고 했어요(too_many_requests). 5분 뒤에",
            "asked to wait (too_many_requests). It is tried again by itself in 5 minutes.",
        ),
        (
            ALIVE,
            PROFILE,
            0.01,
            "이 공지의 속도가 1분에 0.6건으로 낮아요. 다음 메시지는 40초 뒤에 나가요.",
            "The rate of this notice is as low as 0.6 messages a minute. The next one goes out in 40 seconds.",
        ),
    ],
)
def test_the_words_say_the_reason_and_what_to_do(
    around: Surroundings, profile: Profile, rate: float | None, ko: str, en: str
) -> None:
    found = _found(around, profile, rate=rate)
    assert found is not None
    assert ko in found.text.ko
    assert en in found.text.en
    assert found.answer("ko") == {"code": found.code, "text": found.text.ko}


def test_a_long_standstill_is_told_in_minutes_and_hours() -> None:
    for quiet, ko in ((3 * MINUTE, "3분째"), (4 * HOUR, "4시간째")):
        notice = replace(SENDING, started_at=None)
        found = standstill(notice, PROFILE, ALIVE, last_progress_at=0, now=quiet)
        assert found is not None
        assert ko in found.text.ko
