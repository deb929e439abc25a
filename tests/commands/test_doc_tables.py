from pathlib import Path

from bot.commands.model.commands import Asked
from bot.commands.model.grammar import read_command
from tests.commands.doc_tables import commands_table, words_table

DOC = (Path(__file__).parents[2] / "docs" / "chat-commands.md").read_text("utf-8")


def test_the_tables_that_people_read_are_those_that_commands_are_read_by() -> None:
    assert "\n".join(commands_table()) in DOC
    assert "\n".join(words_table()) in DOC


def test_every_line_that_the_page_shows_is_understood() -> None:
    shown = [block.split("```", 1)[0] for block in DOC.split("```text\n")[1:]]
    messages = [
        message
        for block in shown
        for message in block.replace("\n/", "\0/").rstrip("\n").split("\0")
    ]
    assert len(messages) > 8
    for message in messages:
        assert isinstance(read_command(message), Asked), message
