"""The table of commands is whole: words, examples, twins, reviews."""

import click
import pytest

from bot.cli.main import cli
from bot.commands.model.commands import Asked, Verb, Word
from bot.commands.model.described import WORDS, About, Rest, Right
from bot.commands.model.folding import folded
from bot.commands.model.grammar import read_command
from bot.commands.model.table import COMMANDS

# By these a notice may reach its recipients.
SENDING = {Verb.SEND, Verb.SCHEDULE, Verb.RESUME, Verb.RETRY, Verb.REMIND, Verb.START_ALL}
EXAMPLES = [
    (verb, line)
    for verb, command in COMMANDS.items()
    for example in command.examples
    for line in (example.ko, example.en)
]


def test_every_verb_and_every_word_is_described() -> None:
    assert set(COMMANDS) == set(Verb)
    assert set(WORDS) == set(Word)


def test_the_english_word_of_a_verb_is_its_value() -> None:
    assert {verb: command.en[0] for verb, command in COMMANDS.items()} == {
        verb: verb.value for verb in Verb
    }
    assert {word: called.en[0] for word, called in WORDS.items()} == {
        word: word.value for word in Word
    }


def test_no_word_means_two_things() -> None:
    verbs = [folded(n) for c in COMMANDS.values() for n in {*c.ko, *c.en}]
    words = [folded(n) for called in WORDS.values() for n in {*called.ko, *called.en}]
    assert len(verbs) == len(set(verbs))
    assert len(words) == len(set(words))


@pytest.mark.parametrize(("verb", "line"), EXAMPLES)
def test_every_example_is_the_command_it_stands_at(verb: Verb, line: str) -> None:
    found = read_command(line)
    assert isinstance(found, Asked)
    assert found.verb is verb


@pytest.mark.parametrize("word", Word)
def test_every_example_of_a_word_is_read_as_it(word: Word) -> None:
    for example in (WORDS[word].example.ko, WORDS[word].example.en):
        found = read_command(f"/공지 작성 {example}")
        assert isinstance(found, Asked)
        assert set(found.words) == {word}
        assert found.text == ""


@pytest.mark.parametrize("verb", Verb)
def test_the_twin_is_a_command_of_the_command_line_or_the_reason_is_given(verb: Verb) -> None:
    twin = COMMANDS[verb].twin
    found: click.Command | None = cli
    for word in twin.words:
        assert isinstance(found, click.Group)
        found = found.get_command(click.Context(found), word)
    assert bool(twin.words) != bool(twin.reason)
    assert found is not None


def test_what_sends_is_reviewed() -> None:
    assert {verb for verb, command in COMMANDS.items() if command.sends} == SENDING
    assert all(COMMANDS[verb].reviewed for verb in SENDING)


def test_only_help_and_who_one_is_are_for_everybody() -> None:
    assert {v for v, c in COMMANDS.items() if c.right is Right.ANYONE} == {Verb.HELP, Verb.ME}
    assert {v for v, c in COMMANDS.items() if c.right is Right.SUPER_ADMIN} == {
        Verb.GRANT,
        Verb.REVOKE,
        Verb.STOP_ALL,
        Verb.START_ALL,
        Verb.AUDIT,
    }


def test_what_is_needed_is_something() -> None:
    for command in COMMANDS.values():
        assert not (command.about_needed and command.about is About.NOTHING)
        assert not (command.rest_needed and command.rest is Rest.NOTHING)
