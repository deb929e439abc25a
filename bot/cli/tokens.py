"""token …"""

import re

import click

from bot.cli.command import Cli, verb
from bot.cli.main import cli
from bot.core.errors import Bilingual, invalid

_DAYS = re.compile(r"^(\d{1,4})d$")


@cli.group("token")
def token() -> None:
    """API 토큰 · API tokens."""


@verb(token, "create")
@click.option(
    "--member", "key", required=True, metavar="MEMBER", help="누구의 토큰 · Whose token."
)
@click.option(
    "--scope", "scopes", multiple=True, help="범위(여러 번) · Scope, may be repeated."
)
@click.option("--expires", help="기한, 예: 90d · Life, as in 90d.")
@click.option("--name", default="", help="이름 · Name.")
async def create(
    cli_: Cli, *, key: str, scopes: tuple[str, ...], expires: str | None, name: str
) -> None:
    """토큰을 만들어요. 한 번만 보여요 · Make a token; it is shown once."""
    match = _DAYS.match(expires) if expires else None
    if expires and match is None:
        raise invalid(
            "--expires",
            "bad_value",
            Bilingual(
                ko="기한은 90d처럼 날 수로 써 주세요.", en="Write --expires in days, as in 90d."
            ),
        )
    system = await cli_.system()
    made = await system.parts.sessions.new_token(
        cli_.actor,
        member_key=key,
        name=name,
        scopes=scopes,
        days=int(match[1]) if match else None,
    )
    cli_.show({"id": made.token.id, "token": made.secret}, made.secret)


@verb(token, "list")
async def list_tokens(cli_: Cli) -> None:
    """토큰 목록 · List tokens."""
    system = await cli_.system()
    found = await system.parts.sessions.tokens(cli_.actor)
    items = [
        {
            "id": t.id,
            "shown": t.shown,
            "member": t.member_id,
            "name": t.name,
            "revoked": t.revoked_at is not None,
        }
        for t in found
    ]
    lines = [
        f"{t.id}  {t.shown}…  {t.member_id}  {t.name}"
        + (cli_.say("  (폐기)", "  (revoked)") if t.revoked_at else "")
        for t in found
    ]
    cli_.show({"items": items}, "\n".join(lines))


@verb(token, "revoke")
@click.argument("token_id", metavar="ID")
async def revoke(cli_: Cli, *, token_id: str) -> None:
    """토큰을 폐기해요 · Revoke a token."""
    system = await cli_.system()
    await system.parts.sessions.revoke_token(cli_.actor, token_id)
    cli_.show(
        {"id": token_id, "revoked": True},
        cli_.say("토큰을 폐기했어요.", "The token is revoked."),
    )
