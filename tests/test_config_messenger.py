import os
from pathlib import Path

import pytest

from bot.config import Config, load_config
from bot.core.errors import ConfigurationError
from bot.messenger.model.faults import Fault, Faults
from bot.messenger.model.simulation import Simulation

EVERYTHING = """
messenger:
  latency: 50ms
  rate_limit: 600
  idempotency: false
  seed: 7
  faults:
    status_500: 0.01
    status_429: 0.02
    reset: 0.03
    slow: 0.04
    timeout: 0.05
    success_false: 0.06
    slow_for: 1.5s
    people:
      Hana@example.com: user_not_found
      1004: timeout
"""


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
    return [(p.pointer.removeprefix(f"{folder}/"), p.code) for p in caught.value.problems]


def test_the_messenger_is_well_by_default() -> None:
    assert load_config(None).messenger.simulation == Simulation()


def test_every_setting_is_read(tmp_path: Path) -> None:
    assert _load(tmp_path, EVERYTHING).messenger.simulation == Simulation(
        latency=0.05,
        rate_limit=600,
        idempotency=False,
        seed=7,
        faults=Faults(
            status_500=0.01,
            status_429=0.02,
            reset=0.03,
            slow=0.04,
            timeout=0.05,
            success_false=0.06,
            slow_for=1.5,
            people={"hana@example.com": Fault.USER_NOT_FOUND, "1004": Fault.TIMEOUT},
        ),
    )


def test_the_shipped_file_holds_every_setting_with_its_default() -> None:
    shipped = Path(__file__).parents[1] / "config.yaml"
    assert load_config(shipped) == load_config(None)
    text = shipped.read_text("utf-8")
    written = load_config(None).messenger.model_dump(mode="json")
    assert all(f"{key}:" in text for key in (*written, *written["faults"]))


def test_settings_are_told_as_they_are_written(tmp_path: Path) -> None:
    told = _load(tmp_path, EVERYTHING).model_dump(mode="json")["messenger"]["faults"]
    assert (told["slow_for"], told["people"]["1004"]) == ("1.5s", "timeout")


@pytest.mark.parametrize(
    ("name", "value", "simulation"),
    [
        ("RATE_LIMIT", "60", Simulation(rate_limit=60)),
        ("LATENCY", "2s", Simulation(latency=2)),
        ("IDEMPOTENCY", "false", Simulation(idempotency=False)),
        ("FAULTS__RESET", "0.25", Simulation(faults=Faults(reset=0.25))),
        (
            "FAULTS",
            '{"slow": 1, "people": {"1004": "reset"}}',
            Simulation(faults=Faults(slow=1.0, people={"1004": Fault.RESET})),
        ),
    ],
)
def test_the_environment_sets_them_too(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, simulation: Simulation
) -> None:
    monkeypatch.setenv(f"SPACECAST_MESSENGER__{name}", value)
    assert load_config(None).messenger.simulation == simulation


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("  speed: 1\n", [("config.yaml:2 messenger.speed", "unknown_key")]),
        ("  latency: soon\n", [("config.yaml:2 messenger.latency", "bad_value")]),
        ("  rate_limit: 0\n", [("config.yaml:2 messenger.rate_limit", "bad_value")]),
        ("  idempotency: maybe\n", [("config.yaml:2 messenger.idempotency", "bad_value")]),
        ("  faults: often\n", [("config.yaml:2 messenger.faults", "bad_value")]),
        (
            "  faults:\n    reset: 1.5\n    rezet: 0.1\n    slow_for: 20m\n",
            [
                ("config.yaml:3 messenger.faults.reset", "bad_value"),
                ("config.yaml:4 messenger.faults.rezet", "unknown_key"),
                ("config.yaml:5 messenger.faults.slow_for", "bad_value"),
            ],
        ),
        (
            "  faults:\n    reset: 0.6\n    slow: 0.6\n",
            [("config.yaml:2 messenger.faults", "bad_value")],
        ),
        (
            "  faults:\n    people:\n      1004: gone\n      hana: reset\n",
            [
                ("config.yaml:4 messenger.faults.people.1004", "bad_value"),
                ("config.yaml:5 messenger.faults.people.hana", "bad_value"),
            ],
        ),
    ],
)
def test_everything_that_is_wrong_is_named_by_file_line_and_key(
    tmp_path: Path, text: str, problems: list[tuple[str, str]]
) -> None:
    assert _refusal(tmp_path, f"messenger:\n{text}") == problems


def test_what_is_wrong_is_said_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        _load(tmp_path, "messenger: {faults: {reset: 1.5}}\n")
    text = caught.value.text
    assert "값이 맞지 않아요(1.5). 확률이므로 0부터 1까지의 수를 써 주세요." in text.ko
    assert "Bad value (1.5). It is a probability: give a number from 0 to 1." in text.en


@pytest.mark.parametrize(
    ("name", "value", "pointer"),
    [
        ("FAULTS__RESET", "2", "SPACECAST_MESSENGER__FAULTS__RESET"),
        ("FAULTS", '{"reset": 2}', "SPACECAST_MESSENGER__FAULTS messenger.faults.reset"),
    ],
)
def test_a_wrong_variable_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, pointer: str
) -> None:
    monkeypatch.setenv(f"SPACECAST_MESSENGER__{name}", value)
    assert _refusal(tmp_path, "") == [(pointer, "bad_value")]
