"""How what is gone is destroyed: in steps that can be taken again, keys first."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from bot.core.clock import DAY, HOUR, SECOND
from bot.core.errors import Bilingual
from bot.messenger.model.secret_messages import Cause, Entry, cause_of, expired

TOMBSTONE_MS = 30 * DAY
# How long it is known which rooms were erased: longer than anybody keeps a backup.
ERASED_ROOMS_MS = 400 * DAY
# A file that can't be unlinked is tried again after this, and then after twice as long each time.
_UNLINK_FIRST = 5 * SECOND
_UNLINK_MOST = HOUR


class Step(StrEnum):
    """One step of erasing, of some messages or of a whole room."""

    KEYS = "keys"
    ROWS = "rows"
    TELL = "tell"
    FILES = "files"
    SCRUB = "scrub"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remains:
    """What is still there of something that is to be gone: keys, rows, people to tell, files.

    `unscrubbed`: bytes of deleted rows may still be in the database's files.
    """

    keys: int = 0
    rows: int = 0
    untold: int = 0
    files: int = 0
    unscrubbed: bool = False


def next_step(remains: Remains) -> Step | None:
    """What to do next, or None when nothing is left.

    It goes by what is there, not by what was done, so a crash between two steps, or a step taken
    twice, ends the same way. Keys come first: from then on nothing that is left can be read.
    """
    if remains.keys:
        return Step.KEYS
    if remains.rows:
        return Step.ROWS
    if remains.untold:
        return Step.TELL
    if remains.files:
        return Step.FILES
    return Step.SCRUB if remains.unscrubbed else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """The place of a message that is gone, so that clients that were away drop it too."""

    room_id: int
    seq: int
    gone_at: int
    cause: Cause


def buried(entry: Entry, cause: Cause, now: int) -> Tombstone:
    """The tombstone of an entry that is erased now."""
    return Tombstone(room_id=entry.room_id, seq=entry.seq, gone_at=now, cause=cause)


def swept(entries: Iterable[Entry], now: int) -> tuple[Tombstone, ...]:
    """Tombstones for what a sweep erases: a second one at the same time finds nothing."""
    return tuple(buried(entry, cause_of(entry), now) for entry in expired(entries, now))


def outlived(tombstone: Tombstone, now: int) -> bool:
    """Whether a tombstone itself may go."""
    return tombstone.gone_at + TOMBSTONE_MS <= now


def unlink_again_in(tries: int) -> int:
    """Milliseconds until a file is unlinked again after it has failed so many times before."""
    # Without the bound the number itself would grow without end.
    return min(_UNLINK_FIRST << min(tries, 20), _UNLINK_MOST)


def farewell(cause: Cause) -> Bilingual | None:
    """What a bot tells each member of a room that is gone, which it never names; None: nothing.

    An owner's own deletion is seen in the list; only an admin's comes from outside the room.
    """
    match cause:
        case Cause.ADMIN:
            return _ADMIN_DELETED
        case Cause.READ | Cause.CAP | Cause.MANUAL | Cause.ROOM | Cause.NOBODY_LEFT:
            return None
        case _:
            assert_never(cause)


_ADMIN_DELETED = Bilingual(
    ko="관리자가 비밀 채팅방을 모두 삭제했어요. 메시지와 파일은 복구할 수 없어요. "
    "궁금한 점은 관리자에게 물어봐 주세요.",
    en="An admin has deleted all secret rooms. Messages and files can't be recovered. "
    "Please ask an admin if you have questions.",
)
