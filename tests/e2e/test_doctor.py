"""`spacecast doctor` on the command line: what it says, and its exit code."""

import json
from pathlib import Path

from bot.broadcast.model.audience import Audience, audience_json
from bot.core.database import open_database
from tests.e2e.space import space

_PROFILE = """
    INSERT INTO profiles (id, name, description, contact, status, app_key, bot_id, on_uncertain,
        grants_declared, created_at, updated_at)
    VALUES ('hr', '인사팀', '', '', 'active', '', 1, 'hold', FALSE, 0, 0)
"""
_NOTICE = """
    INSERT INTO notices (id, number, profile_id, author_id, author_name, surface, title, template,
        variables, audience, state, on_uncertain, version, created_at, updated_at)
    VALUES ('nt_1', 1, 'hr', '', '', 'cli', '', 'plain', '{}', $1, 'sent', 'hold', 1, 0, 0)
"""
_COUNTED_WRONGLY = """
    INSERT INTO shards (notice_id, shard, first_row, end_row, lease_until, pending, sending, sent,
        failed, skipped, cancelled, uncertain)
    VALUES ('nt_1', 0, 10000000, 10005000, 0, 0, 0, 5, 0, 0, 0, 0)
"""


async def _corrupt(url: str) -> None:
    database = await open_database(url)
    try:
        async with database.transaction() as tx:
            await tx.execute(_PROFILE)
            await tx.execute(_NOTICE, json.dumps(audience_json(Audience())))
            await tx.execute(_COUNTED_WRONGLY)
    finally:
        await database.close()


async def test_ticks_and_0_where_all_is_well_and_a_cross_and_1_until_it_is_repaired(
    tmp_path: Path,
) -> None:
    with space(tmp_path, f"sqlite:///{tmp_path}/spacecast.db") as one:
        done = one.run("doctor")
        assert done.returncode == 0, done.stderr
        assert {line[0] for line in done.stdout.splitlines()} == {"✓"}
        await _corrupt(one.database)
        done = one.run("doctor")
        assert done.returncode == 1
        crosses = [line for line in done.stdout.splitlines() if line.startswith("✗")]
        assert crosses == [
            "✗ The counts of shard 0 of N-1 differ from the ledger: sent 5 → 0. "
            "spacecast doctor --repair puts them right."
        ]
        repaired = one.told("doctor", "--repair")
        assert repaired["ok"] is True
        assert repaired["findings"][0] == {
            "code": "counts_repaired",
            "ok": True,
            "notice": "N-1",
            "text": "The counts of shard 0 of N-1 are the ledger's again: sent 5 → 0",
        }
