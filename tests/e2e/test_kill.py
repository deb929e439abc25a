"""kill -9 in the middle of sending: after a restart everybody has the notice exactly once."""

import asyncio
from pathlib import Path

from tests.e2e.space import Space, space

MEMBERS = 5_000


async def _count(one: Space, state: str) -> int:
    rows = await one.rows(
        one.database, "SELECT count(*) AS n FROM deliveries WHERE state = $1", state
    )
    return int(rows[0]["n"])


async def test_a_killed_server_misses_nobody_and_repeats_nobody(tmp_path: Path) -> None:
    with space(tmp_path, f"sqlite:///{tmp_path}/spacecast.db", latency="5ms") as one:
        one.fill(MEMBERS)
        one.start()
        one.told(
            "send",
            "--profile",
            "hr",
            "--title",
            "안내",
            "--body",
            "모두에게 한 번",
            "--to",
            "everyone",
        )
        kills = []
        for goal in (600, 2_500):
            while await _count(one, "sent") < goal:
                await asyncio.sleep(0.05)
            one.kill()
            kills.append(await _count(one, "sent"))
            one.start()
        assert all(0 < sent < MEMBERS for sent in kills), kills
        told = one.told("notice", "watch", "N-1")
        assert told["state"] == "sent"
        assert told["counts"]["audience"] == told["counts"]["sent"] == MEMBERS
        got = await one.rows(
            one.messenger,
            """
            SELECT p.user_id FROM messenger_messages m
            JOIN messenger_room_members p ON p.room_id = m.room_id AND p.user_id <> m.sender_id
            """,
        )
        assert len(got) == len({row["user_id"] for row in got}) == MEMBERS
