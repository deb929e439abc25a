"""Every call of our own client against our own server."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestServer

from bot.kakaowork.attachment_calls import OutgoingFile
from bot.kakaowork.blocks import Header
from bot.kakaowork.client import WebApi
from bot.kakaowork.connections import Connections
from bot.kakaowork.errors import Refused
from bot.kakaowork.time_calls import UserTime
from tests.messenger.attachments import PNG
from tests.messenger.home import HANA, SENDER, SUPER, Home

START, END = 1_617_889_170, 1_617_921_570


@pytest.fixture
async def own(small_home: Home) -> AsyncIterator[WebApi]:
    """Our client as the home's bot."""
    async with (
        TestServer(small_home.app()) as server,
        Connections(f"http://{server.host}:{server.port}/messenger") as connections,
    ):
        yield WebApi(connections, small_home.app_key)


async def test_users_and_their_times(own: WebApi, small_home: Home) -> None:
    hana = await own.users_find_by_email(HANA)
    assert await own.users_find_by_phone_number("+82 10-1234-5678") == hana
    assert await own.users_info(hana.id) == hana
    listed = [user.id async for users in own.users_list() for user in users]
    assert len(listed) == 3
    await own.users_set_work_time(UserTime(user_id=hana.id, start=START, end=END))
    times = [UserTime(user_id=one, start=START, end=END) for one in listed]
    await own.users_set_vacation_time(times[0])
    await own.batch_set_work_time(times)
    await own.batch_set_vacation_time(times)
    await own.batch_reset_vacation_time(listed)
    changed = await own.users_info(hana.id)
    assert (changed.work_start_time, changed.work_end_time) == (START, END)
    assert (changed.vacation_start_time, changed.vacation_end_time) == (None, None)
    await own.batch_reset_work_time(listed)
    assert await own.users_info(hana.id) == hana


async def test_rooms_and_what_is_sent_into_them(own: WebApi, small_home: Home) -> None:
    hana, boss = [str(await small_home.number(email)) for email in (HANA, SUPER)]
    direct = await own.conversations_open(hana)
    group = await own.conversations_open_group([hana], "알림방")
    await own.invite(group.id, [boss])
    await own.conversations_edit(group.id, "새 이름")
    await own.kick(group.id, [hana])
    assert [user.id for user in await own.conversations_users(group.id)] == [boss]
    listed = [room async for rooms in own.conversations_list() for room in rooms]
    assert [(room.id, room.name) for room in listed] == [
        (direct.id, "이하나"),
        (group.id, "새 이름"),
    ]
    sent = await own.messages_send(direct.id, "안내", [Header(text="제목")])
    assert await own.post_message(
        b'{"conversation_id":%s,"text":"a"}' % direct.id.encode(), "k"
    )
    by_email = await own.messages_send_by_email(SENDER, "안내")
    by_key = await own.messages_send_by("안내", key=await _id(own, SENDER))
    assert (sent.conversation_id, by_email.conversation_id) == (
        direct.id,
        by_key.conversation_id,
    )


async def _id(own: WebApi, email: str) -> str:
    return (await own.users_find_by_email(email)).id


async def test_files_are_uploaded_and_sent(own: WebApi, small_home: Home) -> None:
    room = await own.conversations_open(await _id(own, HANA))
    picture = OutgoingFile(name="가.png", content=PNG, type="image")
    ids = await own.upload(room.id, [picture, picture, OutgoingFile(name="a", content=b"")])
    await own.messages_send_attachments(room.id, "image", ids[:2])
    message = await own.messages_send_attachments(room.id, "file", ids[2:])
    assert message is not None
    assert message.text == "a"
    with pytest.raises(Refused) as caught:
        await own.messages_send_attachments(room.id, "file", ["7"])
    assert (caught.value.code, caught.value.status) == ("invalid_parameter", 400)


async def test_a_message_is_changed(own: WebApi) -> None:
    sent = await own.messages_send_by_email(HANA, "하나")
    changed = await own.messages_update(sent.id, "둘", [Header(text="제목")])
    assert (changed.id, changed.conversation_id) == (sent.id, sent.conversation_id)
    assert changed.text == "둘"
    with pytest.raises(Refused) as caught:
        await own.messages_update("7", "둘")
    assert (caught.value.code, caught.value.status) == ("invalid_parameter", 400)


async def test_a_sent_file_is_fetched_whole_or_not_at_all(
    own: WebApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await own.conversations_open(await _id(own, HANA))
    content = bytes(range(256)) * 1_000
    (empty, full) = await own.upload(
        room.id,
        [OutgoingFile(name="a", content=b""), OutgoingFile(name="b.bin", content=content)],
    )
    with pytest.raises(Refused) as caught:
        await own.attachments_download(full)
    assert (caught.value.code, caught.value.status) == ("conversation_not_found", 404)
    for one, bytes_ in ((empty, b""), (full, content)):
        await own.messages_send_attachments(room.id, "file", [one])
        assert await own.attachments_download(one) == bytes_
    monkeypatch.setattr("bot.kakaowork.client.DOWNLOAD_BYTES_MAX", 1_000)
    with pytest.raises(Refused) as caught:
        await own.attachments_download(full)
    assert caught.value.code == "unreadable_answer"


async def test_the_workspace_and_the_bot(own: WebApi, small_home: Home) -> None:
    assert (await own.spaces_info()).name == "우리회사"
    assert (await own.bots_info()).bot_id == str(small_home.bot.id)
    departments = [one.name async for page in own.departments_list() for one in page]
    assert departments == ["본사", "인사팀"]
