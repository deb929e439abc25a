import base64
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.server import check_config
from bot.config import Config, load_config
from bot.core.clock import DAY, HOUR, SECOND
from bot.core.errors import ConfigurationError, Problem
from bot.master_keys import master_keys, secret_folder
from bot.messenger.model.secret_times import Choices

KEY = base64.b64encode(bytes(range(32))).decode()
OLD = base64.b64encode(bytes(32)).decode()


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("SPACECAST_"):
            monkeypatch.delenv(name)


def _load(folder: Path, text: str) -> Config:
    file = folder / "config.yaml"
    file.write_text(text, encoding="utf-8")
    return load_config(file)


def _problem(folder: Path, text: str) -> Problem:
    with pytest.raises(ConfigurationError) as caught:
        _load(folder, text)
    assert caught.value.exit_code == 3
    (problem,) = caught.value.problems
    assert problem.text.ko in caught.value.text.ko
    return problem


def test_without_settings_the_choices_are_those_of_kakao_work() -> None:
    section = load_config(None).secret_rooms
    assert section.choices == Choices()
    assert section.choices.auto_delete == (
        HOUR,
        3 * HOUR,
        6 * HOUR,
        DAY,
        3 * DAY,
        5 * DAY,
        7 * DAY,
    )


def test_the_choices_may_be_seconds(tmp_path: Path) -> None:
    text = "secret_rooms: {auto_delete: [5s, 1m], keep: [30s, 1h], max_members: 2}\n"
    choices = _load(tmp_path, text).secret_rooms.choices
    assert choices.auto_delete == (5 * SECOND, 60 * SECOND)
    assert choices.keep == (30 * SECOND, HOUR)
    assert choices.members_max == 2


def test_the_environment_gives_choices_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPACECAST_SECRET_ROOMS__AUTO_DELETE", '["5s", "10s"]')
    assert load_config(None).secret_rooms.auto_delete == (5, 10)


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("auto_delete: []", "from the shortest to the longest"),
        ("auto_delete: [3h, 1h]", "from the shortest to the longest"),
        ("keep: [3d, 3d]", "from the shortest to the longest"),
        ("keep: [0s, 3d]", "from the shortest to the longest"),
        ("max_members: 1", "greater than or equal to 2"),
        ("max_members: 301", "less than or equal to 300"),
    ],
)
def test_a_bad_setting_is_told_with_its_key_and_what_was_expected(
    tmp_path: Path, setting: str, expected: str
) -> None:
    problem = _problem(tmp_path, f"secret_rooms:\n  {setting}\n")
    key = setting.partition(":")[0]
    assert problem.pointer.endswith(f"config.yaml:2 secret_rooms.{key}")
    assert expected in problem.text.en


def test_one_bad_time_among_good_ones_is_named(tmp_path: Path) -> None:
    problem = _problem(tmp_path, "secret_rooms:\n  keep: [3d, soon]\n")
    assert problem.pointer.endswith("config.yaml:2 secret_rooms.keep.1")
    assert "a duration such as" in problem.text.en


def test_choices_with_which_no_room_could_be_opened_are_refused(tmp_path: Path) -> None:
    problem = _problem(tmp_path, "secret_rooms: {auto_delete: [5d], keep: [3d]}\n")
    assert problem.code == "auto_delete_exceeds_keep"


def test_the_master_key_is_a_file_of_the_data_folder_unless_it_is_given(tmp_path: Path) -> None:
    config = _load(tmp_path, f"data_dir: {tmp_path}/data\n")
    assert secret_folder(config) == tmp_path / "data" / "secret"
    assert master_keys(config).known() == []
    made = master_keys(config).make()
    assert (tmp_path / "data" / "secret" / "master.key").read_text().strip() == made.written()


def test_a_master_key_comes_from_the_environment_or_a_file_named_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPACECAST_SECRET_ROOMS__MASTER_KEY", KEY)
    kept = tmp_path / "previous"
    kept.write_text(OLD + "\n", encoding="ascii")
    monkeypatch.setenv("SPACECAST_SECRET_ROOMS__MASTER_KEY_PREVIOUS_FILE", str(kept))
    config = load_config(None)
    assert [key.written() for key in master_keys(config).known()] == [KEY, OLD]
    assert KEY not in repr(config)
    assert KEY not in config.model_dump_json()


def test_a_wrong_master_key_is_refused_and_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPACECAST_SECRET_ROOMS__MASTER_KEY", "c2hvcnQgc2VjcmV0")
    problem = _problem(tmp_path, "")
    assert problem.pointer == "SPACECAST_SECRET_ROOMS__MASTER_KEY"
    assert (problem.code, "c2hvcn" in str(problem)) == ("master_key_format", False)
    monkeypatch.delenv("SPACECAST_SECRET_ROOMS__MASTER_KEY")
    assert "4711" not in str(_problem(tmp_path, "secret_rooms:\n  master_key: 4711\n").text)


def test_a_previous_master_key_alone_is_refused(tmp_path: Path) -> None:
    text = f"secret_rooms: {{master_key_previous: {OLD}}}\n"
    assert _problem(tmp_path, text).code == "master_key_missing"


def test_check_config_says_where_a_master_key_is_from_and_never_what_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SPACECAST_SECRET_ROOMS__MASTER_KEY", KEY)
    told = CliRunner().invoke(check_config, ["--show-origin", "--json"])
    assert told.exit_code == 0, told.output
    shown = json.loads(told.stdout)["secret_rooms.master_key"]
    assert shown == {"value": "**********", "origin": "SPACECAST_SECRET_ROOMS__MASTER_KEY"}
    assert KEY not in told.output
