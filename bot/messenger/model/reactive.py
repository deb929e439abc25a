"""Presses of buttons and filled-in modals: what they lead to, and the words when they fail."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from bot.core.clock import DAY, HOUR, MINUTE, SECOND
from bot.core.errors import Bilingual, NotFound, SpacecastError, TryLater, WrongState, invalid
from bot.kakaowork import blocks as b
from bot.kakaowork.modal import View
from bot.kakaowork.urls import is_web_url
from bot.messenger.model.bots import Bot

PRESSES_PER_MINUTE = 30
MODAL_LIFE = HOUR
# Ended modals are kept this long, so that their people hear why they ended.
MODAL_KEPT = DAY
# A call takes ten seconds at most; one that is older was lost with its process.
UNDER_WAY_MAX = MINUTE
URL_CHARACTERS = 2_000


class PressKind(StrEnum):
    """What is posted to the bot, in the protocol's words."""

    SUBMIT_ACTION = "submit_action"
    REQUEST_MODAL = "request_modal"
    SUBMISSION = "submission"


class Outcome(StrEnum):
    """What became of a press; only after UNREACHABLE did the bot surely hear nothing."""

    TAKEN = "taken"
    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"
    BROKEN_OFF = "broken_off"
    REFUSED = "refused"
    UNREADABLE = "unreadable"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A press of the person `user_id`; `target` is the button's index or the modal's id.

    `edition` is the message's, as it was pressed.
    """

    id: str
    user_id: int
    bot_id: int
    room_id: int
    message_id: int
    kind: PressKind
    target: str
    pressed_at: int
    edition: int = 0

    @property
    def once(self) -> str:
        """What may be under way once only."""
        return f"{self.user_id}/{self.message_id}/{self.target}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Modal:
    """A modal opened for one person by a button of message `seq`; it can be sent once."""

    id: str
    user_id: int
    bot_id: int
    room_id: int
    seq: int
    view: View
    expires_at: int
    submitted_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The bot took the press."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOpens:
    """Nothing was called: on this device the button opens a web page."""

    url: str


Pressed = Taken | Modal | PageOpens


class TooManyPresses(TryLater):
    """The person presses too often; `retry_after` is in whole seconds."""

    code = "too_many_presses"
    status = 429

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            Bilingual(
                ko=f"버튼을 너무 자주 눌렀어요. {retry_after}초 뒤에 다시 눌러 주세요.",
                en=f"You pressed too many buttons. Press again in {retry_after} s.",
            )
        )
        self.retry_after = retry_after


class BotFailed(SpacecastError):
    """The bot's server didn't do its part."""

    code = "bot_failed"
    status = 502
    exit_code = 75


def refuse_too_many(recent: Sequence[int], now: int) -> None:
    """Raise TooManyPresses where the last minute is full; `recent` are its times, oldest first."""
    if len(recent) < PRESSES_PER_MINUTE:
        return
    free_at = recent[len(recent) - PRESSES_PER_MINUTE] + MINUTE
    raise TooManyPresses(max(1, math.ceil((free_at - now) / SECOND)))


def action_of(blocks: Sequence[b.Block], index: int, device: b.Device) -> b.SingleAction:
    """What a press of the button at `index` means on `device`; `button_not_found`."""
    actions = b.button_actions(blocks)
    if not 0 <= index < len(actions):
        raise no_button()
    return b.action_on(actions[index], device)


def address_for(bot: Bot, kind: PressKind) -> str:
    """The URL of `bot` that takes a call of `kind`; WrongState where the bot takes none."""
    if not bot.active:
        raise WrongState(_inactive(bot.name), code="bot_deactivated")
    url = bot.request_url if kind is PressKind.REQUEST_MODAL else bot.callback_url
    if url is None:
        raise WrongState(_no_address(bot.name), code="bot_takes_no_presses")
    return url


def require_open(modal: Modal, now: int) -> None:
    """Raise WrongState where the modal was sent already or its time is over."""
    if modal.submitted_at is not None:
        raise WrongState(_SENT, code="modal_sent")
    if now >= modal.expires_at:
        raise WrongState(_EXPIRED, code="modal_expired")


def check_address(url: str | None, pointer: str) -> None:
    """Raise `bad_url` unless `url` is None or a web address that can be called."""
    if url is None:
        return
    # A name and a password in an address are seen by whoever sees the address.
    if len(url) > URL_CHARACTERS or not is_web_url(url) or "@" in urlsplit(url).netloc:
        raise invalid(pointer, "bad_url", _BAD_URL)


def failure(bot: Bot, outcome: Outcome, status: int = 0) -> BotFailed:
    """What the person hears of a call that failed."""
    told = _FAILURES[outcome]
    ko, en = (
        told.ko.format(bot=bot.name, status=status),
        told.en.format(bot=bot.name, status=status),
    )
    return BotFailed(Bilingual(ko=ko, en=en), code=f"bot_{outcome.value}")


def require_bot(writer: Bot | None) -> Bot:
    """The bot that wrote a message; what a person wrote has no buttons."""
    if writer is None:
        raise no_button()
    return writer


def no_button() -> NotFound:
    """There is no such message, or no such button in it."""
    return NotFound(_NO_BUTTON, code="button_not_found")


def no_modal() -> NotFound:
    """What everybody hears about a modal that isn't theirs, whether there is one or not."""
    return NotFound(_NO_MODAL, code="modal_not_found")


def under_way() -> WrongState:
    """The same press is being handled."""
    return WrongState(_UNDER_WAY, code="press_under_way")


def opens_an_app() -> WrongState:
    """The button opens an app, which a page can't."""
    return WrongState(_OPENS_AN_APP, code="opens_an_app")


def _inactive(name: str) -> Bilingual:
    return Bilingual(
        ko=f"‘{name}’ 봇이 꺼져 있어서 버튼을 누를 수 없어요. 슈퍼 관리자에게 알려 주세요.",
        en=f"The bot “{name}” is switched off, so its buttons don't work. Tell a super admin.",
    )


def _no_address(name: str) -> Bilingual:
    return Bilingual(
        ko=f"‘{name}’ 봇에 이 버튼을 받을 주소가 없어요. 슈퍼 관리자에게 알려 주세요.",
        en=f"The bot “{name}” has no address that takes this button. Tell a super admin.",
    )


_FAILURES = {
    Outcome.TIMED_OUT: Bilingual(
        ko="‘{bot}’ 봇이 제때 답하지 않았어요. 이미 처리했을 수도 있으니, 확인하고 다시 눌러 주세요.",
        en="The bot “{bot}” didn't answer in time. It may have done it all the same; check, then "
        "press again.",
    ),
    Outcome.UNREACHABLE: Bilingual(
        ko="‘{bot}’ 봇에 연결할 수 없어서 전하지 못했어요. 잠시 뒤에 다시 눌러 주세요.",
        en="The bot “{bot}” can't be reached, so nothing was done. Press again in a moment.",
    ),
    Outcome.BROKEN_OFF: Bilingual(
        ko="‘{bot}’ 봇이 답하다가 끊겼어요. 이미 처리했을 수도 있으니, 확인하고 다시 눌러 주세요.",
        en="The bot “{bot}” broke off its answer. It may have done it all the same; check, then "
        "press again.",
    ),
    Outcome.REFUSED: Bilingual(
        ko="‘{bot}’ 봇이 받지 않았어요(상태 {status}). 다시 눌러 보고, 계속되면 봇 담당자에게 알려 주세요.",
        en="The bot “{bot}” didn't take it (status {status}). Press again; if it stays, tell "
        "whoever runs the bot.",
    ),
    Outcome.UNREADABLE: Bilingual(
        ko="‘{bot}’ 봇이 보낸 창을 읽을 수 없어요. 다시 눌러 보고, 계속되면 봇 담당자에게 알려 주세요.",
        en="The form from the bot “{bot}” can't be read. Press again; if it stays, tell whoever "
        "runs the bot.",
    ),
}
_NO_BUTTON = Bilingual(
    ko="이 버튼을 찾을 수 없어요. 화면을 새로 고치고 다시 눌러 주세요.",
    en="There is no such button. Reload the page and press again.",
)
_NO_MODAL = Bilingual(
    ko="이 창을 찾을 수 없어요. 버튼을 다시 눌러 주세요.",
    en="There is no such form. Press the button again.",
)
_SENT = Bilingual(
    ko="이미 보낸 창이에요. 다시 보내려면 버튼을 다시 눌러 주세요.",
    en="This form was sent already. To send another, press the button again.",
)
_EXPIRED = Bilingual(
    ko="연 지 한 시간이 지난 창이라 보낼 수 없어요. 버튼을 다시 눌러 주세요.",
    en="This form was opened over an hour ago and can't be sent. Press the button again.",
)
_UNDER_WAY = Bilingual(
    ko="이미 누른 버튼을 처리하고 있어요. 끝날 때까지 잠시만 기다려 주세요.",
    en="This press is still being handled. Wait a moment until it is done.",
)
_OPENS_AN_APP = Bilingual(
    ko="앱을 여는 버튼이라 웹에서는 열 수 없어요. 카카오워크 앱에서 눌러 주세요.",
    en="This button opens an app, which the web can't do. Press it in the Kakao Work app.",
)
_BAD_URL = Bilingual(
    ko=f"주소는 http:// 또는 https://로 시작하고 {URL_CHARACTERS:,}자를 넘지 않아야 해요. "
    "아이디와 비밀번호도 넣을 수 없어요. 주소를 고쳐 주세요.",
    en=f"The address must begin with http:// or https://, have up to {URL_CHARACTERS:,} characters "
    "and hold no name or password. Correct it.",
)
