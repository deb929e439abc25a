"""Who is behind a number in a room: a member, a bot or a webhook."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.clock import Clock
from bot.core.database import Database
from bot.messenger.store import bots, hooks
from bot.workspace.model.members import Member
from bot.workspace.service.members import Members

# Seconds for which a name is answered from memory, and of how many.
_REMEMBERED = 5.0
_REMEMBERED_MAX = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody in a room; `id` is a member's own, never the platform's, or a bot's number."""

    id: str
    name: str
    member: Member | None = None


class Roster:
    """Knows names as of the last five seconds, so that many screens cost one look."""

    def __init__(self, database: Database, members: Members, clock: Clock) -> None:
        self._database = database
        self._members = members
        self._clock = clock
        self._known: dict[int, tuple[float, Named]] = {}

    async def of(self, numbers: Iterable[int]) -> dict[int, Named]:
        """Those of the numbers that are known."""
        wanted, now = set(numbers), self._clock.monotonic()
        found = {
            one: known[1]
            for one in wanted
            if (known := self._known.get(one)) is not None and now < known[0]
        }
        missing = sorted(wanted - found.keys())
        if not missing:
            return found
        fresh = await self._look(missing)
        if len(self._known) + len(fresh) > _REMEMBERED_MAX:
            self._known.clear()
        self._known |= {one: (now + _REMEMBERED, named) for one, named in fresh.items()}
        return found | fresh

    async def members(self, numbers: Iterable[int]) -> dict[int, Member]:
        """Those of the numbers that are members', as of now."""
        found = await self._members.by_platform_ids(sorted(set(numbers)))
        return {member.platform_id: member for member in found}

    async def _look(self, numbers: list[int]) -> dict[int, Named]:
        found = {
            number: Named(id=member.id, name=member.name, member=member)
            for number, member in (await self.members(numbers)).items()
        }
        rest = [one for one in numbers if one not in found]
        if rest:
            found |= {
                bot.id: Named(id=str(bot.id), name=bot.name)
                for bot in await bots.page(self._database)
                if bot.id in rest
            }
        rest = [one for one in rest if one not in found]
        if rest:
            found |= {
                number: Named(id=str(number), name=hook.name)
                for number, hook in (await hooks.by_senders(self._database, rest)).items()
            }
        return found
