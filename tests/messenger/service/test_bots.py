import re

import pytest

from bot.core.errors import NotFound
from bot.messenger.model.bots import BotStatus
from bot.messenger.service.bots import Bots
from tests.messenger.home import Home


async def test_a_registered_bot_is_found_by_its_app_key_only(home: Home) -> None:
    made = await home.parts.bots.register("알림", "설명")
    assert re.fullmatch(r"[0-9a-f]{8}\.[0-9a-f]{32}", made.app_key)
    bot = await home.parts.bots.by_app_key(made.app_key)
    assert bot is not None
    assert (bot.id, bot.name, bot.description) == (made.bot_id, "알림", "설명")
    assert await home.parts.bots.by_app_key(made.app_key + "0") is None


async def test_bots_are_numbered_far_from_members(home: Home) -> None:
    assert home.bot.id == 900_000_001
    assert (await home.parts.bots.register("둘째", "")).bot_id == 900_000_002


async def test_the_database_holds_no_app_key(home: Home) -> None:
    rows = await home.database.fetch("SELECT * FROM messenger_bots")
    assert all(home.app_key not in [str(value) for value in tuple(row)] for row in rows)


async def test_a_renamed_bot_is_seen_at_once(home: Home) -> None:
    await home.parts.bots.rename(home.bot.id, "새 이름", "새 설명")
    bot = await home.parts.bots.by_app_key(home.app_key)
    assert bot is not None
    assert (bot.name, bot.description) == ("새 이름", "새 설명")


async def test_a_change_by_another_process_is_seen_after_two_seconds(home: Home) -> None:
    assert await home.parts.bots.by_app_key(home.app_key) == home.bot
    await Bots(home.database, home.clock).set_status(home.bot.id, active=False)
    home.clock.move(1_999)
    remembered = await home.parts.bots.by_app_key(home.app_key)
    home.clock.move(1)
    fresh = await home.parts.bots.by_app_key(home.app_key)
    assert remembered is not None
    assert fresh is not None
    assert (remembered.status, fresh.status) == (BotStatus.ACTIVATED, BotStatus.DEACTIVATED)


async def test_a_bot_that_is_not_there_cannot_be_changed(home: Home) -> None:
    with pytest.raises(NotFound) as refused:
        await home.parts.bots.rename(1, "이름", "")
    assert refused.value.word == "bot_not_found"
    assert refused.value.text.ko == "그런 봇이 없어요. 봇 id를 확인해 주세요."
    assert refused.value.text.en == "There is no such bot. Check its id."
