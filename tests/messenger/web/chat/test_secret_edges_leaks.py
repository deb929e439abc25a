"""Edge cases of secret rooms over HTTP and the socket: where content could leak, or outlive its end."""

import pytest
from aiohttp import web

from bot.core.clock import HOUR, MINUTE
from bot.messenger.model.secret_refusals import NotOffered
from bot.messenger.web.app import create_messenger_app
from tests.messenger.edges_rig import Edges
from tests.messenger.home import Home

_FILE = b"x" * 70_000


def _paths(home: Home) -> set[tuple[str, str]]:
    """Every method and path that the messenger has."""
    app = create_messenger_app(home.parts)
    routes = [one for one in app.router.routes() if isinstance(one.resource, web.Resource)]
    return {(one.method, one.resource.canonical) for one in routes if one.resource}


async def test_a_quoted_reply_keeps_the_number_alone_and_shows_no_text_once_the_original_is_deleted(
    edges: Edges,
) -> None:
    room, clock = await edges.room(), edges.rig.home.clock
    await edges.hana.say(room, "원래 말")
    await edges.read(edges.bonaem, room, 1)
    clock.move(MINUTE)
    await edges.bonaem.say(room, "답이에요", reply_to=1)
    (reply,) = await edges.hana.get(f"/rooms/{room}/messages?after=1")
    assert reply["reply_to"]["text"] == "원래 말"
    clock.move(HOUR - MINUTE)
    for sweep in (False, True):
        if sweep:
            await edges.rig.parts.eraser.sweep()
        (reply,) = await edges.hana.get(f"/rooms/{room}/messages")
        assert reply["text"] == "답이에요"
        assert reply["reply_to"] == {"seq": 1, "text": None, "sender": None}


@pytest.mark.parametrize("what", [one for one in NotOffered if one != NotOffered.EDIT])
async def test_forward_copy_save_translate_assistant_share_pins_and_bookmarks_have_no_call(
    small_home: Home, what: NotOffered
) -> None:
    named = [path for _, path in _paths(small_home) if what.value in path]
    assert named == []


async def test_a_pinned_notice_a_bookmark_or_a_saved_message_is_not_offered(
    edges: Edges,
) -> None:
    room = await edges.room()
    await edges.hana.say(room, "비밀이에요")
    for name in ("pin", "notice", "bookmark", "save", "forward", "translate", "reactions"):
        path = f"/rooms/{room}/messages/1/{name}"
        for method in ("POST", "PUT"):
            await edges.hana.call(method, path, {"room": room}, status=404)
        answer = await edges.hana.call(
            "PATCH", f"/rooms/{room}/settings", {name: True}, status=422
        )
        assert answer["code"] == "nothing_to_change"


async def test_forwarding_a_file_or_a_reply_into_another_room_is_refused_by_the_source_room(
    edges: Edges,
) -> None:
    room, other = await edges.room(), await edges.room()
    file = await edges.upload(edges.hana, room, _FILE)
    await edges.hana.say(room, "비밀이에요", attachments=[file["id"]])
    ordinary = (await edges.hana.open(edges.bonaem.id, kind="dm"))["id"]
    body = {"text": "보세요", "attachments": [file["id"]]}
    for target, status in ((other, 404), (ordinary, 422)):
        for who in (edges.hana, edges.bonaem):
            answer = await who.call("POST", f"/rooms/{target}/messages", body, status=status)
            assert answer["code"] == "attachment_not_found"
            await who.get(f"/rooms/{target}/files/{file['id']}", 404)
    # A number in a reply is one of its own room: nothing of another shows behind it.
    async with edges.hana.client.post(
        f"/messenger/api/rooms/{ordinary}/messages",
        headers=edges.hana.headers,
        json={"text": "답", "reply_to": 1},
    ) as answer:
        assert "비밀" not in await answer.text()


async def test_a_media_link_opened_before_and_fetched_after_expiry_is_not_found_ranges_too(
    edges: Edges,
) -> None:
    room = await edges.room()
    file = await edges.upload(edges.hana, room, _FILE)
    await edges.hana.say(room, "", attachments=[file["id"]])
    url = file["url"]
    assert await edges.ask(edges.bonaem, "GET", url) == (200, _FILE)
    assert await edges.ask(edges.bonaem, "GET", url, Range="bytes=0-9") == (206, _FILE[:10])
    await edges.read(edges.bonaem, room, 1)
    edges.rig.home.clock.move(HOUR)
    for sweep in (False, True):
        if sweep:
            await edges.rig.parts.eraser.sweep()
        for who in (edges.hana, edges.bonaem):
            for headers in ({}, {"Range": "bytes=10-19"}, {"If-None-Match": "*"}):
                assert (await edges.ask(who, "GET", url, **headers))[0] == 404


async def test_a_media_link_is_bound_to_the_session_of_a_member(edges: Edges) -> None:
    room = await edges.room()
    file = await edges.upload(edges.hana, room, _FILE)
    await edges.hana.say(room, "", attachments=[file["id"]])
    assert (await edges.ask(edges.goun, "GET", file["url"]))[0] == 404
    async with edges.hana.client.get(file["url"]) as answer:
        assert answer.status == 401
    await edges.hana.call(
        "POST", f"/rooms/{room}/kick", {"members": [edges.bonaem.id]}, status=204
    )
    assert (await edges.ask(edges.bonaem, "GET", file["url"], Range="bytes=0-9"))[0] == 404


async def test_nothing_may_stay_in_a_client_cache_every_answer_says_no_store(
    edges: Edges,
) -> None:
    room = await edges.room()
    file = await edges.upload(edges.hana, room, _FILE, name="그림.png")
    await edges.hana.say(room, "비밀이에요", attachments=[file["id"]])
    addresses = [
        f"/messenger/rooms/{room}",
        "/messenger/",
        "/messenger/api/rooms",
        f"/messenger/api/rooms/{room}",
        f"/messenger/api/rooms/{room}/messages",
        "/messenger/api/rooms/10999999",
        file["url"],
    ]
    for address in addresses:
        for headers in ({}, {"Range": "bytes=0-9"}):
            given = {**edges.bonaem.headers, **headers}
            async with edges.bonaem.client.get(address, headers=given) as answer:
                assert answer.headers["Cache-Control"] == "no-store", address
                assert "ETag" not in answer.headers
                assert "Last-Modified" not in answer.headers


async def test_the_client_keeps_no_title_of_a_secret_room_in_the_history_of_the_browser(
    edges: Edges,
) -> None:
    room = await edges.room(name="구조 조정")
    _, page = await edges.ask(edges.hana, "GET", f"/messenger/rooms/{room}")
    title = page.decode().partition("<title>")[2].partition("</title>")[0]
    assert title == "비밀 채팅방 · 메신저"


async def test_the_preview_of_the_last_message_is_on_no_page_before_a_countdown_can_take_it_away(
    edges: Edges,
) -> None:
    room = await edges.room(name="구조 조정")
    await edges.hana.say(room, "곧 사라져요")
    for address in ("/messenger/", f"/messenger/rooms/{room}"):
        _, page = await edges.ask(edges.bonaem, "GET", address)
        assert "구조 조정" in page.decode()
        assert "곧 사라져요" not in page.decode()


async def test_websocket_backlog_and_resume_are_filtered_by_the_end_at_the_moment_of_sending(
    edges: Edges,
) -> None:
    room, clock = await edges.room(), edges.rig.home.clock
    await edges.hana.say(room, "첫 말")
    await edges.read(edges.bonaem, room, 1)
    clock.move(MINUTE)
    await edges.hana.say(room, "둘째 말")
    clock.move(HOUR - MINUTE)
    for seen in (0, 1):
        line = await edges.bonaem.screen()
        await line.say(type="resume", rooms={room: seen})
        events = await line.until_pong()
        texts = [one["message"]["text"] for one in events if one["type"] == "message"]
        assert texts == ["둘째 말"]
        assert "첫 말" not in str(events)


async def test_an_abuse_report_has_no_call_and_no_quarantine_copy_is_kept(
    edges: Edges,
) -> None:
    taken = ("report", "abuse", "quarantine", "flag", "moderation")
    paths = {path for _, path in _paths(edges.rig.home)}
    assert [one for one in paths if any(word in one for word in taken)] == []
    room = await edges.room()
    file = await edges.upload(edges.bonaem, room, _FILE)
    await edges.bonaem.say(room, "욕이에요", attachments=[file["id"]])
    # Whoever reports attaches what they see, elsewhere, knowingly; its author may still take it back.
    await edges.bonaem.call("DELETE", f"/rooms/{room}/messages/1", status=204)
    await edges.rig.keeper.round()
    left = await edges.rig.state()
    assert left["messages"] == left["files"] == []
    assert (left["keys nobody knows"], left["files on the disk"]) == (0, 0)


async def test_no_webhook_digest_or_call_to_anywhere_follows_a_secret_message(
    edges: Edges, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[object] = []
    monkeypatch.setattr(
        "bot.core.http.OutgoingCalls.post", lambda *given, **_: called.append(given)
    )
    room = await edges.room()
    await edges.hana.say(room, "비밀이에요")
    await edges.read(edges.bonaem, room, 1)
    # No bot is asked about a button, and none is told what was said.
    await edges.bonaem.call("POST", f"/rooms/{room}/messages/1/actions/0", {}, status=404)
    edges.rig.home.clock.move(HOUR)
    await edges.rig.keeper.round()
    assert called == []
