"""What happened to a notice, in sentences."""

from bot.core.errors import Bilingual
from bot.workspace.model.audit import AuditEntry

_ACTS = {
    "notice.drafted": Bilingual("초안을 썼어요", "wrote the draft"),
    "notice.changed": Bilingual("내용을 고쳤어요", "changed the text"),
    "notice.tested": Bilingual("테스트를 보냈어요", "sent a test"),
    "notice.scheduled": Bilingual("예약했어요", "scheduled it"),
    "notice.sent": Bilingual("보내기를 눌렀어요", "pressed send"),
    "notice.fired": Bilingual("예약한 시각이 되어 보냈어요", "sent it at the scheduled time"),
    "notice.cancelled": Bilingual("취소했어요", "cancelled it"),
    "notice.missed": Bilingual("제때 보내지 못했어요", "could not send it in time"),
    "notice.finished": Bilingual("발송을 마쳤어요", "finished sending"),
}
_SURFACES = {
    "console": Bilingual("웹", "web"),
    "api": Bilingual("API", "API"),
    "cli": Bilingual("명령줄", "command line"),
    "chat": Bilingual("채팅", "chat"),
    "hook": Bilingual("웹훅", "webhook"),
    "schedule": Bilingual("예약", "schedule"),
    "system": Bilingual("자동", "by itself"),
}


def act_of(entry: AuditEntry) -> Bilingual:
    """What was done; an act without a sentence is named by its word."""
    return _ACTS.get(entry.action, Bilingual(entry.action, entry.action))


def surface_of(entry: AuditEntry) -> Bilingual:
    """Through what it was done."""
    return _SURFACES.get(entry.surface, Bilingual(entry.surface, entry.surface))
