import asyncio

import pytest

from bot.broadcast.model.profiles import MAX_GRANTS, NewProfile, OnUncertain, ProfileStatus
from bot.core.errors import (
    Forbidden,
    Invalid,
    LimitReached,
    NotFound,
    SpacecastError,
    WrongState,
)
from bot.workspace.model.actors import Actor, machine_actor
from bot.workspace.model.members import NewMember, Role
from tests.builders import SENDERS, SUPER, Space, email
from tests.refusals import refused

_ONLY_KO = "슈퍼 관리자만 할 수 있어요. 김슬기(슈퍼 관리자)에게 요청해 주세요."
_ONLY_EN = "Only a super admin can do this. Please ask 김슬기."


@pytest.mark.parametrize("key", ["hana", "yuna", "mina"])
async def test_only_a_super_admin_manages_profiles(space: Space, key: str) -> None:
    await space.profile("hr", granted=["hana"])
    actor, profiles = await space.actor(key), space.profiles
    attempts = [
        profiles.create(actor, NewProfile(id="new", name="새")),
        profiles.change(actor, "hr", {"name": "새"}),
        profiles.set_status(actor, "hr", ProfileStatus.PAUSED),
        profiles.remove(actor, "hr"),
        profiles.grant(actor, "hr", email("duri")),
        profiles.revoke(actor, "hr", email("hana")),
        profiles.every(actor),
        profiles.requests(actor),
        profiles.reveal_app_key(actor, "hr"),
    ]
    for attempt in attempts:
        with refused(Forbidden, "forbidden", ko=_ONLY_KO, en=_ONLY_EN):
            await attempt
    assert await space.actions("profile", "hr") == ["profile.created", "profile.granted"]


async def test_a_profile_lives_from_made_to_removed(space: Space) -> None:
    actor, profiles = await space.actor(SUPER), space.profiles
    made = await profiles.create(actor, NewProfile(id="hr", name=" 인사 ", contact="02-1"))
    assert (made.name, made.status) == ("인사", ProfileStatus.ACTIVE)
    changes = {"name": "인사팀", "rate_ceiling": 5.0, "on_uncertain": "resend"}
    changed = await profiles.change(actor, "인사", changes)
    assert changed.on_uncertain is OnUncertain.RESEND
    assert (await profiles.get(actor, "hr")).profile == changed
    await profiles.set_status(actor, "hr", ProfileStatus.PAUSED)
    await profiles.set_status(actor, "hr", ProfileStatus.PAUSED)
    await profiles.remove(actor, "hr")
    assert await space.actions("profile", "hr") == [
        "profile.changed",
        "profile.created",
        "profile.paused",
        "profile.removed",
    ]
    with refused(
        NotFound,
        "profile_not_found",
        ko="'hr' 발송 프로필이 없어요. 있는 프로필: -",
        en="There is no send profile 'hr'. Known: -",
    ):
        await profiles.get(actor, "hr")


async def test_an_id_is_taken_once(space: Space) -> None:
    results = await asyncio.gather(
        *(space.profile("hr") for _ in range(4)), return_exceptions=True
    )
    errors = [r for r in results if isinstance(r, SpacecastError)]
    assert [e.word for e in errors] == ["profile_exists"] * 3
    assert errors[0].text.ko == "'hr' 프로필이 이미 있어요. 다른 아이디를 써 주세요."
    assert errors[0].text.en == "There is a profile 'hr' already. Choose another id."


async def test_a_bad_profile_is_refused_before_a_bot_is_made(space: Space) -> None:
    with refused(
        Invalid,
        "bad_id",
        ko="아이디는 영어 소문자, 숫자, 하이픈으로 2자부터 40자까지 쓸 수 있어요. 예: hr",
        en="The id must have 2 to 40 lower-case letters, digits or hyphens. Example: hr",
    ):
        await space.profiles.create(machine_actor(), NewProfile(id="인사", name="인사"))
    assert await space.profiles.every(machine_actor()) == []


async def test_a_used_profile_cannot_be_removed(space: Space) -> None:
    await space.profile("hr")
    await space.notice()
    with refused(
        WrongState,
        "profile_used",
        ko="'hr 알림' 프로필로 만든 공지나 예약이 있어서 지울 수 없어요. 대신 일시중지해 주세요.",
        en="Notices or schedules were made with the profile 'hr 알림', so it can't be removed. "
        "Pause it instead.",
    ):
        await space.profiles.remove(machine_actor(), "hr")


async def test_the_fifth_grant_is_refused_naming_the_four(space: Space) -> None:
    await space.profile("hr", granted=SENDERS[:4])
    with refused(
        LimitReached,
        "grant_limit",
        ko="'hr 알림' 프로필에는 발송 관리자를 4명까지 둘 수 있어요. 4명이 이미 있어요: "
        f"{await _names(space)}. 한 명을 해제한 뒤 다시 해 주세요.",
        en="The profile 'hr 알림' can have 4 send admins at most. It has 4 already: "
        f"{await _names(space)}. Revoke one of them first.",
    ):
        await space.profiles.grant(await space.actor(SUPER), "hr", email("oh"))
    await space.profiles.revoke(await space.actor(SUPER), "hr", email("hana"))
    view = await space.profiles.grant(await space.actor(SUPER), "hr", email("oh"))
    assert {m.name for m in view.granted} == {"박두리", "최세라", "정네오", "오다섯"}
    assert await space.actions("profile", "hr") == [
        "profile.created",
        *["profile.granted"] * 5,
        "profile.revoked",
    ]


async def _names(space: Space) -> str:
    view = await space.profiles.get(machine_actor(), "hr")
    return ", ".join(member.name for member in view.granted)


async def test_twenty_grants_at_once_make_exactly_four(space: Space) -> None:
    senders = [
        NewMember(email=f"s{n}@example.com", name=f"발송{n}", role=Role.SEND_ADMIN)
        for n in range(20)
    ]
    await space.member_import.add(machine_actor(), senders)
    await space.profile("hr")
    results = await asyncio.gather(
        *(space.profiles.grant(machine_actor(), "hr", m.email) for m in senders),
        return_exceptions=True,
    )
    errors = [r for r in results if isinstance(r, BaseException)]
    assert {getattr(error, "word", repr(error)) for error in errors} == {"grant_limit"}
    assert len(errors) == 20 - MAX_GRANTS
    assert len((await space.profiles.get(machine_actor(), "hr")).granted) == MAX_GRANTS


async def test_granting_twice_changes_nothing(space: Space) -> None:
    await space.profile("hr", granted=["hana"])
    view = await space.profiles.grant(machine_actor(), "hr", email("hana"))
    assert [m.name for m in view.granted] == ["이하나"]
    assert await space.actions("profile", "hr") == ["profile.created", "profile.granted"]


async def test_who_became_a_super_admin_does_not_count(space: Space) -> None:
    await space.profile("hr", granted=SENDERS[:4])
    await space.members.set_role(machine_actor(), email("hana"), Role.SUPER_ADMIN)
    view = await space.profiles.grant(machine_actor(), "hr", email("oh"))
    assert len(view.granted) == 4
    assert "profile.revoked" in await space.actions("profile", "hr")
    # Stepping down again, they are a send admin without this profile, not a fifth.
    await space.members.set_role(machine_actor(), email("hana"), Role.SEND_ADMIN)
    assert len((await space.profiles.get(machine_actor(), "hr")).granted) == 4
    with pytest.raises(Forbidden):
        await space.profiles.get(await space.actor("hana"), "hr")


async def test_grants_while_roles_change_never_make_a_fifth(space: Space) -> None:
    await space.profile("hr", granted=SENDERS[:4])
    hana = email("hana")
    await asyncio.gather(
        space.members.set_role(machine_actor(), hana, Role.SUPER_ADMIN),
        space.profiles.grant(machine_actor(), "hr", email("oh")),
        space.members.set_role(machine_actor(), hana, Role.SEND_ADMIN),
        return_exceptions=True,
    )
    await space.members.set_role(machine_actor(), hana, Role.SEND_ADMIN)
    assert len((await space.profiles.get(machine_actor(), "hr")).granted) == 4


@pytest.mark.parametrize(
    ("key", "code"),
    [("mina", "member_not_send_admin"), (SUPER, "super_admin_needs_no_grant")],
)
async def test_who_cannot_be_granted_a_profile_is_told_why(
    space: Space, key: str, code: str
) -> None:
    await space.profile("hr")
    with pytest.raises(WrongState) as caught:
        await space.profiles.grant(machine_actor(), "hr", email(key))
    assert caught.value.word == code


async def test_the_two_rights_are_apart(space: Space) -> None:
    """Right (1) opens the sending tool, right (2) one profile in it; each alone is not enough."""
    await space.profile("hr", granted=["hana"])
    await space.profile("it")
    profiles = space.profiles
    with_both, without_profile, plain, boss = [
        await space.actor(key) for key in ("hana", "duri", "mina", SUPER)
    ]
    assert await _usable(space, with_both) == ["hr"]
    assert await _usable(space, without_profile) == []
    assert await _usable(space, plain) == []
    assert await _usable(space, boss) == ["hr", "it"]
    with refused(
        Forbidden,
        "profile_not_granted",
        ko="'hr 알림' 프로필을 쓸 권한이 없어요. 김슬기(슈퍼 관리자)에게 요청해 주세요.",
        en="You may not use the profile 'hr 알림'. Please ask 김슬기 (super admin).",
    ):
        await profiles.get(without_profile, "hr")
    await space.members.remove_send_admin(machine_actor(), email("hana"))
    with refused(
        Forbidden,
        "not_send_admin",
        ko="단체 메시지 발송 권한이 없어요. 김슬기(슈퍼 관리자)에게 요청해 주세요.",
        en="You don't have the right to send notices. Please ask 김슬기 (super admin).",
    ):
        await profiles.get(await space.actor("hana"), "hr")
    await space.members.add_send_admin(machine_actor(), email("hana"))
    assert await _usable(space, await space.actor("hana")) == ["hr"]


async def _usable(space: Space, actor: Actor) -> list[str]:
    return sorted(profile.id for profile in await space.profiles.usable(actor))


async def test_who_has_no_profile_asks_for_one_until_it_is_granted(space: Space) -> None:
    await space.profile("hr")
    admins = await space.profiles.ask(await space.actor("hana"))
    await space.profiles.ask(await space.actor("hana"))
    assert [m.name for m in admins] == ["김슬기"]
    assert [m.name for m in await space.profiles.requests(machine_actor())] == ["이하나"]
    assert "profile.asked" in await space.actions("member", await space.id_of("hana"))
    await space.profiles.grant(machine_actor(), "hr", email("hana"))
    assert await space.profiles.requests(machine_actor()) == []


async def test_who_may_not_send_cannot_ask_and_who_lost_the_right_no_longer_waits(
    space: Space,
) -> None:
    with pytest.raises(Forbidden):
        await space.profiles.ask(await space.actor("mina"))
    await space.profiles.ask(await space.actor("hana"))
    await space.members.set_active(machine_actor(), email("hana"), active=False)
    assert await space.profiles.requests(machine_actor()) == []


async def test_a_super_admin_has_nothing_to_ask_for(space: Space) -> None:
    for actor, name in ((await space.actor(SUPER), "김슬기"), (machine_actor(), "machine")):
        with refused(
            WrongState,
            "super_admin_needs_no_grant",
            ko=f"{name}님은 슈퍼 관리자라서 모든 프로필을 쓸 수 있어요. 권한을 줄 필요가 없어요.",
            en=f"{name} is a super admin and may use every profile. No grant is needed.",
        ):
            await space.profiles.ask(actor)


async def test_a_pause_by_the_engine_survives_a_change_at_the_same_time(space: Space) -> None:
    await space.profile("hr")
    await asyncio.gather(
        *(space.profiles.change(machine_actor(), "hr", {"contact": str(n)}) for n in range(5)),
        space.profiles.set_status(machine_actor(), "hr", ProfileStatus.PAUSED),
        *(space.profiles.change(machine_actor(), "hr", {"name": str(n)}) for n in range(5)),
    )
    profile = (await space.profiles.get(machine_actor(), "hr")).profile
    assert profile.status is ProfileStatus.PAUSED
    assert (profile.name in "01234", profile.contact in "01234") == (True, True)


async def test_showing_an_app_key_is_audited(space: Space) -> None:
    made = await space.profile("hr")
    assert await space.profiles.reveal_app_key(await space.actor(SUPER), "hr") == made.app_key
    assert "profile.app_key_revealed" in await space.actions("profile", "hr")
