"""The command line in this process, over a database of its own."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import command, main

_CSV = """email,name,role
boss@example.com,김슬기,super_admin
hana@example.com,이하나,send_admin
duri@example.com,박두리,send_admin
mina@example.com,서미나,member
"""
NO_QUIET_HOURS = 'quiet_hours: {start: "00:00", end: "00:00"}\n'
CONTENT = ("--profile", "hr", "--title", "주간 식단", "--body", "이번 주 식단이에요.")


@dataclass(frozen=True)
class Terminal:
    """Runs commands; people of it: boss, hana (who has the profile hr), duri and mina."""

    config: Path

    def run(self, *arguments: str, lang: str = "en") -> Result:
        """A command as typed, to its end."""
        given = ["-c", str(self.config), "--lang", lang, *arguments]
        return CliRunner().invoke(main.cli, given)

    def told(self, *arguments: str, lang: str = "en") -> Any:
        """What a command that must succeed gives as JSON."""
        done = self.run(*arguments, "--json", lang=lang)
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout)

    def said(self, *arguments: str, lang: str = "en") -> str:
        """What a command that must succeed gives as text."""
        done = self.run(*arguments, lang=lang)
        assert done.exit_code == 0, done.stderr
        return done.stdout

    def refused(self, *arguments: str, lang: str = "en") -> tuple[int, str]:
        """The exit code and the words of a command that must not succeed."""
        done = self.run(*arguments, lang=lang)
        assert "Traceback" not in done.stderr
        return done.exit_code, done.stderr.strip()


def terminal_over(folder: Path, database: str, more: str = NO_QUIET_HOURS) -> Terminal:
    """A terminal beside a new database, with people and a profile; `more`: configuration."""
    config = folder / "config.yaml"
    config.write_text(f"database: {database}\ndata_dir: {folder}\n{more}", "utf-8")
    (folder / "members.csv").write_text(_CSV, "utf-8")
    made = Terminal(config)
    made.told("member", "import", str(folder / "members.csv"))
    made.told("profile", "create", "hr", "--name", "인사팀")
    made.told("profile", "grant", "hr", "hana@example.com")
    return made


@pytest.fixture(autouse=True)
def ordinary_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command leaves this process's logs as they are."""
    monkeypatch.setattr(command, "quiet_logs", lambda: None)
    main.import_all()


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A terminal over SQLite, without quiet hours."""
    return terminal_over(tmp_path, f"sqlite:///{tmp_path}/spacecast.db")
