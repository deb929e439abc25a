"""What somebody may have meant: words near by Hangul letters, by initials, or by their beginning."""

import unicodedata
from collections.abc import Hashable, Iterable, Mapping
from typing import Final, TypeVar

from bot.commands.model.folding import folded

T = TypeVar("T", bound=Hashable)

# Composed, a syllable is its initial, its vowel and its final, in these orders (Unicode 3.12).
_INITIALS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS: Final = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_FIRST, _LAST = 0xAC00, 0xD7A3
# The letters alone, as NFKC leaves them.
_ALONE: Final = {
    unicodedata.normalize("NFKC", letter): letter for letter in _INITIALS + _VOWELS
}
# Beyond this nobody looks for what was meant.
_LONGEST: Final = 24


def letters(word: str) -> str:
    """`word` with each Hangul syllable as its two or three letters."""
    parts: list[str] = []
    for sign in folded(word):
        if _FIRST <= ord(sign) <= _LAST:
            place = ord(sign) - _FIRST
            final = _FINALS[place % 28].strip()
            parts += [_INITIALS[place // 588], _VOWELS[place % 588 // 28], final]
        else:
            parts.append(_ALONE.get(sign, sign))
    return "".join(parts)


def initials(word: str) -> str:
    """The first letters of the syllables of `word`: 예약 is ㅇㅇ."""
    return "".join(
        _INITIALS[(ord(sign) - _FIRST) // 588]
        for sign in folded(word)
        if _FIRST <= ord(sign) <= _LAST
    )


def distance(one: str, other: str) -> int:
    """How many letters must be put in, left out, changed or swapped with the next one."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, sign in enumerate(one, 1):
        row = [i]
        for j, letter in enumerate(other, 1):
            best = min(last[j] + 1, row[-1] + 1, last[j - 1] + (sign != letter))
            if i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == letter:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, last = last, row
    return last[-1]


def near(word: str, names: Mapping[str, T], most: int = 2) -> tuple[T, ...]:
    """Up to `most` things that `word` is a slip of; the nearest first, none where none is near."""
    written = letters(word[:_LONGEST])
    if not written or len(word) > _LONGEST:
        return ()
    ranked = sorted(
        (far, place, thing)
        for place, (name, thing) in enumerate(names.items())
        if (far := distance(written, spelt := letters(name))) <= _slips(written, spelt)
    )
    return _different((thing for _, _, thing in ranked), most)


def beginning(word: str, names: Mapping[str, T], most: int = 4) -> tuple[T, ...]:
    """Up to `most` things whose names begin with `word`."""
    start = letters(word)
    found = (thing for name, thing in names.items() if letters(name).startswith(start))
    return _different(found, most) if start else ()


def by_initials(word: str, names: Mapping[str, T], most: int = 2) -> tuple[T, ...]:
    """Up to `most` things whose initials `word` is, or begins."""
    start = letters(word)
    if not start or any(letter not in _INITIALS for letter in start):
        return ()
    whole = [thing for name, thing in names.items() if initials(name) == start]
    begun = [thing for name, thing in names.items() if initials(name).startswith(start)]
    return _different(whole or begun, most)


def _slips(written: str, spelt: str) -> int:
    """How many slips two words of these lengths may differ by: one in three letters."""
    return min(3, max(len(written), len(spelt)) // 3)


def _different(things: Iterable[T], most: int) -> tuple[T, ...]:
    return tuple(dict.fromkeys(things))[:most]
