"""What the platform's words become: one row a peculiarity that sources or hostile servers show."""

import pytest

from bot.broadcast.service.directory_reading import listing_of
from bot.core.errors import TryLater
from bot.kakaowork.entities import Department, Identification, User


def _user(number: str, **more: object) -> User:
    return User(id=number, **more)  # type: ignore[arg-type] # fields of a user


@pytest.mark.parametrize(
    ("user", "name", "email"),
    [
        (_user("1", name=" 김 하나\n", emails=["A@X.co "]), "김 하나", "a@x.co"),
        (_user("1", display_name="하나"), "하나", None),
        (_user("1", emails=["no address"]), "1", None),
        (_user("1", emails=["a@x.co"]), "a@x.co", "a@x.co"),
        (_user("1", name="가" * 300), "가" * 100, None),
        (
            _user(
                "1",
                name="가",
                emails=["other@x.co"],
                identifications=[Identification(type="email", value="sign-up@x.co")],
            ),
            "가",
            "sign-up@x.co",
        ),
        (_user("1", name="가\x00나", emails=["a\x00@x.co"]), "가 나", None),
    ],
)
def test_a_person_has_a_name_and_a_fit_address(
    user: User, name: str, email: str | None
) -> None:
    (person,) = listing_of([user], []).people
    assert (person.name, person.email) == (name, email)


@pytest.mark.parametrize(
    ("status", "active"),
    [(None, True), ("", True), ("activated", True), ("whatever", True), ("deactivated", False)],
)
def test_only_a_word_we_know_deactivates(status: str | None, active: bool) -> None:
    (person,) = listing_of([_user("1", name="가", status=status)], []).people
    assert person.active is active


def test_of_several_departments_the_deepest_counts() -> None:
    departments = [
        Department(id="3", name="앱", parent_id="2", user_ids=["7"]),
        Department(id="1", name="본사", user_ids=["7", "8"]),
        Department(id="2", name="개발팀", parent_id="1", users_ids=["8", "x"]),
    ]
    people = listing_of([_user("7"), _user("8"), _user("9")], departments).people
    assert [p.department for p in people] == [3, 2, None]


def test_a_departments_name_helps_where_its_list_of_people_is_left_out() -> None:
    departments = [
        Department(id="1", name="인사팀"),
        Department(id="2", name="영업"),
        Department(id="3", name="영업"),
    ]
    users = [_user("7", department="인사팀"), _user("8", department="영업")]
    assert [p.department for p in listing_of(users, departments).people] == [1, None]


def test_a_circle_of_departments_ends() -> None:
    departments = [
        Department(id="1", name="가", parent_id="2", user_ids=["7"]),
        Department(id="2", name="나", parent_id="1"),
    ]
    listing = listing_of([_user("7")], departments)
    assert listing.people[0].department == 1
    assert [d.parent for d in listing.departments] == [2, 1]


def test_the_separator_of_paths_is_no_part_of_a_name() -> None:
    (one,) = listing_of([], [Department(id="1", name="A > B")]).departments
    assert one.name == "A › B"


@pytest.mark.parametrize("number", ["", "x", "-1", "1" * 19, "１"])
def test_an_id_that_is_no_number_reads_nothing(number: str) -> None:
    with pytest.raises(TryLater) as caught:
        listing_of([_user(number)], [])
    assert caught.value.word == "platform_unreadable"
