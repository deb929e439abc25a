"""What is pressed in a notice: 확인 or a survey's answer, taken many at once; who is too late is told."""

from collections.abc import Sequence

import structlog

from bot.broadcast.model.acknowledgements import TRIAL, TRIAL_WORDS, late_words
from bot.broadcast.service.acknowledgements import Acknowledgements, Given, ReadReceipt
from bot.broadcast.service.platform import Platform
from bot.broadcast.service.presses import Press
from bot.broadcast.store import callbacks as store
from bot.broadcast.store import notices, profiles
from bot.core.clock import SECOND
from bot.core.database import Database
from bot.core.errors import Bilingual, Invalid
from bot.kakaowork.errors import CallFailed
from bot.kakaowork.incoming import Receipt

_CLOSED = "answers_closed"
_TRIAL = "trial"
_log = structlog.get_logger(__name__)


class AnswerPresses:
    """A person is told once for each message that it takes no more answers, however often they press."""

    def __init__(
        self, database: Database, platform: Platform, acknowledgements: Acknowledgements
    ) -> None:
        self._database = database
        self._platform = platform
        self._acknowledgements = acknowledgements

    async def act_many(self, presses: Sequence[Press]) -> Sequence[str | None]:
        """Take the answers; for each None, or why it does not count."""
        outcomes: list[str | None] = [None] * len(presses)
        by_profile: dict[str, list[int]] = {}
        for place, press in enumerate(presses):
            if _notice_of(press) == TRIAL:
                outcomes[place] = _TRIAL
            else:
                by_profile.setdefault(press.callback.profile_id, []).append(place)
        for profile_id, places in by_profile.items():
            given = [_given(presses[place]) for place in places]
            found = await self._acknowledgements.take(profile_id, given)
            for place, outcome in zip(places, found, strict=True):
                outcomes[place] = outcome
        for press, outcome in zip(presses, outcomes, strict=True):
            if outcome in {_CLOSED, _TRIAL}:
                await self._tell(press, outcome)
        return outcomes

    async def _tell(self, press: Press, outcome: str) -> None:
        callback = press.callback
        async with self._database.transaction() as tx:
            # Kept before it is said: after a crash somebody may not be told, but nobody twice.
            if not await store.told_first(tx, callback, outcome):
                return
        words = await self._words(press, outcome)
        profile = await profiles.find(self._database, callback.profile_id)
        if words is None or profile is None:
            return
        member = press.actor.member
        language = (member.language if member else None) or press.actor.language
        try:
            api = self._platform.web_api(profile.app_key)
            room = await api.conversations_open(callback.person)
            key = f"late-{callback.message_id}-{callback.person}"
            await api.messages_send(room.id, words.in_(language), (), idempotency_key=key[:200])
        except (CallFailed, Invalid) as error:
            # They pressed too late and were not told: no reason to press for them again.
            _log.warning("somebody could not be told", why=str(error), callback=callback.id)

    async def _words(self, press: Press, outcome: str) -> Bilingual | None:
        if outcome == _TRIAL:
            return TRIAL_WORDS
        notice = await notices.find(self._database, _notice_of(press))
        return late_words(notice) if notice else None


class ReceiptIntake:
    """Receipts of the built-in messenger; those of messages that are no notice's are let go."""

    def __init__(self, acknowledgements: Acknowledgements) -> None:
        self._acknowledgements = acknowledgements

    async def take(self, profile_id: str, receipts: Sequence[Receipt]) -> None:
        """Keep them; the same ones may be told again."""
        found = [
            ReadReceipt(delivery_id=one.idempotency_key, read_at=one.read_at * SECOND)
            for one in receipts
            if one.idempotency_key
        ]
        await self._acknowledgements.take_receipts(profile_id, found)


def _notice_of(press: Press) -> str:
    parts = press.callback.parts
    return parts[1] if len(parts) > 1 else ""


def _given(press: Press) -> Given:
    member = press.actor.member
    return Given(
        notice_id=_notice_of(press),
        member_id=member.id if member else "",
        parts=press.callback.parts,
        at=press.callback.received_at,
    )
