from typing import Any

import pytest

from bot.core.errors import Invalid
from bot.messenger.model.faults import Fault, Faults
from bot.messenger.model.simulation import Simulation, changed, simulation_json

BEFORE = Simulation(latency=0.5, rate_limit=60, seed=7, faults=Faults(reset=0.5))


def test_what_is_given_changes_and_the_rest_stays() -> None:
    after = changed(BEFORE, {"latency": "50ms"})
    assert after == Simulation(latency=0.05, rate_limit=60, seed=7, faults=BEFORE.faults)
    assert changed(BEFORE, {}) == BEFORE
    assert changed(BEFORE, {"rate_limit": None}).rate_limit is None


def test_faults_are_replaced_as_a_whole() -> None:
    people = {" Hana@Example.com ": "timeout", "1004": "user_not_found"}
    after = changed(BEFORE, {"faults": {"slow": 1, "slow_for": "2s", "people": people}})
    assert after.faults == Faults(
        slow=1.0,
        slow_for=2.0,
        people={"hana@example.com": Fault.TIMEOUT, "1004": Fault.USER_NOT_FOUND},
    )
    assert changed(after, {"faults": {}}).faults == Faults()


def test_what_is_told_can_be_given_back() -> None:
    told = simulation_json(BEFORE)
    assert told["latency"] == "500ms"
    assert changed(BEFORE, told) == BEFORE


def test_rates_may_add_up_to_one() -> None:
    rates = {"status_500": 0.7, "reset": 0.2, "slow": 0.1}
    assert changed(BEFORE, {"faults": rates}).faults.reset == 0.2


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ([], {"": "bad_value"}),
        ({"latency": "soon"}, {"/latency": "bad_value"}),
        ({"latency": "11m"}, {"/latency": "bad_value"}),
        ({"latency": -1}, {"/latency": "bad_value"}),
        ({"latency": float("nan")}, {"/latency": "bad_value"}),
        ({"rate_limit": 0}, {"/rate_limit": "bad_value"}),
        ({"rate_limit": 1.5}, {"/rate_limit": "bad_value"}),
        ({"rate_limit": True}, {"/rate_limit": "bad_value"}),
        ({"rate_limit": 10**5_000}, {"/rate_limit": "bad_value"}),
        ({"idempotency": False}, {"/idempotency": "not_at_run_time"}),
        ({"idempotency": 1}, {"/idempotency": "not_at_run_time"}),
        ({"seed": 8}, {"/seed": "not_at_run_time"}),
        ({"speed": 1}, {"/speed": "unknown_key"}),
        ({"faults": None}, {"/faults": "bad_value"}),
        ({"faults": {"reset": 1.01}}, {"/faults/reset": "bad_value"}),
        ({"faults": {"reset": "0.5"}}, {"/faults/reset": "bad_value"}),
        ({"faults": {"reset": False}}, {"/faults/reset": "bad_value"}),
        ({"faults": {"user_not_found": 0.1}}, {"/faults/user_not_found": "unknown_key"}),
        ({"faults": {"reset": 0.6, "slow": 0.6}}, {"/faults": "bad_value"}),
        ({"faults": {"people": ["1004"]}}, {"/faults/people": "bad_value"}),
        ({"faults": {"people": {"이하나": "slow"}}}, {"/faults/people/이하나": "bad_value"}),
        ({"faults": {"people": {"a\0@b": "slow"}}}, {"/faults/people/a\0@b": "bad_value"}),
        ({"faults": {"people": {"a/~@b": "boom"}}}, {"/faults/people/a~1~0@b": "bad_value"}),
        (
            {"latency": "x", "more": 1, "faults": {"slow": 2, "people": {"1": {}}}},
            {
                "/latency": "bad_value",
                "/more": "unknown_key",
                "/faults/slow": "bad_value",
                "/faults/people/1": "bad_value",
            },
        ),
    ],
)
def test_everything_that_is_wrong_is_named_by_its_place(
    given: Any, problems: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as caught:
        changed(BEFORE, given)
    assert {p.pointer: p.code for p in caught.value.problems} == problems
    for problem in caught.value.problems:
        assert any("가" <= letter <= "힣" for letter in problem.text.ko)
        assert problem.text.en
