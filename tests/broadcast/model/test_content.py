"""What a notice says."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.broadcast.model.content import (
    Content,
    ImagePlace,
    LinkButton,
    Picture,
    Row,
    content_json,
    parse_content,
)
from bot.core.errors import Bilingual, Invalid, Problem
from bot.kakaowork.blocks import HeaderStyle

URL = "https://example.com/a"


def problems_of(value: object) -> list[Problem]:
    """What `parse_content` finds wrong."""
    with pytest.raises(Invalid) as caught:
        parse_content(value)
    return list(caught.value.problems)


def test_a_full_content_is_read() -> None:
    content = parse_content(
        {
            "title": " 가을 체육대회 ",
            "body": "첫 줄\r\n둘째 줄",
            "image": {"url": URL, "alt": "운동장", "media_id": "im_1"},
            "links": [{"label": "신청", "url": URL, "mobile_url": "https://m.example.com"}],
            "rows": [{"term": "일시", "text": "금요일"}],
            "style": "red",
            "image_place": "bottom",
        }
    )
    assert content == Content(
        title="가을 체육대회",
        body="첫 줄\n둘째 줄",
        image=Picture(url=URL, alt="운동장", media_id="im_1"),
        links=(LinkButton(label="신청", url=URL, mobile_url="https://m.example.com"),),
        rows=(Row(term="일시", text="금요일"),),
        style=HeaderStyle.RED,
        image_place=ImagePlace.BOTTOM,
    )


def test_a_title_is_enough() -> None:
    assert parse_content({"title": "공지"}) == Content(title="공지")


def test_a_title_of_20_characters_is_taken() -> None:
    assert parse_content({"title": "가" * 20}).title == "가" * 20


LINK = {"label": "a", "url": URL}
ROW = {"term": "a", "text": "b"}


@pytest.mark.parametrize(
    ("change", "pointer", "code", "ko", "en"),
    [
        (
            {"title": "가" * 23}, "/title", "title_too_long",
            "'제목' 칸은 20자까지 쓸 수 있어요. 지금은 23자예요. 줄여 주세요.",
            "“Title” can have at most 20 characters; it has 23. Shorten it.",
        ),
        (
            {"title": "  "}, "/title", "title_required",
            "'제목' 칸이 비어 있어요. 채워 주세요.", "“Title” is empty. Fill it in.",
        ),
        (
            {"title": "가\n나"}, "/title", "line_break",
            "'제목' 칸에는 줄바꿈을 쓸 수 없어요. 한 줄로 써 주세요.",
            "“Title” can't have line breaks. Write it on one line.",
        ),
        (
            {"title": 3}, "/title", "wrong_type",
            "'제목' 칸의 형식이 맞지 않아요. 글자로 써 주세요.", "“Title” must be text.",
        ),
        (
            {"body": "가" * 10_001}, "/body", "too_long",
            "'본문' 칸은 10,000자까지 쓸 수 있어요. 지금은 10,001자예요. 줄여 주세요.",
            "“Body” can have at most 10,000 characters; it has 10,001. Shorten it.",
        ),
        (
            {"body": "a\x00b"}, "/body", "control_character",
            "'본문' 칸에 보낼 수 없는 제어 문자가 있어요. 지우고 다시 써 주세요.",
            "“Body” has a control character that can't be sent. Remove it.",
        ),
        (
            {"body": "a\ud800"}, "/body", "control_character",
            "'본문' 칸에 보낼 수 없는 제어 문자가 있어요. 지우고 다시 써 주세요.",
            "“Body” has a control character that can't be sent. Remove it.",
        ),
        (
            {"image": {"url": URL}}, "/image/alt", "alt_required",
            "'이미지 설명' 칸이 비어 있어요. 채워 주세요.",
            "“Image description” is empty. Fill it in.",
        ),
        (
            {"image": {"alt": "a"}}, "/image/url", "required",
            "'이미지 주소' 칸이 비어 있어요. 채워 주세요.", "“Image address” is empty. Fill it in.",
        ),
        (
            {"image": "x"}, "/image", "wrong_type",
            "'이미지' 칸의 형식이 맞지 않아요. 이름과 값으로 써 주세요.",
            "“Image” must be an object.",
        ),
        (
            {"links": [LINK, {"label": "b", "url": "www.a.kr"}]}, "/links/1/url", "url_invalid",
            "'링크 주소' 칸의 주소를 열 수 없어요."
            " http:// 또는 https://로 시작하는 전체 주소를 써 주세요.",
            "“Link address” is not a usable address."
            " Give a whole one that starts with http:// or https://.",
        ),
        (
            {"links": [LINK | {"mobile_url": "tel:1"}]}, "/links/0/mobile_url", "url_invalid",
            "'모바일 링크 주소' 칸의 주소를 열 수 없어요."
            " http:// 또는 https://로 시작하는 전체 주소를 써 주세요.",
            "“Mobile link address” is not a usable address."
            " Give a whole one that starts with http:// or https://.",
        ),
        (
            {"links": [LINK | {"label": "a" * 21}]}, "/links/0/label", "too_long",
            "'버튼 이름' 칸은 20자까지 쓸 수 있어요. 지금은 21자예요. 줄여 주세요.",
            "“Button label” can have at most 20 characters; it has 21. Shorten it.",
        ),
        (
            {"links": [LINK] * 4}, "/links", "too_many",
            "'바로가기 링크' 칸에는 3개까지 넣을 수 있어요. 지금은 4개예요. 줄여 주세요.",
            "“Link buttons” can have at most 3; there are 4. Remove some.",
        ),
        (
            {"links": LINK}, "/links", "wrong_type",
            "'바로가기 링크' 칸의 형식이 맞지 않아요. 목록으로 써 주세요.",
            "“Link buttons” must be a list.",
        ),
        (
            {"rows": [ROW] * 11}, "/rows", "too_many",
            "'상세 항목' 칸에는 10개까지 넣을 수 있어요. 지금은 11개예요. 줄여 주세요.",
            "“Details” can have at most 10; there are 11. Remove some.",
        ),
        (
            {"rows": [ROW | {"term": "a" * 11}]}, "/rows/0/term", "too_long",
            "'항목 이름' 칸은 10자까지 쓸 수 있어요. 지금은 11자예요. 줄여 주세요.",
            "“Detail name” can have at most 10 characters; it has 11. Shorten it.",
        ),
        (
            {"rows": [{"term": "a"}]}, "/rows/0/text", "required",
            "'항목 내용' 칸이 비어 있어요. 채워 주세요.", "“Detail text” is empty. Fill it in.",
        ),
        (
            {"style": "pink"}, "/style", "choice_unknown",
            "'머리글 색' 칸에는 white, blue, red, yellow 중 하나를 써 주세요.",
            "“Header colour” must be one of white, blue, red, yellow.",
        ),
        (
            {"image_place": "left"}, "/image_place", "choice_unknown",
            "'이미지 위치' 칸에는 top, bottom 중 하나를 써 주세요.",
            "“Image place” must be one of top, bottom.",
        ),
        (
            {"a/b~": 1}, "/a~1b~0", "unknown_field",
            "'a/b~'라는 항목은 없어요."
            " title, body, image, links, rows, style, image_place, acknowledge, choices 중에서 써 주세요.",
            "There is no field “a/b~”."
            " Use one of title, body, image, links, rows, style, image_place, acknowledge,"
            " choices.",
        ),
        (
            {"links": [LINK | {"color": "red"}]}, "/links/0/color", "unknown_field",
            "'color'라는 항목은 없어요. label, url, mobile_url 중에서 써 주세요.",
            "There is no field “color”. Use one of label, url, mobile_url.",
        ),
    ],
)  # fmt: skip
def test_a_wrong_part_is_refused_at_its_place(
    change: dict[str, object], pointer: str, code: str, ko: str, en: str
) -> None:
    (problem,) = problems_of({"title": "공지"} | change)
    assert problem == Problem(pointer=pointer, code=code, text=Bilingual(ko, en))


def test_all_problems_are_named_at_once() -> None:
    found = problems_of({"title": "", "image": {}, "links": [{}], "rows": [1], "x": 2})
    assert [(problem.pointer, problem.code) for problem in found] == [
        ("/x", "unknown_field"),
        ("/title", "title_required"),
        ("/image/alt", "alt_required"),
        ("/image/url", "required"),
        ("/links/0/label", "required"),
        ("/links/0/url", "required"),
        ("/rows/0", "wrong_type"),
    ]


@pytest.mark.parametrize("value", [None, "x", 3, [], True])
def test_a_content_that_is_no_object_is_refused(value: object) -> None:
    assert problems_of(value)[0].code == "wrong_type"


@pytest.mark.parametrize(
    "url",
    [
        "http://a", "https://example.com:8443/공지?q=1#x", "https://한국.kr/", "http://127.0.0.1/",
        "http://[::1]:80/", "https://example.com./", "HTTPS://EXAMPLE.COM",
    ],
)  # fmt: skip
def test_a_whole_web_address_is_taken(url: str) -> None:
    content = parse_content({"title": "a", "links": [{"label": "a", "url": url}]})
    assert content.links[0].url == url


@pytest.mark.parametrize(
    "url",
    [
        "//a.kr", "/a", "a.kr", "https://", "https:///a", "http://:80", "http://a..kr", "http://.",
        "javascript:alert(1)", "data:text/html,x", "ftp://a.kr", "mailto:a@a.kr", "file:///etc/x",
        "https://u@a.kr", "https://u:p@a.kr", "https://a.kr@b.kr", "https://a b.kr",
        "https://a.kr/a b", "https://a.kr/\u200b", "https://a.kr/\u202e", "https://a.kr\\@b.kr",
        "https://a.kr/<x>", "http://a:99999", "http://a:0", "http://a:b", "http://[::1",
        "https://a.kr/\ta",
    ],
)  # fmt: skip
def test_any_other_address_is_refused(url: str) -> None:
    (problem,) = problems_of({"title": "a", "image": {"url": url, "alt": "a"}})
    assert problem.pointer == "/image/url"
    assert problem.code == "url_invalid"


def test_an_address_of_more_than_2000_characters_is_refused() -> None:
    (problem,) = problems_of({"title": "a", "links": [LINK | {"url": URL + "a" * 2000}]})
    assert (problem.pointer, problem.code) == ("/links/0/url", "too_long")


PARTS = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=10)
URLS = st.builds("https://example.com/{}".format, st.text("abc가나다/?=&%1", max_size=20))
CONTENTS = st.builds(
    Content,
    title=PARTS,
    body=st.text(st.characters(categories=["L", "N", "P"]), max_size=50),
    image=st.none() | st.builds(Picture, url=URLS, alt=PARTS, media_id=st.none() | PARTS),
    links=st.lists(st.builds(LinkButton, label=PARTS, url=URLS), max_size=3).map(tuple),
    rows=st.lists(st.builds(Row, term=PARTS, text=PARTS), max_size=10).map(tuple),
    style=st.sampled_from(HeaderStyle),
    image_place=st.sampled_from(ImagePlace),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["url"]), inner)
    ),
)


@given(CONTENTS)
def test_a_content_survives_json(content: Content) -> None:
    assert parse_content(json.loads(json.dumps(content_json(content)))) == content


@given(st.dictionaries(st.sampled_from(["title", "image", "links", "rows", "body"]), JSON))
def test_any_json_is_read_or_refused(value: dict[str, object]) -> None:
    try:
        parse_content(value)
    except Invalid as wrong:
        assert wrong.problems  # noqa: PT017 - either way is right
