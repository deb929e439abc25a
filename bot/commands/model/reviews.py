"""What is shown before it is done: who asked, about what, and until when it may be confirmed."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bot.commands.model.commands import Asked, Verb, Word
from bot.core.clock import MINUTE

LASTS: Final = 5 * MINUTE
# Read aloud and typed by hand: without signs that look alike.
_SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A review; times are UTC milliseconds.

    `id`: the callback that asked, so that it makes one only. `subject_id`: what it is about, by its
    id, or empty. `version`: of that, as it was shown. `arguments`: what else was said and shown.
    `used_by`: the callback that confirmed it.
    """

    id: str
    code: str
    member_id: str
    profile_id: str
    verb: Verb
    subject_id: str
    version: int
    arguments: Mapping[str, Any] = field(default_factory=dict)
    created_at: int
    expires_at: int
    used_by: str | None = None
    used_at: int | None = None

    @property
    def label(self) -> str:
        """What it is about, as it was shown: N-42, or empty."""
        return str(self.arguments.get("label", ""))

    @property
    def asked(self) -> Asked:
        """The command that asks for the same once more."""
        urgent = self.arguments.get("urgent")
        return Asked(
            verb=self.verb,
            subject=self.label,
            text=str(self.arguments.get("text", "")),
            words={Word.URGENT: (str(urgent),)} if urgent else {},
        )


def new_code() -> str:
    """A code such as 7F3K: short, for it helps nobody but whoever was shown it."""
    return "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))


def arguments_json(arguments: Mapping[str, Any]) -> str:
    """As they are kept."""
    return json.dumps(arguments, ensure_ascii=False)
