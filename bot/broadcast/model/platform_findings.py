"""What the doctor finds at the platform: its directory, and the bot behind each profile."""

from collections.abc import Sequence

from bot.broadcast.model.directory_state import DirectoryState
from bot.broadcast.model.findings import Finding
from bot.core.errors import Bilingual


def directory(state: DirectoryState) -> list[Finding]:
    """Whether the platform's people were read, and the last try changed what it should."""
    if state.text is not None:
        return [Finding(code="directory", ok=False, text=state.text)]
    known = state.synced_at is not None
    return [Finding(code="directory", ok=known, text=_READ if known else _NEVER)]


def bots(checks: Sequence[tuple[bool, Bilingual]]) -> list[Finding]:
    """Whether each profile's bot can be used."""
    found = [Finding(code="platform", ok=ok, text=text) for ok, text in checks]
    return found or [Finding(code="platform", ok=True, text=_NO_PROFILES)]


_READ = Bilingual(
    ko="플랫폼의 사람 목록과 맞춰져 있어요.", en="The members are those of the platform's list."
)
_NEVER = Bilingual(
    ko="플랫폼의 사람 목록을 아직 읽지 않았어요. spacecast member sync를 실행해 주세요.",
    en="The platform's list of people was never read. Run spacecast member sync.",
)
_NO_PROFILES = Bilingual(
    ko="확인할 발송 프로필이 없어요.", en="There is no send profile to check."
)
