"""The one table of commands, in the order in which help lists them."""

from collections.abc import Mapping
from typing import Final

from bot.commands.model.commands import Verb
from bot.commands.model.described import Command
from bot.commands.model.table_after import AFTER
from bot.commands.model.table_before import BEFORE

COMMANDS: Final[Mapping[Verb, Command]] = {**BEFORE, **AFTER}
