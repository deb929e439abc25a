import pytest

from bot.core.errors import Forbidden, Invalid
from bot.messenger.model.hooks import check_hook, require_room_with_hooks, takes_hooks

URL = "https://example.com/a.png"


@pytest.mark.parametrize("name", ["배포 알림", "가" * 40, "👨‍👩‍👧", "<b>"])
def test_a_name_is_one_line_of_up_to_forty_characters(name: str) -> None:
    check_hook(name, URL)
    check_hook(name, None)


@pytest.mark.parametrize(
    ("name", "picture_url", "found"),
    [
        ("", None, [("/name", "bad_name")]),
        ("위\n아래", None, [("/name", "bad_name")]),
        ("a\0", None, [("/name", "bad_name")]),
        ("\ud800", None, [("/name", "bad_name")]),
        ("a\u2028b", None, [("/name", "bad_name")]),
        ("가" * 41, None, [("/name", "name_too_long")]),
        ("봇", "javascript:alert(1)", [("/picture_url", "bad_url")]),
        ("봇", "/a.png", [("/picture_url", "bad_url")]),
        ("봇", f"{URL}\ud800", [("/picture_url", "bad_url")]),
        ("봇", URL + "a" * 2_000, [("/picture_url", "bad_url")]),
        ("", "x", [("/name", "bad_name"), ("/picture_url", "bad_url")]),
    ],
)
def test_every_field_that_cannot_be_kept_is_named(
    name: str, picture_url: str | None, found: list[tuple[str, str]]
) -> None:
    with pytest.raises(Invalid) as caught:
        check_hook(name, picture_url)
    assert [(one.pointer, one.code) for one in caught.value.problems] == found


@pytest.mark.parametrize("kind", ["bot", "group", "dm"])
def test_rooms_of_bots_and_people_take_hooks(kind: str) -> None:
    require_room_with_hooks(kind)


@pytest.mark.parametrize("kind", ["secret", "another"])
def test_secret_rooms_and_unknown_kinds_take_none(kind: str) -> None:
    assert not takes_hooks(kind)
    with pytest.raises(Forbidden) as caught:
        require_room_with_hooks(kind)
    assert caught.value.word == "room_without_hooks"
