"""People talking in ordinary rooms, without HTTP."""

from dataclasses import dataclass

from bot.messenger.model.chat import ChatEvent, ChatMessage, NewMessage, NewRoom
from bot.messenger.model.rooms import RoomKind
from bot.messenger.model.secret_messages import SecretText
from bot.messenger.service.chat_side import ChatSide
from bot.messenger.service.hub import Screen
from bot.workspace.model.members import Member
from tests.messenger.home import HANA, SENDER, SUPER, Home


@dataclass(frozen=True, kw_only=True)
class Talk:
    """Three members and the ordinary side of the chat."""

    home: Home
    side: ChatSide
    hana: Member
    bonaem: Member
    goun: Member

    async def group(self, *others: Member, name: str | None = None) -> int:
        """A group that 이하나 opens."""
        numbers = [one.platform_id for one in others]
        wanted = NewRoom(kind=RoomKind.GROUP, user_ids=numbers, name=name)
        return (await self.side.open(self.hana, wanted)).id

    async def say(self, who: Member, room_id: int, text: str) -> ChatMessage:
        """Write."""
        return await self.side.send(who, room_id, NewMessage(text=SecretText(text)))

    async def texts(self, who: Member, room_id: int) -> list[str]:
        """What somebody sees of a room."""
        return [one.text for one in await self.side.after(who, room_id, 0, 100)]

    def screen(self, who: Member) -> Screen:
        """An open screen."""
        return self.home.parts.hub.open(who.platform_id)


async def talk_in(home: Home) -> Talk:
    """The talk of a workspace's people."""
    return Talk(
        home=home,
        side=home.parts.sides[0],
        hana=await home.member(HANA),
        bonaem=await home.member(SENDER),
        goun=await home.member(SUPER),
    )


async def told(screen: Screen) -> list[ChatEvent]:
    """What a screen was told."""
    events = []
    while screen._waiting.qsize():
        event = await screen.next()
        assert event is not None
        events.append(event)
    return events
