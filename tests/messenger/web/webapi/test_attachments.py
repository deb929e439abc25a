import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import FormData
from aiohttp.test_utils import TestClient

from bot.messenger.model.attachments import UploadLimits
from bot.messenger.model.faults import Fault, Faults
from bot.messenger.model.simulation import Simulation
from bot.messenger.service.attachments import Attachments
from tests.messenger.attachments import PNG, uploaded
from tests.messenger.home import HANA, Home
from tests.messenger.web.conftest import Caller, OpenClient

FILE = {"file_name": "안내.pdf", "file_type": "file", "file_size": 8}
IMAGE = {"file_name": "가.png", "file_type": "image", "file_size": len(PNG)}
PDF = b"%PDF-1.7"
Files = list[tuple[str, bytes]]
PLAIN: Files = [("attachments[]", PDF)]


async def _room(api: Caller, home: Home) -> int:
    _, body = await api.post("conversations.open", {"user_id": await home.number(HANA)})
    return int(body["conversation"]["id"])


def _form(files: Files, metas: object, *, metas_first: bool = False) -> FormData:
    form = FormData(default_to_multipart=True)
    told = metas if isinstance(metas, str) else json.dumps(metas)
    if metas_first:
        form.add_field("metas", told)
    for name, content in files:
        form.add_field(name, content, filename="a.bin", content_type="application/pdf")
    if not metas_first and metas is not None:
        form.add_field("metas", told)
    return form


async def _upload(api: Caller, room_id: object, form: FormData) -> tuple[int, dict[str, Any]]:
    response = await api.client.post(
        f"/messenger/v1/conversations/{room_id}/upload", data=form, headers=api.headers
    )
    return await api._answer(response)


@pytest.mark.parametrize("metas_first", [True, False])
async def test_files_are_uploaded_and_sent(
    api: Caller, small_home: Home, metas_first: bool
) -> None:
    room_id = await _room(api, small_home)
    files = [("attachments[]", PDF), ("attachments", PNG)]
    form = _form(files, [FILE, IMAGE], metas_first=metas_first)
    status, body = await _upload(api, room_id, form)
    assert status == 200
    pdf, png = body["attachments"]
    assert pdf == {
        "attachment_id": int(pdf["id"]),
        "id": pdf["id"],
        "file_name": "안내.pdf",
        "file_type": "file",
        "file_size": 8,
    }
    assert int(pdf["id"]) > 2**53
    for kind, attachment, text in (
        ("file", {"attachment_id": pdf["attachment_id"]}, "안내.pdf"),
        ("image", {"attachment_ids": [png["id"]]}, "가.png"),
    ):
        sent = {"conversation_id": str(room_id), "type": kind, "attachment": attachment}
        status, body = await api.post("messages.send_attachments", sent)
        assert (status, body["message"]["text"]) == (200, text)
        assert (body["message"]["conversation_id"], body["message"]["blocks"]) == (room_id, [])


async def test_a_video_needs_to_say_how_it_plays(api: Caller, small_home: Home) -> None:
    room_id = await _room(api, small_home)
    video = {"file_name": "a.mp4", "file_type": "video", "file_size": 8}
    _, body = await _upload(api, room_id, _form(PLAIN, [video]))
    assert body["error"]["code"] == "missing_parameter"
    assert "metas[0].duration" in body["error"]["message"]
    more = {"duration": 1.5, "width": 640, "height": "480", "rotation": 0}
    status, body = await _upload(api, room_id, _form(PLAIN, [video | more]))
    assert status == 200
    sent = {"conversation_id": room_id, "type": "video"}
    attachment = {"attachment_id": body["attachments"][0]["id"]}
    status, _ = await api.post("messages.send_attachments", {**sent, "attachment": attachment})
    assert status == 200


@pytest.mark.parametrize(
    ("files", "metas", "code"),
    [
        (PLAIN, None, "missing_parameter"),
        ([], [FILE], "missing_parameter"),
        (PLAIN, "[", "invalid_parameter"),
        (PLAIN, {}, "invalid_parameter"),
        (PLAIN, ["x"], "invalid_parameter"),
        (PLAIN, [FILE, FILE], "invalid_parameter"),
        (PLAIN, [{**FILE, "file_size": 9}], "invalid_parameter"),
        (PLAIN, [{**FILE, "file_size": -1}], "invalid_parameter"),
        (PLAIN, [{**FILE, "file_type": "music"}], "invalid_parameter"),
        (PLAIN, [{**FILE, "file_type": None}], "missing_parameter"),
        (PLAIN, [{**FILE, "file_name": ".."}], "invalid_parameter"),
        (PLAIN, [{**FILE, "file_name": "a\nb.pdf"}], "invalid_parameter"),
        (PLAIN, [{**FILE, "file_name": "가" * 256}], "invalid_parameter"),
        (PLAIN, [{**IMAGE, "file_size": 8}], "invalid_parameter"),
        (PLAIN * 6, [FILE] * 6, "invalid_parameter"),
    ],
)
async def test_an_upload_is_refused_and_leaves_nothing(
    api: Caller, small_home: Home, files: Files, metas: object, code: str
) -> None:
    room_id = await _room(api, small_home)
    status, body = await _upload(api, room_id, _form(files, metas))
    assert (status, body["error"]["code"]) == (400, code)
    arriving = small_home.parts.attachments._folder / "arriving"
    assert not arriving.exists() or list(arriving.iterdir()) == []


@pytest.mark.parametrize(
    ("content_type", "body", "code"),
    [
        ("application/json", b"{}", "invalid_content_type"),
        ("multipart/form-data", b"", "invalid_representation"),
        ("multipart/form-data; boundary=x", b"", "invalid_representation"),
        ("multipart/form-data; boundary=x", b"--y\r\n\r\n--y--", "invalid_representation"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="attachments[]"\r\n\r\nabc',
            "invalid_representation",
        ),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y--\r\n--x--\r\n",
            "invalid_representation",
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="metas"\r\n\r\n\xff\r\n--x--\r\n',
            "invalid_representation",
        ),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nName\r\n\r\n\r\n--x--",
            "invalid_representation",
        ),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nA: " + b"a" * 9_000 + b"\r\n\r\n\r\n--x--",
            "invalid_representation",
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 21 + b"--x--\r\n",
            "invalid_representation",
        ),
    ],
)
async def test_a_body_that_is_no_upload_is_refused(
    api: Caller, small_home: Home, content_type: str, body: bytes, code: str
) -> None:
    room_id = await _room(api, small_home)
    path = f"conversations/{room_id}/upload"
    status, answer = await api.post_raw(path, body, content_type)
    assert (status, answer["error"]["code"]) == (400, code)


async def test_a_field_that_never_ends_is_refused(api: Caller, small_home: Home) -> None:
    room_id = await _room(api, small_home)
    status, body = await _upload(api, room_id, _form(PLAIN, " " * 70_000))
    assert (status, body["error"]["code"]) == (413, "bad_request")


async def test_nothing_is_uploaded_to_a_room_of_others(api: Caller, small_home: Home) -> None:
    room_id = await _room(api, small_home)
    _, key = await small_home.another_bot()
    other = Caller(api.client, key)
    for caller, number in ((other, room_id), (api, 77), (api, "9" * 30)):
        status, body = await _upload(caller, number, _form(PLAIN, [FILE]))
        assert (status, body["error"]["code"]) == (404, "conversation_not_found")


async def test_more_than_an_upload_may_bring_is_refused_at_once(
    small_home: Home, aiohttp_client: OpenClient
) -> None:
    folder = small_home.parts.attachments._folder
    for limits in (UploadLimits(in_all=7), UploadLimits(in_all=-(10**9))):
        attachments = Attachments(small_home.database, small_home.clock, folder, limits)
        home = replace(small_home, parts=replace(small_home.parts, attachments=attachments))
        api = Caller(await aiohttp_client(home.app()), home.app_key)
        status, body = await _upload(api, await _room(api, home), _form(PLAIN, [FILE]))
        assert (status, body["error"]["code"]) == (413, "bad_request")


async def test_a_client_that_goes_away_leaves_nothing(
    api: Caller, small_home: Home, client: TestClient[Any, Any]
) -> None:
    room_id = await _room(api, small_home)
    arriving = small_home.parts.attachments._folder / "arriving"
    _, writer = await asyncio.open_connection(client.host, client.port)
    head = (
        f"POST /messenger/v1/conversations/{room_id}/upload HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {small_home.app_key}\r\nContent-Length: 100000\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        '--x\r\nContent-Disposition: form-data; name="attachments[]"\r\n\r\n'
    )
    writer.write(head.encode() + bytes(50_000))
    await writer.drain()
    while not arriving.exists() or not list(arriving.iterdir()):
        await asyncio.sleep(0.01)
    writer.close()
    while list(arriving.iterdir()):
        await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"conversation_id": None}, "missing_parameter"),
        ({"conversation_id": 77}, "conversation_not_found"),
        ({"type": None}, "missing_parameter"),
        ({"type": "music"}, "invalid_parameter"),
        ({"attachment": None}, "missing_parameter"),
        ({"attachment": 7}, "invalid_parameter"),
        ({"attachment": {}}, "missing_parameter"),
        ({"attachment": {"attachment_id": "x"}}, "invalid_parameter"),
        ({"attachment": {"attachment_id": 7}}, "invalid_parameter"),
        ({"attachment": {"attachment_ids": []}}, "invalid_parameter"),
        ({"attachment": {"attachment_ids": [7, 8]}}, "invalid_parameter"),
    ],
)
async def test_attachments_that_cannot_be_sent_are_refused(
    api: Caller, small_home: Home, changed: dict[str, Any], code: str
) -> None:
    room_id = await _room(api, small_home)
    file = await uploaded(small_home, room_id)
    good = {
        "conversation_id": room_id,
        "type": "file",
        "attachment": {"attachment_id": file.id},
    }
    _, body = await api.post("messages.send_attachments", good | changed)
    assert body["error"]["code"] == code
    assert (await api.post("messages.send_attachments", good))[0] == 200


async def test_a_repeat_under_a_key_sends_attachments_once(
    api: Caller, small_home: Home
) -> None:
    room_id = await _room(api, small_home)
    file = await uploaded(small_home, room_id)
    body = {
        "conversation_id": room_id,
        "type": "file",
        "attachment": {"attachment_id": file.id},
    }
    first = await api.post("messages.send_attachments", body, Idempotency_Key="k")
    assert await api.post("messages.send_attachments", body, Idempotency_Key="k") == first


async def test_a_message_of_files_can_go_wrong_as_the_simulation_says(
    small_home: Home, aiohttp_client: OpenClient
) -> None:
    faulty = small_home.app(Simulation(faults=Faults(people={HANA: Fault.STATUS_500})))
    api = Caller(await aiohttp_client(faulty), small_home.app_key)
    room = await small_home.parts.rooms.open_direct(
        small_home.bot, await small_home.number(HANA)
    )
    file = await uploaded(small_home, room.id)
    attachment = {"attachment_id": file.id}
    body = {"conversation_id": room.id, "type": "file", "attachment": attachment}
    status, answer = await api.post("messages.send_attachments", body)
    assert (status, answer["error"]["code"]) == (500, "internal_server_error")


async def test_a_file_is_fetched_only_by_a_bot_in_its_room(
    api: Caller, small_home: Home
) -> None:
    room_id = await _room(api, small_home)
    _, body = await _upload(api, room_id, _form([("attachments[]", PNG)], [IMAGE]))
    id_ = body["attachments"][0]["id"]
    sent = {"conversation_id": room_id, "type": "image", "attachment": {"attachment_id": id_}}
    assert (await api.post("messages.send_attachments", sent))[0] == 200
    path = "/messenger/v1/attachments.download"
    response = await api.client.get(path, params={"attachment_id": id_}, headers=api.headers)
    assert (response.status, response.content_type) == (200, "image/png")
    assert response.headers["Content-Disposition"] == "attachment"
    assert await response.read() == PNG
    _, key = await small_home.another_bot()
    for caller, asked, answer in (
        (Caller(api.client, key), {"attachment_id": id_}, (404, "conversation_not_found")),
        (api, {"attachment_id": "7"}, (404, "conversation_not_found")),
        (api, {"attachment_id": "x"}, (400, "invalid_parameter")),
        (api, {}, (400, "missing_parameter")),
    ):
        status, body = await caller.get("attachments.download", **asked)
        assert (status, body["error"]["code"]) == answer
