"""A notice as far as a test wants it, without anything being sent."""

from dataclasses import replace

from bot.broadcast.delivery.fanout import Fanout
from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.notices import Notice, NoticeState
from bot.broadcast.store import deliveries, notices, shards
from tests.builders import Space


async def begun(
    space: Space, *ends: DeliveryState, state: NoticeState = NoticeState.SENDING
) -> Notice:
    """A notice of 이하나 in three shards; each of `ends` is what became of one whole shard."""
    notice = await space.sent("hana")
    await Fanout(space.database, space.clock, 5).prepare(notice.id)
    async with space.database.transaction() as tx:
        for (shard, rows), end in zip(
            (await shards.lock_all(tx, notice.id)).items(), ends, strict=False
        ):
            moved = await deliveries.end(
                tx, rows, before=DeliveryState.PENDING, after=end, reason="bad_request"
            )
            await shards.change(tx, notice.id, shard, {"pending": -moved, end.value: moved})
        held = await notices.get_locked(tx, notice.id)
        await notices.update(tx, replace(held, state=state, finished_at=None))
    return held
