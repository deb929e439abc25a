"""A modal: its view, what can be filled in, its limits, and its JSON both ways."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.core.errors import Bilingual, Problem
from bot.kakaowork import refusals
from bot.kakaowork.reading import Fields, Notes, read_object

LABEL_CHARACTERS = 200
PLACEHOLDER_CHARACTERS = 50
SELECT_OPTIONS = 30
# No source gives a number for this: it keeps a hostile answer small.
VIEW_BLOCKS_MAX = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Words of up to 200 characters."""

    text: str
    markdown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A line to write in; what was written comes back under `name`."""

    name: str
    required: bool = False
    placeholder: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice of a select."""

    text: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Select:
    """A list of up to 30 choices; the chosen value comes back under `name`."""

    name: str
    options: tuple[Option, ...]
    required: bool = False
    placeholder: str | None = None


ModalBlock = Label | Input | Select


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A modal; `value` comes back with what was filled in."""

    title: str
    accept: str
    decline: str
    value: str
    blocks: tuple[ModalBlock, ...]


def check_view(view: View, pointer: str = "/view") -> list[Problem]:
    """Every limit that `view` breaks, in reading order."""
    found = _Found()
    for name, ko, en in _VIEW_WORDS:
        if not getattr(view, name):
            found.refuse(f"{pointer}/{name}", "empty_text", refusals.empty(ko, en))
    names: set[str] = set()
    for index, block in enumerate(view.blocks):
        place = f"{pointer}/blocks/{index}"
        if isinstance(block, Label):
            _check_label(found, place, block)
            continue
        if not block.name:
            words = refusals.empty("입력 이름이", "The field's name")
            found.refuse(f"{place}/name", "empty_value", words)
        elif block.name in names:
            found.refuse(f"{place}/name", "name_twice", refusals.name_twice(block.name))
        names.add(block.name)
        _check_placeholder(found, place, block.placeholder)
        if isinstance(block, Select):
            _check_options(found, place, block)
    return found


def parse_view(value: object, pointer: str = "/view") -> View:
    """The view of a JSON object; raises `Invalid` with the code `invalid_view` and its problems."""
    notes = Notes("invalid_view")
    fields = read_object(notes, pointer, value)
    given = fields.needed_array("blocks")
    place = fields.place("blocks")
    if len(given) > VIEW_BLOCKS_MAX:
        words = refusals.too_many("블록은", "blocks", VIEW_BLOCKS_MAX, len(given))
        notes.refuse(place, "too_many_blocks", words)
        given = ()
    view = View(
        title=fields.text("title"),
        accept=fields.text("accept"),
        decline=fields.text("decline"),
        value=fields.text("value"),
        blocks=tuple(
            _block(notes, f"{place}/{index}", item) for index, item in enumerate(given)
        ),
    )
    notes.add_rules(check_view(view, pointer))
    notes.raise_found()
    return view


def view_json(view: View) -> dict[str, object]:
    """The JSON object of `view`; the reply to request_modal is `{"view": …}`."""
    return {
        "title": view.title,
        "accept": view.accept,
        "decline": view.decline,
        "value": view.value,
        "blocks": [_block_json(block) for block in view.blocks],
    }


_VIEW_WORDS = (
    ("title", "모달 제목이", "The modal's title"),
    ("accept", "확인 버튼이", "The accept button"),
    ("decline", "취소 버튼이", "The decline button"),
)


class _Found(list[Problem]):
    def refuse(self, pointer: str, code: str, text: Bilingual) -> None:
        self.append(Problem(pointer=pointer, code=code, text=text))


def _check_label(found: _Found, place: str, label: Label) -> None:
    given = len(label.text)
    if not given:
        found.refuse(f"{place}/text", "empty_text", refusals.empty("설명이", "The label"))
    elif given > LABEL_CHARACTERS:
        words = refusals.too_long("설명은", "The label", LABEL_CHARACTERS, given)
        found.refuse(f"{place}/text", "label_too_long", words)


def _check_placeholder(found: _Found, place: str, placeholder: str | None) -> None:
    given = len(placeholder or "")
    if given > PLACEHOLDER_CHARACTERS:
        words = refusals.too_long("안내 글은", "The placeholder", PLACEHOLDER_CHARACTERS, given)
        found.refuse(f"{place}/placeholder", "placeholder_too_long", words)


def _check_options(found: _Found, place: str, select: Select) -> None:
    given = len(select.options)
    pointer = f"{place}/options"
    if not given:
        found.refuse(pointer, "too_few_options", refusals.too_few("선택지는", "options", 1, 0))
    elif given > SELECT_OPTIONS:
        words = refusals.too_many("선택지는", "options", SELECT_OPTIONS, given)
        found.refuse(pointer, "too_many_options", words)
    for index, option in enumerate(select.options):
        if not option.text:
            words = refusals.empty("선택지가", "The option")
            found.refuse(f"{pointer}/{index}/text", "empty_text", words)


def _block(notes: Notes, pointer: str, value: object) -> ModalBlock:
    fields = read_object(notes, pointer, value)
    kind = fields.text("type")
    read = _BLOCKS.get(kind)
    if read is None:
        notes.refuse(fields.place("type"), "unknown_block", refusals.unknown(kind, _BLOCKS))
        notes.close(pointer)
        return Label(text="")
    return read(fields)


def _label(fields: Fields) -> Label:
    return Label(text=fields.text("text"), markdown=fields.flag("markdown"))


def _input(fields: Fields) -> Input:
    return Input(
        name=fields.text("name"),
        required=fields.flag("required"),
        placeholder=fields.optional_text("placeholder"),
    )


def _select(fields: Fields) -> Select:
    given = fields.needed_array("options")
    place = fields.place("options")
    if len(given) > SELECT_OPTIONS:
        words = refusals.too_many("선택지는", "options", SELECT_OPTIONS, len(given))
        fields.notes.refuse(place, "too_many_options", words)
        given = ()
    return Select(
        name=fields.text("name"),
        options=tuple(
            _option(read_object(fields.notes, f"{place}/{index}", item))
            for index, item in enumerate(given)
        ),
        required=fields.flag("required"),
        placeholder=fields.optional_text("placeholder"),
    )


def _option(fields: Fields) -> Option:
    return Option(text=fields.text("text"), value=fields.text("value"))


_BLOCKS: Mapping[str, Callable[[Fields], ModalBlock]] = {
    "label": _label,
    "input": _input,
    "select": _select,
}


def _block_json(block: ModalBlock) -> dict[str, object]:
    if isinstance(block, Label):
        label: dict[str, object] = {"type": "label", "text": block.text}
        return {**label, "markdown": True} if block.markdown else label
    written: dict[str, object] = {"type": "input", "name": block.name}
    if isinstance(block, Select):
        options = [{"text": option.text, "value": option.value} for option in block.options]
        written = {"type": "select", "name": block.name, "options": options}
    if block.required:
        written["required"] = True
    if block.placeholder is not None:
        written["placeholder"] = block.placeholder
    return written
