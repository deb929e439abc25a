import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.broadcast.delivery.messages import Messages, recipient_of
from bot.broadcast.service.composer import Composer
from tests.broadcast.notice import DELIVERY
from tests.builders import shipped_templates

_ANOTHER = replace(DELIVERY, name="박두리", platform_id=1_002, email="duri@example.com")


def _messages(variables: Mapping[str, object]) -> Messages:
    return Messages(Composer(shipped_templates()).freeze("plain", variables))


def test_a_body_for_everybody_differs_only_in_the_room() -> None:
    messages = _messages({"title": "점검", "body": "오늘 밤이에요."})
    assert not messages.per_recipient
    first = json.loads(messages.body(DELIVERY, "10"))
    second = json.loads(messages.body(_ANOTHER, "20"))
    assert (first.pop("conversation_id"), second.pop("conversation_id")) == ("10", "20")
    assert first == second
    assert first["blocks"][0]["text"] == "점검"


def test_a_body_that_mentions_the_recipient_is_each_ones_own() -> None:
    messages = _messages({"title": "점검", "body": "@{member}님께"})
    assert messages.per_recipient
    first, second = messages.body(DELIVERY, "10"), messages.body(_ANOTHER, "10")
    assert first != second
    assert b"1001" in first
    assert b"1002" in second


@pytest.mark.parametrize("room", ["10", '1"0', "방"])
def test_any_room_id_makes_valid_json(room: str) -> None:
    messages = _messages({"title": "점검", "body": "글"})
    assert json.loads(messages.body(DELIVERY, room))["conversation_id"] == room


def test_a_recipient_is_as_they_were_when_the_audience_was_frozen() -> None:
    recipient = recipient_of(DELIVERY)
    assert (recipient.name, recipient.user_id) == ("이하나", 1_001)
    assert (recipient.department, recipient.position) == ("", "")
