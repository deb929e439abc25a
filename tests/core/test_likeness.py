import pytest

from bot.core.database import Database
from bot.core.database.likeness import ESCAPED, containing


@pytest.mark.parametrize(
    ("text", "part", "found"),
    [
        ("김_하나", "_", True),
        ("김하나", "_", False),
        ("100% 할인", "%", True),
        ("100 할인", "%", False),
        (r"C:\\temp", "\\", True),
        ("temp", "\\", False),
        ("이하나 팀장", "하나", True),
    ],
)
async def test_a_part_is_found_by_its_signs_and_not_by_what_sql_makes_of_them(
    database: Database, text: str, part: str, *, found: bool
) -> None:
    assert (
        bool(
            await database.fetch_value(
                f"SELECT 1 WHERE CAST($1 AS TEXT) LIKE $2 {ESCAPED}", text, containing(part)
            )
        )
        is found
    )
