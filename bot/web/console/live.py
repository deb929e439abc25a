"""How far a notice is, at one moment: what the report shows and the stream sends."""

from dataclasses import dataclass

from bot.broadcast.model.notices import RUNNING, Counts, Notice, NoticeState
from bot.broadcast.model.profiles import Profile, ProfileStatus
from bot.broadcast.service.notices import NoticeView
from bot.core.clock import SECOND
from bot.core.errors import Language
from bot.web.console.times import lasting

_EMPTY = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A notice's progress; `rate` is in messages per second, `left` and `grace` in words."""

    notice: Notice
    counts: Counts
    profile: Profile
    percent: int
    rate: float
    left: str
    grace: str

    @property
    def running(self) -> bool:
        """Whether it is still going on by itself."""
        return self.notice.state in RUNNING

    @property
    def blocked(self) -> bool:
        """Whether it waits for its profile to be resumed."""
        return self.running and self.profile.status is ProfileStatus.PAUSED

    @property
    def shape(self) -> str:
        """Changes where more than numbers changed and the fragment must be drawn again."""
        failed = self.counts.failed > 0, self.counts.uncertain > 0
        phase = bool(self.grace), self.blocked, self.notice.state_reason, *failed
        return f"{self.notice.state.value} {phase}"

    def numbers(self) -> dict[str, object]:
        """The numbers for the stream; texts as they are shown."""
        counts = self.counts.by_state() | {"audience": self.counts.audience}
        return {
            "percent": self.percent,
            "rate": f"{self.rate:,.1f}",
            "left": self.left,
            "grace": self.grace,
            "counts": {state: f"{number:,}" for state, number in counts.items()},
        }


def live_of(view: NoticeView, now: int, language: Language) -> Live:
    """The progress of a notice at `now`."""
    notice, counts = view.notice, view.counts
    done = counts.audience - counts.open
    percent = done * 100 // counts.audience if counts.audience else 0
    rate = _rate(notice, counts, now)
    left = round(counts.open / rate) * SECOND if rate and notice.state in RUNNING else 0
    grace = (notice.grace_until or 0) - now
    waits = notice.state is NoticeState.PREPARING and grace > 0
    return Live(
        notice=notice,
        counts=counts,
        profile=view.profile,
        percent=percent,
        rate=rate,
        left=lasting(left, language) if left else _EMPTY,
        grace=lasting(grace + SECOND - 1, language) if waits else _EMPTY,
    )


def _rate(notice: Notice, counts: Counts, now: int) -> float:
    if notice.started_at is None:
        return 0.0
    spent = max((notice.finished_at or now) - notice.started_at, SECOND // 10)
    called = counts.sent + counts.failed + counts.uncertain
    return called * SECOND / spent
