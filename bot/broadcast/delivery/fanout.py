"""Prepare: turns a notice's audience into delivery rows, page by page; may be stopped anywhere."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from bot.broadcast.delivery.messages import Messages, recipient_of
from bot.broadcast.model.audience import Verdict
from bot.broadcast.model.deliveries import Delivery, DeliveryState, ledger_rows
from bot.broadcast.model.notices import Counts, Notice, NoticeState
from bot.broadcast.service.news import tell_of_end
from bot.broadcast.service.recipients import Recipients
from bot.broadcast.store import conversations, deliveries, notices, shards
from bot.core.clock import Clock
from bot.core.database import Database, Transaction
from bot.core.errors import SpacecastError
from bot.workspace.model.members import Member
from bot.workspace.store import members

_PAGE = 1_000
_NAMED = 5


class Fanout:
    """Each page is one transaction under the notice's row lock, so two engines can't both do it."""

    def __init__(self, database: Database, clock: Clock, shard_rows: int) -> None:
        self._database = database
        self._clock = clock
        self._shard_rows = shard_rows

    async def prepare(self, notice_id: str, pages: int | None = None) -> bool:
        """Write every delivery of a notice and let it start; True once there is no more to do.

        `pages`: no more than so many thousand members at once.
        """
        recipients: Recipients | None = None
        for _ in range(pages) if pages else count():
            async with self._database.transaction() as tx:
                notice = await notices.get_locked(tx, notice_id)
                if notice.state is not NoticeState.PREPARING:
                    return True
                if recipients is None:
                    recipients = await Recipients.of(tx, notice)
                cursor = await notices.prepare_cursor(tx, notice_id)
                page = await members.page(tx, after=cursor, limit=_PAGE, active_only=True)
                if not page:
                    await self._start(tx, notice)
                    return True
                await self._add(tx, notice, await recipients.among(tx, page))
                now = self._clock.now()
                await notices.set_prepare_cursor(tx, notice_id, page[-1].platform_id, now)
        return False

    async def _add(
        self, tx: Transaction, notice: Notice, chosen: Sequence[tuple[Member, Verdict]]
    ) -> None:
        first = ledger_rows(notice.number).start + (await shards.counts(tx, notice.id)).audience
        rooms = await conversations.known(tx, notice.profile_id, [m.id for m, _ in chosen])
        rows = [
            self._delivery(notice, row, member, verdict, rooms.get(member.id))
            for row, (member, verdict) in enumerate(chosen, start=first)
        ]
        problem = _first_broken(notice, rows)
        if problem is not None:
            await self._refuse(tx, notice, problem)
            return
        await deliveries.add_many(tx, rows)
        for shard, states in sorted(self._by_shard(notice, rows).items()):
            start = ledger_rows(notice.number).start + shard * self._shard_rows
            await shards.add_to(
                tx,
                notice.id,
                shard,
                range(start, start + self._shard_rows),
                pending=states.count(DeliveryState.PENDING),
                skipped=states.count(DeliveryState.SKIPPED),
            )

    def _by_shard(
        self, notice: Notice, rows: Sequence[Delivery]
    ) -> dict[int, list[DeliveryState]]:
        found: dict[int, list[DeliveryState]] = {}
        for row in rows:
            place = row.row - ledger_rows(notice.number).start
            found.setdefault(place // self._shard_rows, []).append(row.state)
        return found

    def _delivery(
        self, notice: Notice, row: int, member: Member, verdict: Verdict, room: str | None
    ) -> Delivery:
        excluded = verdict is Verdict.EXCLUDED
        return Delivery(
            row=row,
            notice_id=notice.id,
            member_id=member.id,
            name=member.name,
            email=member.email,
            department=member.department,
            position=member.position,
            platform_id=member.platform_id,
            state=DeliveryState.SKIPPED if excluded else DeliveryState.PENDING,
            reason="excluded" if excluded else None,
            attempts=0,
            due_at=0,
            conversation_id=room,
            message_id=None,
            sent_at=None,
        )

    async def _start(self, tx: Transaction, notice: Notice) -> None:
        now = self._clock.now()
        started = replace(
            notice,
            state=NoticeState.SENDING,
            prepared_at=now,
            started_at=now,
            updated_at=now,
            version=notice.version + 1,
        )
        await notices.update(tx, started)

    async def _refuse(self, tx: Transaction, notice: Notice, problem: str) -> None:
        """Nobody has got it yet, so nobody does: the notice is for its author to correct."""
        await shards.remove_all(tx, notice.id)
        now = self._clock.now()
        failed = replace(
            notice,
            state=NoticeState.FAILED,
            state_reason=problem,
            finished_at=now,
            updated_at=now,
            version=notice.version + 1,
        )
        await notices.update(tx, failed)
        await tell_of_end(tx, self._clock, failed, Counts())


def _first_broken(notice: Notice, rows: Sequence[Delivery]) -> str | None:
    """Why some recipients' texts can't be made, naming them; None where all can."""
    if notice.frozen is None:
        return "not_frozen"
    try:
        messages = Messages(notice.frozen)
    except SpacecastError as error:
        return error.text.in_("ko")
    if not messages.per_recipient:
        return None
    broken: list[str] = []
    reason = ""
    for row in rows:
        try:
            messages.body(row, "0")
        except SpacecastError as error:
            broken.append(recipient_of(row).name)
            reason = reason or error.text.in_("ko")
    if not broken:
        return None
    more = f" +{len(broken) - _NAMED}" if len(broken) > _NAMED else ""
    return f"{reason} ({', '.join(broken[:_NAMED])}{more})"
