"""What can be asked for, whatever face it comes by: a line of text, a button, a modal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Verb(StrEnum):
    """Every command; the value is its English word."""

    HELP = "help"
    ME = "me"
    PROFILES = "profiles"
    NEW = "new"
    TEST = "test"
    SEND = "send"
    CONFIRM = "confirm"
    SCHEDULE = "schedule"
    STATUS = "status"
    LIST = "list"
    CANCEL = "cancel"
    PAUSE = "pause"
    RESUME = "resume"
    RETRY = "retry"
    REMIND = "remind"
    RECALL = "recall"
    SKIP = "skip"
    GRANT = "grant"
    REVOKE = "revoke"
    STOP_ALL = "stop-all"
    START_ALL = "start-all"
    AUDIT = "audit"


class Word(StrEnum):
    """The names of `name:value` words; the value is the English one."""

    PROFILE = "profile"
    TEMPLATE = "template"
    TITLE = "title"
    IMAGE = "image"
    ALT = "alt"
    LINK = "link"
    ROW = "row"
    STYLE = "style"
    TO = "to"
    EXCLUDE = "exclude"
    ACKNOWLEDGE = "acknowledge"
    CHOICE = "choice"
    REMIND = "remind"
    URGENT = "urgent"
    UNTIL = "until"
    # Any field of a template: `var:name=value`.
    VAR = "var"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A command as it was understood; what its words mean is still to be looked up.

    `subject`: a notice, schedule or member as it was written (N-42, S-3, an e-mail), or "".
    `words`: the values of each `name:value` word, in the order of writing. `text`: the rest, with
    its line breaks: a body, a time in words, a reason, a code.
    """

    verb: Verb
    subject: str = ""
    words: Mapping[Word, tuple[str, ...]] = field(default_factory=dict)
    text: str = ""

    def word(self, word: Word) -> str:
        """The last value given for `word`, or ""."""
        return self.words.get(word, ("",))[-1]
