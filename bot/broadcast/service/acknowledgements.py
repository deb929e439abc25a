"""Answers to notices: taken once each, many at a time, and shown to those who may see the notice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.broadcast.model.acknowledgements import (
    ACKNOWLEDGED,
    READ,
    Answer,
    Tallies,
    answers_in,
    choice_in,
    is_open,
    require_asks,
    require_open,
    tally_of,
)
from bot.broadcast.model.deliveries import ledger_row_of
from bot.broadcast.model.notices import Notice
from bot.broadcast.service.notices import Notices
from bot.broadcast.store import acknowledgements as store
from bot.broadcast.store import notices as notice_store
from bot.core.clock import MINUTE, Clock
from bot.core.database import Database, Transaction
from bot.core.errors import SpacecastError
from bot.workspace.model.actors import Actor, require_super_admin
from bot.workspace.model.members import names
from bot.workspace.service.audit import record
from bot.workspace.store import members
from bot.workspace.store import workspace as workspace_store

_POINTS = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a member pressed at `at` (UTC ms): the notice and the parts of its button."""

    notice_id: str
    member_id: str
    parts: Sequence[str]
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReceipt:
    """A message that its recipient has read at `read_at` (UTC ms), by the delivery's id."""

    delivery_id: str
    read_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What is known of the answers to a notice.

    `choices`: the survey's answers with their counts, in order; `asks`: whether it has an answer
    button; `open`: whether answers still count; `remaining`: reached, and without an answer.
    """

    tallies: Tallies
    asks: bool
    open: bool
    remaining: int
    choices: Sequence[tuple[str, int]] = ()


class Acknowledgements:
    """Repeated presses are harmless: one answer per person, the last choice counts."""

    def __init__(self, database: Database, clock: Clock, *, notices: Notices) -> None:
        self._database = database
        self._clock = clock
        self._notices = notices

    async def take(self, profile_id: str, given: Sequence[Given]) -> list[str | None]:
        """Keep what members pressed; for each None, or why it does not count.

        `answers_closed`, `unknown_answer`, `not_a_recipient`. Taking the same again changes nothing.
        """
        outcomes: list[str | None] = [None] * len(given)
        by_notice: dict[str, list[int]] = {}
        for place, one in enumerate(given):
            by_notice.setdefault(one.notice_id, []).append(place)
        for notice_id in sorted(by_notice):
            places = by_notice[notice_id]
            found = await self._take_one(profile_id, notice_id, [given[at] for at in places])
            for place, outcome in zip(places, found, strict=True):
                outcomes[place] = outcome
        return outcomes

    async def _take_one(
        self, profile_id: str, notice_id: str, given: Sequence[Given]
    ) -> list[str | None]:
        notice = await notice_store.find(self._database, notice_id)
        if notice is None or notice.profile_id != profile_id:
            return ["unknown_answer"] * len(given)
        rows = await store.rows_of(
            self._database, notice.id, sorted({one.member_id for one in given})
        )
        answers: dict[int, Answer] = {}
        outcomes = [_judged(notice, one, rows, answers) for one in given]
        if answers:
            async with self._database.transaction() as tx:
                await self._keep(tx, notice, answers)
        return outcomes

    async def _keep(
        self, tx: Transaction, notice: Notice, answers: Mapping[int, Answer]
    ) -> None:
        # Always in the same order, so that two processes don't wait for each other.
        ordered = [answers[row] for row in sorted(answers)]
        new = await store.add_once(tx, notice.id, ordered)
        before = await store.held(tx, [a.delivery for a in ordered if a.delivery not in new])
        deltas: dict[str, int] = {ACKNOWLEDGED: len(new)}
        changed = []
        for answer in ordered:
            old = before.get(answer.delivery)
            if old is not None:
                # A press that was delayed does not undo a later one, whatever that one said.
                if old.changed_at >= answer.changed_at:
                    continue
                changed.append(answer)
                _add(deltas, old.choice, -1)
            _add(deltas, answer.choice, 1)
        await store.change(tx, changed)
        await store.count(tx, notice.id, deltas)

    async def take_receipts(self, profile_id: str, receipts: Sequence[ReadReceipt]) -> int:
        """Keep what was read, once each; answers how many were new.

        Nothing is kept where the workspace does not want to know who reads.
        """
        if not (await workspace_store.get(self._database)).read_tracking:
            return 0
        by_notice: dict[str, list[ReadReceipt]] = {}
        for one in receipts:
            by_notice.setdefault(one.delivery_id.rpartition(".")[0], []).append(one)
        added = 0
        for notice_id in sorted(by_notice):
            notice = await notice_store.find(self._database, notice_id)
            if notice is None or notice.id != notice_id or notice.profile_id != profile_id:
                continue
            found = [
                (ledger_row_of(one.delivery_id, notice.number), one.read_at)
                for one in by_notice[notice_id]
            ]
            rows = {row: read_at for row, read_at in found if row is not None}
            async with self._database.transaction() as tx:
                new = await store.add_receipts(tx, notice.id, rows, self._clock.now())
                await store.count(tx, notice.id, {READ: new})
            added += new
        return added

    async def summary(self, actor: Actor, key: str) -> Summary:
        """How many have read and answered, for those who may see the notice."""
        notice = await notice_store.get(self._database, key)
        await self._notices.require_sight(actor, notice)
        return await self.summary_of(notice)

    async def summary_of(self, notice: Notice) -> Summary:
        """The same, of a notice that the caller may see."""
        buttons = answers_in(notice.frozen)
        tallies = await store.tallies(self._database, notice.id)
        choices = buttons.choices if buttons else ()
        return Summary(
            tallies=tallies,
            asks=buttons is not None,
            open=buttons is not None and is_open(notice, self._clock.now()),
            remaining=await store.remaining(self._database, notice.id) if buttons else 0,
            choices=[(words, tallies.choices.get(at, 0)) for at, words in enumerate(choices)],
        )

    async def tallies_of(self, found: Sequence[Notice]) -> Mapping[str, Tallies]:
        """The counts of notices that the caller may see, by id; without any where nobody answered."""
        return await store.tallies_of_many(self._database, [notice.id for notice in found])

    async def curve(self, actor: Actor, key: str) -> list[tuple[int, int]]:
        """How many had answered by when (UTC ms), rising, from the start of sending until now."""
        notice = await notice_store.get(self._database, key)
        await self._notices.require_sight(actor, notice)
        if notice.started_at is None:
            return []
        width = max(MINUTE, -(-(self._clock.now() - notice.started_at) // _POINTS))
        spans = await store.by_time(self._database, notice.id, notice.started_at, width)
        curve, total = [], 0
        for span, count in spans:
            total += count
            curve.append((notice.started_at + (span + 1) * width, total))
        return curve

    async def close(self, actor: Actor, key: str) -> Summary:
        """From now on no answer counts any more; closing what is closed changes nothing."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            notice = await self._notices.held(tx, actor, key)
            require_asks(notice)
            if is_open(notice, now):
                closed = replace(notice, closed_at=now, remind_at=None)
                notice = await self._notices.keep(tx, closed)
                await record(tx, self._clock, actor, "notice.closed", "notice", notice.id)
        return await self.summary_of(notice)

    async def forget_readers(self, actor: Actor) -> int:
        """Forget who has read what, as a super admin has asked; how many it were stays."""
        require_super_admin(actor, names(await members.super_admins(self._database)))
        async with self._database.transaction() as tx:
            forgotten = await store.forget_receipts(tx)
            await record(
                tx, self._clock, actor, "workspace.readers_forgotten", "workspace", "1",
                count=forgotten,
            )  # fmt: skip
        return forgotten


def _judged(
    notice: Notice, given: Given, rows: Mapping[str, int], answers: dict[int, Answer]
) -> str | None:
    """Why an answer does not count, or None once it is among `answers`."""
    row = rows.get(given.member_id)
    if row is None:
        return "not_a_recipient"
    try:
        choice = choice_in(notice, given.parts)
        require_open(notice, given.at)
    except SpacecastError as error:
        return error.word if error.word != "invalid" else "unknown_answer"
    before, first = answers.get(row), given.at
    if before is not None:
        if before.changed_at > given.at:
            answers[row] = replace(before, at=min(before.at, given.at))
            return None
        first = before.at
    answers[row] = Answer(
        delivery=row, member_id=given.member_id, choice=choice, at=first, changed_at=given.at
    )
    return None


def _add(deltas: dict[str, int], choice: int | None, by: int) -> None:
    if choice is not None:
        name = tally_of(choice)
        deltas[name] = deltas.get(name, 0) + by
