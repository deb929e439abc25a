"""Reminders: a notice to those who have not answered another one, by hand or by its rule."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.broadcast.model.acknowledgements import (
    is_open,
    next_reminder,
    reminder_title,
    require_remindable,
)
from bot.broadcast.model.content import TITLE_CHARACTERS
from bot.broadcast.model.notices import UNDER_WAY, Notice, NoticeDraft, NoticeState
from bot.broadcast.service.drafts import notice_of, title_of
from bot.broadcast.service.notices import Notices, NoticeView
from bot.broadcast.service.readiness import Readiness
from bot.broadcast.service.sending import Sending
from bot.broadcast.store import acknowledgements, notices, reminders, restores
from bot.broadcast.store import profiles as profile_store
from bot.core.clock import MINUTE, Clock
from bot.core.database import Database, Reader, Transaction
from bot.core.errors import Bilingual, SpacecastError, WrongState
from bot.workspace.model.actors import Actor, system_actor
from bot.workspace.service.audit import record

_AT_ONCE = 20
# What is still being sent, or reminded of, is looked at again a little later.
_LATER = 10 * MINUTE
# Why the rule ends: later there is nobody to remind either.
_FOR_GOOD = frozenset({"nobody_to_remind", "answers_closed", "asks_nothing", "wrong_state"})
_WAITING = UNDER_WAY | {NoticeState.PREPARING, NoticeState.SCHEDULED}


class Reminding:
    """Rights as for sending; who answers between the press and the sending is not reminded.

    `misfire_grace`: how late the rule may still remind by itself, in milliseconds.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        notices: Notices,
        readiness: Readiness,
        sending: Sending,
        misfire_grace: int,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._notices = notices
        self._readiness = readiness
        self._sending = sending
        self._misfire_grace = misfire_grace
        self._wake = wake

    async def remaining(self, actor: Actor, key: str) -> int:
        """How many the notice has reached that have not answered it."""
        notice = await self._original(await notices.get(self._database, key))
        await self._notices.require_sight(actor, notice)
        return await acknowledgements.remaining(self._database, notice.id)

    async def to_remind(self, actor: Actor, key: str) -> int:
        """How many a reminder would go to; raises what would keep it from being sent."""
        notice = await self._original(await notices.get(self._database, key))
        return await self._require(actor, notice)

    async def reminders_of(self, actor: Actor, key: str) -> list[tuple[str, str]]:
        """The reminders of a notice by id and label, for those who may see it."""
        notice = await notices.get(self._database, key)
        await self._notices.require_sight(actor, notice)
        return await reminders.of(self._database, notice.id)

    async def remind(self, actor: Actor, key: str) -> NoticeView:
        """Send a reminder to those who have not answered, with the usual grace and quiet hours.

        Raises `asks_nothing`, `answers_closed`, `nobody_to_remind`, `reminder_under_way`, and what
        keeps somebody from sending.
        """
        notice = await self._original(await notices.get(self._database, key))
        await self._require(actor, notice)
        async with self._database.transaction() as tx:
            held = await self._notices.held(tx, actor, notice.id)
            # Somebody may have closed it meanwhile.
            require_remindable(held, self._clock.now())
            await _require_none_under_way(tx, held)
            made = await self._made(tx, actor, held)
            ready, until = await self._sending.by_hand(tx, made)
            await notices.add(tx, ready)
            await record(
                tx, self._clock, actor, "notice.reminded", "notice", held.id,
                label=held.label, by=ready.label, until=until,
            )  # fmt: skip
        self._wake()
        return await self._notices.get(actor, ready.id)

    async def fire_due(self) -> int:
        """Remind by every rule that is due; answers how many were looked at."""
        due = await reminders.due(self._database, self._clock.now(), _AT_ONCE)
        for notice_id in due:
            await self._fire(notice_id)
        return len(due)

    async def _fire(self, notice_id: str) -> None:
        notice = await notices.find(self._database, notice_id)
        if notice is None:
            return
        try:
            refusal: str | None = None
            author = await self._readiness.author(notice.author_id)
            await self._readiness.require_sender(author, notice.profile_id)
            require_remindable(notice, self._clock.now())
            await self._require_anybody(notice)
        except SpacecastError as error:
            author, refusal = system_actor(), error.word
        async with self._database.transaction() as tx:
            held = await notices.get_locked(tx, notice_id)
            now = self._clock.now()
            if held.remind_at is None or held.remind_at > now or held.version != notice.version:
                return
            # Only then is there anybody to remind.
            if held.state in _WAITING or await reminders.under_way(tx, held.id):
                await self._notices.keep(tx, replace(held, remind_at=now + _LATER))
                return
            late = now - held.remind_at > self._misfire_grace
            restored = held.remind_at <= await restores.last(tx)
            if refusal is None and (late or restored):
                refusal = "restored" if restored else "misfire_grace"
            await self._settle(tx, held, author, refusal, now)
        self._wake()

    async def _settle(
        self, tx: Transaction, held: Notice, author: Actor, refusal: str | None, now: int
    ) -> None:
        done = replace(held, reminded=held.reminded + 1)
        over = not is_open(held, now) or refusal in _FOR_GOOD
        await self._notices.keep(
            tx, replace(done, remind_at=None if over else next_reminder(done, now))
        )
        label = None
        if refusal is None:
            made = await self._made(tx, author, held)
            due = replace(made, state=NoticeState.SCHEDULED, scheduled_at=now)
            ready = await self._sending.started(tx, due)
            await notices.add(tx, ready)
            label = ready.label
        await record(
            tx, self._clock, system_actor(), "notice.reminder_due", "notice", held.id,
            label=held.label, by=label, reason=refusal, times=done.reminded,
        )  # fmt: skip

    async def _made(self, tx: Transaction, actor: Actor, notice: Notice) -> Notice:
        """The reminder, said with the content of the notice as it was sent."""
        profile = await profile_store.get(tx, notice.profile_id)
        frozen, variables = _retitled(notice.frozen or {}), _with_title(notice.variables)
        draft = NoticeDraft(
            profile_id=notice.profile_id,
            template=notice.template,
            variables=variables,
            audience=notice.audience,
            not_after=notice.not_after,
            on_uncertain=notice.on_uncertain,
        )
        made = notice_of(
            draft, actor, profile, number=await notices.next_number(tx), now=self._clock.now()
        )
        return replace(made, reminds=notice.id, frozen=frozen, title=title_of(variables))

    async def _original(self, notice: Notice) -> Notice:
        """The notice itself, or the one of which it reminds."""
        if notice.reminds is None:
            return notice
        return await notices.get(self._database, notice.reminds)

    async def _require(self, actor: Actor, notice: Notice) -> int:
        """How many are to be reminded; raises what keeps the actor from it."""
        await self._readiness.require_right(actor, notice.profile_id)
        require_remindable(notice, self._clock.now())
        await self._readiness.require_sender(actor, notice.profile_id)
        left = await self._require_anybody(notice)
        await _require_none_under_way(self._database, notice)
        return left

    async def _require_anybody(self, notice: Notice) -> int:
        left = await acknowledgements.remaining(self._database, notice.id)
        if not left:
            raise WrongState(_everybody(notice), code="nobody_to_remind")
        return left


async def _require_none_under_way(db: Reader, notice: Notice) -> None:
    other = await reminders.under_way(db, notice.id)
    if other is not None:
        raise WrongState(_under_way(notice, other), code="reminder_under_way")


def _with_title(variables: Mapping[str, Any]) -> dict[str, Any]:
    title = variables.get("title")
    if not isinstance(title, str) or not title.strip():
        return dict(variables)
    return {**variables, "title": reminder_title(title, TITLE_CHARACTERS)}


def _retitled(frozen: Mapping[str, Any]) -> dict[str, Any]:
    return {**frozen, "variables": _with_title(frozen.get("variables", {}))}


def _everybody(notice: Notice) -> Bilingual:
    return Bilingual(
        ko=f"{notice.label} 공지는 받은 사람이 모두 답해서 다시 알릴 사람이 없어요.",
        en=f"Everybody who got {notice.label} has answered, so there is nobody to remind.",
    )


def _under_way(notice: Notice, other: str) -> Bilingual:
    return Bilingual(
        ko=f"{notice.label} 공지의 다시 알림 {other}을(를) 보내고 있어요. 끝난 뒤에 다시 해 주세요.",
        en=f"{other}, a reminder of {notice.label}, is still being sent. Try again when it has ended.",
    )
