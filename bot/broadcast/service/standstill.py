"""Reads why a notice makes no progress; costs one small query while it does."""

from bot.broadcast.model.deliveries import ledger_rows
from bot.broadcast.model.notices import RUNNING, Counts, Notice
from bot.broadcast.model.profiles import Profile
from bot.broadcast.model.standstill import (
    ENGINE_SILENT,
    Standstill,
    Surroundings,
    is_quiet,
    standstill,
)
from bot.broadcast.store import engines, progress
from bot.core.database import Reader
from bot.workspace.model.members import names
from bot.workspace.store import members


async def standstill_of(
    db: Reader, notice: Notice, counts: Counts, profile: Profile, now: int
) -> Standstill | None:
    """Why a notice makes no progress; None while it does, or where it doesn't run."""
    if notice.state not in RUNNING:
        return None
    last = await progress.last_progress(db, notice.id)
    if not is_quiet(notice, last, now):
        return None
    seen = await engines.seen_since(db, now - ENGINE_SILENT)
    around = Surroundings(
        engine_seen=seen,
        open_deliveries=counts.open,
        waiting=await progress.waiting(db, ledger_rows(notice.number), now) if seen else (),
        super_admins=names(await members.super_admins(db)),
    )
    return standstill(notice, profile, around, last_progress_at=last, now=now)
