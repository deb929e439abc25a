import asyncio
from collections.abc import Sequence

import pytest

from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.notices import Notice
from bot.broadcast.store import claims, deliveries, shards
from bot.core.database import Reader
from tests.builders import Space


async def first_rows(db: Reader, notice: Notice) -> range:
    """The rows of the first shard, of five."""
    found = await db.fetch_one(
        "SELECT first_row, end_row FROM shards WHERE notice_id = $1 AND shard = 0", notice.id
    )
    assert found is not None
    return range(found["first_row"], found["end_row"])


async def test_one_delivery_is_never_handed_to_two(space: Space, prepared: Notice) -> None:
    async def claim() -> Sequence[int]:
        async with space.database.transaction() as tx:
            rows = (await shards.lock_all(tx, prepared.id))[0]
            found, _ = await claims.claim_fresh(tx, rows, 2)
            await asyncio.sleep(0)
        assert {row.attempts for row in found} <= {1}
        return [row.row for row in found]

    handed = [
        key for keys in await asyncio.gather(*(claim() for _ in range(8))) for key in keys
    ]
    assert len(handed) == len(set(handed)) == 5


async def test_what_was_put_back_is_claimed_when_it_is_due(
    space: Space, prepared: Notice
) -> None:
    now = space.clock.now()
    async with space.database.transaction() as tx:
        rows = await first_rows(tx, prepared)
        assert await deliveries.next_due(tx, rows) == 0
        found, none_before = await claims.claim_fresh(tx, rows, 9)
        assert (len(found), none_before) == (5, rows.stop)
        assert await claims.claim_fresh(tx, rows, 9) == ([], rows.stop)
        assert await deliveries.next_due(tx, rows) is None
        before = DeliveryState.SENDING
        assert await deliveries.put_back(tx, rows, before=before, now=now + 10) == 5
        assert await claims.claim_fresh(tx, rows, 9) == ([], rows.stop)
        assert await claims.claim_put_back(tx, rows, now=now + 9, limit=9) == []
        assert await deliveries.next_due(tx, rows) == now + 10
        again = await claims.claim_put_back(tx, rows, now=now + 10, limit=9)
        assert [(one.attempts, one.in_doubt) for one in again] == [(2, True)] * 5


async def test_a_long_stretch_of_rows_that_are_done_is_passed_over(
    space: Space, prepared: Notice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "_LOOK_AHEAD", 2)
    async with space.database.transaction() as tx:
        rows = await first_rows(tx, prepared)
        await claims.claim_fresh(tx, range(rows.start, rows.stop - 1), 2)
        await claims.claim_fresh(tx, range(rows.start, rows.stop - 1), 2)
        (last,), none_before = await claims.claim_fresh(tx, rows, 2)
        assert (last.row, none_before) == (rows.stop - 1, rows.stop)


async def test_what_somebody_asked_for_again_begins_anew(
    space: Space, prepared: Notice
) -> None:
    async with space.database.transaction() as tx:
        rows = await first_rows(tx, prepared)
        await claims.claim_fresh(tx, rows, 2)
        sending, failed = DeliveryState.SENDING, DeliveryState.FAILED
        await deliveries.end(tx, rows, before=sending, after=failed, reason="user_not_found")
        assert await deliveries.put_back(tx, rows, before=failed, now=7, afresh=True) == 2
        again = await claims.claim_put_back(tx, rows, now=7, limit=9)
    assert [(one.attempts, one.reason) for one in again] == [(1, None)] * 2


async def test_what_is_being_sent_and_moved_is_in_doubt(space: Space, prepared: Notice) -> None:
    async with space.database.transaction() as tx:
        rows = await first_rows(tx, prepared)
        await claims.claim_fresh(tx, rows, 2)
        assert await deliveries.put_back(tx, rows, before=DeliveryState.SENDING, now=1) == 2
        deltas = await deliveries.end_pending(
            tx, rows, after=DeliveryState.CANCELLED, reason="cancelled"
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
        rows = await first_rows(tx, prepared)
        (first, second), none_before = await claims.claim_fresh(tx, rows, 2)
        assert none_before == second.row + 1
        await tx.execute("UPDATE deliveries SET in_doubt = $1", True)
        big = str(2**63 - 1)
        await deliveries.record_sent(tx, {first.row: big, second.row: "m2"}, 50)
    found = await deliveries.page(space.database, prepared.id, limit=3)
    assert [(r.state, r.message_id, r.sent_at, r.in_doubt) for r in found[:2]] == [
        (DeliveryState.SENT, big, 50, False),
        (DeliveryState.SENT, "m2", 50, False),
    ]
    assert found[2].state is DeliveryState.PENDING
    assert found[2].in_doubt


async def test_only_those_who_were_sent_a_notice_are_reached(
    space: Space, prepared: Notice
) -> None:
    every = await deliveries.page(space.database, prepared.id)
    async with space.database.transaction() as tx:
        for row, state in zip(every, DeliveryState, strict=False):
            sql = "UPDATE deliveries SET state = $2 WHERE id = $1"
            await tx.execute(sql, row.row, state.value)
    members = [row.member_id for row in every]
    sent = members[list(DeliveryState).index(DeliveryState.SENT)]
    assert await deliveries.reached(space.database, prepared.id, members) == {sent}
    assert await deliveries.reached(space.database, "nt_other", members) == set()
    assert await deliveries.reached(space.database, prepared.id, []) == set()
