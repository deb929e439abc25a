"""The author of a scheduled notice that did not reach everybody is to be told."""

import json

import pytest

from bot.broadcast.model.notices import Notice
from bot.core.clock import SECOND
from tests.broadcast.delivery.rig import Rig
from tests.broadcast.fakes import Act
from tests.clock import ManualClock


async def _fired(rig: Rig, clock: ManualClock) -> Notice:
    made, at = await rig.space.notice(), clock.now() + SECOND
    await rig.space.sending.schedule(await rig.space.actor("seulgi"), made.id, at)
    clock.move(SECOND)
    await rig.space.planning.firing.fire_due()
    return made


async def _told(rig: Rig) -> list[tuple[str, int, int, str]]:
    rows = await rig.space.database.fetch("SELECT kind, count, sent, reason FROM news")
    return [(row["kind"], row["count"], row["sent"], row["reason"]) for row in rows]


@pytest.mark.parametrize(
    ("one", "everybody", "told"),
    [
        (Act.NOBODY, None, [("failed", 1, 11, "user_not_found")]),
        (None, Act.BAD_BLOCKS, [("failed", 12, 0, "invalid_blocks")]),
        (None, None, []),
    ],
)
async def test_the_author_of_a_scheduled_notice_is_told_how_many_did_not_get_it(
    each_rig: Rig,
    clock: ManualClock,
    one: Act | None,
    everybody: Act | None,
    told: list[tuple[str, int, int, str]],
) -> None:
    if one is not None:
        await each_rig.script("jun", one)
    each_rig.platform.always = everybody
    await each_rig.finished(await _fired(each_rig, clock))
    assert await _told(each_rig) == told


async def test_of_a_notice_sent_by_hand_nothing_is_told(each_rig: Rig) -> None:
    await each_rig.script("jun", Act.NOBODY)
    await each_rig.finished(await each_rig.space.sent())
    assert await _told(each_rig) == []


async def test_a_scheduled_notice_whose_text_can_not_be_made_is_told(
    each_rig: Rig, clock: ManualClock
) -> None:
    notice = await _fired(each_rig, clock)
    kept = (await each_rig.view(notice)).notice.frozen or {}
    too_long = "{% if member.name == '이하나' %}" + "길" * 30 + "{% else %}인사{% endif %}"
    content = {**kept["content"], "title": too_long}
    async with each_rig.space.database.transaction() as tx:
        frozen = json.dumps({**kept, "uses_member": True, "content": content})
        await tx.execute("UPDATE notices SET frozen = $2 WHERE id = $1", notice.id, frozen)
    await each_rig.finished(notice)
    ((kind, count, sent, reason),) = await _told(each_rig)
    assert (kind, count, sent) == ("failed", 0, 0)
    assert "이하나" in reason
    assert each_rig.platform.calls == {}
