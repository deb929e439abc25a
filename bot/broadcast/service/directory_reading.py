"""Reads the platform's whole directory and says it in our words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bot.core.errors import Bilingual, TryLater
from bot.kakaowork.endpoints import Endpoints
from bot.kakaowork.entities import Department, User
from bot.workspace.model.directory import ListedPerson, Listing
from bot.workspace.model.directory_departments import ListedDepartment

_LINE = 100
_EMAIL_MAX = 254
_ID_DIGITS = 18
_DEACTIVATED = "deactivated"


async def read_listing(api: Endpoints) -> Listing:
    """Every page of users.list and departments.list; a failed page raises `CallFailed`."""
    users = [user async for page in api.users_list() for user in page]
    departments = [one async for page in api.departments_list() for one in page]
    return listing_of(users, departments)


def listing_of(users: Iterable[User], departments: Iterable[Department]) -> Listing:
    """People and departments, each number once; raises TryLater for an id that is no number."""
    found = {_number(one.id): one for one in departments}
    of_person = _departments_of_people(found)
    by_name = _by_name(found)
    people = {_number(user.id): user for user in users}
    return Listing(
        people=tuple(
            _person(number, user, of_person.get(number) or by_name.get(user.department or ""))
            for number, user in people.items()
        ),
        departments=tuple(
            ListedDepartment(
                platform_id=number,
                # The separator of paths is not a part of a name.
                name=_line(one.name).replace(">", "›") or str(number),
                parent=_parent(one),
            )
            for number, one in found.items()
        ),
    )


def _person(number: int, user: User, department: int | None) -> ListedPerson:
    name = _line(user.name) or _line(user.display_name)
    email = _email(user.email)
    return ListedPerson(
        platform_id=number,
        name=name or email or str(number),
        email=email,
        department=department,
        position=_line(user.position) or None,
        mobile=next((line for line in map(_line, user.mobiles or ()) if line), None),
        # No source lists the words of `status`: only the one that is also a bot's is acted on.
        active=user.status != _DEACTIVATED,
    )


def _departments_of_people(departments: Mapping[int, Department]) -> dict[int, int]:
    """The department of each person; of several the deepest, which says the most."""
    deepest_last = sorted(departments, key=lambda n: (_depth(departments, n), -n))
    return {
        int(person): number
        for number in deepest_last
        for person in departments[number].member_ids
        if _is_number(person)
    }


def _depth(departments: Mapping[int, Department], number: int) -> int:
    seen: set[int] = set()
    step: int | None = number
    while step is not None and step in departments and step not in seen:
        seen.add(step)
        step = _parent(departments[step])
    return len(seen)


def _by_name(departments: Mapping[int, Department]) -> dict[str, int]:
    """Departments by a name that only one has: users name theirs where its list of people is left out."""
    names = Counter(one.name for one in departments.values())
    return {one.name: n for n, one in departments.items() if names[one.name] == 1}


def _parent(department: Department) -> int | None:
    above = department.parent_id
    return int(above) if _is_number(above) and int(above) else None


def _number(id_: str) -> int:
    if not _is_number(id_):
        raise TryLater(_NO_NUMBER, code="platform_unreadable")
    return int(id_)


def _is_number(id_: str) -> bool:
    return id_.isascii() and id_.isdigit() and len(id_) <= _ID_DIGITS


def _line(text: str | None) -> str:
    """One line of printable characters, as the console can show it."""
    kept = "".join(c if c.isprintable() else " " for c in text or "")
    return " ".join(kept.split())[:_LINE]


def _email(address: str | None) -> str | None:
    kept = (address or "").strip().lower()
    fit: Sequence[bool] = ("@" in kept, kept.isprintable(), len(kept) <= _EMAIL_MAX)
    return kept if all(fit) and " " not in kept else None


_NO_NUMBER = Bilingual(
    ko="플랫폼의 사람이나 부서 아이디가 숫자가 아니라서 아무것도 바꾸지 않았어요. platform.base_url을 확인해 주세요.",
    en="An id in the platform's lists is not a number, so nothing was changed. Check platform.base_url.",
)
