"""bot …"""

import click

from bot.cli.command import Cli, verb
from bot.cli.main import cli
from bot.messenger.model.bots import Bot

_NONE = "none"


@cli.group("bot")
def bot() -> None:
    """내장 메신저의 봇 · Bots of the built-in messenger."""


@verb(bot, "list")
async def list_bots(cli_: Cli) -> None:
    """봇 목록 · List bots."""
    system = await cli_.system()
    found = await system.bot_admin.every(cli_.actor)
    lines = [f"{one.id}  {one.name}" + _mark(cli_, one) for one in found]
    cli_.show({"items": [_json(one) for one in found]}, "\n".join(lines))


@verb(bot, "show")
@click.argument("bot_id", metavar="BOT", type=int)
async def show(cli_: Cli, *, bot_id: int) -> None:
    """봇 하나 · One bot."""
    system = await cli_.system()
    _show(cli_, await system.bot_admin.get(cli_.actor, bot_id))


@verb(bot, "create")
@click.argument("name", metavar="NAME")
@click.option("--description", default="", help="한 줄 설명 · One line about it.")
async def create(cli_: Cli, *, name: str, description: str) -> None:
    """봇을 만들어요. App Key는 한 번만 보여요 · Make a bot; its App Key is shown once."""
    system = await cli_.system()
    made = await system.bot_admin.create(cli_.actor, name, description)
    cli_.show(
        {"id": str(made.bot_id), "app_key": made.app_key}, f"{made.bot_id}  {made.app_key}"
    )


@verb(bot, "urls")
@click.argument("bot_id", metavar="BOT", type=int)
@click.option("--request-url", metavar="URL", help="모달을 물을 주소 · Asked for modals.")
@click.option("--callback-url", metavar="URL", help="누름을 받을 주소 · Takes presses.")
async def urls(
    cli_: Cli, *, bot_id: int, request_url: str | None, callback_url: str | None
) -> None:
    """Request URL과 Callback URL을 바꿔요(none: 지움) · Set a bot's two URLs (none: take away)."""
    given = {"request_url": request_url, "callback_url": callback_url}
    chosen = {
        name: None if url == _NONE else url for name, url in given.items() if url is not None
    }
    system = await cli_.system()
    if not chosen:
        _show(cli_, await system.bot_admin.get(cli_.actor, bot_id))
        return
    _show(cli_, await system.bot_admin.set_addresses(cli_.actor, bot_id, chosen))


def _mark(cli_: Cli, one: Bot) -> str:
    marks = [] if one.active else [cli_.say("꺼짐", "switched off")]
    if one.request_url or one.callback_url:
        marks.append(cli_.say("버튼을 받음", "takes presses"))
    return f"  ({', '.join(marks)})" if marks else ""


def _show(cli_: Cli, one: Bot) -> None:
    none = cli_.say("없음", "none")
    lines = (
        f"{one.id}  {one.name}" + _mark(cli_, one),
        f"Request URL   {one.request_url or none}",
        f"Callback URL  {one.callback_url or none}",
    )
    cli_.show(_json(one), "\n".join(lines))


def _json(one: Bot) -> dict[str, object]:
    return {
        "id": str(one.id),
        "name": one.name,
        "description": one.description,
        "status": one.status.value,
        "request_url": one.request_url,
        "callback_url": one.callback_url,
    }
