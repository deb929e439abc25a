"""보안: the switch of secret rooms, and how long messages are kept; all of it without scripts."""

import pytest

from bot.workspace.model.actors import machine_actor
from tests.builders import SUPER
from tests.web.conftest import RunningSpace
from tests.web.console.conftest import Visit
from tests.web.kept import add_old_messages, add_secret_rooms, count_messages

PHRASE = "비밀 채팅방 모두 삭제"
SWITCH, KEEP = "/security/secret-rooms", "/security/messages"
ADMIN = "yuna"


async def _is_on(space: RunningSpace) -> bool:
    return (await space.system.parts.workspace.get()).secret_rooms_on


async def _plan(space: RunningSpace, **changes: str) -> None:
    await space.system.parts.workspace.change(machine_actor(), changes)


async def test_an_admin_starts_and_stops_the_use_of_secret_rooms(
    running_space: RunningSpace, visit: Visit
) -> None:
    admin = visit(ADMIN)
    page = await admin.get("/security")
    assert "미사용" in page.text
    assert "채팅방 비활성화" not in page.text
    assert (await admin.post(SWITCH, {"mode": "on"})).to == "/security"
    assert await _is_on(running_space)
    page = await admin.get("/security")
    assert "이제 비밀 채팅방을 쓸 수 있어요" in page.text
    assert "채팅방 비활성화" in page.text
    assert (await admin.post(SWITCH, {"mode": "deactivate"})).status == 303
    assert "같은 채팅방이 돌아와요" in (await admin.get("/security")).text
    assert not await _is_on(running_space)


async def test_the_page_says_that_no_legal_hold_archive_or_export_has_secret_rooms(
    visit: Visit,
) -> None:
    page = await visit(ADMIN).get("/security")
    assert "보관, 내보내기, 법적 보존에 포함되지 않고" in page.text
    assert "비밀 채팅방을 쓰지 마세요" in page.text


async def test_deleting_names_the_count_and_wants_the_phrase_typed(
    running_space: RunningSpace, visit: Visit
) -> None:
    admin = visit(ADMIN)
    await admin.post(SWITCH, {"mode": "on"})
    await add_secret_rooms(running_space, *[("hana", "duri")] * 12)
    page = await admin.get("/security")
    assert "비밀 채팅방 12개 삭제" in page.text
    assert "인수 합병" not in page.text
    untyped = await admin.post(SWITCH, {"mode": "delete", "confirmation": "삭제"})
    assert untyped.status == 422
    assert 'id="confirmation-fault"' in untyped.text
    assert await _is_on(running_space)
    done = await admin.post(SWITCH, {"mode": "delete", "confirmation": PHRASE})
    assert done.status == 303
    page = await admin.get("/security")
    assert "비밀 채팅방 12개를 삭제해요" in page.text
    assert "개 삭제</button>" not in page.text


async def test_rooms_can_still_be_deleted_after_they_were_deactivated(
    running_space: RunningSpace, visit: Visit
) -> None:
    admin = visit(ADMIN, "en")
    await admin.post(SWITCH, {"mode": "on"})
    await add_secret_rooms(running_space, ("hana", "duri"))
    await admin.post(SWITCH, {"mode": "deactivate"})
    await _plan(running_space, plan="free")
    page = await admin.get("/security")
    assert "Delete 1 secret room" in page.text
    assert "Deactivate the rooms" not in page.text
    form = {"mode": "delete", "confirmation": "delete all secret rooms"}
    assert (await admin.post(SWITCH, form)).status == 303


async def test_stopping_has_no_default(running_space: RunningSpace, visit: Visit) -> None:
    admin = visit(ADMIN)
    await admin.post(SWITCH, {"mode": "on"})
    for form in ({}, {"mode": "off"}):
        assert (await admin.post(SWITCH, form)).status == 422
    assert await _is_on(running_space)


@pytest.mark.parametrize("key", ["hana", "mina"])
async def test_others_neither_see_nor_switch(
    running_space: RunningSpace, visit: Visit, key: str
) -> None:
    other = visit(key)
    assert "관리자만 바꿀 수 있어요" in (await other.get("/security")).text
    for path, form in ((SWITCH, {"mode": "on"}), (KEEP, {"retention": "90"})):
        assert (await other.post(path, form)).status == 403
    assert 'href="/security"' not in (await other.get("/settings")).text
    assert not await _is_on(running_space)


async def test_the_refusal_of_the_plan_stands_on_the_page_with_the_way_out(
    running_space: RunningSpace, visit: Visit
) -> None:
    await _plan(running_space, plan="free")
    admin = visit(ADMIN)
    page = await admin.get("/security")
    assert "비밀 채팅방 기능은 Standard 요금제부터 쓸 수 있어요" in page.text
    assert "김슬기(슈퍼 관리자)가 요금제를 바꿀 수 있어요" in page.text
    refused = await admin.post(SWITCH, {"mode": "on"})
    assert refused.status == 403
    assert "Standard 요금제부터" in refused.text
    await _plan(running_space, plan="standard")
    await admin.post(SWITCH, {"mode": "on"})
    await _plan(running_space, billing="overdue")
    assert "결제하면 바로 다시 쓸 수 있어요" in (await visit(SUPER).get("/security")).text


async def test_a_super_admin_sets_how_long_messages_are_kept(
    running_space: RunningSpace, visit: Visit
) -> None:
    boss = visit(SUPER)
    form = {"retention": "365", "file_retention": "30"}
    assert (await boss.post(KEEP, form)).to == KEEP
    workspace = await running_space.system.parts.workspace.get()
    assert (workspace.retention_days, workspace.file_retention_days) == (365, 30)
    page = await boss.get(KEEP)
    assert '<option value="365" selected>1년</option>' in page.text
    assert '<option value="30" selected>30일</option>' in page.text


async def test_what_is_deleted_is_counted_before_it_is_saved(
    running_space: RunningSpace, visit: Visit
) -> None:
    await add_old_messages(running_space, 1_234, 100)
    boss = visit(SUPER)
    form = {"retention": "90", "file_retention": "none"}
    asked = await boss.post(KEEP, form)
    assert asked.status == 200
    assert "메시지 1,234개 삭제하고 저장" in asked.text
    other = {**form, "file_retention": "30", "confirmed": "90/none"}
    assert "메시지 1,234개 삭제하고 저장" in (await boss.post(KEEP, other)).text
    assert (await running_space.system.parts.workspace.get()).retention_days is None
    assert await count_messages(running_space) == 1_234
    assert (await boss.post(KEEP, {**form, "confirmed": "90/none"})).status == 303
    while await count_messages(running_space):
        await running_space.system.parts.clock.sleep(0.02)


async def test_files_that_would_outlive_messages_are_refused_beside_their_field(
    visit: Visit,
) -> None:
    answer = await visit(SUPER).post(KEEP, {"retention": "90", "file_retention": "180"})
    assert answer.status == 422
    assert 'id="file_retention-fault"' in answer.text
    assert "파일 보관 기간(180일)이 메시지 보관 기간(90일)보다 길어요" in answer.text
    assert (await visit(SUPER).post(KEEP, {"retention": "x"})).status == 422


async def test_an_admin_is_shown_no_retention(visit: Visit) -> None:
    admin = visit(ADMIN)
    assert 'href="/security/messages"' not in (await admin.get("/security")).text
    assert (await admin.get(KEEP)).status == 403
    assert (await admin.post(KEEP, {"retention": "90", "file_retention": "none"})).status == 403


async def test_without_the_plan_the_retention_says_so(
    running_space: RunningSpace, visit: Visit
) -> None:
    await _plan(running_space, billing="overdue")
    boss = visit(SUPER)
    assert "메시지 보관 기간 기능이 잠겼어요" in (await boss.get(KEEP)).text
    refused = await boss.post(KEEP, {"retention": "90", "file_retention": "none"})
    assert refused.status == 403
    assert "메시지 보관 기간 기능이 잠겼어요" in refused.text
