"""From the names that people use for an audience to its departments and members."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.broadcast.model.audience import Audience
from bot.core.database import Database
from bot.core.errors import Bilingual, Problem, raise_problems
from bot.workspace.model.members import Department, Member
from bot.workspace.store import departments, members

_PAGE = 1_000
# Up to here one question each is less work than reading the whole directory.
_ONE_BY_ONE = 20
_SHOWN = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceWish:
    """Who should get a notice, as written: ids, names, paths and e-mail addresses."""

    everyone: bool
    departments: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class Audiences:
    """Finds whom a wish names; nobody who was named is dropped silently."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, wish: AudienceWish) -> Audience:
        """The audience by ids; Invalid names every entry that nobody answers to.

        Pointers are `/audience/departments/0`, `/audience/emails/3` and so on.
        """
        found, problems = find_departments(
            wish.departments, await departments.every(self._database)
        )
        directory = await self._directory({*wish.members, *wish.emails, *wish.exclude})
        chosen: list[str] = []
        for place, keys in (("members", wish.members), ("emails", wish.emails)):
            people, wrong = _people(place, keys, directory)
            chosen += [member.id for member in people]
            problems += wrong
        excluded, wrong = _people("exclude", wish.exclude, directory)
        raise_problems([*problems, *wrong])
        return Audience(
            everyone=wish.everyone,
            departments=_once(department.id for department in found),
            members=_once(chosen),
            exclude=_once(member.id for member in excluded),
        )

    async def _directory(self, keys: set[str]) -> dict[str, Member]:
        """Members by id and by e-mail address, at least those that `keys` name."""
        if len(keys) <= _ONE_BY_ONE:
            found = [await members.find(self._database, _key(key)) for key in keys]
            return _by_key(member for member in found if member is not None)
        directory: dict[str, Member] = {}
        after = 0
        while page := await members.page(self._database, after=after, limit=_PAGE):
            directory.update(_by_key(page))
            after = page[-1].platform_id
        return directory


def find_departments(
    wanted: Sequence[str], every: Sequence[Department]
) -> tuple[list[Department], list[Problem]]:
    """The departments by id, by path or by a name that only one has; and what is wrong."""
    found, problems = [], []
    for index, text in enumerate(wanted):
        matches = _matches(text, every)
        if len(matches) == 1:
            found.append(matches[0])
            continue
        problems.append(
            Problem(
                pointer=f"/audience/departments/{index}",
                code="department_ambiguous" if matches else "department_not_found",
                text=_ambiguous(text, matches) if matches else _no_department(text),
            )
        )
    return found, problems


def _matches(text: str, every: Sequence[Department]) -> list[Department]:
    path = _path(text)
    exact = [d for d in every if d.id == text.strip() or _path(d.path) == path]
    return exact or [d for d in every if unicodedata.normalize("NFC", d.name) == path]


def _path(text: str) -> str:
    # Typed on a Mac, Hangul may arrive decomposed; people leave out spaces around the signs.
    parts = unicodedata.normalize("NFC", text).split(">")
    return " > ".join(part.strip() for part in parts)


def _key(text: str) -> str:
    text = text.strip()
    return text.lower() if "@" in text else text


def _by_key(found: Iterable[Member]) -> dict[str, Member]:
    return {key: member for member in found for key in (member.id, member.email)}


def _people(
    place: str, keys: Sequence[str], directory: Mapping[str, Member]
) -> tuple[list[Member], list[Problem]]:
    found, problems = [], []
    for index, text in enumerate(keys):
        key = _key(text)
        member = directory.get(key)
        if member is not None and place == "emails" and member.email != key:
            member = None
        if member is not None and (member.active or place == "exclude"):
            found.append(member)
            continue
        code = "member_deactivated" if member else "member_not_found"
        words = _deactivated(member) if member else _nobody(text)
        problems.append(Problem(pointer=f"/audience/{place}/{index}", code=code, text=words))
    return found, problems


def _once(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


def _no_department(text: str) -> Bilingual:
    return Bilingual(
        ko=f"'{text[:_SHOWN]}' 부서를 찾을 수 없어요. 부서 목록에서 이름이나 경로를 확인해 주세요.",
        en=f"There is no department '{text[:_SHOWN]}'. "
        "Look up its name or path in the list of departments.",
    )


def _ambiguous(text: str, matches: Sequence[Department]) -> Bilingual:
    paths = ", ".join(f"'{department.path}'" for department in matches)
    return Bilingual(
        ko=f"'{text[:_SHOWN]}' 부서가 여러 개예요: {paths}. 전체 경로로 써 주세요.",
        en=f"There are several departments '{text[:_SHOWN]}': {paths}. Give the whole path.",
    )


def _nobody(text: str) -> Bilingual:
    return Bilingual(
        ko=f"'{text[:_SHOWN]}' 멤버를 찾을 수 없어요. 아이디나 이메일을 확인해 주세요.",
        en=f"There is no member '{text[:_SHOWN]}'. Check the id or e-mail address.",
    )


def _deactivated(member: Member) -> Bilingual:
    return Bilingual(
        ko=f"{member.name}({member.email})님은 비활성 멤버라서 받을 수 없어요. 대상에서 빼 주세요.",
        en=f"{member.name} ({member.email}) is deactivated and can't receive this. "
        "Take them out of the audience.",
    )
