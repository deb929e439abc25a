"""Send profiles and their grants, under concurrency too."""

import asyncio

import pytest

from bot.workspace.model.actors import machine_actor
from bot.workspace.model.members import NewMember, Role
from tests.builders import email
from tests.web.api.conftest import Api

NEW = {"id": "safety", "name": "안전 알림", "description": "안전 공지", "contact": "119"}


async def test_a_super_admin_makes_a_profile_and_sees_its_key_once(api: Api) -> None:
    answer = await api.ask("POST", "/profiles", {**NEW, "rate_ceiling": 20})
    made = answer.body
    assert answer.status == 201
    assert answer.headers["Location"] == "/api/v1/profiles/safety"
    assert (made["name"], made["rate_ceiling"], made["granted"]) == ("안전 알림", 20, [])
    key = made.pop("app_key")
    assert len(key) > 30
    assert await api.done("GET", "/profiles/safety") == made


async def test_the_key_is_shown_again_to_a_super_admin_who_asks_and_that_is_audited(
    api: Api,
) -> None:
    key = (await api.done("POST", "/profiles", NEW))["app_key"]
    shown = await api.done("GET", "/profiles/safety?reveal=app_key")
    assert shown["app_key"] == key
    entry = (await api.done("GET", "/audit?limit=1"))["items"][0]
    assert entry["action"] == "profile.app_key_revealed"
    assert entry["target"] == {"kind": "profile", "id": "safety"}


async def test_the_key_is_shown_to_nobody_else(api: Api) -> None:
    await api.refused(
        ("GET", "/profiles/hr?reveal=app_key"),
        403,
        "forbidden",
        "슈퍼 관리자만 할 수 있어요. 김슬기(슈퍼 관리자)에게 요청해 주세요.",
        "Only a super admin can do this. Please ask 김슬기.",
        by="hana",
    )
    narrow = await api.token_without("seulgi", "profiles:admin")
    answer = await api.ask("GET", "/profiles/hr?reveal=app_key", headers=narrow)
    assert (answer.status, answer.body["code"]) == (403, "scope_missing")


async def test_everybody_sees_the_profiles_they_may_use(api: Api) -> None:
    for by, ids in (("seulgi", ["hr", "it"]), ("hana", ["hr", "it"]), ("duri", ["it"])):
        items = (await api.done("GET", "/profiles", by=by))["items"]
        assert [profile["id"] for profile in items] == ids
        assert all("app_key" not in profile for profile in items)
    assert (await api.done("GET", "/profiles", by="sera"))["items"] == []


async def test_a_profile_that_was_not_granted_is_refused_with_whom_to_ask(api: Api) -> None:
    request = ("GET", "/profiles/hr")
    ko = "'hr 알림' 프로필을 쓸 권한이 없어요. 김슬기(슈퍼 관리자)에게 요청해 주세요."
    en = "You may not use the profile 'hr 알림'. Please ask 김슬기 (super admin)."
    await api.refused(request, 403, "profile_not_granted", ko, en, by="duri")


async def test_an_unknown_profile_is_not_found(api: Api) -> None:
    answer = await api.ask("GET", "/profiles/none")
    assert (answer.status, answer.body["code"]) == (404, "profile_not_found")


async def test_everything_wrong_with_a_new_profile_is_named(api: Api) -> None:
    wrong = {"id": 5, "avatar": "me.png", "rate_ceiling": "fast", "on_uncertain": "x", "key": 1}
    answer = await api.ask("POST", "/profiles", wrong)
    assert answer.status == 422
    assert answer.pointers == {
        "/id": "wrong_type",
        "/name": "required",
        "/avatar": "url_invalid",
        "/rate_ceiling": "wrong_type",
        "/on_uncertain": "choice_unknown",
        "/key": "unknown_field",
    }
    answer = await api.ask("POST", "/profiles", {"id": "A B", "name": " ", "rate_ceiling": 0})
    assert answer.pointers == {
        "/id": "bad_id",
        "/name": "bad_name",
        "/rate_ceiling": "bad_rate",
    }


async def test_an_id_is_taken_once(api: Api) -> None:
    await api.refused(
        ("POST", "/profiles", {"id": "hr", "name": "또"}),
        409,
        "profile_exists",
        "'hr' 프로필이 이미 있어요. 다른 아이디를 써 주세요.",
        "There is a profile 'hr' already. Choose another id.",
    )


async def test_a_profile_is_changed_field_by_field(api: Api) -> None:
    avatar = "https://example.com/a.png"
    first = {"avatar": avatar, "rate_ceiling": 5, "on_uncertain": "resend"}
    await api.done("PATCH", "/profiles/hr", first)
    changed = await api.done("PATCH", "/profiles/hr", {"name": "인사팀", "rate_ceiling": None})
    assert (changed["name"], changed["avatar"]) == ("인사팀", avatar)
    assert (changed["rate_ceiling"], changed["on_uncertain"]) == (None, "resend")
    answer = await api.ask("PATCH", "/profiles/hr", {"name": None, "id": "x"})
    assert answer.pointers == {"/name": "wrong_type", "/id": "unknown_field"}


async def test_a_paused_profile_sends_again_when_it_is_resumed(api: Api) -> None:
    notice = await api.draft()
    assert (await api.done("POST", "/profiles/hr/pause"))["status"] == "paused"
    await api.refused(
        ("POST", f"/notices/{notice}/send"),
        409,
        "profile_paused",
        "'hr 알림' 프로필이 멈춰 있어요. 슈퍼 관리자가 다시 켜면 보낼 수 있어요.",
        "The profile 'hr 알림' is paused. A super admin can resume it.",
        by="hana",
    )
    assert (await api.done("POST", "/profiles/hr/resume"))["status"] == "active"
    assert (await api.ask("POST", f"/notices/{notice}/send", by="hana")).status == 202


async def test_an_unused_profile_is_removed_and_a_used_one_is_not(api: Api) -> None:
    assert (await api.ask("DELETE", "/profiles/it")).status == 204
    assert (await api.ask("GET", "/profiles/it")).status == 404
    await api.draft()
    await api.refused(
        ("DELETE", "/profiles/hr"),
        409,
        "profile_used",
        "'hr 알림' 프로필로 만든 공지나 예약이 있어서 지울 수 없어요. 대신 일시중지해 주세요.",
        "Notices or schedules were made with the profile 'hr 알림', so it can't be removed. Pause it instead.",
    )


async def test_a_grant_is_given_and_taken(api: Api) -> None:
    grant = "/profiles/hr/grants/duri@example.com"
    view = await api.done("PUT", grant)
    assert [member["name"] for member in view["granted"]] == ["이하나", "박두리"]
    assert await api.done("PUT", grant) == view
    assert (await api.done("GET", "/profiles/hr", by="duri"))["id"] == "hr"
    assert (await api.ask("DELETE", grant)).status == 204
    assert (await api.ask("GET", "/profiles/hr", by="duri")).status == 403


async def test_the_fifth_grant_is_refused_with_the_four_names(api: Api) -> None:
    for key in ("duri", "sera", "neo"):
        await api.done("PUT", f"/profiles/hr/grants/{email(key)}")
    await api.refused(
        ("PUT", f"/profiles/hr/grants/{email('oh')}"),
        409,
        "grant_limit",
        "'hr 알림' 프로필에는 발송 관리자를 4명까지 둘 수 있어요. "
        "4명이 이미 있어요: 이하나, 박두리, 최세라, 정네오. 한 명을 해제한 뒤 다시 해 주세요.",
        "The profile 'hr 알림' can have 4 send admins at most. "
        "It has 4 already: 이하나, 박두리, 최세라, 정네오. Revoke one of them first.",
    )


async def test_a_grant_to_a_member_without_right_1_says_what_to_do(api: Api) -> None:
    await api.refused(
        ("PUT", "/profiles/hr/grants/mina@example.com"),
        409,
        "member_not_send_admin",
        "서미나님은 발송 관리자가 아니에요. 먼저 발송 권한 관리에서 발송 관리자로 추가해 주세요.",
        "서미나 is not a send admin. Add them under Send rights first.",
    )


async def test_a_super_admin_needs_no_grant(api: Api) -> None:
    await api.refused(
        ("PUT", "/profiles/hr/grants/seulgi@example.com"),
        409,
        "super_admin_needs_no_grant",
        "김슬기님은 슈퍼 관리자라서 모든 프로필을 쓸 수 있어요. 권한을 줄 필요가 없어요.",
        "김슬기 is a super admin and may use every profile. No grant is needed.",
    )


async def test_a_deactivated_send_admin_gets_no_grant(api: Api) -> None:
    await api.done("PATCH", "/members/duri@example.com", {"active": False})
    await api.refused(
        ("PUT", "/profiles/hr/grants/duri@example.com"),
        409,
        "member_deactivated",
        "박두리님은 비활성 멤버예요. 먼저 활성화해 주세요.",
        "박두리 is deactivated. Activate the member first.",
    )


@pytest.mark.parametrize("ledger", ["sqlite", "postgresql"], indirect=True)
async def test_of_fifty_grants_at_once_exactly_four_succeed(api: Api) -> None:
    await api.done("POST", "/profiles", NEW)
    crowd = [
        NewMember(email=email(f"crowd{n}"), name=f"사원{n}", role=Role.SEND_ADMIN)
        for n in range(50)
    ]
    await api.parts.member_import.add(machine_actor(), crowd)
    answers = await asyncio.gather(
        *(api.ask("PUT", f"/profiles/safety/grants/{person.email}") for person in crowd)
    )
    assert sorted(answer.status for answer in answers) == [200] * 4 + [409] * 46
    refused = [answer.body["code"] for answer in answers if answer.status == 409]
    assert set(refused) == {"grant_limit"}
    assert len((await api.done("GET", "/profiles/safety"))["granted"]) == 4
