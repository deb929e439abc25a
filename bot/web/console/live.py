"""How far a notice is, at one moment: what the report shows and the stream sends."""

from dataclasses import dataclass

from bot.broadcast.model.notices import FINAL, RUNNING, Counts, Notice, NoticeState
from bot.broadcast.model.profiles import Profile, ProfileStatus
from bot.broadcast.service.notices import NoticeView
from bot.core.clock import SECOND
from bot.core.errors import Language
from bot.web.console.times import lasting

_EMPTY = ""
_MEASURED = 2 * SECOND
_OPEN = RUNNING | {NoticeState.PAUSED}
_ENDED = FINAL - {NoticeState.MISSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How many messages had been tried at one moment."""

    at: int
    tried: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A notice's progress.

    `rate` is in messages per second; `left`, `grace` and `standstill` are in words.
    """

    notice: Notice
    counts: Counts
    profile: Profile
    percent: int
    rate: float
    left: str
    grace: str
    standstill: str = _EMPTY
    standstill_code: str = _EMPTY

    @property
    def running(self) -> bool:
        """Whether its numbers or its state may still change: a pause is no end."""
        return self.notice.state in _OPEN

    @property
    def moving(self) -> bool:
        """Whether it goes on by itself."""
        return self.notice.state in RUNNING

    @property
    def blocked(self) -> bool:
        """Whether it waits for its profile to be resumed."""
        return self.moving and self.profile.status is ProfileStatus.PAUSED

    @property
    def ended(self) -> bool:
        """Whether nothing more is sent of it unless somebody asks."""
        return self.notice.state in _ENDED

    @property
    def _repeatable(self) -> bool:
        # Whoever cancelled it did not want it to go on.
        return self.ended and self.notice.state is not NoticeState.CANCELLED

    @property
    def retryable(self) -> int:
        """How many who failed it can be sent to again now."""
        return self.counts.failed if self._repeatable else 0

    @property
    def resendable(self) -> int:
        """How many who may have received it can be sent it again now."""
        return self.counts.uncertain if self._repeatable else 0

    @property
    def correctable(self) -> int:
        """How many received it and can be told better now."""
        return self.counts.sent if self.ended else 0

    @property
    def shape(self) -> str:
        """Changes where more than numbers changed and the fragment must be drawn again."""
        failed = self.counts.failed > 0, self.counts.uncertain > 0
        waiting = self.counts.open if self.notice.state is NoticeState.PAUSED else 0
        phase = (
            bool(self.grace),
            self.blocked,
            self.standstill_code,
            self.notice.state_reason,
            *failed,
            waiting,
        )
        return f"{self.notice.state.value} {phase}"

    def numbers(self) -> dict[str, object]:
        """The numbers for the stream; texts as they are shown."""
        counts = self.counts.by_state() | {"audience": self.counts.audience}
        return {
            "percent": self.percent,
            "rate": f"{self.rate:,.1f}",
            "left": self.left,
            "grace": self.grace,
            "standstill": self.standstill,
            "counts": {state: f"{number:,}" for state, number in counts.items()},
        }


def seen_of(view: NoticeView, now: int) -> Seen:
    """What the rate is measured from."""
    counts = view.counts
    return Seen(at=now, tried=counts.sent + counts.failed + counts.uncertain)


def live_of(view: NoticeView, now: int, language: Language, since: Seen | None = None) -> Live:
    """The progress of a notice at `now`; the rate is that since a moment, or since its start."""
    notice, counts, still = view.notice, view.counts, view.standstill
    done = counts.audience - counts.open
    percent = done * 100 // counts.audience if counts.audience else 0
    rate = _rate(notice, seen_of(view, now), since if notice.state in RUNNING else None)
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
        standstill=still.text.in_(language) if still else _EMPTY,
        standstill_code=still.code if still else _EMPTY,
    )


def _rate(notice: Notice, seen: Seen, since: Seen | None) -> float:
    # A notice that rested, or was sent once more, would seem slow since its start.
    if since is not None and seen.at - since.at >= _MEASURED:
        return max(seen.tried - since.tried, 0) * SECOND / (seen.at - since.at)
    if notice.started_at is None:
        return 0.0
    spent = max((notice.finished_at or seen.at) - notice.started_at, SECOND // 10)
    return seen.tried * SECOND / spent
