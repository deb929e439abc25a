"""spacecast workspace secret-rooms and the retention, as an operator types them."""

from pathlib import Path

from bot.core.database import open_database
from tests.e2e.space import space

SECRET = ("workspace", "secret-rooms")


def test_an_operator_switches_secret_rooms_and_sets_the_retention(tmp_path: Path) -> None:
    with space(tmp_path, f"sqlite:///{tmp_path / 'spacecast.db'}") as here:
        here.fill(2)
        assert here.told(*SECRET) == {
            "switched_on": False, "usable": False, "rooms": 0, "people": 0, "oldest_seconds": None,
        }  # fmt: skip
        assert here.told(*SECRET, "on")["usable"] is True
        assert here.run(*SECRET).stdout == "on\nno rooms\n"
        assert here.told(*SECRET, "deactivate")["switched_on"] is False

        # Nobody is asked here, and nothing was typed.
        unsaid = here.run(*SECRET, "delete")
        assert (unsaid.returncode, unsaid.stdout) == (2, "")
        assert 'Type "delete all secret rooms"' in unsaid.stderr
        assert here.told(*SECRET, "delete", "--yes")["switched_on"] is False
        assert here.run(*SECRET, "off").returncode == 2

        for arguments in (SECRET, (*SECRET, "on"), (*SECRET, "delete", "--yes")):
            may_not = here.run("--as", "p1@example.com", *arguments)
            assert (may_not.returncode, may_not.stdout) == (4, "")
            assert "Only an admin can change how secret rooms are used" in may_not.stderr

        here.told("workspace", "set", "plan=free")
        refused = here.run(*SECRET, "on")
        assert refused.returncode == 4
        assert "Standard plan or above" in refused.stderr
        assert here.run("workspace", "set", "retention=90").returncode == 4

        here.told("workspace", "set", "plan=standard")
        told = here.told("workspace", "set", "retention=90", "file_retention=30")
        assert (told["retention_days"], told["file_retention_days"]) == (90, 30)
        shown = here.run("workspace", "show").stdout.splitlines()
        assert shown[-2:] == ["retention=90", "file_retention=30"]
        both = here.run("workspace", "set", "file_retention=365")
        assert (both.returncode, both.stdout) == (2, "")
        assert "(1 year) than messages (90 days)" in both.stderr
        assert here.told("workspace", "set", "retention=none")["retention_days"] is None
        may_not = here.run("--as", "p1@example.com", "workspace", "set", "retention=90")
        assert may_not.returncode == 4


async def test_a_shorter_retention_says_what_it_deletes(tmp_path: Path) -> None:
    with space(tmp_path, f"sqlite:///{tmp_path / 'spacecast.db'}") as here:
        here.fill(1)
        here.told("bot", "create", "알림")
        database = await open_database(here.messenger)
        async with database.transaction() as tx:
            await tx.execute(
                """INSERT INTO messenger_rooms (id, kind, name, owner_id, created_at, last_seq, last_at)
                SELECT 1, 'group', '방', min(id), 0, 1, 0 FROM messenger_bots"""
            )
            await tx.execute(
                """INSERT INTO messenger_messages (id, room_id, seq, sender_id, text, sent_at)
                VALUES (1, 1, 1, 1, '오래된 글', 1)"""
            )
        await database.close()
        done = here.run("workspace", "set", "retention=1095")
        assert done.returncode == 0
        assert "Messages: 1, files: 0. All of it is deleted within the hour" in done.stderr
        assert here.run("workspace", "set", "name=회사").stderr == ""
