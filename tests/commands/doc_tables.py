"""The tables of docs/chat-commands.md: `python -m tests.commands.doc_tables` prints them."""

from collections.abc import Iterator

from bot.commands.model.described import WORDS, About, Command, Rest, Right, WordNames
from bot.commands.model.table import COMMANDS

_ABOUT = {
    About.NOTHING: "",
    About.NOTICE: "N-42",
    About.SCHEDULE: "S-3",
    About.MEMBER: "@who",
    About.VERB: "command",
}
_REST = {
    Rest.NOTHING: "",
    Rest.BODY: "text",
    Rest.WHEN: "when",
    Rest.REASON: "reason",
    Rest.CODE: "code",
    Rest.PEOPLE: "people",
    Rest.PROFILE: "profile",
    Rest.STATES: "states",
}
_RIGHT = {
    Right.ANYONE: "anyone",
    Right.SENDING: "sending",
    Right.SUPER_ADMIN: "super admin",
}


def commands_table() -> list[str]:
    """A line for each command, below two lines of heading."""
    return [
        "| /notice | /공지 | takes | does | right | review | terminal |",
        "|---|---|---|---|---|---|---|",
        *(_command_row(command) for command in COMMANDS.values()),
    ]


def words_table() -> list[str]:
    """A line for each word, below two lines of heading."""
    return [
        "| English | 한국어 | example | says | many |",
        "|---|---|---|---|---|",
        *(_word_row(called) for called in WORDS.values()),
    ]


def _command_row(command: Command) -> str:
    twin = command.twin
    return _row(
        ", ".join(f"`{name}`" for name in command.en),
        ", ".join(f"`{name}`" for name in command.ko),
        " ".join(_takes(command)),
        f"{command.help.en} · {command.help.ko}",
        _RIGHT[command.right],
        "yes" if command.reviewed else "",
        f"`spacecast {' '.join(twin.words)}`" if twin.words else f"– {twin.reason}",
    )


def _takes(command: Command) -> Iterator[str]:
    if about := _ABOUT[command.about]:
        yield about if command.about_needed else f"[{about}]"
    if command.words and command.rest is not Rest.PROFILE:
        names = [called.name.en for word, called in WORDS.items() if word in command.words]
        yield f"[{names[0]}:…]" if len(names) == 1 else "[words]"
    if rest := _REST[command.rest]:
        yield rest if command.rest_needed else f"[{rest}]"


def _word_row(called: WordNames) -> str:
    return _row(
        ", ".join(f"`{name}:`" for name in called.en),
        ", ".join(f"`{name}:`" for name in called.ko),
        f"`{called.example.en}`",
        f"{called.help.en} · {called.help.ko}",
        "yes" if called.many else "",
    )


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


if __name__ == "__main__":
    print("\n".join([*commands_table(), "", *words_table()]))
