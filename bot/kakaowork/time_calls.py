"""Work and vacation times of users: users.set_…_time and batch/users.…"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from bot.kakaowork.calling import Calling, number_of
from bot.kakaowork.replies import decode_plain

# The documentation's limit of one batch.
BATCH_MAX = 100


class UserTime(Struct, frozen=True, kw_only=True):
    """From when to when somebody works, or is on vacation; in Unix seconds."""

    user_id: str
    start: int
    end: int


class TimeCalls(Calling):
    """The six calls about times.

    A batch of more than 100 goes out in several calls, one after the other, and a refusal ends it:
    those before are kept by the platform. Setting the same times again does no harm.
    """

    async def users_set_work_time(self, time: UserTime) -> None:
        """Say when one user works."""
        await self._post("users.set_work_time", decode_plain, _times("work", time))

    async def users_set_vacation_time(self, time: UserTime) -> None:
        """Say when one user is on vacation."""
        await self._post("users.set_vacation_time", decode_plain, _times("vacation", time))

    async def batch_set_work_time(self, times: Sequence[UserTime]) -> None:
        """Say when many users work."""
        entries = [_times("work", time) for time in times]
        await self._batch("set_work_time", "user_work_times", entries)

    async def batch_set_vacation_time(self, times: Sequence[UserTime]) -> None:
        """Say when many users are on vacation."""
        entries = [_times("vacation", time) for time in times]
        await self._batch("set_vacation_time", "user_vacation_times", entries)

    async def batch_reset_work_time(self, user_ids: Sequence[str]) -> None:
        """Take back when many users work."""
        await self._batch("reset_work_time", "user_ids", [number_of(one) for one in user_ids])

    async def batch_reset_vacation_time(self, user_ids: Sequence[str]) -> None:
        """Take back when many users are on vacation."""
        ids = [number_of(one) for one in user_ids]
        await self._batch("reset_vacation_time", "user_ids", ids)

    async def _batch(self, verb: str, name: str, entries: Sequence[object]) -> None:
        for first in range(0, len(entries), BATCH_MAX):
            body = {name: entries[first : first + BATCH_MAX]}
            await self._post(f"batch/users.{verb}", decode_plain, body)


def _times(kind: str, time: UserTime) -> Mapping[str, object]:
    return {
        "user_id": number_of(time.user_id),
        f"{kind}_start_time": time.start,
        f"{kind}_end_time": time.end,
    }
