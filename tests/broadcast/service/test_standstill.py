from bot.broadcast.model.notices import Notice
from bot.broadcast.model.profiles import ProfileStatus
from bot.broadcast.model.standstill import QUIET
from bot.broadcast.service.notices import NoticeView
from bot.broadcast.store import engines, notices
from bot.core.clock import MINUTE, SECOND
from bot.workspace.model.actors import machine_actor
from tests.builders import Space
from tests.clock import ManualClock


async def _seen(space: Space, notice: Notice) -> NoticeView:
    return await space.notices.get(machine_actor(), notice.id)


async def _code(space: Space, notice: Notice) -> str | None:
    found = (await _seen(space, notice)).standstill
    return found.code if found else None


async def _beat(space: Space) -> None:
    async with space.database.transaction() as tx:
        await engines.beat(tx, "en_1", space.clock.now())


async def test_a_notice_says_why_it_makes_no_progress_after_a_minute(
    space: Space, prepared: Notice, clock: ManualClock
) -> None:
    clock.move(QUIET - 1)
    assert await _code(space, prepared) is None
    clock.move(1)
    assert await _code(space, prepared) == "no_engine"
    await _beat(space)
    assert await _code(space, prepared) == "unknown"


async def test_progress_ends_a_standstill(
    space: Space, prepared: Notice, clock: ManualClock
) -> None:
    clock.move(QUIET)
    async with space.database.transaction() as tx:
        await notices.touch(tx, prepared.id, clock.now())
    assert await _code(space, prepared) is None
    clock.move(QUIET)
    assert await _code(space, prepared) == "no_engine"


async def test_who_can_resume_a_paused_profile_is_named(
    space: Space, prepared: Notice, clock: ManualClock
) -> None:
    await space.profiles.set_status(machine_actor(), "hr", ProfileStatus.PAUSED)
    clock.move(QUIET)
    await _beat(space)
    found = (await _seen(space, prepared)).standstill
    assert found is not None
    assert found.code == "profile_paused"
    assert "김슬기(슈퍼 관리자)" in found.text.ko


async def test_deliveries_that_could_go_out_now_are_not_said_to_wait(
    space: Space, prepared: Notice, clock: ManualClock
) -> None:
    clock.move(QUIET)
    await _beat(space)
    put_back = "UPDATE deliveries SET due_at = $1, reason = 'broken' WHERE notice_id = $2"
    async with space.database.transaction() as tx:
        await tx.execute(put_back, clock.now() + MINUTE, prepared.id)
    assert await _code(space, prepared) == "waiting_for_retry"
    async with space.database.transaction() as tx:
        await tx.execute(
            f"{put_back} AND id = (SELECT min(id) FROM deliveries)",
            clock.now() - SECOND,
            prepared.id,
        )
    assert await _code(space, prepared) == "unknown"


async def test_a_list_does_not_ask_for_reasons(
    space: Space, prepared: Notice, clock: ManualClock
) -> None:
    clock.move(QUIET)
    (view,) = await space.notices.page(machine_actor())
    assert view.standstill is None
