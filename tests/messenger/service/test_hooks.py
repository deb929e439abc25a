import asyncio
from dataclasses import replace

import pytest

from bot.core.errors import Forbidden, Invalid, LimitReached, NotFound, Unauthorized
from bot.messenger.model import hooks as model
from bot.messenger.model.hooks import token_hash
from bot.workspace.model.actors import Actor, Surface, machine_actor, member_actor
from bot.workspace.service.audit import AuditLog
from tests.messenger.home import HANA, SENDER, SUPER, Home


async def _actor(home: Home, email: str = HANA) -> Actor:
    return member_actor(await home.member(email), Surface.CHAT, address="127.0.0.1")


async def _room(home: Home, *emails: str, name: str = "배포방") -> int:
    numbers = [await home.number(email) for email in emails or (HANA, SUPER)]
    room = await home.parts.rooms.open_group(home.bot, numbers, name)
    return room.id


async def test_a_person_makes_a_hook_and_sees_it_among_theirs(home: Home) -> None:
    hooks, hana, room = home.parts.hooks, await _actor(home), await _room(home)
    made = await hooks.create(hana, room, " 배포 알림 ", " https://example.com/a.png ")
    assert len(made.token) == 32
    assert int(made.token, 16) >= 0
    assert (made.hook.name, made.hook.picture_url) == ("배포 알림", "https://example.com/a.png")
    (own,) = await hooks.of(hana)
    assert (own.hook, own.room_name) == (made.hook, "배포방")
    assert await hooks.of(await _actor(home, SUPER)) == []


async def test_only_the_hash_of_a_token_is_kept(home: Home) -> None:
    made = await home.parts.hooks.create(await _actor(home), await _room(home), "봇", "")
    (row,) = await home.database.fetch("SELECT * FROM messenger_hooks")
    assert row["token_hash"] == token_hash(made.token)
    assert made.token not in str(dict(row))
    log = await AuditLog(home.database).newest()
    assert made.token not in str(log)


async def test_nobody_makes_a_hook_for_a_room_they_are_not_in(home: Home) -> None:
    hooks, room = home.parts.hooks, await _room(home, SUPER, SENDER)
    for wanted in (room, 1):
        with pytest.raises(NotFound) as caught:
            await hooks.create(await _actor(home), wanted, "봇", None)
        assert caught.value.word == "not_found"
    assert await hooks.of(await _actor(home)) == []


async def test_nobody_resets_or_deletes_a_hook_of_somebody_else(home: Home) -> None:
    hooks, hana, other = home.parts.hooks, await _actor(home), await _actor(home, SUPER)
    made = await hooks.create(hana, await _room(home), "봇", None)
    for wanted in (made.hook.id, "hk_none"):
        with pytest.raises(NotFound) as caught:
            await hooks.reset(other, wanted)
        assert caught.value.word == "hook_not_found"
        with pytest.raises(NotFound):
            await hooks.delete(other, wanted)
    assert (await hooks.admit(made.token)).id == made.hook.id


async def test_a_token_without_the_scope_changes_nothing_and_one_with_it_may(
    home: Home,
) -> None:
    hooks, hana, room = home.parts.hooks, await _actor(home), await _room(home)
    made = await hooks.create(hana, room, "봇", None)
    narrow = replace(hana, scopes=frozenset({"notices:read"}))
    for attempt in (
        hooks.create(narrow, room, "봇", None),
        hooks.reset(narrow, made.hook.id),
        hooks.delete(narrow, made.hook.id),
    ):
        with pytest.raises(Forbidden) as caught:
            await attempt
        assert caught.value.word == "scope_missing"
    assert len(await hooks.of(narrow)) == 1
    wide = replace(hana, scopes=frozenset({"notices:send"}))
    await hooks.delete(wide, made.hook.id)


async def test_who_is_no_member_has_no_hooks(home: Home) -> None:
    with pytest.raises(Unauthorized):
        await home.parts.hooks.of(machine_actor())
    with pytest.raises(Unauthorized):
        await home.parts.hooks.create(machine_actor(), await _room(home), "봇", None)


async def test_what_cannot_be_kept_makes_no_hook(home: Home) -> None:
    with pytest.raises(Invalid):
        await home.parts.hooks.create(await _actor(home), await _room(home), "  ", None)
    assert await home.parts.hooks.of(await _actor(home)) == []


async def test_the_last_place_is_given_once(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "HOOKS_MAX", 2)
    hooks, hana, room = home.parts.hooks, await _actor(home), await _room(home)
    many = [hooks.create(hana, room, f"봇 {number}", None) for number in range(5)]
    done = await asyncio.gather(*many, return_exceptions=True)
    assert sum(isinstance(one, LimitReached) for one in done) == 3
    own = await hooks.of(hana)
    assert len(own) == 2
    await hooks.delete(hana, own[0].hook.id)
    await hooks.create(hana, room, "다시", None)


async def test_each_change_is_one_audit_entry(home: Home) -> None:
    hooks, hana, room = home.parts.hooks, await _actor(home), await _room(home)
    made = await hooks.create(hana, room, "배포 알림", None)
    await hooks.reset(hana, made.hook.id)
    await hooks.delete(hana, made.hook.id)
    entries = await AuditLog(home.database).of("messenger_hook", made.hook.id)
    assert [(e.action, e.actor_id, e.surface) for e in entries] == [
        (action, hana.id, "chat") for action in ("hook.created", "hook.reset", "hook.deleted")
    ]
    assert entries[0].detail == {"name": "배포 알림", "room": str(room)}


async def test_messages_of_a_hook_count_as_unread_and_keep_its_name_when_it_is_deleted(
    home: Home,
) -> None:
    hooks, hana, room_id = home.parts.hooks, await _actor(home), await _room(home)
    made = await hooks.create(hana, room_id, "배포 알림", None)
    await hooks.post(made.hook, "하나", None)
    await hooks.delete(hana, made.hook.id)
    room = await home.parts.rooms.get_of_person(await home.number(SUPER), room_id)
    assert room.unread == 1
    (seen,) = await home.parts.messages.after(room, 0, 10)
    assert seen.unread_by == 2
    senders = await hooks.senders([seen.message.sender_id])
    assert senders[seen.message.sender_id].name == "배포 알림"


async def test_a_hook_whose_owner_has_left_says_so_to_the_owner(home: Home) -> None:
    hooks, hana, room = home.parts.hooks, await _actor(home), await _room(home)
    await hooks.create(hana, room, "봇", None)
    await home.parts.rooms.kick(home.bot, room, [await home.number(HANA)])
    (own,) = await hooks.of(hana)
    assert own.room_name is None
