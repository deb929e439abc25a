"""member …, login-link."""

from pathlib import Path

import click

from bot.cli.command import Cli, verb
from bot.cli.files import read_text
from bot.cli.main import cli
from bot.workspace.model.members import ROLE_NAMES, Member, Role

_ROLES = click.Choice([role.value for role in Role])


@cli.group("member")
def member() -> None:
    """멤버 · Members."""


def member_json(one: Member) -> dict[str, object]:
    """A member as JSON."""
    return {
        "id": one.id,
        "name": one.name,
        "email": one.email,
        "department": one.department,
        "position": one.position,
        "role": one.role.value,
        "send_admin": one.send_admin,
        "active": one.active,
    }


@verb(member, "list")
@click.option("--query", default="", help="이름이나 이메일 · Name or e-mail.")
async def list_members(cli_: Cli, *, query: str) -> None:
    """멤버 목록 · List members."""
    system = await cli_.system()
    found: list[Member] = []
    after = 0
    while page := await system.parts.members.page(after=after, limit=500, text=query):
        found += page
        after = page[-1].platform_id
    lines = [
        f"{m.id}  {m.name}  {m.email}  {m.department or '-'}  {ROLE_NAMES[m.shown_role].in_(cli_.language)}"
        + ("" if m.active else cli_.say("  (비활성)", "  (deactivated)"))
        for m in found
    ]
    cli_.show({"items": [member_json(m) for m in found]}, "\n".join(lines))


@verb(member, "import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
async def import_members(cli_: Cli, *, file: Path) -> None:
    """CSV에서 가져와요(email,name 필수) · Import from CSV (email,name required)."""
    system = await cli_.system()
    text = read_text(file)
    done = await system.parts.member_import.from_csv(cli_.actor, text, file.name)
    cli_.show(
        {"added": done.added, "changed": done.changed, "unchanged": done.unchanged},
        cli_.say(
            f"{done.added}명을 추가하고 {done.changed}명을 바꿨어요. {done.unchanged}명은 그대로예요.",
            f"Added {done.added}, changed {done.changed}, left {done.unchanged} as they were.",
        ),
    )


@verb(member, "role")
@click.argument("key", metavar="MEMBER")
@click.argument("role", type=_ROLES)
async def set_role(cli_: Cli, *, key: str, role: str) -> None:
    """역할을 정해요 · Set a member's role."""
    system = await cli_.system()
    changed = await system.parts.members.set_role(cli_.actor, key, Role(role))
    name = ROLE_NAMES[changed.shown_role]
    cli_.show(
        member_json(changed),
        cli_.say(
            f"{changed.name}님은 이제 {name.ko}예요.", f"{changed.name} is now: {name.en}."
        ),
    )


@verb(member, "activate")
@click.argument("key", metavar="MEMBER")
async def activate(cli_: Cli, *, key: str) -> None:
    """다시 활성화해요 · Activate a member."""
    await _set_active(cli_, key, active=True)


@verb(member, "deactivate")
@click.argument("key", metavar="MEMBER")
async def deactivate(cli_: Cli, *, key: str) -> None:
    """비활성화해요. 모든 권한이 바로 없어져요 · Deactivate: no rights anywhere, at once."""
    await _set_active(cli_, key, active=False)


async def _set_active(cli_: Cli, key: str, *, active: bool) -> None:
    system = await cli_.system()
    changed = await system.parts.members.set_active(cli_.actor, key, active=active)
    ko = f"{changed.name}님을 {'활성화' if active else '비활성화'}했어요."
    en = f"{changed.name} is {'active' if active else 'deactivated'}."
    cli_.show(member_json(changed), cli_.say(ko, en))


@verb(cli, "login-link")
@click.argument("key", metavar="MEMBER")
async def login_link(cli_: Cli, *, key: str) -> None:
    """한 번 쓰는 로그인 링크(30분) · A one-time login link (30 minutes)."""
    system = await cli_.system()
    secret = await system.parts.sessions.new_link(cli_.actor, key)
    url = f"{system.config.public_url}/in/{secret}"
    cli_.show({"url": url}, url)
