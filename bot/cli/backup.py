"""backup, restore."""

import asyncio
from pathlib import Path

import click

from bot.backups import Backup, read_backup, write_backup
from bot.cli.command import Cli, verb
from bot.cli.main import cli
from bot.core.clock import SystemClock
from bot.core.errors import Bilingual

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
    found = await asyncio.to_thread(read_backup, config, file)
    cli_.talk(
        Bilingual(
            ko="되돌렸어요. 이전 데이터는 before-restore-… 폴더에 있어요. 삭제된 비밀 메시지는 돌아오지 않아요.",
            en="Restored. What was there is in before-restore-…. Deleted secret messages stay gone.",
        )
    )
    cli_.show(_json(found, file), str(file))
