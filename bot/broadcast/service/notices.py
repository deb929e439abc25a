"""Notices: written, read, previewed; every surface comes through here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.broadcast.model.composer import Composed, Recipient
from bot.broadcast.model.deliveries import Delivery, DeliveryState
from bot.broadcast.model.notices import Counts, Notice, NoticeDraft, NoticeState, require_state
from bot.broadcast.model.profiles import Profile
from bot.broadcast.model.standstill import Standstill
from bot.broadcast.service.composer import Composer
from bot.broadcast.service.drafts import notice_of, title_of
from bot.broadcast.service.images import Images
from bot.broadcast.service.profiles import Profiles
from bot.broadcast.service.sight import may_see, visible_profiles
from bot.broadcast.service.standstill import standstill_of
from bot.broadcast.store import deliveries, notices, shards
from bot.broadcast.store import profiles as profile_store
from bot.core.clock import Clock
from bot.core.database import Database, Transaction
from bot.core.errors import Bilingual, Outdated, WrongState
from bot.workspace.model.actors import Actor
from bot.workspace.service.audit import record

_EDIT = Bilingual(ko="고칠", en="changed")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """A notice with its counts and its profile.

    `standstill`: why it makes no progress, where one notice is read; a list doesn't say.
    """

    notice: Notice
    counts: Counts
    profile: Profile
    standstill: Standstill | None = None


class Notices:
    """Drafts, and what is known of every notice."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        profiles: Profiles,
        composer: Composer,
        images: Images,
    ) -> None:
        self._database = database
        self._clock = clock
        self._profiles = profiles
        self._composer = composer
        self._images = images

    async def draft(self, actor: Actor, draft: NoticeDraft) -> NoticeView:
        """Write a new draft; what is missing is refused when it is sent."""
        profile = await profile_store.get(self._database, draft.profile_id)
        await self._profiles.require_use(actor, profile)
        variables = await self.with_image_urls(draft.variables)
        async with self._database.transaction() as tx:
            notice = await self.add(tx, actor, profile, replace(draft, variables=variables))
        return NoticeView(notice=notice, counts=Counts(), profile=profile)

    async def add(
        self, tx: Transaction, actor: Actor, profile: Profile, draft: NoticeDraft
    ) -> Notice:
        """Add a draft of somebody who may use the profile, with its audit entry."""
        number = await notices.next_number(tx)
        notice = notice_of(draft, actor, profile, number=number, now=self._clock.now())
        await notices.add(tx, notice)
        await record(tx, self._clock, actor, "notice.drafted", "notice", notice.id)
        return notice

    async def change(
        self, actor: Actor, key: str, draft: NoticeDraft, *, version: int | None = None
    ) -> NoticeView:
        """Replace a draft's content; `outdated` where `version` is not the newest."""
        profile = await profile_store.get(self._database, draft.profile_id)
        await self._profiles.require_use(actor, profile)
        variables = await self.with_image_urls(draft.variables)
        async with self._database.transaction() as tx:
            before = await self.held(tx, actor, key)
            require_state(before, frozenset({NoticeState.DRAFT, NoticeState.MISSED}), _EDIT)
            require_own_words(before)
            require_unchanged(
                before if version is None else replace(before, version=version), before
            )
            after = replace(
                before,
                profile_id=profile.id,
                title=title_of(variables),
                template=draft.template,
                variables=variables,
                audience=draft.audience,
                urgent_reason=draft.urgent_reason,
                on_uncertain=draft.on_uncertain or before.on_uncertain,
                not_after=draft.not_after,
                reminders=draft.reminders,
                state=NoticeState.DRAFT,
                state_reason=None,
                frozen=None,
                scheduled_at=None,
            )
            after = await self.keep(tx, after)
        return NoticeView(notice=after, counts=Counts(), profile=profile)

    async def remove(self, actor: Actor, key: str) -> None:
        """Throw a draft away."""
        async with self._database.transaction() as tx:
            notice = await self.held(tx, actor, key)
            require_state(notice, frozenset({NoticeState.DRAFT, NoticeState.MISSED}), _EDIT)
            await notices.remove(tx, notice.id)
            await record(
                tx,
                self._clock,
                actor,
                "notice.removed",
                "notice",
                notice.id,
                title=notice.title,
            )

    async def get(self, actor: Actor, key: str) -> NoticeView:
        """One notice, for those who may use its profile and for its author."""
        notice = await notices.get(self._database, key)
        await self.require_sight(actor, notice)
        counts = await shards.counts(self._database, notice.id)
        profile = await profile_store.get(self._database, notice.profile_id)
        return NoticeView(
            notice=notice,
            counts=counts,
            profile=profile,
            standstill=await standstill_of(
                self._database, notice, counts, profile, self._clock.now()
            ),
        )

    async def page(
        self,
        actor: Actor,
        *,
        before: int | None = None,
        limit: int = 20,
        state: NoticeState | None = None,
        text: str = "",
    ) -> list[NoticeView]:
        """The newest notices of the profiles the actor may use."""
        found = await notices.page(
            self._database,
            before=before,
            limit=limit,
            profile_ids=await visible_profiles(self._database, actor),
            state=state,
            text=text,
        )
        counts = await shards.counts_of_many(self._database, [n.id for n in found])
        profiles = {p.id: p for p in await profile_store.every(self._database)}
        return [
            NoticeView(
                notice=n, counts=counts.get(n.id, Counts()), profile=profiles[n.profile_id]
            )
            for n in found
        ]

    async def deliveries(
        self,
        actor: Actor,
        key: str,
        *,
        after: int = 0,
        limit: int = 100,
        state: DeliveryState | None = None,
        text: str = "",
        answered: bool | None = None,
    ) -> list[Delivery]:
        """The recipients of a notice and what became of each; `answered` narrows them."""
        notice = await notices.get(self._database, key)
        await self.require_sight(actor, notice)
        return await deliveries.page(
            self._database,
            notice.id,
            after=after,
            limit=limit,
            state=state,
            text=text,
            answered=answered,
        )

    async def reasons(self, actor: Actor, key: str) -> list[tuple[DeliveryState, str, int]]:
        """Why deliveries did not arrive, with how many each."""
        notice = await notices.get(self._database, key)
        await self.require_sight(actor, notice)
        return await deliveries.reasons(self._database, notice.id)

    async def preview(
        self, actor: Actor, draft: NoticeDraft, recipient: Recipient | None = None
    ) -> Composed:
        """The message as it would be sent; Invalid names what is wrong."""
        profile = await profile_store.get(self._database, draft.profile_id)
        await self._profiles.require_use(actor, profile)
        variables = await self.with_image_urls(draft.variables)
        return self._composer.compose(draft.template, variables, recipient)

    async def held(self, tx: Transaction, actor: Actor, key: str) -> Notice:
        """The notice for somebody who may use its profile, held until the transaction ends."""
        notice = await notices.get(tx, key)
        profile = await profile_store.get(tx, notice.profile_id)
        # Through the transaction: a second connection for each might wait for ever for the first.
        await self._profiles.require_use(actor, profile, tx)
        return await notices.get_locked(tx, notice.id)

    async def keep(self, tx: Transaction, notice: Notice) -> Notice:
        """Keep a changed notice under its next version."""
        kept = replace(notice, version=notice.version + 1, updated_at=self._clock.now())
        await notices.update(tx, kept)
        return kept

    async def require_sight(self, actor: Actor, notice: Notice) -> None:
        """Raise unless the actor may see the notice."""
        if not await may_see(
            self._database, actor, author_id=notice.author_id, profile_id=notice.profile_id
        ):
            # Answered like a notice that never was: its existence is nobody else's business.
            raise notices.not_found(notice.label)

    async def with_image_urls(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Uploaded images, named by id, get the address at which everybody sees them."""
        filled = dict(variables)
        for name, value in variables.items():
            if not isinstance(value, Mapping):
                continue
            media_id = value.get("id") or value.get("media_id")
            if isinstance(media_id, str):
                found = await self._images.get(media_id)
                url = self._images.url(found.image.id)
                filled[name] = {"url": url, "alt": value.get("alt"), "media_id": found.image.id}
        return filled


def require_own_words(notice: Notice) -> None:
    """Raise `is_reminder` where a notice says again what another one has said."""
    if notice.reminds is not None:
        raise WrongState(_REMINDER, code="is_reminder")


def require_unchanged(read: Notice, held: Notice) -> None:
    """Raise `outdated` where somebody changed the notice since it was read and checked."""
    if read.version != held.version:
        raise Outdated(_OUTDATED)


_REMINDER = Bilingual(
    ko="다시 알림은 처음 공지의 내용 그대로 보내요. 다른 내용은 새 공지로 보내 주세요.",
    en="A reminder says what the first notice said. Write a new notice to say something else.",
)
_OUTDATED = Bilingual(
    ko="그 사이에 다른 사람이 이 공지를 고쳤어요. 새로 고친 뒤 다시 저장해 주세요.",
    en="Somebody else changed this notice meanwhile. Reload it and save again.",
)
