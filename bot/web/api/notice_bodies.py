"""The body of a notice: its shape, and which of its fields can be used."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, JsonValue, StringConstraints

from bot.broadcast.model.profiles import OnUncertain
from bot.core.errors import Problem
from bot.web.api.bodies import Body, shape_problems


class ImageBody(Body):
    """An image by the id of an upload or by its address, with words for it."""

    id: str | None = None
    url: str | None = None
    alt: str | None = None


class LinkBody(Body):
    """A link button."""

    label: str
    url: str
    mobile_url: str | None = None


class RowBody(Body):
    """A detail."""

    term: str
    text: str


class AudienceBody(Body):
    """Who gets the notice; everybody, where nobody is named."""

    everyone: bool | None = None
    departments: list[str] | None = None
    members: list[str] | None = None
    emails: list[str] | None = None
    exclude: list[str] | None = None


class UrgentBody(Body):
    """Why the notice can't wait."""

    reason: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)
    ]


class RemindersBody(Body):
    """When and how often those are reminded who haven't answered."""

    after: str
    most: int = 1


class NoticeChange(Body):
    """A change of a notice: null takes a field away, what isn't given stays."""

    profile: str | None = None
    template: str | None = None
    variables: dict[str, JsonValue] | None = None
    title: str | None = None
    body: str | None = None
    image: ImageBody | None = None
    links: list[LinkBody] | None = None
    rows: list[RowBody] | None = None
    style: str | None = None
    image_place: str | None = None
    acknowledge: bool | None = None
    choices: list[str] | None = None
    audience: AudienceBody | None = None
    not_after: str | None = None
    reminders: RemindersBody | None = None
    urgent: UrgentBody | None = None
    on_uncertain: Annotated[OnUncertain, Field(strict=False)] | None = None


class NoticeBody(NoticeChange):
    """A new notice; the plain fields are the template's variables by another way."""

    profile: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a body says: the fields without a problem of shape, and the names of the others."""

    fields: Mapping[str, Any]
    bad: frozenset[str]
    problems: tuple[Problem, ...]

    def either(self, name: str, before: Any) -> Any:
        """The field, or what it was where it isn't given."""
        return self.fields.get(name, before)


def given_fields(shape: type[Body], body: Mapping[str, Any]) -> Given:
    """`body` with its problems of shape."""
    problems = shape_problems(shape, body)
    bad = frozenset(problem.pointer.split("/")[1] for problem in problems)
    known = shape.model_fields.keys() - bad
    fields = {name: value for name, value in body.items() if name in known}
    return Given(fields=fields, bad=bad, problems=tuple(problems))
