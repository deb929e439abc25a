"""What a wall shows, and when, by python-dateutil and its own copy of the time zones; for comparison only."""

from datetime import UTC, datetime, timedelta, tzinfo

from dateutil import tz
from dateutil.zoneinfo import get_zonefile_instance

_MINUTE = timedelta(minutes=1)


def moment_by_dateutil(wall: datetime, zone: str) -> datetime:
    """Skipped: the first minute that there is after it. Shown twice: the first."""
    known: tzinfo = get_zonefile_instance().get(zone)
    while not tz.datetime_exists(wall, known):
        wall += _MINUTE
    aware: datetime = tz.enfold(wall.replace(tzinfo=known), fold=0)
    return aware.astimezone(UTC)
