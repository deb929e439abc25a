"""Profiles and grants in the console."""

import pytest

from tests.builders import SUPER
from tests.web.conftest import RunningSpace
from tests.web.console.conftest import Visit


async def _grant(space: RunningSpace, visit: Visit, key: str, language: str = "ko") -> str:
    member = await space.member(key)
    answer = await visit(SUPER, language).post("/profiles/hr/grants", {"member": member.id})
    return f"{answer.status} {answer.text}"


async def test_the_fifth_send_admin_is_refused_with_the_four_names(
    running_space: RunningSpace, visit: Visit
) -> None:
    for key in ("duri", "sera", "neo"):
        assert (await _grant(running_space, visit, key)).startswith("303")
    page = await visit(SUPER).get("/profiles")
    assert "발송 관리자 4/4" in page.text
    ko = await _grant(running_space, visit, "oh")
    assert ko.startswith("409")
    assert "4명이 이미 있어요: 이하나, 박두리, 최세라, 정네오" in ko
    assert 'id="member-fault"' in ko
    assert "at most. It has 4 already: 이하나, 박두리" in await _grant(
        running_space, visit, "oh", "en"
    )


async def test_a_grant_is_given_and_taken_away(
    running_space: RunningSpace, visit: Visit
) -> None:
    admin, duri = visit(SUPER), await running_space.member("duri")
    given = await admin.post("/profiles/hr/grants", {"member": duri.id})
    assert given.to == "/profiles/hr#grants"
    assert "박두리님에게 사용 권한을 줬어요" in (await admin.get("/profiles/hr")).text
    assert (await visit("duri").get("/notices/new")).text.count("<option value=") > 2
    await admin.post(f"/profiles/hr/grants/{duri.id}/revoke")
    assert "발송 관리자 1/4" in (await admin.get("/profiles")).text


@pytest.mark.parametrize("key", ["mina", "", SUPER])
async def test_who_can_not_be_granted_is_refused_beside_the_field(
    running_space: RunningSpace, visit: Visit, key: str
) -> None:
    chosen = (await running_space.member(key)).id if key else ""
    answer = await visit(SUPER).post("/profiles/hr/grants", {"member": chosen})
    assert answer.status in {409, 422}
    assert 'id="member-fault"' in answer.text


async def test_a_request_is_answered_on_the_profile(
    running_space: RunningSpace, visit: Visit
) -> None:
    await visit("oh").post("/profiles/ask")
    assert "오다섯님에게 권한 주기" in (await visit(SUPER).get("/profiles/hr")).text
    assert (await _grant(running_space, visit, "oh")).startswith("303")
    assert "오다섯님에게 권한 주기" not in (await visit(SUPER).get("/profiles/it")).text


async def test_a_profile_is_made_changed_paused_and_resumed(visit: Visit) -> None:
    admin = visit(SUPER)
    made = await admin.post("/profiles/new", {"id": "news", "name": "소식"})
    assert made.to == "/profiles/news"
    changed = await admin.post("/profiles/news", {"name": "새 소식", "rate_ceiling": "30"})
    assert changed.status == 303
    page = await admin.get("/profiles/news")
    assert 'value="새 소식"' in page.text
    assert 'value="30"' in page.text
    await admin.post("/profiles/news/pause")
    assert "이 프로필로는 아무것도 보내지 않아요" in (await admin.get("/profiles/news")).text
    await admin.post("/profiles/news/resume")
    assert "사용 중" in (await admin.get("/profiles/news")).text


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"id": "X!", "name": "소식"}, 422, 'id="id-fault"'),
        ({"id": "news", "name": ""}, 422, 'id="name-fault"'),
        ({"id": "news", "name": "소식", "rate_ceiling": "빨리"}, 422, "숫자를 써 주세요"),
        ({"id": "hr", "name": "소식"}, 409, "프로필이 이미 있어요"),
    ],
)
async def test_a_wrong_profile_is_refused_with_what_was_typed(
    visit: Visit, form: dict[str, str], status: int, words: str
) -> None:
    answer = await visit(SUPER).post("/profiles/new", form)
    assert answer.status == status
    assert words in answer.text
    assert f'value="{form["id"]}"' in answer.text


async def test_a_wrong_change_is_refused_with_what_was_typed(visit: Visit) -> None:
    answer = await visit(SUPER).post("/profiles/hr", {"name": "", "contact": "내선 7"})
    assert answer.status == 422
    assert 'value="내선 7"' in answer.text


@pytest.mark.parametrize("path", ["/profiles", "/profiles/new", "/profiles/hr", "/send-rights"])
async def test_only_super_admins_manage_profiles(visit: Visit, path: str) -> None:
    for key in ("hana", "yuna", "mina"):
        answer = await visit(key).get(path)
        assert answer.status == 403
        assert "김슬기(슈퍼 관리자)에게 요청해 주세요" in answer.text


@pytest.mark.parametrize("act", ["", "/pause", "/resume", "/grants"])
async def test_a_send_admin_changes_no_profile(
    running_space: RunningSpace, visit: Visit, act: str
) -> None:
    oh = await running_space.member("oh")
    answer = await visit("hana").post(f"/profiles/hr{act}", {"name": "x", "member": oh.id})
    assert answer.status == 403
    view = await running_space.system.parts.profiles.get(await running_space.actor(SUPER), "hr")
    assert view.profile.name == "hr 알림"
    assert [member.name for member in view.granted] == ["이하나"]
