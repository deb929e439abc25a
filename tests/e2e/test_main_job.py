"""The main job with real processes: an image-and-link notice to everyone, on both databases."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.clock import SystemClock
from tests.conftest import KINDS
from tests.e2e.space import Space, space, write_picture

MEMBERS = 312
_BODY = "올해 건강검진을 **꼭** 받아 주세요."


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql_url"))
    return f"sqlite:///{tmp_path}/spacecast.db"


def _send(one: Space, *more: str) -> list[str]:
    picture = str(write_picture(one.folder))
    return [
        "send", "--profile", "hr", "--title", "건강검진 안내", "--body", _BODY, "--image", picture,
        "--alt", "아침 하늘", "--link", "신청하기|https://intra.example.com/apply", "--to", "everyone", *more,
    ]  # fmt: skip


async def test_everybody_gets_an_image_and_link_notice_once(url: str, tmp_path: Path) -> None:
    with space(tmp_path, url, from_nothing=True) as one:
        one.fill(MEMBERS)
        one.start()
        told = one.told(*_send(one, "--wait"))
        assert told["state"] == "sent"
        assert told["counts"] == {
            "audience": MEMBERS, "pending": 0, "sending": 0, "sent": MEMBERS, "failed": 0,
            "skipped": 0, "cancelled": 0, "uncertain": 0,
        }  # fmt: skip
        got = await one.rows(
            one.messenger,
            """
            SELECT p.user_id, m.text, m.blocks FROM messenger_messages m
            JOIN messenger_room_members p ON p.room_id = m.room_id AND p.user_id <> m.sender_id
            """,
        )
        assert len(got) == len({row["user_id"] for row in got}) == MEMBERS
        for row in got:
            kinds = [block["type"] for block in json.loads(row["blocks"])]
            assert kinds == ["header", "image_link", "text", "button"]
            assert row["text"].startswith("건강검진 안내")
        assert one.stop() == 0


def _in_a_month() -> str:
    when = datetime.fromtimestamp(SystemClock().now() / 1000 + 30 * 24 * 3600, UTC)
    return when.isoformat(timespec="minutes")


def test_without_a_server_the_notice_waits_and_the_command_says_so(tmp_path: Path) -> None:
    with space(tmp_path, f"sqlite:///{tmp_path}/spacecast.db") as one:
        one.fill(12)
        done = one.run(*_send(one, "--wait"))
        assert done.returncode == 75
        assert "No server is running, so N-1 waits." in done.stderr
        one.start()
        assert one.told("notice", "watch", "N-1")["state"] == "sent"


def test_a_scheduled_notice_survives_a_restart(tmp_path: Path) -> None:
    with space(tmp_path, f"sqlite:///{tmp_path}/spacecast.db") as one:
        one.fill(12)
        told = one.told(*_send(one, "--at", _in_a_month()))
        assert told["state"] == "scheduled"
        one.start()
        assert one.told("notice", "show", "N-1")["state"] == "scheduled"
        assert one.told("notice", "cancel", "N-1")["state"] == "draft"
        past = one.run(*_send(one, "--at", "2020-01-01 09:00"))
        assert past.returncode == 2
        assert "That time has passed." in past.stderr
        assert len(one.told("notice", "list")["items"]) == 1
