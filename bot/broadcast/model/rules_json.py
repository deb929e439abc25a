"""Rules as they stand in the API and in the database."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.broadcast.model.cron import read_cron
from bot.broadcast.model.local_time import wall_of
from bot.broadcast.model.reading import Reader
from bot.broadcast.model.schedule_rules import (
    WORKDAYS,
    Cron,
    Daily,
    Every,
    Monthly,
    Once,
    Rule,
    Unit,
    Weekly,
)
from bot.core.errors import Bilingual, Problem

MAX_RULES: Final = 10
DAY_WORDS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LAST: Final = "last"
_LONGEST_MONTH: Final = 31
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
_LENGTH: Final = re.compile(r"([1-9]\d{0,3})\s*([mhdw])", re.ASCII)
# Most people's own work ends here; what is more often is a mistake, and reaches everybody.
SHORTEST_MINUTES: Final = 5
# Twice a lifetime of most notices; planned times are worked out for eight years.
_LONGEST: Final = timedelta(days=2 * 366)
_KINDS: Final = ("at", "daily", "weekdays", "weekly", "monthly", "every", "cron")


def rule_json(rule: Rule) -> dict[str, object]:
    """A rule as JSON, which `RuleReader` reads back."""
    match rule:
        case Once():
            return {"at": _wall(rule.at)}
        case Daily():
            return {"daily": f"{rule.at:%H:%M}"}
        case Weekly(days=days) if days == WORKDAYS:
            return {"weekdays": f"{rule.at:%H:%M}"}
        case Weekly():
            words = [DAY_WORDS[day] for day in rule.days]
            return {"weekly": {"days": words, "time": f"{rule.at:%H:%M}"}}
        case Monthly():
            day = LAST if rule.day is None else rule.day
            return {"monthly": {"day": day, "time": f"{rule.at:%H:%M}"}}
        case Every():
            return {"every": f"{rule.count}{rule.unit.value}", "from": _wall(rule.first)}
        case Cron():
            return {"cron": rule.text}


class RuleReader:
    """Reads rules by the clock of `zone`; a rule `every` without a first time begins at `first`."""

    def __init__(self, zone: ZoneInfo, first: datetime) -> None:
        self._zone = zone
        self._first = first
        self._reader = Reader()

    @property
    def problems(self) -> Sequence[Problem]:
        """What was wrong, with its place."""
        return self._reader.problems

    def rules(self, given: object, pointer: str = "/rules") -> tuple[Rule, ...]:
        """The rules, each once; what is wrong is in `problems`."""
        if not isinstance(given, Sequence) or isinstance(given, str) or not given:
            self._report(pointer, "rules_required", _RULES_REQUIRED)
            return ()
        if len(given) > MAX_RULES:
            self._report(pointer, "too_many_rules", _TOO_MANY)
            return ()
        found = [self._rule(one, f"{pointer}/{place}") for place, one in enumerate(given)]
        return tuple(dict.fromkeys(rule for rule in found if rule is not None))

    def _rule(self, given: object, pointer: str) -> Rule | None:
        kinds = [kind for kind in _KINDS if isinstance(given, Mapping) and kind in given]
        if not isinstance(given, Mapping) or len(kinds) != 1:
            self._report(pointer, "bad_rule", _BAD_RULE)
            return None
        allowed = {kinds[0], "from"} if kinds[0] == "every" else {kinds[0]}
        unknown = sorted(str(key) for key in given if key not in allowed)
        if unknown:
            self._report(f"{pointer}/{unknown[0]}", "unknown_key", _UNKNOWN)
            return None
        place, value = f"{pointer}/{kinds[0]}", given[kinds[0]]
        match kinds[0]:
            case "at":
                at = self._moment(value, place)
                return None if at is None else Once(at)
            case "every":
                return self._every(given, pointer)
            case "cron":
                return self._cron(value, place)
            case kind:
                return self._by_clock(kind, value, place)

    def _by_clock(self, kind: str, value: object, pointer: str) -> Rule | None:
        if kind in {"daily", "weekdays"}:
            at = self._time(value, pointer)
            if at is None:
                return None
            return Daily(at) if kind == "daily" else Weekly(WORKDAYS, at)
        key = "days" if kind == "weekly" else "day"
        if not isinstance(value, Mapping) or set(value) != {key, "time"}:
            self._report(pointer, "bad_rule", _BAD_WEEKLY if kind == "weekly" else _BAD_MONTHLY)
            return None
        at = self._time(value["time"], f"{pointer}/time")
        if kind == "weekly":
            days = self._days(value["days"], f"{pointer}/days")
            return Weekly(days, at) if days and at else None
        day = self._day(value["day"], f"{pointer}/day")
        if day is None or at is None:
            return None
        return Monthly(day if isinstance(day, int) else None, at)

    def _every(self, given: Mapping[str, object], pointer: str) -> Every | None:
        found = _LENGTH.fullmatch(str(given["every"]).strip())
        first = self._first
        if given.get("from") is not None:
            read = self._moment(given["from"], f"{pointer}/from")
            if read is None:
                return None
            first = read
        if found is None:
            self._report(f"{pointer}/every", "bad_every", _BAD_EVERY)
            return None
        rule = Every(int(found[1]), Unit(found[2]), first)
        if rule.length > _LONGEST:
            self._report(f"{pointer}/every", "bad_every", _TOO_LONG)
            return None
        if rule.unit is Unit.MINUTES and rule.count < SHORTEST_MINUTES:
            self._report(f"{pointer}/every", "too_often", TOO_OFTEN)
            return None
        return rule

    def _cron(self, value: object, pointer: str) -> Cron | None:
        text = read_cron(value) if isinstance(value, str) else None
        if text is None:
            self._report(pointer, "bad_cron", _BAD_CRON)
            return None
        return Cron(text)

    def _time(self, value: object, pointer: str) -> time | None:
        found = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
        if found is None:
            self._report(pointer, "bad_time", _BAD_TIME)
            return None
        return time(int(found[1]), int(found[2]))

    def _moment(self, value: object, pointer: str) -> datetime | None:
        """By the wall of the zone; with an offset, what the wall of the zone shows then."""
        try:
            text = value.strip() if isinstance(value, str) else ""
            date.fromisoformat(text[:10])
            read = datetime.fromisoformat(text) if len(text) > len("2026-12-24") else None
            local = read if read is None or read.tzinfo is None else wall_of(read, self._zone)
        except (ValueError, OverflowError):
            local = None
        if local is None or not 2000 <= local.year < 2200:
            self._report(pointer, "bad_time", _BAD_MOMENT)
            return None
        return local.replace(second=0, microsecond=0)

    def _days(self, value: object, pointer: str) -> tuple[int, ...]:
        words = value if isinstance(value, Sequence) and not isinstance(value, str) else []
        known = [DAY_WORDS.index(word) for word in words if word in DAY_WORDS]
        if not known or len(known) != len(words):
            self._report(pointer, "bad_days", _BAD_DAYS)
            return ()
        return tuple(sorted(set(known)))

    def _day(self, value: object, pointer: str) -> int | str | None:
        if value == LAST:
            return LAST
        if (
            isinstance(value, int)
            and not isinstance(value, bool)
            and 1 <= value <= _LONGEST_MONTH
        ):
            return value
        self._report(pointer, "bad_day", _BAD_DAY)
        return None

    def _report(self, pointer: str, code: str, text: Bilingual) -> None:
        self._reader.report(pointer, code, text.ko, text.en)


def _wall(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M}"


TOO_OFTEN: Final = Bilingual(
    f"{SHORTEST_MINUTES}분보다 자주 보낼 수는 없어요. 간격을 늘려 주세요.",
    f"Notices can't go out more often than every {SHORTEST_MINUTES} minutes. Make the interval longer.",
)
_RULES_REQUIRED: Final = Bilingual(
    "언제 보낼지 규칙을 하나 이상 정해 주세요.",
    "Give at least one rule that says when to send.",
)
_TOO_MANY: Final = Bilingual(
    f"규칙은 {MAX_RULES}개까지예요. 예약을 나눠 주세요.",
    f"A schedule has at most {MAX_RULES} rules. Make several schedules.",
)
_BAD_RULE: Final = Bilingual(
    "규칙은 at, daily, weekdays, weekly, monthly, every, cron 중 하나로 써 주세요.",
    "A rule is one of at, daily, weekdays, weekly, monthly, every and cron.",
)
_UNKNOWN: Final = Bilingual(
    "이 규칙에는 없는 이름이에요. 지워 주세요.", "This rule has no such name. Remove it."
)
_BAD_WEEKLY: Final = Bilingual(
    '매주 규칙은 {"days": ["mon"], "time": "09:00"}처럼 써 주세요.',
    'Write a weekly rule as {"days": ["mon"], "time": "09:00"}.',
)
_BAD_MONTHLY: Final = Bilingual(
    '매월 규칙은 {"day": 1, "time": "09:00"}처럼 써 주세요. 말일은 "last"예요.',
    'Write a monthly rule as {"day": 1, "time": "09:00"}; the last day is "last".',
)
_BAD_EVERY: Final = Bilingual(
    "간격은 30m, 2h, 3d, 2w처럼 써 주세요(분, 시간, 일, 주).",
    "Write the interval as 30m, 2h, 3d or 2w (minutes, hours, days, weeks).",
)
_TOO_LONG: Final = Bilingual(
    "간격은 2년까지예요. 더 짧게 정해 주세요.",
    "The interval is two years at most. Make it shorter.",
)
_BAD_CRON: Final = Bilingual(
    "cron 식으로 읽을 수 없어요. '분 시 일 월 요일' 다섯 칸으로 써 주세요. 예: 0 9 * * 1-5(평일 9시).",
    "That is not a cron expression. Write the five fields minute, hour, day, month and weekday, "
    "as in 0 9 * * 1-5 (weekdays at 9).",
)
_BAD_TIME: Final = Bilingual("시각은 09:00처럼 써 주세요.", "Write the time as 09:00.")
_BAD_MOMENT: Final = Bilingual(
    "날짜와 시각을 2026-12-24T09:00처럼 모두 써 주세요.",
    "Write date and time, as in 2026-12-24T09:00.",
)
_BAD_DAYS: Final = Bilingual(
    "요일을 mon, tue, wed, thu, fri, sat, sun 중에서 하나 이상 골라 주세요.",
    "Choose at least one of mon, tue, wed, thu, fri, sat and sun.",
)
_BAD_DAY: Final = Bilingual(
    "날짜는 1부터 31까지, 말일은 last로 써 주세요.",
    "The day is 1 to 31, or last for the last one.",
)
