"""Edge cases of secret rooms over HTTP and the socket: reads, clocks, times and settings."""

import pytest

from bot.core.clock import DAY, HOUR, MINUTE
from tests.messenger.edges_rig import Edges
from tests.messenger.web.chat.people import Chatter

IN_AN_HOUR = "2026-11-22T12:00:00.000+09:00"


async def _end(edges: Edges, room: str) -> tuple[int, str]:
    (message,) = await edges.hana.get(f"/rooms/{room}/messages")
    return message["unread_by"], message["expires_at"]


async def test_what_is_read_is_acknowledged_and_delivery_fetches_pages_and_downloads_are_no_reads(
    edges: Edges,
) -> None:
    room = await edges.room()
    screen = await edges.bonaem.screen()
    file = await edges.upload(edges.hana, room, b"x" * 70_000)
    await edges.hana.say(room, "비밀이에요", attachments=[file["id"]])
    before = await _end(edges, room)
    assert (await screen.next_of("message"))["message"]["text"] == "비밀이에요"
    other = await edges.bonaem.screen()
    await other.say(type="resume", rooms={room: 0})
    await other.next_of("resumed")
    assert await edges.texts(edges.bonaem, room) == ["비밀이에요"]
    for address in (f"/messenger/rooms/{room}", file["url"], "/messenger/"):
        assert (await edges.ask(edges.bonaem, "GET", address))[0] == 200
    assert await _end(edges, room) == before
    assert before[0] == 1
    await edges.read(edges.bonaem, room, 1)
    assert await _end(edges, room) == (0, IN_AN_HOUR)


async def test_of_both_devices_of_one_user_the_first_ack_counts(edges: Edges) -> None:
    room = await edges.room()
    await edges.hana.say(room, "비밀이에요")
    first, second = await edges.bonaem.screen(), await edges.bonaem.screen()
    await first.say(type="read", room=room, upto=1)
    assert await first.until_pong() == []
    edges.rig.home.clock.move(MINUTE)
    await second.say(type="read", room=room, upto=1)
    await second.until_pong()
    assert await _end(edges, room) == (0, IN_AN_HOUR)


async def test_a_late_read_ack_counts_by_the_servers_receipt_time_whatever_the_client_claims(
    edges: Edges,
) -> None:
    room = await edges.room()
    await edges.hana.say(room, "비밀이에요")
    edges.rig.home.clock.move(2 * HOUR)
    claims = {"read_at": "2026-11-22T02:00:00Z", "at": 1, "now": 1 << 50}
    await edges.read(edges.bonaem, room, 1, **claims)
    assert await _end(edges, room) == (0, "2026-11-22T14:00:00.000+09:00")


async def test_the_servers_one_clock_stamps_in_whole_milliseconds_of_utc_and_no_client_does(
    edges: Edges,
) -> None:
    room = await edges.room()
    claims = {"sent_at": "1999-01-01T00:00:00Z", "expires_at": "2099-01-01T00:00:00Z"}
    sent = await edges.hana.say(room, "비밀이에요", **claims)
    assert sent["sent_at"] == "2026-11-22T11:00:00.000+09:00"
    assert sent["expires_at"] == "2026-11-25T11:00:00.000+09:00"
    (row,) = await edges.rig.database.fetch("SELECT * FROM secret_messages")
    now = edges.rig.home.clock.now()
    assert (row["sent_at"], row["expires_at"]) == (now, now + 3 * DAY)


async def test_the_countdown_has_the_end_and_the_servers_time_with_every_answer(
    edges: Edges,
) -> None:
    room = await edges.room()
    screen = await edges.bonaem.screen()
    await edges.hana.say(room, "비밀이에요")
    event = await screen.next_of("message")
    assert event["now"] == "2026-11-22T02:00:00.000+00:00"
    assert event["message"]["expires_at"] == "2026-11-25T11:00:00.000+09:00"
    edges.rig.home.clock.move(1)
    address = f"/messenger/api/rooms/{room}/messages"
    async with edges.bonaem.client.get(address, headers=edges.bonaem.headers) as answer:
        assert answer.headers["Spacecast-Now"] == "2026-11-22T02:00:00.001+00:00"


async def test_a_message_of_a_secret_room_can_not_be_edited(edges: Edges) -> None:
    room = await edges.room()
    await edges.hana.say(room, "비밀이에요")
    for method in ("PUT", "PATCH", "POST"):
        path = f"/rooms/{room}/messages/1"
        await edges.hana.call(method, path, {"text": "고친 것"}, status=405)
    assert await edges.texts(edges.bonaem, room) == ["비밀이에요"]


@pytest.mark.parametrize("given", [{"auto_delete": "3h"}, {"keep": "7d", "name": "새 이름"}])
async def test_the_times_may_not_be_changed_later(edges: Edges, given: dict[str, str]) -> None:
    room = await edges.room(name="이름")
    path = f"/rooms/{room}/settings"
    answer = await edges.hana.call("PATCH", path, given, status=409)
    assert answer["code"] == "times_fixed"
    told = await edges.hana.get(f"/rooms/{room}")
    assert (told["auto_delete_seconds"], told["keep_seconds"], told["name"]) == (
        HOUR // 1_000,
        3 * DAY // 1_000,
        "이름",
    )


async def test_auto_delete_above_keep_at_creation_is_refused_with_both_values(
    edges: Edges,
) -> None:
    body = {"kind": "secret", "members": [edges.bonaem.id], "auto_delete": "7d", "keep": "3d"}
    headers = {"Accept-Language": "en"}
    answer = await edges.hana.call("POST", "/rooms", body, status=422, headers=headers)
    assert "7 days" in answer["detail"]
    assert "3 days" in answer["detail"]
    told = await edges.hana.get("/secret-rooms")
    assert ["7d", "3d"] not in told["possible"]
    assert ["7d", "7d"] in told["possible"]
    assert len(told["possible"]) == 26
    assert await edges.hana.get("/rooms") == []


async def test_a_free_workspace_that_calls_the_api_hears_plan_required_and_nothing_is_created(
    edges: Edges,
) -> None:
    await edges.rig.set(plan="free")
    body = {"kind": "secret", "members": [edges.bonaem.id], "auto_delete": "1h", "keep": "3d"}
    answer = await edges.hana.call("POST", "/rooms", body, status=403)
    assert answer["code"] == "plan_required"
    assert (await edges.rig.count("secret_rooms"), await edges.rig.count("secret_members")) == (
        0,
        0,
    )
    assert await edges.hana.get("/rooms") == []


async def _refused(edges: Edges, room: str, file: str) -> list[tuple[str, str]]:
    told = []
    calls: list[tuple[Chatter, str, str, object]] = [
        (edges.bonaem, "GET", f"/rooms/{room}", None),
        (edges.bonaem, "GET", f"/rooms/{room}/messages", None),
        (edges.hana, "POST", f"/rooms/{room}/messages", {"text": "하나"}),
        (edges.bonaem, "POST", f"/rooms/{room}/read", {"upto": 1}),
        (edges.hana, "POST", f"/rooms/{room}/invite", {"members": [edges.goun.id]}),
        (edges.bonaem, "GET", f"/rooms/{room}/files/{file}", None),
        (edges.hana, "GET", f"/rooms/{room}/messages/1/unread", None),
        (edges.hana, "DELETE", f"/rooms/{room}/messages/1", None),
        (edges.hana, "DELETE", f"/rooms/{room}", None),
    ]
    for who, method, path, body in calls:
        answer = await who.call(method, path, body, status=403)
        told.append((path, answer["code"]))
    return told


async def test_on_non_payment_entry_send_read_invite_and_download_are_refused_at_once_and_the_list_is_greyed(
    edges: Edges,
) -> None:
    room = await edges.room()
    file = await edges.upload(edges.hana, room, b"x")
    await edges.hana.say(room, "비밀이에요", attachments=[file["id"]])
    kept = await edges.rig.state()
    await edges.rig.set(billing="overdue")
    assert {code for _, code in await _refused(edges, room, file["id"])} == {"plan_required"}
    (listed,) = await edges.bonaem.get("/rooms")
    assert (listed["usable"], listed["unread"], listed["last_message"]) == (False, 0, None)
    assert listed["unusable"]["code"] == "plan_required"
    assert (await edges.rig.state()) == kept


async def test_there_is_no_grace_period_but_billings_own_word_which_alone_decides(
    edges: Edges,
) -> None:
    room = await edges.room()
    await edges.hana.say(room, "비밀이에요")
    for billing, status in (("overdue", 403), ("paid", 200), ("overdue", 403)):
        await edges.rig.set(billing=billing)
        await edges.bonaem.get(f"/rooms/{room}/messages", status)
        edges.rig.home.clock.move(HOUR)
        # However long it goes on, and however short it is: no time of the feature's own.
        await edges.bonaem.get(f"/rooms/{room}/messages", status)
