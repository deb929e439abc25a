"""A notice that is prepared and waits to be sent, with every room known."""

from collections.abc import Mapping

from benchmarks.bare import APP_KEY
from benchmarks.message import TEMPLATE, VARIABLES, frozen
from bot.broadcast.delivery.fanout import Fanout
from bot.broadcast.delivery.settings import DeliverySettings
from bot.broadcast.model.audience import Audience
from bot.broadcast.model.notices import Notice, NoticeState
from bot.broadcast.model.profiles import OnUncertain, Profile, ProfileStatus
from bot.broadcast.store import conversations, notices, profiles
from bot.core.clock import Clock
from bot.core.database import Database
from bot.core.migrations import migrate, migrations_of
from bot.workspace.model.members import Member, Role
from bot.workspace.model.plans import Billing, Plan, Workspace
from bot.workspace.service.workspace import WorkspaceSettings
from bot.workspace.store import members

_PAGE = 10_000


async def prepared_ledger(database: Database, clock: Clock, recipients: int) -> str:
    """Fill an empty database with one notice, ready to send; its id."""
    await filled(database, clock, recipients, {"bench": APP_KEY})
    notice_id = await preparing(database, clock, "bench", 1)
    await Fanout(database, clock, DeliverySettings().shard_rows).prepare(notice_id)
    return notice_id


async def filled(
    database: Database, clock: Clock, recipients: int, app_keys: Mapping[str, str]
) -> None:
    """Fill an empty database with people and profiles that know everybody's room."""
    now = clock.now()
    for package in ("bot.workspace.store", "bot.broadcast.store"):
        await migrate(database, migrations_of(package), now)
    first = Workspace(
        name="bench",
        plan=Plan.STANDARD,
        billing=Billing.PAID,
        timezone="Asia/Seoul",
        language="ko",
    )
    await WorkspaceSettings(database, clock).prepare(first)
    async with database.transaction() as tx:
        for profile_id, app_key in app_keys.items():
            await profiles.add(tx, _profile(profile_id, app_key), now)
    for start in range(0, recipients, _PAGE):
        people = [_person(n) for n in range(start, min(start + _PAGE, recipients))]
        rooms = [(one.id, str(10_000_000 + one.platform_id)) for one in people]
        async with database.transaction() as tx:
            await members.add_many(tx, people, now)
            for profile_id in app_keys:
                await conversations.remember(tx, profile_id, rooms)


async def preparing(database: Database, clock: Clock, profile_id: str, number: int) -> str:
    """A notice to everybody that is to be prepared next; its id."""
    notice = _notice(clock.now(), profile_id, number)
    async with database.transaction() as tx:
        await notices.add(tx, notice)
    return notice.id


def _person(number: int) -> Member:
    return Member(
        id=f"mb_{number:016d}", platform_id=number + 1, email=f"p{number}@bench.example",
        name=f"사람 {number}", department_id=None, department=None, position=None, mobile=None,
        role=Role.SUPER_ADMIN if number == 0 else Role.MEMBER, send_admin=False, active=True,
    )  # fmt: skip


def _profile(profile_id: str, app_key: str) -> Profile:
    return Profile(
        id=profile_id, name=profile_id, description="", contact="", avatar=None,
        status=ProfileStatus.ACTIVE, status_reason=None,
        app_key=app_key, bot_id=1, rate_ceiling=None,
        on_uncertain=OnUncertain.HOLD, declared_in=None,
    )  # fmt: skip


def _notice(now: int, profile_id: str, number: int) -> Notice:
    return Notice(
        id=f"nt_bench_{number}", number=number, profile_id=profile_id, author_id="machine", author_name="machine",
        surface="cli", title=str(VARIABLES["title"]), template=TEMPLATE,
        variables=VARIABLES, audience=Audience(),
        frozen=frozen(), state=NoticeState.PREPARING,
        state_reason=None, urgent_reason=None, on_uncertain=OnUncertain.HOLD, not_after=None,
        scheduled_at=None, grace_until=now, prepared_at=None, started_at=None, finished_at=None,
        version=1, created_at=now, updated_at=now,
    )  # fmt: skip
