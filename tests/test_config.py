import os
from pathlib import Path

import pytest

from bot.config import Config, load_config
from bot.core.errors import ConfigurationError


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("SPACECAST_"):
            monkeypatch.delenv(name)


def _load(folder: Path, text: str) -> Config:
    file = folder / "config.yaml"
    file.write_text(text, encoding="utf-8")
    return load_config(file)


def _refusal(folder: Path, text: str) -> list[tuple[str, str]]:
    with pytest.raises(ConfigurationError) as caught:
        _load(folder, text)
    error = caught.value
    assert (error.word, error.exit_code) == ("configuration_error", 3)
    for problem in error.problems:
        assert problem.pointer.replace(str(folder), "") in error.text.ko.replace(
            str(folder), ""
        )
        assert problem.text.en in error.text.en
        assert problem.text.ko in error.text.ko
    return [(p.pointer.removeprefix(f"{folder}/"), p.code) for p in error.problems]


def test_everything_has_a_default() -> None:
    config = load_config(None)
    assert config.database == "sqlite:///data/spacecast.db"
    assert config.delivery.grace_seconds == 10
    assert config.public_url == "http://127.0.0.1:8080"
    assert str(config.workspace.zone) == "Asia/Seoul"


def test_a_file_changes_what_it_names(tmp_path: Path) -> None:
    config = _load(
        tmp_path,
        "server: {port: 9000, public_url: https://notice.example.com/}\n"
        "schedules: {misfire_grace: 90m}\nmessenger: {latency: 500ms}\n",
    )
    assert config.server.port == 9000
    assert config.public_url == "https://notice.example.com"
    assert config.schedules.misfire_grace == 5_400
    assert config.messenger.latency == 0.5
    assert config.delivery.concurrency == 64


def test_an_empty_file_is_the_defaults(tmp_path: Path) -> None:
    assert _load(tmp_path, "# nothing\n") == load_config(None)


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPACECAST_SERVER__PORT", "9100")
    monkeypatch.setenv("SPACECAST_LANG", "en")
    config = _load(tmp_path, "server: {port: 9000, host: 127.0.0.2}\n")
    assert (config.server.port, config.server.host) == (9100, "127.0.0.2")


def test_a_secret_is_read_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "url"
    secret.write_text("postgresql://u:p@db/spacecast\n", encoding="utf-8")
    monkeypatch.setenv("SPACECAST_DATABASE_FILE", str(secret))
    assert load_config(None).database == "postgresql://u:p@db/spacecast"


def test_a_missing_secret_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPACECAST_DATABASE_FILE", "/nowhere/url")
    with pytest.raises(ConfigurationError, match="/nowhere/url") as caught:
        load_config(None)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("servr: {}\n", [("config.yaml:1 servr", "unknown_key")]),
        (
            "server:\n  host: 127.0.0.1\n  prot: 1\n",
            [("config.yaml:3 server.prot", "unknown_key")],
        ),
        (
            "server:\n  port: 70000\ndelivery:\n  concurrency: 0\n",
            [
                ("config.yaml:2 server.port", "bad_value"),
                ("config.yaml:4 delivery.concurrency", "bad_value"),
            ],
        ),
        (
            "schedules: {misfire_grace: soon}\n",
            [("config.yaml:1 schedules.misfire_grace", "bad_value")],
        ),
        (
            "workspace: {timezone: Mars/Base}\n",
            [("config.yaml:1 workspace.timezone", "bad_value")],
        ),
        ("workspace: {plan: gold}\n", [("config.yaml:1 workspace.plan", "bad_value")]),
        (
            "delivery: {rate_ceiling: 0}\n",
            [("config.yaml:1 delivery.rate_ceiling", "bad_value")],
        ),
    ],
)
def test_everything_that_is_wrong_is_named_by_file_line_and_key(
    tmp_path: Path, text: str, problems: list[tuple[str, str]]
) -> None:
    assert _refusal(tmp_path, text) == problems


def test_a_bad_variable_is_named_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPACECAST_SERVER__PORT", "many")
    monkeypatch.setenv("SPACECAST_SERVRE__PORT", "1")
    assert _refusal(tmp_path, "server: {port: 1}\n") == [
        ("SPACECAST_SERVRE__PORT", "unknown_key"),
        ("SPACECAST_SERVER__PORT", "bad_value"),
    ]


@pytest.mark.parametrize("text", ["server: {port: [\n", "- a\n", "server: \x00\n"])
def test_what_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        _load(tmp_path, text)
    assert f"{tmp_path}/config.yaml:" in caught.value.text.ko
    assert f"{tmp_path}/config.yaml:" in caught.value.text.en


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nothing\.yaml"):
        load_config(tmp_path / "nothing.yaml")


def test_a_repeated_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        _load(tmp_path, "server: {port: 1}\nserver: {port: 2}\n")
