"""A backup, and putting it back."""

import asyncio
import sqlite3
import stat
import tarfile
from contextlib import AsyncExitStack, closing
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app import build
from bot.broadcast.model.audience import Audience
from bot.broadcast.model.local_time import moment_at, wall_of
from bot.broadcast.model.notices import NoticeDraft
from bot.broadcast.model.schedule_rules import Daily
from bot.broadcast.model.schedules import ScheduleDraft
from bot.config import load_config
from bot.core.clock import MINUTE, SystemClock
from bot.workspace.model.actors import Surface, machine_actor, member_actor
from tests.e2e.space import Space, space

ZONE = ZoneInfo("Asia/Seoul")
_TOLD = "SELECT reason FROM news WHERE outcome = 'told' ORDER BY label"


@pytest.fixture
def one(tmp_path: Path) -> Space:
    folder = tmp_path / "space"
    folder.mkdir()
    made = Space(folder, f"sqlite:///{folder}/spacecast.db")
    made.fill(3)
    return made


def _people(one: Space) -> int:
    with closing(sqlite3.connect(one.folder / "spacecast.db")) as database:
        return int(database.execute("SELECT count(*) FROM members").fetchone()[0])


def _more_people(one: Space) -> None:
    file = one.folder / "more.csv"
    file.write_text("email,name\nlate@example.com,늦은 사람\n", "utf-8")
    one.told("member", "import", str(file))


def test_what_came_after_the_backup_is_gone_after_restoring_it_and_kept_beside(
    one: Space, tmp_path: Path
) -> None:
    file = tmp_path / "today.tar.gz"
    (one.folder / "media").mkdir(exist_ok=True)
    (one.folder / "media" / "im_1.png").write_bytes(b"picture")
    told = one.told("backup", str(file))
    assert told["files"] == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    _more_people(one)
    assert _people(one) == 4
    assert one.told("restore", str(file), "--yes")["files"] == 1
    assert _people(one) == 3
    assert (one.folder / "media" / "im_1.png").read_bytes() == b"picture"
    assert (one.folder / "before-restore-1" / "spacecast.db").exists()


def test_the_keys_of_secret_rooms_are_in_no_backup(one: Space, tmp_path: Path) -> None:
    file = tmp_path / "today.tar.gz"
    (one.folder / "secret").mkdir(exist_ok=True)
    (one.folder / "secret" / "keys.db").write_bytes(b"keys")
    one.told("backup", str(file))
    with tarfile.open(file) as tar:
        assert not [name for name in tar.getnames() if "secret" in name or "keys" in name]


def test_a_backup_never_overwrites_a_file(one: Space, tmp_path: Path) -> None:
    file = tmp_path / "today.tar.gz"
    file.write_bytes(b"somebody's")
    done = one.run("backup", str(file))
    assert done.returncode == 6
    assert "today.tar.gz is there already" in done.stderr
    assert file.read_bytes() == b"somebody's"


@pytest.mark.parametrize("content", [b"", b"no backup", b"\x1f\x8b\x08\x00broken"])
def test_what_is_no_backup_changes_nothing(one: Space, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken.tar.gz"
    file.write_bytes(content)
    done = one.run("restore", str(file), "--yes")
    assert done.returncode == 2
    assert "no whole backup of Spacecast" in done.stderr
    assert _people(one) == 3


def test_nothing_is_restored_under_a_running_server(tmp_path: Path) -> None:
    with space(tmp_path, f"sqlite:///{tmp_path}/spacecast.db") as running:
        running.fill(3)
        file = tmp_path / "today.tar.gz"
        running.start()
        running.told("backup", str(file))
        done = running.run("restore", str(file), "--yes")
        assert done.returncode == 6
        assert "Stop it and try again" in done.stderr


def test_on_postgresql_it_says_what_to_do_instead(tmp_path: Path, postgresql_url: str) -> None:
    done = Space(tmp_path, postgresql_url).run("backup", str(tmp_path / "today.tar.gz"))
    assert done.returncode == 6
    assert "pg_dump" in done.stderr


async def _schedule(one: Space, due: datetime) -> tuple[str, str, str]:
    """A daily schedule, a notice for later, and one about to be sent."""
    async with AsyncExitStack() as stack:
        system = await build(load_config(one.config), stack)
        parts, actor = system.parts, machine_actor()
        person = await parts.members.get("boss@example.com")
        author = member_actor(person, Surface.CONSOLE)
        draft = NoticeDraft(
            profile_id="hr",
            template="plain",
            variables={"title": "점검", "body": "점검해요."},
            audience=Audience(),
            urgent_reason="매일 아침",
        )
        rule = Daily(at=due.time())
        plan = ScheduleDraft(notice=draft, rules=(rule,), zone=ZONE)
        schedule = (await parts.schedule_writing.create(author, plan)).schedule
        notice = (await parts.notices.draft(author, draft)).notice
        at = _milliseconds(due + timedelta(hours=1))
        await parts.sending.schedule(author, notice.id, at)
        sent = (await parts.notices.draft(actor, draft)).notice
        await parts.sending.send(actor, sent.id)
    return schedule.id, notice.id, sent.id


def _a_moment_ago() -> datetime:
    then = wall_of(moment_at(SystemClock().now() - 5 * MINUTE), ZONE)
    return then.replace(second=0, microsecond=0)


def _milliseconds(wall: datetime) -> int:
    return round(wall.replace(tzinfo=ZONE).timestamp()) * 1000


def _backdate(one: Space, due: int, schedule_id: str, notice_id: str) -> None:
    """As if the backup were made ten minutes ago: what came due since has been sent by then."""
    with closing(sqlite3.connect(one.folder / "spacecast.db")) as database, database:
        database.execute("UPDATE notices SET scheduled_at = ? WHERE id = ?", (due, notice_id))
        database.execute(
            "UPDATE schedules SET planned_through = ?, next_at = ? WHERE id = ?",
            (due - 300_000, due, schedule_id),
        )


async def test_what_was_sent_after_the_backup_is_not_sent_again(
    one: Space, tmp_path: Path
) -> None:
    due = _a_moment_ago()
    schedule_id, notice_id, sent_id = await _schedule(one, due)
    _backdate(one, _milliseconds(due), schedule_id, notice_id)
    file = tmp_path / "today.tar.gz"
    one.told("backup", str(file))
    told = one.told("restore", str(file), "--yes")
    assert (told["paused"], told["missed"], len(told["drafts"])) == ([], [], 1)
    try:
        one.start()
        async with asyncio.timeout(60):
            while len(rows := await one.rows(one.database, _TOLD)) < 2:
                await asyncio.sleep(0.2)
    finally:
        one.kill()
    assert [row["reason"] for row in rows] == ["restored", "restored"]
    states = await one.rows(one.database, "SELECT id, state FROM notices")
    assert {row["id"]: row["state"] for row in states} == {
        notice_id: "missed",
        sent_id: "draft",
    }
    messages = await one.rows(one.messenger, "SELECT text FROM messenger_messages")
    assert len([row for row in messages if "점검해요" in row["text"]]) == 0
    (news,) = [row["text"] for row in messages if "보내지 못한 공지" in row["text"]]
    assert "이미 보냈을 수 있어서" in news
