"""Profiles declared in files: applied all or not at all, and written out again."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ruamel.yaml import YAML

from bot.broadcast.model.profile_files import Applied, Declaration
from bot.broadcast.model.profiles import OnUncertain, Profile, ProfileStatus, check_grant
from bot.broadcast.service.platform import Platform, PlatformBot
from bot.broadcast.service.profile_reading import DeclarationReader
from bot.broadcast.store import conversations
from bot.broadcast.store import profiles as store
from bot.core.clock import Clock
from bot.core.database import Database, Transaction
from bot.core.errors import Invalid, Problem, SpacecastError, raise_problems
from bot.workspace.model.actors import Actor, require_super_admin
from bot.workspace.model.members import Member, names
from bot.workspace.service.audit import record
from bot.workspace.store import members


class ProfileFiles:
    """Brings the database to what the files say; applying twice changes nothing."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        platform: Platform,
        *,
        on_uncertain: OnUncertain = OnUncertain.HOLD,
    ) -> None:
        self._database = database
        self._clock = clock
        self._platform = platform
        self._on_uncertain = on_uncertain

    async def apply(self, actor: Actor, folder: Path) -> Applied:
        """Apply every *.yaml of `folder`; Invalid names file, line and key of all that is wrong."""
        require_super_admin(actor, names(await members.super_admins(self._database)))
        reader = _read(folder)
        raise_problems(reader.problems, "bad_profiles")
        bots = await self._bots(reader.declarations)
        found: dict[str, list[str]] = {"created": [], "changed": [], "unchanged": []}
        problems: list[Problem] = []
        async with self._database.transaction() as tx:
            for declaration in reader.declarations:
                try:
                    what = await self._apply_one(tx, actor, declaration, bots)
                except SpacecastError as error:
                    pointer = f"{declaration.file} grants"
                    problems.append(Problem(pointer=pointer, code=error.word, text=error.text))
                else:
                    found[what].append(declaration.profile.id)
            # Raised inside: the transaction takes back what the others did.
            raise_problems(problems, "bad_profiles")
        for key in found["created"] + found["changed"]:
            await self._platform.kept(await store.get(self._database, key))
        return Applied(**{what: tuple(ids) for what, ids in found.items()})

    async def export(self, actor: Actor, folder: Path) -> list[Path]:
        """Write one file a profile, without secrets."""
        require_super_admin(actor, names(await members.super_admins(self._database)))
        texts: dict[str, str] = {}
        for profile in await store.every(self._database):
            ids = await store.granted_ids(self._database, profile.id)
            granted = [await members.get(self._database, member_id) for member_id in ids]
            texts[f"{profile.id}.yaml"] = _yaml(profile, granted)
        return _write(folder, texts)

    async def _bots(self, declarations: Sequence[Declaration]) -> dict[str, PlatformBot]:
        """The bots of new profiles and of new App Keys.

        Before the transaction, which must not wait for HTTP; a key that no bot has is refused.
        """
        bots: dict[str, PlatformBot] = {}
        problems: list[Problem] = []
        for declaration in declarations:
            new = declaration.profile
            before = await store.find_by_id(self._database, new.id)
            if before is not None and (new.app_key or before.app_key) == before.app_key:
                continue
            try:
                bots[new.id] = await self._platform.bot_for(new)
            except Invalid as error:
                pointer = f"{declaration.file} app_key"
                problems.append(Problem(pointer=pointer, code=error.word, text=error.text))
        raise_problems(problems, "bad_profiles")
        return bots

    async def _apply_one(
        self, tx: Transaction, actor: Actor, declared: Declaration, bots: dict[str, PlatformBot]
    ) -> str:
        before = await store.find_by_id(tx, declared.profile.id)
        bot = bots.get(declared.profile.id)
        after = _profile(declared, before, bot, self._on_uncertain)
        now = self._clock.now()
        if before is None:
            await store.add(tx, after, now)
        elif after != before:
            await store.update(tx, after, now)
            if after.bot_id != before.bot_id:
                # Its rooms are another bot's.
                await conversations.forget_profile(tx, after.id)
        granted = await self._grant(tx, actor, after, declared.grants)
        what = (
            "created"
            if before is None
            else "changed"
            if after != before or granted
            else "unchanged"
        )
        if what != "unchanged":
            await record(
                tx,
                self._clock,
                actor,
                f"profile.{what}",
                "profile",
                after.id,
                file=declared.file,
            )
        return what

    async def _grant(
        self, tx: Transaction, actor: Actor, profile: Profile, wanted: tuple[str, ...] | None
    ) -> bool:
        if wanted is None:
            return False
        await store.lock(tx, profile.id)
        before = await store.granted_ids(tx, profile.id)
        people: list[Member] = []
        for key in dict.fromkeys(wanted):
            member = await members.get(tx, key)
            check_grant(profile, member, people)
            people.append(member)
        after = [member.id for member in people]
        for member_id in set(before) - set(after):
            await store.remove_grant(tx, profile.id, member_id)
        for member_id in after:
            await store.add_grant(tx, profile.id, member_id, actor.id, self._clock.now())
        return set(before) != set(after)


def _read(folder: Path) -> DeclarationReader:
    reader = DeclarationReader()
    for file in sorted(folder.glob("*.yaml")):
        reader.read(file)
    return reader


def _write(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    return [folder / name for name in texts]


def _profile(
    declared: Declaration,
    before: Profile | None,
    bot: PlatformBot | None,
    on_uncertain: OnUncertain,
) -> Profile:
    new = declared.profile
    on_uncertain = new.on_uncertain or on_uncertain
    if before is None:
        if bot is None:
            raise LookupError(new.id)
        before = Profile(
            id=new.id, name=new.name, description="", contact="", avatar=None,
            status=ProfileStatus.ACTIVE, status_reason=None, app_key=bot.app_key,
            bot_id=bot.bot_id, rate_ceiling=None, on_uncertain=on_uncertain, declared_in=None,
        )  # fmt: skip
    return replace(
        before,
        name=new.name.strip(),
        description=new.description.strip(),
        contact=new.contact.strip(),
        answer=new.answer.strip(),
        avatar=new.avatar,
        app_key=bot.app_key if bot else before.app_key,
        bot_id=bot.bot_id if bot else before.bot_id,
        rate_ceiling=new.rate_ceiling,
        on_uncertain=on_uncertain,
        declared_in=declared.file,
        grants_declared=declared.grants is not None,
    )


def _yaml(profile: Profile, granted: Sequence[Member]) -> str:
    tree: dict[str, object] = {
        "id": profile.id,
        "name": profile.name,
        "description": profile.description,
        "contact": profile.contact,
        "answer": profile.answer,
        "rate_ceiling": profile.rate_ceiling,
        "on_uncertain": profile.on_uncertain.value,
        "grants": [member.email for member in granted],
    }
    stream = io.StringIO()
    YAML().dump(tree, stream)
    return stream.getvalue()
