"""Where the histories of the service play: a clock, accounts and a workspace that they set."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messenger.model.secret_rooms import Person, PersonKind
from bot.messenger.model.secret_standing import Standing, Standings
from bot.messenger.service.secret_ground import SecretGround
from bot.workspace.model.members import Member, Role
from bot.workspace.model.plans import Billing, Plan, Workspace
from tests.messenger.model.secret_history import BOT, EXTERNAL


class DrivenClock:
    """The machine's clock as a history moves it; steady time goes on only where it is new.

    So a step forward is time that passed, and one back is a clock that was set back.
    """

    def __init__(self, start: int) -> None:
        self.wall = self._high = start

    def now(self) -> int:
        """UTC milliseconds since 1970."""
        return self.wall

    def monotonic(self) -> float:
        """Seconds that only move forward."""
        return self._high / 1_000

    def move(self, by: int) -> None:
        """Let the wall clock move."""
        self.wall += by
        self._high = max(self._high, self.wall)

    async def sleep(self, seconds: float) -> None:
        """Nothing waits here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedGround(SecretGround):
    """The ground, over a workspace and accounts that the history sets without a ledger."""

    stage: "Stage"

    async def standings(self) -> Standings:
        """What decides, as the history has set it."""
        return (self.stage.standing,)

    async def people(self, user_ids: Sequence[int]) -> list[Person]:
        """Who these are."""
        return [self.stage.person(user_id) for user_id in user_ids]

    async def audit(self, person: Member, action: str, room_id: int, **detail: object) -> None:
        """There is no ledger."""


class Stage:
    """The workspace and the accounts of a history."""

    def __init__(self) -> None:
        workspace = Workspace(
            name="우리회사",
            plan=Plan.STANDARD,
            billing=Billing.PAID,
            timezone="Asia/Seoul",
            language="ko",
        )
        self.standing = Standing(workspace=workspace, switched_on=True)
        self.inactive: set[int] = set()

    def person(self, user_id: int) -> Person:
        """Who somebody is."""
        kinds = {EXTERNAL: PersonKind.EXTERNAL, BOT: PersonKind.BOT}
        kind = kinds.get(user_id, PersonKind.MEMBER)
        return Person(user_id=user_id, kind=kind, active=user_id not in self.inactive)


def staged_member(user_id: int) -> Member:
    """Somebody who asks."""
    return Member(
        id=f"mb_{user_id}",
        platform_id=user_id,
        email=f"{user_id}@example.com",
        name=str(user_id),
        department_id=None,
        department=None,
        position=None,
        mobile=None,
        role=Role.MEMBER,
        send_admin=False,
        active=True,
    )
