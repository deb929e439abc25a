"""The bytes that are posted: once for a notice, or once per recipient where its text asks for it."""

from collections.abc import Mapping
from typing import Any, Self

from msgspec.json import encode

from bot.broadcast.model.composer import Recipient
from bot.broadcast.model.deliveries import Delivery
from bot.broadcast.service.composer import Frozen
from bot.broadcast.store.claims import Claimed
from bot.kakaowork.writing import body_to


class Messages:
    """Makes the body of each delivery of one notice from what was frozen with it."""

    def __init__(self, frozen: Mapping[str, Any]) -> None:
        self._frozen = Frozen(frozen)
        self.per_recipient = self._frozen.per_recipient
        self._shared = b"" if self.per_recipient else self._rest(None)

    @classmethod
    def none(cls) -> Self:
        """Of a notice whose text can't be read any more: nothing of it is begun."""
        nothing = cls.__new__(cls)
        nothing.per_recipient = False
        return nothing

    def body(self, recipient: Delivery | Claimed, conversation_id: str) -> bytes:
        """The body of messages.send for one delivery."""
        rest = self._rest(recipient_of(recipient)) if self.per_recipient else self._shared
        return b'{"conversation_id":' + encode(conversation_id) + b"," + rest

    def _rest(self, recipient: Recipient | None) -> bytes:
        composed = self._frozen.compose(recipient)
        return body_to({}, composed.text, composed.blocks)[1:]


def recipient_of(delivery: Delivery | Claimed) -> Recipient:
    """The recipient as they were when the audience was frozen."""
    return Recipient(
        name=delivery.name,
        user_id=delivery.platform_id,
        department=delivery.department or "",
        position=delivery.position or "",
        email=delivery.email,
    )
