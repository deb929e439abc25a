import pytest

from bot.workspace.model.member_import import read_members
from bot.workspace.model.members import NewMember, Role

_FULL = "email,name,department,position,mobile,role,active\n"
_CODES = [
    ("nobody@,하나\n", "m.csv:2 email", "bad_email"),
    ("a@b.co,\n", "m.csv:2 name", "missing_name"),
    ("a@b.co,하나,,,,boss\n", "m.csv:2 role", "bad_role"),
    ("a@b.co,하나,,,,,maybe\n", "m.csv:2 active", "bad_active"),
    (f"a@b.co,하나,{' > '.join('abcdefghijk')}\n", "m.csv:2 department", "too_deep"),
    (f"a@b.co,{'길' * 101}\n", "m.csv:2 name", "too_long"),
    ("a@b.co,하나,,,,,,더\n", "m.csv:2", "too_many_cells"),
    ("a@b.co,하나\nA@B.co,둘\n", "m.csv:3 email", "duplicate_email"),
    ('a@b.co,"하나\n둘"\n', "m.csv:3 name", "bad_character"),
    ("a@b.co,하\x00나\n", "m.csv:2 name", "bad_character"),
    ('a@b.co,하나\nb@b.co,"둘\nc@b.co,셋\n', "m.csv:3", "bad_csv"),
]


@pytest.mark.parametrize(("rows", "pointer", "code"), _CODES)
def test_a_bad_row_is_named(rows: str, pointer: str, code: str) -> None:
    read = read_members(_FULL + rows, "m.csv")
    assert (pointer, code) in [(p.pointer, p.code) for p in read.problems]
    for problem in read.problems:
        assert problem.text.ko
        assert problem.text.en
        assert problem.text.ko != problem.text.en


def test_every_bad_row_is_named_not_only_the_first() -> None:
    text = "email,name\nbad,하나\ngood@example.com,둘\n,\nworse,\n"
    read = read_members(text, "m.csv")
    assert [p.pointer for p in read.problems] == [
        "m.csv:2 email",
        "m.csv:5 email",
        "m.csv:5 name",
    ]
    assert [m.email for m in read.members] == ["good@example.com"]


@pytest.mark.parametrize(
    ("text", "pointer", "code"),
    [
        ("", "m.csv:1 email", "missing_column"),
        ("email\na@b.co\n", "m.csv:1 name", "missing_column"),
        ("email,name,phone\na@b.co,하나,1\n", "m.csv:1 phone", "unknown_column"),
        ("email,name,email\na@b.co,하나,x@b.co\n", "m.csv:1", "duplicate_column"),
        ("email,name\n", "m.csv:1", "no_rows"),
        ('"email,name\na@b.co,하나\n', "m.csv:1", "bad_csv"),
    ],
)
def test_a_bad_file_is_refused(text: str, pointer: str, code: str) -> None:
    read = read_members(text, "m.csv")
    assert (pointer, code) in [(p.pointer, p.code) for p in read.problems]
    assert read.members == ()


def test_a_spreadsheets_file_is_read() -> None:
    text = (
        "\ufeffEmail, Name ,DEPARTMENT,position,mobile,role,active\r\n"
        ' HANA@Example.com ,"이, ""하나""",본사>인사팀 ,팀장,010-1,SEND_ADMIN,NO\r\n'
        "\r\n"
    )
    read = read_members(text, "m.csv")
    assert read.problems == ()
    assert read.members == (
        NewMember(
            email="hana@example.com",
            name='이, "하나"',
            department="본사 > 인사팀",
            position="팀장",
            mobile="010-1",
            role=Role.SEND_ADMIN,
            active=False,
            given=frozenset(
                {"email", "name", "department", "position", "mobile", "role", "active"}
            ),
        ),
    )


def test_words_of_the_problems_say_what_to_write() -> None:
    (problem,) = read_members("email,name\nbad,하나\n", "m.csv").problems
    assert problem.text.ko == "이메일 주소가 아니에요. 예: hana@example.com"
    assert problem.text.en == "Not an e-mail address. Example: hana@example.com"
    (problem,) = read_members("email,name\na@b.co,하나\na@b.co,둘\n", "m.csv").problems
    assert problem.text.ko == "a@b.co이 2번째 줄에도 있어요. 한 줄만 남겨 주세요."
    assert problem.text.en == "a@b.co is already on line 2. Keep one of them."
