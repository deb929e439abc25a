import asyncio
from collections.abc import Sequence

from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.notices import Notice
from bot.broadcast.store import deliveries
from tests.builders import Space


async def test_one_delivery_is_never_handed_to_two(space: Space, prepared: Notice) -> None:
    async def claim() -> Sequence[str]:
        async with space.database.transaction() as tx:
            found = await deliveries.claim(tx, prepared.id, 0, now=space.clock.now(), limit=2)
            await asyncio.sleep(0)
        assert {row.state for row in found} <= {DeliveryState.SENDING}
        assert {row.attempts for row in found} <= {1}
        return [row.id for row in found]

    handed = [
        key for keys in await asyncio.gather(*(claim() for _ in range(8))) for key in keys
    ]
    assert len(handed) == len(set(handed)) == 5


async def test_only_what_is_due_is_claimed(space: Space, prepared: Notice) -> None:
    now = space.clock.now()
    async with space.database.transaction() as tx:
        await tx.execute("UPDATE deliveries SET due_at = $1 WHERE shard = 0", now + 10)
        assert await deliveries.claim(tx, prepared.id, 0, now=now + 9, limit=9) == []
        assert await deliveries.next_due(tx, prepared.id, 0) == now + 10
        assert len(await deliveries.claim(tx, prepared.id, 0, now=now + 10, limit=9)) == 5
        assert await deliveries.next_due(tx, prepared.id, 0) is None


async def test_what_is_being_sent_and_moved_is_in_doubt(space: Space, prepared: Notice) -> None:
    async with space.database.transaction() as tx:
        await deliveries.claim(tx, prepared.id, 0, now=space.clock.now(), limit=2)
        moved = await deliveries.move(
            tx, prepared.id, 0, before=DeliveryState.SENDING, after=DeliveryState.PENDING, reason=None
        )  # fmt: skip
        assert moved == 2
        deltas = await deliveries.end_pending(
            tx, prepared.id, 0, after=DeliveryState.CANCELLED, reason="cancelled"
        )
    assert deltas == {"pending": -5, "cancelled": 3, "uncertain": 2}


async def test_deliveries_are_found_by_state_and_by_name(
    space: Space, prepared: Notice
) -> None:
    database, key = space.database, prepared.id
    assert [r.name for r in await deliveries.page(database, key, text="하나")] == ["이하나"]
    assert [r.name for r in await deliveries.page(database, key, text="HANA")] == ["이하나"]
    assert len(await deliveries.page(database, key, state=DeliveryState.PENDING)) == 12
    assert await deliveries.page(database, key, state=DeliveryState.SENT) == []


async def test_what_arrived_is_sent_and_no_longer_in_doubt(
    space: Space, prepared: Notice
) -> None:
    async with space.database.transaction() as tx:
        first, second = await deliveries.claim(
            tx, prepared.id, 0, now=space.clock.now(), limit=2
        )
        await tx.execute("UPDATE deliveries SET in_doubt = $1", True)
        big = str(2**63 - 1)
        await deliveries.record_sent(tx, [(first.id, big, "7"), (second.id, "m2", None)], 50)
    rows = await deliveries.page(space.database, prepared.id, limit=3)
    told = [(r.state, r.message_id, r.conversation_id, r.sent_at, r.in_doubt) for r in rows]
    assert told[:2] == [
        (DeliveryState.SENT, big, "7", 50, False),
        (DeliveryState.SENT, "m2", None, 50, False),
    ]
    assert told[2][0] is DeliveryState.PENDING
    assert told[2][4]
