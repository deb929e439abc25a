"""Test sends: the real message, through the real client, to up to five people."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.broadcast.model.acknowledgements import UNSIGNED, AnswerButtons
from bot.broadcast.model.composer import Composed, Recipient
from bot.broadcast.model.notices import Notice
from bot.broadcast.model.profiles import Profile, require_active
from bot.broadcast.service.answer_buttons import AnswerSigning
from bot.broadcast.service.composer import Composer
from bot.broadcast.service.notices import Notices
from bot.broadcast.service.platform import Platform
from bot.broadcast.service.profiles import Profiles
from bot.core.clock import MINUTE, Clock
from bot.core.database import Database
from bot.core.errors import Bilingual, TryLater, invalid, raise_problems
from bot.core.ids import new_id
from bot.kakaowork.blocks import Header
from bot.kakaowork.errors import CallFailed, Refused
from bot.workspace.model.actors import Actor
from bot.workspace.model.members import Member
from bot.workspace.model.plans import Feature, require_plan
from bot.workspace.service.audit import record
from bot.workspace.store import members
from bot.workspace.store import workspace as workspace_store

MAX_PEOPLE = 5
_MAX_A_MINUTE = 3
_MARK = "[테스트]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What became of a test message to one person; `reason` is the error's code."""

    member: Member
    message_id: str | None
    reason: str | None


class Trials:
    """Sends tests; they change no state and are counted nowhere."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        platform: Platform,
        notices: Notices,
        profiles: Profiles,
        composer: Composer,
        signing: AnswerSigning,
    ) -> None:
        self._database = database
        self._clock = clock
        self._platform = platform
        self._notices = notices
        self._profiles = profiles
        self._composer = composer
        self._signing = signing
        self._recent: dict[str, deque[int]] = {}

    async def send(
        self, actor: Actor, key: str, member_keys: Sequence[str] = ()
    ) -> list[Trial]:
        """Send a notice as it is now to the actor, or to the members named."""
        view = await self._notices.get(actor, key)
        await self._profiles.require_use(actor, view.profile)
        require_plan(await workspace_store.get(self._database), Feature.BULK_SENDING)
        require_active(view.profile)
        raise_problems(self._composer.check(view.notice.template, view.notice.variables))
        people = [await members.get(self._database, k) for k in member_keys or _self(actor)]
        if len(people) > MAX_PEOPLE:
            raise invalid("/members", "too_many", _TOO_MANY)
        # All are composed before the first is sent, as with a real send.
        buttons = await self._buttons(view.notice)
        messages = [(member, self._composed(view.notice, member, buttons)) for member in people]
        self._require_pace(actor)
        trials = [await self._one(view.profile, *message) for message in messages]
        async with self._database.transaction() as tx:
            detail: Mapping[str, object] = {"members": [m.id for m in people]}
            await record(
                tx, self._clock, actor, "notice.tested", "notice", view.notice.id, **detail
            )
        return trials

    async def _buttons(self, notice: Notice) -> AnswerButtons:
        content = self._composer.content_of(notice.template, notice.variables, None)
        async with self._database.transaction() as tx:
            return await self._signing.of(tx, notice.profile_id, content) or UNSIGNED

    def _composed(self, notice: Notice, member: Member, buttons: AnswerButtons) -> Composed:
        recipient = Recipient(
            name=member.name,
            user_id=member.platform_id,
            department=member.department or "",
            position=member.position or "",
            email=member.email,
        )
        return marked(
            self._composer.compose(
                notice.template, notice.variables, recipient, answers=buttons
            )
        )

    async def _one(self, profile: Profile, member: Member, composed: Composed) -> Trial:
        api = self._platform.web_api(profile.app_key)
        try:
            room = await api.conversations_open(str(member.platform_id))
            message = await api.messages_send(
                room.id, composed.text, composed.blocks, idempotency_key=new_id("trial")
            )
        except CallFailed as error:
            reason = error.code if isinstance(error, Refused) else str(error)
            return Trial(member=member, message_id=None, reason=reason)
        return Trial(member=member, message_id=message.id, reason=None)

    def _require_pace(self, actor: Actor) -> None:
        recent = self._recent.setdefault(actor.id, deque(maxlen=_MAX_A_MINUTE))
        now = self._clock.now()
        if len(recent) == _MAX_A_MINUTE and now - recent[0] < MINUTE:
            raise TryLater(_TOO_OFTEN, code="too_many_tests")
        recent.append(now)


def marked(composed: Composed) -> Composed:
    """The message with a word that says it is a test, where there is room for it."""
    blocks = composed.blocks
    if blocks and isinstance(blocks[0], Header):
        title = f"{_MARK} {blocks[0].text}"
        if len(title) <= 20:
            blocks = (replace(blocks[0], text=title), *blocks[1:])
    return Composed(text=f"{_MARK} {composed.text}"[:10_000], blocks=blocks)


def _self(actor: Actor) -> list[str]:
    if actor.member is None:
        raise invalid("/members", "nobody", _NOBODY)
    return [actor.member.id]


_TOO_MANY = Bilingual(
    ko="테스트는 5명까지 보낼 수 있어요. 받는 사람을 줄여 주세요.",
    en="A test can go to 5 people. Choose fewer.",
)
_TOO_OFTEN = Bilingual(
    ko="테스트는 1분에 3번까지 보낼 수 있어요. 잠시 뒤에 다시 해 주세요.",
    en="You can send 3 tests a minute. Try again in a moment.",
)
_NOBODY = Bilingual(
    ko="테스트를 받을 멤버를 정해 주세요.", en="Say which member should receive the test."
)
