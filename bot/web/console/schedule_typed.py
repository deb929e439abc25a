"""Between what is typed into the form of a schedule and its plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from bot.broadcast.model.calendars import HolidayRule
from bot.broadcast.model.local_time import milliseconds_of, moment_at, moment_of, wall_of
from bot.broadcast.model.occurrences import Plan
from bot.broadcast.model.rules_json import DAY_WORDS, LAST, MAX_RULES, RuleReader, rule_json
from bot.broadcast.model.schedule_rules import Rule, first_minute
from bot.broadcast.model.schedules import ContentRule, Schedule
from bot.core.errors import Bilingual, Problem

KINDS: Final = {
    "at": Bilingual("한 번", "Once"),
    "daily": Bilingual("매일", "Every day"),
    "weekdays": Bilingual("평일(월~금)", "Weekdays (Mon–Fri)"),
    "weekly": Bilingual("매주 요일", "Weekly on days"),
    "monthly": Bilingual("매월 날짜", "Monthly on a day"),
    "every": Bilingual("일정한 간격", "Every so often"),
    "cron": Bilingual("cron 식", "cron expression"),
}
UNITS: Final = {
    "m": Bilingual("분마다", "minutes"),
    "h": Bilingual("시간마다", "hours"),
    "d": Bilingual("일마다", "days"),
    "w": Bilingual("주마다", "weeks"),
}
DAYS: Final = {
    word: Bilingual(ko, en)
    for word, ko, en in zip(
        DAY_WORDS, "월화수목금토일", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        strict=True,
    )
}  # fmt: skip
_FIRST: Final = {"kind": "weekly", "time": "09:00", "day": "1", "count": "1", "unit": "d"}
_OWN: Final = frozenset({"rules", "zone", "starts", "ends", "holidays", "content"})

Typed = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What a form says of when; `problems` are those that keep it from being understood."""

    typed: Typed
    rules: tuple[Rule, ...]
    zone: ZoneInfo
    starts: int | None
    ends: int | None
    holidays: HolidayRule
    content: ContentRule
    problems: Sequence[Problem] = field(default_factory=tuple)

    @property
    def plan(self) -> Plan:
        """What decides when it is sent."""
        return Plan(
            rules=self.rules,
            zone=self.zone,
            starts=self.starts,
            ends=self.ends,
            holidays=self.holidays,
        )

    @property
    def count(self) -> int:
        """How many rules the form shows."""
        return _count(self.typed)


def rule_input(number: int, *path: str) -> str:
    """The name and id of an input of a rule: `rules.0.time`."""
    return ".".join(["rules", str(number), *path])


def inputs_of(typed: Mapping[str, str]) -> frozenset[str]:
    """The ids of the form's inputs, where a problem may stand."""
    parts = ("time", "days", "day", "at", "count", "from", "cron")
    rules = {rule_input(n, part) for n in range(_count(typed)) for part in parts}
    return _OWN | rules


def blank_timing(zone: ZoneInfo) -> Typed:
    """What a new form shows: every Monday at nine."""
    return {
        **_blank_rule(0),
        "count": "1",
        "zone": zone.key,
        "holidays": HolidayRule.SEND.value,
        "content": ContentRule.SAVED.value,
    }


def typed_timing(schedule: Schedule) -> Typed:
    """How the form shows a schedule."""
    typed = {
        "count": str(len(schedule.rules)),
        "zone": schedule.zone.key,
        "starts": _shown(schedule.starts, schedule.zone),
        "ends": _shown(schedule.ends, schedule.zone),
        "holidays": schedule.holidays.value,
        "content": schedule.content.value,
        "version": str(schedule.version),
    }
    for number, rule in enumerate(schedule.rules):
        typed |= _typed_rule(number, rule_json(rule))
    return typed


def with_more(typed: Typed) -> Typed:
    """The form with one rule more."""
    count = _count(typed)
    if count >= MAX_RULES:
        return typed
    return {**typed, **_blank_rule(count), "count": str(count + 1)}


def without(typed: Typed, number: int) -> Typed:
    """The form without one of its rules; one always stays."""
    count = _count(typed)
    if count < 2 or not 0 <= number < count:
        return typed
    kept = {name: text for name, text in typed.items() if not name.startswith("rules.")}
    for to, source in enumerate(n for n in range(count) if n != number):
        kept |= {
            name.replace(f"rules.{source}.", f"rules.{to}.", 1): text
            for name, text in typed.items()
            if name.startswith(f"rules.{source}.")
        }
    return {**kept, "count": str(count - 1)}


def read_timing(typed: Typed, workspace_zone: ZoneInfo, now: int) -> Timing:
    """What the form says; each problem names its input."""
    problems: list[Problem] = []
    zone = _zone(typed, workspace_zone, problems)
    reader = RuleReader(zone, first_minute(moment_at(now), zone))
    rules = reader.rules([_given(typed, number) for number in range(_count(typed))])
    problems += [_placed(problem) for problem in reader.problems]
    holidays, content = typed.get("holidays", ""), typed.get("content", "")
    return Timing(
        typed=typed,
        rules=rules,
        zone=zone,
        starts=_moment(typed, "starts", zone, problems),
        ends=_moment(typed, "ends", zone, problems),
        holidays=HolidayRule(holidays) if holidays in set(HolidayRule) else HolidayRule.SEND,
        content=ContentRule(content) if content in set(ContentRule) else ContentRule.SAVED,
        problems=problems,
    )


def placed(problems: Sequence[Problem]) -> list[Problem]:
    """Problems of a service where the form shows them."""
    return [_placed(problem) for problem in problems]


def _count(typed: Mapping[str, str]) -> int:
    text = typed.get("count", "")
    return min(max(int(text), 1), MAX_RULES) if text.isascii() and text.isdigit() else 1


def _blank_rule(number: int) -> Typed:
    shown = {rule_input(number, name): text for name, text in _FIRST.items()}
    return shown | {rule_input(number, "days", "mon"): "on"}


def _typed_rule(number: int, rule: Mapping[str, object]) -> Typed:
    """How the form shows a rule of JSON."""
    kind = next(iter(rule))
    value = rule[kind]
    shown = {name: text for name, text in _FIRST.items() if name != "kind"}
    typed = {rule_input(number, name): text for name, text in shown.items()}
    typed[rule_input(number, "kind")] = kind
    own: dict[str, object] = dict(value) if isinstance(value, Mapping) else {}
    if kind in {"daily", "weekdays"}:
        own = {"time": value}
    elif kind == "every":
        own = {"count": str(value)[:-1], "unit": str(value)[-1], "from": rule["from"]}
    elif kind in {"at", "cron"}:
        own = {kind: value}
    days = own.pop("days", ())
    typed |= {rule_input(number, name): str(text) for name, text in own.items()}
    return typed | {rule_input(number, "days", day): "on" for day in days}  # type: ignore[attr-defined]


def _given(typed: Typed, number: int) -> dict[str, object]:
    """One rule as JSON, as it was typed."""

    def at(*path: str) -> str:
        return typed.get(rule_input(number, *path), "").strip()

    match at("kind"):
        case "at":
            return {"at": at("at")}
        case "weekly":
            days = [day for day in DAY_WORDS if at("days", day)]
            return {"weekly": {"days": days, "time": at("time")}}
        case "monthly":
            day = at("day")
            number_of = int(day) if day.isascii() and day.isdigit() else day
            return {"monthly": {"day": LAST if day == LAST else number_of, "time": at("time")}}
        case "every":
            first = {"from": at("from")} if at("from") else {}
            return {"every": f"{at('count')}{at('unit')}", **first}
        case "cron":
            return {"cron": at("cron")}
        case kind if kind in KINDS:
            return {kind: at("time")}
        case _:
            return {}


def _placed(problem: Problem) -> Problem:
    """`/rules/0/weekly/days` becomes the input `rules.0.days`, in words that fit a form."""
    path = problem.pointer.strip("/").split("/")
    text = _WORDS.get(problem.code, problem.text)
    if path[0] != "rules" or len(path) < 2:
        return replace(problem, text=text)
    part = path[-1] if len(path) > 2 else "kind"
    place = {"daily": "time", "weekdays": "time", "every": "count"}.get(part, part)
    if place in {"at", "from"}:
        text = _WHOLE_TIME
    return replace(problem, pointer="/" + ".".join(["rules", path[1], place]), text=text)


def _zone(typed: Typed, fallback: ZoneInfo, problems: list[Problem]) -> ZoneInfo:
    name = typed.get("zone", "").strip() or fallback.key
    if name in available_timezones():
        return ZoneInfo(name)
    problems.append(Problem(pointer="/zone", code="bad_zone", text=_BAD_ZONE))
    return fallback


def _moment(typed: Typed, name: str, zone: ZoneInfo, problems: list[Problem]) -> int | None:
    text = typed.get(name, "").strip()
    if not text:
        return None
    try:
        wall = datetime.fromisoformat(text).replace(second=0, microsecond=0)
        if wall.tzinfo is None and 2000 <= wall.year < 2200:
            return milliseconds_of(moment_of(wall, zone))
    except ValueError:
        pass
    problems.append(Problem(pointer=f"/{name}", code="bad_time", text=_WHOLE_TIME))
    return None


def _shown(at: int | None, zone: ZoneInfo) -> str:
    return "" if at is None else f"{wall_of(moment_at(at), zone):%Y-%m-%dT%H:%M}"


_WHOLE_TIME = Bilingual("날짜와 시각을 모두 골라 주세요.", "Choose both the day and the time.")
_BAD_ZONE = Bilingual(
    "그런 시간대가 없어요. 예: Asia/Seoul", "There is no such time zone. Example: Asia/Seoul"
)
_WORDS = {
    "bad_days": Bilingual("요일을 하나 이상 골라 주세요.", "Choose at least one day."),
    "bad_day": Bilingual("날짜를 골라 주세요.", "Choose the day of the month."),
    "bad_every": Bilingual(
        "간격에는 1부터 9999까지의 숫자를 써 주세요.",
        "The interval must be a number from 1 to 9999.",
    ),
    "bad_rule": Bilingual("언제 보낼지 골라 주세요.", "Choose when to send."),
}
