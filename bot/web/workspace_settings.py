"""Changing the workspace's settings, with what follows from them."""

from collections.abc import Mapping

from bot.web.keys import WebParts
from bot.workspace.model.actors import Actor
from bot.workspace.model.plans import Workspace


async def change_settings(
    parts: WebParts, actor: Actor, changes: Mapping[str, str]
) -> Workspace:
    """The changed workspace; where readers are not kept any more, those who were are forgotten."""
    changed = await parts.workspace.change(actor, changes)
    # Also where it was off before: somebody may have stopped between the two.
    if "read_tracking" in changes and not changed.read_tracking:
        await parts.acknowledgements.forget_readers(actor)
    return changed
