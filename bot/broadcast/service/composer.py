"""From a template and its variables to a message, now or from what was frozen earlier."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, cast

from bot.broadcast.model.acknowledgements import UNSIGNED, AnswerButtons, answers_in
from bot.broadcast.model.composer import Composed, Recipient, compose, needs_recipient
from bot.broadcast.model.content import Content, parse_content
from bot.broadcast.model.markup import ANYBODY
from bot.broadcast.model.occasions import (
    LONGEST,
    STAND_IN,
    Occasion,
    occasion_json,
    read_occasion,
    unknown_marks,
    with_marks,
    with_occasion,
)
from bot.broadcast.model.templates import (
    LIMITS,
    Field,
    FieldType,
    Template,
    Value,
    date_in_words,
    read_variables,
    variables_json,
)
from bot.broadcast.service.sandbox import MEMBER, OCCURRENCE, Fault, Marked, Source
from bot.broadcast.service.templates import TemplateLibrary
from bot.core.errors import Bilingual, Invalid, Problem, invalid, raise_problems

# Where a preview has no recipient.
_ANYBODY: Final = Recipient(
    name=ANYBODY, user_id=0, department="부서", position="직책", email="name@example.com"
)
# What an item of a list is worth nothing without: a row without text is left out.
_ESSENTIAL: Final = {"image": "url", "links": "url", "rows": "text"}
# Parts that name a field, or say yes.
_ANSWERS: Final = frozenset({"acknowledge", "choices"})


class Composer:
    """Fills templates with variables; every surface's plain fields are variables too."""

    def __init__(self, library: TemplateLibrary) -> None:
        self._library = library
        self._fillers: dict[str, tuple[Template, _Filler]] = {}

    def content_of(
        self,
        template_name: str,
        variables: Mapping[str, object],
        recipient: Recipient | None,
        occasion: Occasion = STAND_IN,
    ) -> Content:
        """What the notice says; Invalid names every field that is missing or wrong."""
        template = self._library.get(template_name)
        values = _values_of(template.fields, variables, occasion)
        return self._filler(template).fill(values, recipient, occasion)

    def compose(
        self,
        template_name: str,
        variables: Mapping[str, object],
        recipient: Recipient | None,
        occasion: Occasion = STAND_IN,
        answers: AnswerButtons = UNSIGNED,
    ) -> Composed:
        """The message for `recipient`, or with words in the recipient's place for nobody."""
        content = self.content_of(template_name, variables, recipient, occasion)
        return compose(content, recipient, answers)

    def check(self, template_name: str, variables: Mapping[str, object]) -> list[Problem]:
        """Everything that would keep the notice from being sent; NotFound for the template."""
        try:
            # Whenever it is sent, it fits.
            self.compose(template_name, variables, None, LONGEST)
        except Invalid as wrong:
            return list(wrong.problems)
        return []

    def per_recipient(self, template_name: str, variables: Mapping[str, object]) -> bool:
        """Whether the message differs from one recipient to another."""
        template = self._library.get(template_name)
        if template.uses_member:
            return True
        return needs_recipient(self.content_of(template_name, variables, None))

    def preview(
        self, template_name: str, variables: Mapping[str, object], recipient: Recipient | None
    ) -> Composed | list[Problem]:
        """The message as it would be sent, or what keeps it from being sent."""
        try:
            return self.compose(template_name, variables, recipient)
        except Invalid as wrong:
            return list(wrong.problems)

    def freeze(
        self,
        template_name: str,
        variables: Mapping[str, object],
        occasion: Occasion | None = None,
    ) -> dict[str, object]:
        """Template and variables as JSON, from which `thaw` composes whatever happens later.

        Without an `occasion` it is content for many times; `with_time` makes it that of one.
        """
        template = self._library.get(template_name)
        values = _values_of(template.fields, variables, occasion or LONGEST)
        # The marks are kept: another time may come in their place.
        marked = with_marks(template.fields, variables)
        frozen: dict[str, object] = {
            "template": template.name,
            "uses_member": template.uses_member,
            "fields": {field.name: field.type.value for field in template.fields},
            "content": dict(template.content),
            "variables": variables_json(values) | marked,
        }
        return frozen if occasion is None else with_time(frozen, occasion)

    def thaw(self, frozen: Mapping[str, object]) -> "Frozen":
        """What `freeze` kept, ready to compose without the template's file."""
        return Frozen(frozen)

    def _filler(self, template: Template) -> "_Filler":
        known = self._fillers.get(template.name)
        if known is None or known[0] is not template:
            known = (template, _Filler(template.content, template.fields))
            self._fillers[template.name] = known
        return known[1]


def with_time(frozen: Mapping[str, object], occasion: Occasion) -> dict[str, object]:
    """What `freeze` kept, as it is said at one time."""
    return {**frozen, OCCURRENCE: occasion_json(occasion)}


def _values_of(
    fields: Sequence[Field], variables: Mapping[str, object], occasion: Occasion
) -> dict[str, Value]:
    said = with_occasion(fields, variables, occasion)
    values, problems = read_variables(fields, said)
    raise_problems([*unknown_marks(fields, variables), *problems])
    return values


class Frozen:
    """A notice as it was frozen; composing it again gives the same message."""

    def __init__(self, frozen: Mapping[str, object]) -> None:
        self.template = str(frozen["template"])
        types = cast("Mapping[str, str]", frozen["fields"])
        fields = _frozen_fields(types)
        variables = cast("Mapping[str, object]", frozen["variables"])
        kept = cast("Mapping[str, str] | None", frozen.get(OCCURRENCE))
        self._occasion = read_occasion(kept)
        self._values = _values_of(fields, variables, self._occasion)
        self._filler = _frozen_filler(json.dumps(frozen["content"]), json.dumps(types))
        self._uses_member = bool(frozen["uses_member"])
        self._content = self._filler.fill(self._values, None, self._occasion)
        self.per_recipient = self._uses_member or needs_recipient(self._content)
        self._answers = answers_in(frozen) or UNSIGNED
        self._for_all = compose(self._content, None, self._answers)

    def content(self, recipient: Recipient | None) -> Content:
        """What the notice says to `recipient`."""
        if recipient is None or not self._uses_member:
            return self._content
        return self._filler.fill(self._values, recipient, self._occasion)

    def compose(self, recipient: Recipient | None) -> Composed:
        """The message; where it is `per_recipient`, one for nobody is only a preview."""
        if recipient is None or not self.per_recipient:
            return self._for_all
        return compose(self.content(recipient), recipient, self._answers)


def _frozen_fields(types: Mapping[str, str]) -> list[Field]:
    return [_frozen_field(name, FieldType(word)) for name, word in types.items()]


@lru_cache(maxsize=128)
def _frozen_filler(content: str, types: str) -> "_Filler":
    # To compile a template costs far more than to fill it, and many notices share one.
    return _Filler(json.loads(content), _frozen_fields(json.loads(types)))


def _frozen_field(name: str, kind: FieldType) -> Field:
    # The choice was checked when it was made; the choices of today don't matter.
    kind = FieldType.TEXT if kind is FieldType.CHOICE else kind
    label = Bilingual(name, name)
    return Field(name=name, type=kind, label=label, limit=LIMITS[kind], lines=True)


class _Filler:
    """The compiled sources of a template's content."""

    def __init__(self, content: Mapping[str, object], fields: Sequence[Field]) -> None:
        self._types = {field.name: field.type for field in fields}
        self._parts = {key: self._compiled(key, source) for key, source in content.items()}

    def fill(
        self, values: Mapping[str, Value], recipient: Recipient | None, occasion: Occasion
    ) -> Content:
        """The content that `values` give; Invalid names the part."""
        variables: dict[str, object] = {
            name: self._shown(name, value) for name, value in values.items()
        }
        variables[MEMBER] = recipient or _ANYBODY
        variables[OCCURRENCE] = occasion
        given = variables_json(values)
        filled: dict[str, object] = {}
        for key, part in self._parts.items():
            try:
                filled[key] = _filled(key, part, variables, given)
            except Fault as fault:
                raise invalid(f"/{key}", "template_failed", fault.text) from fault
        return parse_content(filled)

    def _shown(self, name: str, value: Value) -> object:
        if not isinstance(value, str) or not value:
            return value
        match self._types[name]:
            case FieldType.MARKUP:
                return Marked(value)
            case FieldType.DATE:
                return date_in_words(value)
            case _:
                return value

    def _compiled(self, key: str, source: object) -> "_Part":
        if key in _ANSWERS:
            return source if isinstance(source, bool) else str(source)
        if key not in _ESSENTIAL:
            return Source(str(source), self._types, markup=key == "body")
        if isinstance(source, list):
            return [self._item(item) for item in source]
        return self._item(source)

    def _item(self, item: object) -> "_Item":
        if not isinstance(item, Mapping):
            return str(item)
        return {key: Source(str(text), self._types) for key, text in item.items()}


_Item = str | dict[str, Source]
_Part = Source | bool | _Item | list[_Item]


def _filled(
    key: str, part: _Part, variables: Mapping[str, object], given: Mapping[str, object]
) -> object:
    if isinstance(part, Source):
        # An empty style or place means the usual one.
        return part.render(variables).strip() or None
    if isinstance(part, bool):
        return part
    if isinstance(part, str):
        return given[part]
    if isinstance(part, dict):
        texts = {name: source.render(variables).strip() for name, source in part.items()}
        return texts if texts[_ESSENTIAL[key]] else None
    found: list[object] = []
    for item in part:
        value = _filled(key, item, variables, given)
        if isinstance(value, list):
            found.extend(value)
        elif value is not None:
            found.append(value)
    return found
