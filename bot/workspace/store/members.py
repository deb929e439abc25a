"""Members."""

from collections.abc import Sequence

from bot.core.database import Reader, Row, Transaction
from bot.core.database.likeness import ESCAPED, containing
from bot.core.errors import Bilingual, Language, NotFound
from bot.workspace.model.members import Member, Role

_COLUMNS = """
    m.id, m.platform_id, m.email, m.name, m.department_id, d.path AS department, m.position,
    m.mobile, m.role, m.send_admin, m.active, m.language
"""
_AT_ONCE = 500
_FROM = "FROM members m LEFT JOIN departments d ON d.id = m.department_id"


def _member(row: Row) -> Member:
    return Member(
        id=row["id"],
        platform_id=row["platform_id"],
        email=row["email"],
        name=row["name"],
        department_id=row["department_id"],
        department=row["department"],
        position=row["position"],
        mobile=row["mobile"],
        role=Role(row["role"]),
        send_admin=bool(row["send_admin"]),
        active=bool(row["active"]),
        language=row["language"],
    )


async def find(db: Reader, key: str) -> Member | None:
    """The member with this id or e-mail address."""
    row = await db.fetch_one(
        f"SELECT {_COLUMNS} {_FROM} WHERE m.id = $1 OR m.email = $2", key, key.strip().lower()
    )
    return _member(row) if row else None


async def get(db: Reader, key: str) -> Member:
    """The member with this id or e-mail address, or NotFound."""
    member = await find(db, key)
    if member is None:
        raise NotFound(
            Bilingual(
                ko=f"'{key}' 멤버를 찾을 수 없어요. 아이디나 이메일을 확인해 주세요.",
                en=f"There is no member '{key}'. Check the id or e-mail address.",
            ),
            code="member_not_found",
        )
    return member


async def find_by_platform_ids(db: Reader, platform_ids: Sequence[int]) -> list[Member]:
    """Those of the members with these platform ids that there are, in the order of their ids."""
    found = []
    for start in range(0, len(platform_ids), _AT_ONCE):
        some = platform_ids[start : start + _AT_ONCE]
        marks = ", ".join(f"${number}" for number in range(1, len(some) + 1))
        rows = await db.fetch(
            f"SELECT {_COLUMNS} {_FROM} WHERE m.platform_id IN ({marks}) ORDER BY m.platform_id",
            *some,
        )
        found += [_member(row) for row in rows]
    return found


async def find_many(db: Reader, ids: Sequence[str]) -> list[Member]:
    """Those of the members with these ids that there are, in the order of their platform ids."""
    found = []
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        marks = ", ".join(f"${number}" for number in range(1, len(some) + 1))
        rows = await db.fetch(
            f"SELECT {_COLUMNS} {_FROM} WHERE m.id IN ({marks}) ORDER BY m.platform_id", *some
        )
        found += [_member(row) for row in rows]
    return found


async def find_by_mobile_ending(db: Reader, digits: str) -> list[Member]:
    """The active members whose mobile ends with these digits, whatever stands between them."""
    bare = "m.mobile"
    for sign in ("-", " ", ".", "(", ")", "/"):
        bare = f"replace({bare}, '{sign}', '')"
    rows = await db.fetch(
        f"SELECT {_COLUMNS} {_FROM} WHERE m.active AND {bare} LIKE $1 ORDER BY m.platform_id",
        f"%{digits}",
    )
    return [_member(row) for row in rows]


async def platform_ids_by_department(db: Reader) -> dict[str, list[int]]:
    """The active members of each department by the department's id, without those below it."""
    rows = await db.fetch(
        "SELECT department_id, platform_id FROM members "
        "WHERE active AND department_id IS NOT NULL ORDER BY platform_id"
    )
    found: dict[str, list[int]] = {}
    for row in rows:
        found.setdefault(row["department_id"], []).append(row["platform_id"])
    return found


async def page(
    db: Reader,
    *,
    after: int = 0,
    limit: int = 100,
    text: str = "",
    department_ids: Sequence[str] = (),
    active_only: bool = False,
) -> list[Member]:
    """Up to `limit` members after platform id `after`, found by name, e-mail or department, in departments."""
    wheres: list[str] = ["m.platform_id > $1"]
    arguments: list[str | int] = [after]
    if text:
        arguments.append(containing(text))
        like = f"LIKE ${len(arguments)} {ESCAPED}"
        wheres.append(f"(lower(m.name) {like} OR m.email {like} OR lower(d.path) {like})")
    if department_ids:
        marks = ", ".join(f"${len(arguments) + n + 1}" for n in range(len(department_ids)))
        arguments.extend(department_ids)
        wheres.append(f"m.department_id IN ({marks})")
    if active_only:
        wheres.append("m.active")
    arguments.append(limit)
    rows = await db.fetch(
        f"SELECT {_COLUMNS} {_FROM} WHERE {' AND '.join(wheres)} "
        f"ORDER BY m.platform_id LIMIT ${len(arguments)}",
        *arguments,
    )
    return [_member(row) for row in rows]


async def super_admins(db: Reader) -> list[Member]:
    """The active super admins, longest-serving first."""
    rows = await db.fetch(
        f"SELECT {_COLUMNS} {_FROM} WHERE m.role = 'super_admin' AND m.active ORDER BY m.platform_id"
    )
    return [_member(row) for row in rows]


async def admins(db: Reader) -> list[Member]:
    """The active admins and super admins, longest-serving first."""
    rows = await db.fetch(
        f"SELECT {_COLUMNS} {_FROM} WHERE m.role IN ('admin', 'super_admin') AND m.active "
        "ORDER BY m.platform_id"
    )
    return [_member(row) for row in rows]


async def send_admins(db: Reader) -> list[Member]:
    """The active members with right (1), without the super admins."""
    rows = await db.fetch(
        f"SELECT {_COLUMNS} {_FROM} WHERE m.send_admin AND m.active AND m.role <> 'super_admin' "
        "ORDER BY m.name, m.platform_id"
    )
    return [_member(row) for row in rows]


async def count(db: Reader) -> int:
    """How many members there are, active or not."""
    number: int = await db.fetch_value("SELECT count(*) FROM members")
    return number


async def add_many(tx: Transaction, members: Sequence[Member], now: int) -> None:
    """Add members."""
    await tx.execute_many(
        """
        INSERT INTO members (id, platform_id, email, name, department_id, position, mobile, role,
            send_admin, active, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
        """,
        [
            (m.id, m.platform_id, m.email, m.name, m.department_id, m.position, m.mobile,
             m.role.value, m.send_admin, m.active, now)
            for m in members
        ],
    )  # fmt: skip


async def set_language(tx: Transaction, member_id: str, language: Language) -> None:
    """Remember which language a member reads."""
    await tx.execute("UPDATE members SET language = $2 WHERE id = $1", member_id, language)


async def update(tx: Transaction, member: Member, now: int) -> None:
    """Keep a changed member."""
    await tx.execute(
        """
        UPDATE members SET name = $2, department_id = $3, position = $4, mobile = $5, role = $6,
            send_admin = $7, active = $8, updated_at = $9 WHERE id = $1
        """,
        member.id,
        member.name,
        member.department_id,
        member.position,
        member.mobile,
        member.role.value,
        member.send_admin,
        member.active,
        now,
    )
