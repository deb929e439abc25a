"""The switch of secret rooms: on, off, or off for good; admins see counts and nothing else."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core.database import Database, Transaction
from bot.core.errors import Bilingual
from bot.messenger.model import secret_standing as model
from bot.messenger.model.chat import RoomChanged, RoomGone
from bot.messenger.model.secret_members import Overview
from bot.messenger.model.secret_standing import SwitchMode
from bot.messenger.service.hub import Hub
from bot.messenger.store import numbers, secret_overview, secret_tellings
from bot.workspace.model.actors import Actor
from bot.workspace.model.plans import Feature, Workspace, plan_refusal
from bot.workspace.service.members import Members
from bot.workspace.service.workspace import Revision, WorkspaceSettings

_ACTIONS = {
    SwitchMode.ON: "secret_rooms.switched_on",
    SwitchMode.DEACTIVATE: "secret_rooms.deactivated",
    SwitchMode.DELETE: "secret_rooms.deleted",
}
_TOLD_ON = "secret_switched_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretRoomsState:
    """The switch, why the plan refuses secret rooms (None: it doesn't), and what there is."""

    switched_on: bool
    refusal: Bilingual | None
    overview: Overview

    @property
    def usable(self) -> bool:
        """Whether people can use secret rooms now."""
        return self.switched_on and self.refusal is None


class SecretAdmin:
    """Switches, and has others do the rest: whatever is broken off is found again by what is set.

    `now` is the time by which rooms are opened (UTC ms); `delete_marked` lets nobody find the rooms
    opened up to a time any more, and `wake` has what they held destroyed.
    """

    def __init__(
        self,
        database: Database,
        workspace: WorkspaceSettings,
        members: Members,
        hub: Hub,
        *,
        now: Callable[[], int],
        wake: Callable[[], None],
        delete_marked: Callable[[int], Awaitable[object]],
    ) -> None:
        self._database = database
        self._workspace = workspace
        self._members = members
        self._hub = hub
        self._now = now
        self._wake = wake
        self._delete_marked = delete_marked
        # Whether rooms could be used when the screens were told last; None: not looked at yet.
        self._told_usable: bool | None = None

    async def state(self, actor: Actor) -> SecretRoomsState:
        """The switch and the counts; `admin_required`."""
        model.require_admin(actor)
        return await self._state(await self._workspace.get())

    async def overview(self, actor: Actor) -> Overview:
        """How many rooms and people there are, and the age of the oldest; `admin_required`."""
        return (await self.state(actor)).overview

    async def switch(
        self, actor: Actor, mode: object, confirmation: str = ""
    ) -> SecretRoomsState:
        """Switch by a `SwitchMode`; "delete" needs its phrase typed and can't be taken back.

        Raises `admin_required`, `mode_required`, `mode_unknown`, `confirmation_mismatch`,
        `plan_required`. Asking again for what is so already changes nothing.
        """
        model.require_admin(actor)
        wanted = model.read_mode(mode)
        if wanted is SwitchMode.DELETE:
            model.check_confirmation(confirmation)
        # What was to be deleted comes back by no switch, also where a crash came between.
        await self._delete_as_marked()
        counted, seen = await self.overview(actor), await self._seen_rooms()

        def decide(before: Workspace) -> Revision | None:
            switched = model.switch(actor, model.standing_of(before), wanted)
            after = replace(before, secret_rooms_on=switched.on)
            if switched.deletes_rooms:
                mark = max(self._now(), before.secret_rooms_deleted_at or 0)
                after = replace(after, secret_rooms_deleted_at=mark)
            if after == before:
                return None
            detail = {"rooms": counted.rooms, "people": counted.people}
            return Revision(after=after, action=_ACTIONS[wanted], detail=detail)

        after = await self._workspace.revise(actor, decide)
        await self._delete_as_marked()
        await self.catch_up()
        self._tell_screens(seen, deleted=wanted is SwitchMode.DELETE)
        self._wake()
        return await self._state(after)

    async def _delete_as_marked(self) -> None:
        mark = (await self._workspace.get()).secret_rooms_deleted_at
        if mark is not None:
            await self._delete_marked(mark)

    async def catch_up(self) -> bool:
        """Have admins told that secret rooms were switched on, unless they were.

        The switch stands in another database, so what was told is kept beside the tellings: a crash
        in between leaves a difference, and the next call finds it.
        """
        on = (await self._workspace.get()).secret_rooms_on
        if bool(await numbers.find(self._database, _TOLD_ON)) == on:
            return False
        people = [member.platform_id for member in await self._members.admins()]
        occasion = f"{SWITCHED_ON}:{self._now()}"

        async def tell(tx: Transaction) -> None:
            if on:
                await secret_tellings.add(tx, people, occasion, SWITCHED_ON)
            await numbers.put(tx, _TOLD_ON, int(on))

        await self._database.atomically(tell)
        return on

    async def tell_usability(self) -> None:
        """Tell open screens where plan, billing or switch have opened or closed secret rooms."""
        usable = model.usable((model.standing_of(await self._workspace.get()),))
        before, self._told_usable = self._told_usable, usable
        if before is not None and before != usable:
            self._tell_screens(await self._seen_rooms(), deleted=False)

    async def _state(self, workspace: Workspace) -> SecretRoomsState:
        mark = workspace.secret_rooms_deleted_at or 0
        return SecretRoomsState(
            switched_on=workspace.secret_rooms_on,
            refusal=plan_refusal(workspace, Feature.SECRET_ROOMS),
            overview=await secret_overview.overview(self._database, mark, self._now()),
        )

    async def _seen_rooms(self) -> dict[int, list[int]]:
        """The rooms that are on open screens, and whose screens."""
        mark = (await self._workspace.get()).secret_rooms_deleted_at or 0
        return await secret_overview.rooms_of(self._database, mark, self._hub.everybody())

    def _tell_screens(self, rooms: Mapping[int, Sequence[int]], *, deleted: bool) -> None:
        """Each open screen hears of the person's own rooms, and of no other."""
        for room_id, user_ids in rooms.items():
            event = RoomGone(room_id=room_id) if deleted else RoomChanged(room_id=room_id)
            self._hub.tell(event, user_ids)


SWITCHED_ON: secret_tellings.Kind = "switched_on"
