"""Writes messages, many in one transaction."""

from collections.abc import Callable, Mapping, Sequence

from bot.core.clock import Clock
from bot.core.database import Database, Transaction, UniqueViolation
from bot.core.errors import NotFound
from bot.core.group_commit import GroupCommit
from bot.messenger.model.attachments import refusal_of_attachments
from bot.messenger.model.messages import (
    Draft,
    Message,
    MessageIds,
    Posting,
    plan_batch,
    refusal_of,
)
from bot.messenger.model.rooms import no_room
from bot.messenger.service.hub import Hub
from bot.messenger.service.message_telling import MessageTelling
from bot.messenger.store import attachments, bot_events, messages, numbers, rooms
from bot.workspace.service.members import Members

_TRIES = 3


class MessageWriter:
    """One transaction for all messages that wait."""

    def __init__(
        self,
        database: Database,
        members: Members,
        clock: Clock,
        hub: Hub,
        *,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._wake = wake
        self._members = members
        self._clock = clock
        self._telling = MessageTelling(database, hub)
        self._ids: MessageIds | None = None
        self._group = GroupCommit("messenger-writer", self._commit)

    async def write(self, draft: Draft) -> Message:
        """Write a message, or answer the one its key was used for; NotFound."""
        return await self._group.do(draft)

    async def close(self) -> None:
        """Wait until nothing waits to be written."""
        await self._group.close()

    async def _commit(self, drafts: Sequence[Draft]) -> Sequence[Message | NotFound]:
        for _ in range(_TRIES - 1):
            try:
                return await self._write(drafts)
            except UniqueViolation:
                # Another process was first with a key; now its message is found by it.
                continue
        return await self._write(drafts)

    async def _write(self, drafts: Sequence[Draft]) -> Sequence[Message | NotFound]:
        room_ids = list({draft.room_id for draft in drafts})
        sender_ids = list({draft.in_room for draft in drafts})
        posting = await rooms.posting(self._database, room_ids, sender_ids)
        people = {user_id for user_id in posting.values() if user_id is not None}
        found = await self._members.by_platform_ids(list(people))
        active = {member.platform_id for member in found if member.active}
        refusals = [refusal_of(draft, posting, active) for draft in drafts]
        keys = [(d.sender_id, d.idempotency_key) for d in drafts if d.idempotency_key]
        now = self._clock.now()
        async with self._database.transaction() as tx:
            ids = self._ids or MessageIds(await numbers.take(tx, "writer"))
            last_seqs = await rooms.lock(tx, room_ids)
            refusals = await _still_there(tx, drafts, refusals, last_seqs)
            known = await messages.by_keys(tx, keys) if keys else {}
            refusals = await _with_attachments(tx, drafts, refusals, now)
            plan = plan_batch(drafts, refusals, known, last_seqs, lambda: ids.next(now), now)
            if plan.new:
                await messages.add_many(tx, plan.new)
                if plan.attached:
                    await attachments.attach(tx, plan.attached)
                await rooms.set_last(tx, plan.last_seqs, now)
            for_bots = await _for_bots(tx, drafts, plan.answers)
        self._ids = ids
        if plan.new:
            await self._telling.tell(plan.new, posting, plan.attached)
        if for_bots:
            self._wake()
        return plan.answers


async def _for_bots(
    tx: Transaction, drafts: Sequence[Draft], answers: Sequence[Message | NotFound]
) -> bool:
    """Have what people wrote in bots' rooms posted to the bots; whether there is any."""
    written = [
        answer
        for draft, answer in zip(drafts, answers, strict=True)
        if draft.by_person and isinstance(answer, Message)
    ]
    if not written:
        return False
    listening = await bot_events.bots_of(tx, sorted({one.room_id for one in written}))
    posted = [(listening[one.room_id], one) for one in written if one.room_id in listening]
    if posted:
        await bot_events.add_many(tx, posted)
    return bool(posted)


async def _still_there(
    tx: Transaction,
    drafts: Sequence[Draft],
    refusals: list[NotFound | None],
    last_seqs: Mapping[int, int],
) -> list[NotFound | None]:
    """The refusals, and those of drafts whose room, or whose writer's place in it, went meanwhile."""
    people = [draft for draft in drafts if draft.by_person]
    posting: Posting = {}
    if people:
        # The rooms are held now, so who was taken out just before doesn't write any more.
        posting = await rooms.posting(
            tx, [draft.room_id for draft in people], [draft.in_room for draft in people]
        )
    return [
        no_room()
        if draft.room_id not in last_seqs
        or (draft.by_person and (draft.room_id, draft.in_room) not in posting)
        else refusal
        for draft, refusal in zip(drafts, refusals, strict=True)
    ]


async def _with_attachments(
    tx: Transaction, drafts: Sequence[Draft], refusals: list[NotFound | None], now: int
) -> list[NotFound | None]:
    """The refusals, and those of drafts whose attachments can't be sent; holds the attachments."""
    wanted = list({one for draft in drafts for one in draft.attachment_ids})
    if not wanted:
        return refusals
    found = await attachments.lock(tx, wanted)
    return [
        refusal
        or refusal_of_attachments(
            draft.attachment_ids, found, (draft.room_id, draft.sender_id), now
        )
        for draft, refusal in zip(drafts, refusals, strict=True)
    ]
