"""Mutants are real and are taken back; `python -m tests.messenger.model.mutants` kills them all."""

import pytest

from bot.messenger.model import secret_messages, secret_talk
from tests.messenger.model.mutants import applied, killed_after
from tests.messenger.model.secret_mutations import MUTATIONS, Broken

# Noticed within a few histories, so that every run of the tests sees the machine notice something.
QUICK = (
    "the sender owes a read",
    "the read clock restarts on each read",
    "what has expired is still read",
    "gone a millisecond too late",
)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.what)
def test_every_mutant_breaks_a_rule_that_there_is(mutation: Broken) -> None:
    with applied(mutation):
        pass


def test_a_mutant_is_everywhere_in_its_block_and_nowhere_after_it() -> None:
    late = next(one for one in MUTATIONS if one.rule == "is_expired")
    with applied(late):
        assert not secret_messages.is_expired(1, 1)
        assert vars(secret_talk)["is_expired"] is secret_messages.is_expired
    assert secret_messages.is_expired(1, 1)
    assert vars(secret_talk)["is_expired"] is secret_messages.is_expired


@pytest.mark.parametrize("what", QUICK)
def test_the_machine_notices_a_broken_rule(what: str) -> None:
    assert killed_after(next(one for one in MUTATIONS if one.what == what), 100) is not None
