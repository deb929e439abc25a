"""One sentence that the next page says: it travels in a short-lived cookie as a code."""

from urllib.parse import quote, unquote

from aiohttp import web

from bot.core.errors import Bilingual
from bot.web.keys import language_of, parts_of

FLASH_COOKIE = "spacecast_flash"
_SECONDS = 30
_LONGEST = 120
_SAID = {
    "saved": Bilingual("저장했어요.", "Saved."),
    "removed": Bilingual("초안을 지웠어요.", "The draft is deleted."),
    "asked": Bilingual(
        "{}(슈퍼 관리자)에게 요청을 보냈어요. 권한을 받으면 여기에 프로필이 보여요.",
        "Your request went to {} (super admin). The profile will show here once you are given it.",
    ),
    "tested": Bilingual(
        "{}에게 테스트를 보냈어요. 메신저에서 확인해 주세요.",
        "A test went to {}. Look at it in the messenger.",
    ),
    "scheduled": Bilingual("{}에 보내도록 예약했어요.", "Scheduled for {}."),
    "held": Bilingual(
        "방해 금지 시간이라 {}까지 기다렸다가 보내요.",
        "These are quiet hours: it waits until {} and is sent then.",
    ),
    "schedule_made": Bilingual("{} 예약을 만들었어요.", "The schedule {} is made."),
    "schedule_paused": Bilingual(
        "예약을 일시중지했어요. 다시 시작할 때까지 보내지 않아요.",
        "The schedule is paused. Nothing is sent until you start it again.",
    ),
    "schedule_resumed": Bilingual("예약을 다시 시작했어요.", "The schedule is active again."),
    "schedule_removed": Bilingual(
        "{} 예약을 삭제했어요. 이미 보낸 공지는 그대로 있어요.",
        "The schedule {} is deleted. The notices it has sent stay.",
    ),
    "run_skipped": Bilingual("{}에는 보내지 않아요.", "Nothing is sent on {}."),
    "run_unskipped": Bilingual("{}에 다시 보내기로 했어요.", "It is sent on {} after all."),
    "undone": Bilingual(
        "발송을 취소했어요. 아무에게도 보내지 않았고, 내용은 초안으로 남아 있어요.",
        "Sending is cancelled. Nobody received it, and the text is a draft again.",
    ),
    "stopped": Bilingual(
        "나머지 {}명에게는 보내지 않아요.", "The remaining {} people won't receive it."
    ),
    "notice_paused": Bilingual(
        "멈췄어요. [이어서 보내기]를 누르면 아직 받지 않은 사람부터 이어서 보내요.",
        "Paused. Press [Resume] to go on with those who have not received it yet.",
    ),
    "notice_resumed": Bilingual("이어서 보내요.", "Sending goes on."),
    "retried": Bilingual(
        "실패한 {}명에게 다시 보내요.", "It is sent again to those who failed: {}."
    ),
    "resent": Bilingual(
        "확실하지 않은 {}명에게 다시 보내요.",
        "It is sent again to those who were uncertain: {}.",
    ),
    "rate_set": Bilingual(
        "1초에 {}명까지만 보내요.", "At most {} messages a second are sent now."
    ),
    "rate_free": Bilingual(
        "속도를 늦추지 않고 가장 빠르게 보내요.", "It is sent as fast as possible."
    ),
    "correction": Bilingual(
        "정정 공지의 초안을 만들었어요. 고칠 내용을 쓰고 검토해 주세요.",
        "A draft of the correction is made. Write what is right and review it.",
    ),
    "duplicated": Bilingual(
        "같은 내용으로 새 초안을 만들었어요. 원래 공지는 그대로예요.",
        "A new draft with the same content is made. The first notice stays as it is.",
    ),
    "reminded": Bilingual(
        "아직 답하지 않은 {}명에게 다시 알려요.",
        "A reminder goes to those who haven't answered: {}.",
    ),
    "answers_closed": Bilingual("이제 답을 받지 않아요.", "Answers don't count any more."),
    "made": Bilingual("'{}' 프로필을 만들었어요.", "The profile “{}” is made."),
    "granted": Bilingual("{}님에게 사용 권한을 줬어요.", "{} may use this profile now."),
    "revoked": Bilingual(
        "{}님의 사용 권한을 해제했어요.", "{} may not use this profile any more."
    ),
    "paused": Bilingual("'{}' 프로필을 멈췄어요.", "The profile “{}” is paused."),
    "resumed": Bilingual("'{}' 프로필을 다시 켰어요.", "The profile “{}” is active again."),
    "sender_added": Bilingual("{}님을 발송 관리자로 추가했어요.", "{} is a send admin now."),
    "sender_removed": Bilingual(
        "{}님을 발송 관리자에서 뺐어요.", "{} is not a send admin any more."
    ),
    "synced": Bilingual(
        "플랫폼의 사람 목록과 맞췄어요. 지금 {}명이에요.",
        "Synced with the platform's list of people: {} now.",
    ),
    "callbacks_rotated": Bilingual(
        "주소를 새로 만들었어요. 봇 관리에 새 주소를 등록해 주세요.",
        "The addresses are new. Enter them at the bot again.",
    ),
    "secret_rooms_on": Bilingual(
        "이제 비밀 채팅방을 쓸 수 있어요. 관리자들에게 봇이 알려요.",
        "Secret rooms can be used now. A bot tells the admins.",
    ),
    "secret_rooms_off": Bilingual(
        "비밀 채팅방을 비활성화했어요. 다시 사용하면 같은 채팅방이 돌아와요.",
        "Secret rooms are deactivated. Use them again, and the same rooms are back.",
    ),
    "secret_rooms_deleted": Bilingual(
        "비밀 채팅방 {}개를 삭제해요. 멤버들에게 봇이 알려요.",
        "Secret rooms are being deleted: {}. A bot tells their members.",
    ),
    "token_revoked": Bilingual("토큰을 폐기했어요.", "The token is revoked."),
    "signed_out": Bilingual("로그아웃했어요.", "You are signed out."),
}


def said(code: str, value: str = "") -> Bilingual:
    """The sentence of a code with its value put in."""
    text = _SAID[code]
    return Bilingual(text.ko.replace("{}", value), text.en.replace("{}", value))


def go(request: web.Request, to: str, code: str = "", value: str = "") -> web.Response:
    """Go on to the page `to` (303), which says the sentence of `code` once."""
    response = web.Response(status=303, headers={"Location": to, "Cache-Control": "no-store"})
    if code:
        response.set_cookie(
            FLASH_COOKIE,
            f"{code}.{quote(value[:_LONGEST], safe='')}",
            max_age=_SECONDS,
            path="/",
            httponly=True,
            samesite="Lax",
            secure=is_https(request),
        )
    return response


def take_flash(request: web.Request) -> str | None:
    """What the page before wanted said, in the reader's language."""
    code, _, value = request.cookies.get(FLASH_COOKIE, "").partition(".")
    if code not in _SAID:
        return None
    return said(code, unquote(value)[:_LONGEST]).in_(language_of(request))


def is_https(request: web.Request) -> bool:
    """Whether people reach this server by https, so that cookies may ask for it."""
    return parts_of(request).public_url.startswith("https:")
