"""The live report."""

import json
from pathlib import Path

from aiohttp import web

from bot.broadcast.model.notices import NoticeState
from bot.web.console.progress import LEAVING, prepare_streams
from tests.builders import SUPER
from tests.web.conftest import RunningSpace, start_space
from tests.web.console.conftest import Visit, Visitor
from tests.web.console.test_compose import FORM


async def _sent(visitor: Visitor) -> str:
    """A notice that was just sent: `/notices/nt_…`."""
    notice = (await visitor.post("/notices/new", FORM)).to.removesuffix("/edit")
    return (await visitor.post(f"{notice}/send", {"count": "12"})).to


def _news(stream: str) -> list[dict[str, object]]:
    events = [part for part in stream.split("\n\n") if part.startswith("event: progress")]
    return [json.loads(event.split("data: ", 1)[1]) for event in events]


async def test_the_stream_tells_of_everybody_and_ends(visit: Visit) -> None:
    hana = visit("hana")
    notice = await _sent(hana)
    stream = await hana.get(f"{notice}/events")
    assert stream.headers["Content-Type"] == "text/event-stream"
    last = _news(stream.text)[-1]
    assert last["percent"] == 100
    assert last["counts"] == {
        "pending": "0", "sending": "0", "sent": "12", "failed": "0", "skipped": "0",
        "cancelled": "0", "uncertain": "0", "audience": "12",
    }  # fmt: skip
    assert stream.text.rstrip().endswith("event: end\ndata: {}")


async def test_the_report_shows_who_got_it_and_what_happened(visit: Visit) -> None:
    hana = visit("hana")
    notice = await _sent(hana)
    await hana.get(f"{notice}/events")
    page = await hana.get(notice)
    assert "모두 보냄" in page.text
    assert page.text.count("example.com</span></th>") == 12
    assert "보내기를 눌렀어요" in page.text
    assert "@이하나" in page.text
    found = await hana.get(f"{notice}?text=서미나&state=sent")
    assert found.text.count("example.com</span></th>") == 1
    assert "조건에 맞는 사람이 없어요" in (await hana.get(f"{notice}?state=failed")).text


async def test_the_message_is_in_the_recipients_chat(visit: Visit) -> None:
    hana = visit("hana")
    notice = await _sent(hana)
    await hana.get(f"{notice}/events")
    assert "hr 알림" in (await visit("mina").get("/messenger/")).text


async def test_nobody_else_may_follow(visit: Visit) -> None:
    notice = await _sent(visit("hana"))
    assert (await visit("duri").get(notice)).status == 404
    assert (await visit("duri").get(f"{notice}/events")).status == 404
    assert (await visit("mina").get(f"{notice}/events")).status == 403
    assert (await visit().get(f"{notice}/events")).status == 401


async def test_within_the_grace_time_everything_is_undone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/spacecast.db"
    async with start_space(url, tmp_path, grace_seconds=600) as space:
        hana = Visitor(space, "hana")
        notice = await _sent(hana)
        page = await hana.get(notice)
        assert "발송 취소" in page.text
        assert 'http-equiv="refresh"' in page.text
        undone = await hana.post(f"{notice}/cancel")
        assert undone.to == f"{notice}/edit"
        assert "아무에게도 보내지 않았고" in (await hana.get(undone.to)).text
        view = await space.system.parts.notices.get(
            await space.actor("hana"), notice.rpartition("/")[2]
        )
        assert view.notice.state is NoticeState.DRAFT


async def test_a_paused_profile_says_why_nothing_moves_and_the_rest_can_be_dropped(
    running_space: RunningSpace, visit: Visit
) -> None:
    hana, parts = visit("hana"), running_space.system.parts
    await parts.profiles.change(await running_space.actor(SUPER), "hr", {"rate_ceiling": 0.01})
    notice = await _sent(hana)
    await visit(SUPER).post("/profiles/hr/pause")
    actor = await running_space.actor("hana")
    key = notice.rpartition("/")[2]
    while (await parts.notices.get(actor, key)).notice.state is not NoticeState.SENDING:
        await parts.clock.sleep(0.01)
    assert "슈퍼 관리자가 다시 켜면 저절로 이어서" in (await hana.get(notice)).text
    stopped = await hana.post(f"{notice}/cancel")
    assert stopped.to == notice
    assert "나머지" in (await hana.get(notice)).text


async def test_streams_end_when_the_server_stops() -> None:
    app = web.Application()
    prepare_streams(app)
    assert not app[LEAVING].is_set()
    app.freeze()
    await app.shutdown()
    assert app[LEAVING].is_set()


async def test_a_draft_opens_in_the_composer(visit: Visit) -> None:
    hana = visit("hana")
    edit = (await hana.post("/notices/new", FORM)).to
    assert (await hana.get(edit.removesuffix("/edit"))).to == edit
