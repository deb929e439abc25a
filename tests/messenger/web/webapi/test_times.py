import json
from typing import Any

import pytest

from tests.messenger.home import GONE, HANA, SENDER, SUPER, Home
from tests.messenger.web.conftest import Caller

START, END = 1_617_889_170, 1_617_921_570
FORM = "application/x-www-form-urlencoded"
KINDS = pytest.mark.parametrize("kind", ["work", "vacation"])


def _times(kind: str, user_id: object, start: object = START, end: object = END) -> Any:
    return {"user_id": user_id, f"{kind}_start_time": start, f"{kind}_end_time": end}


async def _told(api: Caller, user_id: int, kind: str) -> tuple[int | None, int | None]:
    _, body = await api.get("users.info", user_id=str(user_id))
    return body["user"][f"{kind}_start_time"], body["user"][f"{kind}_end_time"]


@KINDS
async def test_a_time_that_is_set_is_told_wherever_users_are(
    api: Caller, small_home: Home, kind: str
) -> None:
    hana = await small_home.number(HANA)
    answer = await api.post(f"users.set_{kind}_time", _times(kind, hana))
    assert answer == (200, {"success": True, "error": None})
    other = "vacation" if kind == "work" else "work"
    _, opened = await api.post("conversations.open", {"user_id": hana})
    room = opened["conversation"]["id"]
    _, found = await api.get("users.find_by_email", email=HANA)
    _, listed = await api.get("users.list")
    _, inside = await api.get(f"conversations/{room}/users")
    in_list = next(user for user in listed["users"] if user["id"] == str(hana))
    for user in (found["user"], in_list, inside["users"][0]):
        assert (user[f"{kind}_start_time"], user[f"{kind}_end_time"]) == (START, END)
        assert (user[f"{other}_start_time"], user[f"{other}_end_time"]) == (None, None)


@KINDS
async def test_a_time_may_come_as_text_or_in_a_form(
    api: Caller, small_home: Home, kind: str
) -> None:
    hana = await small_home.number(HANA)
    await api.post(f"users.set_{kind}_time", _times(kind, str(hana), str(START), float(END)))
    assert await _told(api, hana, kind) == (START, END)
    form = f"user_id={hana}&{kind}_start_time={START}&{kind}_end_time={START}"
    assert (await api.post_raw(f"users.set_{kind}_time", form.encode(), FORM))[0] == 200
    assert await _told(api, hana, kind) == (START, START)


@KINDS
async def test_a_batch_sets_and_resets_many_at_once(
    api: Caller, small_home: Home, kind: str
) -> None:
    people = [await small_home.number(email) for email in (HANA, SUPER, SENDER)]
    entries = [_times(kind, number) for number in people]
    path = f"batch/users.set_{kind}_time"
    assert (await api.post(path, {f"user_{kind}_times": entries}))[0] == 200
    assert [await _told(api, number, kind) for number in people] == [(START, END)] * 3
    reset = f"batch/users.reset_{kind}_time"
    assert (await api.post(reset, {"user_ids": people[:2]}))[0] == 200
    assert await _told(api, people[1], kind) == (None, None)
    assert await _told(api, people[2], kind) == (START, END)


async def test_a_batch_may_be_a_form_with_json_in_it(api: Caller, small_home: Home) -> None:
    hana = await small_home.number(HANA)
    form = f"user_work_times={json.dumps([_times('work', hana)])}"
    assert (await api.post_raw("batch/users.set_work_time", form.encode(), FORM))[0] == 200
    assert await _told(api, hana, "work") == (START, END)
    form = f"user_ids={hana},{await small_home.number(SUPER)}"
    assert (await api.post_raw("batch/users.reset_work_time", form.encode(), FORM))[0] == 200
    assert await _told(api, hana, "work") == (None, None)


async def test_a_batch_with_bad_entries_names_each_and_changes_nothing(
    api: Caller, small_home: Home
) -> None:
    hana = await small_home.number(HANA)
    entries = [
        _times("work", hana),
        {"user_id": hana, "work_start_time": START},
        _times("work", "x"),
        _times("work", hana, END, START),
        "hana",
        _times("work", hana, START * 1000, END * 1000),
    ]
    status, body = await api.post("batch/users.set_work_time", {"user_work_times": entries})
    assert (status, body["error"]["code"]) == (400, "invalid_parameter")
    for place in range(1, 6):
        assert f"user_work_times[{place}]" in body["error"]["message"]
    assert "user_work_times[0]" not in body["error"]["message"]
    assert await _told(api, hana, "work") == (None, None)
    status, body = await api.post(
        "batch/users.reset_work_time", {"user_ids": [hana, "x", True]}
    )
    assert (status, body["error"]["code"]) == (400, "invalid_parameter")
    assert "user_ids[1], user_ids[2]" in body["error"]["message"]


async def test_a_batch_with_unknown_members_names_each_and_changes_nothing(
    api: Caller, small_home: Home
) -> None:
    hana, gone = await small_home.number(HANA), await small_home.number(GONE)
    entries = [_times("work", number) for number in (hana, gone, 77)]
    status, body = await api.post("batch/users.set_work_time", {"user_work_times": entries})
    assert (status, body["error"]["code"]) == (404, "user_not_found")
    assert f"{gone}, 77" in body["error"]["message"]
    assert await _told(api, hana, "work") == (None, None)


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("users.set_work_time", {}, "missing_parameter"),
        ("users.set_work_time", _times("vacation", 1001), "missing_parameter"),
        ("users.set_work_time", _times("work", 1001, END, START), "invalid_parameter"),
        ("users.set_work_time", _times("work", 1001, -1), "invalid_parameter"),
        ("users.set_work_time", _times("work", 1001, 1.5), "invalid_parameter"),
        ("users.set_work_time", _times("work", 1001, True), "invalid_parameter"),
        ("users.set_work_time", _times("work", 1001, "2021-04-08"), "invalid_parameter"),
        ("users.set_vacation_time", _times("vacation", 77), "user_not_found"),
        ("batch/users.set_work_time", {}, "missing_parameter"),
        ("batch/users.set_work_time", {"user_work_times": {}}, "invalid_parameter"),
        ("batch/users.set_work_time", {"user_work_times": "{"}, "invalid_parameter"),
        ("batch/users.set_work_time", {"user_work_times": []}, "invalid_parameter"),
        ("batch/users.set_work_time", {"user_work_times": [{}]}, "missing_parameter"),
        ("batch/users.reset_work_time", {"user_ids": []}, "invalid_parameter"),
        ("batch/users.reset_work_time", {"user_ids": 7}, "invalid_parameter"),
        ("batch/users.reset_work_time", {"user_ids": [1001] * 101}, "invalid_parameter"),
    ],
)
async def test_a_time_is_refused(api: Caller, path: str, body: object, code: str) -> None:
    status, answer = await api.post(path, body)
    assert (answer["error"]["code"], status) == (code, 404 if "not_found" in code else 400)


async def test_a_batch_takes_a_hundred_and_not_one_more(api: Caller, small_home: Home) -> None:
    hana = await small_home.number(HANA)
    entries = [_times("work", hana)] * 100
    assert (await api.post("batch/users.set_work_time", {"user_work_times": entries}))[0] == 200
    entries = [_times("work", hana, START + 1)] * 101
    status, body = await api.post("batch/users.set_work_time", {"user_work_times": entries})
    assert (status, body["error"]["code"]) == (400, "invalid_parameter")
    assert await _told(api, hana, "work") == (START, END)


@pytest.mark.parametrize(
    "number", ["+82-10-1234-5678", "010-1234-5678", "01012345678", "82 10 1234 5678"]
)
async def test_a_member_is_found_by_a_phone_number_in_any_form(
    api: Caller, small_home: Home, number: str
) -> None:
    status, body = await api.get("users.find_by_phone_number", phone_number=number)
    assert (status, body["user"]["id"]) == (200, str(await small_home.number(HANA)))


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, "missing_parameter"),
        ({"phone_number": " "}, "invalid_parameter"),
        ({"phone_number": "010-1234-0000"}, "user_not_found"),
        ({"phone_number": "2345678"}, "user_not_found"),
        ({"phone_number": "%"}, "user_not_found"),
    ],
)
async def test_nobody_is_found_by_another_number(
    api: Caller, query: dict[str, str], code: str
) -> None:
    _, body = await api.get("users.find_by_phone_number", **query)
    assert body["error"]["code"] == code


async def test_a_deactivated_member_is_not_found_by_phone(
    api: Caller, small_home: Home
) -> None:
    await small_home.deactivate(HANA)
    _, body = await api.get("users.find_by_phone_number", phone_number="010-1234-5678")
    assert body["error"]["code"] == "user_not_found"
