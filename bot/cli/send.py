"""send: draft and send, or schedule, in one command."""

import asyncio
import sys
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import click

from bot.app import System
from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.notices import FINAL, QUIET_HOURS, STATE_NAMES, NoticeState, Reminders
from bot.broadcast.model.reasons import words_of
from bot.broadcast.model.reminder_spans import written_span
from bot.broadcast.model.times_in_words import Repeating
from bot.broadcast.service.notices import NoticeView
from bot.cli.command import Cli, verb
from bot.cli.content import content_options, read_draft
from bot.cli.main import cli
from bot.cli.schedule_plan import read_moment, repeated
from bot.cli.schedule_texts import SHOWN_AFTER, coming_text, show_schedule
from bot.core.errors import Bilingual, Invalid, TryLater
from bot.web.api.times import written_time

_LOOK_EVERY = 0.2
_NOT_SENT = (
    DeliveryState.FAILED,
    DeliveryState.UNCERTAIN,
    DeliveryState.CANCELLED,
    DeliveryState.SKIPPED,
)
FINISHED_WITH_FAILURES = 5
_UTC = ZoneInfo("UTC")


def notice_json(view: NoticeView) -> dict[str, Any]:
    """A notice as JSON."""
    notice = view.notice
    return {
        "id": notice.id,
        "number": notice.label,
        "state": notice.state.value,
        "state_reason": notice.state_reason,
        "profile": notice.profile_id,
        "title": notice.title,
        "scheduled_at": written_time(notice.scheduled_at, _UTC),
        "reminders": _rule_json(notice.reminders),
        "counts": {"audience": view.counts.audience, **view.counts.by_state()},
    }


def _rule_json(rule: Reminders | None) -> dict[str, Any] | None:
    return None if rule is None else {"after": written_span(rule.every), "most": rule.most}


def notice_text(cli_: Cli, view: NoticeView) -> str:
    """A notice as one line."""
    counts, name = view.counts, STATE_NAMES[view.notice.state].in_(cli_.language)
    line = f"{view.notice.label}  {view.notice.title}  {name}"
    if not counts.audience:
        # Whom it is for is settled when sending starts.
        return line
    told = cli_.say(
        f"대상 {counts.audience:,}명 · 보냄 {counts.sent:,} · 남음 {counts.open:,}",
        f"audience {counts.audience:,} · sent {counts.sent:,} · left {counts.open:,}",
    )
    # Whatever else there is, so that the numbers add up for whoever reads them.
    besides = [
        f" · {words_of(state).in_(cli_.language).lower()} {counts.by_state()[state.value]:,}"
        for state in _NOT_SENT
        if counts.by_state()[state.value]
    ]
    return f"{line}  {told}{''.join(besides)}"


@verb(cli, "send")
@content_options
@click.option(
    "--at",
    metavar="WHEN",
    help="보낼 시각: '내일 오전 9시', '2026-12-24 09:00', '매주 월요일 09:00' · "
    "When: 'tomorrow at 9am', 'every Monday at 09:00'.",
)
@click.option("--wait", is_flag=True, help="끝날 때까지 기다려요 · Wait until it is done.")
async def send(cli_: Cli, *, at: str | None, wait: bool, **given: Any) -> None:
    """공지를 보내요 · Send a notice: now, at a time, or again and again."""
    system = await cli_.system()
    when = await read_moment(system, at, "--at") if at else None
    draft = await read_draft(cli_, system, given)
    if isinstance(when, Repeating):
        plan = await repeated(system, when.rule)
        made = await system.parts.schedule_writing.create(cli_.actor, plan.of(draft))
        show_schedule(cli_, system, made, shown=SHOWN_AFTER)
        return
    drafted = await system.parts.notices.draft(cli_.actor, draft)
    key = drafted.notice.id
    try:
        if when is not None:
            view = await system.parts.sending.schedule(cli_.actor, key, when.at)
        else:
            await confirm(cli_, system, drafted)
            view = await system.parts.sending.send(cli_.actor, key)
    except Invalid:
        # Nothing of a notice that can't be sent stays behind; the command can be corrected.
        await system.parts.notices.remove(cli_.actor, key)
        raise
    if when is not None:
        await show_scheduled(cli_, system, view)
        return
    await show_sent(cli_, system, view, wait=wait)


async def show_scheduled(cli_: Cli, system: System, view: NoticeView) -> None:
    """A notice that waits for its time, with the time as people read it."""
    at = view.notice.scheduled_at or 0
    said = await _when(cli_, system, at)
    cli_.show(
        {**notice_json(view), "at": at},
        cli_.say(
            f"{view.notice.label} 예약했어요: {said}",
            f"{view.notice.label} is scheduled: {said}",
        ),
    )


async def show_sent(cli_: Cli, system: System, view: NoticeView, *, wait: bool) -> None:
    """A notice that was sent or is held by quiet hours; with `wait` followed to its end."""
    held = view.notice.state_reason == QUIET_HOURS
    text = await _held(cli_, system, view) if held else ""
    if wait:
        if held:
            click.echo(text, err=True)
        view = await watch(cli_, system, view)
    cli_.show(notice_json(view), text if held and not wait else notice_text(cli_, view))
    if wait and view.notice.state is not NoticeState.SENT:
        sys.exit(FINISHED_WITH_FAILURES)


async def _held(cli_: Cli, system: System, view: NoticeView) -> str:
    label = view.notice.label
    said = await _when(cli_, system, view.notice.scheduled_at or 0)
    return cli_.say(
        f"{label} 공지는 방해 금지 시간이 끝나면 보내요: {said}\n"
        f"  지금 보내려면: spacecast notice send {label} --urgent '긴급 사유'",
        f"{label} is sent when the quiet hours end: {said}\n"
        f"  To send it now: spacecast notice send {label} --urgent 'REASON'",
    )


async def _when(cli_: Cli, system: System, at: int) -> str:
    zone = (await system.parts.workspace.get()).zone
    return coming_text(cli_, at, zone, system.parts.clock.now())


async def confirm(cli_: Cli, system: System, view: NoticeView, *, keep: bool = False) -> None:
    """Ask a person at a terminal, with the number; scripts are not asked."""
    if not asks(cli_):
        return
    reach = await system.parts.sending.reach(cli_.actor, view.notice.id)
    question = cli_.say(
        f"'{view.profile.name}' 프로필로 {reach.recipients:,}명에게 보낼까요?",
        f"Send to {reach.recipients:,} people as '{view.profile.name}'?",
    )
    if not await agreed(question):
        if not keep:
            await system.parts.notices.remove(cli_.actor, view.notice.id)
        nothing_sent(cli_)


def asks(cli_: Cli) -> bool:
    """Whether there is a person to be asked: at a terminal, without --yes and --json."""
    return not (cli_.yes or cli_.json) and sys.stdin.isatty()


async def agreed(question: str) -> bool:
    """A person's answer, on stderr's side of the terminal."""
    return await asyncio.to_thread(click.confirm, question, err=True)


def nothing_sent(cli_: Cli) -> NoReturn:
    """End as somebody who said no."""
    cli_.talk(Bilingual(ko="보내지 않았어요.", en="Nothing was sent."))
    sys.exit(130)


async def watch(cli_: Cli, system: System, view: NoticeView) -> NoticeView:
    """Follow a notice to its end, with a bar on a terminal; TryLater where it waits for somebody."""
    shown = ""
    while view.notice.state not in FINAL:
        if not await system.parts.sending.engine_seen():
            raise TryLater(_no_server(view.notice.label), code="no_server")
        await asyncio.sleep(_LOOK_EVERY)
        view = await system.parts.notices.get(cli_.actor, view.notice.id)
        if view.notice.state is NoticeState.DRAFT:
            break
        if view.notice.state is NoticeState.PAUSED:
            raise TryLater(_paused(view.notice.label), code="notice_paused")
        line = notice_text(cli_, view)
        if line != shown and sys.stderr.isatty():
            click.echo(f"\r\x1b[2K{line}", err=True, nl=False)
            shown = line
    if shown:
        click.echo("", err=True)
    return view


def _no_server(label: str) -> Bilingual:
    return Bilingual(
        ko=f"서버가 켜져 있지 않아서 {label} 공지가 기다리고 있어요. `spacecast serve`를 켜면 보내요.",
        en=f"No server is running, so {label} waits. It goes out once `spacecast serve` runs.",
    )


def _paused(label: str) -> Bilingual:
    return Bilingual(
        ko=f"{label} 공지를 누군가 멈췄어요. `spacecast notice resume {label}`로 이어서 보낼 수 있어요.",
        en=f"Somebody paused {label}. `spacecast notice resume {label}` goes on with it.",
    )
