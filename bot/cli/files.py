"""Files that a command is given."""

import sys
from pathlib import Path

from bot.core.errors import Bilingual, invalid


def read_text(file: Path) -> str:
    """The text of a file, or of standard input for `-`; UTF-8, or what Korean Excel writes."""
    raw = read_bytes(file)
    for encoding in ("utf-8", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise invalid(
        str(file),
        "bad_encoding",
        Bilingual(
            ko=f"{file} 파일의 글자를 읽을 수 없어요. UTF-8로 저장해 주세요.",
            en=f"The letters in {file} can't be read. Save it as UTF-8.",
        ),
    )


def read_bytes(file: Path) -> bytes:
    """The bytes of a file, or of standard input for `-`."""
    if str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        raise invalid(
            str(file),
            "file_unreadable",
            Bilingual(
                ko=f"{file} 파일을 읽을 수 없어요: {error.strerror}.",
                en=f"{file} can't be read: {error.strerror}.",
            ),
        ) from error
