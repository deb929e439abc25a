"""What settings are made of: sections, durations and time zones."""

from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bot.messenger.model.durations import seconds_of


class Section(BaseModel):
    """Settings that belong together; frozen, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _seconds(value: object) -> float:
    seconds = seconds_of(value)
    if seconds is None:
        raise ValueError("a duration such as 500ms, 10s, 5m, 1h or 3d")
    return seconds


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("an IANA time zone such as Asia/Seoul")
    return value


Seconds = Annotated[float, BeforeValidator(_seconds), Field(ge=0)]
ZoneName = Annotated[str, AfterValidator(_zone)]
