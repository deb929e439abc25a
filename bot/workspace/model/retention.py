"""For how long the workspace keeps messages and files, and what may be chosen."""

from bot.core.errors import Bilingual, invalid
from bot.workspace.model.plans import Feature, Workspace

MESSAGE_DAYS = (90, 180, 365, 730, 1_095)
FILE_DAYS = (30, *MESSAGE_DAYS)
FOR_EVER = "none"
# The names of the two settings, and the fields that hold them.
FIELDS = {"retention": "retention_days", "file_retention": "file_retention_days"}
_CHOICES = {"retention": MESSAGE_DAYS, "file_retention": FILE_DAYS}
_YEAR = 365


def days_of(text: str) -> int | None:
    """The days that a checked text means; None is for ever, of files: as long as their message."""
    return None if text == FOR_EVER else int(text)


def text_of(days: int | None) -> str:
    """The days as `days_of` reads them."""
    return FOR_EVER if days is None else str(days)


def fault_of(key: str, text: str) -> Bilingual | None:
    """Why a text isn't a choice of the setting `key`, or None."""
    choices = _CHOICES[key]
    if text == FOR_EVER or text in {str(days) for days in choices}:
        return None
    shown = ", ".join((*(str(days) for days in choices), FOR_EVER))
    return Bilingual(
        ko=f"{key}에는 {shown} 중 하나를 쓸 수 있어요. 숫자는 일이에요.",
        en=f"{key} must be one of {shown}; numbers are days.",
    )


def check(workspace: Workspace) -> None:
    """Raise `file_retention_too_long`, naming both, where files would outlive their messages.

    Without a time of their own files go with their messages.
    """
    messages, files = workspace.retention_days, workspace.file_retention_days
    if messages is None or files is None or files <= messages:
        return
    kept, files_kept = in_words(messages), in_words(files)
    raise invalid(
        "/file_retention",
        "file_retention_too_long",
        Bilingual(
            ko=f"파일 보관 기간({files_kept.ko})이 메시지 보관 기간({kept.ko})보다 길어요. "
            "파일을 더 짧게 하거나 메시지를 더 길게 정해 주세요.",
            en=f"Files would be kept longer ({files_kept.en}) than messages ({kept.en}). "
            "Choose a shorter time for files or a longer one for messages.",
        ),
    )


def asks_for_more(before: Workspace, after: Workspace) -> bool:
    """Whether a change limits anything anew, which needs the plan; taking a limit away never does."""
    old = (before.retention_days, before.file_retention_days)
    new = (after.retention_days, after.file_retention_days)
    return any(b is not None and b != a for a, b in zip(old, new, strict=True))


def in_force(workspace: Workspace) -> tuple[int | None, int | None]:
    """The days that messages and files are kept for now; without the plan, for ever."""
    if not workspace.has(Feature.RETENTION):
        return None, None
    messages, files = workspace.retention_days, workspace.file_retention_days
    return messages, messages if files is None else files


def in_words(days: int | None) -> Bilingual:
    """A time as a person says it."""
    if days is None:
        return Bilingual(ko="기한 없음", en="for ever")
    years, rest = divmod(days, _YEAR)
    if rest:
        return Bilingual(ko=f"{days}일", en=f"{days} days")
    return Bilingual(ko=f"{years}년", en=f"{years} year{'' if years == 1 else 's'}")
