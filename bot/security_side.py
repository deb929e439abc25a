"""What admins decide about the built-in messenger: secret rooms, and how long messages are kept."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.config import Config
from bot.core.database import Database
from bot.messenger.service.hub import Hub
from bot.messenger.service.retention import MessageRetention
from bot.messenger.service.secret_admin import SecretAdmin
from bot.web.keys import WebParts


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretHands:
    """What the switch of secret rooms moves: see `SecretAdmin`."""

    hub: Hub
    now: Callable[[], int]
    wake: Callable[[], None]


def with_security(
    config: Config,
    messenger: Database,
    parts: WebParts,
    hands: SecretHands,
    on_defect: Callable[[BaseException], None],
) -> WebParts:
    """The parts with these two; on Kakao Work itself there is nothing of ours to decide about."""
    if config.platform.kind != "built-in":
        return parts
    workspace, members = parts.workspace, parts.members
    return replace(
        parts,
        secret_rooms=SecretAdmin(
            messenger, workspace, members, hands.hub, now=hands.now, wake=hands.wake
        ),
        retention=MessageRetention(
            messenger, workspace, members, parts.clock, on_defect=on_defect
        ),
    )
