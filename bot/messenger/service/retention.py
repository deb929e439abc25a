"""Deletes from ordinary rooms what is older than the workspace keeps it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.clock import DAY, Clock
from bot.core.database import Database, Transaction
from bot.core.errors import Bilingual, Language
from bot.core.rounds import Rounds
from bot.messenger.model.attachments import Attachment, text_of
from bot.messenger.model.messages import first_id_of
from bot.messenger.store import attachments, rooms
from bot.messenger.store import retention as store
from bot.messenger.store.retention import Limit
from bot.workspace.model.actors import Actor, require_super_admin
from bot.workspace.model.members import names
from bot.workspace.model.retention import in_force
from bot.workspace.service.members import Members
from bot.workspace.service.workspace import WorkspaceSettings

# Seconds between two looks: a change made by another process takes effect within them.
_EVERY = 600.0
_AT_ONCE = 500
FILE_GONE = Bilingual(ko="삭제된 파일", en="Deleted file")


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """What a retention would delete now."""

    messages: int
    files: int


class MessageRetention:
    """Owns one loop; where it dies, `on_defect` hears of it."""

    def __init__(
        self,
        database: Database,
        workspace: WorkspaceSettings,
        members: Members,
        clock: Clock,
        *,
        on_defect: Callable[[BaseException], None],
    ) -> None:
        self._database = database
        self._workspace = workspace
        self._members = members
        self._clock = clock
        self._rounds = Rounds("messenger-retention", self.look, _EVERY, on_defect=on_defect)
        self._unscrubbed = False
        workspace.when_changed(self._rounds.wake)

    def start(self) -> None:
        """Begin."""
        self._rounds.start()

    async def stop(self) -> None:
        """Stop; what was not deleted is deleted after the next start."""
        await self._rounds.stop()

    async def going(self, actor: Actor, days: int | None, file_days: int | None) -> Going:
        """How much a retention of so many days (None: for ever) would delete now; `forbidden`."""
        require_super_admin(actor, names(await self._members.super_admins()))
        over, files_over = (
            self._limit(days),
            self._limit(days if file_days is None else file_days),
        )
        db = self._database
        return Going(
            messages=0 if over is None else await store.count_messages(db, over),
            files=0 if files_over is None else await store.count_files(db, files_over),
        )

    async def look(self) -> int:
        """Delete until nothing is left that is too old; answers how many messages were touched."""
        touched = 0
        while some := await self.sweep():
            touched += some
        if touched or self._unscrubbed:
            # Where somebody was reading just then, at the next look.
            self._unscrubbed = not await self._database.scrub("messenger_messages")
        return touched

    async def sweep(self) -> int:
        """Delete one batch; answers how much was touched, 0 where nothing is too old."""
        # Asked anew for each batch: who takes a retention back stops it at once.
        workspace = await self._workspace.get()
        days, file_days = in_force(workspace)
        over, files_over = self._limit(days), self._limit(file_days)
        if over is not None and (removed := await self._remove_messages(over)):
            return removed
        if over is not None and (forgotten := await self._forget(over)):
            return forgotten
        if files_over is not None:
            return await self._remove_files(files_over, workspace.language)
        return 0

    def _limit(self, days: int | None) -> Limit | None:
        """Older than this; at exactly so many days a message is gone."""
        if days is None:
            return None
        upto = self._clock.now() - days * DAY
        # An id may run ahead of its message's time where the clock was once set back.
        return Limit(upto=upto, below_id=first_id_of(upto + DAY))

    async def _remove_messages(self, over: Limit) -> int:
        due = await store.messages(self._database, over, _AT_ONCE)
        if not due:
            return 0
        ids, room_ids = list(due), sorted(set(due.values()))
        async with self._database.transaction() as tx:
            last = await rooms.lock(tx, room_ids)
            await _detach(tx, ids)
            await store.remove(tx, ids)
            # What nobody can read any more, nobody has left unread.
            first = await store.first_seqs(tx, room_ids)
            gone = {room: first.get(room, last[room] + 1) - 1 for room in room_ids}
            await store.read_at_least(tx, gone)
        return len(ids)

    async def _remove_files(self, over: Limit, language: Language) -> int:
        """Take files from messages that stay; one that was named after its files says so."""
        due = await store.with_files(self._database, over, _AT_ONCE)
        if not due:
            return 0
        async with self._database.transaction() as tx:
            found = await attachments.of_messages(tx, list(due))
            await _detach(tx, list(due))
            await store.set_texts(tx, _without_files(due, found, FILE_GONE.in_(language)))
        return len(due)

    async def _forget(self, over: Limit) -> int:
        """Presses and modals say who chose what, so they go with the messages of their time."""
        async with self._database.transaction() as tx:
            presses = await store.remove_presses(tx, over.upto)
            return presses + await store.remove_modals(tx, over.upto)


def _without_files(
    texts: Mapping[int, str], files: Mapping[int, Sequence[Attachment]], gone: str
) -> dict[int, str]:
    return {
        message_id: gone
        for message_id, text in texts.items()
        if text in {"", text_of(files.get(message_id, ()))}
    }


async def _detach(tx: Transaction, message_ids: Sequence[int]) -> None:
    files = await store.file_ids(tx, message_ids)
    if files:
        await attachments.lock(tx, files)
        await store.detach(tx, message_ids, files)
