"""The composer's two selects for a rule of reminders."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.broadcast.model.notices import Reminders
from bot.broadcast.model.reminder_spans import read_rule, span_in_words, written_span
from bot.broadcast.model.templates import FieldType, Template
from bot.core.clock import DAY, HOUR
from bot.core.errors import Bilingual, Invalid, Problem

_SPANS: Final = (4 * HOUR, 24 * HOUR, 3 * DAY)
_TIMES: Final = (1, 2, 3)
_ANSWERED: Final = frozenset({FieldType.FLAG, FieldType.CHOICES})
_AT: Final = ("/remind", "/remind_times")


def asks(template: Template) -> bool:
    """Whether a notice of the template may have answer buttons, of which people can be reminded."""
    return any(field.type in _ANSWERED for field in template.fields)


def typed_reminders(rule: Reminders | None) -> dict[str, str]:
    """How the form shows a rule."""
    if rule is None:
        return {}
    return {"remind": written_span(rule.every), "remind_times": str(rule.most)}


def read_reminders(typed: Mapping[str, str]) -> Reminders | None:
    """The rule that was chosen; Invalid where nobody can choose it."""
    after, times = typed.get("remind", "").strip(), typed.get("remind_times", "").strip()
    if not after:
        return None
    most = int(times) if times.isascii() and times.isdigit() and len(times) < 3 else 1
    return read_rule(after, most, at=_AT)


def reminder_problems(typed: Mapping[str, str]) -> list[Problem]:
    """What keeps the chosen rule from being one."""
    try:
        read_reminders(typed)
    except Invalid as wrong:
        return list(wrong.problems)
    return []


def reminder_choices(typed: Mapping[str, str]) -> dict[str, Sequence[tuple[str, Bilingual]]]:
    """What both selects offer, and what was chosen elsewhere, so that saving does not lose it."""
    spans, times = list(_SPANS), list(_TIMES)
    if not reminder_problems(typed) and (rule := read_reminders(typed)) is not None:
        spans, times = sorted({*spans, rule.every}), sorted({*times, rule.most})
    return {
        "remind_spans": [("", _NOT), *((written_span(s), _after(s)) for s in spans)],
        "remind_counts": [(str(count), _times(count)) for count in times],
    }


def rule_in_words(rule: Reminders) -> Bilingual:
    """A rule as a line of a list."""
    span = span_in_words(rule.every)
    if rule.most == 1:
        return _after(rule.every)
    return Bilingual(
        ko=f"{span.ko}마다 {rule.most}번까지", en=f"every {span.en}, up to {rule.most} times"
    )


def _after(every: int) -> Bilingual:
    span = span_in_words(every)
    return Bilingual(ko=f"{span.ko} 뒤", en=f"after {span.en}")


def _times(count: int) -> Bilingual:
    return Bilingual(ko=f"{count}번까지", en="once" if count == 1 else f"up to {count} times")


_NOT: Final = Bilingual(ko="보내지 않음", en="Don't remind")
