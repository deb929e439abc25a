import asyncio

from bot.broadcast.model.notices import Notice
from bot.broadcast.store import shards
from tests.builders import Space


async def test_a_shard_has_one_owner(space: Space, prepared: Notice) -> None:
    now = space.clock.now()

    async def claim(owner: str) -> str | None:
        async with space.database.transaction() as tx:
            counts = await shards.claim(
                tx, prepared.id, 0, owner=owner, now=now, lease_until=now + 100
            )
        return owner if counts is not None else None

    owners = [o for o in await asyncio.gather(*(claim(f"ow_{n}") for n in range(8))) if o]
    assert len(owners) == 1
    async with space.database.transaction() as tx:
        key = (prepared.id, 0)
        assert await shards.hold(tx, *key, owners[0])
        assert not await shards.hold(tx, *key, "ow_other")
        await shards.change(tx, *key, {}, lease_until=now + 200)
        await shards.release(tx, *key, "ow_other")
        assert len(await shards.claimable(tx, now, 10)) == 2
        await shards.release(tx, *key, owners[0])
        assert len(await shards.claimable(tx, now, 10)) == 3
        assert len(await shards.claimable(tx, now, 2)) == 2


async def test_counts_of_many_notices_come_at_once(space: Space, prepared: Notice) -> None:
    assert await shards.counts_of_many(space.database, []) == {}
    found = await shards.counts_of_many(space.database, [prepared.id, "nt_none"])
    assert {key: counts.pending for key, counts in found.items()} == {prepared.id: 12}
