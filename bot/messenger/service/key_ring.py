"""The keys of secret messages and files: made, used, and destroyed for good."""

import asyncio
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from bot.core.database import Database, Transaction, open_key_file
from bot.core.errors import Bilingual, ConfigurationError, WrongState
from bot.core.ids import new_id
from bot.core.migrations import migrate, migrations_of
from bot.messenger.model.erasing import ClockMark
from bot.messenger.model.sealing import KeyPlace, MessageKey, erased
from bot.messenger.service.master_key import MasterKey, MasterKeys
from bot.messenger.service.sealer import new_material, seal, unseal
from bot.messenger.store import erased_rooms, erasing_clock, message_keys
from bot.messenger.store.message_keys import SealedKey

# The end of a key that goes only with what it sealed, as a room's name does.
FOR_EVER = (1 << 62) - 1


class KeyRing:
    """Keeps no opened key but the master key, so what is destroyed can't be had from here."""

    def __init__(self, database: Database, masters: MasterKeys, master: MasterKey) -> None:
        self._database = database
        self._masters = masters
        self._master = master

    @classmethod
    async def open(cls, path: Path, masters: MasterKeys, now: int) -> "KeyRing":
        """Open or make the key file; a replacement of the master key that broke off is finished.

        ConfigurationError `master_key_missing` or `master_key_wrong` where the keys can't be read.
        """
        database = await open_key_file(path)
        try:
            await migrate(database, migrations_of("bot.messenger.store", "keys_schema"), now)
            return await _opened(database, masters)
        except BaseException:
            await database.close()
            raise

    async def close(self) -> None:
        """Close the file."""
        await self._database.close()

    async def add(self, keep_until: int) -> MessageKey:
        """A fresh key, durable before it is answered; it goes at `keep_until` (UTC ms) at the latest."""
        (key,) = await self.add_many(1, keep_until)
        return key

    async def add_many(self, count: int, keep_until: int) -> list[MessageKey]:
        """`count` fresh keys: one for each message and each file, never one for two."""
        keys = [MessageKey(new_id("mk"), new_material()) for _ in range(count)]
        sealed = [_sealed(self._master, key, keep_until) for key in keys]

        async def write(tx: Transaction) -> None:
            _require_ours(await message_keys.master_id(tx), self._master)
            await message_keys.add_many(tx, sealed)

        await self._database.atomically(write)
        return keys

    async def get(self, key_id: str) -> MessageKey:
        """A key; NotFound `message_erased` once it is destroyed, as if there had been none.

        `message_damaged` where its row was changed.
        """
        for kept in await self._kept([key_id]):
            return _opened_key(self._master, kept)
        raise erased()

    async def find_many(self, key_ids: Collection[str]) -> dict[str, MessageKey]:
        """Those of the keys that there still are and that can be opened, by their ids."""
        kept = await self._kept(key_ids)
        return {key.id: key for key in _openable(self._master, kept)}

    async def _kept(self, key_ids: Collection[str]) -> list[SealedKey]:
        kept = await message_keys.find_many(self._database, list(key_ids))
        if kept:
            _require_ours(await message_keys.master_id(self._database), self._master)
        return kept

    async def destroy(self, key_ids: Collection[str]) -> int:
        """Destroy keys together; answers how many there were. Again is no error.

        When this returns, no byte of them is in the file or its journal.
        """

        async def write(tx: Transaction) -> int:
            return await message_keys.remove(tx, list(key_ids))

        return await self._database.atomically(write)

    async def destroy_ended(self, at: int) -> int:
        """Destroy the keys whose latest time is up to `at` (UTC ms), whoever forgot them."""

        async def write(tx: Transaction) -> int:
            return await message_keys.remove_ended(tx, at)

        return await self._database.atomically(write)

    async def count(self) -> int:
        """How many keys there are."""
        return await message_keys.count(self._database)

    async def first_end(self) -> int | None:
        """When the next key must go at the latest, in UTC milliseconds."""
        return await message_keys.first_end(self._database)

    async def missing(self, key_ids: Collection[str]) -> set[str]:
        """Those of the keys that there are not any more."""
        wanted = list(key_ids)
        return set(wanted) - await message_keys.present(self._database, wanted)

    async def endless(self) -> list[str]:
        """The keys that have no end of their own (`FOR_EVER`)."""
        return await message_keys.ids_until(self._database, FOR_EVER)

    async def note_erased(self, room_ids: Sequence[int], now: int) -> None:
        """Keep, before its rows go, that a room is erased: no restored backup brings it back."""

        async def write(tx: Transaction) -> None:
            await erased_rooms.note(tx, room_ids, now)

        await self._database.atomically(write)

    async def erased_among(self, room_ids: Sequence[int]) -> list[int]:
        """Those of the rooms that were erased."""
        return await erased_rooms.among(self._database, room_ids)

    async def last_erased(self) -> int | None:
        """The greatest number of an erased room; none is used again."""
        return await erased_rooms.last(self._database)

    async def forget_erased(self, before: int) -> None:
        """Drop the rooms erased before a time (UTC ms), but never the greatest number."""

        async def write(tx: Transaction) -> None:
            await erased_rooms.forget(tx, before)

        await self._database.atomically(write)

    async def clock_mark(self) -> ClockMark | None:
        """How far the time of erasing had come when it was kept last."""
        return await erasing_clock.find(self._database)

    async def keep_clock(self, mark: ClockMark) -> None:
        """Keep how far the time of erasing has come."""

        async def write(tx: Transaction) -> None:
            await erasing_clock.keep(tx, mark)

        await self._database.atomically(write)

    async def replace_master(self) -> int:
        """Make another master key and seal every key anew; answers how many.

        Broken off anywhere, the next `open` finishes it.
        """
        wanted = await asyncio.to_thread(self._masters.begin)
        count = await _reseal(self._database, self._master, wanted)
        self._master = wanted
        await asyncio.to_thread(self._masters.settle)
        return count


async def _opened(database: Database, masters: MasterKeys) -> KeyRing:
    known = masters.known()
    in_use = await message_keys.master_id(database)
    if in_use is None:
        return KeyRing(database, masters, await _first(database, masters))
    if not known:
        raise ConfigurationError(_MISSING, code="master_key_missing")
    master = next((each for each in known if each.id == in_use), None)
    if master is None:
        raise ConfigurationError(_WRONG, code="master_key_wrong")
    if master != known[0]:
        await _reseal(database, master, known[0])
    masters.settle()
    return KeyRing(database, masters, known[0])


async def _first(database: Database, masters: MasterKeys) -> MasterKey:
    master = (masters.known() or [masters.make()])[0]

    async def write(tx: Transaction) -> None:
        # Another process may have been faster, with a key of its own.
        in_use = await message_keys.master_id(tx)
        if in_use is None:
            await message_keys.set_master_id(tx, master.id)
        else:
            _require_ours(in_use, master)

    await database.atomically(write)
    masters.settle()
    return master


async def _reseal(database: Database, old: MasterKey, new: MasterKey) -> int:
    async def write(tx: Transaction) -> int:
        _require_ours(await message_keys.master_id(tx), old)
        kept = await message_keys.every(tx)
        ends = {each.id: each.keep_until for each in kept}
        # One that can't be opened seals nothing that could be read, and holds up no other.
        anew = [_sealed(new, key, ends[key.id]) for key in _openable(old, kept)]
        await message_keys.reseal(tx, anew)
        await message_keys.set_master_id(tx, new.id)
        return len(anew)

    return await database.atomically(write)


def _sealed(master: MasterKey, key: MessageKey, keep_until: int) -> SealedKey:
    place = KeyPlace(key_id=key.id, keep_until=keep_until)
    return SealedKey(
        id=key.id, sealed=seal(master.material, place, key.material), keep_until=keep_until
    )


def _opened_key(master: MasterKey, kept: SealedKey) -> MessageKey:
    place = KeyPlace(key_id=kept.id, keep_until=kept.keep_until)
    return MessageKey(kept.id, unseal(master.material, place, kept.sealed))


def _openable(master: MasterKey, kept: Sequence[SealedKey]) -> Iterator[MessageKey]:
    for each in kept:
        with suppress(WrongState):
            yield _opened_key(master, each)


def _require_ours(in_use: str | None, master: MasterKey) -> None:
    """Raise `master_key_wrong` where another process has replaced the master key."""
    if in_use != master.id:
        raise ConfigurationError(_WRONG, code="master_key_wrong")


_MISSING = Bilingual(
    ko="비밀 채팅방의 마스터 키가 없어요. 키 파일에 있는 키를 열 수 없어서 시작하지 않았어요. 마스터 키를 되돌려 "
    "놓거나, 비밀 채팅방의 내용을 모두 포기하려면 키 파일을 지우고 다시 시작해 주세요.",
    en="The master key of the secret rooms is missing, so the keys in the key file can't be opened. "
    "Put it back; or, to give up everything in secret rooms, remove the key file and start again.",
)
_WRONG = Bilingual(
    ko="비밀 채팅방의 마스터 키가 키 파일과 맞지 않아요. 다른 키로 바뀌었어요. 맞는 마스터 키로 다시 시작하거나, "
    "비밀 채팅방의 내용을 모두 포기하려면 키 파일을 지우고 다시 시작해 주세요.",
    en="The master key of the secret rooms isn't the one that the key file was sealed with. "
    "Start again with the right one; or, to give up everything in secret rooms, remove the key file "
    "first.",
)
