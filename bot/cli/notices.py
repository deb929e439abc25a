"""notice …"""

import json
import sys
from typing import Any

import click

from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.notices import FINAL, NoticeState
from bot.broadcast.model.reasons import told_reasons, words_of
from bot.broadcast.model.times_in_words import At
from bot.cli.command import Cli, verb
from bot.cli.content import content_options, read_draft
from bot.cli.main import cli
from bot.cli.schedule_plan import read_moment, repeated
from bot.cli.schedule_texts import SHOWN_AFTER, show_schedule
from bot.cli.send import (
    FINISHED_WITH_FAILURES,
    confirm,
    notice_json,
    notice_text,
    show_scheduled,
    show_sent,
    watch,
)
from bot.core.errors import Bilingual, invalid


@cli.group("notice")
def notice() -> None:
    """공지 · Notices."""


@verb(notice, "draft")
@content_options
async def draft(cli_: Cli, **given: Any) -> None:
    """보내지 않고 저장해요 · Save without sending."""
    system = await cli_.system()
    view = await system.parts.notices.draft(cli_.actor, await read_draft(cli_, system, given))
    cli_.show(notice_json(view), notice_text(cli_, view))


@verb(notice, "list")
@click.option(
    "--state", type=click.Choice([state.value for state in NoticeState]), help="상태 · State."
)
@click.option("--limit", type=click.IntRange(1, 500), default=20, show_default=True)
async def list_notices(cli_: Cli, *, state: str | None, limit: int) -> None:
    """최근 공지 · The newest notices."""
    system = await cli_.system()
    found = await system.parts.notices.page(
        cli_.actor, limit=limit, state=NoticeState(state) if state else None
    )
    cli_.show(
        {"items": [notice_json(view) for view in found]},
        "\n".join(notice_text(cli_, view) for view in found),
    )


@verb(notice, "show")
@click.argument("key", metavar="NOTICE")
async def show(cli_: Cli, *, key: str) -> None:
    """공지 하나와 보내지 못한 까닭 · One notice, and why deliveries failed."""
    system = await cli_.system()
    view = await system.parts.notices.get(cli_.actor, key)
    reasons = await system.parts.notices.reasons(cli_.actor, key)
    told = [
        {"state": s.value, "reason": reason, "count": number} for s, reason, number in reasons
    ]
    lines = [
        notice_text(cli_, view),
        *(
            f"  {words_of(state).in_(cli_.language)} {number:,}: "
            f"{why.what.in_(cli_.language)} {why.advice.in_(cli_.language)}"
            for state, why, number in told_reasons(reasons)
        ),
        *([f"  {view.standstill.text.in_(cli_.language)}"] if view.standstill else []),
    ]
    standstill = view.standstill.answer(cli_.language) if view.standstill else None
    answer = {**notice_json(view), "reasons": told, "standstill": standstill}
    cli_.show(answer, "\n".join(lines))


@verb(notice, "deliveries")
@click.argument("key", metavar="NOTICE")
@click.option(
    "--state", type=click.Choice([state.value for state in DeliveryState]), help="상태 · State."
)
async def deliveries(cli_: Cli, *, key: str, state: str | None) -> None:
    """받는 사람마다 한 줄 · One line a recipient (NDJSON with --json)."""
    system = await cli_.system()
    wanted, after = DeliveryState(state) if state else None, 0
    while page := await system.parts.notices.deliveries(
        cli_.actor, key, after=after, limit=1_000, state=wanted
    ):
        for one in page:
            line = {
                "id": one.id,
                "name": one.name,
                "email": one.email,
                "state": one.state.value,
                "reason": one.reason,
                "attempts": one.attempts,
                "message_id": one.message_id,
            }
            text = f"{one.name}  {one.email}  {one.state.value}  {one.reason or ''}".rstrip()
            click.echo(json.dumps(line, ensure_ascii=False) if cli_.json else text)
        after = page[-1].row


@verb(notice, "test")
@click.argument("key", metavar="NOTICE")
@click.option(
    "--to",
    "members",
    multiple=True,
    required=True,
    metavar="MEMBER",
    help="5명까지 · 5 at most.",
)
async def test(cli_: Cli, *, key: str, members: tuple[str, ...]) -> None:
    """테스트로 보내요 · Send a test; no state changes."""
    system = await cli_.system()
    trials = await system.parts.trials.send(cli_.actor, key, members)
    told = [
        {"name": t.member.name, "message_id": t.message_id, "reason": t.reason} for t in trials
    ]
    sent = cli_.say("보냈어요", "sent")
    lines = [f"{t.member.name}: {sent if t.message_id else t.reason}" for t in trials]
    cli_.show({"items": told}, "\n".join(lines))
    if any(t.message_id is None for t in trials):
        sys.exit(FINISHED_WITH_FAILURES)


@verb(notice, "send")
@click.argument("key", metavar="NOTICE")
@click.option(
    "--urgent",
    metavar="REASON",
    help="긴급 사유, 방해 금지 시간에도 보내요 · Why it can't wait for the quiet hours to end.",
)
@click.option("--wait", is_flag=True, help="끝날 때까지 기다려요 · Wait until it is done.")
async def send(cli_: Cli, *, key: str, urgent: str | None, wait: bool) -> None:
    """저장한 공지를 보내요 · Send a draft."""
    system = await cli_.system()
    before = await system.parts.notices.get(cli_.actor, key)
    await confirm(cli_, system, before, keep=True)
    view = await system.parts.sending.send(cli_.actor, key, urgent_reason=urgent)
    await show_sent(cli_, system, view, wait=wait)


@verb(notice, "schedule")
@click.argument("key", metavar="NOTICE")
@click.argument("when", metavar="WHEN", required=False)
@click.option("--at", metavar="WHEN", hidden=True)
async def schedule(cli_: Cli, *, key: str, when: str | None, at: str | None) -> None:
    """예약해요: '내일 오전 9시', '매주 월요일 09:00' · Send at a time, or again and again."""
    system, text = await cli_.system(), when or at
    if text is None:
        raise invalid("WHEN", "time_missing", _WHEN)
    due = await read_moment(system, text, "WHEN")
    if isinstance(due, At):
        view = await system.parts.sending.schedule(cli_.actor, key, due.at)
        await show_scheduled(cli_, system, view)
        return
    draft = (await system.parts.notices.get(cli_.actor, key)).notice
    plan = await repeated(system, due.rule)
    made = await system.parts.schedule_writing.create_from(
        cli_.actor, draft.id, plan.of(draft.draft), version=draft.version
    )
    show_schedule(cli_, system, made, shown=SHOWN_AFTER)


@verb(notice, "cancel")
@click.argument("key", metavar="NOTICE")
async def cancel(cli_: Cli, *, key: str) -> None:
    """예약이나 발송을 취소해요 · Cancel: a schedule, or the rest of what is being sent."""
    system = await cli_.system()
    view = await system.parts.sending.cancel(cli_.actor, key)
    cli_.show(notice_json(view), notice_text(cli_, view))


@verb(notice, "watch")
@click.argument("key", metavar="NOTICE")
async def watch_notice(cli_: Cli, *, key: str) -> None:
    """끝날 때까지 지켜봐요 · Follow to the end."""
    system = await cli_.system()
    view = await system.parts.notices.get(cli_.actor, key)
    if view.notice.state not in {*FINAL, NoticeState.DRAFT}:
        view = await watch(cli_, system, view)
    cli_.show(notice_json(view), notice_text(cli_, view))


_WHEN = Bilingual(
    ko="언제 보낼까요? '내일 오전 9시'나 '2026-12-24 09:00'처럼 써 주세요.",
    en="When is it to be sent? Write it like 'tomorrow at 9am' or '2026-12-24 09:00'.",
)
