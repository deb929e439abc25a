"""What admins decide about the built-in messenger: secret rooms, and how long messages are kept."""

from collections.abc import Callable
from dataclasses import replace

from bot.built_in import BuiltIn
from bot.core.database import Database
from bot.messenger.service.retention import MessageRetention
from bot.messenger.service.secret_admin import SecretAdmin
from bot.web.keys import WebParts


def with_security(
    messenger: Database,
    parts: WebParts,
    chat: BuiltIn,
    on_defect: Callable[[BaseException], None],
) -> WebParts:
    """The parts with these two; on Kakao Work itself there is nothing of ours to decide about."""
    secret = chat.secret
    if secret is None:
        return parts
    workspace, members = parts.workspace, parts.members
    admin = SecretAdmin(
        messenger,
        workspace,
        members,
        chat.hub,
        now=secret.reached,
        wake=secret.keeper.wake,
        delete_marked=secret.delete_marked,
    )
    secret.keeper.add_step("the switch", admin.catch_up)
    secret.keeper.add_step("the screens", admin.tell_usability)
    workspace.when_changed(secret.keeper.look_at_all)
    # Who is suspended holds up no clock.
    members.when_switched(lambda _: secret.keeper.look_at_all())
    return replace(
        parts,
        secret_rooms=admin,
        retention=MessageRetention(
            messenger, workspace, members, parts.clock, on_defect=on_defect
        ),
    )
