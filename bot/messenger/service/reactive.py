"""Reactive calls: a press is posted to the bot, which may answer with a modal to fill in."""

import asyncio
from collections.abc import Mapping, Sequence

import msgspec
import structlog

from bot.core.clock import Clock
from bot.core.database import Database
from bot.core.errors import Invalid, NotFound
from bot.core.http import Answered, NoAnswer, OutgoingCalls
from bot.core.ids import new_ordered_id, new_secret
from bot.kakaowork import blocks as b
from bot.kakaowork.event_signature import sign
from bot.kakaowork.modal_answers import read_answers
from bot.kakaowork.reactive import (
    CONTENT_TYPE,
    PressedMessage,
    ReactiveCall,
    RequestModalCall,
    SubmissionCall,
    SubmitActionCall,
    action_time,
    call_body,
    read_modal_reply,
)
from bot.messenger.model import reactive as model
from bot.messenger.model.bots import Bot
from bot.messenger.model.messages import Message
from bot.messenger.model.reactive import Modal, Outcome, PageOpens, Press, PressKind, Taken
from bot.messenger.service.message_changes import blocks_of
from bot.messenger.service.presses import Presses
from bot.messenger.service.rooms import Rooms
from bot.messenger.store import bots, messages
from bot.messenger.store import reactive as store

_log = structlog.get_logger("spacecast.messenger")


class Reactive:
    """Carries the presses of people to bots and the answers back."""

    def __init__(
        self, database: Database, clock: Clock, rooms: Rooms, calls: OutgoingCalls
    ) -> None:
        self._database = database
        self._clock = clock
        self._rooms = rooms
        self._calls = calls
        self._presses = Presses(database, clock)

    async def close(self) -> None:
        """Wait until every press is recorded."""
        await self._presses.close()

    async def marks(self, user_id: int, message_ids: Sequence[int]) -> Mapping[int, int]:
        """The button that a person pressed last, and the bot took, of those messages that have one."""
        return await self._presses.marks(user_id, message_ids)

    async def press(
        self,
        user_id: int,
        room_id: int,
        seq: int,
        index: int,
        device: b.Device,
        edition: int | None = None,
    ) -> model.Pressed:
        """Press the button at `index` of a message in one of the person's rooms.

        With `edition` only where its buttons are still those that the person saw.
        NotFound, WrongState where the button can't be pressed or is being handled,
        TooManyPresses, BotFailed.
        """
        message, bot = await self._message(user_id, room_id, seq)
        if edition not in {None, message.edition}:
            raise model.no_button()
        action = model.action_of(blocks_of(message), index, device)
        match action:
            case b.OpenSystemBrowser(value=url) | b.OpenInappBrowser(value=url):
                return PageOpens(url=url)
            case b.OpenExternalApp():
                raise model.opens_an_app()
            case b.SubmitAction():
                press = self._pressed(user_id, message, PressKind.SUBMIT_ACTION, str(index))
                return await self._submit_action(press, bot, message, action)
            case b.CallModal(value=value):
                press = self._pressed(user_id, message, PressKind.REQUEST_MODAL, str(index))
                call = RequestModalCall(
                    action_time=action_time(press.pressed_at),
                    message=_told(message),
                    react_user_id=user_id,
                    value=value,
                )
                return await self._carry_for_modal(press, bot, call, message)

    async def _submit_action(
        self, press: Press, bot: Bot, message: Message, action: b.SubmitAction
    ) -> Taken:
        call = SubmitActionCall(
            action_time=action_time(press.pressed_at),
            message=_told(message),
            react_user_id=press.user_id,
            action_name=action.name,
            value=action.value,
        )
        await self._carry(press, bot, call)
        return Taken()

    async def modal(self, user_id: int, modal_id: str) -> Modal:
        """A modal that was opened for the person and can still be sent; NotFound, WrongState."""
        modal = await store.find_modal(self._database, modal_id, user_id)
        if modal is None:
            raise model.no_modal()
        try:
            await self._message(user_id, modal.room_id, modal.seq)
        except NotFound as error:
            # Who has left the room hears nothing more of it.
            raise model.no_modal() from error
        model.require_open(modal, self._clock.now())
        return modal

    async def submit(self, user_id: int, modal_id: str, given: object) -> None:
        """Send what was filled into a modal; Invalid names each wrong field.

        A modal that the bot has taken can't be sent again; one that failed can.
        """
        modal = await self.modal(user_id, modal_id)
        answers = read_answers(modal.view, given)
        message, bot = await self._message(user_id, modal.room_id, modal.seq)
        press = self._pressed(user_id, message, PressKind.SUBMISSION, modal.id)
        call = SubmissionCall(
            action_time=action_time(press.pressed_at),
            message=_told(message),
            react_user_id=user_id,
            actions=answers,
            value=modal.view.value,
        )
        await self._carry(press, bot, call, modal)

    async def _message(self, user_id: int, room_id: int, seq: int) -> tuple[Message, Bot]:
        """A message that the person may see, and the bot that wrote it."""
        room = await self._rooms.get_of_person(user_id, room_id)
        after = max(seq - 1, room.from_seq)
        found = await messages.after(self._database, room.id, after, 1)
        if not found or found[0].seq != seq:
            raise model.no_button()
        bot = await bots.find(self._database, found[0].sender_id)
        return found[0], model.require_bot(bot)

    def _pressed(self, user_id: int, message: Message, kind: PressKind, target: str) -> Press:
        return Press(
            id=new_ordered_id("pr"),
            user_id=user_id,
            bot_id=message.sender_id,
            room_id=message.room_id,
            message_id=message.id,
            kind=kind,
            target=target,
            pressed_at=self._clock.now(),
            edition=message.edition,
        )

    async def _carry(
        self, press: Press, bot: Bot, call: ReactiveCall, modal: Modal | None = None
    ) -> None:
        """Post to the Callback URL and keep what became of it."""
        answer = await self._post(press, bot, call, modal)
        outcome = _outcome(answer)
        await asyncio.shield(self._presses.end(press, outcome, sent=modal))
        self._require_taken(bot, press, outcome, answer)

    async def _carry_for_modal(
        self, press: Press, bot: Bot, call: ReactiveCall, message: Message
    ) -> Modal:
        """Post to the Request URL and keep the modal that it answers with."""
        answer = await self._post(press, bot, call)
        outcome, modal = _outcome(answer), None
        if isinstance(answer, Answered) and answer.taken:
            try:
                view = read_modal_reply(answer.body)
            except Invalid as error:
                outcome = Outcome.UNREADABLE
                pointers = [problem.pointer for problem in error.problems]
                _log.warning("modal_unreadable", bot=bot.id, code=error.word, at=pointers)
            else:
                modal = Modal(
                    id=new_secret("md_"),
                    user_id=press.user_id,
                    bot_id=bot.id,
                    room_id=message.room_id,
                    seq=message.seq,
                    view=view,
                    expires_at=self._clock.now() + model.MODAL_LIFE,
                )
        await asyncio.shield(self._presses.end(press, outcome, opened=modal))
        self._require_taken(bot, press, outcome, answer)
        if modal is None:
            raise AssertionError("a press that was taken has a modal")
        return modal

    async def _post(
        self, press: Press, bot: Bot, call: ReactiveCall, modal: Modal | None = None
    ) -> Answered | NoAnswer:
        url = model.address_for(bot, press.kind)
        key = await self._presses.begin(press, modal)
        body = call_body(call)
        headers = sign(key, press.id, press.pressed_at // 1_000, body)
        return await self._calls.post(url, body, CONTENT_TYPE, headers)

    def _require_taken(
        self, bot: Bot, press: Press, outcome: Outcome, answer: Answered | NoAnswer
    ) -> None:
        if outcome is Outcome.TAKEN:
            return
        status = answer.status if isinstance(answer, Answered) else 0
        # Never with the address: it may hold a secret.
        _log.warning(
            "reactive_call_failed",
            bot=bot.id,
            kind=press.kind.value,
            outcome=outcome.value,
            status=status,
        )
        raise model.failure(bot, outcome, status)


def _outcome(answer: Answered | NoAnswer) -> Outcome:
    if isinstance(answer, Answered):
        return Outcome.TAKEN if answer.taken else Outcome.REFUSED
    return Outcome(answer.value)


def _told(message: Message) -> PressedMessage:
    """The message as a bot is told: Kakao Work encrypts the text, so here too it tells nothing."""
    blocks: list[object] = msgspec.json.decode(message.blocks) if message.blocks else []
    return PressedMessage(
        id=message.id,
        text=new_secret(),
        user_id=message.sender_id,
        conversation_id=message.room_id,
        send_time=message.sent_at // 1_000,
        update_time=(message.updated_at or message.sent_at) // 1_000,
        blocks=blocks,
    )
