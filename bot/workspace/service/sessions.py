"""One-time login links, sessions and API tokens."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.clock import DAY, MINUTE, Clock
from bot.core.database import Database
from bot.core.errors import Bilingual, Forbidden, NotFound, Unauthorized, invalid
from bot.core.ids import new_id, new_secret
from bot.workspace.model.actors import Actor, Surface, member_actor, require_super_admin
from bot.workspace.model.members import Member, names
from bot.workspace.model.sessions import (
    LINK_LIFE,
    SCOPES,
    SESSION_IDLE,
    SESSION_LIFE,
    TOKEN_PREFIX,
    Token,
    secret_hash,
)
from bot.workspace.service.audit import record
from bot.workspace.store import members, sessions

_MAX_DAYS = 3_650


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A token and its secret, which is shown this once."""

    token: Token
    secret: str


class Sessions:
    """Who is signed in."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def new_link(self, actor: Actor, member_key: str) -> str:
        """The secret of a link that signs a member in once, within 30 minutes."""
        require_super_admin(actor, names(await members.super_admins(self._database)))
        member = await members.get(self._database, member_key)
        _require_active(member)
        secret = new_secret()
        async with self._database.transaction() as tx:
            expires = self._clock.now() + LINK_LIFE
            await sessions.add_link(tx, secret_hash(secret), member.id, expires)
            await record(tx, self._clock, actor, "login_link.made", "member", member.id)
        return secret

    async def sign_in(self, link: str, *, address: str, browser: str) -> tuple[Member, str]:
        """Use a link up; answers the member and the session's secret, or Unauthorized."""
        now, secret = self._clock.now(), new_secret()
        async with self._database.transaction() as tx:
            member_id = await sessions.claim_link(tx, secret_hash(link), now)
            member = await members.find(tx, member_id) if member_id else None
            if member is None or not member.active:
                raise Unauthorized(_LINK_USED, code="login_link_invalid")
            await sessions.add_session(
                tx,
                secret_hash=secret_hash(secret),
                member_id=member.id,
                now=now,
                idle_until=now + SESSION_IDLE,
                expires_at=now + SESSION_LIFE,
                address=address,
                browser=browser[:200],
            )
            actor = member_actor(member, Surface.CONSOLE, address=address)
            await record(tx, self._clock, actor, "signed_in", "member", member.id)
        return member, secret

    async def member_of(self, session: str) -> Member | None:
        """The active member whose session this is; None where it has ended."""
        now, hashed = self._clock.now(), secret_hash(session)
        row = await sessions.find_session(self._database, hashed, now)
        if row is None:
            return None
        if row["idle_until"] < now + SESSION_IDLE - 5 * MINUTE:
            async with self._database.transaction() as tx:
                await sessions.extend_session(tx, hashed, now + SESSION_IDLE)
        member = await members.find(self._database, row["member_id"])
        return member if member is not None and member.active else None

    async def sign_out(self, session: str) -> None:
        """End a session."""
        async with self._database.transaction() as tx:
            await sessions.remove_session(tx, secret_hash(session))

    async def new_token(
        self,
        actor: Actor,
        *,
        member_key: str,
        name: str = "",
        scopes: Sequence[str] = (),
        days: float | None = None,
    ) -> NewToken:
        """A token for a member (a super admin may make one for anybody); no scope means all."""
        member = await members.get(self._database, member_key)
        if member.id != actor.id:
            require_super_admin(actor, names(await members.super_admins(self._database)))
        _require_active(member)
        _check_scopes(scopes)
        _check_no_wider(actor, scopes or SCOPES)
        _check_days(days)
        now, secret = self._clock.now(), new_secret(TOKEN_PREFIX)
        token = Token(
            id=new_id("tk"),
            shown=secret[:8],
            member_id=member.id,
            name=name[:60],
            scopes=frozenset(scopes or SCOPES),
            created_at=now,
            expires_at=None if days is None else now + round(days * DAY),
            revoked_at=None,
        )
        async with self._database.transaction() as tx:
            await sessions.add_token(tx, token, secret_hash(secret))
            detail = {"member": member.id, "scopes": sorted(token.scopes)}
            await record(tx, self._clock, actor, "token.made", "token", token.id, **detail)
        return NewToken(token=token, secret=secret)

    async def actor_of_token(self, secret: str, *, address: str) -> Actor:
        """The member behind a token with the rights of this moment, or Unauthorized."""
        token = await sessions.find_token(self._database, secret_hash(secret))
        if token is None or not token.usable(self._clock.now()):
            raise Unauthorized(_TOKEN_UNKNOWN)
        member = await members.find(self._database, token.member_id)
        if member is None or not member.active:
            raise Unauthorized(_TOKEN_UNKNOWN)
        return member_actor(member, Surface.API, address=address, scopes=token.scopes)

    async def tokens(self, actor: Actor) -> list[Token]:
        """The actor's tokens; a super admin sees everybody's."""
        every = await sessions.tokens(self._database)
        return [t for t in every if actor.super_admin or t.member_id == actor.id]

    async def revoke_token(self, actor: Actor, token_id: str) -> None:
        """Make a token useless at once."""
        if token_id not in {token.id for token in await self.tokens(actor)}:
            raise NotFound(_NO_TOKEN)
        async with self._database.transaction() as tx:
            if await sessions.revoke_token(tx, token_id, self._clock.now()):
                await record(tx, self._clock, actor, "token.revoked", "token", token_id)


def _require_active(member: Member) -> None:
    if not member.active:
        raise Unauthorized(
            Bilingual(
                ko=f"{member.name}님은 비활성 멤버예요. 먼저 활성화해 주세요.",
                en=f"{member.name} is deactivated. Activate the member first.",
            ),
            code="member_deactivated",
        )


def _check_scopes(scopes: Sequence[str]) -> None:
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown:
        known = ", ".join(SCOPES)
        raise invalid(
            "/scopes",
            "unknown_scope",
            Bilingual(
                ko=f"'{unknown[0]}' 범위를 몰라요. 쓸 수 있는 범위: {known}",
                en=f"Unknown scope '{unknown[0]}'. Known scopes: {known}",
            ),
        )


def _check_days(days: float | None) -> None:
    if days is not None and not 0 < days <= _MAX_DAYS:
        raise invalid("/days", "bad_days", _BAD_DAYS)


def _check_no_wider(actor: Actor, scopes: Sequence[str]) -> None:
    """A token can't make one that may do more than itself."""
    missing = [s for s in scopes if actor.scopes is not None and s not in actor.scopes]
    if missing:
        raise Forbidden(
            Bilingual(
                ko=f"이 토큰에 없는 범위({missing[0]})로는 새 토큰을 만들 수 없어요. 범위를 줄여 주세요.",
                en=f"This token lacks the scope {missing[0]}, so it can't give it. Ask for fewer scopes.",
            ),
            code="scope_missing",
        )


_BAD_DAYS = Bilingual(
    ko=f"유효 기간은 0보다 크고 {_MAX_DAYS:,}일 이하여야 해요.",
    en=f"The days must be over 0 and at most {_MAX_DAYS:,}.",
)
_LINK_USED = Bilingual(
    ko="로그인 링크를 이미 썼거나 30분이 지났어요. 관리자에게 새 링크를 요청해 주세요.",
    en="This sign-in link was already used or is older than 30 minutes. Ask an admin for a new one.",
)
_TOKEN_UNKNOWN = Bilingual(
    ko="API 토큰이 없거나 만료됐거나 폐기됐어요. 새 토큰을 만들어 주세요.",
    en="The API token is missing, expired or revoked. Make a new one.",
)
_NO_TOKEN = Bilingual(
    ko="그런 토큰이 없어요. 토큰 목록을 확인해 주세요.",
    en="There is no such token. See the list of tokens.",
)
