"""Reminders: by hand and by the rule, to those only who have not answered, once, and by right."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.broadcast.model.acknowledgements import answers_in
from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.notices import Notice, NoticeState
from bot.broadcast.model.profiles import ProfileStatus
from bot.broadcast.service.composer import Frozen
from bot.core.errors import Forbidden, Invalid, SpacecastError, WrongState
from bot.workspace.model.actors import machine_actor
from tests.broadcast.answering import (
    FIRST_TWO,
    KEYS,
    RULE,
    SURVEY,
    WORDS,
    answer,
    arrived,
    asked,
    choices_of,
    recipients,
    remind,
    reminders_of,
)
from tests.builders import Space, draft, email
from tests.refusals import refused


@pytest.fixture
async def hr(space: Space) -> Space:
    """With the profiles `hr`, granted to 이하나, and `it`, granted to 박두리."""
    await space.profile("hr", granted=["hana"])
    await space.profile("it", granted=["duri"])
    return space


async def test_only_who_has_not_answered_and_is_here_is_reminded(hr: Space) -> None:
    notice = await asked(hr)
    for key in ("mina", "jun"):
        await answer(hr, notice, key)
    await hr.members.set_active(machine_actor(), email("bora"), active=False)
    hana = await hr.actor("hana")
    assert await hr.planning.reminding.remaining(hana, notice.label) == 9
    made = await remind(hr, notice)
    assert (made.state, made.reminds, made.author_name) == (
        NoticeState.PREPARING,
        notice.id,
        "이하나",
    )
    await answer(hr, notice, "chan")
    assert await recipients(hr, made) == set(KEYS) - {"mina", "jun", "bora", "chan"}
    assert (await hr.actions("notice", notice.id)).count("notice.reminded") == 1


async def test_whom_it_has_not_reached_is_not_reminded(hr: Space) -> None:
    ends = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNCERTAIN)
    notice = await asked(hr, ends=ends, state=NoticeState.PARTIALLY_SENT)
    made = await remind(hr, notice)
    reached = await hr.database.fetch(
        "SELECT email FROM deliveries WHERE notice_id = $1 AND state = 'sent'", notice.id
    )
    assert await recipients(hr, made) == {row["email"].partition("@")[0] for row in reached}
    assert len(reached) == 5


async def test_a_reminder_answers_the_notice_itself(hr: Space) -> None:
    notice = await asked(hr, SURVEY)
    made = await arrived(hr, await remind(hr, notice))
    assert answers_in(made.frozen) == answers_in(notice.frozen)
    assert made.title == "[다시 알림] 점심 설문"
    header = Frozen(made.frozen or {}).compose(None).blocks[0]
    assert getattr(header, "text", None) == "[다시 알림] 점심 설문"
    assert await answer(hr, notice, "mina", 1) is None
    assert await choices_of(hr, made) == {}
    left = await hr.planning.reminding.remaining(await hr.actor("hana"), made.label)
    assert left == 11


async def test_of_a_reminder_one_is_reminded_as_of_its_notice(hr: Space) -> None:
    notice = await asked(hr)
    first = await arrived(hr, await remind(hr, notice))
    second = await remind(hr, first)
    assert second.reminds == notice.id
    assert second.title == first.title == "[다시 알림] 보안 서약"


async def test_when_all_have_answered_nobody_is_reminded(hr: Space) -> None:
    notice = await asked(hr)
    for key in KEYS:
        await answer(hr, notice, key)
    with refused(
        WrongState,
        "nobody_to_remind",
        ko=f"{notice.label} 공지는 받은 사람이 모두 답해서 다시 알릴 사람이 없어요.",
        en=f"Everybody who got {notice.label} has answered, so there is nobody to remind.",
    ):
        await remind(hr, notice)


async def test_one_reminder_at_a_time(hr: Space) -> None:
    notice = await asked(hr)
    first = await remind(hr, notice)
    with refused(
        WrongState,
        "reminder_under_way",
        ko=f"{notice.label} 공지의 다시 알림 {first.label}을(를) 보내고 있어요. 끝난 뒤에 다시 해 주세요.",
        en=f"{first.label}, a reminder of {notice.label}, is still being sent. Try again when it has ended.",
    ):
        await remind(hr, notice)
    await arrived(hr, first)
    assert (await remind(hr, notice)).id != first.id


async def test_two_who_press_at_once_make_one(hr: Space) -> None:
    notice = await asked(hr)
    found = await asyncio.gather(
        *(remind(hr, notice, who) for who in ("hana", "seulgi", "hana")), return_exceptions=True
    )
    errors = [one for one in found if isinstance(one, SpacecastError)]
    assert [one.word for one in errors] == ["reminder_under_way"] * 2
    assert len(await reminders_of(hr, notice)) == 1


async def _unsent(space: Space) -> Notice:
    return await space.notice("hana", variables=WORDS)


async def _asks_nothing(space: Space) -> Notice:
    return await asked(space, {"title": "안내", "body": "읽어 주세요."})


async def _failed(space: Space) -> Notice:
    return await asked(space, state=NoticeState.FAILED)


async def _closed(space: Space) -> Notice:
    notice = await asked(space)
    await space.acknowledgements.close(await space.actor("hana"), notice.id)
    return notice


@pytest.mark.parametrize(
    ("made", "code"),
    [(_unsent, "asks_nothing"), (_asks_nothing, "asks_nothing"), (_failed, "wrong_state"),
     (_closed, "answers_closed")],
)  # fmt: skip
async def test_what_can_not_be_answered_is_not_reminded_of(
    hr: Space, made: Callable[[Space], Awaitable[Notice]], code: str
) -> None:
    notice = await made(hr)
    with pytest.raises(WrongState) as caught:
        await remind(hr, notice)
    assert caught.value.word == code
    assert await reminders_of(hr, notice) == []


@pytest.mark.parametrize("who", ["duri", "mina", "yuna", "ilgu"])
async def test_who_may_not_send_with_the_profile_does_not_remind(hr: Space, who: str) -> None:
    notice, closed = await asked(hr), await _closed(hr)
    for one in (notice, closed):
        # Whatever is the matter with it: that is nobody's business who may not.
        with pytest.raises(Forbidden):
            await remind(hr, one, who)
        assert await reminders_of(hr, one) == []


async def test_without_the_plan_or_with_a_paused_profile_nothing_reminds(hr: Space) -> None:
    notice = await asked(hr)
    await hr.profiles.set_status(machine_actor(), "hr", ProfileStatus.PAUSED)
    with pytest.raises(SpacecastError) as caught:
        await remind(hr, notice)
    assert caught.value.word == "profile_paused"
    await hr.profiles.set_status(machine_actor(), "hr", ProfileStatus.ACTIVE)
    await hr.plan(plan="free")
    with pytest.raises(SpacecastError) as caught:
        await remind(hr, notice)
    assert caught.value.word == "plan_required"
    assert await reminders_of(hr, notice) == []


async def test_a_reminder_that_was_taken_back_says_nothing_else(hr: Space) -> None:
    notice, hana = await asked(hr), await hr.actor("hana")
    made = await remind(hr, notice)
    back = (await hr.sending.cancel(hana, made.id)).notice
    assert (back.state, back.frozen) == (NoticeState.DRAFT, made.frozen)
    other = draft(profile="hr", variables={"title": "다른 말", "body": "다른 말이에요."})
    with refused(
        WrongState,
        "is_reminder",
        ko="다시 알림은 처음 공지의 내용 그대로 보내요. 다른 내용은 새 공지로 보내 주세요.",
        en="A reminder says what the first notice said. Write a new notice to say something else.",
    ):
        await hr.notices.change(hana, made.id, other)
    await hr.acknowledgements.close(hana, notice.id)
    with pytest.raises(WrongState) as caught:
        await hr.sending.send(hana, made.id)
    assert caught.value.word == "answers_closed"


async def test_a_reminder_that_was_taken_back_is_sent_as_it_was(hr: Space) -> None:
    notice, hana = await asked(hr), await hr.actor("hana")
    made = await remind(hr, notice)
    await hr.sending.cancel(hana, made.id)
    await answer(hr, notice, "mina")
    again = (await hr.sending.send(hana, made.id)).notice
    assert answers_in(again.frozen) == answers_in(notice.frozen)
    assert await recipients(hr, again) == set(KEYS) - {"mina"}


async def test_while_it_is_still_being_sent_those_reached_are_reminded(hr: Space) -> None:
    notice = await asked(hr, ends=FIRST_TWO, state=NoticeState.PAUSED)
    assert len(await recipients(hr, await remind(hr, notice))) == 10


async def test_a_rule_can_not_be_given_to_a_reminder(hr: Space) -> None:
    notice = await asked(hr, reminders=RULE)
    made = await remind(hr, notice)
    assert (made.reminders, made.remind_at) == (None, None)
    with pytest.raises((Invalid, WrongState)):
        await hr.notices.change(await hr.actor("hana"), made.id, draft())
