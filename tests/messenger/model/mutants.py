"""Rules of secret rooms, each broken in one way: the machine has to notice every one of them.

python -m tests.messenger.model.mutants [HISTORIES]
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.messenger.model import secret_world
from tests.messenger.model.secret_machine import SecretRoomsMachine
from tests.messenger.model.secret_mutations import MUTATIONS, Broken

HISTORIES = 1_000
_MODEL = "bot.messenger.model.secret_"


def _places(rule: Any) -> Iterator[tuple[ModuleType, str]]:
    """Everywhere the rule is called by a name."""
    modules = [one for name, one in sys.modules.items() if name.startswith(_MODEL)]
    for module in (*modules, secret_world):
        for name, value in list(vars(module).items()):
            if value is rule:
                yield module, name


@contextmanager
def applied(mutation: Broken) -> Iterator[None]:
    """The rule is broken in the block, wherever it is used."""
    module = sys.modules[f"{_MODEL}{mutation.module}"]
    rule = getattr(module, mutation.rule)
    places = [(module, mutation.rule)] if isinstance(rule, int) else list(_places(rule))
    broken = mutation.broken(rule)
    for place, name in places:
        setattr(place, name, broken)
    try:
        yield
    finally:
        for place, name in places:
            setattr(place, name, rule)


def killed_after(mutation: Broken, histories: int = HISTORIES) -> int | None:
    """How many histories the machine tried until it noticed; None: it didn't."""
    tried = 0

    class Counted(SecretRoomsMachine):
        def __init__(self) -> None:
            nonlocal tried
            tried += 1
            super().__init__()

    with applied(mutation):
        return None if _passes(Counted, histories) else tried


def _passes(machine: type[SecretRoomsMachine], histories: int) -> bool:
    """Whether the machine finds nothing in so many histories; nothing is kept or shrunk."""
    try:
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=histories,
                stateful_step_count=40,
                database=None,
                deadline=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
                print_blob=False,
            ),
            _min_steps=0,
        )
    except Exception:  # noqa: BLE001 -- a mutant may fail in any way: all are deaths
        return False
    return True


def main() -> int:
    """Print each mutant and the number of histories that killed it; 1 where one lives."""
    histories = int(sys.argv[1]) if len(sys.argv) > 1 else HISTORIES
    alive = 0
    for mutation in MUTATIONS:
        tried = killed_after(mutation, histories)
        alive += tried is None
        fate = "ALIVE" if tried is None else f"killed within {tried:>4}"
        print(f"{fate:<18} {mutation.what}", flush=True)
    print(
        f"{len(MUTATIONS) - alive} of {len(MUTATIONS)} killed, up to {histories} histories each"
    )
    return 1 if alive else 0


if __name__ == "__main__":
    raise SystemExit(main())
