"""Drafts over the API: every problem in one answer, each with its pointer."""

from typing import Any

import pytest

from tests.builders import PEOPLE_TEAM, email
from tests.web.api.conftest import Api, png

LINK = {"label": "열기", "url": "https://example.com/"}
PICTURE = {"url": "https://example.com/a.png", "alt": "안내 그림"}
ROW = {"term": "언제", "text": "오늘 밤"}


async def problems(api: Api, **fields: object) -> dict[str, str]:
    """The problems of a new draft."""
    body = {"profile": "hr", "title": "점검 안내", **fields}
    answer = await api.ask("POST", "/notices", body, by="hana")
    assert answer.status == 422, answer.body
    return answer.pointers


async def test_everything_is_kept_as_it_was_written(api: Api) -> None:
    body = {
        "profile": "hr",
        "title": "점검 안내",
        "body": "**오늘 밤** 점검이 있어요.",
        "image": PICTURE,
        "links": [LINK, {**LINK, "mobile_url": "https://m.example.com/"}],
        "rows": [ROW],
        "style": "blue",
        "image_place": "bottom",
        "audience": {
            "departments": ["인사팀"],
            "emails": [email("mina")],
            "exclude": [email("hana")],
        },
        "not_after": "2199-01-01T09:00:00+09:00",
        "urgent": {"reason": " 안전 "},
        "on_uncertain": "resend",
    }
    answer = await api.ask("POST", "/notices", body, by="hana")
    notice = answer.body
    assert answer.status == 201
    assert answer.headers["Location"] == f"/api/v1/notices/{notice['id']}"
    assert answer.headers["ETag"] == '"1"'
    content = {"title", "body", "image", "links", "rows", "style", "image_place"}
    assert notice["variables"].keys() == content
    assert notice["variables"]["links"] == body["links"]
    assert notice["variables"]["image"] == PICTURE
    department = next(d for d in await api.parts.members.departments() if d.path == PEOPLE_TEAM)
    assert notice["audience"] == {
        "everyone": False,
        "departments": [department.id],
        "members": [await api.id_of("mina")],
        "exclude": [await api.id_of("hana")],
    }
    assert notice["not_after"] == "2199-01-01T09:00:00+09:00"
    assert notice["urgent"] == {"reason": "안전"}
    assert (notice["state"], notice["surface"]) == ("draft", "api")
    assert notice["label"] == f"N-{notice['number']}"
    assert await api.done("GET", f"/notices/{notice['label']}", by="hana") == notice


async def test_a_draft_may_leave_out_what_is_needed_for_sending(api: Api) -> None:
    notice = await api.done("POST", "/notices", {"profile": "hr"}, by="hana")
    assert (notice["title"], notice["template"]) == ("", "image-and-links")
    await api.refused(
        ("POST", f"/notices/{notice['id']}/send"),
        422,
        "title_required",
        "'제목' 칸이 비어 있어요. 채워 주세요.",
        "“Title” is empty. Fill it in.",
        by="hana",
    )


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"title": "가" * 21}, {"/title": "title_too_long"}),
        ({"title": " "}, {"/title": "title_required"}),
        ({"title": "두\n줄"}, {"/title": "line_break"}),
        ({"body": "가" * 10_001}, {"/body": "too_long"}),
        ({"links": [LINK] * 4}, {"/links": "too_many"}),
        ({"links": [{**LINK, "label": "가" * 21}]}, {"/links/0/label": "too_long"}),
        ({"links": [{**LINK, "url": "ftp://x"}]}, {"/links/0/url": "url_invalid"}),
        ({"links": [{"label": "열기"}]}, {"/links/0/url": "required"}),
        ({"rows": [ROW] * 11}, {"/rows": "too_many"}),
        ({"rows": [{**ROW, "term": "가" * 11}]}, {"/rows/0/term": "too_long"}),
        ({"rows": [{**ROW, "text": "가" * 501}]}, {"/rows/0/text": "too_long"}),
        ({"image": {"url": PICTURE["url"]}}, {"/image/alt": "alt_required"}),
        ({"image": {"alt": "그림"}}, {"/image/url": "required"}),
        ({"image": {"id": "none", "alt": "그림"}}, {"/image/id": "image_not_found"}),
        ({"image": {**PICTURE, "id": "none"}}, {"/image": "image_id_or_url"}),
        ({"style": "pink"}, {"/style": "choice_unknown"}),
        ({"image_place": "left"}, {"/image_place": "choice_unknown"}),
        ({"template": "none"}, {"/template": "template_not_found"}),
        ({"template": "plain", "links": [LINK]}, {"/links": "unknown_field"}),
        ({"variables": {"foo": 1}}, {"/variables/foo": "unknown_field"}),
        ({"variables": {"title": "또"}}, {"/title": "given_twice"}),
        ({"variables": {"body": 5}}, {"/variables/body": "wrong_type"}),
        ({"not_after": "2001-01-01T00:00:00Z"}, {"/not_after": "time_in_past"}),
        ({"not_after": "soon"}, {"/not_after": "time_invalid"}),
        ({"urgent": {}}, {"/urgent/reason": "required"}),
        ({"urgent": {"reason": " "}}, {"/urgent/reason": "required"}),
        ({"urgent": {"reason": "가" * 201}}, {"/urgent/reason": "too_long"}),
        ({"on_uncertain": "maybe"}, {"/on_uncertain": "choice_unknown"}),
        ({"profile": "none"}, {"/profile": "profile_not_found"}),
        ({"profile": None}, {"/profile": "wrong_type"}),
        ({"audience": []}, {"/audience": "wrong_type"}),
        ({"audience": {"everyone": "yes"}}, {"/audience/everyone": "wrong_type"}),
        ({"audience": {"emails": [5]}}, {"/audience/emails/0": "wrong_type"}),
        ({"audience": {"team": "x"}}, {"/audience/team": "unknown_field"}),
        ({"a/b~c": 1}, {"/a~1b~0c": "unknown_field"}),
    ],
)
async def test_what_is_wrong_is_named_by_its_pointer(
    api: Api, fields: dict[str, object], found: dict[str, str]
) -> None:
    assert await problems(api, **fields) == found


async def test_all_problems_come_in_one_answer(api: Api) -> None:
    found = await problems(
        api,
        title="가" * 21,
        style=5,
        links=[{**LINK, "url": "x"}],
        image={"id": "none", "alt": "그림"},
        variables={"foo": 1, "title": "또"},
        audience={"departments": ["없는팀"], "emails": [email("mina"), "who@example.com"]},
        not_after="soon",
        acknowledge="yes",
    )
    assert found == {
        "/style": "wrong_type",
        "/acknowledge": "wrong_type",
        "/title": "given_twice",
        "/links/0/url": "url_invalid",
        "/variables/foo": "unknown_field",
        "/variables/title": "title_too_long",
        "/audience/departments/0": "department_not_found",
        "/audience/emails/1": "member_not_found",
        "/not_after": "time_invalid",
        "/image/id": "image_not_found",
    }


async def test_a_title_of_21_characters_is_refused_in_both_languages(api: Api) -> None:
    body = {"profile": "hr", "title": "가" * 21}
    answer = await api.refused(
        ("POST", "/notices", body),
        422,
        "title_too_long",
        "'제목' 칸은 20자까지 쓸 수 있어요. 지금은 21자예요. 줄여 주세요.",
        "“Title” can have at most 20 characters; it has 21. Shorten it.",
        by="hana",
    )
    assert answer.pointers == {"/title": "title_too_long"}


async def test_an_image_is_named_by_its_id(api: Api) -> None:
    image = await api.parts.images.add(await api.space.actor("hana"), png())
    notice = await api.draft(image={"id": image.id, "alt": "빨간 그림"})
    kept = (await api.done("GET", f"/notices/{notice}"))["variables"]["image"]
    assert kept["alt"] == "빨간 그림"
    assert kept["url"] == api.parts.images.url(image.id)
    again = await api.done("PATCH", f"/notices/{notice}", {"variables": {"image": kept}})
    assert again["variables"]["image"] == kept


async def test_a_named_list_that_is_empty_is_nobody_and_not_everybody(api: Api) -> None:
    notice = await api.draft(audience={"emails": []})
    answer = await api.refused(
        ("POST", f"/notices/{notice}/send"),
        422,
        "nobody",
        "받는 사람이 한 명도 없어요. 대상을 다시 골라 주세요.",
        "Nobody would receive this. Choose the audience again.",
        by="hana",
    )
    assert answer.pointers == {"/audience": "nobody"}
    wishes: list[Any] = [{}, {"everyone": True}, {"exclude": []}, None]
    for audience in wishes:
        body = {"audience": audience}
        kept = (await api.done("PATCH", f"/notices/{notice}", body))["audience"]
        assert kept["everyone"] is True


async def test_a_draft_needs_the_right_to_its_profile(api: Api) -> None:
    await api.refused(
        ("POST", "/notices", {"profile": "hr", "title": 5}),
        403,
        "profile_not_granted",
        "'hr 알림' 프로필을 쓸 권한이 없어요. 김슬기(슈퍼 관리자)에게 요청해 주세요.",
        "You may not use the profile 'hr 알림'. Please ask 김슬기 (super admin).",
        by="duri",
    )


async def test_a_change_keeps_what_it_does_not_name(api: Api) -> None:
    notice = await api.draft(
        links=[LINK],
        style="red",
        urgent={"reason": "안전"},
        audience={"emails": [email("mina")]},
    )
    changed = await api.done(
        "PATCH", f"/notices/{notice}", {"title": "새 제목", "style": None}, by="hana"
    )
    assert (changed["title"], changed["version"]) == ("새 제목", 2)
    assert changed["variables"].keys() == {"title", "body", "links"}
    assert changed["urgent"] == {"reason": "안전"}
    assert changed["audience"]["everyone"] is False
    cleared = await api.done("PATCH", f"/notices/{notice}", {"urgent": None}, by="hana")
    assert cleared["urgent"] is None


async def test_a_change_moves_the_notice_to_another_profile_and_template(api: Api) -> None:
    notice = await api.draft()
    body = {"profile": "it", "template": "plain"}
    changed = await api.done("PATCH", f"/notices/{notice}", body, by="hana")
    assert (changed["profile"], changed["template"]) == ("it", "plain")


async def test_a_wrong_change_changes_nothing(api: Api) -> None:
    notice = await api.draft()
    before = await api.done("GET", f"/notices/{notice}")
    answer = await api.ask("PATCH", f"/notices/{notice}", {"title": "가" * 21, "x": 1})
    assert answer.pointers == {"/x": "unknown_field", "/title": "title_too_long"}
    assert await api.done("GET", f"/notices/{notice}") == before
