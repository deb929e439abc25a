"""Times of users: what each call asks, and how batches are cut."""

from collections.abc import Awaitable, Callable

import pytest

from bot.kakaowork.client import WebApi
from bot.kakaowork.errors import Refused
from bot.kakaowork.time_calls import UserTime
from tests.kakaowork.platform import Platform, answer

DONE = {"success": True, "error": None}
START, END = 1_617_889_170, 1_617_921_570
HANA = UserTime(user_id="1234", start=START, end=END)
WORK = {"user_id": 1234, "work_start_time": START, "work_end_time": END}
VACATION = {"user_id": 1234, "vacation_start_time": START, "vacation_end_time": END}
Call = Callable[[WebApi], Awaitable[object]]


@pytest.mark.parametrize(
    ("call", "path", "body"),
    [
        (lambda api: api.users_set_work_time(HANA), "users.set_work_time", WORK),
        (lambda api: api.users_set_vacation_time(HANA), "users.set_vacation_time", VACATION),
        (
            lambda api: api.batch_set_work_time([HANA]),
            "batch/users.set_work_time",
            {"user_work_times": [WORK]},
        ),
        (
            lambda api: api.batch_set_vacation_time([HANA]),
            "batch/users.set_vacation_time",
            {"user_vacation_times": [VACATION]},
        ),
        (
            lambda api: api.batch_reset_work_time(["1234", "mb_1"]),
            "batch/users.reset_work_time",
            {"user_ids": [1234, "mb_1"]},
        ),
        (
            lambda api: api.batch_reset_vacation_time(["1234"]),
            "batch/users.reset_vacation_time",
            {"user_ids": [1234]},
        ),
    ],
)
async def test_each_call_goes_to_its_path_as_json(
    api: WebApi, platform: Platform, call: Call, path: str, body: object
) -> None:
    platform.answers = [answer(DONE)]
    await call(api)
    (asked,) = platform.asked
    assert (asked.method, asked.path, asked.json) == ("POST", f"/v1/{path}", body)


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (100, [100]), (101, [100, 1]), (250, [100, 100, 50])]
)
async def test_a_batch_goes_out_a_hundred_at_a_time(
    api: WebApi, platform: Platform, count: int, sizes: list[int]
) -> None:
    platform.answers = [answer(DONE)]
    await api.batch_reset_work_time([str(number) for number in range(1, count + 1)])
    await api.batch_set_work_time([HANA] * count)
    bodies = [asked.json for asked in platform.asked]
    assert [len(body["user_ids"]) for body in bodies[: len(sizes)]] == sizes
    assert [len(body["user_work_times"]) for body in bodies[len(sizes) :]] == sizes
    told = [number for body in bodies[: len(sizes)] for number in body["user_ids"]]
    assert told == list(range(1, count + 1))


async def test_a_refused_batch_ends_it(api: WebApi, platform: Platform) -> None:
    no = {"success": False, "error": {"code": "invalid_parameter", "message": "안 돼요"}}
    platform.answers = [answer(DONE), answer(no, 400), answer(DONE)]
    with pytest.raises(Refused) as caught:
        await api.batch_set_work_time([HANA] * 300)
    assert caught.value.code == "invalid_parameter"
    assert len(platform.asked) == 2
