"""Profiles and their grants."""

from bot.broadcast.model.profiles import OnUncertain, Profile, ProfileStatus
from bot.core.database import Reader, Row, Transaction
from bot.core.errors import Bilingual, NotFound

_COLUMNS = """
    id, name, description, contact, avatar, status, status_reason, app_key, bot_id, rate_ceiling,
    on_uncertain, declared_in, grants_declared, answer
"""


def _profile(row: Row) -> Profile:
    return Profile(
        id=row["id"],
        name=row["name"],
        description=row["description"],
        contact=row["contact"],
        avatar=row["avatar"],
        status=ProfileStatus(row["status"]),
        status_reason=row["status_reason"],
        app_key=row["app_key"],
        bot_id=row["bot_id"],
        rate_ceiling=row["rate_ceiling"],
        on_uncertain=OnUncertain(row["on_uncertain"]),
        declared_in=row["declared_in"],
        grants_declared=bool(row["grants_declared"]),
        answer=row["answer"],
    )


async def find(db: Reader, key: str) -> Profile | None:
    """The profile with this id, or with this name where only one has it."""
    rows = await db.fetch(f"SELECT {_COLUMNS} FROM profiles WHERE id = $1 OR name = $1", key)
    exact = [row for row in rows if row["id"] == key] or rows
    return _profile(exact[0]) if len(exact) == 1 else None


async def find_by_id(db: Reader, profile_id: str) -> Profile | None:
    """The profile with exactly this id."""
    row = await db.fetch_one(f"SELECT {_COLUMNS} FROM profiles WHERE id = $1", profile_id)
    return _profile(row) if row else None


async def get(db: Reader, key: str) -> Profile:
    """The profile with this id or name, or NotFound naming those there are."""
    profile = await find(db, key)
    if profile is None:
        known = ", ".join(p.id for p in await every(db)) or "-"
        raise NotFound(
            Bilingual(
                ko=f"'{key}' 발송 프로필이 없어요. 있는 프로필: {known}",
                en=f"There is no send profile '{key}'. Known: {known}",
            ),
            code="profile_not_found",
        )
    return profile


async def lock(tx: Transaction, profile_id: str) -> None:
    """Hold the profile's row, so that its grants change one at a time."""
    await tx.fetch_one("SELECT id FROM profiles WHERE id = $1 FOR NO KEY UPDATE", profile_id)


async def every(db: Reader) -> list[Profile]:
    """All profiles by name; there are few."""
    rows = await db.fetch(f"SELECT {_COLUMNS} FROM profiles ORDER BY name, id")
    return [_profile(row) for row in rows]


async def add(tx: Transaction, profile: Profile, now: int) -> None:
    """Add a profile."""
    await tx.execute(
        f"""
        INSERT INTO profiles ({_COLUMNS}, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)
        """,
        *_values(profile),
        now,
    )


async def update(tx: Transaction, profile: Profile, now: int) -> None:
    """Keep a changed profile."""
    await tx.execute(
        """
        UPDATE profiles SET name = $2, description = $3, contact = $4, avatar = $5, status = $6,
            status_reason = $7, app_key = $8, bot_id = $9, rate_ceiling = $10, on_uncertain = $11,
            declared_in = $12, grants_declared = $13, answer = $14,
            updated_at = $15
        WHERE id = $1
        """,
        *_values(profile),
        now,
    )


async def pause(tx: Transaction, profile_id: str, reason: str, now: int) -> bool:
    """Stop an active profile; False where it was stopped already."""
    changed = await tx.execute(
        """
        UPDATE profiles SET status = 'paused', status_reason = $2, updated_at = $3
        WHERE id = $1 AND status = 'active'
        """,
        profile_id,
        reason,
        now,
    )
    return changed == 1


async def remove(tx: Transaction, profile_id: str) -> None:
    """Remove a profile that no notice names."""
    await tx.execute("DELETE FROM profiles WHERE id = $1", profile_id)


async def is_used(db: Reader, profile_id: str) -> bool:
    """Whether any notice or schedule names the profile, a removed schedule too."""
    found = await db.fetch_value(
        """SELECT id FROM notices WHERE profile_id = $1
        UNION ALL SELECT id FROM schedules WHERE profile_id = $1 LIMIT 1""",
        profile_id,
    )
    return found is not None


async def granted_ids(db: Reader, profile_id: str) -> list[str]:
    """The ids of the members the profile is granted to, longest first."""
    rows = await db.fetch(
        "SELECT member_id FROM grants WHERE profile_id = $1 ORDER BY granted_at, member_id",
        profile_id,
    )
    return [row["member_id"] for row in rows]


async def grants_of(db: Reader, member_id: str) -> list[str]:
    """The ids of the profiles granted to a member."""
    rows = await db.fetch("SELECT profile_id FROM grants WHERE member_id = $1", member_id)
    return [row["profile_id"] for row in rows]


async def add_grant(
    tx: Transaction, profile_id: str, member_id: str, granted_by: str, now: int
) -> bool:
    """Grant; False where it was granted already."""
    changed = await tx.execute(
        """
        INSERT INTO grants (profile_id, member_id, granted_by, granted_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (profile_id, member_id) DO NOTHING
        """,
        profile_id,
        member_id,
        granted_by,
        now,
    )
    return changed == 1


async def remove_grant(tx: Transaction, profile_id: str, member_id: str) -> bool:
    """Revoke; False where there was nothing to revoke."""
    changed = await tx.execute(
        "DELETE FROM grants WHERE profile_id = $1 AND member_id = $2", profile_id, member_id
    )
    return changed == 1


async def add_request(tx: Transaction, member_id: str, now: int) -> None:
    """A member asks for a profile."""
    await tx.execute(
        """
        INSERT INTO access_requests (member_id, requested_at) VALUES ($1, $2)
        ON CONFLICT (member_id) DO UPDATE SET requested_at = excluded.requested_at
        """,
        member_id,
        now,
    )


async def remove_request(tx: Transaction, member_id: str) -> None:
    """The request is answered."""
    await tx.execute("DELETE FROM access_requests WHERE member_id = $1", member_id)


async def requests(db: Reader) -> list[str]:
    """The ids of the members who wait for a profile, longest first."""
    rows = await db.fetch("SELECT member_id FROM access_requests ORDER BY requested_at")
    return [row["member_id"] for row in rows]


def _values(profile: Profile) -> list[object]:
    """The columns' values, in their order."""
    return [
        profile.id,
        profile.name,
        profile.description,
        profile.contact,
        profile.avatar,
        profile.status.value,
        profile.status_reason,
        profile.app_key,
        profile.bot_id,
        profile.rate_ceiling,
        profile.on_uncertain.value,
        profile.declared_in,
        profile.grants_declared,
        profile.answer,
    ]
