"""Cards that follow a notice: changed in place while it is being sent, and left alone at its end."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import msgspec
import structlog

from bot.broadcast.model.composer import Composed
from bot.broadcast.model.notices import Notice, NoticeState
from bot.broadcast.service.platform import Platform
from bot.broadcast.store import notices, profiles
from bot.commands.model.commands import Asked, Verb
from bot.commands.service.card_message import Signs, signed_message
from bot.commands.service.places import Place, RunsCommands
from bot.commands.store import status_cards as store
from bot.commands.store.status_cards import StatusCard
from bot.core.clock import HOUR, SECOND, Clock
from bot.core.database import Database
from bot.core.errors import Language, SpacecastError
from bot.kakaowork.errors import CallFailed, Refused
from bot.kakaowork.writing import blocks_json
from bot.workspace.model.actors import Surface, member_actor
from bot.workspace.model.members import Member
from bot.workspace.store import members
from bot.workspace.store import workspace as workspace_store

LOOK_EVERY: Final = 2 * SECOND
FOLLOWED_FOR: Final = 12 * HOUR
_AT_ONCE: Final = 50
_RUNNING: Final = frozenset(
    {NoticeState.SCHEDULED, NoticeState.PREPARING, NoticeState.SENDING, NoticeState.PAUSED}
)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Followed:
    """A card, whose it is, and what it follows."""

    card: StatusCard
    member: Member
    place: Place
    notice: Notice
    ended: bool


class StatusCards:
    """Any number of processes may look at the same time: each card is looked at by one."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        desk: RunsCommands,
        platform: Platform,
        signs: Callable[[str], Signs],
        public_url: str,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._desk = desk
        self._platform = platform
        self._signs = signs
        self._public_url = public_url
        self._wake = wake

    async def follow(
        self,
        key: str,
        notice_id: str,
        place: Place,
        member: Member,
        message_id: str,
        shown: Composed,
    ) -> None:
        """Follow a notice with a message that was sent; once for each `key`."""
        card = StatusCard(
            id=key,
            notice_id=notice_id,
            profile_id=place.profile.id,
            member_id=member.id,
            conversation_id=place.conversation_id,
            message_id=message_id,
            shown=_mark(shown),
            created_at=self._clock.now(),
        )
        async with self._database.transaction() as tx:
            await store.add_once(tx, card)
        self._wake()

    async def look(self) -> None:
        """Look at every card that is due once."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            before = now - LOOK_EVERY + SECOND // 2
            due = await store.claim(tx, now=now, before=before, limit=_AT_ONCE)
        for card in due:
            try:
                await self._look_at(card)
            except CallFailed as error:
                _log.info("a status card could not be changed", card=card.id, why=str(error))

    async def _look_at(self, card: StatusCard) -> None:
        followed = await self._followed(card)
        if followed is None:
            await self._end(card)
            return
        if not self._platform.takes_messages and not followed.ended:
            return
        try:
            composed = await self._composed(followed)
        except SpacecastError:
            # They may not see it any more.
            await self._end(card)
            return
        if self._platform.takes_messages:
            if not await self._change(followed, composed):
                followed = replace(followed, ended=True)
        elif _mark(composed) != card.shown:
            await self._say_last(followed, composed)
        if followed.ended:
            await self._end(card)

    async def _followed(self, card: StatusCard) -> _Followed | None:
        """None where there is nothing to follow any more."""
        notice = await notices.find(self._database, card.notice_id)
        profile = await profiles.find_by_id(self._database, card.profile_id)
        found = await members.find_many(self._database, [card.member_id])
        late = self._clock.now() - card.created_at >= FOLLOWED_FOR
        if notice is None or profile is None or late or not found or not found[0].active:
            return None
        place = Place(profile=profile, conversation_id=card.conversation_id)
        return _Followed(
            card=card, member=found[0], place=place, notice=notice,
            ended=notice.state not in _RUNNING,
        )  # fmt: skip

    async def _composed(self, followed: _Followed) -> Composed:
        language = await self._language(followed.member)
        actor = member_actor(followed.member, Surface.CHAT, language=language)
        asked = Asked(verb=Verb.STATUS, subject=followed.notice.label)
        card = await self._desk.run(actor, followed.place, asked, by=followed.card.id)
        sign = self._signs(followed.place.profile.id)
        return await signed_message(card, language, sign=sign, public_url=self._public_url)

    async def _language(self, member: Member) -> Language:
        return member.language or (await workspace_store.get(self._database)).language

    async def _change(self, followed: _Followed, composed: Composed) -> bool:
        """Change the message where it shows something else; False: it is gone."""
        card = followed.card
        if _mark(composed) == card.shown:
            return True
        api = self._platform.web_api(followed.place.profile.app_key)
        try:
            await api.messages_update(card.message_id, composed.text, composed.blocks)
        except Refused as error:
            if not error.is_final:
                raise
            return False
        async with self._database.transaction() as tx:
            await store.keep_shown(tx, card.id, _mark(composed))
        return True

    async def _say_last(self, followed: _Followed, composed: Composed) -> None:
        card = followed.card
        if not self._platform.honours_idempotency_keys:
            # Told once or not at all: the card itself has a button that tells.
            await self._end(card)
        api = self._platform.web_api(followed.place.profile.app_key)
        await api.messages_send(
            card.conversation_id, composed.text, composed.blocks,
            idempotency_key=f"{card.id}-end",
        )  # fmt: skip

    async def _end(self, card: StatusCard) -> None:
        async with self._database.transaction() as tx:
            await store.end(tx, card.id, self._clock.now())


def _mark(composed: Composed) -> str:
    told = msgspec.json.encode([composed.text, blocks_json(composed.blocks)])
    return hashlib.sha256(told).hexdigest()
