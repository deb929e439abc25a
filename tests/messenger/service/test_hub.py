from bot.messenger.model.chat import RoomChanged
from bot.messenger.service.hub import Hub


async def test_ending_somebodys_screens_leaves_the_others_open() -> None:
    hub = Hub()
    own, other, theirs = hub.open(1), hub.open(1), hub.open(2)
    hub.end_of(1)
    hub.tell(RoomChanged(room_id=7), [1, 2])
    assert await own.next() is None
    assert await other.next() is None
    assert await theirs.next() == RoomChanged(room_id=7)
