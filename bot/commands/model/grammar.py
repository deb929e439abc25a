"""`/공지 <verb> [subject] [name:value …] [text]`: what a message asks for, never guessed."""

from typing import Final

from bot.commands.model import misread
from bot.commands.model.arguments import Reading
from bot.commands.model.commands import Asked, Verb
from bot.commands.model.described import About
from bot.commands.model.folding import COLONS, folded
from bot.commands.model.misread import LONGEST, Misread
from bot.commands.model.nearest import beginning, by_initials, near
from bot.commands.model.scanning import Scanner
from bot.commands.model.subjects import numbered_in
from bot.commands.model.table import COMMANDS

__all__ = ["LONGEST", "Misread", "read_command"]

_ROOTS: Final = ("/공지", "/notice")
# No root with whatever is invisible in it is longer.
_LONGEST_ROOT: Final = 40
_NAMES: Final = {
    name: verb for verb, command in COMMANDS.items() for name in (*command.ko, *command.en)
}
# ㄷㅇㅁ folds to other letters than it is written with.
_VERBS: Final = {folded(name): verb for name, verb in _NAMES.items()}


def read_command(text: str) -> Asked | Misread | None:
    """What `text` asks for; None where it is no command: `//공지`, or any other message."""
    scanner = Scanner(text)
    scanner.skip()
    root = scanner.peek()
    if len(root) > _LONGEST_ROOT:
        return None
    name = folded(root)
    asks_help = name.endswith("?")
    if name.removesuffix("?") not in _ROOTS:
        return None
    if len(text) > LONGEST:
        return misread.too_long(len(text))
    scanner = scanner.after(root)
    token = scanner.peek()
    if asks_help or not token:
        return misread.left_over(Verb.HELP, token) if token else Asked(verb=Verb.HELP)
    return _after_root(scanner, token)


def _after_root(scanner: Scanner, token: str) -> Asked | Misread:
    found = _verb_at(scanner)
    if found:
        verb, scanner = found
        if COMMANDS[verb].about is About.VERB:
            return _help(scanner)
        return Reading(verb, scanner).read()
    if numbered_in(token):
        # N-42 보내기: Korean puts the verb last.
        found = _verb_at(scanner.after(token))
        if found and COMMANDS[found[0]].about in {About.NOTICE, About.SCHEDULE}:
            return Reading(*found, first=token).read()
        return misread.verb_first(token)
    if any(sign in COLONS for sign in token):
        return misread.verb_first(token)
    return misread.unknown_verb(token, _nearest(token))


def _verb_at(scanner: Scanner) -> tuple[Verb, Scanner] | None:
    """The verb that stands here, in one word or in two (전체 중지), and what follows it."""
    token = scanner.peek()
    verb = _VERBS.get(folded(token))
    following = scanner.after(token)
    if verb is not None or not token:
        return None if verb is None else (verb, following)
    second = following.peek()
    verb = _VERBS.get(folded(token) + folded(second)) if second else None
    return None if verb is None else (verb, following.after(second))


def _help(scanner: Scanner) -> Asked | Misread:
    token = scanner.peek()
    if not token:
        return Asked(verb=Verb.HELP)
    found = _verb_at(scanner)
    if found is None:
        return misread.unknown_verb(token, _nearest(token))
    verb, scanner = found
    rest = scanner.peek()
    if rest:
        return misread.left_over(Verb.HELP, rest)
    return Asked(verb=Verb.HELP, subject=verb.value)


def _nearest(token: str) -> tuple[Verb, ...]:
    return by_initials(token, _NAMES) or beginning(token, _NAMES) or near(token, _NAMES)
