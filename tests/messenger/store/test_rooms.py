from bot.messenger.store import messages, person_rooms, rooms
from bot.messenger.store.marks import marks
from tests.messenger.home import HANA, Home


def test_marks_count_from_the_first_and_are_never_empty() -> None:
    assert marks(3) == "$1, $2, $3"
    assert marks(2, 4) == "$4, $5"
    assert marks(0) == "NULL"


async def test_asking_for_nothing_finds_and_removes_nothing(home: Home) -> None:
    room = await home.parts.rooms.open_direct(home.bot, await home.number(HANA))
    async with home.database.transaction() as tx:
        await rooms.remove_members(tx, room.id, [])
        assert await rooms.lock(tx, []) == {}
        assert await rooms.direct_rooms(tx, []) == {}
        assert await rooms.posting(tx, [], []) == {}
        assert await messages.last_of(tx, []) == {}
        assert await messages.by_keys(tx, []) == {}
        assert await person_rooms.read_seqs(tx, []) == {}
        assert len(await rooms.member_ids(tx, room.id)) == 2
