import asyncio
from collections.abc import Sequence

import pytest

from bot.core.clock import DAY, HOUR, MINUTE
from bot.core.errors import Forbidden, Invalid, NotFound, SpacecastError, Unauthorized
from bot.workspace.model.actors import Surface, machine_actor
from bot.workspace.model.sessions import SCOPES, SESSION_IDLE
from tests.builders import SUPER, Space, email
from tests.clock import ManualClock
from tests.refusals import refused

_LINK_KO = "로그인 링크를 이미 썼거나 30분이 지났어요. 관리자에게 새 링크를 요청해 주세요."
_LINK_EN = "This sign-in link was already used or is older than 30 minutes. Ask an admin for a new one."
_TOKEN_KO = "API 토큰이 없거나 만료됐거나 폐기됐어요. 새 토큰을 만들어 주세요."
_TOKEN_EN = "The API token is missing, expired or revoked. Make a new one."


async def _signed_in(space: Space, key: str) -> str:
    link = await space.sessions.new_link(machine_actor(), email(key))
    _, secret = await space.sessions.sign_in(link, address="192.0.2.9", browser="test")
    return secret


async def test_a_link_signs_in_once_and_is_audited(space: Space) -> None:
    link = await space.sessions.new_link(await space.actor(SUPER), email("hana"))
    member, secret = await space.sessions.sign_in(link, address="192.0.2.9", browser="b" * 999)
    assert await space.sessions.member_of(secret) == member
    with refused(Unauthorized, "login_link_invalid", ko=_LINK_KO, en=_LINK_EN):
        await space.sessions.sign_in(link, address="", browser="")
    entries = {e.action: e for e in await space.audit.of("member", member.id)}
    assert entries["login_link.made"].actor_name == "김슬기"
    assert entries["signed_in"].address == "192.0.2.9"


async def test_a_link_used_twice_at_the_same_moment_signs_in_once(space: Space) -> None:
    link = await space.sessions.new_link(machine_actor(), email("hana"))
    results = await asyncio.gather(
        *(space.sessions.sign_in(link, address="", browser="") for _ in range(8)),
        return_exceptions=True,
    )
    assert sum(not isinstance(r, BaseException) for r in results) == 1


async def test_a_link_ends_after_thirty_minutes(space: Space, clock: ManualClock) -> None:
    link = await space.sessions.new_link(machine_actor(), email("hana"))
    clock.move(30 * MINUTE)
    with refused(Unauthorized, "login_link_invalid", ko=_LINK_KO, en=_LINK_EN):
        await space.sessions.sign_in(link, address="", browser="")


async def test_an_unknown_link_is_refused(space: Space) -> None:
    with refused(Unauthorized, "login_link_invalid", ko=_LINK_KO, en=_LINK_EN):
        await space.sessions.sign_in("", address="", browser="")


async def test_only_a_super_admin_makes_links(space: Space) -> None:
    with refused(
        Forbidden,
        "forbidden",
        ko="슈퍼 관리자만 할 수 있어요. 김슬기(슈퍼 관리자)에게 요청해 주세요.",
        en="Only a super admin can do this. Please ask 김슬기.",
    ):
        await space.sessions.new_link(await space.actor("hana"), email("hana"))


async def test_a_deactivated_member_gets_no_link(space: Space) -> None:
    await space.members.set_active(machine_actor(), email("hana"), active=False)
    with refused(
        Unauthorized,
        "member_deactivated",
        ko="이하나님은 비활성 멤버예요. 먼저 활성화해 주세요.",
        en="이하나 is deactivated. Activate the member first.",
    ):
        await space.sessions.new_link(machine_actor(), email("hana"))


async def test_a_session_in_use_stays_open_and_an_idle_one_ends(
    space: Space, clock: ManualClock
) -> None:
    secret = await _signed_in(space, "hana")
    for _ in range(3):
        clock.move(SESSION_IDLE - HOUR)
        assert await space.sessions.member_of(secret) is not None
    clock.move(SESSION_IDLE)
    assert await space.sessions.member_of(secret) is None


async def test_no_session_lives_longer_than_a_week(space: Space, clock: ManualClock) -> None:
    secret = await _signed_in(space, "hana")
    for _ in range(2 * 7):
        clock.move(DAY // 2 - MINUTE)
        await space.sessions.member_of(secret)
    clock.move(20 * MINUTE)
    assert await space.sessions.member_of(secret) is None


async def test_signing_out_ends_one_session(space: Space) -> None:
    first, second = await _signed_in(space, "hana"), await _signed_in(space, "hana")
    await space.sessions.sign_out(first)
    assert await space.sessions.member_of(first) is None
    assert await space.sessions.member_of(second) is not None


async def test_a_token_acts_with_the_rights_of_this_moment(space: Space) -> None:
    made = await space.sessions.new_token(
        await space.actor("hana"), member_key=email("hana"), scopes=["notices:send"]
    )
    actor = await space.sessions.actor_of_token(made.secret, address="192.0.2.1")
    assert (actor.surface, actor.address) == (Surface.API, "192.0.2.1")
    assert actor.scopes == frozenset({"notices:send"})
    assert actor.send_admin
    await space.members.remove_send_admin(machine_actor(), email("hana"))
    assert not (await space.sessions.actor_of_token(made.secret, address="")).send_admin
    assert made.secret.startswith(made.token.shown)
    assert await space.actions("token", made.token.id) == ["token.made"]


@pytest.mark.parametrize("secret", ["", "sc_", "sc_unknown", "x" * 10_000])
async def test_an_unknown_token_is_refused(space: Space, secret: str) -> None:
    with refused(Unauthorized, "unauthorized", ko=_TOKEN_KO, en=_TOKEN_EN):
        await space.sessions.actor_of_token(secret, address="")


async def test_a_token_expires(space: Space, clock: ManualClock) -> None:
    made = await space.sessions.new_token(machine_actor(), member_key=email("hana"), days=1)
    clock.move(DAY - 1)
    await space.sessions.actor_of_token(made.secret, address="")
    clock.move(1)
    with refused(Unauthorized, "unauthorized", ko=_TOKEN_KO, en=_TOKEN_EN):
        await space.sessions.actor_of_token(made.secret, address="")


@pytest.mark.parametrize("days", [0, -1, 3_651, float("nan"), float("inf")])
async def test_a_token_lives_for_days_that_make_sense(space: Space, days: float) -> None:
    with refused(
        Invalid,
        "bad_days",
        ko="유효 기간은 0보다 크고 3,650일 이하여야 해요.",
        en="The days must be over 0 and at most 3,650.",
    ):
        await space.sessions.new_token(machine_actor(), member_key=email("hana"), days=days)


async def test_an_unknown_scope_is_refused(space: Space) -> None:
    known = ", ".join(SCOPES)
    with refused(
        Invalid,
        "unknown_scope",
        ko=f"'all' 범위를 몰라요. 쓸 수 있는 범위: {known}",
        en=f"Unknown scope 'all'. Known scopes: {known}",
    ):
        await space.sessions.new_token(
            machine_actor(), member_key=email("hana"), scopes=["notices:read", "all"]
        )


@pytest.mark.parametrize("scopes", [(), ("notices:send",)])
async def test_a_token_makes_none_that_may_do_more(space: Space, scopes: Sequence[str]) -> None:
    made = await space.sessions.new_token(
        machine_actor(), member_key=email("hana"), scopes=["workspace:admin"]
    )
    actor = await space.sessions.actor_of_token(made.secret, address="")
    missing = (scopes or SCOPES)[0]
    with refused(
        Forbidden,
        "scope_missing",
        ko=f"이 토큰에 없는 범위({missing})로는 새 토큰을 만들 수 없어요. 범위를 줄여 주세요.",
        en=f"This token lacks the scope {missing}, so it can't give it. Ask for fewer scopes.",
    ):
        await space.sessions.new_token(actor, member_key=email("hana"), scopes=scopes)


async def test_only_a_super_admin_makes_tokens_for_others(space: Space) -> None:
    with pytest.raises(Forbidden):
        await space.sessions.new_token(await space.actor("hana"), member_key=email("duri"))


async def test_people_see_and_revoke_their_own_tokens(space: Space) -> None:
    sessions = space.sessions
    made = await sessions.new_token(await space.actor("hana"), member_key=email("hana"))
    duri, hana = await space.actor("duri"), await space.actor("hana")
    assert await sessions.tokens(duri) == []
    assert [t.id for t in await sessions.tokens(hana)] == [made.token.id]
    assert len(await sessions.tokens(await space.actor(SUPER))) == 1
    with refused(
        NotFound,
        "not_found",
        ko="그런 토큰이 없어요. 토큰 목록을 확인해 주세요.",
        en="There is no such token. See the list of tokens.",
    ):
        await sessions.revoke_token(duri, made.token.id)
    await sessions.revoke_token(hana, made.token.id)
    await sessions.revoke_token(hana, made.token.id)
    with pytest.raises(SpacecastError):
        await sessions.actor_of_token(made.secret, address="")
    assert await space.actions("token", made.token.id) == ["token.made", "token.revoked"]


async def test_no_secret_is_kept(space: Space) -> None:
    made = await space.sessions.new_token(machine_actor(), member_key=email("hana"))
    rows = await space.database.fetch("SELECT * FROM tokens")
    assert all(made.secret not in str(dict(row)) for row in rows)
