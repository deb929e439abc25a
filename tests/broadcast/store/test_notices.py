import pytest

from bot.broadcast.store import gates, notices
from bot.core.errors import NotFound
from tests.builders import Space


async def test_a_notice_without_a_row_lets_nothing_through(space: Space) -> None:
    gate = await gates.gate(space.database, "nt_none", 0)
    assert (gate.open, gate.ends) == (False, None)
    async with space.database.transaction() as tx:
        with pytest.raises(NotFound):
            await notices.get_locked(tx, "nt_none")
