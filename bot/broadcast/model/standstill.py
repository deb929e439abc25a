"""Why a notice that runs makes no progress, and what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.broadcast.model.notices import RUNNING, Notice, NoticeState
from bot.broadcast.model.profiles import Profile, ProfileStatus
from bot.core.clock import HOUR, MINUTE, SECOND
from bot.core.errors import Bilingual, Language

QUIET = 60 * SECOND
ENGINE_SILENT = 10 * SECOND
_LIMITED = "too_many_requests"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standstill:
    """The cause by a stable `code`, and situation, reason and way out in words."""

    code: str
    text: Bilingual

    def answer(self, language: Language) -> dict[str, str]:
        """As the API and `--json` tell it."""
        return {"code": self.code, "text": self.text.in_(language)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many deliveries wait for a later attempt for one reason, and when the first is due."""

    reason: str | None
    deliveries: int
    next_due: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the cause depends on besides notice and profile.

    `open_deliveries`: those without a final outcome; `waiting`: those of them that are due later,
    the most frequent reason first; `super_admins`: names for a sentence, which may be empty.
    """

    engine_seen: bool
    open_deliveries: int = 0
    waiting: Sequence[Waiting] = ()
    super_admins: str = ""


def quiet_since(notice: Notice, last_progress_at: int | None) -> int:
    """Since when nothing has come of a notice; in its grace time that lies in the future."""
    # The latest of all: a notice that was resumed, or sent once more, has progress of an earlier run.
    told = (last_progress_at, notice.started_at, notice.grace_until, notice.updated_at)
    return max(at for at in told if at is not None)


def is_quiet(notice: Notice, last_progress_at: int | None, now: int) -> bool:
    """Whether a notice that runs has made no progress for 60 seconds; a paused one rests."""
    return notice.state in RUNNING and now - quiet_since(notice, last_progress_at) >= QUIET


def standstill(
    notice: Notice,
    profile: Profile,
    around: Surroundings,
    *,
    last_progress_at: int | None,
    now: int,
) -> Standstill | None:
    """The most specific cause for which a notice makes no progress; None while it does."""
    if not is_quiet(notice, last_progress_at, now):
        return None
    since = quiet_since(notice, last_progress_at)
    code, cause = _cause(notice, profile, around, since, now)
    quiet = _lasting(now - since)
    return Standstill(
        code=code,
        text=Bilingual(
            ko=f"{notice.label} 공지를 {quiet.ko}째 더 보내지 못하고 있어요. {cause.ko}",
            en=f"{notice.label} has made no progress for {quiet.en}. {cause.en}",
        ),
    )


def _cause(
    notice: Notice, profile: Profile, around: Surroundings, since: int, now: int
) -> tuple[str, Bilingual]:
    if not around.engine_seen:
        return "no_engine", _NO_ENGINE
    # Preparing asks neither the profile nor the platform.
    if notice.state is NoticeState.SENDING:
        if profile.status is ProfileStatus.PAUSED:
            return _paused(profile, around.super_admins)
        waiting = _held_up_by(around)
        if waiting is not None:
            return "waiting_for_retry", _retry(waiting, now)
        rate = _slowest(notice, profile)
        due = since + round(SECOND / rate) if rate else since
        # A little later than that the rate is no excuse any more.
        if rate and now < due + ENGINE_SILENT:
            return "low_rate", _low_rate(notice, rate, due - now)
    return "unknown", _UNKNOWN


def _paused(profile: Profile, super_admins: str) -> tuple[str, Bilingual]:
    asked_ko = f"{super_admins}(슈퍼 관리자)" if super_admins else "슈퍼 관리자"
    asked_en = f"{super_admins} (super admin)" if super_admins else "a super admin"
    # Only the breaker writes a reason.
    if profile.status_reason is None:
        return "profile_paused", Bilingual(
            ko=f"관리자가 '{profile.name}' 프로필을 멈췄어요. {asked_ko}에게 다시 켜 달라고 요청해 주세요.",
            en=f"An admin has paused the profile '{profile.name}'. Ask {asked_en} to resume it.",
        )
    reason = profile.status_reason
    return "key_refused", Bilingual(
        ko=f"메신저가 '{profile.name}' 프로필의 App Key를 거절해서 프로필이 멈췄어요({reason}). "
        f"{asked_ko}에게 App Key를 확인하고 프로필을 다시 켜 달라고 요청해 주세요.",
        en=f"The messenger refused the App Key of the profile '{profile.name}', which is paused "
        f"({reason}). Ask {asked_en} to check the App Key and resume the profile.",
    )


def _held_up_by(around: Surroundings) -> Waiting | None:
    """What all that is open waits for; None where some could go out now."""
    # The platform's limit holds the whole lane, also what was never tried.
    limited = next((w for w in around.waiting if w.reason == _LIMITED), None)
    if limited is not None:
        return limited
    waiting = around.waiting
    if not waiting or sum(w.deliveries for w in waiting) < around.open_deliveries:
        return None
    return replace(waiting[0], next_due=min(w.next_due for w in waiting))


def _retry(waiting: Waiting, now: int) -> Bilingual:
    reason = _RETRY_REASONS.get(waiting.reason or "", _NO_ANSWER)
    code = f"({waiting.reason})" if waiting.reason else ""
    wait = _lasting(waiting.next_due - now)
    return Bilingual(
        ko=f"{reason.ko}{code}. {wait.ko} 뒤에 저절로 다시 보내요. 계속되면 메신저 서버를 확인해 주세요.",
        en=f"{reason.en}{f' {code}' if code else ''}. It is tried again by itself in {wait.en}. "
        "If this goes on, check the messenger server.",
    )


def _slowest(notice: Notice, profile: Profile) -> float | None:
    return min((r for r in (notice.rate, profile.rate_ceiling) if r), default=None)


def _low_rate(notice: Notice, rate: float, wait: int) -> Bilingual:
    own = rate == notice.rate
    whose_ko = "이 공지" if own else "프로필"
    whose_en = "of this notice" if own else "ceiling of the profile"
    per_minute = f"{rate * 60:.3g}"
    left = _lasting(wait)
    return Bilingual(
        ko=f"{whose_ko}의 속도가 1분에 {per_minute}건으로 낮아요. 다음 메시지는 {left.ko} 뒤에 나가요. "
        f"더 빨리 보내려면 {whose_ko}의 속도를 높여 주세요.",
        en=f"The rate {whose_en} is as low as {per_minute} messages a minute. The next one goes "
        f"out in {left.en}. Raise the rate {whose_en} to send faster.",
    )


def _lasting(milliseconds: int) -> Bilingual:
    """A length of time in its largest fitting unit, at least one second."""
    if milliseconds >= 2 * HOUR:
        return Bilingual(f"{milliseconds // HOUR}시간", f"{milliseconds // HOUR} hours")
    if milliseconds >= 2 * MINUTE:
        return Bilingual(f"{milliseconds // MINUTE}분", f"{milliseconds // MINUTE} minutes")
    seconds = max(1, milliseconds // SECOND)
    return Bilingual(f"{seconds}초", "1 second" if seconds == 1 else f"{seconds} seconds")


_NO_ENGINE = Bilingual(
    ko="보내는 프로그램이 멈춰 있어요. 서버에서 spacecast serve를 다시 시작해 주세요. 남은 사람에게 이어서 보내요.",
    en="No engine is running. Start spacecast serve again on the server: it goes on with whoever is left.",
)
_UNKNOWN = Bilingual(
    ko="이유를 알 수 없어요. 서버에서 spacecast doctor로 확인하고, 이상이 없으면 spacecast serve를 다시 시작해 주세요.",
    en="The reason is not known. Run spacecast doctor on the server; if it finds nothing, restart spacecast serve.",
)
_NO_ANSWER = Bilingual(
    ko="메신저 서버에 보내지 못해서 남은 사람 모두 다시 보내기를 기다려요",
    en="The messenger server could not be reached, so everybody left waits for another attempt",
)
_TROUBLE = Bilingual(
    ko="메신저 서버에 문제가 생겨서 남은 사람 모두 다시 보내기를 기다려요",
    en="The messenger server has trouble, so everybody left waits for another attempt",
)
_RETRY_REASONS = {
    _LIMITED: Bilingual(
        ko="메신저 서버가 요청이 너무 많다며 기다리라고 했어요",
        en="The messenger server said there were too many requests and asked to wait",
    ),
    "internal_server_error": _TROUBLE,
    "internal_error": _TROUBLE,
    "unreadable_answer": _TROUBLE,
}
