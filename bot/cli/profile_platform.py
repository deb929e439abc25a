"""profile check, profile rotate-callbacks."""

import sys

import click

from bot.broadcast.service.profile_checks import ProfileCheck
from bot.cli.command import Cli, verb
from bot.cli.profiles import addresses_json, addresses_text, profile


@verb(profile, "check")
@click.argument("key", metavar="[PROFILE]", required=False)
async def check(cli_: Cli, *, key: str | None) -> None:
    """봇의 키, 주소, 권한을 확인해요 · Check the bot's key, address and permissions."""
    system = await cli_.system()
    checks = system.parts.profile_checks
    found = (
        await checks.every(cli_.actor) if key is None else [await checks.check(cli_.actor, key)]
    )
    cli_.show(
        {
            "ok": all(one.trouble is None for one in found),
            "items": [_json(cli_, o) for o in found],
        },
        "\n".join(_line(cli_, one) for one in found),
    )
    troubles = [one.trouble for one in found if one.trouble is not None]
    if troubles:
        sys.exit(troubles[0].exit_code)


@verb(profile, "rotate-callbacks")
@click.argument("key", metavar="PROFILE")
async def rotate(cli_: Cli, *, key: str) -> None:
    """두 URL을 새로 만들어요. 예전 URL은 바로 끊겨요 · Make new URLs; the old ones end at once."""
    system = await cli_.system()
    made = await system.parts.callback_keys.rotate(cli_.actor, key)
    cli_.show(addresses_json(made), addresses_text(made))


def _json(cli_: Cli, one: ProfileCheck) -> dict[str, object]:
    bot = one.bot
    return {
        "profile": one.profile.id,
        "ok": one.trouble is None,
        "code": "ready" if one.trouble is None else one.trouble.word,
        "text": one.text.in_(cli_.language),
        "bot": {"id": bot.bot_id, "title": bot.title, "status": bot.status} if bot else None,
    }


def _line(cli_: Cli, one: ProfileCheck) -> str:
    return f"{'✓' if one.trouble is None else '✗'} {one.text.in_(cli_.language)}"
