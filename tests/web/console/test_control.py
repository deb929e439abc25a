"""Pausing, repeating, correcting and copying a notice from its report."""

import json

import aiohttp
import pytest

from bot.broadcast.model.notices import NoticeState
from bot.broadcast.service.notices import NoticeView
from bot.core.clock import SECOND
from tests.builders import SUPER
from tests.web.conftest import RunningSpace
from tests.web.console.conftest import Visit, Visitor
from tests.web.console.test_compose import FORM
from tests.web.console.trouble import doubt, unreachable

ACTS = ["pause", "resume", "rate", "retry", "resend", "correct", "duplicate"]


async def _view(space: RunningSpace, notice: str) -> NoticeView:
    key = notice.rpartition("/")[2]
    return await space.system.parts.notices.get(await space.actor(SUPER), key)


async def _until(space: RunningSpace, notice: str, *states: NoticeState) -> None:
    while (await _view(space, notice)).notice.state not in states:
        await space.system.parts.clock.sleep(0.01)


async def _sent(visitor: Visitor) -> str:
    """A notice that was just sent: `/notices/nt_…`."""
    notice = (await visitor.post("/notices/new", FORM)).to.removesuffix("/edit")
    return (await visitor.post(f"{notice}/send", {"count": "12"})).to


async def _sending(space: RunningSpace, visitor: Visitor) -> str:
    """A notice that is sent so slowly that it does not end."""
    parts = space.system.parts
    await parts.profiles.change(await space.actor(SUPER), "hr", {"rate_ceiling": 0.01})
    notice = await _sent(visitor)
    await _until(space, notice, NoticeState.SENDING)
    return notice


async def _finished(space: RunningSpace, visitor: Visitor, *lost: str) -> str:
    await unreachable(space, *lost)
    notice = await _sent(visitor)
    await _until(space, notice, NoticeState.SENT, NoticeState.PARTIALLY_SENT)
    return notice


async def test_a_notice_is_paused_and_goes_on(
    running_space: RunningSpace, visit: Visit
) -> None:
    hana = visit("hana")
    notice = await _sending(running_space, hana)
    page = await hana.get(notice)
    assert f'action="{notice}/pause"' in page.text
    assert f'action="{notice}/resume"' not in page.text
    assert f'action="{notice}/duplicate"' not in page.text

    assert (await hana.post(f"{notice}/pause")).to == notice
    assert (await _view(running_space, notice)).notice.state is NoticeState.PAUSED
    page = await hana.get(notice)
    assert f'action="{notice}/resume"' in page.text
    assert "보내기 취소" in page.text
    assert "data-events" in page.text
    assert f'action="{notice}/pause"' not in page.text
    assert "멈춤" in (await hana.get("/notices?state=paused")).text

    assert (await hana.post(f"{notice}/resume")).to == notice
    assert (await _view(running_space, notice)).notice.state is NoticeState.SENDING
    page = await hana.get(notice)
    assert "이어서 보내요" in page.text
    assert "잠시 멈췄어요" in page.text


async def test_the_rest_of_a_paused_notice_can_be_dropped(
    running_space: RunningSpace, visit: Visit
) -> None:
    hana = visit("hana")
    notice = await _sending(running_space, hana)
    await hana.post(f"{notice}/pause")
    assert (await hana.post(f"{notice}/cancel")).to == notice
    assert (await _view(running_space, notice)).notice.state is NoticeState.CANCELLED


async def test_the_stream_goes_on_while_a_notice_is_paused(
    running_space: RunningSpace, visit: Visit
) -> None:
    hana = visit("hana")
    notice = await _sending(running_space, hana)
    await hana.post(f"{notice}/pause")
    async with running_space.http.get(
        f"{running_space.url}{notice}/events", cookies=hana.cookies
    ) as stream:
        assert b"/resume" in await _shape(stream.content)
        await hana.post(f"{notice}/cancel")
        assert b"/duplicate" in await _shape(stream.content)
        assert b"event: end" in await stream.content.read()


async def _shape(stream: aiohttp.StreamReader) -> bytes:
    """The next drawing of the fragment."""
    while True:
        line = await stream.readline()
        if line.startswith(b"data: ") and json.loads(line[6:]).get("html"):
            return line


async def test_a_paused_notice_is_on_the_first_page(
    running_space: RunningSpace, visit: Visit
) -> None:
    hana = visit("hana")
    notice = await _sending(running_space, hana)
    await hana.post(f"{notice}/pause")
    page = await hana.get("/")
    assert f'class="run-title"><a href="{notice}"' in page.text
    assert "badge--paused" in page.text


async def test_a_notice_that_stands_still_says_why(
    running_space: RunningSpace, visit: Visit
) -> None:
    hana, parts = visit("hana"), running_space.system.parts
    notice = await _sending(running_space, hana)
    assert 'id="standstill"' not in (await hana.get(notice)).text
    # A message that was on its way may be noted in between.
    while (await _view(running_space, notice)).standstill is None:
        async with parts.database.transaction() as tx:
            await tx.execute(
                "UPDATE notices SET started_at = $1, grace_until = $1, updated_at = $1,"
                " last_progress_at = $1",
                parts.clock.now() - 90 * SECOND,
            )
    page = await hana.get(notice)
    assert 'id="standstill"' in page.text
    assert "더 보내지 못하고 있어요" in page.text


async def test_the_speed_is_changed_while_it_is_sent(
    running_space: RunningSpace, visit: Visit
) -> None:
    hana = visit("hana")
    notice = await _sending(running_space, hana)
    assert (await hana.post(f"{notice}/rate", {"rate": "2.5"})).to == notice
    assert 'name="rate" value="2.5"' in (await hana.get(notice)).text
    assert (await _view(running_space, notice)).notice.rate == 2.5
    assert "1초에 2.5건" in (await hana.get(notice)).text
    await hana.post(f"{notice}/rate", {"rate": ""})
    assert "속도 제한을 풀었어요" in (await hana.get(notice)).text
    assert (await _view(running_space, notice)).notice.rate is None


@pytest.mark.parametrize("rate", ["quick", "0", "-1", "nan", "inf"])
async def test_a_speed_that_is_none_is_refused_beside_its_field(
    running_space: RunningSpace, visit: Visit, rate: str
) -> None:
    hana = visit("hana")
    notice = await _sending(running_space, hana)
    answer = await hana.post(f"{notice}/rate", {"rate": rate})
    assert answer.status == 422
    assert 'id="rate-fault"' in answer.text
    assert f'name="rate" value="{rate}"' in answer.text
    assert (await _view(running_space, notice)).notice.rate is None


async def test_only_those_who_failed_get_it_again(
    running_space: RunningSpace, visit: Visit
) -> None:
    hana = visit("hana")
    notice = await _finished(running_space, hana, "mina", "jun", "bora")
    page = await hana.get(notice)
    assert "실패한 3명에게 다시 보내기" in page.text
    assert f'action="{notice}/resend"' not in page.text
    await unreachable(running_space)
    assert (await hana.post(f"{notice}/retry")).to == notice
    assert "실패한 3명에게 다시 보내요" in (await hana.get(notice)).text
    await _until(running_space, notice, NoticeState.SENT)
    page = await hana.get(notice)
    assert f'action="{notice}/retry"' not in page.text
    assert "실패한 3명에게 다시 보냈어요" in page.text


async def test_those_in_doubt_get_it_again_after_a_word_about_twice(
    running_space: RunningSpace, visit: Visit
) -> None:
    hana = visit("hana")
    notice = await _finished(running_space, hana, "mina", "jun")
    await doubt(running_space, notice.rpartition("/")[2], "mina", "jun")
    page = await hana.get(notice)
    assert ">확실하지 않은 2명에게 다시 보내기</summary>" in page.text
    assert "두 번 받을 수 있어요" in page.text
    assert f'action="{notice}/retry"' not in page.text
    await unreachable(running_space)
    assert (await hana.post(f"{notice}/resend")).to == notice
    await _until(running_space, notice, NoticeState.SENT)
    assert "확실하지 않은 2명에게 다시 보냈어요" in (await hana.get(notice)).text


async def test_a_correction_goes_only_to_those_who_received_it(
    running_space: RunningSpace, visit: Visit
) -> None:
    hana = visit("hana")
    notice = await _finished(running_space, hana, "mina")
    assert "받은 11명에게 정정 공지 쓰기" in (await hana.get(notice)).text
    edit = (await hana.post(f"{notice}/correct")).to
    page = await hana.get(edit)
    assert "N-1 공지를 받은 11명에게만 가요" in page.text
    assert 'name="audience"' not in page.text

    before = await _view(running_space, edit.removesuffix("/edit"))
    form = {**FORM, "v.title": "바로잡아요", "act": "review", "version": before.notice.version}
    form.pop("audience")
    review = (await hana.post(edit, form)).to
    after = await _view(running_space, edit.removesuffix("/edit"))
    assert after.notice.corrects == before.notice.corrects is not None
    assert after.notice.audience == before.notice.audience
    page = await hana.get(review)
    assert "N-1 공지를 받은 11명에게만 가요" in page.text
    assert "11명에게 보내기" in page.text


async def test_a_copy_is_a_draft_with_the_same_content(
    running_space: RunningSpace, visit: Visit
) -> None:
    hana = visit("hana")
    notice = await _finished(running_space, hana)
    assert "복제해서 새로 쓰기" in (await hana.get(notice)).text
    copied = await hana.post(f"{notice}/duplicate")
    page = await hana.get(copied.to)
    assert 'value="https://example.com"' in page.text
    assert 'name="audience"' in page.text
    assert copied.to != f"{notice}/edit"


@pytest.mark.parametrize("act", ["pause", "resume", "retry", "resend"])
async def test_what_does_not_fit_the_state_is_refused_in_words(
    running_space: RunningSpace, visit: Visit, act: str
) -> None:
    hana = visit("hana")
    notice = await _finished(running_space, hana)
    refused = await hana.post(f"{notice}/{act}")
    assert refused.status == 409
    assert "Traceback" not in refused.text


async def test_who_may_not_see_a_notice_can_do_nothing_to_it(
    running_space: RunningSpace, visit: Visit
) -> None:
    notice = await _sending(running_space, visit("hana"))
    duri, mina, nobody = visit("duri"), visit("mina"), visit()
    for act in ACTS:
        path = f"{notice}/{act}"
        answers = [(await who.post(path)).status for who in (duri, mina, nobody)]
        assert answers == [403, 403, 401], act
    view = await _view(running_space, notice)
    assert (view.notice.state, view.notice.rate) == (NoticeState.SENDING, None)
