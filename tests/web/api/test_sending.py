"""Preview, test, send, schedule, cancel, and all in one call."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.core.clock import DAY, SystemClock
from bot.web.api.times import written_time
from tests.builders import CAST, email
from tests.web.api.conftest import CONTENT, Api, png
from tests.web.conftest import start_space

FREE = (
    "단체 메시지 발송 기능은 Standard 요금제부터 쓸 수 있어요. 지금은 Free 요금제예요. "
    "요금제를 바꾸면 바로 쓸 수 있어요.",
    "Bulk sending needs the Standard plan or above. This workspace is on Free. "
    "Change the plan to use it at once.",
)
OVERDUE = (
    "요금이 밀려 있어서 단체 메시지 발송 기능이 잠겼어요. 결제하면 바로 다시 쓸 수 있어요.",
    "Bulk sending is locked because payment is overdue. It opens again as soon as you pay.",
)
SEOUL, NEW_YORK = ZoneInfo("Asia/Seoul"), ZoneInfo("America/New_York")
PLANNED = (SystemClock().now() // DAY + 300) * DAY


def planned_in(zone: ZoneInfo) -> str:
    """The planned time with the zone's offset."""
    return str(written_time(PLANNED, zone))


LATER = planned_in(SEOUL)
WHOLE = {"profile": "hr", **CONTENT}
LOCKED = pytest.mark.parametrize(
    ("change", "texts"), [({"plan": "free"}, FREE), ({"billing": "overdue"}, OVERDUE)]
)


@pytest.fixture
async def slow(ledger: str, tmp_path: Path) -> AsyncIterator[Api]:
    """The API of a Spacecast with a long grace time."""
    async with start_space(ledger, tmp_path, grace_seconds=600) as space:
        yield Api(space)


async def test_a_preview_is_the_message_as_it_would_be_sent(api: Api) -> None:
    notice = await api.draft(
        body="@{member}님, 안녕하세요.", audience={"exclude": [email("mina")]}
    )
    shown = await api.done("POST", f"/notices/{notice}/preview", by="hana")
    assert (shown["recipients"], shown["excluded"]) == (len(CAST) - 1, 1)
    assert shown["blocks"][0] == {"type": "header", "text": "점검 안내"}
    theirs = await api.done(
        "POST", f"/notices/{notice}/preview", {"member": email("jun")}, by="hana"
    )
    assert "임준" in theirs["text"]
    assert theirs["text"] != shown["text"]


async def test_a_preview_of_a_sent_notice_is_what_was_sent(api: Api) -> None:
    notice = await api.draft()
    before = await api.done("POST", f"/notices/{notice}/preview")
    await api.done("POST", f"/notices/{notice}/send")
    await api.finished(notice)
    assert await api.done("POST", f"/notices/{notice}/preview") == before


async def test_an_incomplete_notice_has_no_preview(api: Api) -> None:
    notice = await api.done("POST", "/notices", {"profile": "hr"}, by="hana")
    answer = await api.ask("POST", f"/notices/{notice['id']}/preview", by="hana")
    assert (answer.status, answer.pointers) == (422, {"/title": "title_required"})


async def test_a_test_goes_to_oneself_or_to_five(api: Api) -> None:
    notice = await api.draft()
    path = f"/notices/{notice}/test"
    (trial,) = (await api.done("POST", path, by="hana"))["items"]
    assert trial["member"]["name"] == "이하나"
    assert trial["message_id"]
    assert trial["reason"] is None
    six = {"members": [person.email for person in CAST[:6]]}
    await api.refused(
        ("POST", path, six),
        422,
        "too_many",
        "테스트는 5명까지 보낼 수 있어요. 받는 사람을 줄여 주세요.",
        "A test can go to 5 people. Choose fewer.",
        by="hana",
    )
    assert (await api.done("GET", f"/notices/{notice}"))["state"] == "draft"


async def test_sending_is_accepted_and_reaches_everybody(api: Api) -> None:
    notice = await api.draft()
    answer = await api.ask("POST", f"/notices/{notice}/send", by="hana")
    assert answer.status == 202
    assert answer.body["id"] == notice
    assert answer.body["timeline"][-1]["action"] == "notice.sent"
    done = await api.finished(notice)
    assert (done["state"], done["counts"]["sent"]) == ("sent", len(CAST))


async def test_what_is_sent_is_not_sent_again(api: Api) -> None:
    notice = await api.draft()
    await api.done("POST", f"/notices/{notice}/send", by="hana")
    await api.finished(notice)
    answer = await api.ask("POST", f"/notices/{notice}/send", by="hana")
    assert (answer.status, answer.body["code"]) == (409, "wrong_state")


@pytest.mark.parametrize(
    "body",
    [
        {"at": LATER},
        {"at": planned_in(ZoneInfo("UTC")).replace("+00:00", "Z")},
        {"at": LATER[:16]},
        {"at": planned_in(NEW_YORK)[:19], "timezone": "America/New_York"},
    ],
)
async def test_a_time_is_told_with_or_without_its_zone(api: Api, body: dict[str, str]) -> None:
    notice = await api.draft()
    planned = await api.done("POST", f"/notices/{notice}/schedule", body, by="hana")
    assert (planned["state"], planned["scheduled_at"]) == ("scheduled", LATER)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({}, {"/at": "required"}),
        ({"at": 5}, {"/at": "wrong_type"}),
        (
            {"at": "soon", "timezone": "Mars"},
            {"/timezone": "timezone_unknown", "/at": "not_understood"},
        ),
        ({"at": LATER, "timezone": "../etc"}, {"/timezone": "timezone_unknown"}),
        ({"at": LATER, "timezone": ""}, {"/timezone": "timezone_unknown"}),
        ({"at": "2020-01-01T09:00:00Z"}, {"/at": "time_in_past"}),
        ({"at": LATER, "rule": {"daily": "09:00"}}, {"/rule": "given_twice"}),
    ],
)
async def test_a_wrong_time_is_refused_and_never_moved(
    api: Api, body: dict[str, Any], found: dict[str, str]
) -> None:
    notice = await api.draft()
    answer = await api.ask("POST", f"/notices/{notice}/schedule", body, by="hana")
    assert (answer.status, answer.pointers) == (422, found)
    broadcast = {**WHOLE, **body}
    if "at" in body:
        answer = await api.ask("POST", "/broadcasts", broadcast, by="hana")
        assert (answer.status, answer.pointers) == (422, found)
        assert len((await api.done("GET", "/notices"))["items"]) == 1


async def test_a_scheduled_notice_is_a_draft_again_when_it_is_cancelled(api: Api) -> None:
    notice = await api.draft()
    await api.done("POST", f"/notices/{notice}/schedule", {"at": LATER}, by="hana")
    cancelled = await api.done("POST", f"/notices/{notice}/cancel", by="hana")
    assert (cancelled["state"], cancelled["scheduled_at"]) == ("draft", None)
    assert (cancelled["sent"], cancelled["cancelled"]) == (0, 0)


async def test_sending_is_undone_in_its_grace_time(slow: Api) -> None:
    notice = await slow.draft()
    assert (await slow.done("POST", f"/notices/{notice}/send"))["state"] == "preparing"
    cancelled = await slow.done("POST", f"/notices/{notice}/cancel")
    assert (cancelled["state"], cancelled["sent"]) == ("draft", 0)


async def test_a_draft_can_not_be_cancelled(api: Api) -> None:
    notice = await api.draft()
    label = (await api.done("GET", f"/notices/{notice}"))["label"]
    await api.refused(
        ("POST", f"/notices/{notice}/cancel"),
        409,
        "wrong_state",
        f"{label} 공지는 '작성 중' 상태라서 취소할 수 없어요.",
        f"{label} is in the state 'Draft', so it can't be cancelled.",
    )


async def test_a_broadcast_is_drafted_and_sent_in_one_call(api: Api) -> None:
    image = await api.parts.images.add(await api.space.actor("hana"), png())
    body = {
        **WHOLE,
        "image": {"id": image.id, "alt": "안내 그림"},
        "audience": {"departments": ["인사팀"]},
    }
    answer = await api.ask("POST", "/broadcasts", body, by="hana")
    assert answer.status == 202
    assert answer.headers["Location"] == f"/api/v1/notices/{answer.body['id']}"
    done = await api.finished(answer.body["id"])
    assert (done["state"], done["counts"]["sent"]) == ("sent", 2)


async def test_a_broadcast_is_scheduled_in_one_call(api: Api) -> None:
    answer = await api.ask("POST", "/broadcasts", {**WHOLE, "at": LATER}, by="hana")
    assert (answer.status, answer.body["state"]) == (201, "scheduled")
    assert answer.body["scheduled_at"] == LATER


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"title": None}, {"/title": "title_required"}),
        (
            {"title": "가" * 21, "at": "soon"},
            {"/title": "title_too_long", "/at": "not_understood"},
        ),
        (
            {"audience": {"emails": ["who@example.com"]}},
            {"/audience/emails/0": "member_not_found"},
        ),
        ({"audience": {"members": []}}, {"/audience": "nobody"}),
        ({"at": "2020-01-01T09:00:00Z"}, {"/at": "time_in_past"}),
    ],
)
async def test_a_refused_broadcast_leaves_nothing_behind(
    api: Api, fields: dict[str, Any], found: dict[str, str]
) -> None:
    answer = await api.ask("POST", "/broadcasts", {**WHOLE, **fields}, by="hana")
    assert (answer.status, answer.pointers) == (422, found)
    assert (await api.done("GET", "/notices"))["items"] == []


async def test_a_broadcast_with_a_paused_profile_leaves_nothing_behind(api: Api) -> None:
    await api.done("POST", "/profiles/hr/pause")
    answer = await api.ask("POST", "/broadcasts", WHOLE, by="hana")
    assert (answer.status, answer.body["code"]) == (409, "profile_paused")
    assert (await api.done("GET", "/notices"))["items"] == []


async def test_a_broadcast_needs_both_scopes_and_the_profile(api: Api) -> None:
    for scope in ("notices:write", "notices:send"):
        headers = await api.token_without("hana", scope)
        answer = await api.ask("POST", "/broadcasts", WHOLE, headers=headers)
        assert (answer.status, answer.body["code"]) == (403, "scope_missing")
        assert scope in answer.body["detail"]
    answer = await api.ask("POST", "/broadcasts", WHOLE, by="duri")
    assert (answer.status, answer.body["code"]) == (403, "profile_not_granted")
    assert (await api.done("GET", "/notices"))["items"] == []


@LOCKED
async def test_a_locked_plan_refuses_every_way_to_send_and_loses_nothing(
    api: Api, change: dict[str, str], texts: tuple[str, str]
) -> None:
    notice = await api.draft()
    await api.done("PATCH", "/workspace", change)
    path = f"/notices/{notice}"
    for request in (
        ("POST", f"{path}/send", {}),
        ("POST", f"{path}/test", {}),
        ("POST", f"{path}/schedule", {"at": LATER}),
        ("POST", "/broadcasts", WHOLE),
        ("POST", "/broadcasts", {**WHOLE, "title": "가" * 21, "at": LATER}),
    ):
        for by in ("hana", "seulgi"):
            await api.refused(request, 403, "plan_required", *texts, by=by)
    assert [n["state"] for n in (await api.done("GET", "/notices"))["items"]] == ["draft"]
    assert await api.draft(title="또 다른 공지")
    await api.done("PATCH", "/workspace", {"plan": "standard", "billing": "paid"})
    assert (await api.ask("POST", f"{path}/send", by="hana")).status == 202


async def test_a_revoked_profile_sends_no_more(api: Api) -> None:
    notice = await api.draft()
    await api.ask("DELETE", f"/profiles/hr/grants/{email('hana')}")
    request = ("POST", f"/notices/{notice}/send")
    ko = "'hr 알림' 프로필을 쓸 권한이 없어요. 김슬기(슈퍼 관리자)에게 요청해 주세요."
    en = "You may not use the profile 'hr 알림'. Please ask 김슬기 (super admin)."
    await api.refused(request, 403, "profile_not_granted", ko, en, by="hana")
