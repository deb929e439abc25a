"""A notice that is prepared and waits to be sent, with every room known."""

from pathlib import Path

from bot.broadcast.delivery.fanout import Fanout
from bot.broadcast.delivery.settings import DeliverySettings
from bot.broadcast.model.audience import Audience
from bot.broadcast.model.notices import Notice, NoticeState
from bot.broadcast.model.profiles import OnUncertain, Profile, ProfileStatus
from bot.broadcast.service.composer import Composer
from bot.broadcast.service.templates import TemplateLibrary
from bot.broadcast.store import conversations, notices, profiles
from bot.core.clock import Clock
from bot.core.database import Database
from bot.core.migrations import migrate, migrations_of
from bot.workspace.model.actors import system_actor
from bot.workspace.model.members import NewMember, Role
from bot.workspace.model.plans import Billing, Plan, Workspace
from bot.workspace.service.member_import import MemberImport
from bot.workspace.service.workspace import WorkspaceSettings
from bot.workspace.store import members

TEMPLATES = Path(__file__).parent.parent / "templates" / "notices"
VARIABLES = {
    "title": "건강검진 예약을 시작해요",
    "body": "올해 건강검진은 12월 18일까지 받을 수 있어요. 원하는 날짜를 골라 주세요. " * 3,
    "links": [{"label": "예약하기", "url": "https://intra.example.com/checkup"}],
}


async def prepared_ledger(database: Database, clock: Clock, recipients: int) -> str:
    """Fill an empty database; the id of the notice."""
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
    people = [
        NewMember(email=f"p{number}@bench.example", name=f"사람 {number}", role=_role(number))
        for number in range(recipients)
    ]
    await MemberImport(database, clock).add(system_actor(), people)
    notice = _notice(now)
    async with database.transaction() as tx:
        await profiles.add(tx, _profile(), now)
        everyone = await members.page(tx, limit=recipients)
        await conversations.remember(
            tx, "bench", [(m.id, str(10_000_000 + m.platform_id)) for m in everyone]
        )
        await notices.add(tx, notice)
    await Fanout(database, clock, DeliverySettings().shard_rows).prepare(notice.id)
    return notice.id


def _role(number: int) -> Role:
    return Role.SUPER_ADMIN if number == 0 else Role.MEMBER


def _profile() -> Profile:
    return Profile(
        id="bench", name="bench", description="", contact="", avatar=None,
        status=ProfileStatus.ACTIVE, status_reason=None,
        app_key="12345678.0123456789abcdef0123456789abcdef", bot_id=1, rate_ceiling=None,
        on_uncertain=OnUncertain.HOLD, declared_in=None,
    )  # fmt: skip


def _notice(now: int) -> Notice:
    composer = Composer(TemplateLibrary([TEMPLATES]))
    return Notice(
        id="nt_bench", number=1, profile_id="bench", author_id="machine", author_name="machine",
        surface="cli", title=str(VARIABLES["title"]), template="image-and-links",
        variables=VARIABLES, audience=Audience(),
        frozen=composer.freeze("image-and-links", VARIABLES), state=NoticeState.PREPARING,
        state_reason=None, urgent_reason=None, on_uncertain=OnUncertain.HOLD, not_after=None,
        scheduled_at=None, grace_until=now, prepared_at=None, started_at=None, finished_at=None,
        version=1, created_at=now, updated_at=now,
    )  # fmt: skip
