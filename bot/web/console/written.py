"""A composer form as it arrived: what was typed, what it means, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from aiohttp import web

from bot.broadcast.model.audience import Audience
from bot.broadcast.model.notices import Notice, NoticeDraft, Reminders
from bot.broadcast.model.schedules import Schedule
from bot.broadcast.model.templates import DEFAULT_TEMPLATE, FieldType, Template
from bot.broadcast.service.audiences import Audiences, AudienceWish
from bot.core.errors import Invalid, Problem
from bot.web.console.forms import Typed, input_name, retyped, typed_of, variables_of
from bot.web.console.reminder_inputs import read_reminders, reminder_problems, typed_reminders
from bot.web.keys import WebParts, parts_of
from bot.workspace.model.actors import Actor
from bot.workspace.service.members import Members

_DEPARTMENT = "dept."


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a sender wrote; `problems` are those that keep it from being understood."""

    template: Template
    typed: Typed
    variables: Mapping[str, object]
    audience: Audience
    problems: list[Problem] = field(default_factory=list)

    @property
    def profile_id(self) -> str:
        """The chosen profile, or an empty text."""
        return self.typed.get("profile", "")

    def draft(self, before: Notice | None = None) -> NoticeDraft:
        """The draft that it makes; what the form has no input for stays as it was."""
        return NoticeDraft(
            profile_id=self.profile_id,
            template=self.template.name,
            variables=self.variables,
            audience=before.audience if before and before.corrects else self.audience,
            urgent_reason=self.typed.get("urgent", "").strip() or None,
            not_after=before.not_after if before else None,
            on_uncertain=before.on_uncertain if before else None,
            reminders=self._reminders(before),
        )

    def _reminders(self, before: Notice | None) -> Reminders | None:
        # A template without answer buttons shows no selects for them.
        if "remind" not in self.typed:
            return before.reminders if before else None
        return read_reminders(self.typed)


async def read_written(request: web.Request, actor: Actor) -> Written:
    """Read the form; uploaded images are kept, and named by their id from then on."""
    form, parts = await request.post(), parts_of(request)
    typed = {name: value for name, value in form.items() if isinstance(value, str)}
    template = parts.library.get(typed.get("template") or DEFAULT_TEMPLATE)
    problems: list[Problem] = []
    for known in template.fields:
        upload = form.get(input_name(known.name))
        if known.type is FieldType.IMAGE and isinstance(upload, web.FileField):
            raw = upload.file.read()
            problems += await _take_image(parts, actor, known.name, raw, typed)
    variables = variables_of(template.fields, typed, parts.images.url)
    audience, unknown = await _audience(parts.audiences, typed)
    return Written(
        template=template,
        typed=retyped(template.fields, typed, variables),
        variables=variables,
        audience=audience,
        problems=problems + unknown + reminder_problems(typed),
    )


async def _take_image(
    parts: WebParts, actor: Actor, name: str, raw: bytes, typed: Typed
) -> list[Problem]:
    if not raw:
        return []
    try:
        image = await parts.images.add(actor, raw)
    except Invalid as wrong:
        return [Problem(pointer=f"/{name}", code=wrong.word, text=wrong.text)]
    typed[input_name(name, "id")] = image.id
    return []


async def _audience(audiences: Audiences, typed: Typed) -> tuple[Audience, list[Problem]]:
    """Whom the form names; everybody unknown is named beside the input that names them."""
    everyone = typed.get("audience", "everyone") == "everyone"
    departments = [
        name.removeprefix(_DEPARTMENT) for name in typed if name.startswith(_DEPARTMENT)
    ]
    wish = AudienceWish(
        everyone=everyone,
        departments=() if everyone else tuple(departments),
        emails=() if everyone else _addresses(typed, "people"),
        exclude=_addresses(typed, "exclude"),
    )
    try:
        return await audiences.read(wish), []
    except Invalid as wrong:
        problems = [replace(p, pointer=_audience_input(p.pointer)) for p in wrong.problems]
        return Audience(everyone=everyone), problems


def _addresses(typed: Typed, name: str) -> tuple[str, ...]:
    return tuple(typed.get(name, "").replace(",", "\n").split())


def _audience_input(pointer: str) -> str:
    if "/exclude/" in pointer:
        return "/exclude"
    return "/people" if "/emails/" in pointer else "/audience"


async def written_of(parts: WebParts, notice: Notice | Schedule) -> Written:
    """A kept notice, or what a schedule sends, as the form shows it."""
    template = parts.library.get(notice.template)
    audience = notice.audience
    typed = {
        "profile": notice.profile_id,
        "template": notice.template,
        "audience": "everyone" if audience.everyone else "chosen",
        "people": await _emails(parts.members, audience.members),
        "exclude": await _emails(parts.members, audience.exclude),
        "urgent": notice.urgent_reason or "",
        "version": str(notice.version),
    }
    typed |= {f"{_DEPARTMENT}{department}": "on" for department in audience.departments}
    if isinstance(notice, Notice):
        typed |= typed_reminders(notice.reminders)
    return Written(
        template=template,
        typed=typed | typed_of(template.fields, notice.variables),
        variables=notice.variables,
        audience=audience,
    )


async def _emails(members: Members, ids: tuple[str, ...]) -> str:
    return "\n".join([(await members.get(member_id)).email for member_id in ids])


def blank(template: Template, profile_id: str) -> Written:
    """An empty form with the template's defaults."""
    typed = {"profile": profile_id, "template": template.name, "audience": "everyone"}
    return Written(
        template=template,
        typed=typed | typed_of(template.fields, {}),
        variables={},
        audience=Audience(),
    )
