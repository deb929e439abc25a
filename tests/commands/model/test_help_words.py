"""Help is a card that fits, and says what one may not do and why."""

from collections.abc import Iterator

import pytest

from bot.commands.model.cards import Card
from bot.commands.model.commands import Verb
from bot.commands.model.described import Right
from bot.commands.model.help_words import WHY_NOT, help_card, help_card_of
from bot.commands.model.table import COMMANDS
from bot.core.errors import Bilingual
from bot.kakaowork import blocks

RIGHTS = [
    frozenset({Right.ANYONE}),
    frozenset({Right.ANYONE, Right.SENDING}),
    frozenset(Right),
]


def _both(text: Bilingual) -> tuple[str, str]:
    return text.ko, text.en


def _cards() -> Iterator[Card]:
    for rights in RIGHTS:
        yield help_card(rights.__contains__)
        yield from (help_card_of(verb, rights.__contains__) for verb in Verb)


def test_every_card_fits_into_a_message() -> None:
    for card in _cards():
        assert all(0 < len(one) <= blocks.HEADER_CHARACTERS for one in _both(card.title))
        assert all(
            0 < len(one) <= blocks.TEXT_CHARACTERS for text in card.words for one in _both(text)
        )
        assert len(card.buttons) <= blocks.ACTION_BUTTONS_MAX
        for detail in card.details:
            assert all(0 < len(one) <= blocks.TERM_CHARACTERS for one in _both(detail.term))
            assert all(0 < len(one) <= blocks.TEXT_CHARACTERS for one in _both(detail.text))


@pytest.mark.parametrize("rights", RIGHTS)
def test_help_lists_every_command_and_marks_those_that_are_not_yours(
    rights: frozenset[Right],
) -> None:
    card = help_card(rights.__contains__)
    lines_ko = "\n".join(text.ko for text in card.words).splitlines()
    lines_en = "\n".join(text.en for text in card.words).splitlines()
    for command in COMMANDS.values():
        why = WHY_NOT[command.right]
        if command.right in rights:
            assert f"{command.line.ko} · {command.help.ko}" in lines_ko
            assert f"{command.line.en} · {command.help.en}" in lines_en
        else:
            assert f"✕ {command.line.ko} · {why.ko}" in lines_ko
            assert f"✕ {command.line.en} · {why.en}" in lines_en


@pytest.mark.parametrize("verb", Verb)
def test_help_of_one_command_shows_its_examples_and_why_it_is_not_yours(verb: Verb) -> None:
    command = COMMANDS[verb]
    card = help_card_of(verb, frozenset({Right.ANYONE}).__contains__)
    said = "\n".join(text.ko for text in card.words)
    assert all(example.ko in said for example in command.examples)
    why = WHY_NOT[command.right].ko
    assert (bool(why) and why in said) == (command.right is not Right.ANYONE)
