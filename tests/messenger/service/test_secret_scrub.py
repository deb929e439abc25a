"""After a sweep nothing sealed is left in the bytes of the database, and overwriting is never forgotten."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.clock import DAY
from bot.core.database import open_database
from tests.clock import ManualClock
from tests.messenger.erasing_rig import ErasingRig, open_erasing_rig, parts_over
from tests.messenger.home import HANA, SENDER, open_home


@pytest.fixture
async def rig(tmp_path: Path, clock: ManualClock) -> AsyncIterator[ErasingRig]:
    database = await open_database(f"sqlite:///{tmp_path}/messenger.db", erasing=True)
    async with (
        open_home(database, clock) as home,
        open_erasing_rig(home, tmp_path / "secret") as made,
    ):
        yield made
    await database.close()


async def test_after_a_sweep_no_byte_of_what_was_sealed_is_left_in_the_database(
    rig: ErasingRig, clock: ManualClock
) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room, "비밀" * 4_000)
    body = bytes(await rig.database.fetch_value("SELECT body FROM secret_messages"))
    pieces = [body[start : start + 32] for start in range(0, len(body) - 32, 512)]

    def found() -> int:
        data = b"".join(path.read_bytes() for path in rig.folder.parent.glob("messenger.db*"))
        return sum(piece in data for piece in pieces)

    assert found() > len(pieces) // 2
    clock.move(3 * DAY)
    await rig.keeper.round()
    assert found() == 0


async def test_what_is_not_overwritten_yet_is_tried_again_also_by_the_next_process(
    rig: ErasingRig, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    await rig.keeper.round()
    asked: list[str] = []

    async def answering(table: str) -> bool:
        asked.append(table)
        # Somebody reads, the first time.
        return len(asked) > 1

    monkeypatch.setattr(rig.database, "scrub", answering)
    clock.move(3 * DAY)
    await rig.keeper.round()
    assert asked == ["secret_messages"]
    for _ in range(2):
        await rig.keeper.round()
        assert asked == ["secret_messages"] * 2
    # A process that starts doesn't know what the one before it has left.
    ground = rig.ground
    await parts_over(
        rig.home, ground.ring, ground.guarded, ground.hub, rig.folder / "files", rig.database
    ).eraser.sweep()
    assert asked[2:] == ["secret_messages", "secret_rooms"]
