"""The commands are found where main says they are, for only that is imported."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import click

import bot.cli
from bot.cli.main import MODULES, cli


def _written_in(command: click.Command) -> Iterator[str]:
    if isinstance(command, click.Group):
        for each in command.commands.values():
            yield from _written_in(each)
    else:
        yield command.callback.__module__.rpartition(".")[2]


def test_each_command_is_written_in_the_modules_that_are_imported_for_it() -> None:
    for module in pkgutil.iter_modules(bot.cli.__path__):
        import_module(f"bot.cli.{module.name}")
    assert {name: set(_written_in(command)) for name, command in cli.commands.items()} == {
        name: set(modules) for name, modules in MODULES.items()
    }
