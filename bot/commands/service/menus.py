"""The menu of who may send, where people can't write to bots: one message each, sent once."""

from collections.abc import Callable, Iterator
from typing import Final

import structlog

from bot.broadcast.model.profiles import Profile, ProfileStatus
from bot.broadcast.service.platform import Platform
from bot.broadcast.store import profiles
from bot.commands.service.card_message import Signs, signed_message
from bot.commands.service.pieces import MENU
from bot.commands.store import menus as store
from bot.core.clock import MINUTE, Clock
from bot.core.database import Database
from bot.core.errors import Invalid, Language
from bot.kakaowork.errors import CallFailed, Refused, Unreached
from bot.workspace.model.members import Member
from bot.workspace.store import members
from bot.workspace.store import workspace as workspace_store

# Who took one on and died, or was refused, has it tried again after so long.
RETRY_AFTER: Final = 10 * MINUTE
_log = structlog.get_logger(__name__)


class Menus:
    """Any number of processes may do this at once."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        platform: Platform,
        signs: Callable[[str], Signs],
        public_url: str,
    ) -> None:
        self._database = database
        self._clock = clock
        self._platform = platform
        self._signs = signs
        self._public_url = public_url

    async def send_missing(self) -> int:
        """Send every menu that is missing; answers how many were sent."""
        if self._platform.takes_messages:
            return 0
        default = (await workspace_store.get(self._database)).language
        sent = 0
        for profile in await self._active():
            for member in await self._people(profile):
                sent += await self._send(profile, member, member.language or default)
        return sent

    async def _active(self) -> list[Profile]:
        found = await profiles.every(self._database)
        return [one for one in found if one.status is ProfileStatus.ACTIVE]

    async def _people(self, profile: Profile) -> list[Member]:
        """Those it is granted to; super admins, who may use all, have the menu of the first only."""
        ids = await profiles.granted_ids(self._database, profile.id)
        granted = await members.find_many(self._database, ids)
        first = (await self._active())[:1] == [profile]
        admins = await members.super_admins(self._database) if first else []
        return list(_entitled(granted, admins))

    async def _send(self, profile: Profile, member: Member, language: Language) -> int:
        now = self._clock.now()
        async with self._database.transaction() as tx:
            if not await store.claim(tx, profile.id, member.id, now, now - RETRY_AFTER):
                return 0
        api = self._platform.web_api(profile.app_key)
        sign = self._signs(profile.id)
        composed = await signed_message(MENU, language, sign=sign, public_url=self._public_url)
        room_id = ""
        try:
            room = await api.conversations_open(str(member.platform_id))
            room_id = room.id
            message = await api.messages_send(
                room.id, composed.text, composed.blocks,
                idempotency_key=f"menu-{profile.id}-{member.id}",
            )  # fmt: skip
        except (CallFailed, Invalid) as error:
            _log.warning("a menu could not be sent", profile=profile.id, why=str(error))
            if room_id and _in_doubt(error) and not self._platform.honours_idempotency_keys:
                # It may have arrived: rather none than one every few minutes.
                await self._keep(profile, member, room_id, store.IN_DOUBT)
            return 0
        await self._keep(profile, member, room.id, message.id)
        return 1

    async def _keep(self, profile: Profile, member: Member, room: str, message: str) -> None:
        async with self._database.transaction() as tx:
            await store.keep(tx, profile.id, member.id, room, message)


def _entitled(granted: list[Member], admins: list[Member]) -> Iterator[Member]:
    yield from (one for one in granted if one.may_use_sending and not one.is_super_admin)
    yield from admins


def _in_doubt(error: Exception) -> bool:
    match error:
        case Refused(status=status):
            return status < 400 or status >= 500
        case Unreached(written=written):
            return written
        case _:
            return not isinstance(error, Invalid)
