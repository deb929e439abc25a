"""Who has read what: counted once, and nobody's business where the workspace says so."""

import asyncio
from dataclasses import replace

import pytest

from bot.broadcast.service.acknowledgements import ReadReceipt
from bot.broadcast.service.answer_presses import ReceiptIntake
from bot.core.clock import HOUR
from bot.core.errors import Forbidden
from bot.kakaowork.incoming import Receipt
from bot.workspace.model.actors import machine_actor
from bot.workspace.store import workspace as workspace_store
from tests.broadcast.answering import (
    KEYS,
    answers_of,
    asked,
    delivery_to,
)
from tests.builders import Space
from tests.clock import ManualClock


@pytest.fixture
async def hr(space: Space) -> Space:
    """With the profiles `hr`, granted to 이하나, and `it`, granted to 박두리."""
    await space.profile("hr", granted=["hana"])
    await space.profile("it", granted=["duri"])
    return space


async def test_a_receipt_counts_once_and_not_before_it_was_told(
    hr: Space, clock: ManualClock
) -> None:
    notice = await asked(hr)
    told = [
        ReadReceipt(delivery_id=await delivery_to(hr, notice, key), read_at=clock.now() + later)
        for key, later in (("mina", 0), ("jun", 10 * HOUR), ("mina", 5))
    ]
    assert await hr.acknowledgements.take_receipts("hr", told) == 2
    assert await hr.acknowledgements.take_receipts("hr", told) == 0
    await answers_of(hr, notice)
    rows = await hr.database.fetch("SELECT read_at FROM receipts")
    assert [row["read_at"] <= clock.now() for row in rows] == [True, True]
    seen = await hr.acknowledgements.summary(await hr.actor("hana"), notice.id)
    assert seen.tallies.read == 2


async def test_receipts_told_at_once_count_once(hr: Space, clock: ManualClock) -> None:
    notice = await asked(hr)
    told = [
        ReadReceipt(delivery_id=await delivery_to(hr, notice, key), read_at=clock.now())
        for key in KEYS
    ]
    found = await asyncio.gather(
        *(hr.acknowledgements.take_receipts("hr", told[::step]) for step in (1, -1, 1))
    )
    assert sum(found) == 12
    await answers_of(hr, notice)


@pytest.mark.parametrize(
    "nonsense",
    ["", ".", "x", "trial_1", "{id}", "{id}.", "{id}.0000099", "{id}.9999999", "{id}.12345678",
     "{id}.-1", "{id}.x", "{label}.0000000", "{id}.0000000.0", "nt_no.0000000"],
)  # fmt: skip
async def test_what_is_no_delivery_was_not_read(hr: Space, nonsense: str) -> None:
    notice = await asked(hr)
    key = nonsense.format(id=notice.id, label=notice.label)
    told = [ReadReceipt(delivery_id=key, read_at=1)]
    assert await hr.acknowledgements.take_receipts("hr", told) == 0
    await answers_of(hr, notice)


async def test_another_profile_tells_nothing_of_a_delivery(hr: Space) -> None:
    notice = await asked(hr)
    told = [ReadReceipt(delivery_id=await delivery_to(hr, notice, "mina"), read_at=1)]
    assert await hr.acknowledgements.take_receipts("it", told) == 0
    await answers_of(hr, notice)


async def test_where_reading_is_nobodys_business_nothing_is_kept(hr: Space) -> None:
    notice = await asked(hr)
    told = [ReadReceipt(delivery_id=await delivery_to(hr, notice, "mina"), read_at=1)]
    async with hr.database.transaction() as tx:
        before = await workspace_store.get(tx)
        await workspace_store.update(tx, replace(before, read_tracking=False), hr.clock.now())
    assert await hr.acknowledgements.take_receipts("hr", told) == 0
    await answers_of(hr, notice)


async def test_who_has_read_is_forgotten_and_how_many_is_not(hr: Space) -> None:
    notice = await asked(hr)
    told = [ReadReceipt(delivery_id=await delivery_to(hr, notice, "mina"), read_at=1)]
    await hr.acknowledgements.take_receipts("hr", told)
    assert await hr.acknowledgements.forget_readers(await hr.actor("seulgi")) == 1
    assert await hr.database.fetch("SELECT * FROM receipts") == []
    seen = await hr.acknowledgements.summary(await hr.actor("hana"), notice.id)
    assert seen.tallies.read == 1
    assert "workspace.readers_forgotten" in await hr.actions("workspace", "1")


@pytest.mark.parametrize("who", ["yuna", "hana", "mina"])
async def test_only_a_super_admin_lets_readers_be_forgotten(hr: Space, who: str) -> None:
    with pytest.raises(Forbidden):
        await hr.acknowledgements.forget_readers(await hr.actor(who))


async def test_receipts_of_other_messages_are_let_go(hr: Space, clock: ManualClock) -> None:
    notice = await asked(hr)
    keys = [await delivery_to(hr, notice, "mina"), None, "menu-1", "x.y"]
    receipts = [
        Receipt(
            person="1", conversation_id="1", message_id="1", idempotency_key=key,
            read_at=clock.now() // 1_000,
        )
        for key in keys
    ]  # fmt: skip
    intake = ReceiptIntake(hr.acknowledgements)
    for _ in range(2):
        await intake.take("hr", receipts)
    await answers_of(hr, notice)
    seen = await hr.acknowledgements.summary(machine_actor(), notice.id)
    assert seen.tallies.read == 1
