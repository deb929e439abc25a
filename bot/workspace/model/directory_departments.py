"""The platform's departments: paths of their own, and the same department after a new name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from bot.workspace.model.member_import import SEPARATOR
from bot.workspace.model.members import Department


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDepartment:
    """A department as the platform lists it; `parent` is a number of another, or none."""

    platform_id: int
    name: str
    parent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDepartments:
    """What is to be written, parents first; `by_number` has every listed department."""

    added: tuple[Department, ...]
    changed: tuple[Department, ...]
    by_number: Mapping[int, Department]


def plan_departments(
    listed: Sequence[ListedDepartment],
    known: Sequence[Department],
    from_platform: frozenset[str],
    new_id: Callable[[str], str],
) -> PlannedDepartments:
    """Known ones are found by number where the platform gave it, else by path; none is removed."""
    paths = _paths(listed)
    by_id = {d.platform_id: d for d in known if d.id in from_platform}
    by_path = {d.path: d for d in known}
    numbers = free_numbers([d.platform_id for d in listed], [d.platform_id for d in known])
    found = {n: by_id[n] for n in paths if n in by_id}
    used = {d.id for d in found.values()}
    for number, path in paths.items():
        same = by_path.get(path)
        if number not in found and same is not None and same.id not in used:
            found[number] = same
            used.add(same.id)
    ids = {n: found[n].id if n in found else new_id("dp") for n in paths}
    by_number = {
        one.platform_id: Department(
            id=ids[one.platform_id],
            platform_id=one.platform_id,
            parent_id=ids.get(_parent(one, paths) or 0),
            name=one.name,
            path=paths[one.platform_id],
        )
        for one in sorted(listed, key=lambda d: paths[d.platform_id].count(SEPARATOR))
    }
    gone = _made_room(known, used, by_number, numbers)
    return PlannedDepartments(
        added=tuple(d for n, d in by_number.items() if n not in found),
        changed=(*gone, *(d for n, d in by_number.items() if n in found and d != found[n])),
        by_number=by_number,
    )


def free_numbers(listed: Sequence[int], known: Sequence[int]) -> Iterator[int]:
    """Numbers that nobody has, for those the platform no longer lists."""
    return count(max([*listed, *known], default=0) + 1)


def _made_room(
    known: Sequence[Department],
    used: set[str],
    by_number: Mapping[int, Department],
    numbers: Iterator[int],
) -> list[Department]:
    """Departments the platform no longer lists, where they stand in the way of one it does."""
    paths = {department.path for department in by_number.values()}
    found = []
    for one in known:
        if one.id in used:
            continue
        after = one
        if one.platform_id in by_number:
            after = replace(after, platform_id=next(numbers))
        if one.path in paths:
            after = replace(after, path=f"{one.path} ({after.platform_id})")
        if after != one:
            found.append(after)
    return found


def _paths(listed: Sequence[ListedDepartment]) -> dict[int, str]:
    """Every department's path by its number; two of the same path are told apart by number."""
    by_number = {one.platform_id: one for one in listed}
    paths: dict[int, str] = {}
    seen: set[str] = set()
    for one in listed:
        path = SEPARATOR.join(_names(one, by_number))
        while path in seen:
            path = f"{path} ({one.platform_id})"
        seen.add(path)
        paths[one.platform_id] = path
    return paths


def _names(one: ListedDepartment, by_number: Mapping[int, ListedDepartment]) -> list[str]:
    """The names from the top; a circle of parents ends where it would begin again."""
    chain: list[ListedDepartment] = []
    step: ListedDepartment | None = one
    while step is not None and step not in chain:
        chain.insert(0, step)
        step = by_number.get(step.parent or 0)
    return [each.name for each in chain]


def _parent(one: ListedDepartment, paths: Mapping[int, str]) -> int | None:
    """The parent, unless nobody lists it or it is not above the department."""
    if one.parent is None or one.parent not in paths:
        return None
    below = paths[one.parent].count(SEPARATOR) < paths[one.platform_id].count(SEPARATOR)
    return one.parent if below else None
