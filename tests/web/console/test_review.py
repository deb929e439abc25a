"""The last look before sending."""

import pytest

from bot.broadcast.model.notices import NoticeState
from bot.workspace.model.actors import machine_actor
from tests.builders import SUPER, people
from tests.web.conftest import RunningSpace
from tests.web.console.conftest import Visit, Visitor
from tests.web.console.test_compose import FORM


async def _drafted(visitor: Visitor, **more: str) -> str:
    """The address of a new draft: `/notices/nt_…`."""
    answer = await visitor.post("/notices/new", {**FORM, **more})
    return answer.to.removesuffix("/edit")


async def _state(space: RunningSpace, notice: str) -> NoticeState:
    actor = await space.actor(SUPER)
    view = await space.system.parts.notices.get(actor, notice.rpartition("/")[2])
    return view.notice.state


async def test_the_button_says_how_many_people_it_reaches(visit: Visit) -> None:
    ko, en = visit("hana"), visit("hana", "en")
    notice = await _drafted(ko, exclude="mina@example.com")
    page = await ko.get(f"{notice}/review")
    assert "11명에게 보내기" in page.text
    assert "서미나" in page.text
    assert "Send to 11 people" in (await en.get(f"{notice}/review")).text


async def test_sending_leads_to_the_report(running_space: RunningSpace, visit: Visit) -> None:
    hana = visit("hana")
    notice = await _drafted(hana)
    answer = await hana.post(f"{notice}/send", {"count": "12"})
    assert (answer.status, answer.to) == (303, notice)
    assert await _state(running_space, notice) is not NoticeState.DRAFT


async def test_pressing_send_twice_sends_once_and_leads_to_the_report(
    running_space: RunningSpace, visit: Visit
) -> None:
    hana = visit("hana")
    notice = await _drafted(hana)
    for _ in range(2):
        assert (await hana.post(f"{notice}/send", {"count": "12"})).to == notice
    entries = await running_space.system.parts.audit.of("notice", notice.rpartition("/")[2])
    assert [entry.action for entry in entries].count("notice.sent") == 1


@pytest.mark.parametrize("count", ["", "11", "many"])
async def test_another_number_than_that_of_the_recipients_is_refused(
    running_space: RunningSpace, visit: Visit, count: str
) -> None:
    hana = visit("hana")
    notice = await _drafted(hana)
    answer = await hana.post(f"{notice}/send", {"count": count})
    assert answer.status == 422
    assert "지금 받는 사람은 12명이에요" in answer.text
    assert await _state(running_space, notice) is NoticeState.DRAFT


async def test_over_a_hundred_people_the_number_is_typed(
    running_space: RunningSpace, visit: Visit
) -> None:
    hana = visit("hana")
    notice = await _drafted(hana)
    assert 'type="hidden" name="count"' in (await hana.get(f"{notice}/review")).text
    await running_space.system.parts.member_import.add(machine_actor(), people(101))
    page = await hana.get(f"{notice}/review")
    assert 'type="text" id="count"' in page.text
    assert (await hana.post(f"{notice}/send", {"count": "101"})).status == 303


@pytest.mark.parametrize(
    ("language", "words"),
    [("ko", "Standard 요금제부터 쓸 수 있어요"), ("en", "needs the Standard plan or above")],
)
async def test_on_the_free_plan_the_review_says_what_unlocks_sending(
    running_space: RunningSpace, visit: Visit, language: str, words: str
) -> None:
    hana = visit("hana", language)
    notice = await _drafted(hana)
    await running_space.system.parts.workspace.change(machine_actor(), {"plan": "free"})
    page = await hana.get(f"{notice}/review")
    assert words in page.text
    assert 'id="send" disabled' in page.text
    for act in ("send", "test"):
        refused = await hana.post(f"{notice}/{act}", {"count": "12"})
        assert refused.status == 403
        assert words in refused.text
    assert await _state(running_space, notice) is NoticeState.DRAFT


async def test_what_is_missing_links_back_to_its_field(visit: Visit) -> None:
    hana = visit("hana")
    notice = await _drafted(hana, **{"v.title": ""})
    page = await hana.get(f"{notice}/review")
    assert f'href="{notice}/edit?check=1#v.title"' in page.text
    assert 'id="v.title-fault"' in (await hana.get(f"{notice}/edit?check=1")).text


async def test_a_test_goes_to_oneself_and_changes_nothing(
    running_space: RunningSpace, visit: Visit
) -> None:
    hana = visit("hana")
    notice = await _drafted(hana)
    answer = await hana.post(f"{notice}/test")
    assert (answer.status, answer.to) == (303, f"{notice}/review")
    assert "이하나에게 테스트를 보냈어요" in (await hana.get(answer.to)).text
    assert "[테스트]" in (await hana.get("/messenger/")).text
    assert await _state(running_space, notice) is NoticeState.DRAFT


async def test_too_many_tests_are_refused_beside_the_button(visit: Visit) -> None:
    hana = visit("hana")
    notice = await _drafted(hana)
    for _ in range(3):
        assert (await hana.post(f"{notice}/test")).status == 303
    refused = await hana.post(f"{notice}/test")
    assert refused.status == 503
    assert "1분에 3번까지" in refused.text


async def test_a_scheduled_notice_can_be_moved_and_taken_back(
    running_space: RunningSpace, visit: Visit
) -> None:
    hana, clock = visit("hana"), running_space.system.parts.clock
    notice = await _drafted(hana)
    year = 1970 + round(clock.now() / 31_556_952_000) + 1
    answer = await hana.post(f"{notice}/schedule", {"at": f"{year}-03-02T09:00"})
    assert (answer.status, answer.to) == (303, notice)
    assert f"{year}. 3. 2." in (await hana.get(notice)).text
    assert f'value="{year}-03-02T09:00"' in (await hana.get(f"{notice}/review")).text
    moved = await hana.post(f"{notice}/schedule", {"at": f"{year}-03-03T09:00"})
    assert moved.status == 303
    assert (await hana.post(f"{notice}/cancel")).to == f"{notice}/edit"
    assert await _state(running_space, notice) is NoticeState.DRAFT


@pytest.mark.parametrize(
    ("at", "words"),
    [("2020-01-01T09:00", "이미 지난 시각이에요"), ("", "날짜와 시각을 골라 주세요")],
)
async def test_a_time_that_can_not_be_is_refused_beside_the_field(
    visit: Visit, at: str, words: str
) -> None:
    hana = visit("hana")
    notice = await _drafted(hana)
    answer = await hana.post(f"{notice}/schedule", {"at": at})
    assert answer.status == 422
    assert words in answer.text
    assert f'value="{at}"' in answer.text


async def test_a_paused_profile_is_said(running_space: RunningSpace, visit: Visit) -> None:
    hana = visit("hana")
    notice = await _drafted(hana)
    await visit(SUPER).post("/profiles/hr/pause")
    assert "프로필이 멈춰 있어요" in (await hana.get(f"{notice}/review")).text
    assert (await hana.post(f"{notice}/send", {"count": "12"})).status == 409
    assert await _state(running_space, notice) is NoticeState.DRAFT
