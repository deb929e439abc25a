"""When members work and when they are on vacation, as bots tell it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.errors import Bilingual, Invalid, NotFound, Problem, SpacecastError, invalid

# The platform's own limit of a batch; see "batch set_work_time" of its users documentation.
BATCH_MAX = 100
# The last second of the year 9999. Milliseconds of today are far above it, so they are noticed.
SECONDS_MAX = 253_402_300_799
_SHOWN = 5


class TimesKind(StrEnum):
    """Which of a member's two times."""

    WORK = "work"
    VACATION = "vacation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From when to when, in UTC milliseconds."""

    starts_at: int
    ends_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The times of one member, None where a bot never told them or took them back."""

    work: Span | None = None
    vacation: Span | None = None


NO_TIMES = Times()


def span_of_seconds(kind: TimesKind, start: int, end: int) -> Span:
    """The span of two Unix times in seconds; `invalid_parameter` where it ends before it starts."""
    if end < start:
        raise invalid(f"/{kind}_end_time", "invalid_parameter", _ends_early(kind))
    return Span(starts_at=start * 1_000, ends_at=end * 1_000)


def check_batch(name: str, count: int) -> None:
    """Raise `invalid_parameter` where a batch has nobody or more than 100."""
    if not count:
        raise invalid(f"/{name}", "invalid_parameter", _nobody(name))
    if count > BATCH_MAX:
        raise invalid(f"/{name}", "invalid_parameter", _too_many(name, count))


def refuse_entries(name: str, refused: Sequence[tuple[int, SpacecastError]]) -> None:
    """Raise one error that names every refused entry of a batch by its place, counted from 0."""
    if not refused:
        return
    codes = {error.word for _, error in refused}
    code = codes.pop() if len(codes) == 1 else "invalid_parameter"
    problems = [
        Problem(pointer=f"/{name}/{place}", code=error.word, text=error.text)
        for place, error in refused
    ]
    places = ", ".join(f"{name}[{place}]" for place, _ in refused)
    shown = refused[:_SHOWN]
    reasons_ko = " ".join(f"[{place}] {error.text.ko}" for place, error in shown)
    reasons_en = " ".join(f"[{place}] {error.text.en}" for place, error in shown)
    text = Bilingual(
        ko=f"{places} 항목이 올바르지 않아서 아무것도 바꾸지 않았어요. {reasons_ko}",
        en=f"Nothing was changed, because these entries are not valid: {places}. {reasons_en}",
    )
    raise Invalid(text, code=code, problems=problems)


def no_users(user_ids: Sequence[int]) -> NotFound:
    """What a bot hears that names members who aren't there or aren't active."""
    named = ", ".join(str(user_id) for user_id in user_ids)
    return NotFound(
        Bilingual(
            ko=f"멤버를 찾을 수 없어서 아무것도 바꾸지 않았어요: {named}. 없거나 비활성화된 멤버예요. "
            "user_id를 확인해 주세요.",
            en=f"Nothing was changed, because there are no such active members: {named}. "
            "Check each user_id.",
        ),
        code="user_not_found",
    )


def _ends_early(kind: TimesKind) -> Bilingual:
    return Bilingual(
        ko=f"{kind}_end_time이 {kind}_start_time보다 빨라요. 두 시각을 확인해 주세요.",
        en=f"{kind}_end_time is before {kind}_start_time. Check both times.",
    )


def _nobody(name: str) -> Bilingual:
    return Bilingual(
        ko=f"{name} 목록이 비어 있어요. 멤버를 한 명 이상 써 주세요.",
        en=f"{name} is empty. Name at least one member.",
    )


def _too_many(name: str, count: int) -> Bilingual:
    return Bilingual(
        ko=f"{name}에는 한 번에 {BATCH_MAX}명까지 쓸 수 있어요. 지금은 {count:,}명이에요. 나눠서 보내 주세요.",
        en=f"{name} can have up to {BATCH_MAX} members. There are {count:,} now. Split them.",
    )
