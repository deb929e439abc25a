"""One scenario: send, kill at random moments, start again, and count what came of it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.app import build
from bot.config import load_config
from bot.workspace.model.actors import machine_actor
from tests.chaos.checker import (
    Tally,
    tally_of,
    violations_at_the_end,
    violations_of_a_kill,
)
from tests.chaos.database_server import DatabaseServer, database_server
from tests.chaos.evidence import Evidence, Look, PostgresEvidence, SqliteEvidence
from tests.chaos.scenario import Kind, Scenario
from tests.chaos.serving import Serving, new_session, serving
from tests.e2e.space import Space

# A notice takes a few seconds to send; a kill comes within so many of the process's answer.
_LIFE_SECONDS = 1.5
# Preparing takes less than this.
_PREPARING_SECONDS = 0.06
_WHILE_PREPARING, _WHILE_STARTING = 0.35, 0.1
# So often the database server is killed too, and so often of that the process is left to itself.
_OF_THE_DATABASE, _LEFT_ALONE = 0.25, 0.5
# So often the lease of the dead is waited for, as it is without anybody's help.
_WHOLE_LEASE_EVERY = 20
# Who was refused at a bad moment sends slowly from then on; the next life has forgotten it.
_LONGEST_LIFE_SECONDS = 20
_SETTLES_WITHIN, _NOTICE_ENDS_WITHIN = 60, 300


@dataclass(slots=True)
class Report:
    """What came of a scenario."""

    scenario: Scenario
    kills: int = 0
    database_kills: int = 0
    notices: int = 0
    most_in_flight: int = 0
    tally: Tally = field(default_factory=Tally)
    violations: list[str] = field(default_factory=list)
    slow_lives: int = 0
    seconds: float = 0


async def run(scenario: Scenario, folder: Path) -> Report:
    """Run a scenario in an empty folder until enough kills were done, or something is wrong."""
    began = time.monotonic()
    async with _killing(scenario, folder) as killing:
        await killing.run()
    killing.report.seconds = time.monotonic() - began
    return killing.report


@asynccontextmanager
async def _killing(scenario: Scenario, folder: Path) -> AsyncIterator["Killing"]:
    async with AsyncExitStack() as stack:
        server: DatabaseServer | None = None
        url = f"sqlite:///{folder}/spacecast.db"
        evidence: Evidence = SqliteEvidence(folder)
        if scenario.kind is Kind.POSTGRESQL:
            server = stack.enter_context(database_server(folder / "postgresql"))
            await server.ready()
            url, evidence = server.url, PostgresEvidence(server.url)
        space = Space(folder, url)
        scenario.write(folder, port=space.port, database=url)
        session = await stack.enter_async_context(new_session())
        process = stack.enter_context(serving(space, session))
        process.token = await _fill(space)
        yield Killing(scenario, process, evidence, server)


async def _fill(space: Space) -> str:
    """Import people and make the profile; a token to send with."""
    actor, folder = machine_actor(), space.folder
    async with AsyncExitStack() as stack:
        parts = (await build(load_config(space.config), stack)).parts
        people = (folder / "members.csv").read_text("utf-8")
        await parts.member_import.from_csv(actor, people, "members.csv")
        await parts.profile_files.apply(actor, folder / "profiles")
        scopes = ("notices:read", "notices:write", "notices:send")
        made = await parts.sessions.new_token(
            actor, member_key="boss@example.com", scopes=scopes
        )
    return made.secret


class Killing:
    """Kills the process, and now and then the database server, while notices are open."""

    def __init__(
        self,
        scenario: Scenario,
        process: Serving,
        evidence: Evidence,
        server: DatabaseServer | None,
    ) -> None:
        self.report = Report(scenario)
        self._chances = scenario.chances
        self._process = process
        self._evidence = evidence
        self._server = server
        self._titles: list[str] = []
        self._before: Look | None = None

    async def run(self) -> None:
        """Send notices until enough kills were done; the last one ends in peace."""
        wanted = self.report.scenario.kills
        while self.report.kills < wanted and not self.report.violations:
            if self.report.notices > 2 * wanted + 5:
                self.report.violations.append("the notices end before they can be killed")
                return
            await self._one_notice()
        self._process.kill()
        await self._check_all_again()

    async def _one_notice(self) -> None:
        title = f"안내 {self.report.notices + 1:05d}"
        await self._start()
        notice = await self._process.send(title)
        self._titles.append(title)
        self._before = None
        moment = self._after_sending()
        try:
            async with asyncio.timeout(_NOTICE_ENDS_WITHIN):
                while await self._lives(notice, moment):
                    await self._kill(title)
                    moment = await self._start_again()
        except TimeoutError:
            self.report.violations.append(f"{title}: not over after {_NOTICE_ENDS_WITHIN} s")
        look = await self._evidence.look(title)
        self.report.notices += 1
        self.report.tally += tally_of(look)
        self.report.violations += violations_at_the_end(self.report.scenario.policy, look)

    async def _lives(self, notice: str, seconds: float) -> bool:
        """Let the process work so long; False where the notice ends meanwhile."""
        last = not self._more or bool(self.report.violations)
        until = time.monotonic() + (_LONGEST_LIFE_SECONDS if last else seconds)
        while (left := until - time.monotonic()) > 0:
            if not self._process.alive:
                self.report.violations.append(f"{notice}: the process ended by itself")
                return False
            if not await self._process.is_open(notice):
                return False
            await asyncio.sleep(min(0.1, left))
        self.report.slow_lives += last
        return True

    async def _kill(self, title: str) -> None:
        """Kill the process, perhaps its database first, and look at what is left."""
        if self._server is not None and self._chances.random() < _OF_THE_DATABASE:
            await self._kill_database(self._server, title)
        killed = self._process.alive
        self._process.kill()
        await self._evidence.silence()
        look = await self._evidence.look(title)
        self.report.violations += violations_of_a_kill(look, self._before)
        self._before = look
        self.report.most_in_flight = max(self.report.most_in_flight, look.count("sending"))
        self.report.kills += killed and look.open

    async def _kill_database(self, server: DatabaseServer, title: str) -> None:
        """The database server dies under the process, and comes back."""
        server.kill()
        await asyncio.sleep(self._chances.uniform(0, 0.2))
        server.start()
        await server.ready()
        look = await self._evidence.look(title)
        self.report.kills += look.open
        self.report.database_kills += look.open
        if self._chances.random() < _LEFT_ALONE:
            await self._ends_or_goes_on(look)
        else:
            await asyncio.sleep(self._chances.uniform(0, _LIFE_SECONDS))

    async def _ends_or_goes_on(self, before: Look) -> None:
        """Whichever a process does whose database was gone, it must do it by itself."""
        until = time.monotonic() + _SETTLES_WITHIN
        while self._process.alive and time.monotonic() < until:
            look = await self._evidence.look(before.title)
            if not look.open or look.left < before.left:
                return
            await asyncio.sleep(0.1)
        if self._process.alive:
            self.report.violations.append(
                f"{before.title}: {_SETTLES_WITHIN} s after its database came back the process "
                "has neither ended nor sent on"
            )

    async def _start(self) -> None:
        if not self._process.alive:
            self._process.start()
        if not await self._process.ready():
            raise RuntimeError("spacecast serve doesn't start; its words are in serve.log")

    async def _start_again(self) -> float:
        """Start after a kill; how long this life may be."""
        if self.report.kills % _WHOLE_LEASE_EVERY:
            await self._evidence.leases_over()
        self._process.start()
        if self._chances.random() < _WHILE_STARTING and self._more:
            return self._chances.uniform(0, 2 * _LIFE_SECONDS)
        await self._start()
        return self._chances.uniform(0, _LIFE_SECONDS)

    @property
    def _more(self) -> bool:
        return self.report.kills < self.report.scenario.kills

    def _after_sending(self) -> float:
        preparing = self._chances.random() < _WHILE_PREPARING
        return self._chances.uniform(0, _PREPARING_SECONDS if preparing else _LIFE_SECONDS)

    async def _check_all_again(self) -> None:
        """What is over stays as it is, and there is no message besides."""
        tally = Tally()
        for title in self._titles:
            tally += tally_of(await self._evidence.look(title))
        if tally != self.report.tally:
            self.report.violations.append(f"changed later: {self.report.tally} to {tally}")
        if tally.messages != (messages := await self._evidence.messages()):
            self.report.violations.append(f"{messages} messages, {tally.messages} of notices")
