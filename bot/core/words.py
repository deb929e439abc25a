"""Interface text: English in the pages, Korean in the .po files, read at start without a build step."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from jinja2 import pass_context
from jinja2.runtime import Context

LOCALE = Path(__file__).parent.parent / "locale"


class Words:
    """Texts by their English sentence."""

    def __init__(self, korean: dict[str, str]) -> None:
        self._korean = korean

    @classmethod
    def load(cls, folder: Path = LOCALE) -> "Words":
        """Read every `*.ko.po` of `folder`."""
        korean: dict[str, str] = {}
        for file in sorted(folder.glob("*.ko.po")):
            with file.open("rb") as stream:
                catalog = read_po(stream, locale="ko")
            korean.update({str(m.id): str(m.string) for m in catalog if m.id and m.string})
        return cls(korean)

    def say(self, language: str, text: str, **values: object) -> str:
        """`text` in `language`, with `%(name)s` filled in."""
        said = self._korean.get(text, text) if language == "ko" else text
        return said % values if values else said

    def missing(self, texts: Iterable[str]) -> list[str]:
        """Those of `texts` that have no Korean."""
        return [text for text in texts if text not in self._korean]


def gettext_of(words: Words) -> Callable[..., str]:
    """The pages' `_()`: speaks the language that the page's context names."""

    @pass_context
    def gettext(context: Context, text: str, **values: Any) -> str:
        return words.say(context.get("language", "ko"), text, **values)

    return gettext
