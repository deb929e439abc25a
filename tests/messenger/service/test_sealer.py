from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.core.errors import WrongState
from bot.messenger.model.sealing import (
    CHUNK_BYTES,
    ChunkPlace,
    FilePlace,
    FileShape,
    MessagePlace,
)
from bot.messenger.service.sealer import (
    new_material,
    seal,
    seal_file,
    unseal,
    unseal_chunk,
)

_PLACE = MessagePlace(
    room_id=7, seq=3, sender_id=11, sent_at=1_700_000_000_000, auto_ms=3_600_000, keep_ms=9
)
_FILE = FilePlace(room_id=7, file_id="f_1", sender_id=11, uploaded_at=1_700_000_000_000)
_TEXT = "내일 발표예요".encode()


def _refused(caught: pytest.ExceptionInfo[WrongState]) -> bool:
    return caught.value.word == "message_damaged" and caught.value.__suppress_context__


def test_what_is_sealed_is_opened_with_its_key_at_its_place() -> None:
    key = new_material()
    assert unseal(key, _PLACE, seal(key, _PLACE, _TEXT)) == _TEXT


def test_the_same_text_is_never_sealed_to_the_same_bytes() -> None:
    key = new_material()
    assert len({seal(key, _PLACE, _TEXT) for _ in range(50)}) == 50
    assert len({new_material() for _ in range(50)}) == 50


@pytest.mark.parametrize(
    "name", ["room_id", "seq", "sender_id", "sent_at", "auto_ms", "keep_ms"]
)
def test_a_message_moved_to_another_place_is_refused(name: str) -> None:
    key = new_material()
    moved = replace(_PLACE, **{name: getattr(_PLACE, name) + 1})
    with pytest.raises(WrongState) as caught:
        unseal(key, moved, seal(key, _PLACE, _TEXT))
    assert _refused(caught)


def test_a_message_is_refused_under_another_key() -> None:
    with pytest.raises(WrongState) as caught:
        unseal(new_material(), _PLACE, seal(new_material(), _PLACE, _TEXT))
    assert _refused(caught)


def test_a_change_of_any_byte_is_refused() -> None:
    key = new_material()
    sealed = seal(key, _PLACE, _TEXT)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(WrongState) as caught:
            unseal(key, _PLACE, bytes(changed))
        assert caught.value.word == "message_damaged"


async def _arriving(data: bytes, step: int) -> AsyncIterator[bytes]:
    for start in range(0, len(data), step):
        yield data[start : start + step]


async def _sealed(key: bytes, data: bytes, step: int = 50_000) -> bytes:
    return b"".join([record async for record in seal_file(key, _FILE, _arriving(data, step))])


def _opened(key: bytes, sealed: bytes, size: int, file: FilePlace = _FILE) -> bytes:
    shape = FileShape(size)
    records = [shape.record(number) for number in range(shape.chunks)]
    return b"".join(
        unseal_chunk(key, file, shape, number, sealed[offset : offset + length])
        for number, (offset, length) in enumerate(records)
    )


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES + 17])
async def test_a_file_is_sealed_piece_by_piece_as_it_arrives(size: int) -> None:
    key, data = new_material(), bytes(number % 251 for number in range(size))
    sealed = await _sealed(key, data)
    assert len(sealed) == FileShape(size).sealed_size
    assert _opened(key, sealed, size) == data


async def test_a_file_cut_short_lengthened_or_of_another_room_is_refused() -> None:
    key, size = new_material(), 2 * CHUNK_BYTES
    sealed = await _sealed(key, b"x" * size)
    extra = seal(key, ChunkPlace(file=_FILE, number=2, last=True), b"more")
    for data, told, file in [
        (sealed[: FileShape(CHUNK_BYTES).sealed_size], CHUNK_BYTES, _FILE),
        (sealed + extra, size + 4, _FILE),
        (sealed, size, replace(_FILE, room_id=8)),
        (sealed, size, replace(_FILE, file_id="f_2")),
    ]:
        with pytest.raises(WrongState) as caught:
            _opened(key, data, told, file)
        assert caught.value.word == "message_damaged"


async def test_pieces_of_a_file_can_not_change_places() -> None:
    key, size = new_material(), 3 * CHUNK_BYTES
    sealed = await _sealed(key, b"x" * size)
    _, record = FileShape(size).record(0)
    swapped = sealed[record : 2 * record] + sealed[:record] + sealed[2 * record :]
    with pytest.raises(WrongState):
        _opened(key, swapped, size)
