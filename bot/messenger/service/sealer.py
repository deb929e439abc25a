"""Seals and opens with AES-256-GCM; the only module that knows a cipher."""

from collections.abc import AsyncIterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.core.ids import random_bytes
from bot.messenger.model.sealing import (
    KEY_BYTES,
    NONCE_BYTES,
    ChunkPlace,
    FilePlace,
    FileShape,
    Pieces,
    Place,
    Sealed,
    damaged,
)


def new_material() -> bytes:
    """Fresh key material of 256 bits."""
    return random_bytes(KEY_BYTES)


def seal(material: bytes, place: Place, clear: bytes) -> bytes:
    """`clear`, sealed and bound to its place; the nonce is by chance, so no two are alike."""
    nonce = random_bytes(NONCE_BYTES)
    return Sealed(nonce, AESGCM(material).encrypt(nonce, clear, place.bound())).to_bytes()


def unseal(material: bytes, place: Place, data: bytes) -> bytes:
    """What was sealed for `place`; `message_damaged` for other bytes, another place or key."""
    sealed = Sealed.read(data)
    try:
        return AESGCM(material).decrypt(sealed.nonce, sealed.ciphertext, place.bound())
    except InvalidTag:
        # Without the cause: what failed is no help, and the traceback would hold the bytes.
        raise damaged() from None


async def seal_file(
    material: bytes, file: FilePlace, arriving: AsyncIterator[bytes]
) -> AsyncIterator[bytes]:
    """The sealed pieces of a file, one behind the other, as it arrives."""
    pieces, number = Pieces(), 0
    async for arrived in arriving:
        for piece in pieces.take(arrived):
            yield seal(material, ChunkPlace(file=file, number=number, last=False), piece)
            number += 1
    yield seal(material, ChunkPlace(file=file, number=number, last=True), pieces.last())


def unseal_chunk(
    material: bytes, file: FilePlace, shape: FileShape, number: int, record: bytes
) -> bytes:
    """One piece of a file of known size; `message_damaged` where it isn't that piece."""
    return unseal(material, shape.place(file, number), record)
