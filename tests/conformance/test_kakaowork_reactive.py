"""The published client's models read our reactive calls, and we read their modals."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from bot.kakaowork.modal import Input, Label, Option, Select, View
from bot.kakaowork.reactive import read_modal_reply
from tests.conformance.test_kakaowork_client import HERE
from tests.kakaowork.test_reactive import CALLS
from tests.messenger.home import ROOT


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """What the models made of the documented calls, and a modal that they wrote."""
    environment = {**os.environ, "PYTHON": sys.executable}
    subprocess.run([HERE / "install.sh"], check=True, capture_output=True, env=environment)
    done = subprocess.run(
        [ROOT / ".cache/kakaowork-client/bin/python", HERE / "reactive_runner.py"],
        input=json.dumps([body for _, body in CALLS]),
        capture_output=True,
        check=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_its_models_read_every_call(told: dict[str, Any]) -> None:
    for read, (_, body) in zip(told["read"], CALLS, strict=True):
        for name in set(body) - {"message"}:
            assert read[name] == body[name]
        assert read["message"]["id"] == body["message"]["id"]
        assert read["message"]["conversation_id"] == body["message"]["conversation_id"]
        assert read["message"]["send_time"] == body["message"]["send_time"]


def test_its_modals_are_read(told: dict[str, Any]) -> None:
    assert read_modal_reply(json.dumps(told["reply"]).encode()) == View(
        title="설문",
        accept="확인",
        decline="취소",
        value="survey",
        blocks=(
            Label(text="*왜*", markdown=True),
            Input(name="why", required=True, placeholder="이유"),
            Select(name="menu", options=(Option(text="비빔밥", value="b"),)),
        ),
    )
