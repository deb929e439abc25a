"""A desk over a workspace: what is asked there, and the cards that answer."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.broadcast.delivery.fanout import Fanout
from bot.broadcast.model.notices import Notice, NoticeState
from bot.broadcast.service.audiences import Audiences
from bot.broadcast.service.notices import NoticeView
from bot.broadcast.service.readiness import Readiness
from bot.broadcast.service.reminding import Reminding
from bot.broadcast.store import deliveries, notices, profiles, shards
from bot.commands.model.cards import Card
from bot.commands.model.commands import Asked, Verb
from bot.commands.model.grammar import read_command
from bot.commands.model.misread import Misread
from bot.commands.service.card_message import card_message
from bot.commands.service.desk import Desk
from bot.commands.service.places import Place
from bot.commands.service.tools import Tools
from bot.kakaowork.rules import check_blocks, check_message_text
from bot.workspace.model.actors import Actor, Surface
from tests.builders import Space


@dataclass(kw_only=True)
class AtDesk:
    """Asks as the members of a space, each time with the rights of the moment."""

    space: Space
    desk: Desk
    profile_id: str = "hr"
    callbacks: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    async def asks(self, who: str, asked: Asked | str, *, by: str | None = None) -> Card:
        """Ask in one line or by a button; every answer fits into a message, in both languages."""
        if isinstance(asked, str):
            read = read_command(asked)
            assert not isinstance(read, Misread), read.text.ko
            assert read is not None
            asked = read
        actor = await self.space.actor(who, Surface.CHAT)
        profile = await profiles.get(self.space.database, self.profile_id)
        place = Place(profile=profile, conversation_id="77")
        by = by or f"cb_{next(self.callbacks)}"
        card = await self.desk.run(actor, place, asked, by=by)
        require_fits(card)
        return card

    async def presses(
        self, who: str, card: Card, number: int = 0, by: str | None = None
    ) -> Card:
        """Press a button of a card."""
        does = card.buttons[number].does
        assert isinstance(does, Asked)
        return await self.asks(who, does, by=by)

    async def notice(self, key: str) -> Notice:
        """The notice as it is now."""
        return await notices.get(self.space.database, key)

    async def states(self) -> list[NoticeState]:
        """The state of every notice."""
        rows = await self.space.database.fetch("SELECT state FROM notices ORDER BY number")
        return [NoticeState(row["state"]) for row in rows]


def at_desk(space: Space, reminding: Reminding | None = None) -> AtDesk:
    """A desk over the services of a space."""
    tools = Tools(
        database=space.database,
        clock=space.clock,
        members=space.members,
        workspace=space.settings,
        audit=space.audit,
        audiences=Audiences(space.database),
        composer=space.composer,
        profiles=space.profiles,
        notices=space.notices,
        readiness=Readiness(
            space.database, space.clock, profiles=space.profiles, composer=space.composer
        ),
        sending=space.sending,
        control=space.control,
        trials=space.trials,
        schedules=space.planning.schedules,
        writing=space.planning.writing,
        reminding=reminding or space.planning.reminding,
        acknowledgements=space.acknowledgements,
    )
    return AtDesk(space=space, desk=Desk(tools))


def require_fits(card: Card) -> None:
    """Every block of the card keeps to the platform's limits, and every button says its word."""
    for language in ("ko", "en"):
        signed = {index: "s1.x" for index, _ in enumerate(card.buttons)}
        made = card_message(card, language, values=signed, public_url="https://n.example.com")
        assert check_blocks(made.blocks, careful=True) == []
        assert check_message_text(made.text) == []
        assert all(len(one.label.in_(language)) <= 20 for one in card.buttons)
        assert len(card.title.in_(language)) <= 20
    for one in card.buttons:
        if isinstance(one.does, Asked):
            assert len(one.does.text) <= 20


def code_of(card: Card) -> str:
    """The code that a review card's first button stands for."""
    does = card.buttons[0].does
    assert isinstance(does, Asked)
    assert does.verb is Verb.CONFIRM
    return does.text


def said(card: Card) -> str:
    """All that a card says, in Korean."""
    lines = [card.title.ko, *(one.ko for one in card.words)]
    return "\n".join([*lines, *(f"{one.term.ko}: {one.text.ko}" for one in card.details)])


async def under_way(space: Space, *, failed: int = 0) -> str:
    """A notice that is being sent, `failed` of whose deliveries have failed."""
    made = await space.sent("hana")
    await Fanout(space.database, space.clock, 5).prepare(made.id)
    async with space.database.transaction() as tx:
        rows = await shards.lock_all(tx, made.id)
        for shard, span in rows.items():
            moved = [one.row for one in await deliveries.page(tx, made.id, limit=100)]
            for row in moved:
                if failed and row in span:
                    failed -= 1
                    await tx.execute(
                        "UPDATE deliveries SET state = 'failed' WHERE id = $1", row
                    )
                    await shards.change(tx, made.id, shard, {"pending": -1, "failed": 1})
    return made.label


class CountedReminding(Reminding):
    """Says that seven have not answered, and makes a draft for each reminder."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.made: list[str] = []

    async def to_remind(self, actor: Actor, key: str) -> int:
        """Always seven."""
        await self.space.notices.get(actor, key)
        return 7

    async def remind(self, actor: Actor, key: str) -> NoticeView:
        """Make one."""
        self.made.append(key)
        made = await self.space.notice("hana")
        await self.space.database.atomically(
            lambda tx: tx.execute("UPDATE notices SET reminds = $1 WHERE id = $2", key, made.id)
        )
        return await self.space.notices.get(actor, made.id)
