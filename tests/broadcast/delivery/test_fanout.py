import asyncio

from bot.broadcast.delivery.fanout import Fanout
from bot.broadcast.model.notices import Notice
from bot.broadcast.store import deliveries, shards
from tests.builders import Space


async def test_prepare_cuts_the_audience_into_shards(space: Space, prepared: Notice) -> None:
    rows = await deliveries.page(space.database, prepared.id)
    assert [row.id for row in rows] == [f"{prepared.id}.{n:07d}" for n in range(12)]
    async with space.database.transaction() as tx:
        spans = await shards.lock_all(tx, prepared.id)
    held = {shard: [r.row for r in rows if r.row in span] for shard, span in spans.items()}
    assert [len(held[shard]) for shard in (0, 1, 2)] == [5, 5, 2]
    assert (await shards.counts(space.database, prepared.id)).pending == 12
    again = await deliveries.page(space.database, prepared.id, after=rows[9].row, limit=1)
    assert again == [rows[10]]


async def test_preparing_at_the_same_time_makes_each_delivery_once(space: Space) -> None:
    await space.profile("hr")
    notice = await space.sent()
    fanouts = [Fanout(space.database, space.clock, 5) for _ in range(4)]
    await asyncio.gather(*(fanout.prepare(notice.id) for fanout in fanouts))
    assert len(await deliveries.page(space.database, notice.id)) == 12
    assert (await shards.counts(space.database, notice.id)).pending == 12
