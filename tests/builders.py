"""Arrangement in one line: a workspace of people, its services, profiles and notices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.broadcast.model.audience import Audience
from bot.broadcast.model.notices import Notice, NoticeDraft
from bot.broadcast.model.profiles import NewProfile, OnUncertain, Profile
from bot.broadcast.model.quiet_hours import QuietHours
from bot.broadcast.service.acknowledgements import Acknowledgements
from bot.broadcast.service.answer_buttons import AnswerSigning
from bot.broadcast.service.callback_keys import CallbackKeys
from bot.broadcast.service.composer import Composer
from bot.broadcast.service.control import Control
from bot.broadcast.service.holiday_calendar import calendar_of
from bot.broadcast.service.images import Images
from bot.broadcast.service.notices import Notices
from bot.broadcast.service.platform import Platform
from bot.broadcast.service.profiles import Profiles
from bot.broadcast.service.sending import Sending
from bot.broadcast.service.templates import TemplateLibrary
from bot.broadcast.service.trials import Trials
from bot.core.clock import HOUR, Clock
from bot.core.database import Database
from bot.schedule_side import ScheduleSide, Times, schedule_side
from bot.workspace.model.actors import Actor, Surface, machine_actor, member_actor
from bot.workspace.model.members import Department, Member, NewMember, Role
from bot.workspace.model.plans import Billing, Plan, Workspace
from bot.workspace.service.audit import AuditLog
from bot.workspace.service.member_import import MemberImport
from bot.workspace.service.members import Members
from bot.workspace.service.sessions import Sessions
from bot.workspace.service.workspace import WorkspaceSettings
from tests.quiet import QuietPlatform, callback_keys

ROOT = Path(__file__).parents[1]
ADDRESS = "192.0.2.7"
SUPER = "seulgi"
SENDERS = ("hana", "duri", "sera", "neo", "oh")
HEADQUARTERS, PEOPLE_TEAM, BUILDERS, BUILDERS_OF_APPS = (
    "본사",
    "본사 > 인사팀",
    "본사 > 개발팀",
    "본사 > 개발팀 > 앱",
)


def email(key: str) -> str:
    """The address of the member that tests call `key`."""
    return f"{key}@example.com"


def _person(key: str, name: str, department: str | None, role: Role = Role.MEMBER) -> NewMember:
    return NewMember(email=email(key), name=name, department=department, role=role)


CAST = (
    _person(SUPER, "김슬기", HEADQUARTERS, Role.SUPER_ADMIN),
    _person("hana", "이하나", PEOPLE_TEAM, Role.SEND_ADMIN),
    _person("duri", "박두리", BUILDERS, Role.SEND_ADMIN),
    _person("sera", "최세라", BUILDERS, Role.SEND_ADMIN),
    _person("neo", "정네오", BUILDERS_OF_APPS, Role.SEND_ADMIN),
    _person("oh", "오다섯", None, Role.SEND_ADMIN),
    _person("yuna", "한유나", HEADQUARTERS, Role.ADMIN),
    _person("ilgu", "남일구", PEOPLE_TEAM),
    _person("mina", "서미나", BUILDERS),
    _person("jun", "임준", BUILDERS_OF_APPS),
    _person("bora", "유보라", BUILDERS_OF_APPS),
    _person("chan", "조찬", None),
)


def people(count: int) -> tuple[NewMember, ...]:
    """The cast, and as many more plain members as make `count`."""
    more = (_person(f"member{n}", f"사원{n}", None) for n in range(len(CAST), count))
    return (*CAST[:count], *more)


@dataclass(frozen=True, kw_only=True)
class Space:
    """A workspace in a database, and every service over it; people go by their key."""

    database: Database
    clock: Clock
    platform: Platform
    settings: WorkspaceSettings
    members: Members
    member_import: MemberImport
    sessions: Sessions
    audit: AuditLog
    library: TemplateLibrary
    composer: Composer
    images: Images
    profiles: Profiles
    notices: Notices
    sending: Sending
    planning: ScheduleSide
    control: Control
    trials: Trials
    acknowledgements: Acknowledgements
    keys: CallbackKeys

    async def member(self, key: str) -> Member:
        """The member as they are now."""
        return await self.members.get(email(key))

    async def id_of(self, key: str) -> str:
        """The member's id."""
        return (await self.member(key)).id

    async def actor(self, key: str, surface: Surface = Surface.CONSOLE) -> Actor:
        """The member as an actor with the rights of this moment."""
        return member_actor(await self.member(key), surface, address=ADDRESS)

    async def department(self, path: str) -> Department:
        """The department with this path."""
        return next(d for d in await self.members.departments() if d.path == path)

    async def plan(self, **changes: str) -> Workspace:
        """Change plan or billing as the machine."""
        return await self.settings.change(machine_actor(), changes)

    async def profile(
        self,
        profile_id: str = "hr",
        granted: Sequence[str] = (),
        *,
        rate_ceiling: float | None = None,
        on_uncertain: OnUncertain = OnUncertain.HOLD,
    ) -> Profile:
        """A profile, granted to these people."""
        made = await self.profiles.create(
            machine_actor(),
            NewProfile(
                id=profile_id,
                name=f"{profile_id} 알림",
                rate_ceiling=rate_ceiling,
                on_uncertain=on_uncertain,
            ),
        )
        for key in granted:
            await self.profiles.grant(machine_actor(), made.id, email(key))
        return made

    async def notice(
        self,
        author: str = SUPER,
        profile: str = "hr",
        *,
        audience: Audience | None = None,
        variables: Mapping[str, object] | None = None,
        template: str = "plain",
        urgent: str | None = None,
    ) -> Notice:
        """A draft."""
        given = draft(profile, audience, variables, template=template, urgent=urgent)
        return (await self.notices.draft(await self.actor(author), given)).notice

    async def sent(self, author: str = SUPER, profile: str = "hr", **more: object) -> Notice:
        """A notice for which [send] was pressed."""
        made = await self.notice(author, profile, **more)  # type: ignore[arg-type] # keywords are checked there
        return (await self.sending.send(await self.actor(author), made.id)).notice

    async def actions(self, target_kind: str, target_id: str) -> list[str]:
        """The audited actions on one thing, sorted."""
        return sorted(entry.action for entry in await self.audit.of(target_kind, target_id))


def draft(
    profile: str = "hr",
    audience: Audience | None = None,
    variables: Mapping[str, object] | None = None,
    *,
    template: str = "plain",
    urgent: str | None = None,
) -> NoticeDraft:
    """A complete notice to everybody, unless told otherwise."""
    return NoticeDraft(
        profile_id=profile,
        template=template,
        variables=variables or {"title": "점검 안내", "body": "오늘 밤 점검이 있어요."},
        audience=audience or Audience(),
        urgent_reason=urgent,
    )


async def build_space(
    database: Database,
    clock: Clock,
    *,
    members: int = len(CAST),
    platform: Platform | None = None,
    folder: Path = ROOT,
    grace_seconds: float = 0,
    quiet_hours: QuietHours | None = None,
    plan: Plan = Plan.STANDARD,
) -> Space:
    """A workspace of `members` people in a migrated database; uploads go to `folder`."""
    settings = WorkspaceSettings(database, clock)
    await settings.prepare(
        Workspace(
            name="우리회사",
            plan=plan,
            billing=Billing.PAID,
            timezone="Asia/Seoul",
            language="ko",
        )
    )
    member_import = MemberImport(database, clock)
    await member_import.add(machine_actor(), people(members))
    times = Times(
        grace_seconds=grace_seconds,
        quiet_hours=quiet_hours,
        calendar=calendar_of("KR", {}),
        misfire_grace=HOUR,
    )
    return _services(
        database,
        clock,
        platform or QuietPlatform(),
        folder,
        times,
        member_import,
    )


@cache
def shipped_templates() -> TemplateLibrary:
    """The templates of the product, read once: nothing a test needs is slower."""
    return TemplateLibrary([ROOT / "templates" / "notices"])


def _services(
    database: Database,
    clock: Clock,
    platform: Platform,
    folder: Path,
    times: Times,
    member_import: MemberImport,
) -> Space:
    profiles = Profiles(database, clock, platform)
    composer = Composer(shipped_templates())
    images = Images(database, clock, folder / "media", "https://notice.example.com")
    notices = Notices(database, clock, profiles=profiles, composer=composer, images=images)
    parts: dict[str, Any] = {"notices": notices, "profiles": profiles, "composer": composer}
    keys = callback_keys(database, clock)
    planning = schedule_side(
        database, clock, times, keys=keys, wake=lambda: None, on_defect=_raise, **parts
    )
    return Space(
        database=database,
        clock=clock,
        platform=platform,
        settings=WorkspaceSettings(database, clock),
        members=Members(database, clock),
        member_import=member_import,
        sessions=Sessions(database, clock),
        audit=AuditLog(database),
        library=shipped_templates(),
        images=images,
        sending=planning.sending,
        planning=planning,
        control=Control(
            database, clock, notices=notices, library=shipped_templates(), wake=lambda: None
        ),
        trials=Trials(database, clock, platform=platform, signing=AnswerSigning(keys), **parts),
        acknowledgements=Acknowledgements(database, clock, notices=notices),
        keys=keys,
        **parts,
    )


def _raise(error: BaseException) -> None:
    raise error
