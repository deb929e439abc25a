"""A press and its person, and who handles which."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.broadcast.model.callbacks import Callback
from bot.core.database import Reader
from bot.kakaowork.incoming import Receipt
from bot.kakaowork.modal import View
from bot.workspace.model.actors import Actor, Surface, member_actor
from bot.workspace.store import members
from bot.workspace.store import workspace as workspace_store

UNKNOWN_ACTION = "unknown_action"
UNKNOWN_PERSON = "unknown_person"
_DIGITS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A proved callback, and its person with the rights of this moment."""

    callback: Callback
    actor: Actor


class ActionHandler(Protocol):
    """Does what a button or a filled-in modal stands for."""

    async def act(self, press: Press) -> None:
        """Do it; after a crash it is called again for the same press, and must do it once."""


class BatchHandler(Protocol):
    """Does many at once what is pressed by many at once."""

    async def act_many(self, presses: Sequence[Press]) -> Sequence[str | None]:
        """Do them, each once however often it is asked for; for each None, or why it was refused."""


class ModalHandler(Protocol):
    """Shows the modal that a button asks for."""

    async def view(self, press: Press) -> View:
        """The modal; it changes nothing."""


class ReceiptsTaker(Protocol):
    """Keeps who has read which message."""

    async def take(self, profile_id: str, receipts: Sequence[Receipt]) -> None:
        """Keep them; the same ones may be told again."""


@dataclass(slots=True, kw_only=True)
class CallbackHandlers:
    """Who handles which action: the first part of what we signed. Everything else is refused.

    What people write is the action `message`.
    """

    actions: dict[str, ActionHandler] = field(default_factory=dict)
    batches: dict[str, BatchHandler] = field(default_factory=dict)
    modals: dict[str, ModalHandler] = field(default_factory=dict)
    receipts: ReceiptsTaker | None = None


async def presses_of(db: Reader, callbacks: Sequence[Callback]) -> dict[str, Press]:
    """The presses, by the callback's id, of those whose people are here: who is deactivated has no
    rights anywhere."""
    numbers = {one.id: _number(one.person) for one in callbacks}
    wanted = sorted({number for number in numbers.values() if number is not None})
    if not wanted:
        return {}
    found = {m.platform_id: m for m in await members.find_by_platform_ids(db, wanted)}
    # The workspace's: the platform does not tell which one a person reads.
    language = (await workspace_store.get(db)).language
    presses = {}
    for callback in callbacks:
        member = found.get(numbers[callback.id] or 0)
        if member is not None and member.active:
            actor = member_actor(member, Surface.CHAT, language=language)
            presses[callback.id] = Press(callback=callback, actor=actor)
    return presses


def _number(person: str) -> int | None:
    """The platform's number, where it is written as one."""
    if not (person.isascii() and person.isdigit() and len(person) <= _DIGITS):
        return None
    number = int(person)
    return number if str(number) == person else None
