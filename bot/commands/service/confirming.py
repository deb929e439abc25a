"""A review that is confirmed: one statement decides who may, then the service acts by the rights of now."""

from collections import deque
from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.broadcast.model.local_time import moment_at
from bot.broadcast.model.notices import Notice, NoticeState
from bot.broadcast.model.rules_json import RuleReader
from bot.broadcast.model.schedules import ScheduleDraft
from bot.commands.model.cards import Card, CardButton, Form, OpenForm
from bot.commands.model.commands import Asked, Verb, Word
from bot.commands.model.reviews import Review
from bot.commands.model.table import COMMANDS
from bot.commands.service.following import Following
from bot.commands.service.reviewing import LET_BE, NotReady, require_member
from bot.commands.service.stop_commands import StopCommands
from bot.commands.service.tools import Tools
from bot.commands.store import reviews
from bot.core.clock import MINUTE
from bot.core.errors import Bilingual, NotFound, Outdated, TryLater, WrongState
from bot.kakaowork.blocks import HeaderStyle
from bot.workspace.model.actors import Actor

_WRONG: Final = 5
_WINDOW: Final = 5 * MINUTE


class Confirming:
    """Nothing is done twice: neither by two presses nor by one that is told twice."""

    def __init__(self, tools: Tools, *, following: Following, stopping: StopCommands) -> None:
        self._tools = tools
        self._following = following
        self._stopping = stopping
        self._missed: dict[str, deque[int]] = {}

    async def confirm(self, actor: Actor, asked: Asked, by: str) -> Card | Asked:
        """Do what was shown; answers the command that shows it anew where it has changed since."""
        member_id = require_member(actor)
        self._require_pace(member_id)
        lets_be, code = asked.text.startswith(LET_BE), asked.text.removeprefix(LET_BE)
        found = await reviews.find_by_code(self._tools.database, member_id, code)
        if found is None or not code or asked.subject not in {"", found.label}:
            self._missed.setdefault(member_id, deque(maxlen=_WRONG)).append(
                self._tools.clock.now()
            )
            raise NotFound(_NO_CODE, code="wrong_code")
        again = found.used_by == by
        async with self._tools.database.transaction() as tx:
            used = await reviews.use(tx, found, member_id, by=by, now=self._tools.clock.now())
        if not used:
            return await self._refused(actor, found.id)
        if lets_be:
            return _let_be()
        return await self._done(actor, found, again=again)

    def _require_pace(self, member_id: str) -> None:
        missed = self._missed.get(member_id, deque())
        now = self._tools.clock.now()
        if len(missed) == _WRONG and now - missed[0] < _WINDOW:
            raise TryLater(_TOO_MANY, code="too_many_codes")

    async def _refused(self, actor: Actor, review_id: str) -> Card:
        review = await reviews.find(self._tools.database, review_id)
        if review is None:
            raise NotFound(_NO_CODE, code="wrong_code")
        if review.used_by is None:
            return Card(
                title=Bilingual("5분이 지났어요", "Too late"),
                words=(_EXPIRED,),
                buttons=_again(review),
                style=HeaderStyle.YELLOW,
            )
        if not review.label or not review.label.startswith("N-"):
            raise WrongState(_USED, code="already_done")
        return await self._following.after(actor, review.label, _USED)

    async def _done(self, actor: Actor, review: Review, *, again: bool) -> Card | Asked:
        if review.verb in {Verb.STOP_ALL, Verb.START_ALL}:
            return await self._stopping.act(actor, review.verb, review.arguments)
        try:
            notice = (await self._tools.notices.get(actor, review.subject_id)).notice
        except NotFound:
            if again and review.verb is Verb.SCHEDULE:
                # A schedule has taken the draft's place.
                return Card(title=_DONE, words=(_USED,))
            raise
        if notice.version != review.version:
            done = again and not _is_untouched(notice, review)
            return await self._changed(actor, review, done=done)
        if again and await self._made_already(actor, notice, review):
            return await self._following.after(actor, review.label, _USED)
        try:
            return await self._act(actor, notice, review)
        except Outdated:
            return await self._changed(actor, review, done=False)

    async def _changed(self, actor: Actor, review: Review, *, done: bool) -> Card | Asked:
        """Either what was confirmed was done before, or somebody has changed it: it is shown anew."""
        if done:
            return await self._following.after(actor, review.label, _USED)
        if review.verb is Verb.SCHEDULE:
            schedule = CardButton(
                label=Bilingual("다시 예약…", "Schedule again…"),
                does=OpenForm(form=Form.SCHEDULE, subject=review.label),
            )
            return Card(
                title=Bilingual("그 사이에 바뀌었어요", "It has changed"),
                words=(_CHANGED,),
                buttons=(schedule,),
                style=HeaderStyle.YELLOW,
            )
        return review.asked

    async def _made_already(self, actor: Actor, notice: Notice, review: Review) -> bool:
        """Whether this confirmation has made its notice before it was cut short."""
        if review.verb not in {Verb.REMIND, Verb.RECALL} or review.used_at is None:
            return False
        for view in await self._tools.notices.page(actor, limit=100):
            made = view.notice
            of = made.reminds if review.verb is Verb.REMIND else made.corrects
            if of == notice.id and made.created_at >= review.used_at:
                return True
        return False

    async def _act(self, actor: Actor, notice: Notice, review: Review) -> Card:
        tools, following, key = self._tools, self._following, notice.id
        match review.verb:
            case Verb.SEND:
                urgent = str(review.arguments.get("urgent", "")) or None
                view = await tools.sending.send(
                    actor, key, urgent_reason=urgent, version=review.version
                )
            case Verb.SCHEDULE if "rules" in review.arguments:
                return await self._repeat(actor, notice, review)
            case Verb.SCHEDULE:
                at = int(review.arguments["at"])
                view = await tools.sending.schedule(actor, key, at, version=review.version)
            case Verb.RETRY:
                view = await tools.control.retry_failed(actor, key)
            case Verb.RESUME:
                view = await tools.control.resume(actor, key)
            case Verb.CANCEL:
                view = await tools.sending.cancel(actor, key)
            case Verb.REMIND:
                view = await tools.reminding.remind(actor, key)
            case Verb.RECALL:
                made = await tools.control.correct(actor, key)
                return await following.draft(actor, made)
            case _:
                raise NotReady(_NOT_HERE)
        return await following.card(actor, view)

    async def _repeat(self, actor: Actor, notice: Notice, review: Review) -> Card:
        rules, zone = _rules(review.arguments)
        draft = ScheduleDraft(notice=notice.draft, rules=rules, zone=zone)
        made = await self._tools.writing.create_from(
            actor, notice.id, draft, version=review.version
        )
        return self._following.schedule(made)


def _is_untouched(notice: Notice, review: Review) -> bool:
    """Whether the notice is one that was certainly neither sent nor planned."""
    begins = review.verb in {Verb.SEND, Verb.SCHEDULE}
    return begins and notice.state in {NoticeState.DRAFT, NoticeState.MISSED}


def _rules(arguments: Mapping[str, Any]) -> tuple[Any, ZoneInfo]:
    zone = ZoneInfo(str(arguments["zone"]))
    # Each was checked before it was shown, and `every` has its first time.
    return RuleReader(zone, moment_at(0)).rules(arguments["rules"]), zone


def _again(review: Review) -> tuple[CardButton, ...]:
    """Asks for the same once more; a time and a reason have to be written anew."""
    name = COMMANDS[review.verb].name
    label = Bilingual(f"{name.ko}…", f"{name.en}…")
    if review.verb is Verb.SCHEDULE:
        return (
            CardButton(label=label, does=OpenForm(form=Form.SCHEDULE, subject=review.label)),
        )
    if review.verb in {Verb.STOP_ALL, Verb.START_ALL}:
        form = OpenForm(form=Form.REASON, subject=review.verb.value)
        return (CardButton(label=label, does=form),)
    if review.asked.word(Word.URGENT):
        # A button can't carry the reason; without it the notice would wait for the morning.
        return ()
    return (CardButton(label=label, does=Asked(verb=review.verb, subject=review.label)),)


def _let_be() -> Card:
    return Card(title=Bilingual("그만뒀어요", "Left as it is"), words=(_LEFT,))


_DONE = Bilingual("이미 했어요", "Done already")
_USED = Bilingual(
    "이미 처리했어요. 지금 상태는 이래요.", "This has been done. This is how it stands."
)
_LEFT = Bilingual("아무것도 하지 않았어요.", "Nothing was done.")
_EXPIRED = Bilingual(
    "보여 드린 지 5분이 지나서 하지 않았어요. 같은 명령을 다시 써 주세요.",
    "More than 5 minutes have passed, so nothing was done. Give the command again.",
)
_CHANGED = Bilingual(
    "보여 드린 뒤에 공지가 바뀌어서 하지 않았어요. 다시 예약하면 바뀐 내용을 보여 드려요.",
    "The notice has changed since it was shown, so nothing was done. Schedule it again to see it.",
)
_NO_CODE = Bilingual(
    "맞는 코드가 없어요. 카드에 있는 코드를 그대로 써 주세요. 코드는 카드를 받은 사람만 쓸 수 있어요.",
    "There is no such code. Write it as it stands on the card; only who got the card can use it.",
)
_TOO_MANY = Bilingual(
    "코드가 여러 번 틀렸어요. 5분 뒤에 다시 해 주세요.",
    "The code was wrong too often. Try again in 5 minutes.",
)
_NOT_HERE = Bilingual("여기에서는 할 수 없어요.", "This can't be done here.")
