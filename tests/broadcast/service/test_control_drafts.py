from dataclasses import replace

import pytest

from bot.broadcast.delivery.fanout import Fanout
from bot.broadcast.model.audience import Audience
from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.notices import NoticeState
from bot.broadcast.service.readiness import Reach
from bot.core.clock import HOUR
from bot.core.errors import WrongState
from bot.workspace.model.actors import machine_actor
from tests.broadcast.begun import begun
from tests.builders import Space, draft, email
from tests.clock import ManualClock
from tests.refusals import refused

FAILED, UNCERTAIN, SENT = (
    DeliveryState.FAILED,
    DeliveryState.UNCERTAIN,
    DeliveryState.SENT,
)


@pytest.fixture
async def hr(space: Space) -> Space:
    """With the profile `hr`, granted to 이하나."""
    await space.profile("hr", granted=["hana"])
    return space


async def test_a_correction_goes_to_those_who_were_reached_whatever_is_edited(
    hr: Space,
) -> None:
    notice, hana = await begun(hr, SENT, FAILED, UNCERTAIN), await hr.actor("hana")
    made = (await hr.control.correct(hana, notice.id)).notice
    assert (made.state, made.corrects, made.title) == ("draft", notice.id, "[정정] 점검 안내")
    assert made.variables == {**notice.variables, "title": "[정정] 점검 안내"}
    assert await hr.sending.reach(hana, made.id) == Reach(recipients=5, excluded=0)
    reached = await hr.notices.deliveries(hana, notice.id, state=SENT)
    gone = next(row.email for row in reached if row.email != email("seulgi"))
    await hr.members.set_active(await hr.actor("seulgi"), gone, active=False)
    edited = await hr.notices.change(hana, made.id, draft(audience=Audience(everyone=False)))
    assert edited.notice.corrects == notice.id
    await hr.sending.send(machine_actor(), made.id)
    await Fanout(hr.database, hr.clock, 5).prepare(made.id)
    rows = await hr.notices.deliveries(machine_actor(), made.id)
    assert {row.email for row in rows} == {row.email for row in reached} - {gone}
    assert "notice.corrected" in await hr.actions("notice", notice.id)


async def test_what_reached_nobody_cannot_be_corrected(hr: Space) -> None:
    notice = await begun(hr, FAILED, UNCERTAIN)
    with refused(
        WrongState,
        "nobody_reached",
        ko="N-1 공지를 받은 사람이 없어서 정정할 것이 없어요. 복제해서 고친 뒤 보내 주세요.",
        en="N-1 has reached nobody, so there is nothing to correct. "
        "Duplicate it and correct that.",
    ):
        await hr.control.correct(await hr.actor("hana"), notice.id)


@pytest.mark.parametrize("hours", [1, -1])
async def test_a_duplicate_is_the_same_notice_as_a_draft(
    hr: Space, clock: ManualClock, hours: int
) -> None:
    hana, audience = await hr.actor("hana"), Audience(exclude=(await hr.id_of("jun"),))
    ends = clock.now() + hours * HOUR
    wanted = replace(draft(audience=audience, urgent="화재"), not_after=ends)
    notice = (await hr.notices.draft(hana, wanted)).notice
    made = (await hr.control.duplicate(hana, notice.id)).notice
    assert (made.number, made.state, made.corrects) == (2, NoticeState.DRAFT, None)
    assert (made.variables, made.audience) == (notice.variables, audience)
    assert (made.urgent_reason, made.template) == ("화재", notice.template)
    # What would have passed already is left for its author to set.
    assert made.not_after == (ends if hours > 0 else None)
    assert await hr.actions("notice", notice.id) == ["notice.drafted", "notice.duplicated"]
