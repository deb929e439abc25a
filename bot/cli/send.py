"""send: draft and send, or schedule, in one command."""

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import click

from bot.app import System
from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.notices import FINAL, STATE_NAMES, NoticeDraft, NoticeState
from bot.broadcast.model.reasons import words_of
from bot.broadcast.model.templates import DEFAULT_TEMPLATE
from bot.broadcast.service.notices import NoticeView
from bot.cli.command import Cli, verb
from bot.cli.files import read_bytes, read_text
from bot.cli.main import cli
from bot.cli.wording import read_link, read_time, read_variables, read_wish, time_text
from bot.core.errors import Bilingual, Invalid, TryLater, invalid

_LOOK_EVERY = 0.2
_NOT_SENT = (
    DeliveryState.FAILED,
    DeliveryState.UNCERTAIN,
    DeliveryState.CANCELLED,
    DeliveryState.SKIPPED,
)
FINISHED_WITH_FAILURES = 5


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
        "counts": {"audience": view.counts.audience, **view.counts.by_state()},
    }


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


def content_options(function: Any) -> Any:
    """What a notice says and whom it is for."""
    for option in reversed(
        (
            click.option("--profile", required=True, help="발송 프로필 · Send profile."),
            click.option("--title", help="제목(20자) · Title (20 characters)."),
            click.option(
                "--body", default="", help="본문, - 는 표준 입력 · Body, - for stdin."
            ),
            click.option("--image", help="이미지 파일이나 주소 · Image file or URL."),
            click.option("--alt", help="이미지 설명 · Description of the image."),
            click.option(
                "--link",
                "links",
                multiple=True,
                metavar="'LABEL|URL'",
                help="링크 버튼(3개까지) · Link.",
            ),
            click.option(
                "--template",
                default=DEFAULT_TEMPLATE,
                show_default=True,
                help="템플릿 · Template.",
            ),
            click.option(
                "--var",
                "variables",
                multiple=True,
                metavar="k=v",
                help="템플릿 변수 · Template field.",
            ),
            click.option(
                "--to", multiple=True, help="everyone | dept:NAME | member:EMAIL | csv:FILE"
            ),
            click.option("--urgent", metavar="REASON", help="긴급 사유 · Why it is urgent."),
        )
    ):
        function = option(function)
    return function


@verb(cli, "send")
@content_options
@click.option("--at", metavar="WHEN", help="보낼 시각, 예: '2026-12-24 09:00' · When.")
@click.option("--wait", is_flag=True, help="끝날 때까지 기다려요 · Wait until it is done.")
async def send(cli_: Cli, *, at: str | None, wait: bool, **given: Any) -> None:
    """공지를 보내요 · Send a notice."""
    system = await cli_.system()
    zone = (await system.parts.workspace.get()).zone
    due = read_time(at, zone) if at else None
    draft = await read_draft(cli_, system, given)
    made = await system.parts.notices.draft(cli_.actor, draft)
    try:
        if due is not None:
            view = await system.parts.sending.schedule(cli_.actor, made.notice.id, due)
        else:
            await confirm(cli_, system, made)
            view = await system.parts.sending.send(cli_.actor, made.notice.id)
    except Invalid:
        # Nothing of a notice that can't be sent stays behind; the command can be corrected.
        await system.parts.notices.remove(cli_.actor, made.notice.id)
        raise
    if due is not None:
        cli_.show(
            notice_json(view),
            cli_.say(
                f"{view.notice.label} 예약했어요: {time_text(due, zone)}",
                f"{view.notice.label} is scheduled: {time_text(due, zone)}",
            ),
        )
        return
    if wait:
        view = await watch(cli_, system, view)
    cli_.show(notice_json(view), notice_text(cli_, view))
    if wait and view.notice.state is not NoticeState.SENT:
        sys.exit(FINISHED_WITH_FAILURES)


async def read_draft(cli_: Cli, system: System, given: Mapping[str, Any]) -> NoticeDraft:
    """The draft that the options describe; an image file is uploaded."""
    variables: dict[str, Any] = dict(read_variables(given["variables"]))
    if given["title"] is not None:
        variables["title"] = given["title"]
    if given["body"]:
        body = given["body"]
        variables["body"] = read_text(Path("-")) if body == "-" else body
    if given["image"]:
        variables["image"] = await _image(cli_, system, given["image"], given["alt"])
    if given["links"]:
        variables["links"] = [read_link(link) for link in given["links"]]
    return NoticeDraft(
        profile_id=given["profile"],
        template=given["template"],
        variables=variables,
        audience=await system.parts.audiences.read(read_wish(given["to"])),
        urgent_reason=given["urgent"],
    )


async def _image(cli_: Cli, system: System, given: str, alt: str | None) -> dict[str, Any]:
    if not alt:
        raise invalid(
            "--alt",
            "alt_required",
            Bilingual(
                ko="이미지를 볼 수 없는 사람을 위해 --alt로 설명을 써 주세요.",
                en="Describe the image with --alt, for people who can't see it.",
            ),
        )
    if given.startswith(("http://", "https://")):
        return {"url": given, "alt": alt}
    stored = await system.parts.images.add(cli_.actor, read_bytes(Path(given)))
    return {"id": stored.id, "alt": alt}


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
