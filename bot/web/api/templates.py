"""Templates and their fields."""

from typing import Any

from aiohttp import web

from bot.broadcast.model.templates import Choice, Field, Template
from bot.core.errors import Bilingual
from bot.web.api.access import named, sending_caller
from bot.web.api.answers import PageQuery, json_answer, sliced
from bot.web.api.bodies import read_query
from bot.web.keys import parts_of


async def list_templates(request: web.Request) -> web.Response:
    """Every usable template."""
    await sending_caller(request, "notices:read")
    query = read_query(request, PageQuery)
    return sliced(parts_of(request).library.list(), query, _template_json)


async def get_template(request: web.Request) -> web.Response:
    """One template and the fields it asks for."""
    await sending_caller(request, "notices:read")
    template = parts_of(request).library.get(named(request, "name"))
    return json_answer(_template_json(template))


def _template_json(template: Template) -> dict[str, Any]:
    return {
        "name": template.name,
        "label": _words(template.label),
        "description": _words(template.description),
        "per_recipient": template.uses_member,
        "fields": [_field_json(field) for field in template.fields],
    }


def _field_json(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "type": field.type.value,
        "label": _words(field.label),
        "help": _words(field.help) if field.help else None,
        "required": field.required,
        "limit": field.limit,
        "default": field.default,
        "choices": [_choice_json(choice) for choice in field.choices],
    }


def _choice_json(choice: Choice) -> dict[str, Any]:
    return {"value": choice.value, "label": _words(choice.label)}


def _words(text: Bilingual) -> dict[str, str]:
    return {"ko": text.ko, "en": text.en}
