"""Notices and deliveries over the API: lists, versions, rights to see."""

import pytest

from tests.builders import CAST
from tests.web.api.conftest import Api

OUTDATED = (
    "그 사이에 다른 사람이 이 공지를 고쳤어요. 새로 고친 뒤 다시 저장해 주세요.",
    "Somebody else changed this notice meanwhile. Reload it and save again.",
)


async def test_a_notice_tells_everything_that_is_known_of_it(api: Api) -> None:
    notice = await api.draft()
    body = await api.done("GET", f"/notices/{notice}", by="hana")
    assert body["counts"] == {
        "audience": 0,
        "pending": 0,
        "sending": 0,
        "sent": 0,
        "failed": 0,
        "skipped": 0,
        "cancelled": 0,
        "uncertain": 0,
        "read": 0,
        "acknowledged": 0,
    }
    assert body["author"] == {"id": await api.id_of("hana"), "name": "이하나"}
    assert (body["rate_per_second"], body["eta_seconds"]) == (None, None)
    assert body["created_at"].endswith("+09:00")
    (entry,) = body["timeline"]
    assert (entry["action"], entry["surface"]) == ("notice.drafted", "api")
    assert "address" not in entry


async def test_the_newest_notices_come_first_and_in_pages(api: Api) -> None:
    ids = [await api.draft(title=f"공지 {n}") for n in range(3)]
    first = await api.done("GET", "/notices?limit=2", by="hana")
    rest = await api.done("GET", f"/notices?limit=2&cursor={first['next_cursor']}", by="hana")
    assert [n["id"] for n in first["items"] + rest["items"]] == ids[::-1]
    assert rest["next_cursor"] is None
    found = await api.done("GET", "/notices?query=지 1&state=draft", by="hana")
    assert [notice["id"] for notice in found["items"]] == [ids[1]]
    assert (await api.done("GET", "/notices?state=sent", by="hana"))["items"] == []


async def test_a_notice_of_a_profile_not_granted_is_as_if_it_never_was(api: Api) -> None:
    notice = await api.draft()
    assert (await api.done("GET", "/notices", by="duri"))["items"] == []
    answer = await api.ask("GET", "/notices/N-404", by="duri")
    unknown = (answer.status, answer.body["code"])
    assert unknown == (404, "notice_not_found")
    for method, more in (
        ("GET", ""),
        ("GET", "/deliveries"),
        ("POST", "/preview"),
        ("PATCH", ""),
    ):
        answer = await api.ask(method, f"/notices/{notice}{more}", by="duri")
        assert (answer.status, answer.body["code"]) == unknown


async def test_an_unknown_notice_is_not_found(api: Api) -> None:
    await api.refused(
        ("GET", "/notices/nt_none"),
        404,
        "notice_not_found",
        "'nt_none' 공지를 찾을 수 없어요. 발송 내역에서 번호를 확인해 주세요.",
        "There is no notice 'nt_none'. Look up its number in the history.",
    )


@pytest.mark.parametrize("tag", ['"2"', "2", 'W/"1"', "x"])
async def test_another_version_is_not_changed_sent_or_removed(api: Api, tag: str) -> None:
    notice = await api.draft()
    headers = {"If-Match": tag}
    path = f"/notices/{notice}"
    for request in (
        ("PATCH", path, {"title": "새 제목"}),
        ("POST", f"{path}/send", {}),
        ("POST", f"{path}/schedule", {"at": "2199-01-01T09:00:00Z"}),
        ("DELETE", path, None),
    ):
        await api.refused(request, 412, "outdated", *OUTDATED, headers=headers)
    assert (await api.done("GET", path))["version"] == 1


@pytest.mark.parametrize("tag", ['"1"', "*", '"7", "1"'])
async def test_the_version_that_was_read_is_changed(api: Api, tag: str) -> None:
    notice = await api.draft()
    answer = await api.ask(
        "PATCH", f"/notices/{notice}", {"title": "새 제목"}, headers={"If-Match": tag}
    )
    assert (answer.status, answer.headers["ETag"]) == (200, '"2"')
    stale = {"If-Match": '"1"'}
    await api.refused(
        ("PATCH", f"/notices/{notice}", {"title": "둘"}),
        412,
        "outdated",
        *OUTDATED,
        headers=stale,
    )


async def test_a_draft_is_thrown_away(api: Api) -> None:
    notice = await api.draft()
    assert (await api.ask("DELETE", f"/notices/{notice}", by="hana")).status == 204
    assert (await api.ask("GET", f"/notices/{notice}", by="hana")).status == 404


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
async def test_a_notice_that_was_sent_stays_as_it_is(api: Api, method: str) -> None:
    notice = await api.draft()
    await api.done("POST", f"/notices/{notice}/send")
    await api.finished(notice)
    label = (await api.done("GET", f"/notices/{notice}"))["label"]
    await api.refused(
        (method, f"/notices/{notice}", {}),
        409,
        "wrong_state",
        f"{label} 공지는 '모두 보냄' 상태라서 고칠 수 없어요.",
        f"{label} is in the state 'Sent', so it can't be changed.",
    )


async def test_every_delivery_is_listed_with_what_became_of_it(api: Api) -> None:
    notice = await api.draft()
    await api.done("POST", f"/notices/{notice}/send")
    done = await api.finished(notice)
    assert done["counts"]["sent"] == done["counts"]["audience"] == len(CAST)
    assert done["finished_at"] >= done["started_at"]
    path = f"/notices/{notice}/deliveries"
    first = await api.done("GET", f"{path}?limit=5", by="hana")
    seen = list(first["items"])
    while (cursor := first["next_cursor"]) is not None:
        first = await api.done("GET", f"{path}?limit=5&cursor={cursor}", by="hana")
        seen += first["items"]
    assert sorted(d["member"]["email"] for d in seen) == sorted(p.email for p in CAST)
    assert {d["state"] for d in seen} == {"sent"}
    assert all(d["message_id"] and d["sent_at"].endswith("+09:00") for d in seen)
    assert all((d["attempts"], d["reason"]) == (1, None) for d in seen)


async def test_deliveries_are_found_by_state_and_text(api: Api) -> None:
    notice = await api.draft()
    await api.done("POST", f"/notices/{notice}/send")
    await api.finished(notice)
    path = f"/notices/{notice}/deliveries"
    found = await api.done("GET", f"{path}?state=sent&query=미나", by="hana")
    assert [d["member"]["name"] for d in found["items"]] == ["서미나"]
    assert (await api.done("GET", f"{path}?state=failed", by="hana"))["items"] == []
