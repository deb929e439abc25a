"""Who somebody is, what they may use, and who lets others use it."""

from typing import Final

from bot.broadcast.model.profiles import ProfileStatus
from bot.broadcast.model.schedule_words import zone_in_words
from bot.broadcast.service.profiles import ProfileView
from bot.commands.model.cards import Card, Detail
from bot.commands.model.commands import Asked, Verb, Word
from bot.commands.model.described import Right
from bot.commands.model.help_words import WHY_NOT, help_card, help_card_of
from bot.commands.service.cards_of_notices import PROFILE, same
from bot.commands.service.people import find_member
from bot.commands.service.places import Place
from bot.commands.service.tools import Tools
from bot.core.errors import Bilingual
from bot.workspace.model.actors import Actor, require_sending, require_super_admin
from bot.workspace.model.members import ROLE_NAMES, names

_LANGUAGES: Final = {"ko": Bilingual("한국어", "Korean"), "en": Bilingual("영어", "English")}
_SHOWN: Final = 20


class RightsCommands:
    """The services ask for the rights; help and `me` are for anyone."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def help(self, actor: Actor, asked: Asked) -> Card:
        """All commands, or one; what isn't the actor's says why."""
        if asked.subject in set(Verb):
            return help_card_of(Verb(asked.subject), lambda right: _has(actor, right))
        return help_card(lambda right: _has(actor, right))

    async def me(self, actor: Actor) -> Card:
        """Role, right, profiles, zone and language."""
        workspace = await self._tools.workspace.get()
        usable = await self._tools.profiles.usable(actor)
        right = (
            Bilingual("보낼 수 있어요", "yes")
            if actor.may_use_sending
            else WHY_NOT[Right.SENDING]
        )
        zone = workspace.zone
        profiles = ", ".join(one.name for one in usable) or "-"
        return Card(
            title=Bilingual("내 정보", "About you"),
            details=(
                Detail(term=Bilingual("이름", "Name"), text=same(actor.name)),
                *self._role(actor),
                Detail(term=Bilingual("발송", "Sending"), text=right),
                Detail(term=PROFILE, text=same(profiles[:400])),
                Detail(
                    term=Bilingual("시간대", "Zone"),
                    text=Bilingual(zone_in_words(zone, "ko"), zone_in_words(zone, "en")),
                ),
                Detail(term=Bilingual("언어", "Language"), text=_LANGUAGES[actor.language]),
            ),
        )

    def _role(self, actor: Actor) -> list[Detail]:
        if actor.member is None:
            return []
        return [Detail(term=Bilingual("역할", "Role"), text=ROLE_NAMES[actor.member.role])]

    async def profiles(self, actor: Actor) -> Card:
        """The profiles the actor may use."""
        require_sending(actor, names(await self._tools.members.super_admins()))
        usable = await self._tools.profiles.usable(actor)
        none = Bilingual(
            "쓸 수 있는 프로필이 없어요. 슈퍼 관리자에게 요청해 주세요.",
            "You may use no profile. Please ask a super admin.",
        )
        return Card(
            title=Bilingual("발송 프로필", "Send profiles"),
            words=() if usable else (none,),
            details=tuple(
                Detail(
                    term=same(one.id),
                    text=Bilingual(f"{one.name}{_PAUSED.ko}", f"{one.name}{_PAUSED.en}")
                    if one.status is ProfileStatus.PAUSED
                    else same(one.name),
                )
                for one in usable[:_SHOWN]
            ),
        )

    async def grant(self, actor: Actor, place: Place, asked: Asked) -> Card:
        """Let somebody use a profile: the one named, or this room's."""
        await self._require_super_admin(actor)
        member = await find_member(self._tools, asked.subject)
        view = await self._tools.profiles.grant(actor, _profile(place, asked), member.id)
        return _granted(
            view, Bilingual(f"{member.name}님이 쓸 수 있어요.", f"{member.name} may use it.")
        )

    async def revoke(self, actor: Actor, place: Place, asked: Asked) -> Card:
        """Take a profile away from somebody."""
        await self._require_super_admin(actor)
        member = await find_member(self._tools, asked.subject)
        view = await self._tools.profiles.revoke(actor, _profile(place, asked), member.id)
        said = Bilingual(
            f"{member.name}님은 이제 쓸 수 없어요.", f"{member.name} may not use it any more."
        )
        return _granted(view, said)

    async def _require_super_admin(self, actor: Actor) -> None:
        """Before anybody is looked up by name: the answer tells who there is."""
        require_super_admin(actor, names(await self._tools.members.super_admins()))


def _profile(place: Place, asked: Asked) -> str:
    return asked.text.strip() or asked.word(Word.PROFILE).strip() or place.profile.id


def _granted(view: ProfileView, said: Bilingual) -> Card:
    people = ", ".join(member.name for member in view.granted) or "-"
    return Card(
        title=Bilingual("프로필 권한", "Profile rights"),
        words=(said,),
        details=(
            Detail(term=PROFILE, text=same(view.profile.name)),
            Detail(term=Bilingual("쓰는 사람", "Granted"), text=same(people)),
        ),
    )


def _has(actor: Actor, right: Right) -> bool:
    match right:
        case Right.SENDING:
            return actor.may_use_sending
        case Right.SUPER_ADMIN:
            return actor.super_admin
        case Right.ANYONE:
            return True


_PAUSED = Bilingual(" · 멈춤", " · paused")
