"""conformance."""

import os
import sys
from pathlib import Path

import click

from bot.cli.command import Cli, verb
from bot.cli.main import cli
from bot.core.clock import SystemClock
from bot.core.errors import Bilingual, ConfigurationError
from bot.kakaowork.conformance.runner import Check, Outcome, checks

APP_KEY = "SPACECAST_APP_KEY"
_SIGNS = {Outcome.OK: "✓", Outcome.DIFFERS: "✗", Outcome.SKIPPED: "–"}


@verb(cli, "conformance")
@click.option("--base-url", required=True, help="서버 주소 · The server, without /v1.")
@click.option(
    "--app-key-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"App Key가 든 파일 · File with the App Key (else ${APP_KEY}).",
)
@click.option(
    "--send-to",
    metavar="EMAIL",
    help="이 사람에게 실제로 보내며 확인 · Also send to this person; without it nothing is changed.",
)
async def conformance(
    cli_: Cli, *, base_url: str, app_key_file: Path | None, send_to: str | None
) -> None:
    """서버가 Kakao Work Web API대로 답하는지 확인해요 · Check a server against the Kakao Work Web API."""
    found: list[Check] = []
    async for check in checks(base_url, app_key(app_key_file), SystemClock(), send_to=send_to):
        found.append(check)
        if not cli_.json:
            cli_.show(None, "\n".join(_lines(cli_, check)))
    count = {outcome: sum(one.outcome is outcome for one in found) for outcome in Outcome}
    if cli_.json:
        told = {
            "ok": not count[Outcome.DIFFERS],
            "counts": {outcome.value: number for outcome, number in count.items()},
            "checks": [_check_json(cli_, check) for check in found],
        }
        cli_.show(told, "")
    else:
        cli_.talk(_summary(count[Outcome.OK], count[Outcome.DIFFERS], count[Outcome.SKIPPED]))
    if count[Outcome.DIFFERS]:
        sys.exit(5)


def app_key(file: Path | None) -> str:
    """The App Key out of a file or the environment, where no other process can see it."""
    try:
        given = file.read_text("utf-8") if file else os.environ.get(APP_KEY, "")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(_UNREADABLE, code="app_key_unreadable") from error
    if not given.strip():
        raise ConfigurationError(_NO_KEY, code="no_app_key")
    return given.strip()


def _lines(cli_: Cli, check: Check) -> list[str]:
    line = f"{_SIGNS[check.outcome]} {check.by:<6} {check.name}"
    if check.outcome is Outcome.SKIPPED:
        line += cli_.say(
            " (앞의 답이 없어서 건너뛰었어요)", " (skipped: an earlier answer is missing)"
        )
    found = [line]
    for one in check.differences:
        expected = one.expected.in_(cli_.language)
        found.append(
            f"    {one.pointer}: "
            + cli_.say(
                f"예상 {expected}, 실제 {one.seen}", f"expected {expected}, seen {one.seen}"
            )
        )
    if check.differences:
        found.append(cli_.say(f"    근거: {check.source}", f"    source: {check.source}"))
    return found


def _check_json(cli_: Cli, check: Check) -> dict[str, object]:
    return {
        "by": check.by,
        "name": check.name,
        "source": check.source,
        "outcome": check.outcome.value,
        "differences": [
            {
                "pointer": one.pointer,
                "expected": one.expected.in_(cli_.language),
                "seen": one.seen,
            }
            for one in check.differences
        ],
    }


def _summary(ok: int, differs: int, skipped: int) -> Bilingual:
    return Bilingual(
        ko=f"{ok}개 일치, {differs}개 다름, {skipped}개 건너뜀",
        en=f"{ok} ok, {differs} differ, {skipped} skipped",
    )


_NO_KEY = Bilingual(
    ko=f"App Key가 없어요. --app-key-file로 파일을 주거나 {APP_KEY} 환경 변수에 넣어 주세요.",
    en=f"There is no App Key. Name a file with --app-key-file or set {APP_KEY}.",
)
_UNREADABLE = Bilingual(
    ko="App Key 파일을 읽을 수 없어요. 경로와 권한을 확인해 주세요.",
    en="The App Key file can't be read. Check its path and permissions.",
)
