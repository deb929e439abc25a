"""Login links, sessions and tokens, by the hash of their secret."""

from bot.core.database import Reader, Row, Transaction
from bot.workspace.model.sessions import Token

_TOKEN = "id, shown, member_id, name, scopes, created_at, expires_at, revoked_at"  # noqa: S105 -- columns


def _token(row: Row) -> Token:
    return Token(
        id=row["id"],
        shown=row["shown"],
        member_id=row["member_id"],
        name=row["name"],
        scopes=frozenset(row["scopes"].split()),
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
    )


async def add_link(tx: Transaction, secret_hash: str, member_id: str, expires_at: int) -> None:
    """Keep a login link."""
    await tx.execute(
        "INSERT INTO login_links (secret_hash, member_id, expires_at) VALUES ($1, $2, $3)",
        secret_hash,
        member_id,
        expires_at,
    )


async def claim_link(tx: Transaction, secret_hash: str, now: int) -> str | None:
    """Use a link up; answers its member, or None where it is unknown, used or too old."""
    row = await tx.fetch_one(
        """
        UPDATE login_links SET used_at = $2
        WHERE secret_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING member_id
        """,
        secret_hash,
        now,
    )
    return row["member_id"] if row else None


async def add_session(
    tx: Transaction,
    *,
    secret_hash: str,
    member_id: str,
    now: int,
    idle_until: int,
    expires_at: int,
    address: str,
    browser: str,
) -> None:
    """Keep a session and drop those that have ended."""
    await tx.execute("DELETE FROM sessions WHERE idle_until <= $1 OR expires_at <= $1", now)
    await tx.execute(
        """
        INSERT INTO sessions (secret_hash, member_id, created_at, idle_until, expires_at, address, browser)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        secret_hash,
        member_id,
        now,
        idle_until,
        expires_at,
        address,
        browser,
    )


async def find_session(db: Reader, secret_hash: str, now: int) -> Row | None:
    """`member_id` and `idle_until` of a session that has not ended."""
    return await db.fetch_one(
        """
        SELECT member_id, idle_until FROM sessions
        WHERE secret_hash = $1 AND idle_until > $2 AND expires_at > $2
        """,
        secret_hash,
        now,
    )


async def extend_session(tx: Transaction, secret_hash: str, idle_until: int) -> None:
    """A session in use stays open."""
    await tx.execute(
        "UPDATE sessions SET idle_until = $2 WHERE secret_hash = $1", secret_hash, idle_until
    )


async def remove_session(tx: Transaction, secret_hash: str) -> None:
    """End one session."""
    await tx.execute("DELETE FROM sessions WHERE secret_hash = $1", secret_hash)


async def remove_all_of(tx: Transaction, member_id: str, now: int) -> None:
    """End every session, unused link and token of a member, for good."""
    await tx.execute("DELETE FROM sessions WHERE member_id = $1", member_id)
    await tx.execute("DELETE FROM login_links WHERE member_id = $1", member_id)
    await tx.execute(
        "UPDATE tokens SET revoked_at = $2 WHERE member_id = $1 AND revoked_at IS NULL",
        member_id,
        now,
    )


async def add_token(tx: Transaction, token: Token, secret_hash: str) -> None:
    """Keep a token."""
    await tx.execute(
        f"INSERT INTO tokens ({_TOKEN}, secret_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        token.id,
        token.shown,
        token.member_id,
        token.name,
        " ".join(sorted(token.scopes)),
        token.created_at,
        token.expires_at,
        token.revoked_at,
        secret_hash,
    )


async def find_token(db: Reader, secret_hash: str) -> Token | None:
    """The token with this secret."""
    row = await db.fetch_one(f"SELECT {_TOKEN} FROM tokens WHERE secret_hash = $1", secret_hash)
    return _token(row) if row else None


async def tokens(db: Reader) -> list[Token]:
    """All tokens, newest first."""
    rows = await db.fetch(f"SELECT {_TOKEN} FROM tokens ORDER BY created_at DESC, id")
    return [_token(row) for row in rows]


async def revoke_token(tx: Transaction, token_id: str, now: int) -> bool:
    """Revoke a token; False where there is none to revoke."""
    changed = await tx.execute(
        "UPDATE tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", token_id, now
    )
    return changed == 1
