from pathlib import Path

import jinja2
import pytest

from bot.core.words import Words, gettext_of

_PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Send"
msgstr "보내기"

msgid "%(count)s people"
msgstr "%(count)s명"

msgid "Later"
msgstr ""
"""


@pytest.fixture
def words(tmp_path: Path) -> Words:
    (tmp_path / "one.ko.po").write_text(_PO, encoding="utf-8")
    (tmp_path / "two.ko.po").write_text('msgid "Stop"\nmsgstr "멈추기"\n', encoding="utf-8")
    return Words.load(tmp_path)


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("ko", "Send", "보내기"),
        ("ko", "Stop", "멈추기"),
        ("en", "Send", "Send"),
        ("ko", "Unknown", "Unknown"),
        ("ko", "Later", "Later"),
    ],
)
def test_a_text_is_said_in_the_language_asked_for(
    words: Words, language: str, text: str, said: str
) -> None:
    assert words.say(language, text) == said


def test_values_are_filled_in_and_a_percent_sign_alone_is_no_place(words: Words) -> None:
    assert words.say("ko", "%(count)s people", count=12) == "12명"
    assert words.say("en", "100 %") == "100 %"


def test_what_has_no_korean_is_known(words: Words) -> None:
    assert words.missing(["Send", "Unknown", "Later"]) == ["Unknown", "Later"]


def test_pages_speak_the_language_of_their_context(words: Words) -> None:
    environment = jinja2.Environment(autoescape=True)
    environment.globals["_"] = gettext_of(words)
    page = environment.from_string("{{ _('Send') }} {{ _('%(count)s people', count=2) }}")
    assert page.render(language="ko") == "보내기 2명"
    assert page.render(language="en") == "Send 2 people"
    assert page.render() == "보내기 2명"


def test_the_words_that_ship_can_be_read() -> None:
    Words.load()
