"""kill -9 at random moments: nobody has a notice twice, and the ledger knows who lacks it."""

from pathlib import Path

from tests.chaos.killing import run
from tests.chaos.scenario import Kind, Policy, Scenario

KILLS = 3


async def test_killed_at_random_moments_it_repeats_nobody_and_knows_whom_it_missed(
    tmp_path: Path,
) -> None:
    scenario = Scenario(
        kind=Kind.SQLITE, policy=Policy.HOLD, kills=KILLS, seed=20, members=200, refused=0
    )
    report = await run(scenario, tmp_path)
    assert report.violations == []
    assert report.kills >= KILLS
    assert report.tally.duplicated == report.tally.lost == 0
