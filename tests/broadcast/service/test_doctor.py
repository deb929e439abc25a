import io
from dataclasses import replace

import pytest
from PIL import Image

from bot.broadcast.model.findings import Finding
from bot.broadcast.model.notices import Counts, Notice, NoticeState
from bot.broadcast.model.profiles import ProfileStatus
from bot.broadcast.model.standstill import QUIET
from bot.broadcast.service.doctor import Doctor
from bot.broadcast.store import engines, profiles, shards
from bot.core.clock import HOUR, MINUTE
from bot.core.errors import Forbidden
from bot.workspace.model.actors import machine_actor
from tests.builders import SUPER, Space
from tests.clock import ManualClock

_FINE = [
    "database", "counts", "rows", "interrupted", "schedules", "engine", "progress", "profiles",
    "images",
]  # fmt: skip


@pytest.fixture
def doctor(space: Space) -> Doctor:
    """Looks at the workspace that sends nothing."""
    return Doctor(space.database, space.clock, images=space.images, misfire_grace=HOUR)


@pytest.fixture
async def corrupted(space: Space, prepared: Notice) -> Notice:
    """The prepared notice, with an engine, whose shards 0 and 2 are counted wrongly."""
    await _change(
        space,
        "UPDATE shards SET sent = sent + 2 WHERE notice_id = $1 AND shard = 0",
        prepared.id,
    )
    await _change(
        space, "UPDATE shards SET pending = 0 WHERE notice_id = $1 AND shard = 2", prepared.id
    )
    await _beat(space)
    return prepared


async def _change(space: Space, sql: str, *arguments: object) -> None:
    async with space.database.transaction() as tx:
        await tx.execute(sql, *arguments)


async def _beat(space: Space) -> None:
    async with space.database.transaction() as tx:
        await engines.beat(tx, "en_1", space.clock.now())


async def _wrong(doctor: Doctor) -> list[Finding]:
    return [finding for finding in await doctor.examine(machine_actor()) if not finding.ok]


async def test_one_finding_a_check_where_all_is_well(
    space: Space, prepared: Notice, doctor: Doctor
) -> None:
    await _beat(space)
    found = await doctor.examine(machine_actor())
    assert [finding.code for finding in found] == _FINE
    assert all(finding.ok for finding in found)
    assert f"{space.database.kind} (broadcast " in found[0].text.en
    assert found[6].text.en == "All notices being sent make progress: 1."


async def test_wrong_counts_are_found_shard_by_shard(corrupted: Notice, doctor: Doctor) -> None:
    found = await _wrong(doctor)
    assert [(finding.code, finding.notice) for finding in found] == [("counts", "N-1")] * 2
    assert found[0].text.en == (
        "The counts of shard 0 of N-1 differ from the ledger: sent 2 → 0. "
        "spacecast doctor --repair puts them right."
    )
    assert found[1].text.ko == (
        "N-1 공지 2번 조각의 집계가 원장과 달라요: pending 0 → 2. "
        "spacecast doctor --repair로 고칠 수 있어요."
    )


async def test_repair_makes_the_counts_the_ledgers_and_is_audited(
    space: Space, corrupted: Notice, doctor: Doctor
) -> None:
    repaired = await doctor.repair(await space.actor(SUPER))
    assert [(finding.code, finding.notice) for finding in repaired] == [
        ("counts_repaired", "N-1")
    ] * 2
    assert await shards.counts(space.database, corrupted.id) == Counts(pending=12)
    assert await _wrong(doctor) == []
    audited = await space.audit.of("notice", corrupted.id)
    (entry,) = [one for one in audited if one.action == "doctor.repaired"]
    assert entry.actor_name == "김슬기"
    assert entry.detail == {"shards": {"0": {"sent": [2, 0]}, "2": {"pending": [0, 2]}}}


async def test_what_is_right_is_not_repaired(
    space: Space, prepared: Notice, doctor: Doctor
) -> None:
    assert await doctor.repair(machine_actor()) == []
    assert "doctor.repaired" not in await space.actions("notice", prepared.id)


async def test_nobody_but_a_super_admin_may_ask_the_doctor(
    space: Space, corrupted: Notice, doctor: Doctor
) -> None:
    for key in ("hana", "yuna", "mina"):
        actor = await space.actor(key)
        for attempt in (doctor.examine(actor), doctor.repair(actor)):
            with pytest.raises(Forbidden):
                await attempt
    assert await shards.counts(space.database, corrupted.id) != Counts(pending=12)


async def test_deliveries_outside_every_shard_are_found(
    space: Space, prepared: Notice, doctor: Doctor
) -> None:
    await _beat(space)
    await _change(space, "DELETE FROM shards WHERE notice_id = $1 AND shard = 1", prepared.id)
    (found,) = await _wrong(doctor)
    assert (found.code, found.notice) == ("rows", "N-1")
    assert found.text.en.startswith("5 deliveries of N-1 belong to no shard")


async def test_sending_rows_that_nobody_owns_are_found_after_a_minute(
    space: Space, prepared: Notice, doctor: Doctor, clock: ManualClock
) -> None:
    for table, change in (
        ("deliveries", "state = 'sending'"),
        ("shards", "sending = pending, pending = 0"),
    ):
        await _change(space, f"UPDATE {table} SET {change} WHERE notice_id = $1", prepared.id)
    await _beat(space)
    assert await _wrong(doctor) == []
    clock.move(QUIET + 1)
    await _beat(space)
    assert [f.code for f in await _wrong(doctor)] == ["interrupted", "progress"]
    await _change(
        space, "UPDATE shards SET lease_until = $1, owner = 'ow_1'", clock.now() + MINUTE
    )
    assert [f.code for f in await _wrong(doctor)] == ["progress"]


async def test_a_notice_without_progress_and_without_an_engine_is_found(
    space: Space, prepared: Notice, doctor: Doctor, clock: ManualClock
) -> None:
    assert [f.code for f in await _wrong(doctor)] == ["engine"]
    clock.move(QUIET)
    found = await _wrong(doctor)
    assert [f.code for f in found] == ["engine", "progress"]
    assert "No engine is running." in found[1].text.en


async def test_a_notice_that_is_not_prepared_after_its_grace_time_is_found(
    space: Space, doctor: Doctor, clock: ManualClock
) -> None:
    await space.profile()
    await space.sent()
    clock.move(QUIET)
    await _beat(space)
    (found,) = await _wrong(doctor)
    assert (found.code, found.notice) == ("progress", "N-1")
    assert "The reason is not known." in found.text.en


async def test_a_notice_with_nobody_left_that_has_not_ended_is_found(
    space: Space, prepared: Notice, doctor: Doctor, clock: ManualClock
) -> None:
    await _change(space, "UPDATE deliveries SET state = 'sent'")
    await _change(space, "UPDATE shards SET sent = pending, pending = 0")
    clock.move(QUIET)
    await _beat(space)
    (found,) = await _wrong(doctor)
    assert found.text.en == (
        "N-1 has nobody left to send to and has not ended. Restart spacecast serve."
    )


async def test_what_waits_for_another_attempt_is_told_and_is_not_wrong(
    space: Space, prepared: Notice, doctor: Doctor, clock: ManualClock
) -> None:
    clock.move(QUIET)
    await _beat(space)
    later = clock.now() + 5 * MINUTE
    await _change(
        space, "UPDATE deliveries SET due_at = $1, reason = 'internal_server_error'", later
    )
    found = await doctor.examine(machine_actor())
    assert all(finding.ok for finding in found)
    told = next(f for f in found if f.code == "progress")
    assert "(internal_server_error). It is tried again by itself in 5 minutes." in told.text.en


async def test_an_overdue_schedule_is_found_after_the_misfire_grace(
    space: Space, doctor: Doctor, clock: ManualClock
) -> None:
    await space.profile()
    notice = await space.notice()
    await space.sending.schedule(machine_actor(), notice.id, clock.now() + MINUTE)
    clock.move(HOUR)
    assert await _wrong(doctor) == []
    clock.move(2 * MINUTE + 1)
    assert [(f.code, f.notice) for f in await _wrong(doctor)] == [("schedules", "N-1")]


async def test_a_profile_paused_by_the_breaker_is_wrong_and_one_paused_by_an_admin_is_not(
    space: Space, doctor: Doctor
) -> None:
    await space.profile("hr")
    await space.profile("it")
    await space.profiles.set_status(machine_actor(), "hr", ProfileStatus.PAUSED)
    async with space.database.transaction() as tx:
        await profiles.pause(tx, "it", "unauthorized", space.clock.now())
    found = [f for f in await doctor.examine(machine_actor()) if f.code == "profiles"]
    assert [f.ok for f in found] == [True, False]
    assert "'it 알림'" in found[1].text.ko
    assert "(unauthorized)" in found[1].text.ko


async def test_an_image_whose_file_is_gone_is_found(space: Space, doctor: Doctor) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "PNG")
    kept = await space.images.add(machine_actor(), picture.getvalue())
    assert await _wrong(doctor) == []
    (await space.images.get(kept.id)).path.unlink()
    (found,) = await _wrong(doctor)
    assert (found.code, kept.id in found.text.en) == ("images", True)


async def test_a_draft_and_a_paused_notice_need_no_engine(
    space: Space, prepared: Notice, doctor: Doctor, clock: ManualClock
) -> None:
    paused = replace(prepared, state=NoticeState.PAUSED)
    await _change(
        space, "UPDATE notices SET state = $2 WHERE id = $1", paused.id, paused.state.value
    )
    clock.move(HOUR)
    assert await _wrong(doctor) == []
