"""profile …"""

from pathlib import Path

import click

from bot.broadcast.model.callbacks import CallbackAddresses
from bot.broadcast.model.profiles import MAX_GRANTS, NewProfile, ProfileStatus
from bot.broadcast.service.profiles import ProfileView
from bot.cli.command import Cli, verb
from bot.cli.files import read_text
from bot.cli.main import cli
from bot.cli.server import profiles_folder


@cli.group("profile")
def profile() -> None:
    """발송 프로필 · Send profiles."""


def profile_json(view: ProfileView) -> dict[str, object]:
    """A profile as JSON, without its App Key."""
    found = view.profile
    return {
        "id": found.id,
        "name": found.name,
        "description": found.description,
        "contact": found.contact,
        "answer": found.answer,
        "status": found.status.value,
        "status_reason": found.status_reason,
        "rate_ceiling": found.rate_ceiling,
        "declared_in": found.declared_in,
        "send_admins": [{"id": m.id, "name": m.name, "email": m.email} for m in view.granted],
    }


def _line(cli_: Cli, view: ProfileView) -> str:
    names = ", ".join(m.name for m in view.granted) or "-"
    slots = cli_.say("발송 관리자", "send admins")
    return (
        f"{view.profile.id}  {view.profile.name}  {view.profile.status.value}  "
        f"{slots} {len(view.granted)}/{MAX_GRANTS}: {names}"
    )


def _show(cli_: Cli, view: ProfileView) -> None:
    cli_.show(profile_json(view), _line(cli_, view))


def addresses_json(found: CallbackAddresses) -> dict[str, object]:
    """The addresses that Kakao Work calls, as JSON."""
    return {"request_url": found.request_url, "callback_url": found.callback_url}


def addresses_text(found: CallbackAddresses) -> str:
    """The addresses that Kakao Work calls, as lines."""
    return f"Request URL   {found.request_url}\nCallback URL  {found.callback_url}"


@verb(profile, "list")
async def list_profiles(cli_: Cli) -> None:
    """프로필 목록 · List profiles."""
    system = await cli_.system()
    found = await system.parts.profiles.every(cli_.actor)
    cli_.show(
        {"items": [profile_json(view) for view in found]},
        "\n".join(_line(cli_, v) for v in found),
    )


@verb(profile, "show")
@click.argument("key", metavar="PROFILE")
async def show(cli_: Cli, *, key: str) -> None:
    """프로필 하나 · Show one."""
    system = await cli_.system()
    view = await system.parts.profiles.get(cli_.actor, key)
    if not cli_.actor.super_admin:
        _show(cli_, view)
        return
    addresses = await system.parts.callback_keys.addresses(cli_.actor, view.profile.id)
    cli_.show(
        profile_json(view) | addresses_json(addresses),
        f"{_line(cli_, view)}\n{addresses_text(addresses)}",
    )


@verb(profile, "create")
@click.argument("profile_id", metavar="ID")
@click.option("--name", required=True, help="이름 · Name.")
@click.option("--description", default="", help="한 줄 소개 · One line about it.")
@click.option("--contact", default="", help="연락처 · Contact.")
@click.option("--answer", default="", help="자동 답장 · What the bot answers.")
@click.option("--rate-ceiling", type=float, help="초당 최대 건수 · Messages per second.")
@click.option(
    "--app-key-file",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="App Key가 든 파일, - 는 표준 입력 · File with the App Key, - for stdin.",
)
async def create(
    cli_: Cli,
    *,
    profile_id: str,
    name: str,
    description: str,
    contact: str,
    answer: str,
    rate_ceiling: float | None,
    app_key_file: Path | None,
) -> None:
    """프로필을 만들어요 · Make a profile."""
    system = await cli_.system()
    new = NewProfile(
        id=profile_id,
        name=name,
        description=description,
        contact=contact,
        answer=answer,
        rate_ceiling=rate_ceiling,
        app_key=read_text(app_key_file).strip() if app_key_file else None,
    )
    made = await system.parts.profiles.create(cli_.actor, new)
    _show(cli_, ProfileView(profile=made, granted=()))


@verb(profile, "grant")
@click.argument("key", metavar="PROFILE")
@click.argument("member", metavar="MEMBER")
async def grant(cli_: Cli, *, key: str, member: str) -> None:
    """발송 관리자가 쓰게 해요(4명까지) · Grant to a send admin (4 at most)."""
    system = await cli_.system()
    _show(cli_, await system.parts.profiles.grant(cli_.actor, key, member))


@verb(profile, "revoke")
@click.argument("key", metavar="PROFILE")
@click.argument("member", metavar="MEMBER")
async def revoke(cli_: Cli, *, key: str, member: str) -> None:
    """권한을 해제해요 · Revoke a grant."""
    system = await cli_.system()
    _show(cli_, await system.parts.profiles.revoke(cli_.actor, key, member))


@verb(profile, "pause")
@click.argument("key", metavar="PROFILE")
async def pause(cli_: Cli, *, key: str) -> None:
    """프로필을 멈춰요 · Pause."""
    await _set_status(cli_, key, ProfileStatus.PAUSED)


@verb(profile, "resume")
@click.argument("key", metavar="PROFILE")
async def resume(cli_: Cli, *, key: str) -> None:
    """프로필을 다시 켜요 · Resume."""
    await _set_status(cli_, key, ProfileStatus.ACTIVE)


async def _set_status(cli_: Cli, key: str, status: ProfileStatus) -> None:
    system = await cli_.system()
    await system.parts.profiles.set_status(cli_.actor, key, status)
    _show(cli_, await system.parts.profiles.get(cli_.actor, key))


@verb(profile, "apply")
@click.argument(
    "folder", required=False, type=click.Path(path_type=Path, file_okay=False, exists=True)
)
async def apply(cli_: Cli, *, folder: Path | None) -> None:
    """profiles/*.yaml을 적용해요 · Apply profiles/*.yaml, all or nothing."""
    system = await cli_.system()
    done = await system.parts.profile_files.apply(cli_.actor, folder or profiles_folder())
    cli_.show(
        {"created": done.created, "changed": done.changed, "unchanged": done.unchanged},
        cli_.say(
            f"만듦 {len(done.created)} · 바꿈 {len(done.changed)} · 그대로 {len(done.unchanged)}",
            f"created {len(done.created)} · changed {len(done.changed)} · unchanged {len(done.unchanged)}",
        ),
    )


@verb(profile, "export")
@click.argument(
    "folder",
    required=False,
    default="profiles",
    type=click.Path(path_type=Path, file_okay=False),
)
async def export(cli_: Cli, *, folder: Path) -> None:
    """프로필을 파일로 써요(비밀값 제외) · Write profiles to files, without secrets."""
    system = await cli_.system()
    written = await system.parts.profile_files.export(cli_.actor, folder)
    cli_.show(
        {"files": [str(path) for path in written]}, "\n".join(str(path) for path in written)
    )
