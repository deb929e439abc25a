"""Lines of chat, broken at random: `python -m tests.commands.fuzz 100000 [seed]`."""

import random
import sys
import unicodedata
from collections import Counter

from bot.commands.model.commands import Asked, Verb
from bot.commands.model.described import WORDS, About, Rest
from bot.commands.model.grammar import LONGEST, Misread, read_command
from bot.commands.model.table import COMMANDS

MOST = 10_000_000
_SIGNS = (
    "/／ \u3000\t\n\r\u200b\ufeff\u00a0:：=＝\"'“”‘’「」#@＠?？|,，-–N０4²①Ⅳ½가힣ㄱㅏ가🎉👩‍👩‍👧ßİ﷽"
    "\x00\ud800\udfff\U0010ffff\u202e\u0301"
)
_ALIKE = str.maketrans({"/": "／", ":": "：", "=": "＝", '"': "“", " ": "\u3000", "N": "Ｎ"})


def seeds() -> tuple[str, ...]:
    """Well-formed lines, to be broken."""
    names = [
        name for called in WORDS.values() for name in (called.example.ko, called.example.en)
    ]
    lines = [text for c in COMMANDS.values() for e in c.examples for text in (e.ko, e.en)]
    roots = ("/공지", "/notice")
    verbs = [name for c in COMMANDS.values() for name in (*c.ko, *c.en)]
    return (
        *lines,
        *(f"/공지 작성 {name} 본문" for name in names),
        *(f"{root} {verb} N-42" for root in roots for verb in verbs),
        "안녕하세요",
        "//공지 보내기 N-42",
        "",
    )


def broken(line: str, chance: random.Random, lines: tuple[str, ...]) -> str:
    """`line` after a few random changes."""
    for _ in range(chance.randrange(6)):
        at, to = sorted((chance.randrange(len(line) + 1), chance.randrange(len(line) + 1)))
        other = chance.choice(lines)
        line = chance.choice(
            (
                line[:at] + chance.choice(_SIGNS) + line[at:],
                line[:at] + line[at + 1 :],
                line[:at] + line[to:],
                line[:to] + line[at:],
                line[:at] + line[at:to].translate(_ALIKE) + line[to:],
                line[:at] + line[at:to][::-1] + line[to:],
                line[:at] + other[chance.randrange(len(other) + 1) :],
                line[:at] + chr(chance.randrange(0x110000)) + line[at:],
                unicodedata.normalize(chance.choice(("NFC", "NFD", "NFKC", "NFKD")), line),
                line.swapcase(),
                line * chance.choice((1, 1, 1, 2, 400)),
            )
        )[: LONGEST + 5]
    return line


def check(line: str) -> str:
    """What became of `line`; AssertionError where it may not have become that."""
    found = read_command(line)
    assert read_command(line) == found
    match found:
        case None:
            return "no command"
        case Misread(text=text):
            assert 0 < len(text.ko) <= 500, line
            assert 0 < len(text.en) <= 500, line
            assert (text.ko + text.en).isprintable(), line
            return "misread"
        case Asked():
            _check_asked(found, line)
            return f"asked: {found.verb.value}"


def _check_asked(asked: Asked, line: str) -> None:
    command = COMMANDS[asked.verb]
    assert len(line) <= LONGEST, line
    # No notice is sent by a line alone: there is a review, or it answers one by its code.
    assert command.reviewed or not command.sends, line
    assert asked.verb is not Verb.CONFIRM or asked.text.isalnum(), line
    assert set(asked.words) <= command.words, line
    assert all(values for values in asked.words.values()), line
    assert not command.about_needed or asked.subject, line
    assert not command.rest_needed or asked.text, line
    assert command.rest is not Rest.NOTHING or not asked.text, line
    if command.about in {About.NOTICE, About.SCHEDULE} and asked.subject:
        letter, _, number = asked.subject.partition("-")
        assert letter == ("N" if command.about is About.NOTICE else "S"), line
        assert number.isascii(), line
        assert number.isdigit(), line
    if command.rest in {Rest.BODY, Rest.REASON}:
        # The text is the end of the line, as it was written.
        assert line.rstrip().endswith(asked.text), line


def run(count: int, seed: int) -> Counter[str]:
    """Check `count` broken lines; how many became what."""
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    lines = seeds()
    outcomes: Counter[str] = Counter()
    for _ in range(min(count, MOST)):
        line = broken(chance.choice(lines), chance, lines)
        try:
            outcomes[check(line)] += 1
        except Exception:
            print(f"seed {seed}: {line!r}")
            raise
    return outcomes


def main() -> None:
    """Run, and print what became of the lines."""
    given = [int(word) for word in sys.argv[1:]]
    count = given[0] if given else 2_000
    seed = given[1] if len(given) > 1 else random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    outcomes = run(count, seed)
    for outcome, number in sorted(outcomes.items()):
        print(f"{number:>9,}  {outcome}")
    print(f"{outcomes.total():>9,}  lines")


if __name__ == "__main__":
    main()
