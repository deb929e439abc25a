"""What can't be read is refused with a code, whatever the path."""

from io import BytesIO

import pytest

from tests.web.api.conftest import Api

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"{'name': 1}",
        b'{"name": NaN}',
        b'{"name": "\xff"}',
        b'{"name": "\\ud800"}',
        b'{"name": ' + b"[" * 5_000,
        b'{"name": ' + b"9" * 5_000 + b"}",
    ],
)
async def test_broken_json_is_refused(api: Api, raw: bytes) -> None:
    answer = await api.ask("PATCH", "/workspace", raw=raw, headers=JSON)
    assert (answer.status, answer.body["code"]) == (400, "invalid_json")
    assert answer.body["detail"].startswith(
        "The JSON of the body can't be read. Check its syntax. ("
    )


@pytest.mark.parametrize("body", [[], "text", 5, True])
async def test_json_that_is_no_object_is_refused(api: Api, body: object) -> None:
    await api.refused(
        ("PATCH", "/workspace", body),
        400,
        "not_an_object",
        '본문은 {"이름": 값} 모양의 JSON 객체여야 해요.',
        'The body must be a JSON object such as {"name": value}.',
    )


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "x"])
async def test_another_content_type_is_refused(api: Api, kind: str) -> None:
    await api.refused(
        ("PATCH", "/workspace"),
        415,
        "unsupported_media_type",
        "본문은 JSON이어야 해요. Content-Type: application/json 머리글을 넣어 주세요.",
        "The body must be JSON: send the header Content-Type: application/json.",
        raw=b"{}",
        headers={"Content-Type": kind},
    )


async def test_a_kind_of_json_is_taken(api: Api) -> None:
    kind = {"Content-Type": "application/merge-patch+json; charset=utf-8"}
    answer = await api.ask("PATCH", "/workspace", raw=b'{"name": "A"}', headers=kind)
    assert answer.body["name"] == "A"


async def test_a_body_of_more_than_12_mb_is_refused(api: Api) -> None:
    raw = b'{"name": "' + b"a" * (12 << 20) + b'"}'
    answer = await api.ask("PATCH", "/workspace", raw=BytesIO(raw), headers=JSON)
    assert (answer.status, answer.body["code"]) == (413, "too_large")
    assert answer.body["detail"] == "The request is too large. Send less."


async def test_an_action_takes_no_fields(api: Api) -> None:
    notice = await api.draft()
    body = {"at": "2030-01-01T09:00:00+09:00"}
    answer = await api.ask("POST", f"/notices/{notice}/send", body, by="hana")
    assert answer.status == 422
    assert answer.pointers == {"/at": "unknown_field"}
    assert (await api.done("GET", f"/notices/{notice}"))["state"] == "draft"


async def test_a_query_is_checked_like_a_body(api: Api) -> None:
    answer = await api.ask("GET", "/notices?limit=0&stat=sent&state=lost&query=a&query=b")
    assert answer.status == 422
    assert answer.pointers == {
        "/query": "repeated",
        "/limit": "out_of_range",
        "/state": "choice_unknown",
        "/stat": "unknown_field",
    }
    texts = {problem["pointer"]: problem["detail"] for problem in answer.body["errors"]}
    assert texts["/query"] == "“query” is given several times. Give it once."
    assert texts["/limit"] == "“limit” must be at least 1."
    assert texts["/stat"] == "There is no field “stat”. Check its name or leave it out."


@pytest.mark.parametrize("limit", ["201", "x", "1.5", ""])
async def test_a_limit_is_a_number_up_to_200(api: Api, limit: str) -> None:
    answer = await api.ask("GET", f"/members?limit={limit}")
    assert (answer.status, list(answer.pointers)) == (422, ["/limit"])


@pytest.mark.parametrize(
    "cursor",
    ["x", "%00", "eA", "bnVsbA", "dHJ1ZQ", "LTE", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "MS41"],
)
async def test_an_unknown_cursor_is_refused(api: Api, cursor: str) -> None:
    for path in ("/members", "/notices", "/profiles", "/tokens"):
        answer = await api.ask("GET", f"{path}?cursor={cursor}")
        assert (answer.status, list(answer.pointers)) == (422, ["/cursor"])


async def test_the_cursor_of_another_list_is_refused(api: Api) -> None:
    await api.draft()
    await api.refused(
        ("GET", "/notices/N-1/deliveries?cursor=Im1iXzEi"),
        422,
        "bad_cursor",
        "cursor 값을 알 수 없어요. 앞 쪽의 next_cursor를 그대로 쓰거나 빼고 처음부터 읽어 주세요.",
        "The cursor is unknown. Use the next_cursor of the page before, or leave it out.",
    )


@pytest.mark.parametrize("ledger", ["sqlite", "postgresql"], indirect=True)
async def test_a_zero_character_reaches_no_database(api: Api) -> None:
    body = {"profile": "h\0r", "variables": {"a": [{"b\0": "c\0"}]}}
    answer = await api.ask("POST", "/notices", body)
    assert answer.status == 422
    assert set(answer.pointers) == {"/profile", "/variables/a/0/b\0"}
    assert set(answer.pointers.values()) == {"control_character"}
    answer = await api.ask("GET", "/members?query=%00")
    assert (answer.status, answer.pointers) == (422, {"/query": "control_character"})
    for path in ("/notices/%00", "/profiles/a%00", "/templates/%00"):
        answer = await api.ask("GET", path)
        assert answer.status == 404
    answer = await api.ask("PATCH", "/members/%00", {"active": True})
    assert answer.status == 404
