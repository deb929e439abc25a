"""Reading untrusted values: every problem is collected, with its place and words for people."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import urlsplit

from bot.core.errors import Bilingual, Problem

URL_CHARACTERS: Final = 2_000
_KEY_CHARACTERS: Final = 40
_NOT_IN_URLS: Final = frozenset('<>"\\^`{|}')
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})
_YES: Final = (True, "true", "yes", "on")
_NO: Final = (None, False, "", "false", "no", "off")
_Choice = TypeVar("_Choice", bound=StrEnum)


def is_notice_url(text: str) -> bool:
    """Whether `text` is an absolute http or https address with a host and nothing hidden."""
    if len(text) > URL_CHARACTERS or not _NOT_IN_URLS.isdisjoint(text):
        return False
    if any(unicodedata.category(letter) in _INVISIBLE for letter in text):
        return False
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
        return False
    return port != 0 and all(host.removesuffix(".").split("."))


class Reader:
    """Reads values and collects every problem on the way."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def report(self, pointer: str, code: str, ko: str, en: str) -> None:
        """Note one problem."""
        text = Bilingual(ko, en)
        self.problems.append(Problem(pointer=pointer, code=code, text=text))

    def text(
        self,
        value: object,
        pointer: str,
        label: Bilingual,
        limit: int,
        *,
        required: bool = True,
        lines: bool = False,
        code: str = "",
    ) -> str:
        """A trimmed text of at most `limit` characters, on one line unless `lines`.

        `code` is a word put before the codes of an empty and of a long text: `title_too_long`.
        """
        prefix = f"{code}_" if code else ""
        if value is not None and not isinstance(value, str):
            self._wrong(pointer, label, Bilingual("글자로", "text"))
            return ""
        text = (value or "").replace("\r\n", "\n").replace("\r", "\n").strip()
        if not text and required:
            self.required(pointer, label, f"{prefix}required")
        if len(text) > limit:
            self.report(pointer, f"{prefix}too_long", *_too_long(label, limit, len(text)))
        if not lines and len(text.splitlines()) > 1:
            self.report(pointer, "line_break", *_one_line(label))
        elif any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in text):
            self.report(pointer, "control_character", *_unprintable(label))
        return text

    def url(
        self, value: object, pointer: str, label: Bilingual, *, required: bool = True
    ) -> str:
        """An absolute http(s) address, or an empty text where it may be absent."""
        before = len(self.problems)
        text = self.text(value, pointer, label, URL_CHARACTERS, required=required)
        if text and len(self.problems) == before and not is_notice_url(text):
            self.report(
                pointer,
                "url_invalid",
                f"'{label.ko}' 칸의 주소를 열 수 없어요."
                " http:// 또는 https://로 시작하는 전체 주소를 써 주세요.",
                f"“{label.en}” is not a usable address."
                " Give a whole one that starts with http:// or https://.",
            )
        return text

    def choice(
        self, value: object, pointer: str, label: Bilingual, default: _Choice
    ) -> _Choice:
        """One of the members of `default`'s enum."""
        if value is None:
            return default
        allowed = type(default)
        if isinstance(value, str) and value in list(allowed):
            return allowed(value)
        self.no_choice(pointer, label, list(allowed))
        return default

    def flag(self, value: object, pointer: str, label: Bilingual) -> bool:
        """Yes or no, as JSON or as a form writes it; nothing is no."""
        if value in _NO:
            return False
        if value in _YES:
            return True
        self.no_choice(pointer, label, ["true", "false"])
        return False

    def no_choice(self, pointer: str, label: Bilingual, allowed: Sequence[str]) -> None:
        """Note that a value is none of `allowed`."""
        names = ", ".join(allowed)
        self.report(
            pointer,
            "choice_unknown",
            f"'{label.ko}' 칸에는 {names} 중 하나를 써 주세요.",
            f"“{label.en}” must be one of {names}.",
        )

    def required(self, pointer: str, label: Bilingual, code: str = "required") -> None:
        """Note that something needed is not there."""
        self.report(pointer, code, *_empty(label))

    def mapping(
        self, value: object, pointer: str, label: Bilingual, keys: Sequence[str]
    ) -> Mapping[object, object] | None:
        """`value` as a mapping with no other keys than `keys`."""
        if not isinstance(value, Mapping):
            self._wrong(pointer, label, Bilingual("이름과 값으로", "an object"))
            return None
        names = ", ".join(keys)
        for key in value:
            if key in keys:
                continue
            name = str(key)[:_KEY_CHARACTERS]
            escaped = name.replace("~", "~0").replace("/", "~1")
            self.report(
                f"{pointer}/{escaped}",
                "unknown_field",
                f"'{name}'라는 항목은 없어요. {names} 중에서 써 주세요.",
                f"There is no field “{name}”. Use one of {names}.",
            )
        return value

    def items(
        self, value: object, pointer: str, label: Bilingual, limit: int
    ) -> Iterator[tuple[str, object]]:
        """The first `limit` items of a list, each with its pointer."""
        if value is None:
            return
        if not isinstance(value, list | tuple):
            self._wrong(pointer, label, Bilingual("목록으로", "a list"))
            return
        if len(value) > limit:
            self.report(
                pointer,
                "too_many",
                f"'{label.ko}' 칸에는 {limit}개까지 넣을 수 있어요."
                f" 지금은 {len(value)}개예요. 줄여 주세요.",
                f"“{label.en}” can have at most {limit}; there are {len(value)}. Remove some.",
            )
        for index, item in enumerate(value[:limit]):
            yield f"{pointer}/{index}", item

    def _wrong(self, pointer: str, label: Bilingual, kind: Bilingual) -> None:
        ko = f"'{label.ko}' 칸의 형식이 맞지 않아요. {kind.ko} 써 주세요."
        self.report(pointer, "wrong_type", ko, f"“{label.en}” must be {kind.en}.")


def _empty(label: Bilingual) -> tuple[str, str]:
    return f"'{label.ko}' 칸이 비어 있어요. 채워 주세요.", f"“{label.en}” is empty. Fill it in."


def _too_long(label: Bilingual, limit: int, given: int) -> tuple[str, str]:
    return (
        f"'{label.ko}' 칸은 {limit:,}자까지 쓸 수 있어요. 지금은 {given:,}자예요. 줄여 주세요.",
        f"“{label.en}” can have at most {limit:,} characters; it has {given:,}. Shorten it.",
    )


def _one_line(label: Bilingual) -> tuple[str, str]:
    return (
        f"'{label.ko}' 칸에는 줄바꿈을 쓸 수 없어요. 한 줄로 써 주세요.",
        f"“{label.en}” can't have line breaks. Write it on one line.",
    )


def _unprintable(label: Bilingual) -> tuple[str, str]:
    return (
        f"'{label.ko}' 칸에 보낼 수 없는 제어 문자가 있어요. 지우고 다시 써 주세요.",
        f"“{label.en}” has a control character that can't be sent. Remove it.",
    )
