"""Two lines of configuration switch to Kakao Work: another Spacecast's messenger stands in for it."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.space import Space, space

_BODY = "올해 건강검진을 **꼭** 받아 주세요."
_NOTICE = (
    "send", "--profile", "hr", "--title", "건강검진 안내", "--body", _BODY,
    "--image", "https://img.example.com/checkup.png", "--alt", "아침 하늘",
    "--link", "신청하기|https://intra.example.com/apply", "--to", "everyone", "--wait",
)  # fmt: skip
_PEOPLE = """\
email,name,role,department,position,mobile
boss@example.com,김슬기,super_admin,본사,대표,
hana@example.com,이하나,member,본사 > 인사팀,팀장,010-1234-5678
duri@example.com,박두리,member,본사 > 개발팀,,
"""


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Space]:
    """The Spacecast that plays Kakao Work: 312 people and the bot of the profile hr."""
    folder = tmp_path / "platform"
    folder.mkdir()
    with space(folder, f"sqlite:///{folder}/spacecast.db") as one:
        rows = "".join(
            f"p{n}@example.com,사람 {n},member,본사 > 개발팀,,\n" for n in range(309)
        )
        (folder / "people.csv").write_text(_PEOPLE + rows, "utf-8")
        one.told("member", "import", str(folder / "people.csv"))
        one.told("profile", "create", "hr", "--name", "인사팀")
        one.start()
        yield one


@pytest.fixture
def sender(tmp_path: Path, platform: Space) -> Iterator[Space]:
    """The Spacecast that sends, with nobody in it yet."""
    folder = tmp_path / "sender"
    folder.mkdir()
    more = f"platform:\n  kind: kakaowork\n  base_url: {platform.url}/messenger\n"
    with space(folder, f"sqlite:///{folder}/spacecast.db", more=more) as one:
        yield one


async def _app_key(platform: Space) -> str:
    (row,) = await platform.rows(
        platform.database, "SELECT app_key FROM profiles WHERE id = 'hr'"
    )
    return str(row["app_key"])


async def _add_profile(sender: Space, key: str) -> None:
    file = sender.folder / "key"
    file.write_text(key, "utf-8")
    sender.told("profile", "create", "hr", "--name", "인사팀", "--app-key-file", str(file))


async def _directory(one: Space) -> list[dict[str, object]]:
    rows = await one.rows(
        one.database,
        """
        SELECT m.platform_id, m.email, m.name, d.path, m.position, m.mobile, m.active
        FROM members m LEFT JOIN departments d ON d.id = m.department_id ORDER BY m.platform_id
        """,
    )
    return [dict(row) for row in rows]


async def test_the_same_notice_arrives_the_same(platform: Space, sender: Space) -> None:
    assert platform.told(*_NOTICE)["counts"]["sent"] == 312
    await _add_profile(sender, await _app_key(platform))
    sender.start()
    done = sender.told("member", "sync")
    assert (done["people"], done["departments"], done["without_email"]) == (312, 3, 0)
    assert await _directory(sender) == await _directory(platform)
    told = sender.told(*_NOTICE)
    assert (told["state"], told["counts"]["sent"]) == ("sent", 312)
    rows = await platform.rows(
        platform.messenger, "SELECT room_id, text, blocks FROM messenger_messages"
    )
    rooms = defaultdict(list)
    for row in rows:
        rooms[row["room_id"]].append((row["text"], row["blocks"]))
    assert len(rooms) == 312
    for first, second in rooms.values():
        assert first == second
    assert sender.stop() == 0


async def test_a_server_reads_the_directory_by_itself(platform: Space, sender: Space) -> None:
    await _add_profile(sender, await _app_key(platform))
    sender.start()
    told = sender.told(*_NOTICE)
    assert told["counts"]["sent"] == 312
    doctor = sender.told("doctor")
    codes = {finding["code"]: finding["ok"] for finding in doctor["findings"]}
    assert (codes["directory"], codes["platform"]) == (True, True)


async def test_a_check_tells_what_is_wrong_by_its_exit_code(
    platform: Space, sender: Space
) -> None:
    key = await _app_key(platform)
    await _add_profile(sender, key)
    good = sender.told("profile", "check")
    assert good["items"][0]["bot"]["title"] == "인사팀"
    config = sender.config.read_text("utf-8")
    sender.config.write_text(config.replace(f"{platform.port}/messenger", f"{platform.port}"))
    wrong = sender.run("profile", "check", "hr")
    assert wrong.returncode == 3
    assert "There is no Kakao Work Web API at" in wrong.stdout
    sender.config.write_text(config, "utf-8")
    platform.stop()
    away = sender.run("profile", "check", "hr")
    assert away.returncode == 75
    assert "refused the connection" in away.stdout
    assert sender.run("doctor").returncode == 1
    assert sender.run("member", "sync").returncode == 75
    assert key not in away.stdout + away.stderr + wrong.stdout + wrong.stderr


async def test_a_smaller_company_is_confirmed_on_the_command_line(
    platform: Space, sender: Space
) -> None:
    await _add_profile(sender, await _app_key(platform))
    sender.told("member", "sync")
    off = "".join(f"p{n}@example.com,사람,false\n" for n in range(100))
    (platform.folder / "off.csv").write_text(f"email,name,active\n{off}", "utf-8")
    platform.told("member", "import", str(platform.folder / "off.csv"))
    held = sender.run("member", "sync")
    assert held.returncode == 6
    assert "The platform lists 212 people where there were 312" in held.stderr
    done = sender.told("member", "sync", "--accept-shrink")
    assert (done["people"], done["deactivated"]) == (212, 100)
