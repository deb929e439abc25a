"""notice pause, resume, rate, retry-failed, resend-uncertain, correct, duplicate."""

import click

from bot.broadcast.service.control import SentAgain
from bot.broadcast.service.notices import NoticeView
from bot.cli.command import Cli, verb
from bot.cli.notices import notice
from bot.cli.send import agreed, asks, nothing_sent, notice_json, notice_text
from bot.core.errors import Bilingual, invalid

_NO_RATE = "none"


@verb(notice, "pause")
@click.argument("key", metavar="NOTICE")
async def pause(cli_: Cli, *, key: str) -> None:
    """잠시 멈춰요 · Send to nobody else until it is resumed."""
    system = await cli_.system()
    view = await system.parts.control.pause(cli_.actor, key)
    cli_.show(notice_json(view), notice_text(cli_, view))


@verb(notice, "resume")
@click.argument("key", metavar="NOTICE")
async def resume(cli_: Cli, *, key: str) -> None:
    """이어서 보내요 · Go on with those who are waiting."""
    system = await cli_.system()
    view = await system.parts.control.resume(cli_.actor, key)
    cli_.show(notice_json(view), notice_text(cli_, view))


@verb(notice, "retry-failed")
@click.argument("key", metavar="NOTICE")
async def retry_failed(cli_: Cli, *, key: str) -> None:
    """실패한 사람에게만 다시 보내요 · Send again only to those who failed."""
    system = await cli_.system()
    _show_again(cli_, await system.parts.control.retry_failed(cli_.actor, key), "retried")


@verb(notice, "resend-uncertain")
@click.argument("key", metavar="NOTICE")
async def resend_uncertain(cli_: Cli, *, key: str) -> None:
    """받았는지 확실하지 않은 사람에게 다시 보내요 · Send again to those who may have got it."""
    system = await cli_.system()
    if asks(cli_):
        uncertain = (await system.parts.notices.get(cli_.actor, key)).counts.uncertain
        question = cli_.say(
            f"이미 받은 사람은 두 번 받을 수 있어요. {uncertain:,}명에게 다시 보낼까요?",
            f"Whoever has it already may get it twice. Send again to {uncertain:,}?",
        )
        if uncertain and not await agreed(question):
            nothing_sent(cli_)
    _show_again(cli_, await system.parts.control.resend_uncertain(cli_.actor, key), "resent")


@verb(notice, "correct")
@click.argument("key", metavar="NOTICE")
async def correct(cli_: Cli, *, key: str) -> None:
    """받은 사람에게만 갈 정정 공지를 써요 · Draft a correction to those it reached."""
    system = await cli_.system()
    _show_draft(cli_, await system.parts.control.correct(cli_.actor, key))


@verb(notice, "duplicate")
@click.argument("key", metavar="NOTICE")
async def duplicate(cli_: Cli, *, key: str) -> None:
    """같은 내용으로 새로 써요 · Draft the same again."""
    system = await cli_.system()
    _show_draft(cli_, await system.parts.control.duplicate(cli_.actor, key))


@verb(notice, "rate")
@click.argument("key", metavar="NOTICE")
@click.argument("per_second", metavar="[PER_SECOND|none]", required=False)
async def rate(cli_: Cli, *, key: str, per_second: str | None) -> None:
    """1초에 보낼 수를 정하거나 보여요 · Set or show the messages a second."""
    system = await cli_.system()
    if per_second is None:
        view = await system.parts.notices.get(cli_.actor, key)
    else:
        view = await system.parts.control.set_rate(cli_.actor, key, _read_rate(per_second))
    allowed = view.notice.rate
    text = (
        cli_.say("제한 없이 보내요", "as fast as it goes")
        if allowed is None
        else cli_.say(f"1초에 {allowed:g}명까지 보내요", f"{allowed:g} a second at most")
    )
    cli_.show({**notice_json(view), "rate_per_second": allowed}, f"{view.notice.label}  {text}")


def _show_again(cli_: Cli, again: SentAgain, word: str) -> None:
    told = cli_.say(f"{again.count:,}명에게 다시 보내요.", f"Sending again to {again.count:,}.")
    cli_.show({**notice_json(again), word: again.count}, f"{again.notice.label}  {told}")


def _show_draft(cli_: Cli, view: NoticeView) -> None:
    told = cli_.say(
        f"초안을 만들었어요: {view.notice.title}", f"A draft is made: {view.notice.title}"
    )
    corrects = {"corrects": view.notice.corrects}
    cli_.show({**notice_json(view), **corrects}, f"{view.notice.label}  {told}")


def _read_rate(given: str) -> float | None:
    if given.strip().lower() == _NO_RATE:
        return None
    try:
        return float(given)
    except ValueError as error:
        raise invalid("PER_SECOND", "bad_rate", _BAD_RATE) from error


_BAD_RATE = Bilingual(
    ko="속도는 숫자나 none으로 써 주세요. 예: 30",
    en="Write the rate as a number or none. Example: 30",
)
