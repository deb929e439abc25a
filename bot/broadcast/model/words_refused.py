"""What is said of a time in words that can't be taken as it stands, and what to write instead."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bot.broadcast.model import words_en, words_ko
from bot.broadcast.model.schedule_words import wall_in_words
from bot.core.errors import Bilingual, Invalid, invalid

_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Refusals:
    """The refusals of one text, given at `pointer`."""

    pointer: str
    text: str

    def time_missing(self) -> Invalid:
        """Nothing is written."""
        return self._refused(
            "time_missing",
            "언제 보낼까요? '내일 오전 9시'나 '2026-12-24 09:00'처럼 써 주세요.",
            "When is it to be sent? Write it like 'tomorrow at 9am' or '2026-12-24 09:00'.",
        )

    def not_understood(self) -> Invalid:
        """Something is left over that has no meaning here."""
        shown = "".join(one for one in self.text if one.isprintable())
        shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
        return self._refused(
            "not_understood",
            f"'{shown}'에서 보낼 시각을 읽지 못했어요. "
            "'내일 오전 9시'나 '매주 월, 수 09:00'처럼 써 주세요.",
            f"No time can be read from '{shown}'. "
            "Write it like 'tomorrow at 9am' or 'every Monday at 09:00'.",
        )

    def hour_missing(self) -> Invalid:
        """A day is given, but no hour."""
        return self._refused(
            "hour_missing",
            "몇 시에 보낼까요? '오전 9시'나 '14:30'처럼 시각도 써 주세요.",
            "At what time is it to be sent? Add it, like '9am' or '14:30'.",
        )

    def day_missing(self) -> Invalid:
        """An hour is given, but no day."""
        return self._refused(
            "day_missing",
            "어느 날 보낼까요? '오늘'이나 '내일', '12월 24일'처럼 날짜도 써 주세요.",
            "On which day is it to be sent? Add it, like 'today', 'tomorrow' or 'Dec 24'.",
        )

    def start_missing(self) -> Invalid:
        """An interval is given without the time of the first."""
        return self._refused(
            "start_missing",
            "언제부터 되풀이할까요? '2026-12-01 09:00부터 2주마다'처럼 첫 시각을 연도까지 써 주세요.",
            "From when is it to repeat? Write the whole first time, "
            "like 'every 2 weeks from 2026-12-01 09:00'.",
        )

    def ambiguous_hour(self, hour: int) -> Invalid:
        """An hour that is in the morning and in the afternoon."""
        return self._refused(
            "ambiguous_hour",
            f"{hour}시가 오전인지 오후인지 알 수 없어요. "
            f"'오전 {hour}시', '오후 {hour}시'나 '{hour + 12}:00'처럼 써 주세요.",
            f"Is {hour} o'clock in the morning or in the afternoon? "
            f"Write '{hour}am', '{hour}pm' or '{hour + 12}:00'.",
        )

    def ambiguous_midnight(self) -> Invalid:
        """A time in the night that people count to either day."""
        return self._refused(
            "ambiguous_midnight",
            "어느 날 밤인지 알 수 없어요. 그날이 시작할 때면 '0시', 끝날 때면 '24시', "
            "자정이 지났으면 '새벽 1시'처럼, 한낮이면 '정오'라고 써 주세요.",
            "It isn't clear which night is meant. Write '00:00' for the start of that day, '24:00' "
            "for its end, '1am' for after midnight, or 'noon'.",
        )

    def time_in_past(self, wall: datetime) -> Invalid:
        """`wall` (naive) is over."""
        return self._refused(
            "time_in_past",
            f"이미 지난 시각이에요: {wall_in_words(wall, 'ko')}. 앞으로 올 시각을 써 주세요.",
            f"This time is past: {wall_in_words(wall, 'en')}. Write one that is to come.",
        )

    def too_far(self) -> Invalid:
        """Further away than schedules are looked at."""
        return self._refused(
            "too_far",
            "8년보다 먼 시각이에요. 8년 안의 시각을 써 주세요.",
            "This is more than 8 years away. Write a time within 8 years.",
        )

    def no_such_day(self) -> Invalid:
        """The calendar does not have the day."""
        return self._refused(
            "no_such_day",
            "달력에 없는 날짜예요. 월과 일을 확인하고 '12월 24일 오전 9시'처럼 써 주세요.",
            "The calendar has no such day. Check month and day, and write it like 'Dec 24 9am'.",
        )

    def wrong_weekday(self, day: date) -> Invalid:
        """The date is on another day of the week than the one given with it."""
        ko = f"{day.year}. {day.month}. {day.day}."
        en = f"{day.day} {words_en.MONTHS[day.month - 1][:3]} {day.year}"
        return self._refused(
            "wrong_weekday",
            f"날짜와 요일이 서로 달라요. {ko}은 {words_ko.WEEKDAYS[day.weekday()]}요일이에요. "
            "둘 중 하나를 고쳐 주세요.",
            f"Date and day of the week don't agree: {en} is a "
            f"{words_en.WEEKDAYS[day.weekday()]}. Correct one of them.",
        )

    def no_such_time(self) -> Invalid:
        """The clock does not have the time, or not in that part of the day."""
        return self._refused(
            "no_such_time",
            "시계에 없는 시각이에요. '오전 9시 30분'이나 '14:30'처럼 써 주세요.",
            "The clock has no such time. Write it like '9:30am' or '14:30'.",
        )

    def no_end_of_day(self) -> Invalid:
        """A rule is to be at 24:00, which is on another day."""
        return self._refused(
            "no_such_time",
            "되풀이할 때는 24시를 쓸 수 없어요. 다음 날 0시로 써 주세요.",
            "A time that repeats can't be 24:00. Write 00:00 of the day after.",
        )

    def bad_cron(self) -> Invalid:
        """What follows `cron:` is not five fields that cron understands."""
        return self._refused(
            "bad_cron",
            "cron 식은 분, 시, 일, 월, 요일의 다섯 칸이에요. "
            "'cron: 0 9 * * 1-5'처럼 써 주세요.",
            "A cron expression has five fields: minute, hour, day, month, weekday. "
            "Write it like 'cron: 0 9 * * 1-5'.",
        )

    def _refused(self, code: str, ko: str, en: str) -> Invalid:
        return invalid(self.pointer, code, Bilingual(ko=ko, en=en))
