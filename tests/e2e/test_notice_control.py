"""The controls of a notice on the command line: what they say, and with which exit code."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.broadcast.delivery.fanout import Fanout
from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.store import deliveries, engines, notices, shards
from bot.core.clock import HOUR, SystemClock
from bot.core.database import open_database
from tests.e2e.space import Space, space

MEMBERS = 12


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Space]:
    """People and a profile, and no server that would send anything."""
    folder: Path = tmp_path_factory.mktemp("control")
    with space(folder, f"sqlite:///{folder}/spacecast.db") as one:
        one.fill(MEMBERS)
        yield one


async def _begun(one: Space, end: DeliveryState) -> str:
    """The label of a notice whose first five deliveries have ended so, as it is being sent."""
    sent = one.told("send", "--profile", "hr", "--title", "점검 안내", "--body", "오늘 밤")
    opened = await open_database(one.database)
    try:
        notice = await notices.get(opened, sent["id"])
        await Fanout(opened, SystemClock(), 5).prepare(notice.id)
        async with opened.transaction() as tx:
            rows = (await shards.lock_all(tx, notice.id))[0]
            before = DeliveryState.PENDING
            moved = await deliveries.end(tx, rows, before=before, after=end, reason="x")
            await shards.change(tx, notice.id, 0, {"pending": -moved, end.value: moved})
    finally:
        await opened.close()
    return notice.label


async def test_a_notice_is_paused_slowed_down_and_resumed(quiet: Space) -> None:
    label = await _begun(quiet, DeliveryState.SENT)
    assert quiet.told("notice", "pause", label)["state"] == "paused"
    assert quiet.told("notice", "rate", label, "2.5")["rate_per_second"] == 2.5
    assert quiet.run("notice", "rate", label).stdout.strip() == f"{label}  2.5 a second at most"
    assert quiet.told("notice", "rate", label, "none")["rate_per_second"] is None
    wrong = quiet.run("notice", "rate", label, "fast")
    assert wrong.returncode == 2
    assert wrong.stderr.strip() == "Write the rate as a number or none. Example: 30"
    assert quiet.told("notice", "resume", label)["state"] == "sending"


async def test_how_many_are_sent_again_is_said(quiet: Space) -> None:
    label = await _begun(quiet, DeliveryState.FAILED)
    done = quiet.run("notice", "retry-failed", label)
    assert (done.returncode, done.stdout.strip()) == (0, f"{label}  Sending again to 5.")
    label = await _begun(quiet, DeliveryState.UNCERTAIN)
    told = quiet.told("notice", "resend-uncertain", label)
    assert (told["resent"], told["counts"]["pending"]) == (5, MEMBERS)


async def test_a_correction_and_a_duplicate_are_drafts(quiet: Space) -> None:
    label = await _begun(quiet, DeliveryState.SENT)
    made = quiet.told("notice", "correct", label)
    assert (made["state"], made["title"]) == ("draft", "[정정] 점검 안내")
    assert made["corrects"]
    copied = quiet.told("notice", "duplicate", label)
    assert (copied["title"], copied["corrects"]) == ("점검 안내", None)
    refused = quiet.run("notice", "pause", made["number"])
    assert refused.returncode == 6
    assert refused.stderr.strip() == (
        f"{made['number']} is in the state 'Draft', so it can't be paused."
    )


async def test_who_waits_for_a_notice_hears_that_it_was_paused(quiet: Space) -> None:
    label = await _begun(quiet, DeliveryState.SENT)
    quiet.told("notice", "pause", label)
    opened = await open_database(quiet.database)
    async with opened.transaction() as tx:
        await engines.beat(tx, "en_elsewhere", SystemClock().now() + HOUR)
    await opened.close()
    done = quiet.run("notice", "watch", label)
    assert done.returncode == 75
    assert done.stderr.strip() == (
        f"Somebody paused {label}. `spacecast notice resume {label}` goes on with it."
    )
