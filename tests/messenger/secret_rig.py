"""Secret rooms over a messenger of the tests: the real service, keys on the disk, a clock moved by hand."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.database import Transaction
from bot.messenger.model.chat import ChatFile, ChatMessage, ChatRoom, NewMessage, NewRoom
from bot.messenger.model.rooms import RoomKind
from bot.messenger.model.secret_messages import Cause, SecretMessage, SecretText
from bot.messenger.model.secret_refusals import no_message
from bot.messenger.model.secret_times import Choices
from bot.messenger.service.chat_side import OpenedFile, Upload
from bot.messenger.service.guarded_clock import GuardedClock
from bot.messenger.service.hub import Hub
from bot.messenger.service.key_ring import KeyRing
from bot.messenger.service.master_key import MasterKeyFile
from bot.messenger.service.secret_ground import SecretGround
from bot.messenger.service.secret_talk import SecretTalk
from bot.workspace.model.actors import machine_actor
from bot.workspace.model.members import Member
from tests.messenger.home import Home


@dataclass
class NotedEnds:
    """Destroys nothing; keeps what it was asked for."""

    woken: int = 0
    purged: list[tuple[int, tuple[int, ...], Cause]] = field(default_factory=list)

    async def purge(self, room_id: int, seqs: Sequence[int], cause: Cause) -> None:
        """Keep what was to be destroyed."""
        self.purged.append((room_id, tuple(seqs), cause))

    def wake(self) -> None:
        """Count."""
        self.woken += 1


class NoFiles:
    """Secret rooms without files."""

    async def upload(self, room_id: int, member_id: int, upload: Upload) -> ChatFile:
        raise no_message()

    async def described(
        self, room_id: int, member_id: int, file_ids: Sequence[str]
    ) -> tuple[ChatFile, ...]:
        raise no_message()

    async def attach(
        self, tx: Transaction, message: SecretMessage, file_ids: Sequence[str]
    ) -> None:
        raise no_message()

    async def message_of(self, room_id: int, file_id: str) -> int:
        raise no_message()

    async def open(self, room_id: int, file_id: str) -> OpenedFile:
        raise no_message()


@dataclass(frozen=True, kw_only=True)
class SecretRig:
    """The service and what a test wants of it."""

    home: Home
    ground: SecretGround
    talk: SecretTalk
    ends: NotedEnds

    async def person(self, email: str) -> Member:
        """A member by e-mail."""
        return await self.home.member(email)

    async def set(self, **changes: str) -> None:
        """Change the workspace's settings."""
        await self.home.parts.workspace_settings.change(machine_actor(), changes)

    async def switch(self, *, on: bool) -> None:
        """Turn the switch of secret rooms, as an admin's service does."""
        value = "TRUE" if on else "FALSE"
        async with self.home.database.transaction() as tx:
            await tx.execute(f"UPDATE workspace SET secret_rooms_on = {value}")

    async def open(
        self,
        owner: str,
        *others: str,
        auto_delete: str = "1h",
        keep: str = "3d",
        name: str | None = None,
    ) -> ChatRoom:
        """A secret room."""
        wanted = NewRoom(
            kind=RoomKind.SECRET,
            user_ids=[await self.home.number(other) for other in others],
            name=name,
            auto_delete=auto_delete,
            keep=keep,
        )
        return await self.talk.open(await self.person(owner), wanted)

    async def say(self, who: str, room: ChatRoom, text: str = "비밀이에요") -> ChatMessage:
        """A message."""
        message = NewMessage(text=SecretText(text))
        return await self.talk.send(await self.person(who), room.id, message)

    async def read(self, who: str, room: ChatRoom, upto: int = 1 << 40) -> None:
        """Somebody reads everything."""
        await self.talk.read(await self.person(who), room.id, upto)

    async def seen(self, who: str, room: ChatRoom) -> list[ChatMessage]:
        """What somebody sees in a room, lines left out."""
        found = await self.talk.after(await self.person(who), room.id, 0, 100)
        return [one for one in found if one.line is None]


@asynccontextmanager
async def open_secret_rig(home: Home, folder: Path) -> AsyncIterator[SecretRig]:
    """Secret rooms, switched on."""
    masters = MasterKeyFile(folder / "master.key")
    ring = await KeyRing.open(folder / "keys.db", masters, home.clock.now())
    ends = NotedEnds()
    ground = SecretGround(
        database=home.database,
        ledger=home.database,
        members=home.parts.members,
        workspace=home.parts.workspace_settings,
        ring=ring,
        guarded=await GuardedClock.start(ring, home.clock),
        clock=home.clock,
        choices=Choices(members_max=4),
        hub=Hub(),
        ends=ends,
    )
    rig = SecretRig(home=home, ground=ground, talk=SecretTalk(ground, NoFiles()), ends=ends)
    await rig.switch(on=True)
    try:
        yield rig
    finally:
        await ring.close()
