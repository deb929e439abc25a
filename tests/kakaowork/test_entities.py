"""Entities: one kind of id, words and times, whatever the server sends."""

import msgspec
import pytest

from bot.kakaowork.entities import Department, Message, User, unix_seconds


@pytest.mark.parametrize("given", ['"757617552587034624"', "757617552587034624"])
def test_an_id_beyond_2_to_the_53_keeps_every_digit(given: str) -> None:
    message = msgspec.json.decode(
        f'{{"id": {given}, "conversation_id": {given}, "user_id": 900}}', type=Message
    )
    assert message.id == message.conversation_id == "757617552587034624"
    assert message.user_id == "900"


def test_a_user_with_nothing_but_an_id_is_read() -> None:
    user = msgspec.json.decode(b'{"id": 1, "name": null, "unheard_of": [1]}', type=User)
    assert (user.id, user.name, user.space_id, user.email) == ("1", "", "", None)


@pytest.mark.parametrize(
    ("given", "email"),
    [
        (
            '{"id":"1","identifications":[{"type":"email","value":"a@example.com"}]}',
            "a@example.com",
        ),
        ('{"id":"1","identifications":null,"emails":["b@example.com"]}', "b@example.com"),
        (
            '{"id":"1","identifications":[{"type":"phone","value":"1"},'
            '{"type":"email","value":"a@example.com"}],"emails":["b@example.com"]}',
            "a@example.com",
        ),
        ('{"id":"1","emails":[]}', None),
    ],
)
def test_the_email_is_the_sign_up_one_where_it_is_given(given: str, email: str | None) -> None:
    assert msgspec.json.decode(given, type=User).email == email


@pytest.mark.parametrize("field", ["user_ids", "users_ids"])
def test_the_members_of_a_department_are_read_in_both_spellings(field: str) -> None:
    department = msgspec.json.decode(
        f'{{"id": 5, "parent_id": 0, "name": "개발팀", "{field}": [1, "2"]}}', type=Department
    )
    assert department.parent_id == "0"
    assert tuple(department.member_ids) == ("1", "2")


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        (None, None),
        (1617889170, 1617889170),
        (1617889170.9, 1617889170),
        ("1617889170", 1617889170),
        ("2021-04-08T22:39:30+09:00", 1617889170),
        ("2021-04-08T13:39:30", 1617889170),
        ("soon", None),
    ],
)
def test_times_come_as_numbers_or_words(given: float | str | None, seconds: int | None) -> None:
    assert unix_seconds(given) == seconds


def test_an_entity_can_be_written_again() -> None:
    user = msgspec.json.decode(b'{"id": 12345678901234567890}', type=User)
    assert msgspec.json.decode(msgspec.json.encode(user))["id"] == "12345678901234567890"
