import asyncio

from tests.messenger.home import HANA, SENDER, Home

URL = "http://127.0.0.1:1/callback"


async def test_fifty_times_opened_at_once_it_is_one_room_for_each_person(home: Home) -> None:
    home.profile_bots.add(home.bot.id)
    await home.parts.bots.set_addresses(home.bot.id, {"callback_url": URL})
    hana, bonaem = await home.member(HANA), await home.member(SENDER)
    opened = await asyncio.gather(
        *(home.parts.bot_rooms.open(hana, home.bot.id) for _ in range(49)),
        home.parts.bot_rooms.open(bonaem, home.bot.id),
    )
    assert len(set(opened[:49])) == 1
    assert opened[49] not in opened[:49]
    count = await home.database.fetch_value("SELECT count(*) FROM messenger_rooms")
    assert count == 2


async def test_the_bot_writes_into_the_room_that_a_person_opened(home: Home) -> None:
    home.profile_bots.add(home.bot.id)
    await home.parts.bots.set_addresses(home.bot.id, {"callback_url": URL})
    hana = await home.member(HANA)
    room_id = await home.parts.bot_rooms.open(hana, home.bot.id)
    assert (await home.parts.rooms.open_direct(home.bot, hana.platform_id)).id == room_id


async def test_bots_that_take_messages_are_told_by_name(home: Home) -> None:
    home.profile_bots.add(home.bot.id)
    for name in ("나 알림", "가 알림"):
        bot, _ = await home.another_bot(name)
        await home.parts.bots.set_addresses(bot.id, {"callback_url": URL})
        home.profile_bots.add(bot.id)
    # One that a messenger set up anew doesn't know.
    home.profile_bots.add(9_999_999)
    listening = await home.parts.bot_rooms.listening()
    assert [bot.name for bot in listening] == ["가 알림", "나 알림"]
