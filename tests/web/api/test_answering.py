"""Answers to notices through the API: asked for, counted, reminded of, closed, listed."""

import csv
import io

import pytest

from bot.broadcast.store import acknowledgements
from tests.web.answering import answer, asking, ended, read
from tests.web.api.conftest import Api

PEOPLE = 12


async def test_a_notice_asks_for_answers_and_reminds(api: Api) -> None:
    rule = {"after": "24h", "most": 2}
    notice = await api.draft(acknowledge=True, reminders=rule)
    kept = await api.done("GET", f"/notices/{notice}", by="hana")
    assert (kept["reminders"], kept["variables"]["acknowledge"]) == (rule, True)
    assert (kept["answers"], kept["reminds"], kept["closed_at"]) == (None, None, None)
    changed = await api.done("PATCH", f"/notices/{notice}", {"body": "내일"}, by="hana")
    assert changed["reminders"] == rule
    none = await api.done("PATCH", f"/notices/{notice}", {"reminders": None}, by="hana")
    assert none["reminders"] is None


async def test_a_survey_is_written_with_plain_fields(api: Api) -> None:
    notice = await api.draft(template="survey", choices=["참석", "불참"])
    kept = await api.done("GET", f"/notices/{notice}", by="hana")
    assert kept["variables"]["choices"] == ["참석", "불참"]


@pytest.mark.parametrize(
    ("fields", "pointers"),
    [
        ({"reminders": {}}, {"/reminders/after": "required"}),
        ({"reminders": {"after": 24}}, {"/reminders/after": "wrong_type"}),
        ({"reminders": {"after": "soon"}}, {"/reminders/after": "bad_reminders"}),
        ({"reminders": {"after": "1m"}}, {"/reminders/after": "bad_reminders"}),
        ({"reminders": {"after": "3d", "most": 6}}, {"/reminders/most": "bad_reminders"}),
        ({"acknowledge": "yes"}, {"/acknowledge": "wrong_type"}),
        ({"template": "survey", "choices": ["하나"]}, {"/choices": "too_few"}),
        ({"template": "survey", "choices": ["가", "가"]}, {"/choices/1": "choice_twice"}),
    ],
)
async def test_what_cannot_be_is_refused(
    api: Api, fields: dict[str, object], pointers: dict[str, str]
) -> None:
    body = {"profile": "hr", "title": "안내", "body": "본문", **fields}
    refused = await api.ask("POST", "/notices", body, by="hana")
    assert refused.status == 422
    found = refused.pointers
    assert pointers.items() <= found.items()


async def test_answers_are_counted_and_listed(api: Api) -> None:
    notice = await asking(api.space, choices=["참석", "불참"])
    await answer(api.space, notice, mina=0, duri=1, jun=0)
    await read(api.space, notice, "mina", "bora")
    found = await api.done("GET", "/notices/N-1", by="hana")
    assert (found["counts"]["read"], found["counts"]["acknowledged"]) == (2, 3)
    assert found["answers"] == {
        "open": True,
        "remaining": PEOPLE - 3,
        "choices": [{"text": "참석", "count": 2}, {"text": "불참", "count": 1}],
    }
    listed = await api.done("GET", "/notices", by="hana")
    assert listed["items"][0]["counts"] == found["counts"]
    answered = await api.done("GET", "/notices/N-1/deliveries?answered=true", by="hana")
    rows = {row["member"]["name"]: row for row in answered["items"]}
    assert {name: row["choice"] for name, row in rows.items()}["서미나"] == "참석"
    assert rows["서미나"]["read_at"]
    assert all(row["acknowledged_at"] for row in rows.values())
    rest = await api.done("GET", "/notices/N-1/deliveries?answered=false", by="hana")
    assert (len(answered["items"]), len(rest["items"])) == (3, PEOPLE - 3)
    assert {row["choice"] for row in rest["items"]} == {None}


async def test_a_reminder_is_a_notice_of_its_own_and_goes_to_the_rest(api: Api) -> None:
    notice = await asking(api.space)
    await answer(api.space, notice, mina=None)
    reminded = await api.ask("POST", "/notices/N-1/remind", by="hana")
    assert (reminded.status, reminded.body["reminds"]) == (202, notice.id)
    assert reminded.headers["Location"] == f"/api/v1/notices/{reminded.body['id']}"
    await ended(api.space, reminded.body["id"])
    done = await api.done("GET", f"/notices/{reminded.body['id']}", by="hana")
    assert (done["counts"]["sent"], done["answers"]) == (PEOPLE - 1, None)


async def test_a_closed_notice_takes_no_answer_and_reminds_nobody(api: Api) -> None:
    await asking(api.space)
    closed = await api.done("POST", "/notices/N-1/close", by="hana")
    assert closed["answers"]["open"] is False
    again = await api.done("POST", "/notices/N-1/close", by="hana")
    assert again["closed_at"] == closed["closed_at"] is not None
    refused = await api.ask("POST", "/notices/N-1/remind", by="hana")
    assert (refused.status, refused.body["code"]) == (409, "answers_closed")


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "remind"), ("POST", "close"), ("GET", "report.csv")],
)
async def test_without_the_profile_nothing_is_done(api: Api, method: str, path: str) -> None:
    await asking(api.space)
    refused = await api.ask(method, f"/notices/N-1/{path}", by="duri")
    assert refused.status in {403, 404}
    found = await api.done("GET", "/notices")
    assert [(one["label"], one["closed_at"]) for one in found["items"]] == [("N-1", None)]


async def test_the_recipients_come_as_csv(api: Api) -> None:
    notice = await asking(api.space)
    await answer(api.space, notice, mina=None)
    async with api.space.http.get(
        f"{api.space.url}/api/v1/notices/N-1/report.csv", headers=api.space.bearer("hana")
    ) as file:
        assert file.content_type == "text/csv"
        text = (await file.read()).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == PEOPLE
    assert [row["name"] for row in rows if row["acknowledged_at"]] == ["서미나"]
    assert {row["state"] for row in rows} == {"sent"}


async def test_who_does_not_want_to_know_readers_forgets_them(api: Api) -> None:
    notice = await asking(api.space)
    await read(api.space, notice, "mina", "duri")
    off = await api.done("PATCH", "/workspace", {"read_tracking": False})
    assert off["read_tracking"] is False
    found = await api.done("GET", "/notices/N-1/deliveries")
    assert {row["read_at"] for row in found["items"]} == {None}
    await read(api.space, notice, "jun")
    tallies = await acknowledgements.tallies(api.parts.database, notice.id)
    assert tallies.read == 2
    on = await api.done("PATCH", "/workspace", {"read_tracking": True})
    assert on["read_tracking"] is True


async def test_only_a_super_admin_decides_about_readers(api: Api) -> None:
    notice = await asking(api.space)
    await read(api.space, notice, "mina")
    refused = await api.ask("PATCH", "/workspace", {"read_tracking": False}, by="hana")
    assert refused.status == 403
    found = await api.done("GET", "/notices/N-1/deliveries")
    assert len([row for row in found["items"] if row["read_at"]]) == 1
