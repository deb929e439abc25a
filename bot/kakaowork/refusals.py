"""The words of every refusal of a block or a modal, in both languages."""

from collections.abc import Iterable

from bot.core.errors import Bilingual

_GIVEN_CHARACTERS = 40


def clipped(given: str) -> str:
    """What was given, short enough to be quoted."""
    return given if len(given) <= _GIVEN_CHARACTERS else given[:_GIVEN_CHARACTERS] + "…"


def too_long(ko: str, en: str, limit: int, given: int) -> Bilingual:
    """More characters than may be; `ko` is the thing with its topic particle."""
    return Bilingual(
        ko=f"{ko} {limit:,}자까지 쓸 수 있어요. 지금은 {given:,}자예요. "
        f"{given - limit:,}자를 줄여 주세요.",
        en=f"{en} can have up to {limit:,} characters. There are {given:,} now. "
        f"Take out {given - limit:,}.",
    )


def too_many(ko: str, en: str, limit: int, given: int) -> Bilingual:
    """More things than may be; `ko` is the thing with its topic particle."""
    return Bilingual(
        ko=f"{ko} {limit:,}개까지 쓸 수 있어요. 지금은 {given:,}개예요. "
        f"{given - limit:,}개를 줄여 주세요.",
        en=f"There can be up to {limit:,} {en}. There are {given:,} now. "
        f"Take out {given - limit:,}.",
    )


def too_few(ko: str, en: str, least: int, given: int) -> Bilingual:
    """Fewer things than needed; `ko` is the thing with its topic particle."""
    return Bilingual(
        ko=f"{ko} {least:,}개 이상이어야 해요. 지금은 {given:,}개예요. "
        f"{least - given:,}개를 더 넣어 주세요.",
        en=f"There are too few {en}: {given:,}, and {least:,} are needed. Add {least - given:,}.",
    )


def empty(ko: str, en: str) -> Bilingual:
    """Nothing where something is needed; `ko` is the thing with its subject particle."""
    return Bilingual(
        ko=f"{ko} 비어 있어요. 한 글자 이상 써 주세요.",
        en=f"{en} is empty. Write at least one character.",
    )


HEADER_LINE_BREAK = Bilingual(
    ko="제목은 한 줄이어야 해요. 줄바꿈을 지워 주세요.",
    en="The header has to be one line. Take out the line breaks.",
)
HEADER_NOT_FIRST = Bilingual(
    ko="제목은 맨 앞에만 놓을 수 있어요. 첫 번째 블록으로 옮겨 주세요.",
    en="The header can only be the first block. Move it to the top.",
)
HEADER_TWICE = Bilingual(
    ko="제목은 한 번만 쓸 수 있어요. 하나만 남겨 주세요.",
    en="There can be only one header. Keep one of them.",
)
MARKDOWN_WITH_INLINES = Bilingual(
    ko="markdown과 inlines는 함께 쓸 수 없어요. 하나만 써 주세요.",
    en="Markdown and inlines can't be used together. Use one of them.",
)
SIZE_WITHOUT_STANDALONE = Bilingual(
    ko="창 크기는 standalone이 true일 때만 정할 수 있어요. standalone을 켜거나 크기를 지워 주세요.",
    en="A window size needs standalone to be true. Turn it on or take the size out.",
)
BAD_MENTION = Bilingual(
    ko="멘션할 사람의 id는 1 이상의 정수여야 해요. id를 확인해 주세요.",
    en="The id of a mentioned person has to be a whole number from 1. Check the id.",
)
NESTED_EXCLUSIVE = Bilingual(
    ko="exclusive 안에는 exclusive를 넣을 수 없어요. 다른 동작으로 바꿔 주세요.",
    en="An exclusive action can't hold another one. Use a different action.",
)
BAD_CHARACTERS = Bilingual(
    ko="쓸 수 없는 문자(NUL 또는 반쪽 서로게이트)가 있어요. 그 문자를 지워 주세요.",
    en="There is a character that can't be used (NUL or half a surrogate pair). Take it out.",
)


def bad_size(given: int) -> Bilingual:
    """A window without width or height."""
    return Bilingual(
        ko=f"창 크기는 1 이상이어야 해요. 지금은 {given}이에요. 값을 고쳐 주세요.",
        en=f"A window size has to be 1 or more. It is {given} now. Correct it.",
    )


def bad_url(schemes: Iterable[str], given: str) -> Bilingual:
    """An address that can't be opened."""
    names = ", ".join(schemes)
    return Bilingual(
        ko=f"{names} 주소만 쓸 수 있어요. 지금은 ‘{clipped(given)}’예요. 전체 주소를 써 주세요.",
        en=f"Only {names} addresses can be used. It is ‘{clipped(given)}’ now. "
        "Write the whole address.",
    )


def missing(name: str) -> Bilingual:
    """A field that has to be there."""
    return Bilingual(
        ko=f"‘{name}’ 항목이 없어요. 값을 넣어 주세요.",
        en=f"‘{name}’ is missing. Give it a value.",
    )


def wrong_type(expected: Bilingual, given: Bilingual) -> Bilingual:
    """A JSON value of another type than needed."""
    return Bilingual(
        ko=f"값의 종류가 달라요. {expected.ko} 자리에 {given.ko} 값이 있어요. 종류를 맞춰 주세요.",
        en=f"The type is wrong. It has to be {expected.en}, and it is {given.en}. Change the type.",
    )


def unknown(given: str, known: Iterable[str]) -> Bilingual:
    """A word that isn't one of the known ones."""
    names = ", ".join(known)
    return Bilingual(
        ko=f"‘{clipped(given)}’ 값은 쓸 수 없어요. 다음 중에서 골라 주세요: {names}",
        en=f"‘{clipped(given)}’ can't be used. Choose one of: {names}",
    )


def name_twice(name: str) -> Bilingual:
    """Two fields of a modal with one name."""
    return Bilingual(
        ko=f"‘{clipped(name)}’ 이름이 두 번 쓰였어요. 이름을 서로 다르게 지어 주세요.",
        en=f"The name ‘{clipped(name)}’ is used twice. Give each field its own name.",
    )
