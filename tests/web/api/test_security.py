"""The switch of secret rooms, and how long messages are kept."""

import pytest

from tests.builders import SUPER
from tests.web.api.conftest import Api
from tests.web.kept import add_old_messages, add_secret_rooms, count_messages

SWITCH = "/workspace/secret-rooms"
PHRASE = "delete all secret rooms"
BOTH = pytest.mark.parametrize("ledger", ["sqlite", "postgresql"], indirect=True)


@BOTH
async def test_admins_switch_secret_rooms_on_off_and_off_for_good(api: Api) -> None:
    off = {"switched_on": False, "usable": False, "unusable": None, "rooms": 0, "people": 0}
    assert await api.done("GET", SWITCH, by="yuna") == {**off, "oldest_seconds": None}
    on = await api.done("POST", SWITCH, {"mode": "on"}, by="yuna")
    assert (on["switched_on"], on["usable"]) == (True, True)
    await add_secret_rooms(api.space, ("hana", "duri"), ("hana", "mina"))
    seen = await api.done("GET", SWITCH)
    assert (seen["rooms"], seen["people"]) == (2, 3)
    assert 86_400 <= seen["oldest_seconds"] < 86_500
    resting = await api.done("POST", SWITCH, {"mode": "deactivate"})
    assert (resting["switched_on"], resting["rooms"]) == (False, 2)
    gone = await api.done("POST", SWITCH, {"mode": "delete", "confirmation": PHRASE})
    assert (gone["switched_on"], gone["rooms"], gone["people"]) == (False, 0, 0)
    actions = [e["action"] for e in (await api.done("GET", "/audit?limit=3"))["items"]]
    assert actions == [
        "secret_rooms.deleted",
        "secret_rooms.deactivated",
        "secret_rooms.switched_on",
    ]


@pytest.mark.parametrize("key", ["hana", "mina"])
async def test_nobody_else_sees_or_switches_secret_rooms(api: Api, key: str) -> None:
    for ask in (("GET", SWITCH), ("POST", SWITCH, {"mode": "on"})):
        answer = await api.ask(*ask, by=key)
        assert (answer.status, answer.body["code"]) == (403, "admin_required")
    assert not (await api.done("GET", SWITCH))["switched_on"]


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, {"/mode": "mode_required"}),
        ({"mode": "off"}, {"/mode": "mode_unknown"}),
        ({"mode": "delete"}, {"/confirmation": "confirmation_mismatch"}),
        ({"mode": "delete", "confirmation": "yes"}, {"/confirmation": "confirmation_mismatch"}),
        ({"mode": 1}, {"/mode": "wrong_type"}),
    ],
)
async def test_a_switch_without_its_meaning_changes_nothing(
    api: Api, body: object, pointers: dict[str, str]
) -> None:
    await api.done("POST", SWITCH, {"mode": "on"})
    answer = await api.ask("POST", SWITCH, body)
    assert (answer.status, answer.pointers) == (422, pointers)
    assert (await api.done("GET", SWITCH))["switched_on"]


async def test_without_the_plan_secret_rooms_stay_off_and_it_is_said_why(api: Api) -> None:
    await api.done("PATCH", "/workspace", {"plan": "free"})
    answer = await api.ask("POST", SWITCH, {"mode": "on"})
    assert (answer.status, answer.body["code"]) == (403, "plan_required")
    told = (await api.done("GET", SWITCH))["unusable"]
    assert told["code"] == "plan_required"
    assert "Standard plan or above" in told["detail"]


@BOTH
async def test_a_super_admin_sets_how_long_messages_and_files_are_kept(api: Api) -> None:
    await add_old_messages(api.space, 3, 100)
    change = {"retention_days": 90, "file_retention_days": 30}
    changed = await api.done("PATCH", "/workspace", change)
    assert {key: changed[key] for key in change} == change
    shown = await api.done("GET", "/workspace", by="mina")
    assert {key: shown[key] for key in change} == change
    while await count_messages(api.space):
        await api.parts.clock.sleep(0.02)
    for_ever = await api.done("PATCH", "/workspace", {"retention_days": None})
    assert (for_ever["retention_days"], for_ever["file_retention_days"]) == (None, 30)
    same = await api.done("PATCH", "/workspace", {"name": "이름"})
    assert same["file_retention_days"] == 30


async def test_nobody_else_sets_how_long_messages_are_kept(api: Api) -> None:
    for key in ("yuna", "hana"):
        answer = await api.ask("PATCH", "/workspace", {"retention_days": 90}, by=key)
        assert (answer.status, answer.body["code"]) == (403, "forbidden")
    assert (await api.done("GET", "/workspace", by=SUPER))["retention_days"] is None


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"retention_days": 30}, {"/retention_days": "choice_unknown"}),
        ({"retention_days": "90"}, {"/retention_days": "wrong_type"}),
        ({"file_retention_days": True}, {"/file_retention_days": "wrong_type"}),
        (
            {"retention_days": 90, "file_retention_days": 365},
            {"/file_retention_days": "file_retention_too_long"},
        ),
    ],
)
async def test_other_times_are_refused_by_field(
    api: Api, change: object, pointers: dict[str, str]
) -> None:
    answer = await api.ask("PATCH", "/workspace", change)
    assert (answer.status, answer.pointers) == (422, pointers)


async def test_without_the_plan_no_limit_is_set(api: Api) -> None:
    await api.done("PATCH", "/workspace", {"billing": "overdue"})
    answer = await api.ask("PATCH", "/workspace", {"retention_days": 90})
    assert (answer.status, answer.body["code"]) == (403, "plan_required")
