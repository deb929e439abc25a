"""Reading a line from left to right, on the text as it was written: blanks, tokens, quotes."""

from dataclasses import dataclass
from typing import Final

from bot.commands.model.folding import is_blank

# What opens a quote, what closes it, and what may close it instead: keyboards mix them.
_DOUBLE: Final = '"“”„‟＂'
_SINGLE: Final = "'‘’‚‛＇"
_CLOSING: Final = {
    **{sign: ("”" if sign == "“" else sign, _DOUBLE) for sign in _DOUBLE},
    **{sign: ("’" if sign == "‘" else sign, _SINGLE) for sign in _SINGLE},
    "「": ("」", "」"),
    "『": ("』", "』"),
}


@dataclass(slots=True)
class Scanner:
    """A place in a text."""

    text: str
    at: int = 0

    def skip(self) -> bool:
        """Go past blanks; whether there was an empty line among them."""
        start = self.at
        while self.at < len(self.text) and is_blank(self.text[self.at]):
            self.at += 1
        return self.text.count("\n", start, self.at) > 1

    def peek(self) -> str:
        """The signs up to the next blank; "" at the end or before a blank."""
        end = self.at
        while end < len(self.text) and not is_blank(self.text[end]):
            end += 1
        return self.text[self.at : end]

    def after(self, token: str) -> "Scanner":
        """The place of the token that follows `token`, which is here."""
        other = Scanner(self.text, self.at + len(token))
        other.skip()
        return other

    def value(self, *, lines: bool = False) -> str | None:
        """Take the value that begins here: up to the next blank, or in quotes.

        None where a quote isn't closed, or something follows it without a blank between them; only
        with `lines` may there be line breaks in quotes.
        """
        opened = self.text[self.at : self.at + 1]
        if opened not in _CLOSING or not opened:
            token = self.peek()
            self.at += len(token)
            return token
        exact, similar = _CLOSING[opened]
        end = self._closed(exact, lines=lines)
        end = self._closed(similar, lines=lines) if end is None else end
        if end is None:
            return None
        found = self.text[self.at + 1 : end]
        self.at = end + 1
        return found.strip()

    def _closed(self, signs: str, *, lines: bool) -> int | None:
        for end in range(self.at + 1, len(self.text)):
            sign = self.text[end]
            if sign in "\r\n" and not lines:
                return None
            ends = end + 1 == len(self.text) or is_blank(self.text[end + 1])
            if sign in signs and ends:
                return end
        return None
