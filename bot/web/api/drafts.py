"""Reads the body of a notice: every problem of shape, audience and content in one answer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from bot.broadcast.model.audience import Audience
from bot.broadcast.model.notices import NoticeDraft, Reminders
from bot.broadcast.model.profiles import OnUncertain
from bot.broadcast.model.reminder_spans import read_rule
from bot.broadcast.model.templates import DEFAULT_TEMPLATE
from bot.broadcast.service.audiences import AudienceWish
from bot.core.errors import Bilingual, Invalid, NotFound, Problem, raise_problems
from bot.web.api.notice_bodies import Given
from bot.web.api.times import read_time
from bot.web.api.wording import pointer as pointer_to
from bot.web.keys import WebParts
from bot.workspace.model.actors import Actor

_CONTENT = (
    *("title", "body", "image", "links", "rows", "style", "image_place"),
    *("acknowledge", "choices"),
)
_RULE = ("/reminders/after", "/reminders/most")
_MANY = ("departments", "members", "emails")


class DraftReader:
    """Reads drafts for one actor; `complete`: what is missing is refused as well."""

    def __init__(
        self, parts: WebParts, actor: Actor, zone: ZoneInfo, *, complete: bool = False
    ) -> None:
        self._parts = parts
        self._actor = actor
        self._zone = zone
        self._complete = complete

    async def read(self, given: Given, before: NoticeDraft | None = None) -> NoticeDraft:
        """The draft; Forbidden without a right to its profile, Invalid with every problem."""
        problems = list(given.problems)
        profile_id, found = await self._profile(given, before)
        problems += found
        template = given.either("template", before and before.template) or DEFAULT_TEMPLATE
        variables, found = await self._content(given, template, before)
        problems += found
        audience, found = await self._audience(given, before)
        problems += found
        not_after, found = self._not_after(given, before)
        reminders, more = self._reminders(given, before)
        raise_problems([*problems, *found, *more])
        urgent = given.fields.get("urgent")
        kept_reason = before.urgent_reason if before and "urgent" not in given.fields else None
        uncertain = given.either("on_uncertain", before and before.on_uncertain)
        return NoticeDraft(
            profile_id=profile_id,
            template=template,
            variables=variables,
            audience=audience,
            urgent_reason=urgent["reason"].strip() if urgent else kept_reason,
            not_after=not_after,
            on_uncertain=OnUncertain(uncertain) if uncertain else None,
            reminders=reminders,
        )

    async def _profile(
        self, given: Given, before: NoticeDraft | None
    ) -> tuple[str, list[Problem]]:
        key = given.either("profile", None) or (before.profile_id if before else "")
        if "profile" in given.bad:
            return "", []
        try:
            view = await self._parts.profiles.get(self._actor, key)
        except NotFound as missing:
            return "", [Problem(pointer="/profile", code=missing.word, text=missing.text)]
        return view.profile.id, []

    async def _content(
        self, given: Given, template: str, before: NoticeDraft | None
    ) -> tuple[dict[str, Any], list[Problem]]:
        """The variables, and everything that keeps them from being sent."""
        variables, problems = merged_variables(given, before)
        faulty: set[str] = set()
        for name, value in variables.items():
            pointer = content_pointer(given, pointer_to([name])[1:])
            variables[name], found = await self._image(value, pointer)
            if found:
                faulty.add(name)
                problems += found
        if given.bad & {"template", "variables"}:
            return variables, problems
        usable = {name: value for name, value in variables.items() if name not in faulty}
        try:
            found = self._parts.composer.check(template, usable)
        except NotFound as missing:
            text = Problem(pointer="/template", code=missing.word, text=missing.text)
            return variables, [*problems, text]
        problems += [
            replace(problem, pointer=content_pointer(given, problem.pointer[1:]))
            for problem in found
            if self._counts(problem, given.bad | faulty, variables)
        ]
        return variables, problems

    def _counts(
        self, problem: Problem, known: frozenset[str], variables: Mapping[str, object]
    ) -> bool:
        """A draft may leave fields out; what it has must be right, and is said once."""
        name = problem.pointer[1:]
        if name.split("/")[0] in known:
            return False
        if self._complete or "/" in name or name in variables:
            return True
        return not problem.code.endswith("required")

    async def _image(self, value: object, pointer: str) -> tuple[object, list[Problem]]:
        """An uploaded image by its id gets its address; anything else stays as it is."""
        if not isinstance(value, Mapping):
            return value, []
        key = "id" if value.get("id") is not None else "media_id"
        image_id = value.get(key)
        if not isinstance(image_id, str):
            return {k: v for k, v in value.items() if v is not None}, []
        if key == "id" and value.get("url") is not None:
            return value, [Problem(pointer=pointer, code="image_id_or_url", text=_ID_OR_URL)]
        try:
            found = await self._parts.images.get(image_id)
        except NotFound as missing:
            place = f"{pointer}/{key}"
            return value, [Problem(pointer=place, code=missing.word, text=missing.text)]
        others = {k: v for k, v in value.items() if k not in {"id", "url"} and v is not None}
        url = self._parts.images.url(found.image.id)
        return {**others, "media_id": found.image.id, "url": url}, []

    async def _audience(
        self, given: Given, before: NoticeDraft | None
    ) -> tuple[Audience, list[Problem]]:
        if before is not None and "audience" not in given.fields:
            return before.audience, []
        try:
            return await self._parts.audiences.read(
                audience_wish(given.fields.get("audience"))
            ), []
        except Invalid as wrong:
            return Audience(), list(wrong.problems)

    def _not_after(
        self, given: Given, before: NoticeDraft | None
    ) -> tuple[int | None, list[Problem]]:
        if "not_after" not in given.fields:
            return (before.not_after if before else None), []
        text = given.fields["not_after"]
        at = read_time(text, self._zone, "/not_after") if text is not None else None
        if isinstance(at, Problem):
            return None, [at]
        if at is not None and at <= self._parts.clock.now():
            problem = Problem(pointer="/not_after", code="time_in_past", text=_PAST)
            return None, [problem]
        return at, []

    def _reminders(
        self, given: Given, before: NoticeDraft | None
    ) -> tuple[Reminders | None, list[Problem]]:
        if "reminders" not in given.fields:
            return (before.reminders if before else None), []
        rule = given.fields["reminders"]
        if rule is None:
            return None, []
        try:
            return read_rule(rule["after"], rule.get("most", 1), at=_RULE), []
        except Invalid as wrong:
            return None, list(wrong.problems)


def merged_variables(
    given: Given, before: NoticeDraft | None
) -> tuple[dict[str, Any], list[Problem]]:
    """The variables before, with `variables` and the plain fields; null takes one away."""
    named = given.fields.get("variables") or {}
    plain = {name: given.fields[name] for name in _CONTENT if name in given.fields}
    merged = {**(before.variables if before else {}), **named, **plain}
    problems = [
        Problem(pointer=f"/{name}", code="given_twice", text=_twice(name))
        for name in plain
        if name in named
    ]
    return {name: value for name, value in merged.items() if value is not None}, problems


def content_pointer(given: Given, path: str) -> str:
    """Where the caller wrote what stands at `path` of the variables."""
    name = path.split("/")[0].replace("~1", "/").replace("~0", "~")
    named = given.fields.get("variables") or {}
    plain = name in _CONTENT and name not in named
    return f"/{path}" if plain or not path else f"/variables/{path}"


def audience_wish(given: Mapping[str, Any] | None) -> AudienceWish:
    """Who is meant: everybody where nobody is named, nobody where an empty list is."""
    said = {name: value for name, value in (given or {}).items() if value is not None}

    def keys(name: str) -> tuple[str, ...]:
        found: Sequence[str] = said.get(name, ())
        return tuple(found)

    return AudienceWish(
        everyone=said.get("everyone", not any(name in said for name in _MANY)),
        departments=keys("departments"),
        members=keys("members"),
        emails=keys("emails"),
        exclude=keys("exclude"),
    )


_ID_OR_URL = Bilingual(
    ko="이미지는 id와 url 중 하나로만 정해 주세요.",
    en="Give the image by id or by url, not both.",
)
_PAST = Bilingual(
    ko="이미 지난 시각이에요. 지금보다 뒤의 시각을 골라 주세요.",
    en="That time has passed. Choose a time in the future.",
)


def _twice(name: str) -> Bilingual:
    return Bilingual(
        ko=f"'{name}' 값이 variables에도 있어요. 한 곳에만 써 주세요.",
        en=f"“{name}” is given in variables as well. Give it once.",
    )
