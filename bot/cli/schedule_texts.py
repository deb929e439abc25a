"""Times and schedules as a terminal shows them: with zone, time left and rules in words."""

from zoneinfo import ZoneInfo

from bot.app import System
from bot.broadcast.model.calendars import HOLIDAY_RULE_NAMES, HolidayRule
from bot.broadcast.model.reasons import reason_of
from bot.broadcast.model.schedule_rules import Rule
from bot.broadcast.model.schedule_words import (
    rule_in_words,
    rule_note,
    time_in_words,
    time_left_in_words,
    zone_in_words,
)
from bot.broadcast.model.schedules import (
    OCCURRENCE_STATE_NAMES,
    SCHEDULE_STATE_NAMES,
    Occurrence,
    Schedule,
    ScheduleState,
)
from bot.broadcast.service.schedules import ScheduleView, Upcoming
from bot.cli.command import Cli
from bot.web.api.schedule_answers import schedule_json

# So many of the next times tell whether a rule is meant as it was written.
SHOWN_AFTER = 3


def time_text(cli_: Cli, at: int, zone: ZoneInfo) -> str:
    """`2026. 11. 23. (월) 09:00 (서울)`."""
    said = time_in_words(at, zone, cli_.language)
    return f"{said} ({zone_in_words(zone, cli_.language)})"


def coming_text(cli_: Cli, at: int, zone: ZoneInfo, now: int) -> str:
    """`2026. 11. 23. (월) 09:00 (서울) · 16시간 42분 뒤`."""
    said = time_text(cli_, at, zone)
    return f"{said} · {time_left_in_words(at - now, cli_.language)}" if at > now else said


def schedule_line(cli_: Cli, view: ScheduleView, now: int) -> str:
    """A schedule as one line: what, its state, its rules, when next."""
    schedule = view.schedule
    parts = [
        schedule.label,
        schedule.title,
        SCHEDULE_STATE_NAMES[schedule.state].in_(cli_.language),
        " + ".join(rule_in_words(rule, cli_.language) for rule in schedule.rules),
    ]
    if view.upcoming and schedule.state is ScheduleState.ACTIVE:
        parts.append(upcoming_text(cli_, view.upcoming[0], schedule.zone, now))
    return "  ".join(parts)


def schedule_text(cli_: Cli, view: ScheduleView, now: int, *, shown: int = 5) -> str:
    """A schedule in a few lines, with its next planned times and what became of the last ones."""
    schedule, zone = view.schedule, view.schedule.zone
    state = SCHEDULE_STATE_NAMES[schedule.state].in_(cli_.language)
    lines = [
        f"{schedule.label}  {schedule.title}  {state}",
        *(f"  {rule_text(cli_, rule)}" for rule in schedule.rules),
        *_bounds(cli_, schedule),
    ]
    if view.upcoming:
        lines.append(_coming(cli_, schedule))
    lines += [f"    {upcoming_text(cli_, u, zone, now)}" for u in view.upcoming[:shown]]
    if view.past:
        lines.append(cli_.say("  지금까지:", "  Until now:"))
    lines += [f"    {occurrence_text(cli_, o, zone)}" for o in view.past[:shown]]
    return "\n".join(lines)


def show_schedule(cli_: Cli, system: System, view: ScheduleView, *, shown: int = 5) -> None:
    """Give a schedule as the result: `shown` of its next planned times, as JSON all of it."""
    text = schedule_text(cli_, view, system.parts.clock.now(), shown=shown)
    cli_.show(schedule_json(view, cli_.language), text)


def rule_text(cli_: Cli, rule: Rule) -> str:
    """A rule in words, with what its reader may not expect."""
    note = rule_note(rule)
    said = rule_in_words(rule, cli_.language)
    return f"{said} {note.in_(cli_.language)}" if note else said


def upcoming_text(cli_: Cli, upcoming: Upcoming, zone: ZoneInfo, now: int) -> str:
    """A planned time to come, with what is special about it."""
    said = coming_text(cli_, upcoming.planned.at, zone, now)
    holiday = upcoming.planned.moved_from
    if holiday is not None:
        said += cli_.say(
            f" · 공휴일 {holiday.month}. {holiday.day}.에서 옮김",
            f" · moved from the holiday {holiday.isoformat()}",
        )
    return said + (cli_.say(" · 건너뜀", " · skipped") if upcoming.skipped else "")


def occurrence_text(cli_: Cli, occurrence: Occurrence, zone: ZoneInfo) -> str:
    """What became of a planned time, and why."""
    name = OCCURRENCE_STATE_NAMES[occurrence.state].in_(cli_.language)
    said = f"{time_text(cli_, occurrence.planned_at, zone)}  {name}"
    if occurrence.notice_id is not None:
        said += f"  {occurrence.notice_id}"
    if occurrence.count > 1 and occurrence.since is not None:
        since = time_text(cli_, occurrence.since, zone)
        said += cli_.say(
            f"  {since}부터 {occurrence.count}번", f"  {occurrence.count} times since {since}"
        )
    if occurrence.reason is not None:
        said += f"  {reason_of(occurrence.reason).what.in_(cli_.language)}"
    return said


def _coming(cli_: Cli, schedule: Schedule) -> str:
    if schedule.state is ScheduleState.PAUSED:
        return cli_.say("  다시 시작하면:", "  Once it is resumed:")
    return cli_.say("  다음:", "  Next:")


def _bounds(cli_: Cli, schedule: Schedule) -> list[str]:
    lines = []
    if schedule.starts is not None:
        said = time_text(cli_, schedule.starts, schedule.zone)
        lines.append(cli_.say(f"  {said}부터", f"  From {said}"))
    if schedule.ends is not None:
        said = time_text(cli_, schedule.ends, schedule.zone)
        lines.append(cli_.say(f"  {said}까지", f"  Until {said}"))
    if schedule.holidays is not HolidayRule.SEND:
        name = HOLIDAY_RULE_NAMES[schedule.holidays].in_(cli_.language)
        lines.append(cli_.say(f"  공휴일: {name}", f"  On holidays: {name}"))
    return lines
