"""member sync."""

from dataclasses import asdict

import click

from bot.broadcast.service.directory import Synced
from bot.cli.command import Cli, verb
from bot.cli.members import member
from bot.core.errors import Bilingual


@verb(member, "sync")
@click.option(
    "--profile", metavar="PROFILE", help="이 프로필의 봇으로 · With this profile's bot."
)
@click.option(
    "--accept-shrink",
    is_flag=True,
    help="사람이 크게 줄었어도 받아들여요 · Accept a list with far fewer people.",
)
async def sync(cli_: Cli, *, profile: str | None, accept_shrink: bool) -> None:
    """카카오워크의 멤버와 부서에 맞춰요 · Make members and departments those of Kakao Work."""
    system = await cli_.system()
    done = await system.parts.directory.sync(
        cli_.actor, profile=profile, accepted=0 if accept_shrink else None
    )
    cli_.show(asdict(done), _said(cli_, done))
    if done.without_email:
        cli_.talk(_no_email(done.without_email))


def _said(cli_: Cli, done: Synced) -> str:
    return cli_.say(
        f"{done.people:,}명, 부서 {done.departments:,}개와 맞췄어요: 추가 {done.added:,} · "
        f"변경 {done.changed:,} · 다시 활성화 {done.activated:,} · 비활성화 {done.deactivated:,} · "
        f"그대로 {done.unchanged:,}",
        f"Synced {done.people:,} people and {done.departments:,} departments: added {done.added:,} · "
        f"changed {done.changed:,} · back {done.activated:,} · deactivated {done.deactivated:,} · "
        f"as they were {done.unchanged:,}",
    )


def _no_email(count: int) -> Bilingual:
    return Bilingual(
        ko=f"{count:,}명은 이메일이 없어요. 공지는 받지만 이메일로는 고를 수 없어요.",
        en=f"{count:,} people have no e-mail address. They get notices, but can't be chosen by e-mail.",
    )
