"""schedule …"""

from typing import Any

import click

from bot.app import System
from bot.broadcast.model.schedules import Schedule, ScheduleState
from bot.broadcast.model.times_in_words import At
from bot.broadcast.service.schedules import MOST_SHOWN, ScheduleView
from bot.cli.command import Cli, verb
from bot.cli.content import content_changes, read_draft
from bot.cli.main import cli
from bot.cli.schedule_plan import plan_options, read_plan
from bot.cli.schedule_texts import (
    SHOWN_AFTER,
    occurrence_text,
    schedule_line,
    show_schedule,
    upcoming_text,
)
from bot.cli.send import agreed, asks
from bot.core.errors import Bilingual, invalid
from bot.web.api.schedule_answers import occurrence_json, schedule_json, upcoming_json
from bot.web.api.times import read_any


@cli.group("schedule")
def schedule() -> None:
    """반복 예약 · Schedules."""


@verb(schedule, "list")
@click.option(
    "--state",
    type=click.Choice([state.value for state in ScheduleState]),
    help="상태 · State.",
)
@click.option("--limit", type=click.IntRange(1, 500), default=20, show_default=True)
async def list_schedules(cli_: Cli, *, state: str | None, limit: int) -> None:
    """최근 예약과 다음 시각 · The newest schedules, each with its next time."""
    system = await cli_.system()
    found = await system.parts.schedules.page(
        cli_.actor, limit=limit, state=ScheduleState(state) if state else None
    )
    now = system.parts.clock.now()
    cli_.show(
        {"items": [schedule_json(view, cli_.language) for view in found]},
        "\n".join(schedule_line(cli_, view, now) for view in found)
        or cli_.say("예약이 없어요.", "There are no schedules."),
    )


@verb(schedule, "show")
@click.argument("key", metavar="SCHEDULE")
async def show(cli_: Cli, *, key: str) -> None:
    """예약 하나 · One schedule: rules, next times, and what became of the last ones."""
    system = await cli_.system()
    show_schedule(cli_, system, await system.parts.schedules.get(cli_.actor, key))


@verb(schedule, "create")
@click.option(
    "--notice", metavar="NOTICE", help="이 초안의 내용으로 · With the content of this draft."
)
@content_changes
@plan_options
async def create(cli_: Cli, *, notice: str | None, **given: Any) -> None:
    """규칙대로 되풀이해 보내요 · Send again and again, by rules."""
    system = await cli_.system()
    writing, actor = system.parts.schedule_writing, cli_.actor
    plan = await read_plan(system, given)
    if notice is None:
        if not given["profile"]:
            raise invalid("--profile", "required", _PROFILE)
        made = await writing.create(actor, plan.of(await read_draft(cli_, system, given)))
    else:
        taken = (await system.parts.notices.get(actor, notice)).notice
        draft = await read_draft(cli_, system, given, taken.draft)
        made = await writing.create_from(actor, taken.id, plan.of(draft), version=taken.version)
    show_schedule(cli_, system, made, shown=SHOWN_AFTER)


@verb(schedule, "edit")
@click.argument("key", metavar="SCHEDULE")
@content_changes
@plan_options
async def edit(cli_: Cli, *, key: str, **given: Any) -> None:
    """예약을 고쳐요 · Change a schedule; what isn't given stays, new rules replace all."""
    system = await cli_.system()
    before = (await system.parts.schedules.get(cli_.actor, key, upcoming=0)).schedule
    plan = await read_plan(system, given, before)
    draft = await read_draft(cli_, system, given, before.notice_draft)
    view = await system.parts.schedule_writing.change(
        cli_.actor, before.id, plan.of(draft), version=before.version
    )
    show_schedule(cli_, system, view, shown=SHOWN_AFTER)


@verb(schedule, "pause")
@click.argument("key", metavar="SCHEDULE")
async def pause(cli_: Cli, *, key: str) -> None:
    """잠시 멈춰요 · Send nothing until it is resumed."""
    system = await cli_.system()
    _show_line(cli_, system, await system.parts.schedules.pause(cli_.actor, key))


@verb(schedule, "resume")
@click.argument("key", metavar="SCHEDULE")
async def resume(cli_: Cli, *, key: str) -> None:
    """다시 시작해요 · Go on with what is planned from now on."""
    system = await cli_.system()
    _show_line(cli_, system, await system.parts.schedules.resume(cli_.actor, key))


@verb(schedule, "skip")
@click.argument("key", metavar="SCHEDULE")
@click.argument("when", metavar="[WHEN]", required=False)
async def skip(cli_: Cli, *, key: str, when: str | None) -> None:
    """한 번 건너뛰어요 · Send nothing for one time to come, the next one without WHEN."""
    system = await cli_.system()
    at = await _planned(cli_, system, key, when) if when else None
    show_schedule(cli_, system, await system.parts.schedules.skip(cli_.actor, key, at))


@verb(schedule, "unskip")
@click.argument("key", metavar="SCHEDULE")
@click.argument("when", metavar="WHEN")
async def unskip(cli_: Cli, *, key: str, when: str) -> None:
    """건너뛰지 않아요 · Send for a skipped time after all."""
    system = await cli_.system()
    at = await _planned(cli_, system, key, when)
    show_schedule(cli_, system, await system.parts.schedules.unskip(cli_.actor, key, at))


@verb(schedule, "next")
@click.argument("key", metavar="SCHEDULE")
@click.option("-n", "count", type=click.IntRange(1, MOST_SHOWN), default=5, show_default=True)
async def next_times(cli_: Cli, *, key: str, count: int) -> None:
    """다음 시각 · The next planned times."""
    system = await cli_.system()
    view = await system.parts.schedules.get(cli_.actor, key, upcoming=count)
    zone, now = view.schedule.zone, system.parts.clock.now()
    lines = [upcoming_text(cli_, one, zone, now) for one in view.upcoming]
    cli_.show(
        {"items": [upcoming_json(one, zone) for one in view.upcoming]},
        "\n".join(lines) or cli_.say("앞으로 보낼 시각이 없어요.", "Nothing is planned."),
    )


@verb(schedule, "occurrences")
@click.argument("key", metavar="SCHEDULE")
@click.option("--limit", type=click.IntRange(1, 500), default=20, show_default=True)
async def list_occurrences(cli_: Cli, *, key: str, limit: int) -> None:
    """지난 시각이 어떻게 됐는지 · What became of the planned times, newest first."""
    system = await cli_.system()
    parts = system.parts
    held = (await parts.schedules.get(cli_.actor, key, upcoming=0)).schedule
    found = await parts.schedules.occurrences(cli_.actor, held.id, limit=limit)
    cli_.show(
        {"items": [occurrence_json(one, held.zone) for one in found]},
        "\n".join(occurrence_text(cli_, one, held.zone) for one in found)
        or cli_.say("아직 지난 시각이 없어요.", "Nothing has been due yet."),
    )


@verb(schedule, "delete")
@click.argument("key", metavar="SCHEDULE")
async def delete(cli_: Cli, *, key: str) -> None:
    """예약을 지워요 · Send nothing by it any more; what it has sent stays."""
    system = await cli_.system()
    held = (await system.parts.schedules.get(cli_.actor, key, upcoming=0)).schedule
    if asks(cli_) and not await agreed(_question(cli_, held)):
        cli_.talk(Bilingual(ko="그대로 뒀어요.", en="Nothing was changed."))
        raise KeyboardInterrupt
    await system.parts.schedules.remove(cli_.actor, held.id)
    cli_.show(
        {"id": held.id, "label": held.label, "deleted": True},
        cli_.say(f"{held.label} 예약을 지웠어요.", f"{held.label} is deleted."),
    )


def _show_line(cli_: Cli, system: System, view: ScheduleView) -> None:
    line = schedule_line(cli_, view, system.parts.clock.now())
    cli_.show(schedule_json(view, cli_.language), line)


async def _planned(cli_: Cli, system: System, key: str, text: str) -> int:
    """The time that is meant, by the schedule's zone."""
    held = (await system.parts.schedules.get(cli_.actor, key, upcoming=0)).schedule
    when = read_any(text, held.zone, system.parts.clock.now(), "WHEN")
    if not isinstance(when, At):
        raise invalid("WHEN", "repeats", _ONE_TIME)
    return when.at


def _question(cli_: Cli, held: Schedule) -> str:
    return cli_.say(
        f"{held.label} '{held.title}' 예약을 지울까요?", f"Delete {held.label} '{held.title}'?"
    )


_PROFILE = Bilingual(
    ko="어느 발송 프로필로 보낼지 --profile로 정하거나, --notice로 초안을 골라 주세요.",
    en="Choose the send profile with --profile, or a draft with --notice.",
)
_ONE_TIME = Bilingual(
    ko="건너뛸 한 번의 시각을 '2026-12-24 09:00'처럼 써 주세요.",
    en="Give the one time that is meant, like '2026-12-24 09:00'.",
)
