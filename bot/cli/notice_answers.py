"""notice remind, close, report."""

from typing import Any

import click

from bot.broadcast.service.acknowledgements import Summary
from bot.broadcast.service.notices import NoticeView
from bot.broadcast.service.recipient_report import recipient_lines
from bot.cli.command import Cli, verb
from bot.cli.notices import notice
from bot.cli.send import agreed, asks, nothing_sent, notice_json, notice_text


@verb(notice, "remind")
@click.argument("key", metavar="NOTICE")
async def remind(cli_: Cli, *, key: str) -> None:
    """답하지 않은 사람에게만 다시 알려요 · Remind those who haven't answered."""
    system = await cli_.system()
    remaining = await system.parts.reminding.remaining(cli_.actor, key)
    if remaining and asks(cli_):
        question = cli_.say(
            f"아직 확인하지 않은 {remaining:,}명에게 다시 알릴까요?",
            f"Remind {remaining:,} who haven't acknowledged?",
        )
        if not await agreed(question):
            nothing_sent(cli_)
    view = await system.parts.reminding.remind(cli_.actor, key)
    told = cli_.say(
        f"아직 답하지 않은 {remaining:,}명에게 다시 알려요.",
        f"A reminder to those who haven't answered: {remaining:,}.",
    )
    more = {"reminds": view.notice.reminds, "reminded": remaining}
    cli_.show({**notice_json(view), **more}, f"{view.notice.label}  {told}")


@verb(notice, "close")
@click.argument("key", metavar="NOTICE")
async def close(cli_: Cli, *, key: str) -> None:
    """답을 그만 받아요 · Take no more answers."""
    system = await cli_.system()
    summary = await system.parts.acknowledgements.close(cli_.actor, key)
    view = await system.parts.notices.get(cli_.actor, key)
    told = cli_.say("이제 답을 받지 않아요.", "Answers don't count any more.")
    cli_.show(_report_json(view, summary), f"{view.notice.label}  {told}")


@verb(notice, "report")
@click.argument("key", metavar="NOTICE")
@click.option(
    "--csv", "as_csv", is_flag=True, help="받은 사람마다 한 줄 · One line a recipient, as CSV."
)
async def report(cli_: Cli, *, key: str, as_csv: bool) -> None:
    """읽은 사람, 확인한 사람, 설문 결과 · Who has read and answered."""
    system = await cli_.system()
    if as_csv:
        zone = (await system.parts.workspace.get()).zone
        # With --json the names of the API, for programs.
        language = None if cli_.json else cli_.language
        pieces = recipient_lines(system.parts.notices, cli_.actor, key, zone, language)
        async for piece in pieces:
            # As bytes: the lines of a CSV file end the same everywhere.
            click.echo(piece.encode(), nl=False)
        return
    view = await system.parts.notices.get(cli_.actor, key)
    summary = await system.parts.acknowledgements.summary(cli_.actor, key)
    lines = [notice_text(cli_, view), f"  {_counts(cli_, summary)}"]
    lines += [f"  {words}: {count:,}" for words, count in summary.choices]
    cli_.show(_report_json(view, summary), "\n".join(lines))


def _counts(cli_: Cli, summary: Summary) -> str:
    read, done = summary.tallies.read, summary.tallies.acknowledged
    if not summary.asks:
        return cli_.say(f"읽음 {read:,}", f"read {read:,}")
    text = cli_.say(
        f"읽음 {read:,} · 확인함 {done:,} · 확인 안 함 {summary.remaining:,}",
        f"read {read:,} · acknowledged {done:,} · not acknowledged {summary.remaining:,}",
    )
    ended = cli_.say(" · 답 받기 끝남", " · takes no more answers")
    return text if summary.open else f"{text}{ended}"


def _report_json(view: NoticeView, summary: Summary) -> dict[str, Any]:
    return {
        **notice_json(view),
        "read": summary.tallies.read,
        "acknowledged": summary.tallies.acknowledged,
        "remaining": summary.remaining,
        "open": summary.open,
        "choices": [{"text": words, "count": count} for words, count in summary.choices],
    }
