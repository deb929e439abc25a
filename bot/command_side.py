"""Commands put together: what is written and pressed, the cards that answer, the loops behind them."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.broadcast.model.acknowledgements import ACTION
from bot.broadcast.model.callbacks import MESSAGE_ACTION
from bot.broadcast.service.answer_presses import AnswerPresses, ReceiptIntake
from bot.broadcast.service.callback_keys import CallbackKeys
from bot.broadcast.service.images import Images
from bot.broadcast.service.notices import Notices
from bot.broadcast.service.platform import Platform
from bot.broadcast.service.presses import CallbackHandlers
from bot.commands.model.grammar import read_command
from bot.commands.service.answering import Answering
from bot.commands.service.buttons import CommandButtons, Forms
from bot.commands.service.card_message import COMMAND_ACTION, FORM_ACTION, Signs
from bot.commands.service.chat import Chat, ReadsCommands
from bot.commands.service.desk import Desk
from bot.commands.service.menus import Menus
from bot.commands.service.places import RunsCommands
from bot.commands.service.status_cards import LOOK_EVERY, StatusCards
from bot.commands.service.tools import Tools
from bot.core.clock import SECOND, Clock
from bot.core.database import Database
from bot.core.rounds import Rounds
from bot.schedule_side import ScheduleSide
from bot.web.keys import WebParts
from bot.workspace.service.members import Members

_MENUS_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandSide:
    """The handlers of `message`, `cmd` and `form`, and the two loops."""

    chat: Chat
    buttons: CommandButtons
    forms: Forms
    menus: Menus
    status_cards: StatusCards
    menu_rounds: Rounds
    status_rounds: Rounds

    def register(self, handlers: CallbackHandlers) -> None:
        """Let it handle what is written and pressed."""
        handlers.actions[MESSAGE_ACTION] = self.chat
        handlers.actions[COMMAND_ACTION] = self.buttons
        handlers.actions[FORM_ACTION] = self.forms
        handlers.modals[FORM_ACTION] = self.forms

    def start(self) -> None:
        """Start the loops."""
        self.menu_rounds.start()
        self.status_rounds.start()

    async def stop(self) -> None:
        """Stop the loops; what is left to do is in the database."""
        await self.status_rounds.stop()
        await self.menu_rounds.stop()


def desk_of(parts: WebParts, planning: ScheduleSide) -> Desk:
    """What does the commands, by the services that every surface has."""
    return Desk(
        Tools(
            database=parts.database, clock=parts.clock, members=parts.members,
            workspace=parts.workspace, audit=parts.audit, audiences=parts.audiences,
            composer=parts.composer, profiles=parts.profiles, notices=parts.notices,
            readiness=planning.readiness, sending=parts.sending, control=parts.control,
            trials=parts.trials, schedules=parts.schedules, writing=parts.schedule_writing,
            reminding=parts.reminding, acknowledgements=parts.acknowledgements,
        )
    )  # fmt: skip


def commands_of(
    parts: WebParts,
    planning: ScheduleSide,
    platform: Platform,
    handlers: CallbackHandlers,
    on_defect: Callable[[BaseException], None],
) -> CommandSide:
    """Build it over the services that there are, and let it handle what is written and pressed."""
    side = command_side(
        parts.database, parts.clock, desk=desk_of(parts, planning), reads=read_command,
        platform=platform, keys=parts.callback_keys, notices=parts.notices,
        members=parts.members, images=parts.images, public_url=parts.public_url,
        on_defect=on_defect,
    )  # fmt: skip
    side.register(handlers)
    answers = AnswerPresses(parts.database, platform, parts.acknowledgements)
    handlers.batches[ACTION] = answers
    handlers.receipts = ReceiptIntake(parts.acknowledgements)
    return side


def command_side(
    database: Database,
    clock: Clock,
    *,
    desk: RunsCommands,
    reads: ReadsCommands,
    platform: Platform,
    keys: CallbackKeys,
    notices: Notices,
    members: Members,
    images: Images,
    public_url: str,
    on_defect: Callable[[BaseException], None],
) -> CommandSide:
    """Build it."""
    signs = _signing(keys)
    status_cards = StatusCards(
        database, clock, desk=desk, platform=platform, signs=signs, public_url=public_url,
        wake=lambda: status_rounds.wake(),  # noqa: PLW0108 -- known only when it is called
    )  # fmt: skip
    status_rounds = Rounds(
        "status cards", status_cards.look, LOOK_EVERY / SECOND, on_defect=on_defect
    )
    answering = Answering(
        database, desk=desk, platform=platform, signs=signs, public_url=public_url,
        following=status_cards,
    )  # fmt: skip
    menus = Menus(database, clock, platform=platform, signs=signs, public_url=public_url)
    return CommandSide(
        chat=Chat(
            database, clock, answering=answering, reads=reads, platform=platform, images=images
        ),
        buttons=CommandButtons(answering),
        forms=Forms(answering, notices=notices, members=members, signs=signs),
        menus=menus,
        status_cards=status_cards,
        menu_rounds=Rounds("menus", menus.send_missing, _MENUS_SECONDS, on_defect=on_defect),
        status_rounds=status_rounds,
    )


def _signing(keys: CallbackKeys) -> Callable[[str], Signs]:
    def signs(profile_id: str) -> Signs:
        return lambda parts: keys.signed_value(profile_id, parts)

    return signs
