"""A modal as an HTML form for a dialog of the web chat."""

from dataclasses import dataclass

from markupsafe import Markup

from bot.kakaowork.blocks import Text
from bot.kakaowork.html import words_html
from bot.kakaowork.modal import Input, Label, Select, View
from bot.kakaowork.modal_answers import INPUT_CHARACTERS


@dataclass(frozen=True, slots=True, kw_only=True)
class ModalWords:
    """The words that a modal needs beside its own."""

    required: str
    choose: str


def modal_html(view: View, words: ModalWords) -> Markup:
    """One `<form class="bk-card bk-modal" data-modal>`; everything given is escaped.

    A label right above a field names it; else its placeholder does, or its name. Each field has
    an empty `data-fault` for what is wrong with it, and the form one for the rest.
    """
    form = Markup(
        '<form class="bk-card bk-modal" data-modal novalidate>'
        '<h2 class="bk-modal-title" id="bk-modal-title">{}</h2>'
        '<div class="bk-modal-fields">{}</div>'
        '<p class="bk-outcome bk-outcome--fault" role="alert" data-form-fault></p>'
        '<div class="bk-modal-buttons">'
        '<button class="bk-button" type="button" data-decline>{}</button>'
        '<button class="bk-button bk-button--primary" type="submit" data-accept>{}</button>'
        "</div></form>"
    )
    return form.format(view.title, _blocks(view, words), view.decline, view.accept)


def _blocks(view: View, words: ModalWords) -> Markup:
    shown: list[Markup] = []
    above: Label | None = None
    for number, block in enumerate(view.blocks):
        if not isinstance(block, Label):
            shown.append(_field(block, above, number, words))
            above = None
            continue
        if above is not None:
            shown.append(_paragraph(above))
        above = block
    if above is not None:
        shown.append(_paragraph(above))
    return Markup().join(shown)


def _paragraph(label: Label) -> Markup:
    return Markup('<p class="bk-text">{}</p>').format(_words(label))


def _words(label: Label) -> Markup:
    return words_html(Text(text=label.text, markdown=label.markdown))


def _field(
    field: Input | Select, label: Label | None, number: int, words: ModalWords
) -> Markup:
    key = f"bk-field-{number}"
    named = _words(label) if label else Markup("{}").format(field.placeholder or field.name)
    mark = Markup()
    if field.required:
        mark = Markup(' <span class="bk-required">{}</span>').format(words.required)
    line = Markup(
        '<div class="bk-field"><label for="{0}">{1}{2}</label>{3}'
        '<p class="bk-outcome bk-outcome--fault" id="{0}-fault" data-fault></p></div>'
    )
    needed = Markup(' aria-required="true"') if field.required else Markup()
    shared = Markup('id="{0}" name="{1}" aria-describedby="{0}-fault" data-field{2}').format(
        key, field.name, needed
    )
    control = (
        _select(field, shared, words) if isinstance(field, Select) else _input(field, shared)
    )
    return line.format(key, named, mark, control)


def _input(field: Input, shared: Markup) -> Markup:
    line = Markup('<input type="text" autocomplete="off" maxlength="{}" placeholder="{}" {}>')
    return line.format(INPUT_CHARACTERS, field.placeholder or "", shared)


def _select(field: Select, shared: Markup, words: ModalWords) -> Markup:
    options = Markup().join(
        Markup('<option value="{}">{}</option>').format(option.value, option.text)
        for option in field.options
    )
    line = Markup('<select {}><option value="">{}</option>{}</select>')
    return line.format(shared, field.placeholder or words.choose, options)
