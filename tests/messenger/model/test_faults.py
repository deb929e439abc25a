import pytest

from bot.messenger.model.faults import Fault, Faults, fault_of, is_carried_out

HANA = ("hana@example.com", "1004")
EVERY = Faults(
    status_500=0.1, status_429=0.1, reset=0.1, slow=0.1, timeout=0.1, success_false=0.1
)


@pytest.mark.parametrize(
    ("chance", "fault"),
    [
        (0.0, Fault.STATUS_500),
        (0.09, Fault.STATUS_500),
        (0.1, Fault.STATUS_429),
        (0.25, Fault.RESET),
        (0.35, Fault.SLOW),
        (0.45, Fault.TIMEOUT),
        (0.55, Fault.SUCCESS_FALSE),
        (0.61, None),
        (0.999, None),
    ],
)
def test_each_fault_has_its_share_of_the_chances(chance: float, fault: Fault | None) -> None:
    assert fault_of(EVERY, chance, HANA) is fault


@pytest.mark.parametrize(
    ("faults", "chance", "fault"),
    [
        (Faults(), 0.0, None),
        (Faults(reset=1.0), 0.999_999, Fault.RESET),
        (Faults(people={"1004": Fault.TIMEOUT}), 0.999, Fault.TIMEOUT),
        (Faults(people={"hana@example.com": Fault.USER_NOT_FOUND}), 0.9, Fault.USER_NOT_FOUND),
        (Faults(people={"1005": Fault.TIMEOUT}), 0.0, None),
        (Faults(status_500=1.0, people={"1004": Fault.SLOW}), 0.0, Fault.SLOW),
    ],
)
def test_a_persons_own_fault_comes_before_the_rates(
    faults: Faults, chance: float, fault: Fault | None
) -> None:
    assert fault_of(faults, chance, HANA) is fault


def test_the_first_person_with_a_fault_counts() -> None:
    faults = Faults(people={"b@example.com": Fault.SLOW, "3": Fault.RESET})
    assert (
        fault_of(faults, 0.5, ["a@example.com", "1", "b@example.com", "2", "3"]) is Fault.SLOW
    )


@pytest.mark.parametrize(("faults", "any_"), [(Faults(), False), (Faults(slow=0.1), True)])
def test_whether_anything_can_go_wrong_is_known(faults: Faults, any_: bool) -> None:
    assert faults.any is any_


def test_a_persons_fault_is_something_that_can_go_wrong() -> None:
    assert Faults(people={"1": Fault.SLOW}).any


@pytest.mark.parametrize(
    ("fault", "before", "after"),
    [
        (Fault.RESET, False, True),
        (Fault.TIMEOUT, False, True),
        (Fault.SLOW, True, True),
        (Fault.STATUS_500, False, False),
        (Fault.STATUS_429, False, False),
        (Fault.SUCCESS_FALSE, False, False),
        (Fault.USER_NOT_FOUND, False, False),
        (Fault.CONVERSATION_NOT_FOUND, False, False),
    ],
)
def test_only_a_lost_answer_leaves_it_to_chance_whether_a_message_is_kept(
    fault: Fault, before: bool, after: bool
) -> None:
    assert (is_carried_out(fault, 0.499), is_carried_out(fault, 0.5)) == (before, after)
