"""What was filled into a modal, checked against its view."""

from bot.core.errors import Bilingual
from bot.kakaowork import refusals
from bot.kakaowork.modal import Input, Label, Select, View
from bot.kakaowork.reading import Fields, Notes, read_object

# No source gives a number for this: it keeps a hostile answer small.
INPUT_CHARACTERS = 1_000


def fields_of(view: View) -> list[Input | Select]:
    """What can be filled in, in reading order."""
    return [block for block in view.blocks if not isinstance(block, Label)]


def read_answers(view: View, given: object, pointer: str = "/actions") -> dict[str, str]:
    """A string for every field of `view`, empty where nothing was filled in.

    Raises `Invalid` with the code `invalid_answers`, naming each field by its JSON pointer.
    """
    notes = Notes("invalid_answers")
    answers = read_object(notes, pointer, given)
    fields = fields_of(view)
    known = {field.name for field in fields}
    for name in given if isinstance(given, dict) else ():
        if name not in known:
            notes.refuse(_place(pointer, str(name)), "unknown_field", _UNKNOWN)
    found = {field.name: _answer(notes, answers, pointer, field) for field in fields}
    notes.raise_found()
    return found


def _answer(notes: Notes, answers: Fields, pointer: str, field: Input | Select) -> str:
    value = answers.optional_text(field.name) or ""
    place = _place(pointer, field.name)
    if not value.strip():
        if field.required:
            words = _CHOOSE if isinstance(field, Select) else _WRITE
            notes.refuse(place, "required", words)
        return ""
    if isinstance(field, Select):
        if all(option.value != value for option in field.options):
            notes.refuse(place, "unknown_option", _NO_OPTION)
    elif len(value) > INPUT_CHARACTERS:
        words = refusals.too_long("답은", "The answer", INPUT_CHARACTERS, len(value))
        notes.refuse(place, "answer_too_long", words)
    return value


def _place(pointer: str, name: str) -> str:
    """RFC 6901: the signs of a pointer are written out in a name."""
    return f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"


_WRITE = Bilingual(
    ko="꼭 써야 하는 칸이에요. 내용을 써 주세요.",
    en="This has to be filled in. Write something.",
)
_CHOOSE = Bilingual(
    ko="꼭 골라야 하는 칸이에요. 하나를 골라 주세요.",
    en="This has to be chosen. Choose one.",
)
_NO_OPTION = Bilingual(
    ko="고를 수 없는 값이에요. 목록에서 골라 주세요.",
    en="This is none of the choices. Choose one from the list.",
)
_UNKNOWN = Bilingual(
    ko="이 모달에 없는 칸이에요. 모달을 다시 열어 주세요.",
    en="The modal has no such field. Open it again.",
)
