"""What the command line refuses, with its exit code and words, and what it leaves behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.space import Space, space

_CSV = "\n".join(
    ["email,name,role", "boss@example.com,김슬기,super_admin"]
    + [f"s{n}@example.com,발송{n},send_admin" for n in range(1, 6)]
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Space]:
    folder: Path = tmp_path_factory.mktemp("refusals")
    with space(folder, f"sqlite:///{folder}/spacecast.db") as one:
        file = folder / "members.csv"
        file.write_text(_CSV, "utf-8")
        one.told("member", "import", str(file))
        one.told("profile", "create", "hr", "--name", "인사팀")
        for number in range(1, 5):
            one.told("profile", "grant", "hr", f"s{number}@example.com")
        yield one


def test_the_fifth_grant_is_refused_with_the_four_names(filled: Space) -> None:
    done = filled.run("profile", "grant", "hr", "s5@example.com")
    assert done.returncode == 4
    assert done.stderr.strip() == (
        "The profile '인사팀' can have 4 send admins at most. It has 4 already: "
        "발송1, 발송2, 발송3, 발송4. Revoke one of them first."
    )


def test_a_send_admin_without_the_profile_sees_whom_to_ask(filled: Space) -> None:
    done = filled.run("--as", "s5@example.com", "send", "--profile", "hr", "--title", "안내")
    assert done.returncode == 4
    assert done.stderr.strip() == (
        "You may not use the profile '인사팀'. Please ask 김슬기 (super admin)."
    )


def test_the_free_plan_is_refused_and_the_draft_stays(filled: Space) -> None:
    filled.told("workspace", "set", "plan=free")
    done = filled.run("send", "--profile", "hr", "--title", "안내", "--body", "글")
    filled.told("workspace", "set", "plan=standard")
    assert done.returncode == 4
    assert "Bulk sending needs the Standard plan or above." in done.stderr
    assert [n["state"] for n in filled.told("notice", "list")["items"]] == ["draft"]


def test_no_traceback_reaches_a_person_who_names_what_is_not_there(filled: Space) -> None:
    for arguments, code in (
        (("notice", "show", "N-99"), 6),
        (("send", "--profile", "nothing", "--title", "안내"), 6),
        (("send", "--profile", "hr", "--title", "안내", "--link", "아무거나"), 2),
        (
            (
                "send",
                "--profile",
                "hr",
                "--title",
                "안내",
                "--image",
                "없는.png",
                "--alt",
                "그림",
            ),
            2,
        ),
        (("send", "--profile", "hr", "--title", "안내", "--to", "dept:없는 부서"), 2),
        (("member", "role", "s1@example.com", "king"), 2),
        (("workspace", "set", "plan=gold"), 2),
    ):
        done = filled.run(*arguments)
        assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
