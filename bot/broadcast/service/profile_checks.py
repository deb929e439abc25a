"""Asks the platform about a profile's bot, and says in words what is wrong."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from http import HTTPStatus

from bot.broadcast.model.platform_troubles import (
    ACTIVATED,
    DEPARTMENTS_PERMISSION,
    MEMBERS_PERMISSION,
    deactivated_bot,
    missing_permission,
    trouble_of,
)
from bot.broadcast.model.profiles import Profile
from bot.broadcast.service.platform import Platform
from bot.broadcast.store import profiles
from bot.core.database import Database
from bot.core.errors import Bilingual, SpacecastError
from bot.kakaowork.client import WebApi
from bot.kakaowork.entities import BotInfo
from bot.kakaowork.errors import CallFailed, Refused
from bot.workspace.model.actors import Actor, require_super_admin
from bot.workspace.model.members import names
from bot.workspace.store import members

_KEY_IS_WRONG = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileCheck:
    """What the platform says of a profile's bot; `trouble` is None where all is well."""

    profile: Profile
    bot: BotInfo | None
    trouble: SpacecastError | None

    @property
    def text(self) -> Bilingual:
        """The result in a sentence."""
        name = self.profile.name
        if self.trouble is not None:
            text = self.trouble.text
            return Bilingual(
                ko=f"'{name}' 프로필: {text.ko}", en=f"Profile “{name}”: {text.en}"
            )
        title = self.bot.title if self.bot else ""
        return Bilingual(
            ko=f"'{name}' 프로필의 봇을 쓸 수 있어요: {title}",
            en=f"Profile “{name}”: its bot “{title}” is ready.",
        )


class ProfileChecks:
    """Only super admins check; a check sends no message and changes nothing."""

    def __init__(self, database: Database, platform: Platform, *, base_url: str) -> None:
        self._database = database
        self._platform = platform
        self._base_url = base_url

    async def check(self, actor: Actor, key: str) -> ProfileCheck:
        """One profile."""
        await self._require_super_admin(actor)
        return await self._check(await profiles.get(self._database, key))

    async def every(self, actor: Actor) -> list[ProfileCheck]:
        """All profiles, one after the other."""
        await self._require_super_admin(actor)
        return [await self._check(one) for one in await profiles.every(self._database)]

    async def _check(self, profile: Profile) -> ProfileCheck:
        bot: BotInfo | None = None
        try:
            api = self._platform.web_api(profile.app_key)
            bot = await api.bots_info()
            await _require_permissions(api)
        except CallFailed as failed:
            trouble: SpacecastError | None = trouble_of(failed, self._base_url)
        except SpacecastError as error:
            trouble = error
        else:
            trouble = deactivated_bot(bot.title) if bot.status != ACTIVATED else None
        return ProfileCheck(profile=profile, bot=bot, trouble=trouble)

    async def _require_super_admin(self, actor: Actor) -> None:
        require_super_admin(actor, names(await members.super_admins(self._database)))


async def _require_permissions(api: WebApi) -> None:
    """Look at the first page of each list; that a message can be sent shows only when one is."""
    await _first_page(api.users_list(), MEMBERS_PERMISSION)
    await _first_page(api.departments_list(), DEPARTMENTS_PERMISSION)


async def _first_page(pages: AsyncIterator[object], permission: Bilingual) -> None:
    try:
        await anext(pages, None)
    except Refused as failed:
        known = failed.status in _KEY_IS_WRONG or failed.status == HTTPStatus.NOT_FOUND
        if known or not HTTPStatus.BAD_REQUEST <= failed.status < 500:
            raise
        raise missing_permission(failed, permission) from failed
