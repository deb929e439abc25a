from tests.messenger.home import HANA, Home
from tests.messenger.web.conftest import Caller


async def test_a_group_of_the_bot_gets_another_name(api: Caller, small_home: Home) -> None:
    asked = {"user_ids": [await small_home.number(HANA)], "conversation_name": "알림방"}
    _, opened = await api.post("conversations.open", asked)
    room_id = opened["conversation"]["id"]
    new = {"conversation_name": " 새 이름 "}
    status, body = await api.post(f"conversations/{room_id}/edit", new)
    assert (status, body["conversation"]) == (
        200,
        {**opened["conversation"], "name": "새 이름"},
    )
    _, listed = await api.get("conversations.list")
    assert listed["conversations"][0]["name"] == "새 이름"
    form = b"conversation_name=Form"
    content_type = "application/x-www-form-urlencoded"
    status, _ = await api.post_raw(f"conversations/{room_id}/edit", form, content_type)
    assert status == 200


async def test_only_the_bot_that_made_a_group_renames_it(api: Caller, small_home: Home) -> None:
    _, opened = await api.post("conversations.open", {"user_id": await small_home.number(HANA)})
    direct = opened["conversation"]["id"]
    _, group = await api.post(
        "conversations.open", {"user_ids": [await small_home.number(HANA)]}
    )
    group_id = group["conversation"]["id"]
    _, key = await small_home.another_bot()
    new = {"conversation_name": "새 이름"}
    for caller, room_id, body, code in (
        (api, direct, new, "invalid_parameter"),
        (Caller(api.client, key), group_id, new, "conversation_not_found"),
        (api, group_id, {}, "missing_parameter"),
        (api, group_id, {"conversation_name": " "}, "invalid_parameter"),
        (api, group_id, {"conversation_name": "가" * 101}, "invalid_parameter"),
    ):
        _, answer = await caller.post(f"conversations/{room_id}/edit", body)
        assert answer["error"]["code"] == code
