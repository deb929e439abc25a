"""Who may see which notices and schedules: those of the profiles they use, and their own."""

from collections.abc import Sequence

from bot.broadcast.store import profiles
from bot.core.database import Reader
from bot.workspace.model.actors import Actor, require_sending
from bot.workspace.model.members import names
from bot.workspace.store import members


async def visible_profiles(db: Reader, actor: Actor) -> Sequence[str] | None:
    """The profiles whose things the actor sees in lists; None: all. Raises without right (1)."""
    require_sending(actor, names(await members.super_admins(db)))
    return None if actor.super_admin else await profiles.grants_of(db, actor.id)


async def may_see(db: Reader, actor: Actor, *, author_id: str, profile_id: str) -> bool:
    """Whether the actor may see something of an author and a profile. Raises without right (1)."""
    visible = await visible_profiles(db, actor)
    return visible is None or author_id == actor.id or profile_id in visible
