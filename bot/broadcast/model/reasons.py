"""Why deliveries and notices did not go out, in words, and what to do about it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.broadcast.model.deliveries import DeliveryState
from bot.core.errors import Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What happened and what to do."""

    what: Bilingual
    advice: Bilingual


def _reason(what_ko: str, what_en: str, do_ko: str, do_en: str) -> Reason:
    return Reason(what=Bilingual(what_ko, what_en), advice=Bilingual(do_ko, do_en))


_CONTENT = _reason(
    "메시지 내용이 받아들여지지 않았어요.",
    "The platform refused the message itself.",
    "내용을 고친 새 공지를 보내 주세요. 나머지 사람에게는 보내지 않았어요.",
    "Correct the text in a new notice. Nobody else was sent this one.",
)
_KEY = _reason(
    "프로필의 키가 거절됐어요.",
    "The profile's key was refused.",
    "슈퍼 관리자에게 프로필의 키를 확인해 달라고 요청해 주세요.",
    "Ask a super admin to check the profile's key.",
)
_NETWORK = _reason(
    "메신저 서버에 연결하지 못했어요.",
    "The messenger server could not be reached.",
    "서버 상태를 확인한 뒤 이 사람들에게 다시 보내 주세요.",
    "Check the server, then send to these people again.",
)
_BUSY = _reason(
    "메신저 서버가 여러 번 답하지 못했어요.",
    "The messenger server failed to answer several times.",
    "잠시 뒤 이 사람들에게 다시 보내 주세요.",
    "Send to these people again a little later.",
)
_MISUNDERSTOOD = _reason(
    "메신저 서버가 요청을 이해하지 못했어요.",
    "The messenger server did not understand the request.",
    "메신저 서버의 주소와 버전을 서버 관리자에게 확인해 달라고 요청해 주세요.",
    "Ask the server's admin to check the messenger server's address and version.",
)
_UNANSWERED = _reason(
    "메신저 서버가 답하지 않았어요. 도착했을 수도 있어요.",
    "The messenger server did not answer. It may have arrived.",
    "받았는지 확인해 주세요. 두 번 받지 않도록 자동으로 다시 보내지 않았어요.",
    "Ask whether it arrived. It was not repeated, so that nobody gets it twice.",
)
_NO_RIGHT = _reason(
    "보낼 때 작성자에게 단체 메시지 발송 권한이 없었어요.",
    "The author had no right to send notices at that time.",
    "슈퍼 관리자에게 권한을 요청한 뒤 다시 보내 주세요.",
    "Ask a super admin for the right, then send again.",
)
_REASONS = {
    "user_not_found": _reason(
        "메신저에 없는 사람이에요.",
        "The messenger does not know this person.",
        "퇴사했거나 아직 가입하지 않은 멤버인지 확인해 주세요.",
        "Check whether they have left or not joined yet.",
    ),
    "conversation_not_found": _reason(
        "대화방을 열지 못했어요.",
        "The room could not be opened.",
        "이 사람이 봇을 차단했는지 확인해 주세요.",
        "Check whether this person has blocked the bot.",
    ),
    "excluded": _reason(
        "발송 대상에서 제외했어요.",
        "Excluded on purpose.",
        "할 일이 없어요. 공지를 쓸 때 정한 대로예요.",
        "Nothing to do: that is how the notice was written.",
    ),
    "interrupted": _reason(
        "보내는 중에 서버가 멈췄어요. 도착했을 수도 있어요.",
        "The server stopped while sending. It may have arrived.",
        "받았는지 확인해 주세요. 두 번 받지 않도록 자동으로 다시 보내지 않았어요.",
        "Ask whether it arrived. It was not repeated, so that nobody gets it twice.",
    ),
    "profile_paused": _reason(
        "발송 프로필이 멈춰 있었어요.",
        "The send profile was paused.",
        "슈퍼 관리자가 프로필을 다시 켜면 보낼 수 있어요.",
        "It can be sent once a super admin resumes the profile.",
    ),
    "plan_required": _reason(
        "요금제 때문에 단체 메시지 발송이 잠겨 있었어요.",
        "Bulk sending was locked by the plan.",
        "요금제를 확인한 뒤 다시 보내 주세요. 내용은 그대로 남아 있어요.",
        "Check the plan, then send again. The text is still here.",
    ),
    "misfire_grace": _reason(
        "예약한 시각에 서버가 꺼져 있었고, 너무 늦어서 보내지 않았어요.",
        "The server was off at the scheduled time, and it was too late to send.",
        "지금도 필요하면 다시 보내거나 예약해 주세요.",
        "Send it or schedule it again if it still matters.",
    ),
    "quiet_hours": _reason(
        "방해 금지 시간이라 끝날 때까지 기다려요.",
        "It waits for the end of quiet hours.",
        "시간이 되면 보내요. 급하면 이유를 적고 지금 보낼 수 있어요.",
        "It is sent then. If it is urgent, give the reason and send it now.",
    ),
    "profile_not_granted": _reason(
        "보낼 때 작성자에게 프로필 사용 권한이 없었어요.",
        "The author may not use the profile any more.",
        "슈퍼 관리자에게 권한을 요청한 뒤 다시 보내 주세요.",
        "Ask a super admin for the right, then send again.",
    ),
    "restored": _reason(
        "백업을 되돌리기 전에 이미 보냈을 수 있어서 자동으로 보내지 않았어요.",
        "It may have been sent before the backup was put back, so it was not sent by itself.",
        "받은 사람이 있는지 메신저에서 확인하고, 아무도 받지 않았으면 다시 보내 주세요.",
        "Check in the messenger whether people got it. If nobody did, send it again.",
    ),
    "coalesced": _reason(
        "서버가 꺼져 있는 동안 여러 번의 예정 시각이 지나서 마지막 것만 보냈어요.",
        "Several of its times passed while the server was off; only the last one was sent.",
        "앞의 내용도 필요하면 따로 보내 주세요.",
        "If the earlier ones still matter, send them separately.",
    ),
    "unanswered": _UNANSWERED,
    **dict.fromkeys(["not_send_admin", "forbidden", "member_not_found"], _NO_RIGHT),
    "profile_not_found": _reason(
        "발송 프로필이 없어졌어요.",
        "The send profile is gone.",
        "다른 프로필을 골라 다시 예약해 주세요.",
        "Choose another profile and schedule it again.",
    ),
    "template_not_found": _reason(
        "템플릿이 없어졌어요.",
        "The template is gone.",
        "다른 템플릿으로 다시 예약하거나, 서버 관리자에게 템플릿을 되돌려 달라고 요청해 주세요.",
        "Choose another template, or ask the server's admin to bring it back.",
    ),
    **dict.fromkeys(
        ["invalid_blocks", "text_too_long", "invalid_parameter", "missing_parameter"], _CONTENT
    ),
    **dict.fromkeys(
        ["unauthorized", "invalid_authentication", "expired_authentication", "invalid_token"],
        _KEY,
    ),
    **dict.fromkeys(
        ["timeout", "dns", "tls", "refused", "unreachable", "broken", "bad_url"], _NETWORK
    ),
    **dict.fromkeys(["internal_server_error", "internal_error", "unreadable_answer"], _BUSY),
    **dict.fromkeys(
        ["bad_request", "invalid_representation", "invalid_content_type", "api_not_found"],
        _MISUNDERSTOOD,
    ),
    "too_many_requests": _reason(
        "메신저 서버가 너무 빠르다며 받지 않았어요.",
        "The messenger server refused because it was too fast.",
        "속도를 낮추고 이 사람들에게 다시 보내 주세요.",
        "Lower the speed, then send to these people again.",
    ),
    "cancelled": _reason(
        "보내기 전에 취소했어요.",
        "Cancelled before it was sent.",
        "필요하면 복제해서 새로 보내 주세요.",
        "If they still need it, duplicate the notice and send it again.",
    ),
    "expired": _reason(
        "공지의 유효 기간이 지나서 보내지 않았어요.",
        "Not sent, because the notice was not valid any more.",
        "아직 알려야 하면 복제해서 유효 기간을 늘린 뒤 보내 주세요.",
        "If it still matters, duplicate it with a longer validity and send that.",
    ),
    "not_frozen": _reason(
        "보낼 내용이 남아 있지 않아요.",
        "The text to send was not kept.",
        "복제해서 다시 보내 주세요.",
        "Duplicate the notice and send that.",
    ),
    "not_valid_any_more": _reason(
        "보낼 시각에 공지의 유효 기간이 지나 있었어요.",
        "The notice was not valid any more at its time.",
        "유효 기간을 늘리거나 더 이른 시각으로 다시 예약해 주세요.",
        "Extend its validity or schedule it earlier.",
    ),
    "nobody": _reason(
        "받는 사람이 한 명도 없었어요.",
        "Nobody would have received it.",
        "대상을 다시 고른 뒤 보내 주세요.",
        "Choose the audience again, then send it.",
    ),
}
_ICONS = {
    DeliveryState.PENDING: ("○", Bilingual("대기", "Waiting")),
    DeliveryState.SENDING: ("↗", Bilingual("보내는 중", "Sending")),
    DeliveryState.SENT: ("✓", Bilingual("보냄", "Sent")),
    DeliveryState.FAILED: ("✕", Bilingual("실패", "Failed")),
    DeliveryState.SKIPPED: ("–", Bilingual("건너뜀", "Skipped")),
    DeliveryState.CANCELLED: ("■", Bilingual("취소", "Cancelled")),
    DeliveryState.UNCERTAIN: ("?", Bilingual("확인 필요", "Uncertain")),
}


def reason_of(code: str, state: DeliveryState | None = None) -> Reason:
    """The words of a reason's code; one that is not known yet is quoted.

    An uncertain delivery had no answer, whatever the code says of why.
    """
    if state is DeliveryState.UNCERTAIN and code != "interrupted":
        return _UNANSWERED
    known = _REASONS.get(code)
    if known is not None:
        return known
    if not code.isidentifier():
        # Preparing stopped at recipients whose text can't be made, and says so in a sentence.
        return _reason(
            f"메시지를 만들지 못했어요: {code}",
            f"The message could not be made: {code}",
            "복제해서 고친 뒤 보내 주세요. 아무에게도 보내지 않았어요.",
            "Duplicate the notice, correct it and send that. Nobody was sent this one.",
        )
    return _reason(
        f"메신저 서버가 거절했어요: {code}",
        f"The messenger server refused: {code}",
        "이 이유를 서버 관리자에게 알려 주세요.",
        "Tell this reason to the server's admin.",
    )


def missed_reason(code: str) -> Reason:
    """The words of why something scheduled was not sent: what is no reason known is its content."""
    if code in _REASONS or not code.isidentifier():
        return reason_of(code)
    return _reason(
        f"내용을 그대로 보낼 수 없었어요({code}).",
        f"It could not be sent as it was written ({code}).",
        "열어서 내용을 고친 뒤 다시 보내거나 예약해 주세요.",
        "Open it, correct the content, then send or schedule it again.",
    )


def told_reasons(
    found: Iterable[tuple[DeliveryState, str, int]],
) -> list[tuple[DeliveryState, Reason, int]]:
    """How many deliveries did not arrive, by state and words: codes that mean the same are one."""
    told: Counter[tuple[DeliveryState, Reason]] = Counter()
    for state, code, number in found:
        told[state, reason_of(code or "unknown", state)] += number
    return [(state, reason, number) for (state, reason), number in told.most_common()]


def icon_of(state: DeliveryState) -> str:
    """A sign for a delivery's state, never alone."""
    return _ICONS[state][0]


def words_of(state: DeliveryState) -> Bilingual:
    """A delivery's state in words."""
    return _ICONS[state][1]
