"""From the words of a command to a draft: what can be read is kept, what can't is told, all of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from bot.broadcast.model.acknowledgements import (
    LATEST_REMINDER,
    MOST_REMINDERS,
    SOONEST_REMINDER,
)
from bot.broadcast.model.audience import Audience
from bot.broadcast.model.local_time import moment_at
from bot.broadcast.model.notices import NoticeDraft, Reminders
from bot.broadcast.model.profiles import Profile
from bot.broadcast.model.templates import DEFAULT_TEMPLATE
from bot.broadcast.model.times_in_words import At, read_when
from bot.broadcast.service.audiences import AudienceWish
from bot.commands.model.commands import Asked, Word
from bot.commands.service.chat import LAST_IMAGE
from bot.commands.service.people import find_member
from bot.commands.service.tools import Tools
from bot.core.clock import DAY, HOUR
from bot.core.errors import Bilingual, Problem, SpacecastError

_EVERYONE: Final = frozenset({"everyone", "all", "전체", "모두", "전원"})
_YES: Final = frozenset({"yes", "y", "true", "on", "1", "예", "네", "응", "넣기"})
_NO: Final = frozenset({"no", "n", "false", "off", "0", "아니요", "아니오", "빼기"})
_DEPARTMENT: Final = re.compile(r"(?:dept|부서):\s*(.+)", re.IGNORECASE)
_REMIND: Final = re.compile(
    r"(?P<count>[1-9]\d{0,2})\s*(?P<unit>h|hours?|시간|d|days?|일)\s*(?:마다|every)?"
    r"(?:\s*,?\s*(?:[x×*]\s*)?(?P<most>[1-9])\s*(?:번|회|times)?)?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Written:
    """The draft, and what of the words could not be read."""

    draft: NoticeDraft
    problems: list[Problem] = field(default_factory=list)


async def written(tools: Tools, profile: Profile, asked: Asked) -> Written:
    """The draft that the words describe; nothing that was written is guessed."""
    reader = _Reader(tools, asked)
    variables = reader.variables()
    draft = NoticeDraft(
        profile_id=profile.id,
        template=asked.word(Word.TEMPLATE) or DEFAULT_TEMPLATE,
        variables=variables,
        audience=await reader.audience(),
        urgent_reason=asked.word(Word.URGENT).strip() or None,
        not_after=await reader.until(),
        reminders=reader.reminders(),
    )
    return Written(draft=draft, problems=reader.problems)


class _Reader:
    def __init__(self, tools: Tools, asked: Asked) -> None:
        self._tools = tools
        self._asked = asked
        self.problems: list[Problem] = []

    def variables(self) -> dict[str, Any]:
        """The fields of the template."""
        asked = self._asked
        found: dict[str, Any] = dict(one.split("=", 1) for one in self._many(Word.VAR))
        for word in (Word.TITLE, Word.STYLE):
            if asked.word(word):
                found[word.value] = asked.word(word)
        if asked.text:
            found["body"] = asked.text
        image = self._image(str(found.get("title", "")))
        if image is not None:
            found["image"] = image
        if links := self._pairs(Word.LINK, ("label", "url"), _BAD_LINK):
            found["links"] = links
        if rows := self._pairs(Word.ROW, ("term", "text"), _BAD_ROW):
            found["rows"] = rows
        if self._flag(Word.ACKNOWLEDGE):
            found["acknowledge"] = True
        if choices := self._many(Word.CHOICE):
            found["choices"] = list(choices)
        return found

    def _image(self, title: str) -> Mapping[str, Any] | None:
        given = self._asked.word(Word.IMAGE)
        alt = self._asked.word(Word.ALT) or title
        if given == LAST_IMAGE:
            # Whoever takes messages has put the image's address in its place.
            self._refuse(Word.IMAGE, "no_last_image", _NO_IMAGE)
            return None
        return {"url": given, "alt": alt} if given else None

    def _pairs(
        self, word: Word, names: tuple[str, str], text: Bilingual
    ) -> list[dict[str, str]]:
        found = []
        for given in self._many(word):
            first, bar, second = (part.strip() for part in given.partition("|"))
            if bar and first and second:
                found.append({names[0]: first, names[1]: second})
            else:
                self._refuse(word, f"bad_{word.value}", _about(text, given))
        return found

    def _flag(self, word: Word) -> bool:
        given = self._asked.word(word).strip().casefold()
        if given in _YES:
            return True
        if given and given not in _NO:
            self._refuse(word, "yes_or_no", _about(_YES_OR_NO, given))
        return False

    async def audience(self) -> Audience:
        """Everyone, unless told otherwise; nobody where that can't be read."""
        wish = await self._wish()
        try:
            read = await self._tools.audiences.read(wish)
        except SpacecastError as error:
            self.problems += error.problems
            return Audience(everyone=False)
        refused = any(one.pointer.startswith("/audience") for one in self.problems)
        return replace(read, everyone=False, departments=(), members=()) if refused else read

    async def _wish(self) -> AudienceWish:
        departments: list[str] = []
        people: list[str] = []
        to = self._listed(Word.TO)
        for given in to:
            named = _DEPARTMENT.fullmatch(given)
            if given.casefold() in _EVERYONE:
                continue
            if named or "@" not in given:
                departments.append(named[1] if named else given)
            else:
                people += await self._person(Word.TO, given)
        excluded = [
            key
            for one in self._listed(Word.EXCLUDE)
            for key in await self._person(Word.EXCLUDE, one)
        ]
        return AudienceWish(
            everyone=not to or any(one.casefold() in _EVERYONE for one in to),
            departments=tuple(departments),
            members=tuple(people),
            exclude=tuple(excluded),
        )

    async def _person(self, word: Word, given: str) -> list[str]:
        try:
            return [(await find_member(self._tools, given)).id]
        except SpacecastError as error:
            self.problems.append(
                Problem(pointer=f"/audience/{word.value}", code=error.word, text=error.text)
            )
            return []

    async def until(self) -> int | None:
        """When it is not valid any more."""
        given = self._asked.word(Word.UNTIL)
        if not given:
            return None
        zone = (await self._tools.workspace.get()).zone
        try:
            when = read_when(given, moment_at(self._tools.clock.now()), zone, pointer="/until")
        except SpacecastError as error:
            self.problems += error.problems
            return None
        if isinstance(when, At):
            return when.at
        self._refuse(Word.UNTIL, "bad_until", _ONE_TIME)
        return None

    def reminders(self) -> Reminders | None:
        """`24h x2`, `24시간마다 2번`, `하루` is not guessed."""
        given = self._asked.word(Word.REMIND).strip()
        found = _REMIND.fullmatch(given)
        if not given:
            return None
        if found:
            unit = HOUR if found["unit"].lower().startswith(("h", "시")) else DAY
            every, most = int(found["count"]) * unit, int(found["most"] or 1)
            if SOONEST_REMINDER <= every <= LATEST_REMINDER and most <= MOST_REMINDERS:
                return Reminders(every=every, most=most)
        self._refuse(Word.REMIND, "bad_remind", _about(_BAD_REMIND, given))
        return None

    def _many(self, word: Word) -> tuple[str, ...]:
        return tuple(self._asked.words.get(word, ()))

    def _listed(self, word: Word) -> list[str]:
        parts = (part.strip() for given in self._many(word) for part in given.split(","))
        return [part for part in parts if part]

    def _refuse(self, word: Word, code: str, text: Bilingual) -> None:
        self.problems.append(Problem(pointer=f"/{word.value}", code=code, text=text))


def _about(text: Bilingual, given: str) -> Bilingual:
    shown = given if len(given) <= 80 else f"{given[:79]}…"
    return Bilingual(ko=f"'{shown}': {text.ko}", en=f"'{shown}': {text.en}")


_NO_IMAGE = Bilingual(
    "이 방에 올린 그림이 없어요. 그림을 먼저 올리거나 이미지에 주소를 써 주세요.",
    "No image has been posted in this room. Post one first, or write its address.",
)
_BAD_LINK = Bilingual(
    "링크는 '이름|주소'로 써 주세요. 예: 링크:\"신청하기|https://example.com\"",
    "write a link as 'label|address', such as link:\"Apply|https://example.com\"",
)
_BAD_ROW = Bilingual(
    "항목은 '이름|값'으로 써 주세요. 예: 항목:\"장소|3층\"",
    "write a row as 'term|text', such as row:\"Where|3rd floor\"",
)
_YES_OR_NO = Bilingual("'예'나 '아니요'로 써 주세요.", "write yes or no.")
_ONE_TIME = Bilingual(
    '기한은 한 번의 시각으로 써 주세요. 예: 기한:"내일 오후 6시"',
    'Write one time, such as until:"tomorrow at 6pm".',
)
_BAD_REMIND = Bilingual(
    "재알림은 '24시간마다 2번'처럼 써 주세요. 1시간에서 30일, 5번까지예요.",
    "write reminders as '24h x2': from 1 hour to 30 days, at most 5 times.",
)
