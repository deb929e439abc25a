"""The columns of a member CSV file, and what is wrong with its rows."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.core.errors import Bilingual, Problem
from bot.workspace.model.members import NewMember, Role

REQUIRED = ("email", "name")
OPTIONAL = ("department", "position", "mobile", "role", "active")
SEPARATOR = " > "
MAX_ROWS = 200_000
_EMAIL = re.compile(r"^[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+$")
_YES = {"", "true", "1", "yes", "y"}
_NO = {"false", "0", "no", "n"}
_MAX_LENGTH = 100
_MAX_DEPTH = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMembers:
    """What a file says: its members, or what is wrong with it."""

    members: tuple[NewMember, ...]
    problems: tuple[Problem, ...]


def read_members(text: str, file: str) -> ReadMembers:
    """Members of a CSV `text`; every bad row is named as `file:line column`."""
    # Strict: a quote that is never closed would swallow every row after it.
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    rows = csv.DictReader(lines, strict=True)
    members: list[NewMember] = []
    problems: list[Problem] = []
    try:
        header = [name.strip().lower() for name in rows.fieldnames or []]
        problems = _header_problems(header, file)
        if not problems:
            rows.fieldnames = header
            for row_member, found in _read_rows(rows, file):
                problems += found
                members += [row_member] if row_member else []
    except csv.Error:
        # The number is that of the last good line.
        problems.append(_problem(f"{file}:{rows.line_num + 1}", "bad_csv", _BAD_CSV))
    if not members and not problems:
        problems.append(_problem(f"{file}:1", "no_rows", _NO_ROWS))
    if len(members) > MAX_ROWS:
        problems.append(_problem(f"{file}:{MAX_ROWS}", "too_many_rows", _TOO_MANY_ROWS))
    return ReadMembers(members=tuple(members), problems=tuple(problems))


def _read_rows(
    rows: "csv.DictReader[str]", file: str
) -> Iterator[tuple[NewMember | None, list[Problem]]]:
    """Each row's member, or what is wrong with it."""
    given = frozenset(rows.fieldnames or ())
    lines: dict[str, int] = {}
    for row in rows:
        place = f"{file}:{rows.line_num}"
        if not any((value or "").strip() for key, value in row.items() if key is not None):
            continue
        found = _row_problems(row, place)
        email = (row.get("email") or "").strip().lower()
        if email in lines:
            found.append(
                _problem(f"{place} email", "duplicate_email", _twice(email, lines[email]))
            )
        lines.setdefault(email, rows.line_num)
        yield None if found else _member(row, given), found


def _member(row: Mapping[str, str | None], given: frozenset[str]) -> NewMember:
    cell = {key: (row.get(key) or "").strip() for key in (*REQUIRED, *OPTIONAL)}
    path = SEPARATOR.join(
        part.strip() for part in cell["department"].split(">") if part.strip()
    )
    return NewMember(
        email=cell["email"].lower(),
        name=cell["name"],
        department=path or None,
        position=cell["position"] or None,
        mobile=cell["mobile"] or None,
        role=Role(cell["role"].lower()) if cell["role"] else Role.MEMBER,
        active=cell["active"].lower() in _YES,
        given=given,
    )


def _header_problems(header: list[str], file: str) -> list[Problem]:
    known = (*REQUIRED, *OPTIONAL)
    found = [
        _problem(f"{file}:1 {name}", "missing_column", _missing_column(name))
        for name in REQUIRED
        if name not in header
    ]
    found += [
        _problem(f"{file}:1 {name}", "unknown_column", _unknown_column(name))
        for name in header
        if name not in known
    ]
    if len(set(header)) != len(header):
        found.append(_problem(f"{file}:1", "duplicate_column", _DUPLICATE_COLUMN))
    return found


def _row_problems(row: Mapping[str, str | None], place: str) -> list[Problem]:
    found = []
    if None in row:
        found.append(_problem(place, "too_many_cells", _TOO_MANY))
    checks = {
        "email": (
            "bad_email",
            _BAD_EMAIL,
            _EMAIL.match((row.get("email") or "").strip()) is not None,
        ),
        "name": ("missing_name", _MISSING_NAME, bool((row.get("name") or "").strip())),
        "role": ("bad_role", _BAD_ROLE, (row.get("role") or "").strip().lower() in {"", *Role}),
        "active": (
            "bad_active",
            _BAD_ACTIVE,
            (row.get("active") or "").strip().lower() in _YES | _NO,
        ),
        "department": (
            "too_deep",
            _TOO_DEEP,
            (row.get("department") or "").count(">") < _MAX_DEPTH,
        ),
    }
    for column, (code, text, good) in checks.items():
        if not good:
            found.append(_problem(f"{place} {column}", code, text))
    for column in (*REQUIRED, *OPTIONAL):
        value = row.get(column) or ""
        if len(value) > _MAX_LENGTH * (3 if column == "department" else 1):
            found.append(_problem(f"{place} {column}", "too_long", _TOO_LONG))
        if not value.strip().isprintable():
            found.append(_problem(f"{place} {column}", "bad_character", _BAD_CHARACTER))
    return found


def _problem(pointer: str, code: str, text: Bilingual) -> Problem:
    return Problem(pointer=pointer, code=code, text=text)


def _missing_column(name: str) -> Bilingual:
    return Bilingual(
        ko=f"'{name}' 열이 없어요. 첫 줄에 email,name 열이 있어야 해요.",
        en=f"The column '{name}' is missing. The first line must name email and name.",
    )


def _unknown_column(name: str) -> Bilingual:
    known = ", ".join((*REQUIRED, *OPTIONAL))
    return Bilingual(
        ko=f"'{name}' 열을 몰라요. 쓸 수 있는 열: {known}",
        en=f"Unknown column '{name}'. Known columns: {known}",
    )


def _twice(email: str, line: int) -> Bilingual:
    return Bilingual(
        ko=f"{email}이 {line}번째 줄에도 있어요. 한 줄만 남겨 주세요.",
        en=f"{email} is already on line {line}. Keep one of them.",
    )


_BAD_EMAIL = Bilingual(
    ko="이메일 주소가 아니에요. 예: hana@example.com",
    en="Not an e-mail address. Example: hana@example.com",
)
_MISSING_NAME = Bilingual(ko="이름이 비어 있어요.", en="The name is empty.")
_BAD_ROLE = Bilingual(
    ko="역할은 super_admin, admin, send_admin, member 중 하나여야 해요.",
    en="The role must be one of super_admin, admin, send_admin, member.",
)
_BAD_ACTIVE = Bilingual(
    ko="active에는 true 또는 false를 써 주세요.", en="active must be true or false."
)
_TOO_DEEP = Bilingual(
    ko="부서는 10단계까지 둘 수 있어요.", en="Departments may be 10 levels deep."
)
_TOO_LONG = Bilingual(
    ko="값이 너무 길어요. 100자까지 쓸 수 있어요.",
    en="The value is too long: 100 characters at most.",
)
_TOO_MANY = Bilingual(
    ko="열보다 값이 많아요. 쉼표가 든 값은 큰따옴표로 감싸 주세요.",
    en="More values than columns. Put values with commas in double quotes.",
)
_DUPLICATE_COLUMN = Bilingual(
    ko="같은 이름의 열이 두 번 있어요.", en="Two columns have the same name."
)
_BAD_CSV = Bilingual(
    ko="여기부터 CSV 형식이 아니에요. 닫히지 않은 큰따옴표가 없는지 확인해 주세요.",
    en="From here on this is not CSV. Look for a double quote that is not closed.",
)
_BAD_CHARACTER = Bilingual(
    ko="줄바꿈이나 보이지 않는 문자가 들어 있어요. 지우고 다시 가져와 주세요.",
    en="There is a line break or an invisible character. Remove it and import again.",
)
_TOO_MANY_ROWS = Bilingual(
    ko=f"한 번에 {MAX_ROWS:,}명까지 가져올 수 있어요. 파일을 나눠 주세요.",
    en=f"A file may have {MAX_ROWS:,} members. Split it.",
)
_NO_ROWS = Bilingual(ko="멤버가 한 명도 없어요.", en="There is no member in the file.")
