"""What a schedule sends, changed in the composer."""

from dataclasses import replace

from aiohttp import web

from bot.broadcast.model.schedules import Schedule, ScheduleDraft
from bot.core.errors import Problem, SpacecastError
from bot.web.auth import console_actor
from bot.web.console.compose import problems_of, shown_composer
from bot.web.console.flash import go
from bot.web.console.written import Written, read_written, written_of
from bot.web.keys import parts_of


async def content_page(request: web.Request) -> web.Response:
    """The composer with what the schedule sends."""
    actor = await console_actor(request)
    parts = parts_of(request)
    schedule = (await parts.schedules.get(actor, request.match_info["id"])).schedule
    return await shown_composer(
        request, actor, await written_of(parts, schedule), schedule=schedule
    )


async def change(request: web.Request) -> web.Response:
    """Keep what the schedule sends from now on; when it is sent stays."""
    actor = await console_actor(request)
    parts = parts_of(request)
    schedule = (await parts.schedules.get(actor, request.match_info["id"])).schedule
    written = await read_written(request, actor)
    if written.typed.get("act") in {"template", "preview"}:
        return await shown_composer(request, actor, written, schedule=schedule)
    problems, status = problems_of(parts, written, complete=True), 422
    if not problems:
        try:
            await parts.schedule_writing.change(
                actor, schedule.id, _draft(schedule, written), version=_version(written)
            )
        except SpacecastError as refusal:
            status = refusal.status
            problems = list(refusal.problems) or [
                Problem(pointer="", code=refusal.word, text=refusal.text)
            ]
        else:
            return go(request, f"/schedules/{schedule.label}", "saved")
    return await shown_composer(
        request, actor, written, schedule=schedule, problems=problems, status=status
    )


def _draft(schedule: Schedule, written: Written) -> ScheduleDraft:
    return ScheduleDraft(
        notice=replace(written.draft(), on_uncertain=schedule.on_uncertain),
        rules=schedule.rules,
        zone=schedule.zone,
        starts=schedule.starts,
        ends=schedule.ends,
        holidays=schedule.holidays,
        content=schedule.content,
    )


def _version(written: Written) -> int | None:
    version = written.typed.get("version", "")
    return int(version) if version.isascii() and version.isdigit() else None
