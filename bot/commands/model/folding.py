"""Folding of what is compared: width, composition, case, invisible signs. Values are never folded."""

import unicodedata
from typing import Final

COLONS: Final = frozenset(":：﹕︓")
EQUALS: Final = frozenset("=＝﹦")
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−_", "-"))
_SHOWN: Final = 24


def folded(token: str) -> str:
    """`token` as it is compared with words of commands."""
    seen = "".join(sign for sign in token if unicodedata.category(sign) not in {"Cf", "Cs"})
    return unicodedata.normalize("NFKC", seen).casefold().translate(_DASHES)


def is_plain(token: str) -> bool:
    """Whether folding keeps the numbers in `token`: 4² must not become 42."""
    return all(unicodedata.category(sign) != "No" for sign in token)


def is_blank(sign: str) -> bool:
    """Whether `sign` separates words; invisible signs at an edge count as blanks."""
    return sign.isspace() or sign in "\ufeff\u200b\u2060"


def shown(token: str) -> str:
    """`token` as an answer may quote it: one short line of signs that can be seen."""
    seen = "".join(sign if sign.isprintable() else " " for sign in token)
    line = " ".join(seen.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
