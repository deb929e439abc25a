"""The grid of people and profiles."""

import pytest

from tests.builders import SUPER
from tests.web.conftest import RunningSpace
from tests.web.console.conftest import Visit


@pytest.mark.parametrize("typed", ["mina@example.com", "MINA@example.com", "서미나"])
async def test_a_send_admin_is_added_by_address_or_name(visit: Visit, typed: str) -> None:
    admin = visit(SUPER)
    answer = await admin.post("/send-rights", {"member": typed})
    assert (answer.status, answer.to) == (303, "/send-rights")
    assert "서미나님을 발송 관리자로 추가했어요" in (await admin.get("/send-rights")).text


@pytest.mark.parametrize(
    ("typed", "words"), [("없는이름", "그런 멤버가 없어요"), ("", "없어요")]
)
async def test_nobody_found_is_said(visit: Visit, typed: str, words: str) -> None:
    answer = await visit(SUPER).post("/send-rights", {"member": typed})
    assert answer.status == 422
    assert words in answer.text


async def test_several_found_are_shown_to_choose_from(visit: Visit) -> None:
    answer = await visit(SUPER).post("/send-rights", {"member": "보"})
    more = await visit(SUPER).post("/send-rights", {"member": "example.com"})
    assert answer.status == 303
    assert more.status == 422
    assert "여러 명이 있어요" in more.text


async def test_a_send_admin_is_removed_and_loses_the_tool_at_once(
    running_space: RunningSpace, visit: Visit
) -> None:
    hana = await running_space.member("hana")
    answer = await visit(SUPER).post(f"/send-rights/{hana.id}/remove")
    assert answer.status == 303
    assert (await visit("hana").get("/notices/new")).status == 403


async def test_the_grid_gives_and_takes_profiles(
    running_space: RunningSpace, visit: Visit
) -> None:
    admin, oh = visit(SUPER), await running_space.member("oh")
    cell = f"/send-rights/{oh.id}/profiles/hr"
    assert (await admin.post(cell, {"act": "grant"})).status == 303
    assert (await visit("oh").get("/notices/new")).text.count('name="profile"') == 1
    assert (await admin.post(cell, {"act": "revoke"})).status == 303
    assert 'name="profile"' not in (await visit("oh").get("/notices/new")).text


async def test_the_fifth_in_the_grid_is_refused_with_the_four_names(
    running_space: RunningSpace, visit: Visit
) -> None:
    admin = visit(SUPER)
    for key in ("duri", "sera", "neo"):
        member = await running_space.member(key)
        await admin.post(f"/send-rights/{member.id}/profiles/hr", {"act": "grant"})
    oh = await running_space.member("oh")
    answer = await admin.post(f"/send-rights/{oh.id}/profiles/hr", {"act": "grant"})
    assert answer.status == 409
    assert "이하나, 박두리, 최세라, 정네오" in answer.text


async def test_others_change_no_right(running_space: RunningSpace, visit: Visit) -> None:
    oh = await running_space.member("oh")
    for path in ("/send-rights", f"/send-rights/{oh.id}/remove"):
        answer = await visit("hana").post(path, {"member": "mina@example.com"})
        assert answer.status == 403
    assert (await running_space.member("oh")).send_admin
    assert not (await running_space.member("mina")).send_admin
