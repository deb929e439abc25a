"""Records presses, many in one transaction: that they began, and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.clock import MINUTE, Clock
from bot.core.database import Database, Transaction
from bot.core.errors import SpacecastError
from bot.core.group_commit import GroupCommit
from bot.messenger.model import reactive as model
from bot.messenger.model.reactive import Modal, Outcome, Press
from bot.messenger.store import bots
from bot.messenger.store import reactive as store


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ended:
    press: Press
    outcome: Outcome
    opened: Modal | None
    sent: Modal | None


class Presses:
    """The rules of presses hold within a transaction as they do between two."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._begins = GroupCommit("messenger-presses-begin", self._begin)
        self._ends = GroupCommit("messenger-presses-end", self._end)

    async def close(self) -> None:
        """Wait until everything is recorded."""
        await self._begins.close()
        await self._ends.close()

    async def begin(self, press: Press, modal: Modal | None = None) -> bytes:
        """Record that a press, or a modal that is sent, is under way; answers the bot's signing key.

        Raises TooManyPresses, and WrongState where the same is under way or the modal is over.
        """
        return await self._begins.do((press, modal))

    async def end(
        self,
        press: Press,
        outcome: Outcome,
        *,
        opened: Modal | None = None,
        sent: Modal | None = None,
    ) -> None:
        """Record what became of a press, with the modal it opened or sent."""
        await self._ends.do(_Ended(press=press, outcome=outcome, opened=opened, sent=sent))

    async def marks(self, user_id: int, message_ids: Sequence[int]) -> Mapping[int, int]:
        """The button that a person pressed last, and the bot took, of those messages that have one."""
        return await store.marks_of(self._database, user_id, message_ids) if message_ids else {}

    async def _begin(
        self, batch: Sequence[tuple[Press, Modal | None]]
    ) -> Sequence[bytes | SpacecastError]:
        answers: list[bytes | SpacecastError] = []
        async with self._database.transaction() as tx:
            beginning = await _Beginning.of(tx, [press for press, _ in batch])
            for press, modal in batch:
                try:
                    answers.append(await beginning.begun(press, modal))
                except SpacecastError as error:
                    # Nothing of it stands; the others of the batch go on.
                    answers.append(error)
        return answers

    async def _end(self, batch: Sequence[_Ended]) -> Sequence[None]:
        now = self._clock.now()
        async with self._database.transaction() as tx:
            if any(one.opened is not None for one in batch):
                await store.remove_modals(tx, now - model.MODAL_KEPT)
            for one in batch:
                await store.end(tx, one.press, one.outcome)
                if one.opened is not None:
                    await store.add_modal(tx, one.opened)
                if one.sent is not None and one.outcome is Outcome.TAKEN:
                    await store.set_submitted(tx, one.sent.id, now)
        return [None] * len(batch)


class _Beginning:
    """Presses that begin in one transaction; each counts for those after it."""

    def __init__(self, tx: Transaction, recent: dict[int, list[int]]) -> None:
        self._tx = tx
        self._recent = recent
        self._keys: dict[int, bytes] = {}

    @classmethod
    async def of(cls, tx: Transaction, presses: Sequence[Press]) -> "_Beginning":
        """Look once for all of them at what came before."""
        now = min(press.pressed_at for press in presses)
        onces = sorted({press.once for press in presses})
        await store.end_lost(tx, onces, now - model.UNDER_WAY_MAX)
        people = sorted({press.user_id for press in presses})
        return cls(tx, await store.times_since(tx, people, now - MINUTE))

    async def begun(self, press: Press, modal: Modal | None) -> bytes:
        """Begin one, as `Presses.begin`."""
        now, times = press.pressed_at, self._recent[press.user_id]
        model.refuse_too_many([at for at in times if at > now - MINUTE], now)
        if not await store.begin(self._tx, press):
            raise model.under_way()
        if modal is not None:
            await self._require_open(press, modal)
        times.append(now)
        return await self._key(press.bot_id)

    async def _require_open(self, press: Press, modal: Modal) -> None:
        # It may have been sent since it was looked at; what is under way holds off who comes later.
        current = await store.find_modal(self._tx, modal.id, press.user_id)
        try:
            model.require_open(current or modal, press.pressed_at)
        except SpacecastError:
            await store.withdraw(self._tx, press)
            raise

    async def _key(self, bot_id: int) -> bytes:
        if bot_id not in self._keys:
            key = await bots.signing_key(self._tx, bot_id)
            if key is None:
                raise AssertionError("a bot is never removed")
            self._keys[bot_id] = key
        return self._keys[bot_id]
