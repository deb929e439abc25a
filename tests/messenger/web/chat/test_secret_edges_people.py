"""Edge cases of secret rooms over HTTP and the socket: admins, owners, invitations, deletion."""

import asyncio
from dataclasses import dataclass, fields

from bot.core.clock import HOUR
from bot.messenger.model.secret_rooms import Person, PersonKind
from bot.messenger.service.secret_ground import SecretGround
from tests.messenger.edges_rig import Edges
from tests.messenger.web.chat.people import Chatter


async def test_bots_webhooks_and_assistants_get_into_no_secret_room(edges: Edges) -> None:
    room, home = await edges.room(), edges.rig.home
    await edges.hana.say(room, "비밀이에요")
    for method, path, body in (
        ("POST", "/rooms", {"kind": "secret", "auto_delete": "1h", "keep": "3d"}),
        ("POST", f"/rooms/{room}/invite", {}),
    ):
        given = {**body, "members": [str(home.bot.id)]}
        answer = await edges.hana.call(method, path, given, status=404)
        assert answer["code"] == "member_not_found"
    body = {"name": "웹훅", "room": room}
    answer = await edges.hana.call("POST", "/hooks", body, status=404)
    assert answer["code"] == "not_found"
    bot = {"Authorization": f"Bearer {home.app_key}"}
    told = []
    for address in ("conversations.list", f"conversations/{room}/users"):
        url = f"/messenger/v1/{address}"
        async with edges.hana.client.get(url, headers=bot) as answered:
            told.append(await answered.text())
    body = {"conversation_id": room, "text": "봇이에요"}
    url = "/messenger/v1/messages.send"
    async with edges.hana.client.post(url, headers=bot, json=body) as answered:
        assert (await answered.json())["success"] is False
    assert not [one for one in told if room in one or "비밀" in one]
    assert await edges.texts(edges.bonaem, room) == ["비밀이에요"]


async def test_an_admin_can_not_enter_list_titles_read_or_export_a_secret_room(
    edges: Edges,
) -> None:
    room = await edges.room(name="구조 조정")
    file = await edges.upload(edges.hana, room, b"x")
    await edges.hana.say(room, "비밀이에요", attachments=[file["id"]])
    assert await edges.goun.get("/rooms") == []
    told = []
    for which in (room, "10999999"):
        for method, path, body in (
            ("GET", "", None),
            ("GET", "/messages", None),
            ("GET", f"/files/{file['id']}", None),
            ("GET", "/messages/1/unread", None),
            ("POST", "/messages", {"text": "관리자예요"}),
            ("POST", "/invite", {"members": [edges.goun.id]}),
            ("POST", "/owner", {"member": edges.goun.id}),
            ("DELETE", "", None),
        ):
            answer = await edges.goun.call(method, f"/rooms/{which}{path}", body, status=404)
            told.append({key: one for key, one in answer.items() if key != "request_id"})
    assert all(one == told[0] for one in told)
    for address in (f"/messenger/rooms/{room}", "/messenger/"):
        _, page = await edges.ask(edges.goun, "GET", address)
        assert "구조 조정" not in page.decode()
    screen = await edges.goun.screen()
    await screen.say(type="resume", rooms={room: 0})
    assert [one["type"] for one in await screen.until_pong()] == [
        "rooms",
        "room_deleted",
        "resumed",
    ]


async def test_with_allow_invite_off_the_owner_still_may_and_others_are_refused(
    edges: Edges,
) -> None:
    room = await edges.room()
    await edges.hana.say(room, "비밀이에요")
    path, body = f"/rooms/{room}/invite", {"members": [edges.goun.id]}
    assert (await edges.hana.get(f"/rooms/{room}"))["allow_invite"] is False
    answer = await edges.bonaem.call("POST", path, body, status=403)
    assert answer["code"] == "invite_not_allowed"
    await edges.hana.call("POST", path, body, status=204)
    assert edges.goun.id in (await edges.hana.get(f"/rooms/{room}"))["members"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Neighbours(SecretGround):
    """A ground on which one number is that of a member of another company."""

    external: int

    async def people(self, user_ids: list[int]) -> list[Person]:  # type: ignore[override]
        found = [
            Person(user_id=one, kind=PersonKind.EXTERNAL)
            for one in user_ids
            if one == self.external
        ]
        rest = [one for one in user_ids if one != self.external]
        # Without arguments `super()` knows nothing in a class with slots.
        return found + await SecretGround.people(self, rest)


async def test_an_external_member_in_the_invite_list_is_refused_and_nobody_comes_in(
    edges: Edges,
) -> None:
    room = await edges.room()
    ground = edges.rig.ground
    known = {one.name: getattr(ground, one.name) for one in fields(ground)}
    edges.rig.talk._ground = _Neighbours(**known, external=edges.goun.number)
    answer = await edges.hana.call(
        "POST", f"/rooms/{room}/invite", {"members": [edges.goun.id]}, status=403
    )
    assert answer["code"] == "external_member"
    body = {"kind": "secret", "auto_delete": "1h", "keep": "3d"}
    members = [edges.bonaem.id, edges.goun.id]
    answer = await edges.hana.call("POST", "/rooms", {**body, "members": members}, status=403)
    assert answer["code"] == "external_member"
    assert await edges.rig.count("secret_members") == 2


async def test_an_owner_who_wants_to_leave_hands_over_first(edges: Edges) -> None:
    room = await edges.room()
    answer = await edges.hana.call("POST", f"/rooms/{room}/leave", status=409)
    assert answer["code"] == "owner_must_hand_over"
    body = {"member": edges.bonaem.id}
    await edges.hana.call("POST", f"/rooms/{room}/owner", body, status=204)
    await edges.hana.call("POST", f"/rooms/{room}/leave", status=204)


async def test_once_the_owner_handed_over_the_old_owner_does_not_delete_but_the_present_one(
    edges: Edges,
) -> None:
    room = await edges.room()
    body = {"member": edges.bonaem.id}
    await edges.hana.call("POST", f"/rooms/{room}/owner", body, status=204)
    answer = await edges.hana.call("DELETE", f"/rooms/{room}", status=403)
    assert answer["code"] == "owner_required"
    await edges.bonaem.call("DELETE", f"/rooms/{room}", status=204)
    await edges.hana.get(f"/rooms/{room}", 404)


async def test_a_room_of_the_same_members_twice_is_two_and_never_their_ordinary_one(
    edges: Edges,
) -> None:
    ordinary = (await edges.hana.open(edges.bonaem.id, kind="dm"))["id"]
    rooms = [await edges.room(), await edges.room()]
    for room in rooms:
        await edges.hana.say(room, f"비밀 {room}")
    assert len({ordinary, *rooms}) == 3
    assert (await edges.hana.open(edges.bonaem.id, kind="dm"))["id"] == ordinary
    assert await edges.texts(edges.bonaem, ordinary) == []
    for room in rooms:
        assert await edges.texts(edges.bonaem, room) == [f"비밀 {room}"]


async def test_a_member_offline_during_deletion_gets_the_list_and_drops_the_room_that_is_not_in_it(
    edges: Edges,
) -> None:
    room, other = await edges.room(), await edges.room()
    for one in (room, other):
        await edges.hana.say(one, "비밀이에요")
    await edges.hana.call("DELETE", f"/rooms/{room}", status=204)
    for erased in (False, True):
        if erased:
            await edges.rig.keeper.round()
            assert await edges.rig.count("secret_rooms") == 1
        screen = await edges.bonaem.screen()
        await screen.say(type="resume", rooms={room: 1, other: 1})
        listed, gone, resumed = await screen.until_pong()
        assert [one["id"] for one in listed["rooms"]] == [other]
        assert gone == {"type": "room_deleted", "room": room}
        assert resumed["type"] == "resumed"


async def test_a_queued_send_into_a_room_deleted_meanwhile_is_dropped_and_its_author_is_told(
    edges: Edges,
) -> None:
    room = await edges.room()
    await edges.hana.say(room, "비밀이에요")
    screen = await edges.hana.screen()
    await edges.hana.call("DELETE", f"/rooms/{room}", status=204)
    path, body = f"/rooms/{room}/messages", {"text": "늦은 말"}
    told = []
    for erased in (False, True):
        if erased:
            await edges.rig.keeper.round()
        async with edges.bonaem.client.post(
            f"/messenger/api{path}", headers=edges.bonaem.headers, json=body
        ) as answer:
            told.append((answer.status, (await answer.json())["detail"] != ""))
    assert told[1] == (404, True)
    assert told[0] in {(410, True), (404, True)}
    heard = [one for one in await screen.heard() if one["type"] == "message"]
    assert (heard, await edges.rig.count("secret_messages")) == ([], 0)


async def _send(who: Chatter, room: str, text: str) -> int:
    url = f"/messenger/api/rooms/{room}/messages"
    async with who.client.post(url, headers=who.headers, json={"text": text}) as answer:
        return answer.status


async def test_when_an_admins_delete_races_with_sends_nothing_is_orphaned_and_later_ones_are_refused(
    edges: Edges,
) -> None:
    rig, room = edges.rig, await edges.room()
    await edges.hana.say(room, "비밀이에요")
    sends = [
        asyncio.create_task(_send(who, room, str(number)))
        for number in range(12)
        for who in (edges.hana, edges.bonaem)
    ]
    await asyncio.wait(sends, return_when=asyncio.FIRST_COMPLETED)
    assert await rig.parts.rooms.delete_marked(rig.home.clock.now()) == 1
    statuses = set(await asyncio.gather(*sends))
    assert 201 in statuses
    assert statuses <= {201, 404, 410}
    assert await _send(edges.hana, room, "뒤에") in {404, 410}
    rig.home.clock.move(HOUR)
    await rig.keeper.round()
    left = await rig.state()
    assert left["rooms"] == left["messages"] == left["pending"] == left["members"] == []
    assert (left["keys nobody knows"], left["files on the disk"]) == (0, 0)
