"""Tells bots what people write to them, and who has read their messages."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.core.clock import SECOND, Clock
from bot.core.database import Database
from bot.core.http import Answered, OutgoingCalls
from bot.core.rounds import Rounds
from bot.kakaowork.event_signature import sign
from bot.kakaowork.reactive import CONTENT_TYPE
from bot.messenger.model import bot_events as model
from bot.messenger.model.bot_events import BotEvent, Receipt
from bot.messenger.service.bot_event_bodies import message_body, receipts_body
from bot.messenger.store import attachments, bots, messages, receipts
from bot.messenger.store import bot_events as store

_log = structlog.get_logger("spacecast.messenger")
# Seconds between two looks, for what is tried again and what another process wrote.
_EVERY = 2.0
_ROOMS_AT_ONCE = 8
_Lane = Callable[[int], Awaitable[bool]]


class BotEvents:
    """Posts at least once and in each room in order; each bot for itself, so none waits for another."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        calls: OutgoingCalls,
        *,
        tracking: Callable[[], Awaitable[bool]],
        on_defect: Callable[[BaseException], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._calls = calls
        self._tracking = tracking
        self._on_defect = on_defect
        self._rounds = Rounds("messenger-bot-events", self._look, _EVERY, on_defect=on_defect)
        self._running: dict[tuple[str, int], asyncio.Task[None]] = {}

    def start(self) -> None:
        """Begin."""
        self._rounds.start()

    def wake(self) -> None:
        """There may be something to post."""
        self._rounds.wake()

    async def stop(self) -> None:
        """Stop; what was not posted is posted after the next start."""
        await self._rounds.stop()
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def tells_of_reads(self) -> bool:
        """Whether anybody may be told what people have read."""
        return await self._tracking()

    async def post_due(self) -> None:
        """Post everything that is due now."""
        await self._look()
        while self._running:
            await asyncio.wait(list(self._running.values()))

    async def _look(self) -> None:
        now = self._clock.now()
        for bot_id in await store.bots_due(self._database, now):
            self._run("messages", bot_id, self._post_messages)
        for bot_id in await receipts.bots_due(self._database, now):
            self._run("receipts", bot_id, self._post_receipts)

    def _run(self, name: str, bot_id: int, lane: _Lane) -> None:
        key = (name, bot_id)
        if key in self._running:
            return
        task = asyncio.create_task(self._drain(bot_id, lane), name=f"bot-{name}-{bot_id}")
        self._running[key] = task

        def ended(task: asyncio.Task[None]) -> None:
            del self._running[key]
            error = None if task.cancelled() else task.exception()
            if error is not None:
                _log.error("posting_to_a_bot_failed", bot=bot_id, exc_info=error)
                self._on_defect(error)
            # Something may have come just as the last look found nothing.
            self.wake()

        task.add_done_callback(ended)

    async def _drain(self, bot_id: int, lane: _Lane) -> None:
        while await lane(bot_id):
            continue

    async def _post_messages(self, bot_id: int) -> bool:
        now = self._clock.now()
        async with self._database.transaction() as tx:
            found = await store.claim(tx, bot_id, now, now + model.LEASE, _ROOMS_AT_ONCE)
        await asyncio.gather(*(self._post_message(event) for event in found))
        return bool(found)

    async def _post_message(self, event: BotEvent) -> None:
        there = await messages.after(self._database, event.room_id, event.seq - 1, 1)
        if there and there[0].id == event.message_id:
            files = await attachments.of_messages(self._database, [event.message_id])
            body = message_body(there[0], files.get(event.message_id, ()))
            taken = await self._post(event.bot_id, event.id, body)
        else:
            # It was taken back, or its room is gone.
            taken = True
        now = self._clock.now()
        due_at = None if taken else model.next_try(event.attempts, event.created_at, now)
        async with self._database.transaction() as tx:
            if due_at is None:
                await store.remove(tx, event.message_id)
            else:
                await store.postpone(tx, event.message_id, due_at)
        if not taken and due_at is None:
            _log.warning("message_given_up", bot=event.bot_id, event=event.id)

    async def _post_receipts(self, bot_id: int) -> bool:
        now, tracking = self._clock.now(), await self._tracking()
        async with self._database.transaction() as tx:
            if not tracking:
                await receipts.remove_all(tx)
                return False
            found = await receipts.claim(tx, bot_id, now, now + model.LEASE)
        if not found:
            return False
        if await self._post(bot_id, model.batch_id(found), receipts_body(found)):
            async with self._database.transaction() as tx:
                await receipts.remove(tx, found)
        else:
            await self._later(bot_id, found)
        return True

    async def _later(self, bot_id: int, found: Sequence[Receipt]) -> None:
        now = self._clock.now()
        tries = [(one, model.next_try(one.attempts, one.read_at, now)) for one in found]
        over = [one for one, due_at in tries if due_at is None]
        async with self._database.transaction() as tx:
            await receipts.remove(tx, over)
            await receipts.postpone(tx, [(one, at) for one, at in tries if at is not None])
        if over:
            _log.warning("receipts_given_up", bot=bot_id, count=len(over))

    async def _post(self, bot_id: int, event_id: str, body: bytes) -> bool:
        """Whether the bot took it; one that has lost its address may have another in a moment."""
        bot = await bots.find(self._database, bot_id)
        key = await bots.signing_key(self._database, bot_id)
        if bot is None or not bot.active or bot.callback_url is None or key is None:
            return False
        headers = sign(key, event_id, self._clock.now() // SECOND, body)
        answer = await self._calls.post(bot.callback_url, body, CONTENT_TYPE, headers)
        return isinstance(answer, Answered) and answer.taken
