"""Incoming webhooks: people make them, other services write through them."""

from collections.abc import Sequence

from bot.core.clock import Clock
from bot.core.database import Database
from bot.core.errors import Bilingual, Forbidden, NotFound, Unauthorized
from bot.core.ids import new_hook_token, new_id
from bot.messenger.model import hooks as model
from bot.messenger.model.hooks import Hook, NewHook, OwnHook
from bot.messenger.model.messages import Draft
from bot.messenger.model.rate_limits import Bucket, TooManyRequests, take
from bot.messenger.model.rooms import PersonRoom
from bot.messenger.service.messages import Messages
from bot.messenger.service.rooms import Rooms
from bot.messenger.store import hooks as store
from bot.messenger.store import numbers
from bot.workspace.model.actors import Actor
from bot.workspace.model.members import Member
from bot.workspace.service.audit import record
from bot.workspace.service.members import Members

# A token that can send notices may also open a way to write into a room; others only look.
_SCOPE = "notices:send"


class Hooks:
    """The hooks of people's rooms; `ledger` is the database with the audit log."""

    def __init__(
        self,
        database: Database,
        ledger: Database,
        clock: Clock,
        *,
        rooms: Rooms,
        members: Members,
        messages: Messages,
    ) -> None:
        self._database = database
        self._ledger = ledger
        self._clock = clock
        self._rooms = rooms
        self._members = members
        self._messages = messages
        # Each process counts for itself: the limit guards people's rooms, not a contract.
        self._buckets: dict[str, Bucket] = {}

    async def create(
        self, actor: Actor, room_id: int, name: str, picture_url: str | None
    ) -> NewHook:
        """Make a hook for a room the actor is in; `not_found`, `hook_limit`, or Invalid."""
        member = _changing(actor)
        room = await self._rooms.get_of_person(member.platform_id, room_id)
        model.require_room_with_hooks(room.kind.value)
        name, picture_url = name.strip(), (picture_url or "").strip() or None
        model.check_hook(name, picture_url)
        token = new_hook_token()
        async with self._database.transaction() as tx:
            # Taken first: whoever takes numbers at the same time waits, so the count holds.
            sender_id = await numbers.take(tx, "bot")
            model.require_place(await store.count_of_owner(tx, member.platform_id))
            hook = Hook(
                id=new_id("hk"),
                sender_id=sender_id,
                owner_id=member.platform_id,
                room_id=room.id,
                name=name,
                picture_url=picture_url,
                created_at=self._clock.now(),
            )
            await store.add(tx, hook, model.token_hash(token))
        await self._record(actor, "hook.created", hook)
        return NewHook(hook=hook, token=token)

    async def of(self, actor: Actor) -> list[OwnHook]:
        """The actor's hooks, newest first."""
        member = _person(actor)
        hooks = await store.of_owner(self._database, member.platform_id)
        names: dict[int, str | None] = {}
        for hook in hooks:
            if hook.room_id not in names:
                names[hook.room_id] = await self._room_name(hook)
        return [OwnHook(hook=hook, room_name=names[hook.room_id]) for hook in hooks]

    async def own(self, actor: Actor, hook: Hook) -> OwnHook:
        """One hook of the actor's, with its room's name."""
        _person(actor)
        return OwnHook(hook=hook, room_name=await self._room_name(hook))

    async def rooms(self, actor: Actor) -> list[PersonRoom]:
        """The rooms for which the actor may make a hook, newest message first."""
        rooms = await self._rooms.of_person(_person(actor).platform_id)
        return [room for room in rooms if model.takes_hooks(room.kind.value)]

    async def reset(self, actor: Actor, hook_id: str) -> NewHook:
        """Give the actor's hook a new address, the old one ends at once; `hook_not_found`."""
        token = new_hook_token()
        hook = await self._set_token(actor, hook_id, model.token_hash(token))
        await self._record(actor, "hook.reset", hook)
        return NewHook(hook=hook, token=token)

    async def delete(self, actor: Actor, hook_id: str) -> None:
        """Delete the actor's hook for good; its messages stay. `hook_not_found`."""
        hook = await self._set_token(actor, hook_id, None)
        self._buckets.pop(hook.id, None)
        await self._record(actor, "hook.deleted", hook)

    async def senders(self, sender_ids: Sequence[int]) -> dict[int, Hook]:
        """The hooks, also deleted ones, behind messages of these senders."""
        return await store.by_senders(self._database, sorted(set(sender_ids)))

    async def admit(self, token: str) -> Hook:
        """The hook of an address, counting one message; `hook_not_found`, `hook_stopped`, TryLater."""
        hook = await store.find_by_token(self._database, model.token_hash(token))
        if hook is None:
            raise model.no_hook()
        left = take(
            model.MESSAGES_PER_MINUTE,
            self._buckets.get(hook.id),
            self._clock.monotonic(),
            at_once=model.MESSAGES_AT_ONCE,
        )
        if isinstance(left, TooManyRequests):
            raise left
        self._buckets[hook.id] = left
        owner = await self._members.by_platform_ids([hook.owner_id])
        if not any(member.active for member in owner):
            raise model.stopped()
        return hook

    async def post(self, hook: Hook, text: str, blocks: str | None) -> None:
        """Write a checked message into the hook's room; `hook_stopped` where its owner has left."""
        draft = Draft(
            room_id=hook.room_id,
            sender_id=hook.sender_id,
            text=text,
            blocks=blocks,
            idempotency_key=None,
            member_id=hook.owner_id,
        )
        try:
            await self._messages.write(draft)
        except NotFound as error:
            raise model.stopped() from error

    async def _room_name(self, hook: Hook) -> str | None:
        try:
            return (await self._rooms.get_of_person(hook.owner_id, hook.room_id)).name
        except NotFound:
            return None

    async def _set_token(self, actor: Actor, hook_id: str, token_hash: str | None) -> Hook:
        member = _changing(actor)
        async with self._database.transaction() as tx:
            hook = await store.set_token(tx, hook_id, member.platform_id, token_hash)
        if hook is None:
            raise model.no_hook()
        return hook

    async def _record(self, actor: Actor, action: str, hook: Hook) -> None:
        # The audit log is in another database, so this can't be the transaction of the change.
        async with self._ledger.transaction() as tx:
            detail = {"name": hook.name, "room": str(hook.room_id)}
            await record(tx, self._clock, actor, action, "messenger_hook", hook.id, **detail)


def _person(actor: Actor) -> Member:
    if actor.member is None:
        raise Unauthorized(_NOBODY, code="not_signed_in")
    return actor.member


def _changing(actor: Actor) -> Member:
    if actor.scopes is not None and _SCOPE not in actor.scopes:
        raise Forbidden(_NARROW, code="scope_missing")
    return _person(actor)


_NOBODY = Bilingual(
    ko="멤버만 할 수 있어요. 메신저에 로그인해 주세요.",
    en="Only a member can do this. Sign in to the messenger.",
)
_NARROW = Bilingual(
    ko=f"이 토큰에는 {_SCOPE} 범위가 없어요. 그 범위로 새 토큰을 만들어 주세요.",
    en=f"This token does not have the scope {_SCOPE}. Make a token with it.",
)
