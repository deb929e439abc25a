"""JSON values to blocks: every wrong type, unknown word and broken limit is named at its place."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core.errors import Problem
from bot.kakaowork import blocks as b
from bot.kakaowork import refusals
from bot.kakaowork.reading import Fields, Notes, read_array, read_object
from bot.kakaowork.rules import check_blocks


def parse_blocks(value: object, pointer: str = "/blocks") -> tuple[b.Block, ...]:
    """The blocks of a JSON array, checked as a server checks them.

    Both button formats are read: the nested `action` object, standard since Kakao Work 1.11, and
    the older flat `action_type`, `action_name`, `value`. Fields nobody knows are passed over.
    Raises `Invalid` with the code `invalid_blocks` and up to 100 problems.
    """
    parser = _Parser(Notes("invalid_blocks"))
    items = read_array(parser.notes, pointer, value)
    if len(items) > b.BLOCKS_MAX:
        words = refusals.too_many("블록은", "blocks", b.BLOCKS_MAX, len(items))
        parser.notes.refuse(pointer, "too_many_blocks", words)
        items = ()
    read = [parser.block(f"{pointer}/{index}", item) for index, item in enumerate(items)]
    parser.notes.add_rules([parser.as_given(found) for found in check_blocks(read, pointer)])
    parser.notes.raise_found()
    return tuple(block for block in read if block is not None)


class _Parser:
    """Reads the blocks of one message; what can't be read is noted and a stand-in is returned."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.flat: list[str] = []

    def as_given(self, problem: Problem) -> Problem:
        """`problem` at the place the sender wrote, where a button came in the flat format."""
        for button in self.flat:
            for nested, given in (("name", "action_name"), ("value", "value")):
                if problem.pointer == f"{button}/action/{nested}":
                    return replace(problem, pointer=f"{button}/{given}")
        return problem

    def block(self, pointer: str, value: object) -> b.Block | None:
        fields = read_object(self.notes, pointer, value)
        kind = fields.text("type")
        read = _BLOCKS.get(kind)
        if read is None:
            self.unknown(fields, "unknown_block", kind, _BLOCKS)
            return None
        return read(self, fields)

    def unknown(
        self,
        fields: Fields,
        code: str,
        given: str,
        known: Mapping[str, object],
        name: str = "type",
    ) -> None:
        self.notes.refuse(fields.place(name), code, refusals.unknown(given, known))
        self.notes.close(fields.pointer)

    def header(self, fields: Fields) -> b.Header:
        style = fields.word("style", b.HeaderStyle, b.HeaderStyle.WHITE)
        return b.Header(text=fields.text("text"), style=style)

    def text(self, fields: Fields) -> b.Text:
        given = fields.array("inlines")
        place = fields.place("inlines")
        if len(given) > b.INLINES_MAX:
            words = refusals.too_many("인라인은", "inlines", b.INLINES_MAX, len(given))
            self.notes.refuse(place, "too_many_inlines", words)
            given = ()
        return b.Text(
            text=fields.text("text"),
            inlines=tuple(self.inline(f"{place}/{i}", item) for i, item in enumerate(given)),
            markdown=fields.flag("markdown"),
        )

    def inline(self, pointer: str, value: object) -> b.Inline:
        fields = read_object(self.notes, pointer, value)
        kind = fields.text("type")
        read = _INLINES.get(kind)
        if read is None:
            self.unknown(fields, "unknown_inline", kind, _INLINES)
            return b.Styled(text="")
        return read(self, fields)

    def styled(self, fields: Fields) -> b.Styled:
        # One public model spells the colour the American way.
        american = fields.given("color") == "gray"
        return b.Styled(
            text=fields.text("text"),
            bold=fields.flag("bold"),
            italic=fields.flag("italic"),
            strike=fields.flag("strike"),
            color=b.Color.GREY if american else fields.word("color", b.Color, b.Color.DEFAULT),
        )

    def link(self, fields: Fields) -> b.Link:
        return b.Link(text=fields.text("text"), url=fields.text("url"))

    def mention(self, fields: Fields) -> b.Mention:
        text = fields.text("text")
        ref = fields.inner("ref")
        kind = ref.text("type")
        if kind != "kw":
            self.notes.refuse(
                ref.place("type"), "unknown_value", refusals.unknown(kind, ("kw",))
            )
        return b.Mention(text=text, user_id=ref.id_number("value"))

    def image(self, fields: Fields) -> b.ImageLink:
        return b.ImageLink(url=fields.text("url"))

    def inner_text(self, fields: Fields, name: str) -> b.Text:
        inner = fields.inner(name)
        self.kind_is(inner, "text")
        return self.text(inner)

    def inner_image(self, fields: Fields, name: str) -> b.ImageLink:
        inner = fields.inner(name)
        self.kind_is(inner, "image_link")
        return self.image(inner)

    def kind_is(self, fields: Fields, expected: str) -> None:
        given = fields.text("type")
        if given != expected:
            self.unknown(fields, "unknown_block", given, {expected: None})

    def button(self, fields: Fields) -> b.Button:
        return b.Button(
            text=fields.text("text"),
            action=self.button_action(fields),
            style=fields.word("style", b.ButtonStyle, b.ButtonStyle.DEFAULT),
        )

    def button_action(self, fields: Fields) -> b.ButtonAction:
        if fields.has("action") or not fields.has("action_type"):
            return self.action(fields.inner("action"))
        self.flat.append(fields.pointer)
        kind = fields.text("action_type")
        read = _ACTIONS.get(kind)
        if read is None:
            known = refusals.unknown(kind, _ACTIONS)
            self.notes.refuse(fields.place("action_type"), "unknown_action", known)
            self.notes.close(fields.place("value"))
            return _NO_ACTION
        return read(fields, "action_name")

    def action(self, fields: Fields) -> b.ButtonAction:
        if fields.given("type") != "exclusive":
            return self.single_action(fields, ("exclusive",))
        chosen = {
            device.value: self.single_action(fields.inner(device))
            for device in b.Device
            if fields.has(device)
        }
        return b.Exclusive(default=self.single_action(fields.inner("default")), **chosen)

    def single_action(self, fields: Fields, more: tuple[str, ...] = ()) -> b.SingleAction:
        kind = fields.text("type")
        read = _ACTIONS.get(kind)
        if read is not None:
            return read(fields, "name")
        if kind == "exclusive":
            self.notes.refuse(fields.pointer, "nested_exclusive", refusals.NESTED_EXCLUSIVE)
        else:
            known = dict.fromkeys((*_ACTIONS, *more))
            self.unknown(fields, "unknown_action", kind, known)
        return _NO_ACTION

    def action_row(self, fields: Fields) -> b.Action:
        given = fields.needed_array("elements")
        place = fields.place("elements")
        if len(given) > b.ACTION_BUTTONS_MAX:
            words = refusals.too_many(
                "한 줄의 버튼은", "buttons in a row", b.ACTION_BUTTONS_MAX, len(given)
            )
            self.notes.refuse(place, "too_many_buttons", words)
            given = ()
        return b.Action(
            elements=tuple(self.element(f"{place}/{i}", item) for i, item in enumerate(given))
        )

    def element(self, pointer: str, value: object) -> b.Button:
        fields = read_object(self.notes, pointer, value)
        self.kind_is(fields, "button")
        return self.button(fields)

    def divider(self, fields: Fields) -> b.Divider:  # noqa: ARG002 - one shape for every block
        return b.Divider()

    def description(self, fields: Fields) -> b.Description:
        return b.Description(
            term=fields.text("term"),
            content=self.inner_text(fields, "content"),
            accent=fields.flag("accent"),
        )

    def section(self, fields: Fields) -> b.Section:
        return b.Section(
            content=self.inner_text(fields, "content"),
            accessory=self.inner_image(fields, "accessory")
            if fields.has("accessory")
            else None,
            action=self.action(fields.inner("action")) if fields.has("action") else None,
        )

    def context(self, fields: Fields) -> b.Context:
        return b.Context(
            content=self.inner_text(fields, "content"), image=self.inner_image(fields, "image")
        )


# What stands where no action could be read; its place is closed, so no limit is held against it.
_NO_ACTION = b.OpenSystemBrowser(value="")


def _system_browser(fields: Fields, name: str) -> b.SingleAction:
    return b.OpenSystemBrowser(value=fields.text("value"), name=fields.optional_text(name))


def _inapp_browser(fields: Fields, name: str) -> b.SingleAction:
    return b.OpenInappBrowser(
        value=fields.text("value"),
        name=fields.optional_text(name),
        standalone=fields.flag("standalone"),
        width=fields.optional_whole("width"),
        height=fields.optional_whole("height"),
    )


def _external_app(fields: Fields, name: str) -> b.SingleAction:
    return b.OpenExternalApp(value=fields.text("value"), name=fields.optional_text(name))


def _submit(fields: Fields, name: str) -> b.SingleAction:
    return b.SubmitAction(name=fields.text(name), value=fields.text("value"))


def _modal(fields: Fields, name: str) -> b.SingleAction:
    return b.CallModal(value=fields.text("value"), name=fields.optional_text(name))


_ACTIONS: Mapping[str, Callable[[Fields, str], b.SingleAction]] = {
    "open_system_browser": _system_browser,
    "open_inapp_browser": _inapp_browser,
    "open_external_app": _external_app,
    "submit_action": _submit,
    "call_modal": _modal,
}
_INLINES: Mapping[str, Callable[[_Parser, Fields], b.Inline]] = {
    "styled": _Parser.styled,
    "link": _Parser.link,
    "mention": _Parser.mention,
}
_BLOCKS: Mapping[str, Callable[[_Parser, Fields], b.Block]] = {
    "header": _Parser.header,
    "text": _Parser.text,
    "image_link": _Parser.image,
    "button": _Parser.button,
    "action": _Parser.action_row,
    "divider": _Parser.divider,
    "description": _Parser.description,
    "section": _Parser.section,
    "context": _Parser.context,
}
