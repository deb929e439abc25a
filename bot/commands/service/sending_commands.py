"""What would send something: shown as a review, with whom it reaches and when."""

from dataclasses import replace
from typing import Final

from bot.broadcast.model.local_time import moment_at
from bot.broadcast.model.notices import Notice, NoticeState, require_state
from bot.broadcast.model.occurrences import Plan
from bot.broadcast.model.rules_json import rule_json
from bot.broadcast.model.schedule_rules import Rule
from bot.broadcast.model.schedule_words import rule_in_words, rule_note
from bot.broadcast.model.times_in_words import At, read_when
from bot.broadcast.service.notices import NoticeView
from bot.commands.model.cards import Card, Detail
from bot.commands.model.commands import Asked, Verb, Word
from bot.commands.service import cards_of_notices as cards
from bot.commands.service.places import Place
from bot.commands.service.reviewing import Shown, review
from bot.commands.service.tools import Tools
from bot.core.errors import Bilingual, WrongState
from bot.kakaowork.blocks import Block
from bot.workspace.model.actors import Actor

_UNSENT: Final = frozenset({NoticeState.DRAFT, NoticeState.SCHEDULED, NoticeState.MISSED})
_SEND: Final = Bilingual(ko="보낼", en="sent")
_RUNS: Final = 3
_ENDS: Final = Bilingual("방해 금지", "Quiet")


class SendingCommands:
    """Each answers a review; it sends nothing."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    async def send(self, actor: Actor, place: Place, asked: Asked, by: str) -> Card:
        """Review the sending of a draft to its whole audience."""
        tools = self._tools
        view = await self._sendable(actor, asked)
        urgent = asked.word(Word.URGENT).strip() or view.notice.urgent_reason
        await tools.readiness.require(actor, view.notice)
        reach = await tools.sending.reach(actor, view.notice.id)
        count = cards.people(reach.recipients)
        shown = Shown(
            verb=Verb.SEND,
            title=Bilingual("보내기 전에", "Before it is sent"),
            yes=Bilingual(f"{count.ko}에게 보내기", f"Send to {reach.recipients:,}"),
            words=[_ASK],
            details=[
                *_about(view),
                *cards.reach_details(reach),
                *await self._quiet(tools.clock.now(), urgent),
            ],
            preview=self._preview(view.notice),
            subject_id=view.notice.id,
            label=view.notice.label,
            version=view.notice.version,
            arguments={"urgent": asked.word(Word.URGENT).strip()},
        )
        return await review(tools, actor, place, shown, by)

    async def schedule(self, actor: Actor, place: Place, asked: Asked, by: str) -> Card:
        """Review when a draft would be sent: once, or again and again."""
        tools = self._tools
        view = await self._sendable(actor, asked)
        zone = (await tools.workspace.get()).zone
        when = read_when(asked.text, moment_at(tools.clock.now()), zone)
        at = when.at if isinstance(when, At) else None
        await tools.readiness.require(actor, view.notice, at)
        view = await self._made_urgent(actor, view, asked.word(Word.URGENT).strip())
        if isinstance(when, At):
            shown = await self._at(actor, view, when.at)
        else:
            shown = await self._repeating(actor, view, when.rule)
        return await review(tools, actor, place, shown, by)

    async def _at(self, actor: Actor, view: NoticeView, at: int) -> Shown:
        tools, notice = self._tools, view.notice
        reach = await tools.sending.reach(actor, notice.id)
        zone = (await tools.workspace.get()).zone
        when = cards.moment_and_wait(at, tools.clock.now(), zone)
        return Shown(
            verb=Verb.SCHEDULE,
            title=Bilingual("예약하기 전에", "Before it is planned"),
            yes=Bilingual("예약하기", "Schedule it"),
            words=[_ASK],
            details=[
                *_about(view),
                Detail(term=cards.WHEN, text=when),
                *cards.reach_details(reach),
                *await self._quiet(at, notice.urgent_reason),
            ],
            preview=self._preview(notice),
            subject_id=notice.id,
            label=notice.label,
            version=notice.version,
            arguments={"at": at},
        )

    async def _repeating(self, actor: Actor, view: NoticeView, rule: Rule) -> Shown:
        tools, notice = self._tools, view.notice
        # A schedule is made of a draft only; whoever asks hears so before the review.
        require_state(notice, frozenset({NoticeState.DRAFT, NoticeState.MISSED}), _SEND)
        zone = (await tools.workspace.get()).zone
        coming = tools.writing.preview(Plan(rules=(rule,), zone=zone), _RUNS)
        times = [cards.moment(one.at, zone) for one in coming]
        runs = Bilingual("\n".join(t.ko for t in times), "\n".join(t.en for t in times))
        said = Bilingual(rule_in_words(rule, "ko"), rule_in_words(rule, "en"))
        note = rule_note(rule)
        return Shown(
            verb=Verb.SCHEDULE,
            title=Bilingual("반복 예약하기 전에", "Before it repeats"),
            yes=Bilingual("반복 예약하기", "Schedule it"),
            words=[_ASK, *([note] if note else [])],
            details=[
                *_about(view),
                Detail(term=cards.WHEN, text=said),
                Detail(term=Bilingual("다음 3번", "Next three"), text=runs),
                *cards.reach_details(await tools.sending.reach(actor, notice.id)),
                *(await self._quiet(coming[0].at, notice.urgent_reason) if coming else []),
            ],
            preview=self._preview(notice),
            subject_id=notice.id,
            label=notice.label,
            version=notice.version,
            arguments={"rules": [rule_json(rule)], "zone": zone.key},
        )

    async def retry(self, actor: Actor, place: Place, asked: Asked, by: str) -> Card:
        """Review to whom a notice would be sent again."""
        view = await self._usable(actor, asked.subject)
        count = view.counts.failed
        if not count:
            raise WrongState(_nothing_failed(view.notice), code="nothing_to_retry")
        shown = self._running(
            view, Verb.RETRY, Bilingual("다시 보내기 전에", "Before it is sent"),
            Bilingual(f"{count:,}명에게 다시 보내기", f"Send again to {count:,}"),
        )  # fmt: skip
        return await review(self._tools, actor, place, shown, by)

    async def resume(self, actor: Actor, place: Place, asked: Asked, by: str) -> Card:
        """Review for how many a paused notice would go on."""
        view = await self._usable(actor, asked.subject)
        require_state(
            view.notice, frozenset({NoticeState.PAUSED}), Bilingual("이어서 보낼", "resumed")
        )
        left = view.counts.open
        shown = self._running(
            view, Verb.RESUME, Bilingual("이어서 보내기 전에", "Before it goes on"),
            Bilingual(f"{left:,}명에게 이어 보내기", f"Go on for {left:,}"),
        )  # fmt: skip
        return await review(self._tools, actor, place, shown, by)

    async def remind(self, actor: Actor, place: Place, asked: Asked, by: str) -> Card:
        """Review how many would be reminded."""
        view = await self._usable(actor, asked.subject)
        left = await self._tools.reminding.to_remind(actor, view.notice.id)
        shown = self._running(
            view, Verb.REMIND, Bilingual("다시 알리기 전에", "Before they're told"),
            Bilingual(f"{left:,}명에게 다시 알리기", f"Remind {left:,}"),
        )  # fmt: skip
        return await review(self._tools, actor, place, shown, by)

    def _running(self, view: NoticeView, verb: Verb, title: Bilingual, yes: Bilingual) -> Shown:
        notice = view.notice
        return Shown(
            verb=verb, title=title, yes=yes, words=[_ASK], details=_about(view),
            preview=self._preview(notice), subject_id=notice.id, label=notice.label,
            version=notice.version,
        )  # fmt: skip

    async def _usable(self, actor: Actor, key: str) -> NoticeView:
        """The notice, for who may send with its profile now."""
        view = await self._tools.notices.get(actor, key)
        await self._tools.readiness.require_sender(actor, view.profile.id)
        return view

    async def _sendable(self, actor: Actor, asked: Asked) -> NoticeView:
        view = await self._tools.notices.get(actor, asked.subject)
        await self._tools.readiness.require_right(actor, view.profile.id)
        require_state(view.notice, _UNSENT, _SEND)
        return view

    async def _made_urgent(self, actor: Actor, view: NoticeView, reason: str) -> NoticeView:
        """The draft with the reason why it is urgent, where one was given."""
        if not reason or reason == view.notice.urgent_reason:
            return view
        changed = replace(view.notice.draft, urgent_reason=reason)
        return await self._tools.notices.change(
            actor, view.notice.id, changed, version=view.notice.version
        )

    async def _quiet(self, at: int, urgent: str | None) -> list[Detail]:
        """That it is urgent, or until when quiet hours hold it."""
        if urgent:
            return [Detail(term=cards.URGENT, text=cards.same(urgent))]
        zone = (await self._tools.workspace.get()).zone
        until = self._tools.sending.quiet_until(at, zone)
        if until is None:
            return []
        end = cards.moment(until, zone)
        text = Bilingual(f"{end.ko}까지 기다렸다가 보내요", f"waits until {end.en}")
        return [Detail(term=_ENDS, text=text)]

    def _preview(self, notice: Notice) -> tuple[Block, ...]:
        return cards.shown(
            self._tools.composer, notice.template, notice.variables, notice.frozen
        )[0]


def _nothing_failed(notice: Notice) -> Bilingual:
    return Bilingual(
        ko=f"{notice.label} 공지에는 실패한 사람이 없어서 다시 보낼 것이 없어요.",
        en=f"{notice.label} failed for nobody, so there is nothing to send again.",
    )


def _about(view: NoticeView) -> list[Detail]:
    return [
        Detail(term=Bilingual("공지", "Notice"), text=cards.same(_named(view.notice))),
        Detail(term=cards.PROFILE, text=cards.same(view.profile.name)),
    ]


def _named(notice: Notice) -> str:
    return f"{notice.label} {cards.title_line(notice)}"


_ASK: Final = Bilingual(
    "아래 그대로 보낼까요? 누르기 전에는 아무것도 보내지 않아요.",
    "Send it as shown below? Nothing is sent before you press.",
)
