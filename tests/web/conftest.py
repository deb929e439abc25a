"""A whole Spacecast on a free port of this machine, with people in it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import time
from pathlib import Path

import aiohttp
import pytest

from bot.app import System, running
from bot.broadcast.model.profiles import NewProfile
from bot.config import Config, DeliveryConfig, PlatformConfig, ServerConfig
from bot.config_schedules import QuietHoursConfig
from bot.config_secret_rooms import SecretRoomsConfig
from bot.listening import listening
from bot.workspace.model.actors import Actor, Surface, machine_actor, member_actor
from bot.workspace.model.members import Member
from bot.workspace.model.sessions import SESSION_COOKIE
from tests.blank import LEDGER, MESSENGER, put_blank_sqlite
from tests.builders import CAST, SUPER, email

NO_QUIET_HOURS = QuietHoursConfig(start=time(), end=time())
GRANTED = {"hr": ("hana",), "it": ("hana", "duri")}


@dataclass(frozen=True, kw_only=True)
class RunningSpace:
    """A running Spacecast; people go by their key: seulgi, hana, duri, oh, mina and others."""

    url: str
    system: System
    http: aiohttp.ClientSession
    tokens: dict[str, str]
    sessions: dict[str, str]

    def token(self, key: str) -> str:
        """The secret of the person's API token with every scope."""
        return self.tokens[key]

    def bearer(self, key: str) -> dict[str, str]:
        """The headers of an API request by the person."""
        return {"Authorization": f"Bearer {self.token(key)}"}

    def session_cookie(self, key: str) -> dict[str, str]:
        """The cookies of the person's browser, signed in."""
        return {SESSION_COOKIE: self.sessions[key]}

    async def member(self, key: str) -> Member:
        """The member as they are now."""
        return await self.system.parts.members.get(email(key))

    async def actor(self, key: str, surface: Surface = Surface.CONSOLE) -> Actor:
        """The person as an actor with the rights of this moment."""
        return member_actor(await self.member(key), surface)


@pytest.fixture
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The database's URL: SQLite, or by indirect parametrisation "postgresql"."""
    if getattr(request, "param", "sqlite") == "postgresql":
        return str(request.getfixturevalue("postgresql_url"))
    return f"sqlite:///{tmp_path}/spacecast.db"


@pytest.fixture
async def running_space(ledger: str, tmp_path: Path) -> AsyncIterator[RunningSpace]:
    """A running Spacecast without grace time; profiles `hr` (hana) and `it` (hana, duri)."""
    async with start_space(ledger, tmp_path) as started:
        yield started


@asynccontextmanager
async def start_space(
    ledger: str,
    folder: Path,
    *,
    grace_seconds: float = 0,
    platform: PlatformConfig | None = None,
    app_key: str | None = None,
    secret_rooms: SecretRoomsConfig | None = None,
    quiet_hours: QuietHoursConfig | None = None,
) -> AsyncIterator[RunningSpace]:
    """A running Spacecast, drained and stopped at the end; `app_key`: that of its profiles' bot."""
    listener = listening("127.0.0.1", 0)
    port = int(listener.getsockname()[1])
    if ledger.startswith("sqlite"):
        put_blank_sqlite(Path(ledger.removeprefix("sqlite:///")), LEDGER)
        put_blank_sqlite(folder / "messenger.db", MESSENGER)
    config = Config(
        server=ServerConfig(port=port),
        database=ledger,
        data_dir=folder,
        delivery=DeliveryConfig(grace_seconds=grace_seconds),
        platform=platform or PlatformConfig(),
        secret_rooms=secret_rooms or SecretRoomsConfig(),
        # By the machine's clock, which may stand in them.
        quiet_hours=quiet_hours or NO_QUIET_HOURS,
    )
    async with AsyncExitStack() as stack:
        # No cookie of one person may slip into the request of another.
        jar = aiohttp.DummyCookieJar()
        http = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=jar))
        system = await stack.enter_async_context(running(config, listener=listener))
        await system.parts.member_import.add(machine_actor(), CAST)
        await _make_profiles(system, app_key)
        yield RunningSpace(
            url=f"http://127.0.0.1:{port}",
            system=system,
            http=http,
            tokens=await _make_tokens(system),
            sessions=await _sign_in(system),
        )


def _keys() -> list[str]:
    return [person.email.partition("@")[0] for person in CAST]


async def _make_profiles(system: System, app_key: str | None) -> None:
    profiles = system.parts.profiles
    known = {view.profile.id for view in await profiles.every(machine_actor())}
    for profile_id, granted in GRANTED.items():
        if profile_id not in known:
            new = NewProfile(
                id=profile_id,
                name=f"{profile_id} 알림",
                contact="02-1234-5678",
                app_key=app_key,
            )
            await profiles.create(machine_actor(), new)
        for key in granted:
            await profiles.grant(machine_actor(), profile_id, email(key))


async def _make_tokens(system: System) -> dict[str, str]:
    return {
        key: (
            await system.parts.sessions.new_token(
                machine_actor(), member_key=email(key), name="test"
            )
        ).secret
        for key in _keys()
    }


async def _sign_in(system: System) -> dict[str, str]:
    found = {}
    for key in _keys():
        link = await system.parts.sessions.new_link(machine_actor(), email(key))
        _, found[key] = await system.parts.sessions.sign_in(
            link, address="127.0.0.1", browser="test"
        )
    return found


SENDER, MAY_NOT, ADMIN = "hana", "mina", SUPER
