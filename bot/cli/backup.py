"""backup, restore."""

import asyncio
from dataclasses import asdict
from pathlib import Path

import click

from bot.backups import Backup, opened_backup, write_backup
from bot.broadcast.service.restoring import Restored, settle_restored
from bot.cli.command import Cli, verb
from bot.cli.main import cli
from bot.core.clock import SystemClock
from bot.core.database import open_database
from bot.core.errors import Bilingual
from bot.core.migrations import migrate, migrations_of

_FILE = click.Path(path_type=Path, dir_okay=False)


def _json(found: Backup, file: Path) -> dict[str, object]:
    return {
        "file": str(file),
        "made_at": found.made_at,
        "version": found.version,
        "files": found.files,
    }


@verb(cli, "backup")
@click.argument("file", type=_FILE)
async def backup(cli_: Cli, *, file: Path) -> None:
    """데이터를 파일 하나로 백업해요 · Back everything up into one file; never secret rooms' keys."""
    config = cli_.config()
    made = await asyncio.to_thread(write_backup, config, file, SystemClock().now())
    cli_.talk(
        Bilingual(
            ko="백업했어요. 비밀 채팅방의 키는 백업하지 않으므로, 복원하면 비밀 채팅방의 내용은 없어져요.",
            en="Backed up. The keys of secret rooms are in no backup: on another machine what they "
            "said is gone.",
        )
    )
    cli_.show(_json(made, file), str(file))


@verb(cli, "restore")
@click.argument("file", type=_FILE)
async def restore(cli_: Cli, *, file: Path) -> None:
    """백업을 되돌려요. 서버를 먼저 꺼 주세요 · Put a backup back; stop the server first."""
    config = cli_.config()
    if not cli_.yes:
        click.confirm(
            cli_.say(
                f"{config.data_dir}의 데이터를 {file.name}의 것으로 바꿀까요? 지금 데이터는 옆에 남겨 둬요.",
                f"Replace the data in {config.data_dir} by {file.name}? What is there now is kept.",
            ),
            abort=True,
            err=True,
        )
    with opened_backup(config, file) as opened:
        held = await _settled(opened.ledger)
        opened.put()
    cli_.talk(
        Bilingual(
            ko="되돌렸어요. 이전 데이터는 before-restore-… 폴더에 있어요. 삭제된 비밀 메시지는 돌아오지 않아요.",
            en="Restored. What was there is in before-restore-…. Deleted secret messages stay gone.",
        )
    )
    cli_.talk(_SCHEDULED)
    for labels, text in (
        (held.paused, _PAUSED),
        (held.drafts, _DRAFTS),
        (held.missed, _MISSED),
    ):
        if labels:
            said = ", ".join(labels)
            cli_.talk(Bilingual(ko=f"{text.ko}: {said}", en=f"{text.en}: {said}"))
    cli_.show(_json(opened.backup, file) | asdict(held), str(file))


async def _settled(ledger: str) -> Restored:
    """Bring the restored ledger up to date, and hold what may have been sent since the backup."""
    clock = SystemClock()
    database = await open_database(ledger)
    try:
        for package in ("bot.workspace.store", "bot.broadcast.store"):
            await migrate(database, migrations_of(package), clock.now())
        return await settle_restored(database, clock)
    finally:
        await database.close()


_SCHEDULED = Bilingual(
    ko="지금까지 예정되어 있던 발송은 이미 나갔을 수 있어서 보내지 않고, 작성자에게 알려요.",
    en="What was planned up to now may have been sent already: it is not sent, and authors are told.",
)
_PAUSED = Bilingual(
    ko="보내던 공지를 멈췄어요. 이미 받았는지 확인한 뒤 이어서 보내거나 취소해 주세요",
    en="Paused while being sent; check who got it, then resume or cancel",
)
_DRAFTS = Bilingual(
    ko="보내려던 공지를 작성 중으로 되돌렸어요. 이미 받았는지 확인해 주세요",
    en="About to be sent, and drafts again; check whether people got it",
)
_MISSED = Bilingual(
    ko="예약 시각에 보내려던 공지를 멈췄어요. 이미 받았는지 확인해 주세요",
    en="Begun by the clock, and missed now; check whether people got it",
)
