"""Kills Spacecast at random moments, and counts the messages: python -m tests.chaos."""

import argparse
import asyncio
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.chaos.killing import Report, run
from tests.chaos.scenario import Kind, Policy, Scenario

_HEADS = (
    "scenario", "kills", "of database", "notices", "messages", "lost", "missed", "duplicated",
    "uncertain", "failed", "in flight", "seconds",
)  # fmt: skip


def main() -> int:
    """Run what was asked for; 1 where a promise was broken."""
    # Ended from outside too, it ends what it started.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    for name in [name for name in os.environ if name.startswith("SPACECAST_")]:
        del os.environ[name]
    reports = [_run(scenario) for scenario in _scenarios()]
    print()
    for row in [_HEADS, *map(_row, reports)]:
        print(f"{row[0]:<18}" + "".join(f"{cell:>12}" for cell in row[1:]))
    print(
        "\nlost: without a message, unknown to the ledger; missed: without one, and it knows;\n"
        "in flight: most deliveries on their way at a kill"
    )
    return 1 if any(report.violations for report in reports) else 0


def _scenarios() -> Sequence[Scenario]:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=300, help="in all, split evenly")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=[*Kind, "both"], default="both")
    parser.add_argument("--policy", choices=[*Policy, "all"], default="all")
    given = parser.parse_args()
    kinds = list(Kind) if given.database == "both" else [Kind(given.database)]
    policies = list(Policy) if given.policy == "all" else [Policy(given.policy)]
    both = [(kind, policy) for kind in kinds for policy in policies]
    return [
        Scenario(
            kind=kind,
            policy=policy,
            kills=given.kills // len(both) + (place < given.kills % len(both)),
            seed=given.seed,
        )
        for place, (kind, policy) in enumerate(both)
    ]


def _run(scenario: Scenario) -> Report:
    folder = Path(tempfile.mkdtemp(prefix="spacecast-chaos-"))
    try:
        report = asyncio.run(run(scenario, folder))
    except BaseException:
        print(f"{scenario.name}: not finished; everything is in {folder}", flush=True)
        raise
    verdict = "broken" if report.violations else "kept"
    slow = f", {report.slow_lives} lives too slow to end" if report.slow_lives else ""
    print(f"{scenario.name}: {verdict} after {report.kills} kills{slow}", flush=True)
    for violation in report.violations:
        print(f"  {violation}")
    if report.violations:
        print(f"  seed {scenario.seed}; everything is in {folder}", flush=True)
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return report


def _row(report: Report) -> tuple[object, ...]:
    tally = report.tally
    return (
        report.scenario.name, report.kills, report.database_kills, report.notices, tally.messages,
        tally.lost, tally.missed, tally.duplicated, tally.uncertain, tally.failed,
        report.most_in_flight, f"{report.seconds:.0f}",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
