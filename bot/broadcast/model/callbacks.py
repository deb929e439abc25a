"""Callbacks: what people press in a notice, the addresses they come by, and what becomes of them."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.clock import SECOND
from bot.kakaowork.incoming import CallKind, IncomingCall, PostedFile

MAX_ATTEMPTS = 5
# Whoever took one up and died has it taken over after so long.
LEASE = 60 * SECOND
# The action of what people write to the bot; its handler finds the rest in `Callback.written`.
MESSAGE_ACTION = "message"


class CallbackState(StrEnum):
    """Every state but `received` is final."""

    RECEIVED = "received"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What somebody wrote to the bot; `image`: the last picture that was posted with it."""

    text: str
    conversation_id: str
    image: PostedFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """One press, filled-in modal or message; `parts` are what we signed, the action first."""

    id: str
    profile_id: str
    kind: CallKind
    message_id: str
    person: str
    action: str
    action_time: str
    parts: Sequence[str] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    state: CallbackState = CallbackState.RECEIVED
    reason: str | None = None
    attempts: int = 0
    received_at: int = 0

    @property
    def written(self) -> Written | None:
        """The message, where it is one."""
        if self.kind is not CallKind.MESSAGE:
            return None
        given = self.answers
        image = PostedFile(
            id=given.get("image_id", ""), kind="image", name=given.get("image_name", "")
        )
        return Written(
            text=given.get("text", ""),
            conversation_id=given.get("conversation_id", ""),
            image=image if image.id else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackKey:
    """What a profile's callback addresses and button values are made from."""

    profile_id: str
    secret: str
    generation: int = 1

    def __repr__(self) -> str:
        return f"CallbackKey({self.profile_id!r})"

    @property
    def address_secret(self) -> str:
        """The secret part of the addresses; a new generation makes the old addresses nobody's."""
        return self._derived(f"address.{self.generation}")

    @property
    def value_key(self) -> bytes:
        """The key of button values: it outlives addresses, so that buttons already sent stay good."""
        return self._derived("values").encode()

    def _derived(self, purpose: str) -> str:
        told = f"{self.profile_id}.{purpose}".encode()
        digest = hmac.digest(self.secret.encode(), told, hashlib.sha256)
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackAddresses:
    """The two addresses that are entered at the bot in Kakao Work's admin site."""

    request_url: str
    callback_url: str

    def __repr__(self) -> str:
        return "CallbackAddresses(…)"


def addresses_of(key: CallbackKey, public_url: str) -> CallbackAddresses:
    """The addresses of a profile below `public_url`."""
    base = f"{public_url}/callbacks/{key.profile_id}/{key.address_secret}"
    return CallbackAddresses(request_url=f"{base}/request", callback_url=f"{base}/callback")


def written_answers(call: IncomingCall) -> dict[str, str]:
    """What is kept of a message, for `Callback.written`."""
    kept = {"text": call.text, "conversation_id": call.conversation_id}
    images = [file for file in call.files if file.kind == "image"]
    if images:
        kept |= {"image_id": images[-1].id, "image_name": images[-1].name}
    return kept


def retry_in(attempts: int) -> int | None:
    """Milliseconds until the next try after `attempts` of them; None: it has failed."""
    return None if attempts >= MAX_ATTEMPTS else 5 * SECOND * 4 ** (attempts - 1)
