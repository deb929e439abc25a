"""Pause, resume, slow down, send again, correct, copy."""

import pytest

from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.notices import Counts
from bot.broadcast.store import deliveries, shards
from tests.builders import CAST
from tests.web.api.conftest import Api

EVERYBODY = len(CAST)


async def sent(api: Api) -> str:
    """The id of a notice that has reached everybody."""
    notice = await api.draft()
    await api.done("POST", f"/notices/{notice}/send", by="hana")
    assert (await api.finished(notice))["state"] == "sent"
    return notice


async def undone(api: Api, notice: str, end: DeliveryState, state: str) -> None:
    """Let every delivery have ended as `end`, and the notice be in `state`."""
    async with api.parts.database.transaction() as tx:
        for shard, rows in (await shards.lock_all(tx, notice)).items():
            moved = await deliveries.end(
                tx, rows, before=DeliveryState.SENT, after=end, reason="bad_request"
            )
            await shards.change(tx, notice, shard, {"sent": -moved, end.value: moved})
        await tx.execute("UPDATE notices SET state = $2 WHERE id = $1", notice, state)


@pytest.mark.parametrize(
    ("act", "word", "end"),
    [
        ("retry-failed", "retried", DeliveryState.FAILED),
        ("resend-uncertain", "resent", DeliveryState.UNCERTAIN),
    ],
)
async def test_those_who_were_not_reached_are_sent_it_again(
    api: Api, act: str, word: str, end: DeliveryState
) -> None:
    notice = await sent(api)
    await undone(api, notice, end, "partially_sent")
    answer = await api.ask("POST", f"/notices/{notice}/{act}", by="hana")
    assert (answer.status, answer.body[word]) == (202, EVERYBODY)
    assert answer.body["timeline"][-1]["action"] in {f"notice.{word}", "notice.finished"}
    done = await api.finished(notice)
    answers = {"read": 0, "acknowledged": 0}
    expected = {"audience": EVERYBODY, **Counts(sent=EVERYBODY).by_state(), **answers}
    assert (done["state"], done["counts"]) == ("sent", expected)
    answer = await api.ask("POST", f"/notices/{notice}/{act}", by="hana")
    assert (answer.status, answer.body["code"]) == (409, "nothing_to_retry")


async def test_a_paused_notice_waits_shows_its_rate_and_goes_on(api: Api) -> None:
    notice = await sent(api)
    path = f"/notices/{notice}"
    # Paused before there was anything to end: an engine would end it as sent.
    await undone(api, notice, DeliveryState.PENDING, "paused")
    paused = await api.done("POST", f"{path}/pause", by="hana")
    assert (paused["state"], paused["eta_seconds"]) == ("paused", None)
    slow = await api.done("POST", f"{path}/rate", {"rate_per_second": 5_000}, by="hana")
    assert slow["rate_ceiling"] == 5_000
    fast = await api.done("POST", f"{path}/rate", {"rate_per_second": None}, by="hana")
    assert (fast["rate_ceiling"], fast["state"]) == (None, "paused")
    resumed = await api.done("POST", f"{path}/resume", by="hana")
    assert resumed["state"] in {"sending", "sent"}
    assert (await api.finished(notice))["counts"]["sent"] == EVERYBODY


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/rate_per_second", "required"),
        ({"rate_per_second": "fast"}, "/rate_per_second", "wrong_type"),
        ({"rate_per_second": True}, "/rate_per_second", "wrong_type"),
        ({"rate_per_second": 0}, "/rate_per_second", "bad_rate"),
        ({"rate_per_second": 5, "more": 1}, "/more", "unknown_field"),
    ],
)
async def test_a_rate_that_cannot_be_is_refused(
    api: Api, body: dict[str, object], pointer: str, code: str
) -> None:
    notice = await sent(api)
    await undone(api, notice, DeliveryState.PENDING, "paused")
    answer = await api.ask("POST", f"/notices/{notice}/rate", body, by="hana")
    assert (answer.status, answer.pointers) == (422, {pointer: code})


async def test_a_correction_and_a_duplicate_are_new_drafts(api: Api) -> None:
    notice = await sent(api)
    for act, corrects in (("correct", notice), ("duplicate", None)):
        answer = await api.ask("POST", f"/notices/{notice}/{act}", by="hana")
        assert answer.status == 201
        made = answer.body
        assert answer.headers["Location"] == f"/api/v1/notices/{made['id']}"
        assert (made["state"], made["corrects"]) == ("draft", corrects)
        assert made["title"] == ("[정정] 점검 안내" if corrects else "점검 안내")
        changed = await api.done("PATCH", f"/notices/{made['id']}", {"body": "내일"}, by="hana")
        assert changed["corrects"] == corrects


async def test_what_is_over_cannot_be_paused(api: Api) -> None:
    notice = await sent(api)
    await api.refused(
        ("POST", f"/notices/{notice}/pause"),
        409,
        "wrong_state",
        "N-1 공지는 '모두 보냄' 상태라서 멈출 수 없어요.",
        "N-1 is in the state 'Sent', so it can't be paused.",
        by="hana",
    )


@pytest.mark.parametrize(
    "act",
    ["pause", "resume", "retry-failed", "resend-uncertain", "rate", "correct", "duplicate"],
)
async def test_without_the_profile_a_notice_is_not_controlled(api: Api, act: str) -> None:
    notice = await sent(api)
    await api.refused(
        ("POST", f"/notices/{notice}/{act}", {"rate_per_second": 1} if act == "rate" else {}),
        403,
        "profile_not_granted",
        "'hr 알림' 프로필을 쓸 권한이 없어요. 김슬기(슈퍼 관리자)에게 요청해 주세요.",
        "You may not use the profile 'hr 알림'. Please ask 김슬기 (super admin).",
        by="duri",
    )
