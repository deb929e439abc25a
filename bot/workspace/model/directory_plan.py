"""Plans a sync: who is added, changed, back or gone; nobody is ever removed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.workspace.model.directory import (
    NO_EMAIL,
    DirectoryPlan,
    KnownDirectory,
    ListedPerson,
    Listing,
)
from bot.workspace.model.directory_departments import (
    PlannedDepartments,
    free_numbers,
    plan_departments,
)
from bot.workspace.model.members import Department, Member, Role


def plan_directory(
    listing: Listing, known: KnownDirectory, new_id: Callable[[str], str]
) -> DirectoryPlan:
    """The plan; roles, rights and whom an admin deactivated stay as they are."""
    departments = plan_departments(
        listing.departments, known.departments, known.listed_departments, new_id
    )
    matched = _matched(listing.people, known)
    emails = _emails(listing.people, matched)
    added: list[Member] = []
    after: dict[str, Member] = {}
    present = dict.fromkeys(known.present, False)
    for person in listing.people:
        before = matched.get(person.platform_id)
        member = _member(person, before, emails[person.platform_id], departments, new_id)
        if before is None:
            added.append(member)
        else:
            member = replace(member, active=_stays_active(before, person, known))
            after[member.id] = member
        present[member.id] = person.active
    after |= _gone(listing.people, known.members, after, emails)
    return DirectoryPlan(
        departments=departments,
        added=tuple(added),
        changed=tuple((m, after[m.id]) for m in known.members if _differs(m, after[m.id])),
        everybody=(*added, *after.values()),
        present=present,
        missing=frozenset(
            m.id
            for m in known.members
            if m.id not in present and (m.active or m.id in known.missing)
        ),
        before=sum(member.active for member in known.members),
    )


def _matched(people: Sequence[ListedPerson], known: KnownDirectory) -> dict[int, Member]:
    """The known members by the platform's number: by that number where the platform gave it, else by e-mail."""
    by_number = {m.platform_id: m for m in known.members if m.id in known.present}
    by_email = {m.email: m for m in known.members}
    found = {
        p.platform_id: by_number[p.platform_id] for p in people if p.platform_id in by_number
    }
    used = {member.id for member in found.values()}
    for person in people:
        same = by_email.get(person.email or "")
        if person.platform_id not in found and same is not None and same.id not in used:
            found[person.platform_id] = same
            used.add(same.id)
    return found


def _emails(people: Sequence[ListedPerson], matched: Mapping[int, Member]) -> dict[int, str]:
    """Everybody's address, each once; who has none keeps theirs, or gets one that goes nowhere."""
    found: dict[int, str] = {}
    used: set[str] = set()
    for person in people:
        if person.email is not None and person.email not in used:
            used.add(person.email)
            found[person.platform_id] = person.email
    for person in people:
        if person.platform_id in found:
            continue
        before = matched.get(person.platform_id)
        kept = before.email if before is not None and before.email not in used else None
        found[person.platform_id] = kept or f"{person.platform_id}{NO_EMAIL}"
        used.add(found[person.platform_id])
    return found


def _member(
    person: ListedPerson,
    before: Member | None,
    email: str,
    departments: PlannedDepartments,
    new_id: Callable[[str], str],
) -> Member:
    department: Department | None = departments.by_number.get(person.department or 0)
    return Member(
        id=before.id if before else new_id("mb"),
        platform_id=person.platform_id,
        email=email,
        name=person.name,
        department_id=department.id if department else None,
        department=department.path if department else None,
        position=person.position,
        mobile=person.mobile,
        role=before.role if before else Role.MEMBER,
        send_admin=before.send_admin if before else False,
        active=person.active,
    )


def _stays_active(before: Member, person: ListedPerson, known: KnownDirectory) -> bool:
    """Who was deactivated here while the platform listed them stays so; who was gone comes back."""
    was_gone = known.present.get(before.id) is False or before.id in known.missing
    return person.active and (before.active or was_gone)


def _gone(
    people: Sequence[ListedPerson],
    members: Sequence[Member],
    matched: Mapping[str, Member],
    emails: Mapping[int, str],
) -> dict[str, Member]:
    """Those whom nobody listed; their number and address make room for whom they belong to."""
    numbers = free_numbers([p.platform_id for p in people], [m.platform_id for m in members])
    used = set(emails.values())
    found = {}
    for member in members:
        if member.id in matched:
            continue
        after = replace(member, active=False)
        if member.platform_id in emails:
            after = replace(after, platform_id=next(numbers))
        if member.email in used:
            after = replace(after, email=f"{member.id}{NO_EMAIL}")
        found[member.id] = after
    return found


def _differs(before: Member, after: Member) -> bool:
    # A department's new path is the department's change, not that of everybody in it.
    return replace(after, department=before.department) != before
