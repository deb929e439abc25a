import asyncio

import pytest

from bot.core.errors import Forbidden, NotFound, SpacecastError, WrongState
from bot.workspace.model.actors import Surface, machine_actor
from bot.workspace.model.members import Role
from tests.builders import ADDRESS, SUPER, Space, email
from tests.refusals import refused

_LAST_KO = (
    "김슬기님은 마지막 슈퍼 관리자예요. 다른 멤버를 슈퍼 관리자로 정한 뒤에 다시 해 주세요."
)
_LAST_EN = "김슬기 is the last super admin. Make somebody else a super admin first."


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.SUPER_ADMIN])
async def test_the_last_super_admin_keeps_the_role(space: Space, role: Role) -> None:
    actor = await space.actor(SUPER)
    with refused(WrongState, "last_super_admin", ko=_LAST_KO, en=_LAST_EN):
        await space.members.set_role(actor, email(SUPER), role)
    assert (await space.member(SUPER)).is_super_admin


async def test_the_last_super_admin_cannot_be_deactivated(space: Space) -> None:
    with refused(WrongState, "last_super_admin", ko=_LAST_KO, en=_LAST_EN):
        await space.members.set_active(machine_actor(), email(SUPER), active=False)
    assert (await space.member(SUPER)).active


async def test_the_role_can_be_handed_over(space: Space) -> None:
    await space.members.set_role(await space.actor(SUPER), email("hana"), Role.SUPER_ADMIN)
    await space.members.set_role(await space.actor("hana"), email(SUPER), Role.MEMBER)
    assert [m.name for m in await space.members.super_admins()] == ["이하나"]
    assert not (await space.actor(SUPER)).may_use_sending
    entries = await space.audit.of("member", await space.id_of("hana"))
    (entry,) = [e for e in entries if e.actor_name == "김슬기"]
    assert (entry.action, entry.actor_name, entry.surface) == (
        "member.role",
        "김슬기",
        "console",
    )
    assert (entry.address, entry.at) == (ADDRESS, space.clock.now())
    assert entry.detail == {"name": "이하나", "role": "super_admin"}


async def test_two_super_admins_who_demote_each_other_leave_one(space: Space) -> None:
    await space.members.set_role(machine_actor(), email("hana"), Role.SUPER_ADMIN)
    actors = {key: await space.actor(key) for key in (SUPER, "hana")}
    results = await asyncio.gather(
        space.members.set_role(actors[SUPER], email("hana"), Role.MEMBER),
        space.members.set_role(actors["hana"], email(SUPER), Role.MEMBER),
        return_exceptions=True,
    )
    (error,) = [result for result in results if isinstance(result, BaseException)]
    assert isinstance(error, SpacecastError)
    # The one who came second has no right to demote any more.
    assert error.word == "forbidden"
    assert len(await space.members.super_admins()) == 1


async def test_who_was_a_super_admin_a_moment_ago_is_none_now(space: Space) -> None:
    for key in ("hana", "duri"):
        await space.members.set_role(machine_actor(), email(key), Role.SUPER_ADMIN)
    stale = await space.actor("hana")
    await space.members.set_role(machine_actor(), email("hana"), Role.MEMBER)
    with pytest.raises(Forbidden):
        await space.members.set_role(stale, email("duri"), Role.MEMBER)


@pytest.mark.parametrize("key", ["hana", "yuna", "mina"])
async def test_only_a_super_admin_changes_rights(space: Space, key: str) -> None:
    actor, members = await space.actor(key), space.members
    attempts = [
        members.set_role(actor, email(key), Role.SUPER_ADMIN),
        members.set_active(actor, email("duri"), active=False),
        members.add_send_admin(actor, email(key)),
        members.remove_send_admin(actor, email("duri")),
    ]
    for attempt in attempts:
        with refused(
            Forbidden,
            "forbidden",
            ko="슈퍼 관리자만 할 수 있어요. 김슬기(슈퍼 관리자)에게 요청해 주세요.",
            en="Only a super admin can do this. Please ask 김슬기.",
        ):
            await attempt
    assert await space.actions("member", await space.id_of(key)) in ([], ["member.role"])


async def test_a_send_admin_is_added_and_removed(space: Space) -> None:
    actor = await space.actor(SUPER)
    await space.members.add_send_admin(actor, email("mina"))
    assert (await space.member("mina")).shown_role is Role.SEND_ADMIN
    assert "서미나" in {m.name for m in await space.members.send_admins()}
    await space.members.remove_send_admin(actor, email("mina"))
    assert not (await space.member("mina")).may_use_sending
    assert await space.actions("member", await space.id_of("mina")) == [
        "send_admin.added",
        "send_admin.removed",
    ]


async def test_what_changes_nothing_is_not_audited(space: Space) -> None:
    before = await space.actions("member", await space.id_of("hana"))
    await space.members.add_send_admin(machine_actor(), email("hana"))
    await space.members.set_active(machine_actor(), email("hana"), active=True)
    assert await space.actions("member", await space.id_of("hana")) == before


async def test_who_has_no_right_to_send_cannot_lose_it(space: Space) -> None:
    with refused(
        NotFound,
        "not_a_send_admin",
        ko="서미나님은 발송 관리자가 아니에요.",
        en="서미나 is not a send admin.",
    ):
        await space.members.remove_send_admin(machine_actor(), email("mina"))


async def test_a_deactivated_member_is_given_no_right(space: Space) -> None:
    await space.members.set_active(machine_actor(), email("mina"), active=False)
    with refused(
        WrongState,
        "member_deactivated",
        ko="서미나님은 비활성 멤버예요. 먼저 활성화해 주세요.",
        en="서미나 is deactivated. Activate the member first.",
    ):
        await space.members.add_send_admin(machine_actor(), email("mina"))


async def test_somebody_unknown_is_not_found(space: Space) -> None:
    with refused(
        NotFound,
        "member_not_found",
        ko="'no@example.com' 멤버를 찾을 수 없어요. 아이디나 이메일을 확인해 주세요.",
        en="There is no member 'no@example.com'. Check the id or e-mail address.",
    ):
        await space.members.get("no@example.com")


async def test_a_deactivated_member_loses_everything_at_once_and_for_good(space: Space) -> None:
    sessions, admin = space.sessions, machine_actor()
    link = await sessions.new_link(admin, email("hana"))
    _, session = await sessions.sign_in(link, address="", browser="")
    token = await sessions.new_token(admin, member_key=email("hana"))
    unused = await sessions.new_link(admin, email("hana"))
    hana = await space.id_of("hana")
    await space.members.set_active(admin, email("hana"), active=False)
    for _ in range(2):
        assert await sessions.member_of(session) is None
        for attempt in (
            sessions.actor_of_token(token.secret, address=""),
            sessions.sign_in(unused, address="", browser=""),
        ):
            with pytest.raises(SpacecastError):
                await attempt
        await space.members.set_active(admin, email("hana"), active=True)
    assert await space.members.actor(hana, Surface.API) is not None
    assert "member.deactivated" in await space.actions("member", hana)


async def test_a_deactivated_member_is_no_actor(space: Space) -> None:
    hana = await space.id_of("hana")
    await space.members.set_active(machine_actor(), email("hana"), active=False)
    assert await space.members.actor(hana, Surface.CONSOLE) is None
    assert not (await space.actor("hana")).may_use_sending
    assert hana not in {m.id for m in await space.members.send_admins()}


async def test_members_are_found_by_page_name_and_department(space: Space) -> None:
    members = space.members
    assert await members.count() == 12
    first = await members.page(limit=5)
    rest = await members.page(after=first[-1].platform_id)
    assert len(first) + len(rest) == 12
    assert [m.name for m in await members.page(text="하나")] == ["이하나"]
    assert [m.name for m in await members.page(text="HANA@")] == ["이하나"]
    team = await space.department("본사 > 인사팀")
    assert {m.name for m in await members.page(departments=[team.id])} == {"이하나", "남일구"}
    await members.set_active(machine_actor(), email("ilgu"), active=False)
    active = await members.page(departments=[team.id], active_only=True)
    assert [m.name for m in active] == ["이하나"]
    assert (await members.platform_ids_by_department())[team.id] == [active[0].platform_id]
    assert await members.by_platform_ids([active[0].platform_id, 7]) == active
