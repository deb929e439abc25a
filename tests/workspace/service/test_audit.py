from bot.workspace.model.actors import machine_actor
from bot.workspace.service.audit import record
from tests.builders import Space
from tests.clock import ManualClock


async def test_entries_come_back_as_they_were_written(space: Space, clock: ManualClock) -> None:
    hana = await space.actor("hana")
    for number in range(3):
        async with space.database.transaction() as tx:
            await record(tx, clock, hana, f"thing.{number}", "thing", "한글", count=number)
        clock.move(1)
    entries = await space.audit.of("thing", "한글")
    assert [entry.action for entry in entries] == ["thing.0", "thing.1", "thing.2"]
    assert [entry.detail for entry in entries] == [{"count": n} for n in range(3)]
    assert (entries[0].actor_id, entries[0].actor_name) == (hana.id, "이하나")
    assert [e.action for e in await space.audit.newest(2)] == ["thing.2", "thing.1"]


async def test_what_is_rolled_back_is_not_audited(space: Space, clock: ManualClock) -> None:
    try:
        async with space.database.transaction() as tx:
            await record(tx, clock, machine_actor(), "thing.done", "thing", "1")
            raise LookupError
    except LookupError:
        pass
    assert await space.audit.of("thing", "1") == []
