"""Takes what the platform tells of presses and messages: kept at once and once, acted on afterwards."""

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.broadcast.model.callbacks import (
    MESSAGE_ACTION,
    Callback,
    CallbackKey,
    CallbackState,
    written_answers,
)
from bot.broadcast.model.signed_values import ValueRefusal, read
from bot.broadcast.service.callback_proof import require_genuine
from bot.broadcast.service.callback_work import CallbackWork
from bot.broadcast.service.presses import (
    UNKNOWN_ACTION,
    UNKNOWN_PERSON,
    CallbackHandlers,
    presses_of,
)
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
from bot.core.group_commit import GroupCommit
from bot.core.ids import new_ordered_id, new_secret
from bot.kakaowork.incoming import (
    CallKind,
    IncomingCall,
    kind_of,
    read_call,
    read_receipts,
)
from bot.kakaowork.modal import LABEL_CHARACTERS, Label, View
from bot.workspace.store import workspace as workspace_store


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
        self._working = CallbackWork(database, clock, handlers)
        self._wake = wake
        self._kept: GroupCommit[Callback, None] = GroupCommit("callbacks", self._keep)
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
        callback = replace(_judged(call, key), received_at=self._clock.now())
        # Thousands may press at once: what comes while one transaction runs goes into the next.
        await self._kept.do(callback)
        if callback.state is CallbackState.RECEIVED:
            self._wake()

    async def work(self) -> None:
        """Act on everything that is due."""
        await self._working.work()

    async def close(self) -> None:
        """Wait until everything that was taken is kept."""
        await self._kept.close()

    async def _keep(self, callbacks: Sequence[Callback]) -> Sequence[None]:
        now = self._clock.now()
        async with self._database.transaction() as tx:
            for callback in callbacks:
                await store.add_once(tx, callback, now)
        return [None] * len(callbacks)

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

    async def _view(self, callback: Callback) -> tuple[View, str | None]:
        handler = self._handlers.modals.get(callback.action)
        press = (await presses_of(self._database, [callback])).get(callback.id)
        if callback.state is CallbackState.REFUSED or handler is None or press is None:
            unknown = UNKNOWN_ACTION if handler is None else UNKNOWN_PERSON
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
        return (await workspace_store.get(self._database)).language


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
