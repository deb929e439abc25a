"""Messages, their ids, and how a batch of them is written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core.errors import Bilingual, NotFound, SpacecastError, invalid
from bot.messenger.model.rooms import no_room, no_user

# 2020-01-01 00:00 UTC: ids of today have 18 digits, as those of the platform.
_EPOCH = 1_577_836_800_000
_WRITER_BITS = 10
_SEQUENCE_BITS = 12
KEY_CHARACTERS = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message to be written; `blocks` is JSON text that was checked.

    `attachment_ids` name files of its room, in the order in which they are shown.
    `member_id` is who has to be in the room where that isn't the sender itself.
    """

    room_id: int
    sender_id: int
    text: str
    blocks: str | None
    idempotency_key: str | None
    attachment_ids: tuple[int, ...] = ()
    member_id: int | None = None
    reply_to_seq: int | None = None
    # Looked at once more while the room is held: nobody writes who was just taken out.
    by_person: bool = False

    @property
    def in_room(self) -> int:
        """Who has to be in the room."""
        return self.sender_id if self.member_id is None else self.member_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of a room; `seq` counts from 1, times are in UTC milliseconds.

    `edition` counts how often its buttons became others.
    """

    id: int
    room_id: int
    seq: int
    sender_id: int
    text: str
    blocks: str | None
    sent_at: int
    idempotency_key: str | None
    reply_to_seq: int | None = None
    # None where it is as it was sent.
    updated_at: int | None = None
    edition: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenMessage:
    """A message as a member of the room sees it; `unread_by` members haven't read it."""

    message: Message
    unread_by: int


def seen_by(message: Message, reads: Mapping[int, int]) -> SeenMessage:
    """A message to people who have read up to some message each; its sender owes no read."""
    unread_by = sum(
        1 for who, seq in reads.items() if seq < message.seq and who != message.sender_id
    )
    return SeenMessage(message=message, unread_by=unread_by)


Key = tuple[int, str]
Posting = Mapping[tuple[int, int], int | None]
"""(room, sender) that take part, with the member of a room for two."""


class MessageIds:
    """Rising ids beyond 2^53: milliseconds, the writer's number, a sequence."""

    def __init__(self, writer: int) -> None:
        self._writer = (writer % (1 << _WRITER_BITS)) << _SEQUENCE_BITS
        self._last = (0, 0)

    def next(self, now: int) -> int:
        """A fresh id, above all before it, even where the clock goes back."""
        moment, sequence = self._last
        if now > moment:
            moment, sequence = now, 0
        elif sequence + 1 < 1 << _SEQUENCE_BITS:
            sequence += 1
        else:
            moment, sequence = moment + 1, 0
        self._last = (moment, sequence)
        shift = _WRITER_BITS + _SEQUENCE_BITS
        return (moment - _EPOCH) << shift | self._writer | sequence


def first_id_of(moment: int) -> int:
    """The lowest id that a message of this moment (UTC ms) can have.

    Ids rise with time, so that what is old is found by them; one may run ahead of its message's
    time where the clock was set back.
    """
    return max(0, moment - _EPOCH) << (_WRITER_BITS + _SEQUENCE_BITS)


def refusal_of(draft: Draft, posting: Posting, active: set[int]) -> NotFound | None:
    """Why a draft may not be written, or None."""
    pair = (draft.room_id, draft.in_room)
    if pair not in posting:
        return no_room()
    user_id = posting[pair]
    return no_user() if user_id is not None and user_id not in active else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one transaction writes, and what each sender is answered.

    `attached` has the attachments of those of the new messages that have any.
    """

    answers: list[Message | NotFound]
    new: list[Message]
    attached: Mapping[int, Sequence[int]]
    last_seqs: Mapping[int, int]


def plan_batch(
    drafts: Sequence[Draft],
    refusals: Sequence[NotFound | None],
    known: Mapping[Key, Message],
    last_seqs: Mapping[int, int],
    new_id: Callable[[], int],
    now: int,
) -> Plan:
    """Number the new messages; a key that was used before answers with its message."""
    seen, seqs = dict(known), dict(last_seqs)
    answers: list[Message | NotFound] = []
    new: list[Message] = []
    attached: dict[int, Sequence[int]] = {}
    for draft, refusal in zip(drafts, refusals, strict=True):
        key = (draft.sender_id, draft.idempotency_key or "")
        if draft.idempotency_key is not None and key in seen:
            answers.append(seen[key])
            continue
        if refusal is not None:
            answers.append(refusal)
            continue
        seqs[draft.room_id] += 1
        message = _message(draft, new_id(), seqs[draft.room_id], now)
        new.append(message)
        answers.append(message)
        if draft.attachment_ids:
            attached[message.id] = draft.attachment_ids
        if draft.idempotency_key is not None:
            seen[key] = message
    changed = {message.room_id: seqs[message.room_id] for message in new}
    return Plan(answers=answers, new=new, attached=attached, last_seqs=changed)


def _message(draft: Draft, message_id: int, seq: int, now: int) -> Message:
    return Message(
        id=message_id,
        room_id=draft.room_id,
        seq=seq,
        sender_id=draft.sender_id,
        text=draft.text,
        blocks=draft.blocks,
        sent_at=now,
        idempotency_key=draft.idempotency_key,
        reply_to_seq=draft.reply_to_seq,
    )


def changed(
    message: Message, text: str, blocks: str | None, now: int, *, other_buttons: bool
) -> Message:
    """The message with another text and other blocks; itself where nothing would be different."""
    if (text, blocks) == (message.text, message.blocks):
        return message
    return replace(
        message,
        text=text,
        blocks=blocks,
        updated_at=now,
        edition=message.edition + other_buttons,
    )


def no_message() -> SpacecastError:
    """What a bot hears about a message that isn't its own, whether there is one or not."""
    return invalid("/message_id", "invalid_parameter", _NO_MESSAGE)


def check_key(key: str | None) -> None:
    """Raise `invalid_parameter` unless an Idempotency-Key is short printable ASCII."""
    if key is None or (0 < len(key) <= KEY_CHARACTERS and key.isascii() and key.isprintable()):
        return
    raise invalid("Idempotency-Key", "invalid_parameter", _BAD_KEY)


_NO_MESSAGE = Bilingual(
    ko="봇이 보낸 메시지 중에 이런 메시지가 없어요. message_id를 확인해 주세요.",
    en="The bot has sent no such message. Check the message_id.",
)
_BAD_KEY = Bilingual(
    ko=f"Idempotency-Key는 1~{KEY_CHARACTERS}자의 ASCII 글자여야 해요. 값을 고쳐 주세요.",
    en=f"Idempotency-Key must be 1 to {KEY_CHARACTERS} printable ASCII characters. Correct it.",
)
