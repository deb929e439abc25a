"""Every English text of the console has Korean."""

import re
from pathlib import Path

from bot.core.words import LOCALE, Words
from tests.builders import ROOT

_TEXT = re.compile(r"""\b_\(\s*"((?:[^"\\]|\\.)*)\"""")
_BOTH = re.compile(r"%\((\w+)\)s")


def _texts() -> set[str]:
    files: list[Path] = [
        ROOT / "templates" / "layout.html",
        *(ROOT / "templates" / "console").rglob("*.html"),
        *(ROOT / "bot" / "web" / "console").rglob("*.py"),
    ]
    return {match for file in files for match in _TEXT.findall(file.read_text("utf-8"))}


def test_every_text_has_korean() -> None:
    texts = _texts()
    assert len(texts) > 200
    assert Words.load(LOCALE).missing(texts) == []


def test_the_korean_has_the_same_places_for_values() -> None:
    words = Words.load(LOCALE)
    for text in _texts():
        said = words.say("ko", text)
        assert set(_BOTH.findall(said)) == set(_BOTH.findall(text)), text


def test_no_template_holds_a_script_or_a_style_of_its_own() -> None:
    for file in (ROOT / "templates" / "console").rglob("*.html"):
        page = file.read_text("utf-8")
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page), file
