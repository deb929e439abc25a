"""When something is to be sent, as options: rules in JSON or in words, and what bounds them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import click

from bot.app import System
from bot.broadcast.model.calendars import HolidayRule
from bot.broadcast.model.schedule_rules import Rule
from bot.broadcast.model.schedules import ContentRule, Schedule
from bot.broadcast.model.times_in_words import When
from bot.core.errors import Bilingual, invalid, raise_problems
from bot.web.api.plans import Planning, PlanReader, moved
from bot.web.api.times import read_any

_NONE = "none"
_PLAIN = ("timezone", "starts", "ends", "holidays", "content")


def plan_options(function: Any) -> Any:
    """The options that say when."""
    for option in reversed(
        (
            click.option(
                "--rule",
                "rules",
                multiple=True,
                metavar="RULE",
                help="규칙: '매주 월요일 오전 9시'나 JSON, 10개까지 · "
                "A rule: 'every Monday at 09:00', or JSON.",
            ),
            click.option(
                "--cron", "crons", multiple=True, metavar="EXPR", help="'0 9 * * 1-5'"
            ),
            click.option(
                "--starts", metavar="WHEN", help="시작(none: 없음) · First day or time."
            ),
            click.option("--ends", metavar="WHEN", help="끝(none: 없음) · Last day or time."),
            click.option(
                "--timezone", metavar="ZONE", help="시간대, 예: Asia/Seoul · Time zone."
            ),
            click.option(
                "--holidays",
                type=click.Choice([rule.value for rule in HolidayRule]),
                help="공휴일에는 · On holidays.",
            ),
            click.option(
                "--content",
                type=click.Choice([rule.value for rule in ContentRule]),
                help="저장한 그대로, 또는 보낼 때의 템플릿으로 · As saved, or by the template of then.",
            ),
        )
    ):
        function = option(function)
    return function


async def read_plan(
    system: System, given: Mapping[str, Any], before: Schedule | None = None
) -> Planning:
    """The plan of the options; what isn't given is as before."""
    fields: dict[str, Any] = {
        name: None if given[name] == _NONE else given[name]
        for name in _PLAIN
        if given[name] is not None
    }
    rules = [_rule(text) for text in given["rules"]]
    rules += [{"cron": text} for text in given["crons"]]
    if rules:
        fields["rules"] = rules
    zone = (await system.parts.workspace.get()).zone
    reader = PlanReader(zone, system.parts.clock.now())
    planning = reader.read(fields, before)
    crons_from = len(given["rules"])
    raise_problems(moved(reader.problems, lambda pointer: _option(pointer, crons_from)))
    return planning


async def read_moment(system: System, text: str, pointer: str) -> When:
    """WHEN in words, in figures, or repeating; in the workspace's zone."""
    zone = (await system.parts.workspace.get()).zone
    return read_any(text, zone, system.parts.clock.now(), pointer)


async def repeated(system: System, rule: Rule) -> Planning:
    """The plan of nothing but a rule, in the workspace's zone."""
    return Planning(
        rules=(rule,),
        zone=(await system.parts.workspace.get()).zone,
        starts=None,
        ends=None,
        holidays=HolidayRule.SEND,
        content=ContentRule.SAVED,
    )


def _rule(text: str) -> object:
    if not text.lstrip().startswith("{"):
        return text
    try:
        rule: object = json.loads(text)
    except ValueError as error:
        raise invalid("--rule", "bad_rule", _bad_json(text)) from error
    return rule


def _option(pointer: str, crons_from: int) -> str:
    """The option that a place in the plan came from."""
    parts: Sequence[str] = pointer.split("/")[1:]
    if parts[0] != "rules":
        return f"--{parts[0]}"
    place = int(parts[1]) if len(parts) > 1 else 0
    return "--cron" if len(parts[1:]) > 0 and place >= crons_from else "--rule"


def _bad_json(text: str) -> Bilingual:
    return Bilingual(
        ko=f"규칙 {text!r}의 JSON을 읽을 수 없어요. "
        """'{"weekdays": "09:00"}'이나 '평일 오전 9시'처럼 써 주세요.""",
        en=f"The JSON of the rule {text!r} can't be read. "
        """Write it like '{"weekdays": "09:00"}' or 'every weekday at 09:00'.""",
    )
