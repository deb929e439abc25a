"""What people write on the command line: audiences, links, fields."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from bot.broadcast.service.audiences import AudienceWish
from bot.cli.files import read_text
from bot.core.errors import Bilingual, Invalid, invalid


def read_wish(given: Sequence[str]) -> AudienceWish:
    """The audience of `--to everyone|dept:NAME|member:EMAIL|csv:FILE`, which may be repeated."""
    departments: list[str] = []
    people: list[str] = []
    emails: list[str] = []
    everyone = not given
    for one in given:
        kind, _, value = one.partition(":")
        match kind, bool(value.strip()):
            case "everyone", False:
                everyone = True
            case "dept", True:
                departments.append(value.strip())
            case "member", True:
                people.append(value.strip())
            case "csv", True:
                emails += _emails(Path(value))
            case _:
                raise _bad_audience(one)
    return AudienceWish(
        everyone=everyone,
        departments=tuple(departments),
        members=tuple(people),
        emails=tuple(emails),
        exclude=(),
    )


def _emails(file: Path) -> list[str]:
    """The column `email` of a CSV file, or its only column."""
    rows = [
        row for row in csv.reader(io.StringIO(read_text(file).removeprefix("\ufeff"))) if row
    ]
    head = [cell.strip().lower() for cell in rows[0]] if rows else []
    if "email" in head:
        column = head.index("email")
        return [
            row[column].strip() for row in rows[1:] if len(row) > column and row[column].strip()
        ]
    return [row[0].strip() for row in rows if row[0].strip()]


def read_link(given: str) -> dict[str, str]:
    """A link button of `LABEL|URL` or `LABEL|URL|MOBILE_URL`."""
    parts = [part.strip() for part in given.split("|")]
    if len(parts) not in {2, 3} or not all(parts):
        raise invalid(
            "--link",
            "bad_link",
            Bilingual(
                ko=f"링크는 '이름|주소'로 써 주세요. 지금: {given!r}. 예: '신청하기|https://example.com'",
                en=f"Write --link as 'LABEL|URL', not {given!r}. Example: 'Apply|https://example.com'",
            ),
        )
    link = {"label": parts[0], "url": parts[1]}
    return {**link, "mobile_url": parts[2]} if len(parts) == 3 else link


def read_variables(given: Sequence[str]) -> dict[str, str]:
    """Template fields of `--var key=value`."""
    found: dict[str, str] = {}
    for one in given:
        key, equals, value = one.partition("=")
        if not equals or not key.strip():
            raise invalid(
                "--var",
                "bad_variable",
                Bilingual(ko="변수는 이름=값으로 써 주세요.", en="Write --var as NAME=VALUE."),
            )
        found[key.strip()] = value
    return found


def _bad_audience(given: str) -> Invalid:
    return invalid(
        "--to",
        "bad_audience",
        Bilingual(
            ko=f"대상 {given!r}을 이해하지 못했어요. everyone, dept:부서, member:이메일, csv:파일 중 하나로 써 주세요.",
            en=f"The audience {given!r} is not understood. Use everyone, dept:NAME, member:EMAIL or csv:FILE.",
        ),
    )
