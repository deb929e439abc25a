"""Between what a clock on the wall says in a time zone and the one moment it means."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.clock import SECOND

_MINUTE = timedelta(minutes=1)


def moment_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which clocks in `zone` show `wall` (naive, whole minutes).

    What they show twice, as when summer time ends, is the first; what they skip, as when it begins,
    is the first minute that there is after it. Debian's cron does the same.
    """
    early = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if early.astimezone(zone).replace(tzinfo=None) == wall:
        return early
    # Skipped: the clocks were put forward after `before` and not later than `early`.
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    offset = before.astimezone(zone).utcoffset()
    while early - before > _MINUTE:
        # At least one: in older days clocks were put forward by odd seconds, too.
        middle = before + max((early - before) // 2 // _MINUTE, 1) * _MINUTE
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            early = middle
    return early


def moments_of(wall: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The moments, in UTC and in order, at which clocks in `zone` show `wall`: none, one or two."""
    meant = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(moment for moment in meant if wall_of(moment, zone) == wall))


def wall_of(moment: datetime, zone: ZoneInfo) -> datetime:
    """What clocks in `zone` show at `moment`; naive."""
    return moment.astimezone(zone).replace(tzinfo=None)


def milliseconds_of(moment: datetime) -> int:
    """UTC milliseconds of a moment."""
    return round(moment.timestamp()) * SECOND


def moment_at(at: int) -> datetime:
    """The moment, in UTC, of UTC milliseconds; what is less than a second is dropped."""
    return datetime.fromtimestamp(at // SECOND, UTC)
