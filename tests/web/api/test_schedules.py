"""Schedules: made, read, changed, stopped, skipped, and what became of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core.clock import SystemClock
from tests.builders import email
from tests.web.api.conftest import CONTENT, Api

MONDAYS = {"weekly": {"days": ["mon"], "time": "09:00"}}
NOTICE = {"profile": "hr", **CONTENT}
POSTGRESQL = pytest.mark.parametrize("ledger", ["sqlite", "postgresql"], indirect=True)


async def made(api: Api, by: str = "hana", **fields: object) -> Any:
    """A new schedule, on Mondays at nine unless told otherwise."""
    body = {"notice": NOTICE, "rules": [MONDAYS], **fields}
    return await api.done("POST", "/schedules", body, by=by)


@POSTGRESQL
async def test_a_schedule_is_made_read_changed_and_removed(api: Api) -> None:
    answer = await api.ask(
        "POST", "/schedules", {"notice": NOTICE, "rules": [MONDAYS]}, by="hana"
    )
    assert answer.status == 201
    new = answer.body
    assert answer.headers["Location"] == f"/api/v1/schedules/{new['id']}"
    assert answer.headers["ETag"] == '"1"'
    assert (new["label"], new["state"], new["timezone"]) == ("S-1", "active", "Asia/Seoul")
    assert (new["holidays"], new["content"]) == ("send", "saved")
    assert (new["rules"], new["words"]) == ([MONDAYS], ["Every Monday at 09:00"])
    assert len(new["next"]) == 5
    assert all(one["at"].endswith("T09:00:00+09:00") for one in new["next"])
    assert [entry["action"] for entry in new["timeline"]] == ["schedule.created"]
    assert await api.done("GET", "/schedules/S-1", by="hana") == new
    changed = await api.done(
        "PATCH",
        "/schedules/S-1",
        {"notice": {"title": "새 제목"}, "holidays": "skip"},
        by="hana",
    )
    assert (changed["title"], changed["holidays"], changed["version"]) == ("새 제목", "skip", 2)
    assert changed["notice"]["variables"]["body"] == CONTENT["body"]
    assert changed["rules"] == [MONDAYS]
    (listed,) = (await api.done("GET", "/schedules?state=active&query=새", by="hana"))["items"]
    assert (listed["label"], len(listed["next"])) == ("S-1", 1)
    assert (await api.ask("DELETE", "/schedules/S-1", by="hana")).status == 204
    answer = await api.ask("GET", "/schedules/S-1", by="hana")
    assert (answer.status, answer.body["code"]) == (404, "schedule_not_found")


@pytest.mark.parametrize(
    ("rule", "read"),
    [
        ("매주 월요일 오전 9시", MONDAYS),
        ("every Monday at 09:00", MONDAYS),
        ("평일 오전 9시", {"weekdays": "09:00"}),
        ("매월 말일 18:00", {"monthly": {"day": "last", "time": "18:00"}}),
        ("cron: 0 9 * * 1-5", {"cron": "0 9 * * 1-5"}),
        ("2030-12-24 09:00", {"at": "2030-12-24T09:00"}),
        ({"daily": "9:00"}, {"daily": "09:00"}),
    ],
)
async def test_a_rule_may_be_in_words(api: Api, rule: object, read: object) -> None:
    assert (await made(api, rules=[rule]))["rules"] == [read]
    notice = await api.draft()
    answer = await api.ask("POST", f"/notices/{notice}/schedule", {"rule": rule}, by="hana")
    assert (answer.status, answer.body["rules"]) == (201, [read])


@POSTGRESQL
async def test_times_are_skipped_and_sent_after_all(api: Api) -> None:
    first = (await made(api))["next"][0]
    skipped = await api.done("POST", "/schedules/S-1/skip", by="hana")
    assert skipped["next"][0] == {"at": first["at"], "skipped": True}
    second = skipped["next"][1]["at"]
    await api.done("POST", "/schedules/S-1/skip", {"at": second}, by="hana")
    found = await api.done("GET", "/schedules/S-1/next?count=3", by="hana")
    assert [one["skipped"] for one in found["items"]] == [True, True, False]
    await api.done("POST", "/schedules/S-1/unskip", {"at": first["at"][:19]}, by="hana")
    found = await api.done("GET", "/schedules/S-1/next?count=2", by="hana")
    assert [one["skipped"] for one in found["items"]] == [False, True]
    # What is skipped and still to come is no occurrence yet.
    gone = await api.done("GET", "/schedules/S-1/occurrences", by="hana")
    assert gone == {"items": [], "next_cursor": None}


async def test_what_a_holiday_moves_says_from_where(api: Api) -> None:
    new = await made(
        api, rules=[{"at": "2030-12-25T09:00"}, "2030-12-31 09:00"],
        holidays="next_working_day",
    )  # fmt: skip
    assert new["next"] == [
        {"at": "2030-12-26T09:00:00+09:00", "skipped": False, "moved_from": "2030-12-25"},
        {"at": "2030-12-31T09:00:00+09:00", "skipped": False},
    ]


async def test_times_have_the_offset_of_the_schedule(api: Api) -> None:
    new = await made(
        api, rules=[{"daily": "09:00"}], timezone="America/New_York", starts="2030-03-09",
        ends="2030-03-10",
    )  # fmt: skip
    assert (new["starts"], new["ends"]) == (
        "2030-03-09T00:00:00-05:00",
        "2030-03-10T23:59:00-04:00",
    )
    assert [one["at"] for one in new["next"]] == [
        "2030-03-09T09:00:00-05:00",
        "2030-03-10T09:00:00-04:00",
    ]
    later = await api.done("PATCH", "/schedules/S-1", {"ends": None}, by="hana")
    assert (later["starts"], later["ends"], len(later["next"])) == (new["starts"], None, 5)


async def test_it_is_paused_and_resumed_as_often_as_one_presses(api: Api) -> None:
    await made(api)
    for act, state in (("pause", "paused"), ("pause", "paused"), ("resume", "active")):
        assert (await api.done("POST", f"/schedules/S-1/{act}", by="hana"))["state"] == state


async def test_another_version_is_neither_changed_nor_removed(api: Api) -> None:
    await made(api)
    stale = {"If-Match": '"7"'}
    for method, body in (("PATCH", {"holidays": "skip"}), ("DELETE", None)):
        answer = await api.ask(method, "/schedules/S-1", body, by="hana", headers=stale)
        assert (answer.status, answer.body["code"]) == (412, "outdated")
    fresh = {"If-Match": '"1"'}
    body = {"holidays": "skip"}
    assert (await api.ask("PATCH", "/schedules/S-1", body, headers=fresh)).status == 200


async def test_lists_go_on_where_they_ended(api: Api) -> None:
    for _ in range(3):
        await made(api)
    first = await api.done("GET", "/schedules?limit=2", by="hana")
    rest = await api.done("GET", f"/schedules?limit=2&cursor={first['next_cursor']}", by="hana")
    labels = [one["label"] for one in first["items"] + rest["items"]]
    assert (labels, rest["next_cursor"]) == (["S-3", "S-2", "S-1"], None)


async def test_a_draft_becomes_a_schedule(api: Api) -> None:
    notice = await api.draft(audience={"emails": [email("mina")]})
    answer = await api.ask(
        "POST", f"/notices/{notice}/schedule",
        {"rules": [MONDAYS, {"daily": "18:00"}], "holidays": "skip"}, by="hana",
    )  # fmt: skip
    assert answer.status == 201
    assert answer.headers["Location"] == f"/api/v1/schedules/{answer.body['id']}"
    assert (answer.body["title"], answer.body["holidays"]) == (CONTENT["title"], "skip")
    assert answer.body["notice"]["audience"]["members"] == [await api.id_of("mina")]
    assert (await api.ask("GET", f"/notices/{notice}", by="hana")).status == 404


async def test_a_broadcast_by_a_rule_is_a_schedule(api: Api) -> None:
    body = {**NOTICE, "rule": "every Monday at 09:00"}
    answer = await api.ask("POST", "/broadcasts", body, by="hana")
    assert (answer.status, answer.body["rules"]) == (201, [MONDAYS])
    assert (await api.done("GET", "/notices"))["items"] == []


@pytest.mark.parametrize(
    "at", ["{:%Y-%m-%d} 오전 9시", "{:%b} {:%d} {:%Y} 9am", "{:%F}T00:00:00Z"]
)
async def test_a_time_may_be_in_words(api: Api, at: str) -> None:
    day = datetime.fromtimestamp(SystemClock().now() / 1000, UTC) + timedelta(days=300)
    notice = await api.draft()
    words = {"at": at.format(day, day, day)}
    planned = await api.done("POST", f"/notices/{notice}/schedule", words, by="hana")
    assert planned["scheduled_at"] == f"{day:%Y-%m-%d}T09:00:00+09:00"
