"""What follows a verb: its subject, `name:value` words, and the text."""

import re
from dataclasses import dataclass, field
from typing import Final

from bot.commands.model import misread
from bot.commands.model.commands import Asked, Verb, Word
from bot.commands.model.described import WORDS, About, Command, Rest
from bot.commands.model.folding import COLONS, EQUALS, folded
from bot.commands.model.misread import Misread
from bot.commands.model.nearest import near
from bot.commands.model.scanning import Scanner
from bot.commands.model.subjects import code_in, member_in, notice_in, schedule_in, states_in
from bot.commands.model.table import COMMANDS

_NAMES: Final = {
    name: word for word, called in WORDS.items() for name in (*called.ko, *called.en)
}
_EMPTY_LINE: Final = re.compile(r"\n[^\S\n]*\n")
_LAST_IMAGE: Final = frozenset({"#last", "#마지막"})


@dataclass(slots=True)
class Reading:
    """Reads what follows the verb. `first`: the subject, where it stood before the verb."""

    verb: Verb
    scanner: Scanner
    first: str = ""
    subject: str = ""
    words: dict[Word, tuple[str, ...]] = field(default_factory=dict)

    @property
    def command(self) -> Command:
        """What the table says of the verb."""
        return COMMANDS[self.verb]

    def read(self) -> Asked | Misread:
        """What is asked for, or what is wrong with it."""
        if self.first:
            wrong = self._take_subject(Scanner(self.first))
            if wrong:
                return wrong
        free = self.command.rest in {Rest.BODY, Rest.REASON}
        text = self._free_text() if free else self._tokens()
        if isinstance(text, Misread):
            return text
        if self.command.about_needed and not self.subject:
            return misread.subject_missing(self.verb)
        text = self._rest_of(text)
        if isinstance(text, Misread):
            return text
        return Asked(verb=self.verb, subject=self.subject, words=self.words, text=text)

    def _free_text(self) -> str | Misread:
        """Words, then the text as it stands, with its line breaks; an empty line ends the words."""
        takes = self.command.words
        empty = self._begins_after_empty_line()
        while takes and self.scanner.peek() and not empty:
            taken = self._take_word()
            if isinstance(taken, Misread):
                return taken
            if not taken:
                break
            empty = self.scanner.skip()
        text = self.scanner.text[self.scanner.at :].rstrip()
        if takes and not empty:
            token = _word_in(_EMPTY_LINE.split(text, 1)[0])
            if token:
                return misread.word_in_body(self.verb, token)
        return text

    def _begins_after_empty_line(self) -> bool:
        """Whether what comes is text, whatever it looks like."""
        before = self.scanner.text[: self.scanner.at]
        return before[len(before.rstrip()) :].count("\n") > 1

    def _tokens(self) -> str | Misread:
        """Subject and words in any order; what is left, joined by blanks."""
        left: list[str] = []
        while token := self.scanner.peek():
            taken = self._take_word()
            if isinstance(taken, Misread):
                return taken
            if not taken and self._awaits_subject(token):
                wrong = self._take_subject(self.scanner)
                if wrong:
                    return wrong
            elif not taken:
                left.append(token)
                self.scanner.at += len(token)
            self.scanner.skip()
        return " ".join(left)

    def _awaits_subject(self, token: str) -> bool:
        if self.subject or self.command.about is About.NOTHING:
            return False
        # A code may stand alone: its card may be about no notice.
        alone = not self.scanner.after(token).peek()
        return not (self.command.rest is Rest.CODE and alone)

    def _take_subject(self, scanner: Scanner) -> Misread | None:
        token = scanner.peek()
        if self.command.about is About.MEMBER:
            scanner.at += len(token) - len(token.lstrip("@＠"))
            value = scanner.value()
            if value is None:
                return misread.quote_open(self.verb, None)
            found = member_in(value)
        else:
            scanner.at += len(token)
            reads = schedule_in if self.command.about is About.SCHEDULE else notice_in
            found = reads(token)
        self.subject = found or ""
        return None if found else misread.subject_missing(self.verb, token)

    def _take_word(self) -> bool | Misread:
        """Take the word that stands here; False where there is none."""
        token = self.scanner.peek()
        name, colon = _name_in(token)
        if not colon:
            following = self.scanner.after(token).peek()[:1] in COLONS
            apart = _NAMES.get(folded(token)) if following else None
            return misread.word_without_value(self.verb, apart) if apart else False
        word = _NAMES.get(folded(name))
        if word is None:
            meant = near(name, _NAMES, most=1)
            glued = len(token) > len(name) + 1
            return misread.word_near(self.verb, name, meant[0]) if meant and glued else False
        if word not in self.command.words:
            return misread.word_not_taken(self.verb, word)
        self.scanner.at += len(name) + 1
        value = self._value(word)
        return value if isinstance(value, Misread) else self._keep(word, value) or True

    def _value(self, word: Word) -> str | Misread:
        several = word is Word.VAR
        before = ""
        if several:
            token = self.scanner.peek()
            place = next((i for i, sign in enumerate(token) if sign in EQUALS), 0)
            before = f"{token[:place]}=" if place and _plain_name(token[:place]) else ""
            self.scanner.at += place + 1 if before else 0
        value = self.scanner.value(lines=several)
        if value is None:
            return misread.quote_open(self.verb, word)
        if several and not before:
            name, equals, value = value.partition("=")
            before = f"{name.strip()}=" if equals and _plain_name(name.strip()) else ""
            return (
                before + value.strip()
                if before
                else misread.word_without_value(self.verb, word)
            )
        if not value and not several:
            return misread.word_without_value(self.verb, word)
        last = word is Word.IMAGE and folded(value) in _LAST_IMAGE
        return "#last" if last else before + value

    def _keep(self, word: Word, value: str) -> Misread | None:
        if word in self.words and not WORDS[word].many:
            return misread.word_twice(self.verb, word)
        self.words[word] = (*self.words.get(word, ()), value)
        return None

    def _rest_of(self, text: str) -> str | Misread:
        """The text as the command takes it."""
        kind = self.command.rest
        if kind is Rest.NOTHING and text:
            return misread.left_over(self.verb, text)
        if kind is Rest.PROFILE and Word.PROFILE in self.words:
            named = self.words.pop(Word.PROFILE)[0]
            text = f"{text} {named}" if text else named
            if text != named:
                return misread.left_over(self.verb, text)
        if not text:
            return misread.rest_missing(self.verb) if self.command.rest_needed else ""
        if kind is Rest.CODE:
            return code_in(text) or misread.rest_missing(self.verb, text)
        if kind is Rest.STATES:
            states = states_in(text)
            wrong = isinstance(states, str)
            return misread.rest_missing(self.verb, text) if wrong else " ".join(states)
        return text


def _name_in(token: str) -> tuple[str, bool]:
    """What stands before the first colon of `token`, and whether it may be a word's name."""
    place = next((i for i, sign in enumerate(token) if sign in COLONS), 0)
    name = token[:place]
    address = token[place + 1 :].startswith("//")
    return name, bool(place) and not address and folded(name).isalpha()


def _plain_name(name: str) -> bool:
    return folded(name).replace("-", "_").isidentifier()


def _word_in(text: str) -> str | None:
    """The first token of `text` that looks like a `name:value` word."""
    for token in text.split():
        name, colon = _name_in(token)
        if colon and len(token) > len(name) + 1 and folded(name) in _NAMES:
            return token
    return None
