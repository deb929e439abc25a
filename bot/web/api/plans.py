"""When something is to be sent, as a body says it: rules, in JSON or in words, and what bounds them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import Field, JsonValue

from bot.broadcast.model.calendars import HolidayRule
from bot.broadcast.model.local_time import moment_at, wall_of
from bot.broadcast.model.notices import NoticeDraft
from bot.broadcast.model.rules_json import RuleReader, rule_json
from bot.broadcast.model.schedule_rules import Once, Rule, first_minute
from bot.broadcast.model.schedules import ContentRule, Schedule, ScheduleDraft
from bot.broadcast.model.times_in_words import At, read_when
from bot.core.errors import Bilingual, Invalid, Problem
from bot.web.api.bodies import Body
from bot.web.api.times import read_limit


class PlanBody(Body):
    """What decides when: null takes a field away, what isn't given stays."""

    # Each an object, or words.
    rules: list[JsonValue] | None = None
    timezone: str | None = None
    starts: str | None = None
    ends: str | None = None
    holidays: Annotated[HolidayRule, Field(strict=False)] | None = None
    content: Annotated[ContentRule, Field(strict=False)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning:
    """When, as somebody wants it; `starts` and `ends` are UTC milliseconds."""

    rules: tuple[Rule, ...]
    zone: ZoneInfo
    starts: int | None
    ends: int | None
    holidays: HolidayRule
    content: ContentRule

    def of(self, notice: NoticeDraft) -> ScheduleDraft:
        """This plan for that notice."""
        return ScheduleDraft(
            notice=notice,
            rules=self.rules,
            zone=self.zone,
            starts=self.starts,
            ends=self.ends,
            holidays=self.holidays,
            content=self.content,
        )


class PlanReader:
    """Reads plans at `now` (UTC ms); what is wrong is in `problems`."""

    def __init__(self, zone: ZoneInfo, now: int) -> None:
        self._zone = zone
        self._now = now
        self.problems: list[Problem] = []

    def read(self, given: Mapping[str, Any], before: Schedule | None = None) -> Planning:
        """The plan; what isn't given is as it was before, or as it is without."""
        zone = self.zone(given, before)
        starts = self._limit(given, "starts", zone, before.starts if before else None)
        ends = self._limit(given, "ends", zone, before.ends if before else None)
        rules = before.rules if before else ()
        if "rules" in given or before is None:
            rules = self._rules(given.get("rules"), zone, starts)
        return Planning(
            rules=rules,
            zone=zone,
            starts=starts,
            ends=ends,
            holidays=HolidayRule(_either(given, "holidays", before, HolidayRule.SEND)),
            content=ContentRule(_either(given, "content", before, ContentRule.SAVED)),
        )

    def zone(self, given: Mapping[str, Any], before: Schedule | None = None) -> ZoneInfo:
        """The time zone that is given, was there before, or is the workspace's."""
        if "timezone" not in given and before is not None:
            return before.zone
        name = given.get("timezone")
        if name is None:
            return self._zone
        try:
            return ZoneInfo(name)
        except (LookupError, ValueError, OSError):
            self.problems.append(_unknown_zone(name))
            return self._zone

    def _limit(
        self, given: Mapping[str, Any], name: str, zone: ZoneInfo, before: int | None
    ) -> int | None:
        if name not in given:
            return before
        if given[name] is None:
            return None
        at = read_limit(given[name], zone, self._now, f"/{name}", end=name == "ends")
        if isinstance(at, Problem):
            self.problems.append(at)
            return None
        return at

    def _rules(self, given: object, zone: ZoneInfo, starts: int | None) -> tuple[Rule, ...]:
        """Rules of a list whose words are made objects first."""
        unread: set[str] = set()
        if isinstance(given, Sequence) and not isinstance(given, str):
            given = [
                self._of_words(one, f"/rules/{place}", zone, unread)
                for place, one in enumerate(given)
            ]
        began = self._now if starts is None else starts
        reader = RuleReader(zone, first_minute(moment_at(began), zone))
        rules = reader.rules(given)
        self.problems += [p for p in reader.problems if p.pointer not in unread]
        return rules

    def _of_words(
        self, given: object, pointer: str, zone: ZoneInfo, unread: set[str]
    ) -> object:
        if not isinstance(given, str):
            return given
        try:
            when = read_when(given, moment_at(self._now), zone, pointer=pointer)
        except Invalid as wrong:
            self.problems += wrong.problems
            unread.add(pointer)
            return None
        if isinstance(when, At):
            return rule_json(Once(wall_of(moment_at(when.at), zone)))
        return rule_json(when.rule)


@contextmanager
def pointing(move: Callable[[str], str]) -> Iterator[None]:
    """What is refused within is said at the places where the caller wrote it."""
    try:
        yield
    except Invalid as wrong:
        raise Invalid(
            wrong.text, code=wrong.word, problems=moved(wrong.problems, move)
        ) from wrong


def moved(problems: Sequence[Problem], move: Callable[[str], str]) -> list[Problem]:
    """The problems at other places."""
    return [replace(problem, pointer=move(problem.pointer)) for problem in problems]


def _either(given: Mapping[str, Any], name: str, before: Schedule | None, without: str) -> str:
    if name not in given and before is not None:
        return str(getattr(before, name))
    return str(given.get(name) or without)


def _unknown_zone(name: str) -> Problem:
    text = Bilingual(
        ko=f"'{name[:80]}' 시간대를 몰라요. 예: Asia/Seoul",
        en=f"Unknown time zone '{name[:80]}'. Example: Asia/Seoul",
    )
    return Problem(pointer="/timezone", code="timezone_unknown", text=text)
