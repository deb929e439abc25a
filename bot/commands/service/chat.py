"""What people write to a profile's bot: a command is done, anything else is answered once in a while."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Final, Protocol

from bot.broadcast.model.callbacks import Written
from bot.broadcast.service.images import Images
from bot.broadcast.service.platform import Platform
from bot.broadcast.service.presses import Press
from bot.broadcast.store import chatting
from bot.commands.model.commands import Asked, Verb, Word
from bot.commands.service.answering import Answering
from bot.commands.service.pieces import MENU_BUTTONS, error_card, misread_card
from bot.commands.service.places import Place
from bot.commands.store import last_images
from bot.core.clock import HOUR, Clock
from bot.core.database import Database
from bot.core.errors import Bilingual, Language, SpacecastError, WrongState, invalid
from bot.kakaowork.errors import Refused

LAST_IMAGE: Final = "#last"
ANSWER_EVERY: Final = 12 * HOUR
_ENGLISH_ROOT: Final = "/notice"


class Misreading(Protocol):
    """What is wrong with a command."""

    @property
    def text(self) -> Bilingual:
        """The words, with what to write instead."""


ReadsCommands = Callable[[str], Asked | Misreading | None]


class Chat:
    """Handles the action `message`."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        answering: Answering,
        reads: ReadsCommands,
        platform: Platform,
        images: Images,
    ) -> None:
        self._database = database
        self._clock = clock
        self._answering = answering
        self._reads = reads
        self._platform = platform
        self._images = images

    async def act(self, press: Press) -> None:
        """Answer a message; done again for the same one, it answers once."""
        written = press.callback.written
        if written is None:
            raise WrongState(_NO_MESSAGE, code="no_message")
        place = await self._answering.place(press.callback, press.actor)
        press = replace(
            press, actor=press.actor.speaking(_language(press, asked_in=written.text))
        )
        await self._remember(press, written)
        asked = self._reads(written.text)
        if asked is None:
            await self._answer_small_talk(press, place)
            return
        await self._answering.require_pace(press, place)
        if isinstance(asked, Asked):
            await self._do(press, place, asked)
        else:
            await self._answering.send(press, place, misread_card(asked.text))

    async def _do(self, press: Press, place: Place, asked: Asked) -> None:
        try:
            asked = await self._with_image(press, place, asked)
        except SpacecastError as error:
            await self._answering.send(press, place, error_card(error))
            return
        bare = asked == Asked(verb=Verb.HELP)
        more = MENU_BUTTONS if bare and press.actor.may_use_sending else ()
        await self._answering.run(press, place, asked, more=more)

    async def _remember(self, press: Press, written: Written) -> None:
        if written.image is None or not press.actor.may_use_sending:
            return
        async with self._database.transaction() as tx:
            posted_at = await chatting.received_at(tx, press.callback.id)
            await last_images.keep(
                tx, press.callback.profile_id, press.actor.id, written.image, posted_at
            )

    async def _with_image(self, press: Press, place: Place, asked: Asked) -> Asked:
        """`image:#last` as the address of the image, which is ours from now on."""
        given = asked.words.get(Word.IMAGE, ())
        if LAST_IMAGE not in given or not press.actor.may_use_sending:
            return asked
        attachment = await last_images.find(self._database, place.profile.id, press.actor.id)
        if attachment is None:
            raise invalid("/image", "no_last_image", _NO_IMAGE)
        try:
            raw = await self._platform.web_api(place.profile.app_key).attachments_download(
                attachment
            )
        except Refused as error:
            raise invalid("/image", "image_gone", _IMAGE_GONE) from error
        url = self._images.url((await self._images.add(press.actor, raw)).id)
        image = tuple(url if one == LAST_IMAGE else one for one in given)
        return replace(asked, words={**asked.words, Word.IMAGE: image})

    async def _answer_small_talk(self, press: Press, place: Place) -> None:
        profile, actor = place.profile, press.actor
        before = await chatting.answered_at(self._database, profile.id, actor.id)
        now = self._clock.now()
        if before and now - before < ANSWER_EVERY:
            return
        may = actor.may_use_sending
        text = profile.answer or (_FOR_SENDERS if may else _FOR_ALL).in_(actor.language)
        # The key is that of this turn, whichever message or process comes first.
        key = f"answer-{profile.id}-{actor.id}-{before}"
        await self._answering.say(profile, place.conversation_id, text, (), key)
        async with self._database.transaction() as tx:
            await chatting.keep_answered(tx, profile.id, actor.id, now)


def _language(press: Press, asked_in: str) -> Language:
    """What the person reads, else the language of the command's first word, else the workspace's."""
    member = press.actor.member
    if member is not None and member.language is not None:
        return member.language
    begin = unicodedata.normalize("NFKC", asked_in[:100]).lstrip().casefold()
    if begin.startswith(_ENGLISH_ROOT):
        return "en"
    return "ko" if begin.startswith("/공지") else press.actor.language


_NO_MESSAGE = Bilingual(
    "쓴 메시지가 없어요. 메시지를 써 주세요.", "There is no message. Write one."
)
_NO_IMAGE = Bilingual(
    "이 방에 올린 그림이 없어요. 그림을 먼저 올린 뒤 다시 써 주세요.",
    "No image was posted in this room. Post one first, then write it again.",
)
_IMAGE_GONE = Bilingual(
    "마지막에 올린 그림을 가져올 수 없어요. 그림을 다시 올려 주세요.",
    "The last image can't be fetched. Post it again.",
)
_FOR_ALL = Bilingual(
    "공지를 보내는 봇이라 메시지에 답하지 않아요. 궁금한 점은 공지를 보낸 부서에 물어봐 주세요.",
    "This bot sends notices and doesn't answer messages. Please ask the team that sent the notice.",
)
_FOR_SENDERS = Bilingual(
    "공지를 보내는 봇이에요. '/공지 도움말'이라고 쓰면 할 수 있는 일을 알려 드려요.",
    "This bot sends notices. Write '/notice help' to see what you can do.",
)
