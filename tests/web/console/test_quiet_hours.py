"""What the console says and lets do in quiet hours, and on holidays."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.broadcast.model.local_time import moment_at, wall_of
from bot.broadcast.model.notices import QUIET_HOURS, Notice, NoticeState
from bot.config_schedules import QuietHoursConfig
from bot.core.clock import SystemClock
from tests.browser.schedule_shots import fired, noticed
from tests.builders import SUPER
from tests.web.conftest import RunningSpace, start_space
from tests.web.console.conftest import Visitor

SEOUL = ZoneInfo("Asia/Seoul")


def _around_now() -> QuietHoursConfig:
    """Quiet hours that began two hours ago and end in three."""
    wall = wall_of(moment_at(SystemClock().now()), SEOUL).replace(second=0, microsecond=0)
    return QuietHoursConfig(
        start=(wall - timedelta(hours=2)).time(), end=(wall + timedelta(hours=3)).time()
    )


@pytest.fixture
async def quiet_space(tmp_path: Path) -> AsyncIterator[RunningSpace]:
    """A running Spacecast in quiet hours."""
    ledger = f"sqlite:///{tmp_path}/spacecast.db"
    async with start_space(ledger, tmp_path, quiet_hours=_around_now()) as started:
        yield started


async def _draft(space: RunningSpace) -> str:
    actor = await space.actor("hana")
    return (await space.system.parts.notices.draft(actor, noticed("안내"))).notice.id


async def _notice(space: RunningSpace, key: str) -> Notice:
    return (await space.system.parts.notices.get(await space.actor(SUPER), key)).notice


async def test_the_review_says_until_when_it_waits_and_asks_why_it_is_urgent(
    quiet_space: RunningSpace,
) -> None:
    key = await _draft(quiet_space)
    page = (await Visitor(quiet_space, "hana").get(f"/notices/{key}/review")).text
    assert "방해 금지 시간이라" in page
    assert 'name="urgent"' in page
    english = (await Visitor(quiet_space, "hana", "en").get(f"/notices/{key}/review")).text
    assert "Quiet hours: it waits until" in english


async def test_what_is_sent_in_quiet_hours_is_held_and_can_be_sent_as_urgent(
    quiet_space: RunningSpace,
) -> None:
    key, hana = await _draft(quiet_space), Visitor(quiet_space, "hana")
    held = await hana.post(f"/notices/{key}/send", {"count": "12"})
    assert (held.status, held.to) == (303, f"/notices/{key}")
    notice = await _notice(quiet_space, key)
    assert (notice.state, notice.state_reason) == (NoticeState.SCHEDULED, QUIET_HOURS)
    page = (await hana.get(f"/notices/{key}")).text
    assert "기다렸다가 보내요" in page
    assert "지금 보내기(긴급)" in page
    assert "기다리는 중" in (await hana.get("/schedules")).text
    refused = await hana.post(f"/notices/{key}/urgent", {"reason": "  "})
    assert refused.status == 422
    assert 'id="reason-fault"' in refused.text
    await hana.post(f"/notices/{key}/urgent", {"reason": "정전"})
    sent = await _notice(quiet_space, key)
    assert sent.state is not NoticeState.SCHEDULED
    assert sent.urgent_reason == "정전"
    entries = await quiet_space.system.parts.audit.of("notice", key)
    assert any(entry.detail.get("urgent") == "정전" for entry in entries)
    again = await hana.post(f"/notices/{key}/urgent", {"reason": "정전"})
    assert again.to == f"/notices/{key}"


async def test_a_held_notice_can_be_cancelled(quiet_space: RunningSpace) -> None:
    key, hana = await _draft(quiet_space), Visitor(quiet_space, "hana")
    await hana.post(f"/notices/{key}/send", {"count": "12"})
    assert (await hana.post(f"/notices/{key}/cancel")).to == f"/notices/{key}/edit"
    assert (await _notice(quiet_space, key)).state is NoticeState.DRAFT


async def test_with_a_reason_it_is_sent_at_once(quiet_space: RunningSpace) -> None:
    key, hana = await _draft(quiet_space), Visitor(quiet_space, "hana")
    await hana.post(f"/notices/{key}/send", {"count": "12", "urgent": "정전"})
    assert (await _notice(quiet_space, key)).state is not NoticeState.SCHEDULED


async def test_a_chosen_holiday_is_named_and_blocks_nothing(
    running_space: RunningSpace,
) -> None:
    key, hana = await _draft(running_space), Visitor(running_space, "hana")
    year = wall_of(moment_at(running_space.system.parts.clock.now()), SEOUL).year + 1
    answer = await hana.post(f"/notices/{key}/schedule", {"at": f"{year}-12-25T09:00"})
    assert answer.status == 303
    assert "기독탄신일" in (await hana.get(f"/notices/{key}")).text
    assert "그날은 공휴일이에요: 기독탄신일" in (await hana.get(f"/notices/{key}/review")).text


async def test_a_notice_of_a_schedule_says_so(running_space: RunningSpace) -> None:
    label, key = await fired(running_space)
    page = (await Visitor(running_space, "hana").get(f"/notices/{key}")).text
    assert f'href="/schedules/{label}"' in page
    assert f"정기 공지 {label}" in page
    assert "예정" in page
    gone = await Visitor(running_space, "hana").post(f"/schedules/{label}/delete")
    assert gone.status == 303
    assert (
        "삭제한 정기 공지" in (await Visitor(running_space, "hana").get(f"/notices/{key}")).text
    )
