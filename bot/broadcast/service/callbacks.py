"""Takes what the platform tells of presses and messages: kept at once and once, acted on afterwards."""

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import structlog

from bot.broadcast.model.callbacks import (
    LEASE,
    MESSAGE_ACTION,
    Callback,
    CallbackKey,
    CallbackState,
    retry_in,
    written_answers,
)
from bot.broadcast.model.signed_values import ValueRefusal, read
from bot.broadcast.service.callback_proof import require_genuine
from bot.broadcast.store import callbacks as store
from bot.core.clock import Clock
from bot.core.database import Database
from bot.core.errors import (
    Bilingual,
    Invalid,
    Language,
    NotFound,
    SpacecastError,
)
from bot.core.ids import new_ordered_id, new_secret
from bot.kakaowork.incoming import (
    CallKind,
    IncomingCall,
    Receipt,
    kind_of,
    read_call,
    read_receipts,
)
from bot.kakaowork.modal import LABEL_CHARACTERS, Label, View
from bot.workspace.model.actors import Actor, Surface, member_actor
from bot.workspace.store import members
from bot.workspace.store import workspace as workspace_store

_AT_ONCE = 20
_UNKNOWN_ACTION = "unknown_action"
_UNKNOWN_PERSON = "unknown_person"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A proved callback, and its person with the rights of this moment."""

    callback: Callback
    actor: Actor


class ActionHandler(Protocol):
    """Does what a button or a filled-in modal stands for."""

    async def act(self, press: Press) -> None:
        """Do it; after a crash it is called again for the same press, and must do it once."""


class ModalHandler(Protocol):
    """Shows the modal that a button asks for."""

    async def view(self, press: Press) -> View:
        """The modal; it changes nothing."""


class ReceiptsTaker(Protocol):
    """Keeps who has read which message."""

    async def take(self, profile_id: str, receipts: Sequence[Receipt]) -> None:
        """Keep them; the same ones may be told again."""


@dataclass(slots=True, kw_only=True)
class CallbackHandlers:
    """Who handles which action: the first part of what we signed. Everything else is refused.

    What people write is the action `message`.
    """

    actions: dict[str, ActionHandler] = field(default_factory=dict)
    modals: dict[str, ModalHandler] = field(default_factory=dict)
    receipts: ReceiptsTaker | None = None


class Callbacks:
    """The one door for presses; `wake` is called when there is something to act on."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        handlers: CallbackHandlers,
        *,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._handlers = handlers
        self._wake = wake
        self._nobodys = CallbackKey(profile_id="", secret=new_secret())

    async def require_address(self, profile_id: str, secret: str) -> CallbackKey:
        """The key behind an address, or NotFound: a wrong secret and no profile are the same."""
        found = await store.find_key(self._database, profile_id)
        key = found or self._nobodys
        right = hmac.compare_digest(secret.encode(), key.address_secret.encode())
        if found is None or not right:
            raise NotFound(_NOTHING)
        return found

    async def take(
        self, key: CallbackKey, body: bytes, headers: Mapping[str, str] | None = None
    ) -> None:
        """Keep a press, a filled-in modal or a message, once; it is acted on later.

        Receipts are kept by who takes them. Unauthorized: a signature is wrong or missing; Invalid: no
        such call.
        """
        await require_genuine(self._database, key, body, headers or {}, self._clock.now())
        if kind_of(body) is CallKind.RECEIPTS:
            receipts = read_receipts(body)
            if self._handlers.receipts is not None:
                await self._handlers.receipts.take(key.profile_id, receipts)
            return
        call = read_call(body)
        if call.kind is CallKind.REQUEST_MODAL:
            raise Invalid(_WRONG_ADDRESS, code="wrong_address")
        callback = _judged(call, key)
        async with self._database.transaction() as tx:
            await store.add_once(tx, callback, self._clock.now())
        if callback.state is CallbackState.RECEIVED:
            self._wake()

    async def modal(
        self, key: CallbackKey, body: bytes, headers: Mapping[str, str] | None = None
    ) -> View:
        """The modal of a pressed button, or one that says why there is none."""
        await require_genuine(self._database, key, body, headers or {}, self._clock.now())
        call = read_call(body)
        if call.kind is not CallKind.REQUEST_MODAL:
            raise Invalid(_WRONG_ADDRESS, code="wrong_address")
        callback = _judged(call, key)
        view, reason = await self._view(callback)
        state = CallbackState.REFUSED if reason else CallbackState.DONE
        async with self._database.transaction() as tx:
            kept = replace(callback, state=state, reason=reason)
            await store.add_once(tx, kept, self._clock.now())
        return view

    async def work(self) -> None:
        """Act on everything that is due."""
        while True:
            now = self._clock.now()
            async with self._database.transaction() as tx:
                due = await store.claim(tx, now=now, lease_until=now + LEASE, limit=_AT_ONCE)
            if not due:
                return
            for callback in sorted(due, key=lambda one: one.id):
                await self._act(callback)

    async def _act(self, callback: Callback) -> None:
        handler = self._handlers.actions.get(callback.action)
        press = await self._press(callback)
        if handler is None or press is None:
            reason = _UNKNOWN_ACTION if handler is None else _UNKNOWN_PERSON
            await self._finish(callback, CallbackState.REFUSED, reason)
            return
        try:
            await handler.act(press)
        except SpacecastError as error:
            await self._finish(callback, CallbackState.REFUSED, error.word)
        except Exception:  # noqa: BLE001 -- one press that can't be handled must not stop all others
            _log.exception("a callback could not be handled", callback=callback.id)
            await self._put_back(callback)
        else:
            await self._finish(callback, CallbackState.DONE, None)

    async def _put_back(self, callback: Callback) -> None:
        wait = retry_in(callback.attempts)
        if wait is None:
            await self._finish(callback, CallbackState.FAILED, "internal_error")
            return
        async with self._database.transaction() as tx:
            due = self._clock.now() + wait
            await store.put_back(tx, callback.id, due, "internal_error")

    async def _finish(
        self, callback: Callback, state: CallbackState, reason: str | None
    ) -> None:
        async with self._database.transaction() as tx:
            await store.finish(tx, callback.id, state, reason, self._clock.now())

    async def _press(self, callback: Callback) -> Press | None:
        """The press of somebody who is here; who is deactivated has no rights anywhere."""
        if not callback.person.isascii() or not callback.person.isdigit():
            return None
        number = int(callback.person[:18])
        found = await members.find_by_platform_ids(self._database, [number])
        if not found or not found[0].active or str(number) != callback.person:
            return None
        actor = member_actor(found[0], Surface.CHAT, language=await self._language())
        return Press(callback=callback, actor=actor)

    async def _view(self, callback: Callback) -> tuple[View, str | None]:
        handler = self._handlers.modals.get(callback.action)
        press = await self._press(callback)
        if callback.state is CallbackState.REFUSED or handler is None or press is None:
            unknown = _UNKNOWN_ACTION if handler is None else _UNKNOWN_PERSON
            return await self._told(_NO_MODAL), callback.reason or unknown
        try:
            return await handler.view(press), None
        except SpacecastError as error:
            return await self._told(error.text), error.word

    async def _told(self, text: Bilingual) -> View:
        language = await self._language()
        said = text.in_(language)[:LABEL_CHARACTERS]
        words = ("Notice", "OK", "Close") if language == "en" else ("안내", "확인", "닫기")
        title, accept, decline = words
        return View(
            title=title, accept=accept, decline=decline, value="-", blocks=(Label(text=said),)
        )

    async def _language(self) -> Language:
        """The workspace's: the platform does not tell which one a person reads."""
        return "en" if (await workspace_store.get(self._database)).language == "en" else "ko"


def _judged(call: IncomingCall, key: CallbackKey) -> Callback:
    """The callback as it is kept: with what we signed, or refused because we did not."""
    if call.kind is CallKind.MESSAGE:
        # Told again it may have another time: it is known by the message alone.
        timeless = replace(call, action_time="", answers=written_answers(call))
        return _callback(timeless, key, (MESSAGE_ACTION,))
    found = read(call.value, key.value_key)
    if isinstance(found, ValueRefusal):
        callback = _callback(call, key, (call.name or call.kind.value,))
        return replace(callback, state=CallbackState.REFUSED, reason=found.value)
    callback = _callback(call, key, found)
    if call.kind is CallKind.SUBMIT_ACTION and call.name != found[0]:
        return replace(callback, state=CallbackState.REFUSED, reason=ValueRefusal.FORGED.value)
    return callback


def _callback(call: IncomingCall, key: CallbackKey, parts: Sequence[str]) -> Callback:
    return Callback(
        # Ordered, so that what was pressed first is done first.
        id=new_ordered_id("cb"),
        profile_id=key.profile_id,
        kind=call.kind,
        message_id=call.message_id,
        person=call.person,
        action=parts[0],
        action_time=call.action_time,
        parts=tuple(parts),
        answers=call.answers,
    )


_NOTHING = Bilingual(
    ko="그런 주소가 없어요. 주소를 다시 확인해 주세요.",
    en="There is nothing at this address. Check it again.",
)
_WRONG_ADDRESS = Bilingual(
    ko="Request URL과 Callback URL이 서로 바뀌었어요. 봇 관리에서 두 주소를 확인해 주세요.",
    en="Request URL and Callback URL are mixed up. Check both addresses in the bot management.",
)
_NO_MODAL = Bilingual(
    ko="이 버튼은 더 이상 쓸 수 없어요. 공지를 보낸 사람에게 문의해 주세요.",
    en="This button can't be used any more. Please ask whoever sent the notice.",
)
