from bot.broadcast.model.notices import Notice
from bot.broadcast.store import conversations
from tests.builders import Space


async def test_rooms_are_remembered_for_each_profile(space: Space, prepared: Notice) -> None:
    await space.profile("it")
    async with space.database.transaction() as tx:
        await conversations.remember(tx, "hr", [("mb_1", "10"), ("mb_2", "20")])
        await conversations.remember(tx, "hr", [("mb_1", "11")])
        await conversations.remember(tx, "it", [("mb_1", "99")])
    known = await conversations.known(space.database, "hr", ["mb_1", "mb_2", "mb_3"])
    assert known == {"mb_1": "11", "mb_2": "20"}
    assert await conversations.known(space.database, "hr", []) == {}
