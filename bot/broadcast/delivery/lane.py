"""One App Key's lane: its pace, and the long-lived senders that post through it."""

import asyncio
import math
import random
from collections import deque
from collections.abc import Callable
from http import HTTPStatus

from bot.broadcast.delivery.parcel import Arrived, Parcel, Posted, TakenBack
from bot.broadcast.delivery.rate import Pace
from bot.broadcast.model.deliveries import (
    Decision,
    Failure,
    Reopen,
    Retry,
    decide,
    delivery_id,
)
from bot.broadcast.store.claims import Claimed
from bot.core.clock import SECOND, Clock
from bot.kakaowork.client import WebApi
from bot.kakaowork.errors import UNREADABLE_ANSWER, Refused, Unreached

# Deliveries are marked as being sent no further ahead than this, in seconds of the rate: those
# are in doubt after a crash.
_AHEAD = 0.5
# While the platform answers within this many seconds a few senders that never rest are cheapest;
# where it is slower, all of them are put to work.
_FEW, _FAST = 16, 0.008
# With all of them the processor alone makes answers slow: so often a few are tried again.
_TRY_FEW_AFTER = 500


class Lane:
    """Posts parcels, urgent ones first, in the order in which they come, `concurrency` at a time."""

    def __init__(self, web_api: WebApi, clock: Clock, *, concurrency: int) -> None:
        self._web_api = web_api
        self._clock = clock
        self._concurrency = concurrency
        self._urgent: deque[Parcel] = deque()
        self._calm: deque[Parcel] = deque()
        self._resting: list[asyncio.Future[None]] = []
        self._took = 0.0
        self._posts = 0
        self._waiting: dict[int, Parcel] = {}
        self._door = asyncio.Lock()
        self._workers = 0
        self._senders: list[asyncio.Task[None]] = []
        self.pace = Pace(clock)

    def start(self, name: str, watch: Callable[[asyncio.Task[None]], None]) -> None:
        """Start the senders; `watch` is told when one ends."""
        for number in range(self._concurrency):
            sender = asyncio.create_task(self._send_all(), name=f"sender {name} {number}")
            sender.add_done_callback(watch)
            self._senders.append(sender)

    async def stop(self) -> None:
        """Stop the senders; what they had not finished stays marked as being sent."""
        for sender in self._senders:
            sender.cancel()
        await asyncio.gather(*self._senders, return_exceptions=True)

    def join(self) -> None:
        """A worker begins to use the lane."""
        self._workers += 1

    def leave(self) -> None:
        """A worker is done with the lane."""
        self._workers -= 1

    @property
    def share(self) -> int:
        """How many deliveries one worker may have under way: together the concurrency.

        None at all while the platform asked for a pause: what waits would be in doubt after a crash.
        """
        if self.pace.held:
            return 0
        if self.pace.probing:
            return 1
        rate, at_once = self.pace.rate, self._concurrency
        if rate is not None:
            at_once = min(at_once, math.ceil(rate * _AHEAD))
        return max(1, at_once // max(1, self._workers))

    def put(self, parcel: Parcel) -> None:
        """Post this as soon as it is its turn."""
        self._waiting[parcel.delivery.row] = parcel
        (self._urgent if parcel.task.urgent else self._calm).append(parcel)
        self._wake(1)

    def _wake(self, most: int) -> None:
        """Wake up to `most` senders, as many as the platform's speed asks for."""
        at_work = self._concurrency - len(self._resting)
        wanted = (_FEW if self._took < _FAST else self._concurrency) - at_work
        for _ in range(min(most, wanted, len(self._resting))):
            resting = self._resting.pop()
            if not resting.done():
                resting.set_result(None)

    async def _next(self) -> Parcel:
        while not (self._calm or self._urgent):
            resting = asyncio.get_running_loop().create_future()
            self._resting.append(resting)
            await resting
        return (self._urgent or self._calm).popleft()

    def take_back(self, done: Callable[[Posted], None]) -> list[Posted]:
        """Take back the parcels of one worker, known by its `done`, that are not begun."""
        mine = [parcel.delivery for parcel in self._waiting.values() if parcel.done == done]
        for delivery in mine:
            del self._waiting[delivery.row]
        return [Posted(one, TakenBack(), one.conversation_id, opened=False) for one in mine]

    async def _send_all(self) -> None:
        while True:
            parcel = await self._next()
            if self.pace.limited:
                await self._turn(parcel)
            if self._wanted(parcel):
                del self._waiting[parcel.delivery.row]
                began = self._clock.monotonic()
                parcel.done(await self._post(parcel))
                self._took_so_long(self._clock.monotonic() - began)
                if self._calm or self._urgent:
                    self._wake(len(self._calm) + len(self._urgent))

    def _took_so_long(self, seconds: float) -> None:
        # A slow answer counts at once and is forgotten slowly.
        self._took = max(seconds, self._took * 0.9)
        self._posts += 1
        if self._posts % _TRY_FEW_AFTER == 0:
            self._took = 0.0

    async def _turn(self, parcel: Parcel) -> None:
        async with self._door:
            # It may have been taken back while others had their turns.
            if self._wanted(parcel):
                await self.pace.turn()

    def _wanted(self, parcel: Parcel) -> bool:
        return self._waiting.get(parcel.delivery.row) is parcel

    async def _post(self, parcel: Parcel) -> Posted:
        delivery, task = parcel.delivery, parcel.task
        room, opened, reopened = delivery.conversation_id, False, False
        while True:
            failure: Failure
            try:
                if room is None:
                    room = await self._open(delivery)
                    opened = True
                    if self.pace.learned and not reopened:
                        # A limit counts calls, and the message is one more: it waits for its turn
                        # as all do, where a pause or a cancel finds it.
                        return Posted(delivery, TakenBack(), room, opened)
                body = task.messages.body(delivery, room)
                key = delivery_id(task.notice.id, delivery.row)
                message_id = await self._web_api.post_message(body, key)
            except _PersonUnknown as unknown:
                failure = unknown.failure
            except (Refused, Unreached) as error:
                failure = failure_of(error)
            else:
                self.pace.arrived(self._web_api.rate_limit)
                return Posted(delivery, Arrived(message_id), room, opened)
            result = self._decide(parcel, failure, reopened=reopened)
            if not isinstance(result, Reopen):
                return Posted(delivery, result, room, opened)
            room, reopened = None, True

    async def _open(self, delivery: Claimed) -> str:
        try:
            room = await self._web_api.conversations_open(str(delivery.platform_id))
            self.pace.arrived(self._web_api.rate_limit)
        except Refused as error:
            if _says_nothing(error):
                raise Unreached(written=False, reason=error.code) from None
            if error.code != "invalid_parameter":
                raise
            # The only parameter is the person, so this is no fault of the content.
            raise _PersonUnknown(
                Failure(code="user_not_found", written=True, status=error.status)
            ) from None
        except Unreached as error:
            # Opening a room twice is one room, so nothing can have arrived in doubt.
            raise Unreached(written=False, reason=error.reason) from None
        return room.id

    def _decide(self, parcel: Parcel, failure: Failure, *, reopened: bool) -> Decision:
        decision = decide(
            failure,
            attempts=parcel.delivery.attempts,
            reopened=reopened,
            now=self._clock.now(),
            chance=random.random(),  # noqa: S311 -- spreads retries, no secret
            policy=parcel.task.policy,
            in_doubt=parcel.delivery.in_doubt,
        )
        if failure.status is None or failure.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.pace.troubled()
        if isinstance(decision, Retry) and not decision.spends_attempt:
            wait = (decision.due_at - self._clock.now()) / SECOND
            self.pace.refused(wait, self._web_api.rate_limit)
        return decision


class _PersonUnknown(Exception):
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code)
        self.failure = failure


def failure_of(error: Refused | Unreached) -> Failure:
    """A call's error as the decision takes it."""
    if isinstance(error, Unreached):
        return Failure(code=error.reason, written=error.written)
    return Failure(
        code=error.code,
        written=True,
        # As much in doubt as no answer at all.
        status=None if _says_nothing(error) else error.status,
        retry_after=error.retry_after,
    )


def _says_nothing(error: Refused) -> bool:
    """Whether an answer that isn't the platform's own leaves open what became of the request: a 2xx
    that can't be read, or a gateway's page that it had no answer from the platform."""
    return error.code == UNREADABLE_ANSWER and not 300 <= error.status < 500
