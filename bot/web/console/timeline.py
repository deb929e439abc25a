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
    "notice.held": Bilingual(
        "방해 금지 시간이 끝날 때까지 기다리게 됐어요", "had it wait for the end of quiet hours"
    ),
    "notice.cancelled": Bilingual("취소했어요", "cancelled it"),
    "notice.missed": Bilingual("제때 보내지 못했어요", "could not send it in time"),
    "notice.paused": Bilingual("잠시 멈췄어요", "paused it"),
    "notice.resumed": Bilingual("이어서 보냈어요", "resumed it"),
    "notice.retried": Bilingual(
        "실패한 {count}명에게 다시 보냈어요", "sent it again to those who failed: {count}"
    ),
    "notice.resent": Bilingual(
        "확실하지 않은 {count}명에게 다시 보냈어요",
        "sent it again to those who were uncertain: {count}",
    ),
    "notice.rate": Bilingual(
        "속도를 1초에 {rate}건까지로 바꿨어요", "set the speed to at most {rate} a second"
    ),
    "notice.corrected": Bilingual(
        "정정 공지를 쓰기 시작했어요 ({by})", "began a correction ({by})"
    ),
    "notice.duplicated": Bilingual(
        "복제해서 새로 쓰기 시작했어요 ({by})", "began a copy ({by})"
    ),
    "notice.reminded": Bilingual("다시 알렸어요 ({by})", "sent a reminder ({by})"),
    "notice.reminder_due": Bilingual(
        "정한 때가 되어 다시 알렸어요 ({by})", "sent the reminder that was due ({by})"
    ),
    "notice.closed": Bilingual("답을 그만 받았어요", "closed it for answers"),
    "profile.paused": Bilingual("발송 프로필을 멈췄어요", "paused the send profile"),
    "notice.finished": Bilingual("발송을 마쳤어요", "finished sending"),
}
_UNLIMITED = Bilingual("속도 제한을 풀었어요", "lifted the limit of the speed")
_NOT_REMINDED = Bilingual(
    "정한 때가 됐지만 다시 알리지 않았어요", "did not send the reminder that was due"
)
_NOBODY_LEFT = Bilingual(
    "정한 때가 됐지만 모두 답해서 다시 알리지 않았어요",
    "did not send the reminder that was due: everybody had answered",
)
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
    act = _ACTS.get(entry.action, Bilingual(entry.action, entry.action))
    if entry.action == "notice.rate" and entry.detail.get("rate") is None:
        act = _UNLIMITED
    if entry.action == "notice.reminder_due" and entry.detail.get("by") is None:
        nobody = entry.detail.get("reason") == "nobody_to_remind"
        act = _NOBODY_LEFT if nobody else _NOT_REMINDED
    for name, value in entry.detail.items():
        said = f"{value:,}" if isinstance(value, int | float) else str(value)
        place = f"{{{name}}}"
        act = Bilingual(act.ko.replace(place, said), act.en.replace(place, said))
    return act


def surface_of(entry: AuditEntry) -> Bilingual:
    """Through what it was done."""
    return _SURFACES.get(entry.surface, Bilingual(entry.surface, entry.surface))
