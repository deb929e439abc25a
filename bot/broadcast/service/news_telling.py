"""The bot tells authors what of theirs was not sent: late rather than never, and not again and again."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import structlog

from bot.broadcast.model.deliveries import CREDENTIAL_ERRORS
from bot.broadcast.model.news import (
    GIVEN_UP_AFTER,
    News,
    Telling,
    wait_before_telling_again,
)
from bot.broadcast.model.news_words import Piece, news_message
from bot.broadcast.model.profiles import Profile, ProfileStatus
from bot.broadcast.service.platform import Platform
from bot.broadcast.store import news as store
from bot.broadcast.store import notices, profiles, schedules
from bot.core.clock import MINUTE, SECOND, Clock
from bot.core.database import Database
from bot.core.errors import Invalid
from bot.core.ids import new_id
from bot.kakaowork.client import WebApi
from bot.kakaowork.errors import CallFailed, Refused, Unreached
from bot.workspace.model.members import Member
from bot.workspace.model.plans import Workspace
from bot.workspace.store import members
from bot.workspace.store import workspace as workspace_store

# What comes together, as after a long sleep of the machine, is told together.
_QUIET = 3 * SECOND
_LONGEST_WAIT = 1 * MINUTE
_LEASE = 5 * MINUTE
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failed:
    """Why somebody could not be told; `in_doubt`: the message may have arrived."""

    why: str
    in_doubt: bool = False
    key_refused: bool = False


class NewsTelling:
    """What is to be told stands in the database; any number of processes may do this at once."""

    def __init__(
        self, database: Database, clock: Clock, *, platform: Platform, public_url: str
    ) -> None:
        self._database = database
        self._clock = clock
        self._platform = platform
        self._public_url = public_url

    async def tell_due(self) -> int:
        """Tell everything that is due; answers how many messages were tried."""
        tried = 0
        while (telling := await self._claimed()) is not None:
            await self._tell(telling)
            tried += 1
        return tried

    async def _claimed(self) -> Telling | None:
        now = self._clock.now()
        async with self._database.transaction() as tx:
            return await store.claim(
                tx, now, quiet_since=now - _QUIET, waiting_since=now - _LONGEST_WAIT,
                lease_until=now + _LEASE, new_id=new_id("tell"),
            )  # fmt: skip

    async def _tell(self, telling: Telling) -> None:
        workspace = await workspace_store.get(self._database)
        pieces = [Piece(news=n, zone=await self._zone(n, workspace)) for n in telling.news]
        told, failed = set(telling.told), _Failed(why="nobody to tell")
        people = await self._people(telling)
        for member in people:
            if member.platform_id in told:
                continue
            outcome = await self._tell_one(telling, member, pieces, workspace)
            if outcome is not None:
                failed = outcome
                continue
            told.add(member.platform_id)
            async with self._database.transaction() as tx:
                await store.keep_told(tx, telling, told)
        if people and all(member.platform_id in told for member in people):
            async with self._database.transaction() as tx:
                await store.settle(tx, telling, self._clock.now())
        else:
            await self._put_off(telling, failed, same=failed.in_doubt or bool(told))

    async def _put_off(self, telling: Telling, failed: _Failed, *, same: bool) -> None:
        now = self._clock.now()
        attempts = 1 + max(n.attempts for n in telling.news)
        _log.warning(
            "an author could not be told", why=failed.why, attempts=attempts,
            of=[n.label for n in telling.news],
        )  # fmt: skip
        async with self._database.transaction() as tx:
            await store.put_off(
                tx, telling, now, due_at=now + wait_before_telling_again(attempts),
                given_up=now - GIVEN_UP_AFTER, same=same,
            )  # fmt: skip

    async def _people(self, telling: Telling) -> list[Member]:
        """The author, or the super admins where they have left."""
        author = await members.find(self._database, telling.member_id)
        if author is not None and author.active:
            return [author]
        return await members.super_admins(self._database)

    async def _zone(self, news: News, workspace: Workspace) -> ZoneInfo:
        """The zone in which the time was chosen: the schedule's, else the workspace's."""
        schedule_id: str | None = news.subject_id
        notice = await notices.find(self._database, news.subject_id)
        if notice is not None:
            schedule_id = notice.schedule_id
        schedule = schedule_id and await schedules.find(self._database, schedule_id)
        return schedule.zone if schedule else workspace.zone

    async def _tell_one(
        self, telling: Telling, member: Member, pieces: Sequence[Piece], workspace: Workspace
    ) -> _Failed | None:
        """None where the member was told, by the profile's own bot if that can be."""
        composed = news_message(pieces, member.language or workspace.language, self._public_url)
        failed = _Failed(why="no active profile")
        for profile in await self._bots(telling.profile_id):
            api = self._api(profile)
            if api is None:
                continue
            try:
                room = await api.conversations_open(str(member.platform_id))
                await api.messages_send(
                    room.id, composed.text, composed.blocks,
                    idempotency_key=f"{telling.id}-{member.platform_id}",
                )  # fmt: skip
            except CallFailed as error:
                failed = _failed(error)
                if not failed.key_refused:
                    return failed
            else:
                return None
        return failed

    async def _bots(self, profile_id: str) -> list[Profile]:
        """The active profiles, the one in whose name it would have been sent first."""
        found = await profiles.every(self._database)
        active = [one for one in found if one.status is ProfileStatus.ACTIVE]
        return sorted(active, key=lambda one: one.id != profile_id)

    def _api(self, profile: Profile) -> WebApi | None:
        try:
            return self._platform.web_api(profile.app_key)
        except Invalid:
            return None


def _failed(error: CallFailed) -> _Failed:
    match error:
        case Refused(code=code, status=status):
            refused = code in CREDENTIAL_ERRORS or status == 401
            # An answer that can't be read, or a gateway's, says nothing about what became of it.
            doubt = status < 400 or status >= 500
            return _Failed(why=str(error), key_refused=refused, in_doubt=doubt)
        case Unreached(written=written):
            return _Failed(why=str(error), in_doubt=written)
        case _:
            return _Failed(why=str(error), in_doubt=True)
