"""What a line of the room itself says."""

from collections.abc import Sequence

from bot.core.errors import Bilingual, Language
from bot.messenger.model.secret_messages import LineKind


def line_words(kind: LineKind, names: Sequence[str], language: Language) -> str:
    """The line in the reader's language."""
    said = _LINES[kind].in_(language)
    each = [f"{name}님" for name in names] if language == "ko" else list(names)
    return said.format(names=", ".join(each))


_LINES = {
    LineKind.JOINED: Bilingual(ko="{names}이 들어왔어요.", en="{names} joined."),
    LineKind.LEFT: Bilingual(ko="{names}이 나갔어요.", en="{names} left."),
    LineKind.REMOVED: Bilingual(
        ko="방장이 {names}을 내보냈어요.", en="The owner removed {names}."
    ),
    LineKind.OWNER: Bilingual(ko="{names}이 방장이 되었어요.", en="{names} is the owner now."),
    LineKind.INVITES_ALLOWED: Bilingual(
        ko="이제 모두가 초대할 수 있어요.", en="Everybody may invite people now."
    ),
    LineKind.INVITES_CLOSED: Bilingual(
        ko="이제 방장만 초대할 수 있어요.", en="Only the owner may invite people now."
    ),
    LineKind.RETENTION: Bilingual(
        ko="워크스페이스의 보관 기간이 짧아져서 메시지가 더 일찍 삭제돼요.",
        en="The workspace keeps messages for a shorter time now, so they go sooner.",
    ),
}
