"""What is refused about schedules, and how quiet hours are passed."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.config_schedules import QuietHoursConfig
from bot.core.clock import SystemClock
from tests.web.api.conftest import CONTENT, Api
from tests.web.api.test_schedules import MONDAYS, NOTICE, made
from tests.web.conftest import start_space

_WHOLE: dict[str, Any] = {"notice": NOTICE, "rules": [MONDAYS]}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({}, {"/notice": "required", "/rules": "required"}),
        ({**_WHOLE, "rules": []}, {"/rules": "rules_required"}),
        ({**_WHOLE, "rules": "daily"}, {"/rules": "wrong_type"}),
        (
            {**_WHOLE, "rules": [5, {"hourly": 1}]},
            {"/rules/0": "bad_rule", "/rules/1": "bad_rule"},
        ),
        ({**_WHOLE, "rules": ["매일 3시"]}, {"/rules/0": "ambiguous_hour"}),
        ({**_WHOLE, "rules": [MONDAYS, "sometimes"]}, {"/rules/1": "not_understood"}),
        ({**_WHOLE, "rules": [{"cron": "x"}]}, {"/rules/0/cron": "bad_cron"}),
        ({**_WHOLE, "rules": [{"every": "4m"}]}, {"/rules/0/every": "too_often"}),
        ({**_WHOLE, "rules": [{"cron": "*/4 * * * *"}]}, {"/rules": "too_often"}),
        (
            {**_WHOLE, "rules": [{"daily": "09:00"}, {"daily": "09:02"}]},
            {"/rules": "too_often"},
        ),
        ({**_WHOLE, "rules": [{"at": "2020-01-01T09:00"}]}, {"/rules": "never_planned"}),
        ({**_WHOLE, "rules": [MONDAYS] * 11}, {"/rules": "too_many_rules"}),
        ({**_WHOLE, "timezone": "Mars"}, {"/timezone": "timezone_unknown"}),
        ({**_WHOLE, "ends": "2020-01-01"}, {"/rules": "never_planned"}),
        (
            {**_WHOLE, "starts": "2031-01-01", "ends": "2030-01-01"},
            {"/ends": "ends_before_start"},
        ),
        ({**_WHOLE, "ends": "later"}, {"/ends": "not_understood"}),
        ({**_WHOLE, "holidays": "maybe"}, {"/holidays": "choice_unknown"}),
        ({**_WHOLE, "at": "now"}, {"/at": "unknown_field"}),
        (
            {"notice": {"profile": "hr", "title": "가" * 21}, "rules": ["?"]},
            {"/notice/title": "title_too_long", "/rules/0": "not_understood"},
        ),
        (
            {**_WHOLE, "notice": {**NOTICE, "audience": {"members": []}}},
            {"/notice/audience": "nobody"},
        ),
        (
            {**_WHOLE, "notice": {**NOTICE, "reminders": {"after": "24h"}}},
            {"/notice/reminders": "reminders_repeat"},
        ),
        (
            {**_WHOLE, "notice": {**NOTICE, "not_after": "2031-01-01T00:00:00Z"}},
            {"/notice/not_after": "not_after_repeats"},
        ),
    ],
)
async def test_a_wrong_schedule_names_every_place_and_leaves_nothing(
    api: Api, body: dict[str, Any], found: dict[str, str]
) -> None:
    answer = await api.ask("POST", "/schedules", body, by="hana")
    assert (answer.status, answer.pointers) == (422, found)
    assert (await api.done("GET", "/schedules"))["items"] == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"rule": {"every": "4m"}}, {"/rule/every": "too_often"}),
        ({"rule": {"cron": "*/4 * * * *"}}, {"/rule": "too_often"}),
        ({"rule": "sometimes"}, {"/rule": "not_understood"}),
        ({"rules": ["sometimes"]}, {"/rules/0": "not_understood"}),
        ({"rule": MONDAYS, "rules": [MONDAYS]}, {"/rules": "given_twice"}),
        ({"at": "매주 월요일 3시"}, {"/at": "ambiguous_hour"}),
        ({"at": "매주 월요일 09:00"}, {"/at": "repeats"}),
        ({"at": "tomorrow at 9am", "ends": "2031-01-01"}, {"/ends": "only_with_rules"}),
    ],
)
async def test_a_draft_stays_where_its_times_are_wrong(
    api: Api, body: dict[str, Any], found: dict[str, str]
) -> None:
    notice = await api.draft()
    answer = await api.ask("POST", f"/notices/{notice}/schedule", body, by="hana")
    assert (answer.status, answer.pointers) == (422, found)
    assert (await api.done("GET", f"/notices/{notice}"))["state"] == "draft"
    answer = await api.ask("POST", "/broadcasts", {**NOTICE, **body}, by="hana")
    assert (answer.status, answer.pointers) == (422, found)


async def test_only_a_planned_time_is_skipped(api: Api) -> None:
    await made(api)
    path = "/schedules/S-1/skip"
    for at, code in (("2031-01-01T09:00:00", "not_planned"), ("soon", "time_invalid")):
        answer = await api.ask("POST", path, {"at": at}, by="hana")
        assert (answer.status, answer.pointers) == (422, {"/at": code})
    answer = await api.ask("POST", "/schedules/S-1/unskip", by="hana")
    assert (answer.status, answer.pointers) == (422, {"/at": "required"})


async def test_who_may_not_use_the_profile_learns_nothing(api: Api) -> None:
    await made(api)
    for method, path in (
        ("GET", "/schedules/S-1"),
        ("PATCH", "/schedules/S-1"),
        ("DELETE", "/schedules/S-1"),
        ("GET", "/schedules/S-1/next"),
        ("GET", "/schedules/S-1/occurrences"),
        ("POST", "/schedules/S-1/pause"),
        ("POST", "/schedules/S-1/skip"),
    ):
        answer = await api.ask(method, path, by="duri")
        assert (answer.status, answer.body["code"]) == (404, "schedule_not_found"), path
        answer = await api.ask(method, path, by="mina")
        assert (answer.status, answer.body["code"]) == (403, "not_send_admin"), path
    answer = await api.ask("POST", "/schedules", _WHOLE, by="duri")
    assert (answer.status, answer.body["code"]) == (403, "profile_not_granted")
    assert (await api.done("GET", "/schedules", by="duri"))["items"] == []


@pytest.mark.parametrize(
    ("request_", "scope"),
    [
        (("GET", "/schedules"), "notices:read"),
        (("GET", "/schedules/S-1/next"), "notices:read"),
        (("POST", "/schedules", _WHOLE), "notices:write"),
        (("POST", "/schedules", _WHOLE), "notices:send"),
        (("PATCH", "/schedules/S-1", {}), "notices:write"),
        (("POST", "/schedules/S-1/resume"), "notices:send"),
        (("DELETE", "/schedules/S-1"), "notices:send"),
    ],
)
async def test_every_call_needs_its_scope(
    api: Api, request_: tuple[str, str] | tuple[str, str, object], scope: str
) -> None:
    headers = await api.token_without("hana", scope)
    answer = await api.ask(*request_, headers=headers)
    assert (answer.status, answer.body["code"]) == (403, "scope_missing")
    assert scope in answer.body["detail"]


async def test_the_free_plan_keeps_schedules_and_lets_them_be_stopped(api: Api) -> None:
    await made(api)
    await api.done("PATCH", "/workspace", {"plan": "free"})
    for request in (
        ("POST", "/schedules", {"notice": {**NOTICE, "title": "가" * 21}, "rules": ["?"]}),
        ("PATCH", "/schedules/S-1", {"holidays": "skip"}),
        ("POST", "/schedules/S-1/resume", None),
    ):
        answer = await api.ask(*request, by="hana")
        assert (answer.status, answer.body["code"]) == (403, "plan_required")
    assert (await api.done("GET", "/schedules/S-1", by="hana"))["state"] == "active"
    assert (await api.done("POST", "/schedules/S-1/pause", by="hana"))["state"] == "paused"


@pytest.fixture
async def quiet(ledger: str, tmp_path: Path) -> AsyncIterator[Api]:
    """The API of a Spacecast in the middle of its quiet hours."""
    now = datetime.fromtimestamp(SystemClock().now() / 1000, UTC) + timedelta(hours=9)
    hours = {
        "start": f"{now - timedelta(hours=2):%H:%M}",
        "end": f"{now + timedelta(hours=2):%H:%M}",
    }
    config = QuietHoursConfig.model_validate(hours)
    async with start_space(ledger, tmp_path, quiet_hours=config) as space:
        yield Api(space)


async def test_quiet_hours_hold_what_is_not_urgent_and_a_reason_passes_them(quiet: Api) -> None:
    notice = await quiet.draft()
    path = f"/notices/{notice}/send"
    answer = await quiet.ask("POST", path, by="hana")
    held = answer.body
    assert (answer.status, held["state"], held["state_reason"]) == (
        202,
        "scheduled",
        "quiet_hours",
    )
    assert held["scheduled_at"].endswith(":00+09:00")
    answer = await quiet.ask("POST", path, {"urgent": {"reason": " "}}, by="hana")
    assert (answer.status, answer.pointers) == (422, {"/urgent/reason": "required"})
    sent = await quiet.ask("POST", path, {"urgent": {"reason": "장애"}}, by="hana")
    assert (sent.status, sent.body["urgent"]) == (202, {"reason": "장애"})
    assert (await quiet.finished(notice))["state"] == "sent"
    broadcast = await quiet.ask("POST", "/broadcasts", {**NOTICE, **CONTENT}, by="hana")
    assert (broadcast.status, broadcast.body["state_reason"]) == (202, "quiet_hours")
