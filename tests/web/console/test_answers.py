"""The answers to a notice on its page: seen, reminded of, closed, taken along."""

import csv
import io

import pytest

from bot.broadcast.model.notices import NoticeState
from bot.core.clock import HOUR
from bot.web.console.curve import curve_of
from bot.workspace.model.actors import machine_actor
from tests.web.answering import answer, asking, ended, read
from tests.web.conftest import RunningSpace
from tests.web.console.conftest import Visit

PEOPLE = 12


async def test_a_page_counts_who_read_and_acknowledged(
    running_space: RunningSpace, visit: Visit
) -> None:
    notice = await asking(running_space)
    await answer(running_space, notice, mina=None, duri=None, jun=None)
    await read(running_space, notice, "mina", "duri", "jun", "bora", "oh", "seulgi")
    page = (await visit("hana").get(f"/notices/{notice.id}")).text
    assert '3명 <span class="help">25%' in page
    assert '6명 <span class="help">50%' in page
    assert "아직 확인하지 않은 9명에게 다시 알리기" in page
    assert 'role="img" aria-labelledby="curve-words"' in page
    assert "모두 12명에게 보냈어요." in page


async def test_a_survey_shows_each_answer_in_words_and_numbers(
    running_space: RunningSpace, visit: Visit
) -> None:
    notice = await asking(running_space, choices=["참석", "<불참>"])
    await answer(running_space, notice, mina=0, duri=1, jun=0)
    page = (await visit("hana", "en").get(f"/notices/{notice.id}")).text
    assert '<span>참석</span> <strong class="nowrap">2 people (66%)' in page
    assert "<span>&lt;불참&gt;</span>" in page
    assert '<progress max="100" value="33"' in page


@pytest.mark.parametrize(("answered", "count"), [("yes", 2), ("no", 10), ("", 12), ("x", 12)])
async def test_the_list_is_narrowed_to_who_has_answered(
    running_space: RunningSpace, visit: Visit, answered: str, count: int
) -> None:
    notice = await asking(running_space)
    await answer(running_space, notice, mina=None, duri=None)
    page = (await visit("hana").get(f"/notices/{notice.id}?answered={answered}")).text
    assert page.count("example.com</span></th>") == count


async def test_a_reminder_goes_to_the_rest_and_both_name_each_other(
    running_space: RunningSpace, visit: Visit
) -> None:
    hana, notice = visit("hana"), await asking(running_space)
    await answer(running_space, notice, mina=None, duri=None)
    gone = await hana.post(f"/notices/{notice.id}/remind")
    assert gone.status == 303
    reminder = await ended(running_space, gone.to.rpartition("/")[2])
    assert (reminder.reminds, reminder.state) == (notice.id, NoticeState.SENT)
    page = (await hana.get(gone.to)).text
    assert f'<a href="/notices/{notice.id}">N-1 다시 알림</a>' in page
    assert "10명에게 다시 알려요" in page
    assert page.count("example.com</span></th>") == PEOPLE - 2
    first = (await hana.get(f"/notices/{notice.id}")).text
    assert f'<a href="{gone.to}">N-2</a>' in first
    assert "다시 알렸어요 (N-2)" in first
    # Who answers the reminder has answered the notice.
    await answer(running_space, notice, jun=None)
    assert "아직 확인하지 않은 9명" in (await hana.get(gone.to)).text


async def test_nobody_is_reminded_when_everybody_has_answered_or_may_not_any_more(
    running_space: RunningSpace, visit: Visit
) -> None:
    hana, notice = visit("hana"), await asking(running_space)
    assert (await hana.post(f"/notices/{notice.id}/close")).to == f"/notices/{notice.id}"
    page = (await hana.get(f"/notices/{notice.id}")).text
    assert "이제 답을 받지 않아요." in page
    assert f'action="/notices/{notice.id}/remind"' not in page
    assert f'action="/notices/{notice.id}/close"' not in page
    refused = await hana.post(f"/notices/{notice.id}/remind")
    assert refused.status == 409
    assert "답을 받는 기간이 끝났어요" in refused.text


@pytest.mark.parametrize("act", ["remind", "close"])
async def test_a_notice_without_buttons_has_nothing_to_remind_of(
    running_space: RunningSpace, visit: Visit, act: str
) -> None:
    notice = await asking(running_space, acknowledge=False)
    refused = await visit("hana").post(f"/notices/{notice.id}/{act}")
    assert refused.status == 409
    assert "확인 버튼이 없거나" in refused.text
    page = (await visit("hana").get(f"/notices/{notice.id}")).text
    assert "/remind" not in page
    assert 'name="answered"' not in page


@pytest.mark.parametrize("act", ["remind", "close", "report.csv"])
async def test_who_may_not_use_the_profile_does_nothing(
    running_space: RunningSpace, visit: Visit, act: str
) -> None:
    notice = await asking(running_space)
    at = f"/notices/{notice.id}/{act}"
    duri = visit("duri")
    refused = await (duri.get(at) if act == "report.csv" else duri.post(at))
    assert refused.status in {403, 404}
    seen = await running_space.system.parts.notices.page(machine_actor())
    assert [(view.notice.label, view.notice.closed_at) for view in seen] == [("N-1", None)]


async def test_where_readers_are_not_kept_only_their_number_is_shown(
    running_space: RunningSpace, visit: Visit
) -> None:
    notice, boss = await asking(running_space), visit("seulgi")
    await read(running_space, notice, "mina", "duri", "jun")
    assert "읽은 사람 기록하지 않기" in (await boss.get("/settings")).text
    assert (await boss.post("/settings", {"read_tracking": "off"})).status == 303
    settings = (await boss.get("/settings")).text
    assert "기록하지 않아요</strong>" in settings
    assert "읽은 사람 기록하기" in settings
    page = (await visit("hana").get(f"/notices/{notice.id}")).text
    assert '3명 <span class="help">25%' in page
    assert "누가 읽었는지는 남기지 않고" in page
    assert '<th scope="col">읽음</th>' not in page


async def test_the_list_is_taken_along_as_csv(
    running_space: RunningSpace, visit: Visit
) -> None:
    notice = await asking(running_space, choices=["참석", "=SUM(A1)"])
    await answer(running_space, notice, mina=0, duri=1)
    async with running_space.system.parts.database.transaction() as tx:
        await tx.execute("UPDATE deliveries SET name = '@HYPERLINK' WHERE email LIKE 'jun@%'")
    file = await visit("hana").get(f"/notices/{notice.id}/report.csv")
    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert file.headers["Content-Disposition"] == 'attachment; filename="N-1.csv"'
    assert file.text.startswith("\ufeff이름,이메일,부서,상태,이유,")
    rows = {row["이메일"]: row for row in csv.DictReader(io.StringIO(file.text[1:]))}
    assert len(rows) == PEOPLE
    assert rows["mina@example.com"]["답"] == "참석"
    assert rows["mina@example.com"]["확인한 시각"]
    assert rows["duri@example.com"]["답"] == "'=SUM(A1)"
    assert rows["jun@example.com"]["이름"] == "'@HYPERLINK"
    assert rows["bora@example.com"]["답"] == ""


def test_a_curve_rises_from_nobody_to_all() -> None:
    curve = curve_of([(HOUR, 1), (2 * HOUR, 4)], 0, 4 * HOUR, 8)
    assert curve is not None
    assert curve.line == "0,120 120,105 240,60 480,60"
    assert curve.area == "0,120 0,120 120,105 240,60 480,60 480,120"
    assert [count for _, count in curve.quarters] == [1, 4, 4, 4]


@pytest.mark.parametrize(("points", "ends"), [([], HOUR), ([(1, 1)], 0)])
def test_there_is_no_curve_of_nothing(points: list[tuple[int, int]], ends: int) -> None:
    assert curve_of(points, 0, ends, 5) is None
