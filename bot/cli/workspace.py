"""workspace show, workspace set."""

import sys
from collections.abc import Mapping

import click

from bot.app import System
from bot.cli.command import Cli, verb
from bot.cli.main import cli
from bot.cli.send import agreed, asks
from bot.core.errors import Bilingual, invalid
from bot.web.workspace_settings import change_settings
from bot.workspace.model import retention
from bot.workspace.model.plans import Workspace


@cli.group("workspace")
def workspace() -> None:
    """워크스페이스 설정 · The workspace's settings."""


def workspace_json(found: Workspace) -> dict[str, object]:
    """The workspace as JSON."""
    return {
        "name": found.name,
        "plan": found.plan.value,
        "billing": found.billing.value,
        "effective_plan": found.effective_plan.value,
        "timezone": found.timezone,
        "language": found.language,
        "retention_days": found.retention_days,
        "file_retention_days": found.file_retention_days,
        "read_tracking": found.read_tracking,
    }


def _show(cli_: Cli, found: Workspace) -> None:
    as_json = workspace_json(found)
    # As `workspace set` takes them.
    lines = {key: value for key, value in as_json.items() if not key.endswith("_days")}
    lines |= {
        "retention": retention.text_of(found.retention_days),
        "file_retention": retention.text_of(found.file_retention_days),
        "read_tracking": "on" if found.read_tracking else "off",
    }
    cli_.show(as_json, "\n".join(f"{key}={value}" for key, value in lines.items()))


@verb(workspace, "show")
async def show(cli_: Cli) -> None:
    """설정을 보여 줘요 · Show the settings."""
    system = await cli_.system()
    _show(cli_, await system.parts.workspace.get())


@verb(workspace, "set")
@click.argument("changes", nargs=-1, required=True, metavar="KEY=VALUE…")
async def set_(cli_: Cli, *, changes: tuple[str, ...]) -> None:
    """설정을 바꿔요. 예: plan=standard billing=paid · Change settings."""
    pairs: dict[str, str] = {}
    for change in changes:
        key, equals, value = change.partition("=")
        if not equals:
            raise invalid(
                change,
                "bad_value",
                Bilingual(
                    ko="이름=값으로 써 주세요. 예: plan=standard",
                    en="Write KEY=VALUE, as in plan=standard.",
                ),
            )
        pairs[key.strip()] = value.strip()
    system = await cli_.system()
    await _confirm_deletion(cli_, system, pairs)
    _show(cli_, await change_settings(system.parts, cli_.actor, pairs))


async def _confirm_deletion(cli_: Cli, system: System, changes: Mapping[str, str]) -> None:
    """Say what a shorter retention deletes, and ask a person at a terminal; scripts are not asked."""
    if system.parts.retention is None or not retention.FIELDS.keys() & changes.keys():
        return
    after = await system.parts.workspace.would_be(cli_.actor, changes)
    going = await system.parts.retention.going(
        cli_.actor, after.retention_days, after.file_retention_days
    )
    if not going.messages and not going.files:
        return
    cli_.talk(
        Bilingual(
            ko=f"메시지 {going.messages:,}개와 파일 {going.files:,}개가 한 시간 안에 삭제되고 복구할 수 없어요.",
            en=f"Messages: {going.messages:,}, files: {going.files:,}. All of it is deleted within the "
            "hour and can't be recovered.",
        )
    )
    if asks(cli_) and not await agreed(cli_.say("그대로 저장할까요?", "Save it all the same?")):
        cli_.talk(Bilingual(ko="아무것도 바꾸지 않았어요.", en="Nothing was changed."))
        sys.exit(130)
