"""Acts on what was pressed and written: in order, many at once where a handler can, again after a crash."""

from collections.abc import Mapping, Sequence

import structlog

from bot.broadcast.model.callbacks import LEASE, Callback, CallbackState, retry_in
from bot.broadcast.service.presses import (
    UNKNOWN_ACTION,
    UNKNOWN_PERSON,
    BatchHandler,
    CallbackHandlers,
    Press,
    presses_of,
)
from bot.broadcast.store import callbacks as store
from bot.core.clock import Clock
from bot.core.database import Database
from bot.core.errors import SpacecastError

_AT_ONCE = 200
_log = structlog.get_logger(__name__)


class CallbackWork:
    """Whatever is due is claimed from the database; any number of processes may do this at once."""

    def __init__(self, database: Database, clock: Clock, handlers: CallbackHandlers) -> None:
        self._database = database
        self._clock = clock
        self._handlers = handlers

    async def work(self) -> None:
        """Act on everything that is due."""
        while True:
            now = self._clock.now()
            async with self._database.transaction() as tx:
                due = await store.claim(tx, now=now, lease_until=now + LEASE, limit=_AT_ONCE)
            if not due:
                return
            await self._act_on(sorted(due, key=lambda one: one.id))

    async def _act_on(self, due: Sequence[Callback]) -> None:
        presses = await presses_of(self._database, due)
        together: dict[str, list[Callback]] = {}
        for callback in due:
            if callback.action in self._handlers.batches:
                together.setdefault(callback.action, []).append(callback)
        # First what many wait for, and what is quickly done.
        for action, batch in together.items():
            await self._act_together(self._handlers.batches[action], batch, presses)
        for callback in due:
            if callback.action not in together:
                await self._act(callback, presses.get(callback.id))

    async def _act_together(
        self,
        handler: BatchHandler,
        batch: Sequence[Callback],
        presses: Mapping[str, Press],
    ) -> None:
        known = [one for one in batch if one.id in presses]
        outcomes: dict[str, str | None] = {one.id: UNKNOWN_PERSON for one in batch}
        try:
            found = await handler.act_many([presses[one.id] for one in known])
        except Exception:  # noqa: BLE001 -- presses that can't be handled must not stop all others
            _log.exception("callbacks could not be handled", count=len(known))
            for callback in known:
                await self._put_back(callback)
                del outcomes[callback.id]
        else:
            outcomes |= {one.id: why for one, why in zip(known, found, strict=True)}
        now = self._clock.now()
        async with self._database.transaction() as tx:
            for callback_id, reason in outcomes.items():
                state = CallbackState.REFUSED if reason else CallbackState.DONE
                await store.finish(tx, callback_id, state, reason, now)

    async def _act(self, callback: Callback, press: Press | None) -> None:
        handler = self._handlers.actions.get(callback.action)
        if handler is None or press is None:
            reason = UNKNOWN_ACTION if handler is None else UNKNOWN_PERSON
            await self._finish(callback, CallbackState.REFUSED, reason)
            return
        try:
            await handler.act(press)
        except SpacecastError as error:
            await self._finish(callback, CallbackState.REFUSED, error.word)
        except Exception:  # noqa: BLE001 -- one press that can't be handled must not stop all others
            _log.exception("a callback could not be handled", callback=callback.id)
            await self._put_back(callback)
        else:
            await self._finish(callback, CallbackState.DONE, None)

    async def _put_back(self, callback: Callback) -> None:
        wait = retry_in(callback.attempts)
        if wait is None:
            await self._finish(callback, CallbackState.FAILED, "internal_error")
            return
        async with self._database.transaction() as tx:
            due = self._clock.now() + wait
            await store.put_back(tx, callback.id, due, "internal_error")

    async def _finish(
        self, callback: Callback, state: CallbackState, reason: str | None
    ) -> None:
        async with self._database.transaction() as tx:
            await store.finish(tx, callback.id, state, reason, self._clock.now())
