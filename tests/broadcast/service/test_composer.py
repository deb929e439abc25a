"""From a template and its variables to a message."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.broadcast.model.composer import Composed, Recipient
from bot.broadcast.model.content import Content, ImagePlace, LinkButton, Picture, Row
from bot.broadcast.model.templates import DEFAULT_TEMPLATE
from bot.broadcast.service.composer import Composer
from bot.broadcast.service.templates import FILE, TemplateLibrary
from bot.core.errors import Bilingual, Invalid, NotFound, Problem
from bot.kakaowork.blocks import Header, HeaderStyle, Mention, Text

SHIPPED = Path(__file__).parents[3] / "templates" / "notices"
HONG = Recipient(name="홍길동", user_id=42, department="인사팀", position="매니저")
KIM = Recipient(name="김*슬*기", user_id=43, department="개발팀")
URL = "https://example.com"
PERSONAL = """\
name: {ko: 개인, en: Personal}
description: {ko: 받는 사람마다 달라요., en: Differs by recipient.}
fields:
  - {name: title, label: {ko: 제목, en: Title}, required: true, max: 20}
content:
  title: "{{ title }}"
  body: "**{{ member.name }}**님({{ member.department }})"
"""


@pytest.fixture(scope="module")
def composer() -> Composer:
    """A composer of the shipped templates."""
    return Composer(TemplateLibrary([SHIPPED]))


@pytest.fixture
def personal(tmp_path: Path) -> Composer:
    """A composer whose only template names the member."""
    (tmp_path / "personal").mkdir()
    (tmp_path / "personal" / FILE).write_text(PERSONAL, "utf-8")
    return Composer(TemplateLibrary([tmp_path]))


FULL: dict[str, Any] = {
    "title": "체육대회",
    "body": "**함께**해요",
    "image": {"url": URL, "alt": "운동장", "media_id": "im_1"},
    "image_place": "bottom",
    "links": [{"label": "신청", "url": URL, "mobile_url": "https://m.example.com"}],
    "rows": [{"term": "일시", "text": "금요일"}],
    "style": "blue",
}
LEAST: dict[str, dict[str, Any]] = {
    "plain": {"title": "공지", "body": "본문"},
    "image-and-links": {"title": "공지"},
    "urgent": {"title": "긴급", "body": "대피하세요", "action": "1층으로 *바로*"},
    "event": {"title": "행사", "body": "와요", "starts": "2026-12-24 14:00", "place": "강당"},
    "maintenance": {
        "service": "메일",
        "starts": "2026-12-24T22:00",
        "ends": "2026-12-25T02:00",
    },
    "survey": {"title": "설문", "body": "부탁해요", "survey_url": URL},
}


def test_the_plain_fields_are_the_usual_templates_variables(composer: Composer) -> None:
    assert composer.content_of(DEFAULT_TEMPLATE, FULL, None) == Content(
        title="체육대회",
        body="**함께**해요",
        image=Picture(url=URL, alt="운동장", media_id="im_1"),
        image_place=ImagePlace.BOTTOM,
        links=(LinkButton(label="신청", url=URL, mobile_url="https://m.example.com"),),
        rows=(Row(term="일시", text="금요일"),),
        style=HeaderStyle.BLUE,
    )


@pytest.mark.parametrize("name", LEAST)
def test_every_shipped_template_composes_with_the_least(composer: Composer, name: str) -> None:
    assert composer.check(name, LEAST[name]) == []
    assert composer.compose(name, LEAST[name], None).blocks
    assert not composer.per_recipient(name, LEAST[name])


def test_every_shipped_template_is_covered() -> None:
    assert {template.name for template in TemplateLibrary([SHIPPED]).list()} == set(LEAST)


def test_an_urgent_notice_is_red_and_says_what_to_do(composer: Composer) -> None:
    content = composer.content_of("urgent", LEAST["urgent"], None)
    assert content.style is HeaderStyle.RED
    assert content.body == "대피하세요\n\n{red|**지금 할 일: 1층으로 \\*바로\\***}"


def test_an_event_has_its_details_and_leaves_out_what_is_not_given(composer: Composer) -> None:
    assert composer.content_of("event", LEAST["event"], None).rows == (
        Row(term="일시", text="2026. 12. 24. (목) 14:00"),
        Row(term="장소", text="강당"),
    )


def test_an_events_own_rows_follow_the_usual_ones(composer: Composer) -> None:
    variables = LEAST["event"] | {
        "rows": [{"term": "복장", "text": "자유"}],
        "ends": "2026-12-25",
    }
    rows = composer.content_of("event", variables, None).rows
    assert [row.term for row in rows] == ["일시", "장소", "복장"]
    assert rows[0].text == "2026. 12. 24. (목) 14:00 ~ 2026. 12. 25. (금)"


def test_a_maintenance_has_its_window(composer: Composer) -> None:
    content = composer.content_of("maintenance", LEAST["maintenance"], None)
    assert content.title == "시스템 점검 안내"
    assert content.style is HeaderStyle.YELLOW
    assert content.body == "아래 시간 동안 **메일** 이용이 제한돼요."
    assert [row.text for row in content.rows] == [
        "메일",
        "2026. 12. 24. (목) 22:00",
        "2026. 12. 25. (금) 02:00",
    ]


def test_a_survey_has_one_button(composer: Composer) -> None:
    content = composer.content_of("survey", LEAST["survey"], None)
    assert content.links == (LinkButton(label="참여하기", url=URL),)


def test_an_unknown_template_is_not_found(composer: Composer) -> None:
    for act in (composer.check, composer.per_recipient, composer.freeze):
        with pytest.raises(NotFound) as caught:
            act("nothing", {})
        assert caught.value.word == "template_not_found"


def test_missing_and_wrong_variables_are_all_named(composer: Composer) -> None:
    variables = {"title": "가" * 21, "links": [{"label": "a", "url": "b"}], "colour": "red"}
    found = composer.check(DEFAULT_TEMPLATE, variables)
    assert [(problem.pointer, problem.code) for problem in found] == [
        ("/colour", "unknown_field"),
        ("/title", "title_too_long"),
        ("/links/0/url", "url_invalid"),
    ]
    assert found[1].text == Bilingual(
        "'제목' 칸은 20자까지 쓸 수 있어요. 지금은 21자예요. 줄여 주세요.",
        "“Title” can have at most 20 characters; it has 21. Shorten it.",
    )
    assert composer.preview(DEFAULT_TEMPLATE, variables, HONG) == found
    for act in (composer.freeze, composer.per_recipient):
        with pytest.raises(Invalid) as caught:
            act(DEFAULT_TEMPLATE, variables)
        assert list(caught.value.problems) == found


def test_a_preview_is_the_message_itself(composer: Composer) -> None:
    preview = composer.preview(DEFAULT_TEMPLATE, FULL, HONG)
    assert preview == composer.compose(DEFAULT_TEMPLATE, FULL, HONG)


def test_a_mention_makes_a_notice_differ_by_recipient(composer: Composer) -> None:
    variables = {"title": "공지", "body": "@{member}님"}
    assert composer.per_recipient("plain", variables)
    block = composer.compose("plain", variables, HONG).blocks[1]
    assert isinstance(block, Text)
    assert block.inlines[0] == Mention(text="@홍길동", user_id=42)


def test_a_template_that_names_the_member_differs_by_recipient(personal: Composer) -> None:
    assert personal.per_recipient("personal", {"title": "공지"})
    texts = [personal.compose("personal", {"title": "공지"}, who).text for who in (HONG, KIM)]
    assert texts == ["공지\n\n홍길동님(인사팀)", "공지\n\n김*슬*기님(개발팀)"]
    assert (
        personal.compose("personal", {"title": "공지"}, None).text == "공지\n\n받는 분님(부서)"
    )


def test_a_name_that_does_not_fit_is_refused_for_that_member(tmp_path: Path) -> None:
    (tmp_path / "personal").mkdir()
    source = PERSONAL.replace('title: "{{ title }}"', 'title: "{{ member.name }}님"')
    (tmp_path / "personal" / FILE).write_text(source, "utf-8")
    composer = Composer(TemplateLibrary([tmp_path]))
    long = Recipient(name="가" * 20, user_id=1)
    assert composer.content_of("personal", {"title": "a"}, HONG).title == "홍길동님"
    with pytest.raises(Invalid) as caught:
        composer.compose("personal", {"title": "a"}, long)
    assert [(p.pointer, p.code) for p in caught.value.problems] == [
        ("/title", "title_too_long")
    ]


def test_a_template_that_fails_on_its_values_is_said(tmp_path: Path) -> None:
    (tmp_path / "failing").mkdir()
    source = PERSONAL.replace("{{ member.department }}", "{{ title + 1 }}")
    (tmp_path / "failing" / FILE).write_text(source, "utf-8")
    (problem,) = Composer(TemplateLibrary([tmp_path])).check("failing", {"title": "a"})
    assert (problem.pointer, problem.code) == ("/body", "template_failed")
    assert problem.text.ko.startswith("템플릿에 값을 넣지 못했어요.")
    assert problem.text.en.startswith("The template could not be filled in.")


def test_a_changed_template_is_used_at_once(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED / "plain", tmp_path / "plain")
    composer = Composer(TemplateLibrary([tmp_path]))
    assert composer.content_of("plain", LEAST["plain"], None).title == "공지"
    path = tmp_path / "plain" / FILE
    path.write_text(
        path.read_text("utf-8").replace('"{{ title }}"', '"[알림] {{ title }}"'), "utf-8"
    )
    assert composer.content_of("plain", LEAST["plain"], None).title == "[알림] 공지"


@pytest.mark.parametrize("name", LEAST)
@pytest.mark.parametrize("recipient", [HONG, None])
def test_what_is_frozen_thaws_to_the_same_message(
    composer: Composer, name: str, recipient: Recipient | None
) -> None:
    variables = LEAST[name] | ({"body": "@{member}"} if name == "plain" else {})
    frozen = json.loads(json.dumps(composer.freeze(name, variables)))
    thawed = composer.thaw(frozen)
    assert thawed.template == name
    assert thawed.per_recipient == (name == "plain")
    assert thawed.compose(recipient) == composer.compose(name, variables, recipient)
    assert thawed.content(recipient) == composer.content_of(name, variables, recipient)


def test_what_is_frozen_keeps_every_field(composer: Composer) -> None:
    thawed = composer.thaw(composer.freeze(DEFAULT_TEMPLATE, FULL))
    assert thawed.compose(HONG) == composer.compose(DEFAULT_TEMPLATE, FULL, HONG)


def test_what_is_frozen_outlives_its_template(tmp_path: Path, personal: Composer) -> None:
    frozen = json.loads(json.dumps(personal.freeze("personal", {"title": "공지"})))
    before: Composed = personal.compose("personal", {"title": "공지"}, KIM)
    shutil.rmtree(tmp_path / "personal")
    with pytest.raises(NotFound):
        personal.compose("personal", {"title": "공지"}, KIM)
    thawed = personal.thaw(frozen)
    assert thawed.per_recipient
    assert thawed.compose(KIM) == before
    assert thawed.compose(None).text == "공지\n\n받는 분님(부서)"


def test_variables_are_never_run_as_templates(composer: Composer) -> None:
    variables = {"title": "{{ 7 * 7 }}", "body": "{% raw %}{{ member.email }}"}
    content = composer.content_of("plain", variables, HONG)
    assert content.title == "{{ 7 * 7 }}"
    assert content.body == "{% raw %}{{ member.email }}"


def test_a_header_keeps_signs_as_they_are(composer: Composer) -> None:
    composed = composer.compose("plain", {"title": "*별* 보기", "body": "a"}, None)
    assert composed.blocks[0] == Header(text="*별* 보기", style=HeaderStyle.WHITE)


def test_a_part_left_empty_is_refused_by_its_own_name(composer: Composer) -> None:
    assert composer.check("plain", {"title": "", "body": "a"}) == [
        Problem(
            pointer="/title",
            code="title_required",
            text=Bilingual(
                "'제목' 칸이 비어 있어요. 채워 주세요.", "“Title” is empty. Fill it in."
            ),
        )
    ]
