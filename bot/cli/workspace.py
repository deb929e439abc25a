"""workspace show, workspace set."""

import click

from bot.cli.command import Cli, verb
from bot.cli.main import cli
from bot.core.errors import Bilingual, invalid
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
    }


def _show(cli_: Cli, found: Workspace) -> None:
    as_json = workspace_json(found)
    cli_.show(as_json, "\n".join(f"{key}={value}" for key, value in as_json.items()))


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
    _show(cli_, await system.parts.workspace.change(cli_.actor, pairs))
