"""Edge cases of secret rooms that are answered by something that isn't there, anywhere in the product."""

import ast
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import click
import pytest

from bot.cli.main import cli, import_all
from bot.messenger.web.app import create_messenger_app
from bot.web.api.routes import api_routes
from bot.web.console.routes import console_routes
from tests.messenger.edges_rig import Edges, open_edges
from tests.messenger.home import Home

ROOT = Path(__file__).parents[3]


def _commands(group: click.Group, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        yield f"{before}{name}"
        if isinstance(command, click.Group):
            yield from _commands(command, f"{before}{name} ")


@pytest.fixture
def offered(small_home: Home) -> list[str]:
    """Every address of the product, and every command with its options."""
    import_all()
    app = create_messenger_app(small_home.parts)
    paths = {one.canonical for one in app.router.resources()}
    paths |= {one.path for one in (*api_routes(), *console_routes())}
    commands = list(_commands(cli))
    # Both are really walked.
    assert "/api/rooms/{room_id}/messages" in paths
    assert "workspace secret-rooms" in commands
    return [*paths, *commands]


def _with(offered: list[str], *words: str) -> list[str]:
    return [one for one in offered if set(re.split(r"[/ ._{}:-]", one.lower())) & set(words)]


def _imported() -> set[str]:
    """The first name of every module that the product imports."""
    found = set()
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {one.name.partition(".")[0] for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return found


def _scripts() -> str:
    files = sorted((ROOT / "bot/static").rglob("*.js"))
    assert len(files) > 20
    return "\n".join(one.read_text(encoding="utf-8") for one in files)


def test_there_is_no_push_so_a_push_text_says_nothing_of_a_secret_message(
    offered: list[str],
) -> None:
    assert (
        _with(offered, "push", "subscribe", "subscription", "device", "devices", "vapid") == []
    )
    for word in ("Notification", "PushManager", "setAppBadge"):
        assert word not in _scripts()


def test_no_push_waits_at_a_vendor_because_there_is_no_vendor_and_no_service_worker() -> None:
    assert _imported().isdisjoint(
        {"pywebpush", "firebase_admin", "aioapns", "apns2", "exponent_server_sdk"}
    )
    assert "serviceWorker" not in _scripts()


def test_no_email_and_no_webhook_digest_is_ever_sent_of_a_secret_room(
    offered: list[str],
) -> None:
    assert _with(offered, "digest", "digests", "smtp", "mail", "newsletter") == []
    assert _imported().isdisjoint({"smtplib", "aiosmtplib", "sendgrid", "imaplib"})


def test_the_client_cache_has_nothing_in_localstorage_indexeddb_or_a_workers_cache() -> None:
    scripts = _scripts()
    for word in (
        "localStorage",
        "sessionStorage",
        "indexedDB",
        "caches.",
        "showSaveFilePicker",
    ):
        assert word not in scripts
    # An image's object URL is given back.
    assert scripts.count("createObjectURL") == scripts.count("revokeObjectURL") == 1


def test_there_is_no_legal_hold_archive_or_compliance_export_of_secret_rooms(
    offered: list[str],
) -> None:
    words = (
        "hold",
        "holds",
        "legal",
        "archive",
        "archives",
        "compliance",
        "ediscovery",
        "export",
    )
    # Of send profiles, which have nothing of rooms.
    assert _with(offered, *words) == ["profile export"]


def test_a_data_export_of_ones_account_has_no_secret_rooms_since_there_is_none(
    offered: list[str],
) -> None:
    words = ("export", "download", "takeout", "dump", "gdpr", "data")
    # A bot fetches a file of an ordinary room that it is in; no bot is in a secret one.
    ordinary = "/v1/attachments.download"
    assert [one for one in _with(offered, *words) if ordinary not in one] == ["profile export"]


def test_no_import_or_migration_between_sqlite_and_postgresql_carries_secret_rooms(
    offered: list[str],
) -> None:
    found = _with(
        offered, "import", "migrate", "convert", "copy", "transfer", "backup", "restore"
    )
    # People come from a list, tables get their newest form, backups are without keys.
    assert sorted(found) == ["backup", "member import", "migrate", "restore"]
    migrate = cli.commands["migrate"]
    taken = {one.name for one in migrate.params if isinstance(one, click.Argument)}
    assert taken == set()


@pytest.fixture
async def edges(home: Home, tmp_path: Path) -> AsyncIterator[Edges]:
    async with open_edges(home, tmp_path / "secret") as made:
        yield made


async def test_no_table_but_those_of_secret_rooms_has_anything_of_them_to_archive_search_or_export(
    edges: Edges, database_url: str
) -> None:
    room = await edges.room(name="표식 이름")
    file = await edges.upload(edges.hana, room, b"x" * 1_000, name="표식.txt")
    await edges.hana.say(room, "표식 본문", attachments=[file["id"]])
    database = edges.rig.database
    sql = (
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
        if database_url.startswith("postgresql")
        else "SELECT name FROM sqlite_master WHERE type = 'table'"
    )
    of_the_room, with_content = set(), set()
    for table in [row["name"] for row in await database.fetch(sql)]:
        for row in await database.fetch(f"SELECT * FROM {table}"):
            values = [str(value) for value in dict(row).values()]
            if any("표식" in value for value in values):
                with_content.add(table)
            if any(value in {room, file["id"]} for value in values):
                of_the_room.add(table)
    assert with_content == set()
    assert {one for one in of_the_room if not one.startswith("secret_")} == {"audit"}
    # Neither is it found by the only searches there are.
    for query in ("표식", "본문"):
        assert await edges.hana.get(f"/members?query={query}") == []
