"""How fast one App Key may send: what the platform's answers teach. Rates are per second."""

from dataclasses import dataclass, replace

# A limit that was told is used up to this part of it: the two clocks differ, and so do windows.
_OF_TOLD = 0.98
# After a refusal: how far down at once, and how far up again before it is felt for the limit.
_CUT, _NEAR = 0.8, 0.97
# Growth a second, as parts of the rate that was refused: back up, feeling for it, and beyond it.
_RECOVER, _PROBE, _EXPLORE = 0.02, 0.001, 0.05
# What was already on its way when a refusal came is refused too, and teaches nothing new.
_ECHO_SECONDS = 1.0
# One refusal is a pause; a second within this many seconds of its end is a limit.
_WARY_SECONDS = 60.0
_LEAST = 1.0
# So many failures in a row are borne; each further one doubles the rest, from one second to these.
TROUBLES_BORNE = 10
_LONGEST_REST = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What is known of an App Key's limit; `rate`: what is allowed now, None while nothing is known.

    `told`: what the platform says its limit is; `refused_at`: the rate at which it last refused;
    `wary_until`: a refusal until then means a limit; times are monotonic seconds.
    """

    rate: float | None = None
    told: float | None = None
    refused_at: float | None = None
    wary_until: float | None = None
    deaf_until: float = 0.0
    grown_at: float = 0.0


def told(learned: Learned, per_minute: int, now: float) -> Learned:
    """The platform named its limit, in requests a minute."""
    limit = per_minute / 60
    if limit == learned.told:
        return learned
    return replace(
        learned,
        told=limit,
        rate=limit * _OF_TOLD,
        refused_at=None,
        deaf_until=now + _ECHO_SECONDS,
        grown_at=now,
    )


def refused(learned: Learned, measured: float, wait: float, now: float) -> Learned:
    """The platform refused for `wait` seconds; `measured`: the rate at which it took messages."""
    if now < learned.deaf_until:
        return learned
    wary = learned.wary_until is not None and now <= learned.wary_until
    if learned.rate is None and not (wary and measured):
        echo = min(wait, _ECHO_SECONDS) * 0.9
        return replace(learned, deaf_until=now + echo, wary_until=now + wait + _WARY_SECONDS)
    at = max(_LEAST, measured if learned.rate is None else min(learned.rate, measured))
    return replace(
        learned,
        rate=max(_LEAST, at * _CUT),
        refused_at=at,
        deaf_until=now + wait + _ECHO_SECONDS,
        grown_at=now + wait,
    )


def grown(learned: Learned, now: float) -> Learned:
    """The rate after the time that has passed without a refusal."""
    rate, at = learned.rate, learned.refused_at
    seconds = now - learned.grown_at
    if rate is None or at is None or seconds < 1:
        return learned
    if rate < at * _NEAR:
        rate = min(at * _NEAR, rate + at * _RECOVER * seconds)
    else:
        # Past the rate that was refused the limit is higher now: it is looked for faster.
        rate += rate * (_PROBE if rate <= at * 1.01 else _EXPLORE) * seconds
    if learned.told is not None:
        rate = min(rate, learned.told * _OF_TOLD)
    return replace(learned, rate=rate, grown_at=now)


def rest_after(troubles: int) -> float:
    """Seconds of rest after so many failures of the platform in a row: they cost doubt or attempts."""
    if troubles < TROUBLES_BORNE:
        return 0.0
    return min(_LONGEST_REST, 2.0 ** min(troubles - TROUBLES_BORNE, 10))
