"""A bot tells people what has become of secret rooms: each once, whatever happens in between."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.database import Transaction
from bot.messenger.model.secret_tellings import BOT_NAME, telling
from bot.messenger.store import secret_tellings
from tests.messenger.cutting import PowerCut
from tests.messenger.erasing_rig import ErasingRig, open_erasing_rig
from tests.messenger.home import GONE, HANA, SENDER, SUPER, Home


@pytest.fixture
async def rig(home: Home, tmp_path: Path) -> AsyncIterator[ErasingRig]:
    async with open_erasing_rig(home, tmp_path / "secret") as made:
        yield made


async def _delete_all(rig: ErasingRig) -> int:
    """As an admin does: every room that was opened up to now."""
    mark = rig.home.clock.now()
    async with rig.database.transaction() as tx:
        await tx.execute("UPDATE workspace SET secret_rooms_deleted_at = $1", mark)
    return mark


async def _told(rig: ErasingRig) -> list[tuple[int, str]]:
    """Who has which messages of the bot that tells."""
    rows = await rig.database.fetch(
        """SELECT r.user_id, m.text FROM messenger_messages m
        JOIN messenger_rooms r ON r.id = m.room_id JOIN messenger_bots b ON b.id = m.sender_id
        WHERE b.app_key_hash = 'spacecast' ORDER BY r.user_id"""
    )
    return [(row["user_id"], row["text"]) for row in rows]


async def _to_be_told(rig: ErasingRig, who: str, kind: secret_tellings.Kind) -> None:
    number = await rig.home.number(who)

    async def write(tx: Transaction) -> None:
        await secret_tellings.add(tx, [number, number], "occasion", kind)

    await rig.database.atomically(write)


async def test_an_admins_deletion_is_told_to_each_once_without_names_of_rooms(
    rig: ErasingRig,
) -> None:
    await rig.say(HANA, await rig.open(HANA, SENDER, name="인수 준비"))
    await rig.say(HANA, await rig.open(HANA, SENDER, name="감사 준비"))
    await _delete_all(rig)
    await rig.keeper.round()
    await rig.keeper.round()
    words = telling("deleted")
    assert words is not None
    people = sorted([await rig.home.number(HANA), await rig.home.number(SENDER)])
    assert await _told(rig) == [(person, words.ko) for person in people]
    assert "준비" not in words.ko
    assert await rig.count("secret_rooms") == await rig.count("secret_tellings") == 0


async def test_rooms_opened_after_an_admins_deletion_stay(rig: ErasingRig) -> None:
    await rig.open(HANA, SENDER)
    await _delete_all(rig)
    await rig.keeper.round()
    rig.home.clock.move(1)
    later = await rig.open(HANA, SENDER)
    await rig.keeper.round()
    assert [one.id for one in await rig.talk.rooms_of(await rig.person(HANA))] == [later.id]


async def test_a_crash_between_the_message_and_its_note_tells_nobody_twice(
    rig: ErasingRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _to_be_told(rig, SUPER, "switched_on")

    async def broken(*_: object) -> None:
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(secret_tellings, "remove", broken)
        with pytest.raises(PowerCut):
            await rig.parts.teller.tell()
    assert (len(await _told(rig)), await rig.count("secret_tellings")) == (1, 1)
    await rig.parts.teller.tell()
    words = telling("switched_on")
    assert words is not None
    assert await _told(rig) == [(await rig.home.number(SUPER), words.ko)]
    assert await rig.count("secret_tellings") == 0


async def test_it_speaks_the_workspaces_language(rig: ErasingRig) -> None:
    await rig.set(language="en")
    await _to_be_told(rig, SUPER, "switched_on")
    await rig.parts.teller.tell()
    words = telling("switched_on")
    assert words is not None
    assert [text for _, text in await _told(rig)] == [words.en]
    assert BOT_NAME.en in {bot.name for bot in await rig.home.parts.bots.every()}


async def test_whose_account_is_suspended_is_passed_over_and_holds_up_nobody(
    rig: ErasingRig,
) -> None:
    await _to_be_told(rig, GONE, "deleted")
    await _to_be_told(rig, HANA, "deleted")
    assert await rig.parts.teller.tell() == 1
    assert [person for person, _ in await _told(rig)] == [await rig.home.number(HANA)]
    assert await rig.count("secret_tellings") == 0


async def test_what_nobody_has_words_for_waits_and_holds_up_nobody(rig: ErasingRig) -> None:
    await _to_be_told(rig, HANA, "deleted")
    async with rig.database.transaction() as tx:
        await tx.execute(
            "INSERT INTO secret_tellings (user_id, occasion, kind) VALUES (0, 'new', 'sung')"
        )
    assert await rig.parts.teller.tell() == 1
    assert await rig.count("secret_tellings") == 1


async def test_no_app_key_acts_as_the_bot_that_tells(rig: ErasingRig) -> None:
    await _to_be_told(rig, HANA, "deleted")
    await rig.parts.teller.tell()
    for key in ("spacecast", ""):
        assert await rig.home.parts.bots.by_app_key(key) is None


async def test_the_bot_is_made_once(rig: ErasingRig) -> None:
    for occasion in ("deleted", "switched_on"):
        await _to_be_told(rig, HANA, "deleted" if occasion == "deleted" else "switched_on")
        await rig.parts.teller.tell()
    own = await rig.database.fetch_value(
        "SELECT count(*) FROM messenger_bots WHERE app_key_hash = 'spacecast'"
    )
    assert own == 1
