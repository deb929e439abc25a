"""Two servers over one PostgreSQL database; the whole of it is `python -m tests.chaos.schedules`."""

from pathlib import Path

from bot.core.clock import SECOND
from tests.chaos.schedules import run


async def test_what_falls_due_while_one_of_two_servers_is_killed_is_sent_exactly_once(
    tmp_path: Path, postgresql_url: str
) -> None:
    assert await run(tmp_path, postgresql_url, 40, 8 * SECOND) == []
