import asyncio

import pytest

from bot.core.database import open_database
from bot.core.errors import Invalid, NotFound
from bot.messenger.model.messages import Message
from bot.messenger.service.messages import Messages
from bot.workspace.service.members import Members
from tests.messenger.home import HANA, SUPER, Home


async def _room(home: Home, email: str = HANA) -> int:
    return (await home.parts.rooms.open_direct(home.bot, await home.number(email))).id


async def _count(home: Home) -> int:
    number: int = await home.database.fetch_value("SELECT count(*) FROM messenger_messages")
    return number


async def test_a_message_is_numbered_in_its_room_and_has_a_large_id(home: Home) -> None:
    room_id = await _room(home)
    sent = [await home.parts.messages.send(home.bot, room_id, f"{n}") for n in range(3)]
    assert [message.seq for message in sent] == [1, 2, 3]
    assert all(message.id > 2**53 for message in sent)
    assert sent[0].id < sent[1].id < sent[2].id
    assert sent[0].sent_at == home.clock.now()


async def test_messages_sent_at_once_are_all_kept_in_order(home: Home) -> None:
    rooms = [await _room(home), await _room(home, SUPER)]
    sent = await asyncio.gather(
        *(home.parts.messages.send(home.bot, rooms[n % 2], f"{n}") for n in range(250))
    )
    assert len({message.id for message in sent}) == 250
    for index, room_id in enumerate(rooms):
        mine = [message for message in sent if message.room_id == room_id]
        assert [message.seq for message in mine] == list(range(1, 126))
        assert [int(message.text) for message in mine] == list(range(index, 250, 2))
    assert await _count(home) == 250


async def test_a_key_sent_again_answers_the_same_message(home: Home) -> None:
    room_id = await _room(home)
    send = home.parts.messages.send
    first = await send(home.bot, room_id, "한 번", idempotency_key="k1")
    home.clock.move(1_000)
    again = await send(home.bot, room_id, "두 번", idempotency_key="k1")
    other = await send(home.bot, room_id, "다른 것", idempotency_key="k2")
    assert again == first
    assert other.seq == 2
    assert await _count(home) == 2


async def test_a_key_sent_many_times_at_once_is_stored_once(home: Home) -> None:
    room_id = await _room(home)
    sent = await asyncio.gather(
        *(
            home.parts.messages.send(home.bot, room_id, "하나", idempotency_key=f"k{n % 3}")
            for n in range(150)
        )
    )
    assert len({message.id for message in sent}) == 3
    assert await _count(home) == 3


async def test_two_processes_with_one_key_store_one_message(
    home: Home, database_url: str
) -> None:
    rooms = [await _room(home), await _room(home, SUPER)]
    second = await open_database(database_url)
    other = Messages(second, Members(second, home.clock), home.clock)

    async def send(messages: Messages, key: int, room_id: int) -> Message:
        return await messages.send(home.bot, room_id, "하나", idempotency_key=f"k{key}")

    # The same key in different rooms: the rooms' locks don't help, the key itself must.
    sent = await asyncio.gather(
        *(send(home.parts.messages, key, rooms[key % 2]) for key in range(40)),
        *(send(other, key, rooms[(key + 1) % 2]) for key in range(40)),
    )
    assert [message.id for message in sent[:40]] == [message.id for message in sent[40:]]
    assert len({message.id for message in sent}) == await _count(home) == 40
    await other.close()
    await second.close()


async def test_two_bots_may_use_the_same_key(home: Home) -> None:
    hana, (other, _) = await home.number(HANA), await home.another_bot()
    mine = await home.parts.rooms.open_direct(home.bot, hana)
    theirs = await home.parts.rooms.open_direct(other, hana)
    first, second = await asyncio.gather(
        home.parts.messages.send(home.bot, mine.id, "하나", idempotency_key="k"),
        home.parts.messages.send(other, theirs.id, "둘", idempotency_key="k"),
    )
    assert (first.text, second.text) == ("하나", "둘")


async def test_a_deactivated_member_is_not_sent_to_but_a_key_still_answers(home: Home) -> None:
    room_id = await _room(home)
    first = await home.parts.messages.send(home.bot, room_id, "하나", idempotency_key="k")
    await home.deactivate(HANA)
    with pytest.raises(NotFound) as refused:
        await home.parts.messages.send(home.bot, room_id, "둘")
    assert refused.value.word == "user_not_found"
    again = await home.parts.messages.send(home.bot, room_id, "하나", idempotency_key="k")
    assert again == first


async def test_a_refused_message_does_not_hold_up_those_beside_it(home: Home) -> None:
    room_id = await _room(home)
    answers = await asyncio.gather(
        home.parts.messages.send(home.bot, room_id, "하나"),
        home.parts.messages.send(home.bot, 1, "둘"),
        home.parts.messages.send(home.bot, room_id, "셋"),
        return_exceptions=True,
    )
    first, refused, third = answers
    assert isinstance(first, Message)
    assert isinstance(third, Message)
    assert isinstance(refused, NotFound)
    assert (first.seq, refused.word, third.seq) == (1, "conversation_not_found", 2)


async def test_a_bot_cannot_send_to_another_bots_room(home: Home) -> None:
    other, _ = await home.another_bot()
    with pytest.raises(NotFound) as refused:
        await home.parts.messages.send(other, await _room(home), "하나")
    assert refused.value.word == "conversation_not_found"
    assert refused.value.text.ko.startswith("채팅방을 찾을 수 없어요.")
    assert refused.value.text.en.startswith("There is no such conversation.")


async def test_a_cancelled_sender_does_not_stop_the_others(home: Home) -> None:
    room_id = await _room(home)
    send = home.parts.messages.send
    tasks = [asyncio.create_task(send(home.bot, room_id, f"{n}")) for n in range(3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    first, cancelled, third = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(first, Message)
    assert isinstance(cancelled, asyncio.CancelledError)
    assert isinstance(third, Message)


async def test_a_broken_database_is_heard_of_by_every_sender(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    room_id = await _room(home)

    async def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("bot.messenger.store.messages.add_many", broken)
    send = home.parts.messages.send
    answers = await asyncio.gather(
        *(send(home.bot, room_id, f"{n}") for n in range(3)), return_exceptions=True
    )
    assert [type(answer) for answer in answers] == [OSError] * 3
    monkeypatch.undo()
    assert (await send(home.bot, room_id, "다시")).seq == 1


@pytest.mark.parametrize("key", ["", "키", "a\nb", "x" * 256])
async def test_a_key_that_cannot_be_one_is_refused(small_home: Home, key: str) -> None:
    with pytest.raises(Invalid) as refused:
        await small_home.parts.messages.send(small_home.bot, 1, "하나", idempotency_key=key)
    assert refused.value.word == "invalid_parameter"
    assert refused.value.text.ko.startswith("Idempotency-Key는 1~255자의 ASCII")
    assert refused.value.text.en.startswith("Idempotency-Key must be 1 to 255")
