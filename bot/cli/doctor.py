"""doctor."""

import sys

import click

from bot.broadcast.model.findings import Finding
from bot.cli.command import Cli, verb
from bot.cli.main import cli


@verb(cli, "doctor")
@click.option(
    "--repair", is_flag=True, help="집계를 원장에 맞게 고쳐요 · Make the counts the ledger's."
)
@click.option("--offline", is_flag=True, help="플랫폼에 묻지 않아요 · Don't ask the platform.")
async def doctor(cli_: Cli, *, repair: bool, offline: bool) -> None:
    """데이터와 발송이 정상인지 확인해요 · Check that data and delivery are sound."""
    system = await cli_.system()
    repaired = await system.doctor.repair(cli_.actor) if repair else []
    found = [*repaired, *await system.doctor.examine(cli_.actor, offline=offline)]
    sound = all(finding.ok for finding in found)
    cli_.show(
        {"ok": sound, "findings": [_finding_json(cli_, finding) for finding in found]},
        "\n".join(_line(cli_, finding) for finding in found),
    )
    if not sound:
        sys.exit(1)


def _finding_json(cli_: Cli, finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "ok": finding.ok,
        "notice": finding.notice,
        "text": finding.text.in_(cli_.language),
    }


def _line(cli_: Cli, finding: Finding) -> str:
    return f"{'✓' if finding.ok else '✗'} {finding.text.in_(cli_.language)}"
