from bot.broadcast.store import engines
from tests.builders import Space


async def test_engines_are_seen_while_they_live(space: Space) -> None:
    async with space.database.transaction() as tx:
        await engines.beat(tx, "en_1", 100)
        await engines.beat(tx, "en_1", 200)
        await engines.beat(tx, "en_2", 50)
    assert await engines.seen_since(space.database, 200)
    assert not await engines.seen_since(space.database, 201)
    async with space.database.transaction() as tx:
        await engines.remove(tx, "en_1", dead_before=60)
    assert not await engines.seen_since(space.database, 0)
