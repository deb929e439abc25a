from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import WrongState
from bot.messenger.model.sealing import (
    CHUNK_BYTES,
    SEAL_BYTES,
    ChunkPlace,
    FilePlace,
    FileShape,
    KeyPlace,
    MessageKey,
    MessagePlace,
    Pieces,
    Place,
    Sealed,
)
from tests.refusals import refused

_MESSAGE = MessagePlace(
    room_id=7, seq=3, sender_id=11, sent_at=1_700_000_000_000, auto_ms=3_600_000, keep_ms=9
)
_FILE = FilePlace(room_id=7, file_id="f_1", sender_id=11, uploaded_at=1_700_000_000_000)
_numbers = st.integers(-(2**63), 2**63 - 1)
_messages = st.builds(
    MessagePlace,
    room_id=_numbers,
    seq=_numbers,
    sender_id=_numbers,
    sent_at=_numbers,
    auto_ms=_numbers,
    keep_ms=_numbers,
)
_files = st.builds(
    FilePlace, room_id=_numbers, file_id=st.text(), sender_id=_numbers, uploaded_at=_numbers
)
_chunks = st.builds(ChunkPlace, file=_files, number=_numbers, last=st.booleans())
_keys = st.builds(KeyPlace, key_id=st.text(), keep_until=_numbers)
_places = _messages | _chunks | _keys


@given(_places, _places)
def test_no_two_places_have_the_same_bytes(one: Place, other: Place) -> None:
    assert (one.bound() == other.bound()) == (one == other)


@pytest.mark.parametrize("name", [each.name for each in fields(MessagePlace)])
def test_every_field_of_a_messages_place_is_bound(name: str) -> None:
    moved = replace(_MESSAGE, **{name: getattr(_MESSAGE, name) + 1})
    assert moved.bound() != _MESSAGE.bound()


def test_numbers_that_only_stand_together_alike_are_different_places() -> None:
    assert replace(_MESSAGE, room_id=1, seq=23).bound() != (
        replace(_MESSAGE, room_id=12, seq=3).bound()
    )


def test_a_sealed_text_is_version_nonce_and_ciphertext() -> None:
    sealed = Sealed(nonce=b"n" * 12, ciphertext=b"c" * 20)
    assert sealed.to_bytes() == b"\x01" + b"n" * 12 + b"c" * 20
    assert Sealed.read(sealed.to_bytes()) == sealed


@pytest.mark.parametrize("data", [b"", b"\x01" * (SEAL_BYTES - 1), b"\x02" + b"x" * 60])
def test_bytes_that_nothing_sealed_are_damaged(data: bytes) -> None:
    with refused(
        WrongState,
        "message_damaged",
        ko="메시지를 열 수 없어요. 저장된 내용이 바뀌었거나 다른 자리에서 옮겨 왔어요. 관리자에게 알려 주세요.",
        en="This message can't be opened. What is kept of it was changed or comes from another "
        "place. Tell an administrator.",
    ):
        Sealed.read(data)


def test_a_key_does_not_show_itself() -> None:
    assert repr(MessageKey("mk_1", b"secret" * 5)) == "MessageKey(id='mk_1')"


@given(st.lists(st.integers(0, 2 * CHUNK_BYTES), max_size=4))
def test_pieces_are_all_of_one_size_but_the_last(sizes: list[int]) -> None:
    pieces = Pieces()
    whole = [piece for size in sizes for piece in pieces.take(b"x" * size)]
    shape = FileShape(sum(sizes))
    assert {len(piece) for piece in whole} <= {CHUNK_BYTES}
    assert len(whole) + 1 == shape.chunks
    assert len(whole) * CHUNK_BYTES + len(pieces.last()) == shape.size


@pytest.mark.parametrize(
    ("size", "chunks"),
    [(0, 1), (1, 1), (CHUNK_BYTES, 1), (CHUNK_BYTES + 1, 2), (3 * CHUNK_BYTES, 3)],
)
def test_records_lie_one_behind_the_other(size: int, chunks: int) -> None:
    shape = FileShape(size)
    records = [shape.record(number) for number in range(shape.chunks)]
    assert len(records) == chunks
    assert [offset for offset, _ in records] == [
        sum(length for _, length in records[:place]) for place in range(chunks)
    ]
    assert sum(length for _, length in records) == shape.sealed_size
    assert [shape.place(_FILE, n).last for n in range(chunks)] == [False] * (chunks - 1) + [
        True
    ]


@pytest.mark.parametrize(
    ("start", "stop", "numbers"),
    [
        (0, 1, [0]),
        (0, CHUNK_BYTES, [0]),
        (CHUNK_BYTES - 1, CHUNK_BYTES + 1, [0, 1]),
        (2 * CHUNK_BYTES, 9 * CHUNK_BYTES, [2]),
        (5, 5, []),
        (9 * CHUNK_BYTES, 10 * CHUNK_BYTES, []),
    ],
)
def test_a_range_needs_only_the_pieces_that_hold_it(
    start: int, stop: int, numbers: list[int]
) -> None:
    assert list(FileShape(2 * CHUNK_BYTES + 1).holding(start, stop)) == numbers
