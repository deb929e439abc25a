"""The composer, without scripts."""

from io import BytesIO

import pytest
from PIL import Image

from bot.broadcast.model.notices import NoticeState
from tests.builders import SUPER
from tests.web.conftest import RunningSpace
from tests.web.console.conftest import Visit, upload

FORM = {
    "profile": "hr",
    "template": "image-and-links",
    "audience": "everyone",
    "v.title": "안내",
    "v.body": "@{member}님, **안녕하세요**",
    "v.links.0.label": "열기",
    "v.links.0.url": "https://example.com",
}


def picture() -> bytes:
    """A small PNG."""
    kept = BytesIO()
    Image.new("RGB", (8, 4), "#1558c0").save(kept, "PNG")
    return kept.getvalue()


async def test_a_draft_is_kept_and_shown_again(
    running_space: RunningSpace, visit: Visit
) -> None:
    hana = visit("hana")
    answer = await hana.post("/notices/new", {**FORM, "act": "save"})
    assert answer.status == 303
    page = await hana.get(answer.to)
    assert 'value="안내"' in page.text
    assert "저장했어요" in page.text
    assert "저장했어요" not in (await hana.get(answer.to)).text
    notices = await running_space.system.parts.notices.page(await running_space.actor("hana"))
    assert [view.notice.title for view in notices] == ["안내"]


async def test_an_unfinished_draft_may_be_kept_but_not_reviewed(visit: Visit) -> None:
    hana = visit("hana")
    unfinished = {**FORM, "v.title": "", "v.links.0.url": "nowhere"}
    answer = await hana.post("/notices/new", {**unfinished, "act": "review"})
    assert answer.status == 422
    assert 'href="#v.title"' in answer.text
    assert 'href="#v.links.0.url"' in answer.text
    assert "제목&#39; 칸이 비어 있어요" in answer.text
    assert 'value="nowhere"' in answer.text
    assert (await hana.post("/notices/new", {**unfinished, "act": "save"})).status == 303


async def test_a_draft_needs_a_profile(visit: Visit) -> None:
    answer = await visit("hana").post("/notices/new", {**FORM, "profile": ""})
    assert answer.status == 422
    assert "발송 프로필을 골라 주세요" in answer.text


async def test_an_upload_travels_with_the_form_and_is_shown(visit: Visit) -> None:
    hana = visit("hana")
    form = {**FORM, "v.image.alt": "파란 상자", "act": "review"}
    answer = await hana.post("/notices/new", upload(form, "v.image", picture()))
    assert answer.status == 303
    page = await hana.get(answer.to)
    assert 'alt="파란 상자"' in page.text
    assert "/media/" in page.text


async def test_a_file_that_is_no_image_is_refused_beside_its_field(visit: Visit) -> None:
    answer = await visit("hana").post("/notices/new", upload(FORM, "v.image", b"not an image"))
    assert answer.status == 422
    assert 'href="#v.image"' in answer.text
    assert 'value="안내"' in answer.text


async def test_an_image_may_be_kept_before_the_form_is_sent(visit: Visit) -> None:
    answer = await visit("hana").post("/notices/images", upload({}, "file", picture()))
    assert answer.status == 200
    assert '"width": 8' in answer.text


async def test_the_preview_shows_what_is_there_and_names_what_is_missing(visit: Visit) -> None:
    answer = await visit("hana", "en").post(
        "/notices/preview", {**FORM, "v.title": "", "v.links.1.label": "보기"}
    )
    assert answer.status == 200
    assert "@이하나" in answer.text
    assert "bk-card" in answer.text
    assert "“Title” is empty" in answer.text
    assert 'href="#v.links.1.url"' in answer.text


async def test_the_preview_is_not_ready_without_a_profile(visit: Visit) -> None:
    hana = visit("hana", "en")
    ready = await hana.post("/notices/preview", FORM)
    assert "Ready for the review" in ready.text
    without = await hana.post("/notices/preview", {**FORM, "profile": ""})
    assert "Ready for the review" not in without.text
    assert 'href="#profile"' in without.text


async def test_another_template_keeps_what_its_fields_share(visit: Visit) -> None:
    answer = await visit("hana").post(
        "/notices/new", {**FORM, "template": "event", "act": "template"}
    )
    assert answer.status == 200
    assert 'value="안내"' in answer.text
    assert 'name="v.place"' in answer.text


async def test_unknown_addresses_are_named_beside_the_field(visit: Visit) -> None:
    form = {**FORM, "audience": "chosen", "people": "nobody@example.com\nmina@example.com"}
    answer = await visit("hana").post("/notices/new", form)
    assert answer.status == 422
    assert "nobody@example.com" in answer.text
    assert 'href="#people"' in answer.text


async def test_a_chosen_audience_must_name_somebody_before_the_review(visit: Visit) -> None:
    form = {**FORM, "audience": "chosen", "act": "review"}
    answer = await visit("hana").post("/notices/new", form)
    assert answer.status == 422
    assert "받는 사람이 없어요" in answer.text


async def test_departments_count_with_those_below_them(
    running_space: RunningSpace, visit: Visit
) -> None:
    departments = await running_space.system.parts.members.departments()
    builders = next(d for d in departments if d.name == "개발팀")
    form = {**FORM, "audience": "chosen", f"dept.{builders.id}": "on", "act": "review"}
    hana = visit("hana")
    answer = await hana.post("/notices/new", form)
    assert "6명에게 보내기" in (await hana.get(answer.to)).text
    edit = await hana.get(answer.to.replace("/review", "/edit"))
    assert f'name="dept.{builders.id}" value="on" checked' in edit.text


async def test_a_draft_that_somebody_else_changed_is_not_overwritten(visit: Visit) -> None:
    hana = visit("hana")
    edit = (await hana.post("/notices/new", FORM)).to
    assert (await hana.post(edit, {**FORM, "version": "1", "v.title": "둘째"})).status == 303
    late = await hana.post(edit, {**FORM, "version": "1", "v.title": "늦음"})
    assert late.status == 412
    assert 'value="늦음"' in late.text
    assert 'value="둘째"' in (await hana.get(edit)).text


async def test_a_sent_notice_is_not_edited(running_space: RunningSpace, visit: Visit) -> None:
    hana = visit("hana")
    edit = (await hana.post("/notices/new", FORM)).to
    key = edit.split("/")[2]
    view = await running_space.system.parts.sending.send(await running_space.actor("hana"), key)
    assert view.notice.state is NoticeState.PREPARING
    assert (await hana.get(edit)).to == f"/notices/{key}"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ko", "발송 프로필이 없어요. 김슬기(슈퍼 관리자)에게 사용 권한을 요청해 주세요."),
        ("en", "You have no send profile. Please ask 김슬기 (super admin)"),
    ],
)
async def test_without_a_profile_the_composer_says_whom_to_ask(
    visit: Visit, language: str, words: str
) -> None:
    oh = visit("oh", language)
    page = await oh.get("/notices/new")
    assert words in page.text
    assert 'name="profile"' not in page.text
    asked = await oh.post("/profiles/ask")
    assert (asked.status, asked.to) == (303, "/notices/new")
    assert "오다섯" in (await visit(SUPER).get("/profiles")).text


@pytest.mark.parametrize("path", ["/notices/new", "/notices"])
async def test_who_has_no_right_is_told_who_gives_it(visit: Visit, path: str) -> None:
    answer = await visit("mina").get(path)
    assert answer.status == 403
    assert (
        "단체 메시지 발송 권한이 없어요. 김슬기(슈퍼 관리자)에게 요청해 주세요." in answer.text
    )


async def test_another_profile_is_refused(visit: Visit) -> None:
    answer = await visit("duri", "en").post("/notices/new", FORM)
    assert answer.status == 403
    assert "You may not use the profile" in answer.text


async def test_a_change_from_another_site_is_refused(
    running_space: RunningSpace, visit: Visit
) -> None:
    async with running_space.http.post(
        f"{running_space.url}/notices/new",
        data=FORM,
        cookies=visit("hana").cookies,
        headers={"Sec-Fetch-Site": "cross-site"},
        allow_redirects=False,
    ) as answer:
        assert answer.status == 403
