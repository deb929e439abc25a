"""What was asked goes to the desk, and its answer into the room: once, whatever breaks in between."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import structlog

from bot.broadcast.model.callbacks import Callback
from bot.broadcast.model.profiles import Profile
from bot.broadcast.service.platform import Platform
from bot.broadcast.service.presses import Press
from bot.broadcast.store import chatting, profiles
from bot.commands.model.cards import Card, CardButton
from bot.commands.model.commands import Asked
from bot.commands.service.card_message import (
    COMMAND_ACTION,
    FORM_ACTION,
    Signs,
    signed_message,
)
from bot.commands.service.pieces import error_card
from bot.commands.service.places import Place, RunsCommands
from bot.commands.service.status_cards import StatusCards
from bot.core.clock import HOUR, MINUTE
from bot.core.database import Database
from bot.core.errors import Bilingual, NotFound, PlatformRefused, SpacecastError, TryLater
from bot.kakaowork.blocks import Block
from bot.kakaowork.entities import Message
from bot.kakaowork.errors import Refused
from bot.workspace.model.actors import Actor

COUNTED: Final = ("message", COMMAND_ACTION, FORM_ACTION)
_LIMITS: Final = ((20, MINUTE), (200, HOUR))
_TOO_MANY: Final = "too_many_commands"
_log = structlog.get_logger(__name__)


class Answering:
    """Runs commands, however they came, and sends the cards that answer them."""

    def __init__(
        self,
        database: Database,
        *,
        desk: RunsCommands,
        platform: Platform,
        signs: Callable[[str], Signs],
        public_url: str,
        following: StatusCards,
    ) -> None:
        self._database = database
        self._desk = desk
        self._platform = platform
        self._signs = signs
        self._public_url = public_url
        self._following = following

    async def place(self, callback: Callback, actor: Actor) -> Place:
        """The room where a message was written; for a press the person's own room with the bot."""
        profile = await profiles.find_by_id(self._database, callback.profile_id)
        if profile is None:
            raise NotFound(_NO_PROFILE, code="profile_not_found")
        if callback.written is not None:
            return Place(profile=profile, conversation_id=callback.written.conversation_id)
        # What a press says of its room proves nothing, and a group should not read the answer.
        member = actor.member
        if member is None:
            raise NotFound(_NO_PROFILE, code="unknown_person")
        try:
            room = await self._platform.web_api(profile.app_key).conversations_open(
                str(member.platform_id)
            )
        except Refused as error:
            raise _final(error) from error
        return Place(profile=profile, conversation_id=room.id)

    async def run(
        self,
        press: Press,
        place: Place,
        asked: Asked,
        *,
        more: tuple[CardButton, ...] = (),
        again: CardButton | None = None,
    ) -> None:
        """Do it and answer; `more` stand below any answer, `again` below a refusal."""
        by = press.callback.id
        try:
            card = await self._desk.run(press.actor, place, asked, by=by)
        except SpacecastError as error:
            refusal = error_card(error)
            await self.send(press, place, replace(refusal, buttons=(again,) if again else ()))
            return
        fresh = tuple(one for one in more if one not in card.buttons)
        await self.send(press, place, replace(card, buttons=(*card.buttons, *fresh)))

    async def send(self, press: Press, place: Place, card: Card) -> None:
        """Send a card into the room, once for the callback."""
        actor, callback = press.actor, press.callback
        composed = await signed_message(
            card,
            actor.language,
            sign=self._signs(place.profile.id),
            public_url=self._public_url,
        )
        message = await self.say(
            place.profile, place.conversation_id, composed.text, composed.blocks, callback.id
        )
        if card.follows is not None and actor.member is not None:
            await self._following.follow(
                callback.id, card.follows, place, actor.member, message.id, composed
            )

    async def say(
        self, profile: Profile, room: str, text: str, blocks: tuple[Block, ...], key: str
    ) -> Message:
        """Send a message of the profile's bot; the same `key` sends it once where the platform can."""
        api = self._platform.web_api(profile.app_key)
        try:
            return await api.messages_send(room, text, blocks, idempotency_key=key)
        except Refused as error:
            raise _final(error) from error

    async def require_pace(self, press: Press, place: Place) -> None:
        """Raise `too_many_commands` for who asks too often; they are told so once."""
        callback, db = press.callback, self._database
        at = await chatting.received_at(db, callback.id)
        for most, window in _LIMITS:
            count = await chatting.count_until(
                db, callback.person, COUNTED, callback_id=callback.id, since=at - window,
                but=_TOO_MANY,
            )  # fmt: skip
            if count <= most:
                continue
            before = await chatting.reason_before(db, callback.person, COUNTED, callback.id)
            error = TryLater(_too_often(most, window), code=_TOO_MANY)
            if before != _TOO_MANY:
                await self.send(press, place, error_card(error))
            raise error


def _final(error: Refused) -> Exception:
    """A refusal that stays one however often it is asked is kept, and not tried again."""
    if not error.is_final:
        return error
    _log.warning("a chat could not be answered", why=str(error))
    return PlatformRefused(_NOT_TAKEN, code="answer_refused")


def _too_often(most: int, window: int) -> Bilingual:
    ko, en = ("1분", "a minute") if window == MINUTE else ("1시간", "an hour")
    return Bilingual(
        ko=f"명령은 {ko}에 {most}번까지 쓸 수 있어요. 잠시 뒤에 다시 해 주세요.",
        en=f"You can give {most} commands {en}. Try again in a while.",
    )


_NO_PROFILE = Bilingual(
    ko="이 봇의 발송 프로필을 찾을 수 없어요. 슈퍼 관리자에게 문의해 주세요.",
    en="The send profile of this bot can't be found. Please ask a super admin.",
)
_NOT_TAKEN = Bilingual(
    ko="메신저가 봇의 답을 받지 않았어요. 프로필의 App Key를 확인해 주세요.",
    en="The messenger didn't take the bot's answer. Check the profile's App Key.",
)
