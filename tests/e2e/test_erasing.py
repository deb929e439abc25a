"""kill -9 while secret rooms are erased: what had ended is gone at last, and nothing else is."""

from pathlib import Path

from tests.chaos.erasing import run

KILLS = 3


async def test_killed_at_random_moments_it_erases_to_the_same_end(
    database_url: str, tmp_path: Path
) -> None:
    report = await run(tmp_path, database_url, kills=KILLS, seed=7)
    assert report.violations == []
    assert report.kills >= KILLS
    assert report.ends > 0
