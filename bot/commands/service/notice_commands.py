"""Drafts, tests, lists, and what may be done to a notice without sending anything."""

from dataclasses import replace
from typing import Final

from bot.broadcast.model.notices import STATE_NAMES, UNDER_WAY, NoticeState
from bot.broadcast.model.reasons import reason_of
from bot.broadcast.model.schedule_words import time_in_words
from bot.broadcast.service.notices import NoticeView
from bot.broadcast.service.trials import Trial
from bot.broadcast.store import profiles as profile_store
from bot.commands.model.cards import Card, Detail
from bot.commands.model.commands import Asked, Verb, Word
from bot.commands.service import cards_of_notices as cards
from bot.commands.service.following import Following
from bot.commands.service.people import find_member
from bot.commands.service.places import Place
from bot.commands.service.reviewing import Shown, mark, once, review
from bot.commands.service.tools import Tools
from bot.commands.service.written import written
from bot.commands.store import reviews
from bot.core.errors import Bilingual, WrongState
from bot.kakaowork.blocks import HeaderStyle
from bot.workspace.model.actors import Actor, require_super_admin
from bot.workspace.model.members import names

_LISTED: Final = 10
_HAVE_IT: Final = Bilingual("받은 사람", "Has it")


class NoticeCommands:
    """None of these sends to an audience."""

    def __init__(self, tools: Tools, following: Following) -> None:
        self._tools = tools
        self._following = following

    async def new(self, actor: Actor, place: Place, asked: Asked, by: str) -> Card:
        """Keep a draft of what was written, once; what could not be read is told."""
        tools = self._tools
        named = asked.word(Word.PROFILE).strip() or place.profile.id
        profile = await profile_store.get(tools.database, named)
        await tools.profiles.require_use(actor, profile)
        before = await reviews.find(tools.database, by)
        if before is not None:
            return await self._following.draft(
                actor, await tools.notices.get(actor, before.subject_id)
            )
        read = await written(tools, profile, asked)
        variables = await tools.notices.with_image_urls(read.draft.variables)
        draft = replace(read.draft, variables=variables)
        async with tools.database.transaction() as tx:
            notice = await tools.notices.add(tx, actor, profile, draft)
            made = mark(actor, place, Verb.NEW, by, tools.clock.now(), subject_id=notice.id)
            if not await reviews.add_once(tx, made):
                raise WrongState(_BEING_MADE, code="already_done")
        card = await self._following.draft(actor, await tools.notices.get(actor, notice.id))
        return cards.with_problems(card, read.problems)

    async def test(self, actor: Actor, place: Place, asked: Asked, by: str) -> Card:
        """Send a trial to the asker, or to the people named; never once more for the same `by`."""
        tools = self._tools
        view = await tools.notices.get(actor, asked.subject)
        await tools.profiles.require_use(actor, view.profile)
        people = [part for part in asked.text.replace(",", " ").split() if part != "@me"]
        keys = [(await find_member(tools, one)).id for one in people]
        if await once(tools, actor, place, asked, by, subject_id=view.notice.id):
            return await self._following.after(actor, asked.subject, _TESTED_BEFORE)
        trials = await tools.trials.send(actor, view.notice.id, keys)
        return _trial_card(view, trials)

    async def cancel(self, actor: Actor, place: Place, asked: Asked, by: str) -> Card:
        """Make a draft of a scheduled one at once; review the end of a running one."""
        tools = self._tools
        view = await tools.notices.get(actor, asked.subject)
        await tools.profiles.require_use(actor, view.profile)
        notice = view.notice
        if notice.state not in UNDER_WAY:
            begun = await once(tools, actor, place, asked, by, subject_id=notice.id)
            if begun is not None and notice.state is NoticeState.DRAFT:
                return await self._following.status(actor, notice.id)
            return await self._following.card(
                actor, await tools.sending.cancel(actor, notice.id)
            )
        left = view.counts.open
        shown = Shown(
            verb=Verb.CANCEL,
            title=Bilingual("취소하기 전에", "Before it is stopped"),
            yes=Bilingual(f"나머지 {left:,}명 취소", f"Stop for {left:,}"),
            words=[_CANCEL],
            details=cards.status_details(view, (await tools.workspace.get()).zone),
            subject_id=notice.id,
            label=notice.label,
            version=notice.version,
            urgent=True,
        )
        return await review(tools, actor, place, shown, by)

    async def recall(self, actor: Actor, place: Place, asked: Asked, by: str) -> Card:
        """Say that nothing can be taken back, and offer a correction."""
        view = await self._tools.notices.get(actor, asked.subject)
        await self._tools.profiles.require_use(actor, view.profile)
        if not view.counts.sent:
            raise WrongState(_NOBODY_HAS_IT, code="nobody_reached")
        shown = Shown(
            verb=Verb.RECALL,
            title=Bilingual("회수할 수 없어요", "It can't be recalled"),
            yes=Bilingual("정정 공지 초안 쓰기", "Draft a correction"),
            words=[_RECALL],
            details=[Detail(term=_HAVE_IT, text=cards.people(view.counts.sent))],
            subject_id=view.notice.id,
            label=view.notice.label,
            version=view.notice.version,
        )
        return await review(self._tools, actor, place, shown, by)

    async def pause(self, actor: Actor, asked: Asked) -> Card:
        """Begin no other delivery; paused twice it is paused."""
        view = await self._tools.control.pause(actor, asked.subject)
        return await self._following.card(actor, view)

    async def status(self, actor: Actor, asked: Asked) -> Card:
        """How far one notice is, or the newest ones."""
        if asked.subject:
            return await self._following.status(actor, asked.subject)
        return await self.list(actor, asked)

    async def list(self, actor: Actor, asked: Asked) -> Card:
        """The ten newest notices, of the states named."""
        states: list[NoticeState | None] = [
            NoticeState(one) for one in asked.text.split() if one in set(NoticeState)
        ]
        found: list[NoticeView] = []
        for state in states or [None]:
            found += await self._tools.notices.page(actor, limit=_LISTED, state=state)
        found.sort(key=lambda view: -view.notice.number)
        lines = tuple(_line(view) for view in found[:_LISTED])
        none = Bilingual("아직 공지가 없어요.", "There are no notices yet.")
        return Card(
            title=Bilingual("공지 목록", "Notices"),
            details=lines,
            words=() if lines else (none,),
            buttons=tuple(
                cards.button(v.notice.label, v.notice.label, Verb.STATUS, v.notice.label)
                for v in found[:3]
            ),
        )

    async def audit(self, actor: Actor, asked: Asked) -> Card:
        """Who did what to a notice, newest first, for super admins."""
        tools = self._tools
        require_super_admin(actor, names(await tools.members.super_admins()))
        notice = (await tools.notices.get(actor, asked.subject)).notice
        zone = (await tools.workspace.get()).zone
        entries = (await tools.audit.of("notice", notice.id))[-_LISTED:]
        details = tuple(
            Detail(
                term=cards.same(entry.action.removeprefix("notice.")),
                text=Bilingual(
                    f"{entry.actor_name} · {time_in_words(entry.at, zone, 'ko')} · {entry.surface}",
                    f"{entry.actor_name} · {time_in_words(entry.at, zone, 'en')} · {entry.surface}",
                ),
            )
            for entry in reversed(entries)
        )
        title = Bilingual(f"{notice.label} 기록", f"Audit of {notice.label}")
        return Card(title=title, details=details)


def _line(view: NoticeView) -> Detail:
    state = STATE_NAMES[view.notice.state]
    title = cards.title_line(view.notice)
    return Detail(
        term=cards.same(view.notice.label),
        text=Bilingual(f"{title} · {state.ko}", f"{title} · {state.en}"),
    )


def _trial_card(view: NoticeView, trials: list[Trial]) -> Card:
    details = []
    for trial in trials:
        said = Bilingual("보냈어요", "sent")
        if trial.reason is not None:
            said = reason_of(trial.reason).what
        details.append(Detail(term=cards.same(trial.member.name), text=said))
    failed = any(trial.reason is not None for trial in trials)
    return Card(
        title=Bilingual(f"{view.notice.label} 테스트", f"Test of {view.notice.label}"),
        words=(_TESTED,),
        details=tuple(details),
        buttons=cards.draft_buttons(view.notice)[:3],
        style=HeaderStyle.YELLOW if failed else HeaderStyle.WHITE,
    )


_TESTED = Bilingual("테스트는 통계에 들어가지 않아요.", "Tests are counted nowhere.")
_TESTED_BEFORE = Bilingual(
    "테스트를 이미 시작했어요. 오지 않았으면 다시 눌러 주세요.",
    "The test was begun already. Press again where it has not arrived.",
)
_CANCEL = Bilingual(
    "아직 받지 않은 사람에게는 보내지 않아요. 이미 간 메시지는 그대로예요.",
    "Nobody else gets it. What has arrived stays.",
)
_RECALL = Bilingual(
    "이미 간 메시지는 거둬들일 수 없어요. 받은 사람에게만 가는 정정 공지를 쓸 수 있어요.",
    "What has arrived can't be taken back. You can write a correction to those who have it.",
)
_NOBODY_HAS_IT = Bilingual(
    "아직 받은 사람이 없어서 회수할 것이 없어요. 보내지 않으려면 취소해 주세요.",
    "Nobody has it yet, so there is nothing to recall. Cancel it to send nothing.",
)
_BEING_MADE = Bilingual("이 초안은 이미 만들었어요.", "This draft has been made.")
