"""The long run of the service's histories, and its rules broken one by one.

python -m tests.messenger.secret_service_proof histories sqlite|postgresql COUNT
python -m tests.messenger.secret_service_proof mutants [HISTORIES]
"""

import asyncio
import importlib
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from bot.messenger.model.secret_rooms import PersonKind
from bot.messenger.store.secret_messages import Sight
from tests.messenger.model import secret_mutations as model
from tests.messenger.secret_service_machine import (
    PostgresqlStable,
    SecretServiceMachine,
    SqliteStable,
    Stable,
    on,
)
from tests.postgresql import running_server

_MUTANT_HISTORIES = 400
_STEPS = 30
Rule = Callable[..., Any]


class Broken(NamedTuple):
    """What of the service is broken, where (`module:name` or `module:Class.name`), and how."""

    what: str
    where: str
    broken: Callable[[Any], Any]


def _answer(value: object) -> Callable[[Any], Any]:
    return lambda rule: lambda *_, **__: value


def _nothing(value: object) -> Callable[[Any], Any]:
    async def nothing(*_: object, **__: object) -> object:
        return value

    return lambda rule: nothing


def _unseeing(rule: Rule) -> Rule:
    async def badges(db: object, ids: object, sight: Sight) -> Any:
        return await rule(db, ids, replace(sight, now=-1))

    return badges


def _early(rule: Rule) -> Rule:
    async def due(db: object, at: int, *rest: object) -> Any:
        return await rule(db, at + 1, *rest)

    return due


def _late(rule: Rule) -> Rule:
    async def due(db: object, at: int, *rest: object) -> Any:
        return await rule(db, at - 1, *rest)

    return due


def _too_late(sql: str) -> str:
    return sql.replace("expires_at > $1", "expires_at >= $1")


def _wall(_: object) -> property:
    return property(lambda clock: clock.wall)


# Says nothing of the end.
_ALL = "(m.expires_at > $1 OR m.sent_at > $2)"
_MODEL, _STORE, _SERVICE = (
    f"bot.messenger.{part}.secret_" for part in ("model", "store", "service")
)
MUTATIONS = (
    Broken("leaving waives no reads", f"{_MODEL}members:_without", model._unwaived),
    Broken("suspension waives no reads", f"{_MODEL}accounts:account_suspended", model._unwaived),
    Broken("the sender owes a read", f"{_MODEL}talk:required_readers", model._sender_too),
    Broken("suspended people owe reads", f"{_MODEL}talk:required_readers", model._suspended_too),
    Broken("bots come in", f"{_MODEL}rooms:not_admitted", model._admitting(PersonKind.BOT)),
    Broken("external people come in", f"{_MODEL}rooms:not_admitted", model._admitting(PersonKind.EXTERNAL)),
    Broken("with no reader left no clock starts", f"{_MODEL}messages:new_message", model._unstarted),
    Broken("a start is dated back", f"{_MODEL}messages:settled", model._backdated),
    Broken("the read clock outlives the maximum", f"{_MODEL}messages:settled", model._read_wins),
    Broken("auto-delete may exceed the maximum", f"{_MODEL}times:fits", _answer(value=True)),
    Broken("the workspace's retention is ignored", f"{_MODEL}times:kept_for", lambda _: lambda k, _: k),
    Broken("who joins is shown the history", f"{_MODEL}members:newcomer", model._with_history),
    Broken("outsiders learn of plan and switch", f"{_MODEL}rooms:enter", model._standing_first),
    Broken("a deleted room can be entered", f"{_MODEL}rooms:enter", model._entering_deleted),
    Broken("suspended members go on reading", f"{_MODEL}rooms:membership_of", model._entering_suspended),
    Broken("arrears close nothing", f"{_MODEL}standing:unusable_because", model._unbilled),
    Broken("the switch closes nothing", f"{_MODEL}standing:unusable_because", model._always_on),
    Broken("everybody may invite", f"{_MODEL}members:may_invite", _answer(value=True)),
    Broken("everybody may do what is the owner's", f"{_MODEL}members:require_owner", _answer(None)),
    Broken("the newest member inherits the room", f"{_MODEL}accounts:heir_of", model._newest),
    Broken("own messages may go a millisecond longer", f"{_MODEL}talk:OWN_DELETE_MS", lambda ms: ms + 1),
    Broken("what has ended is still read", f"{_STORE}messages:_LIVE", lambda _: _ALL),
    Broken("gone a millisecond too late", f"{_STORE}messages:_LIVE", _too_late),
    Broken("the badge counts what is gone", f"{_STORE}messages:badges", _unseeing),
    Broken("a started clock is not kept", f"{_STORE}messages:retime", _nothing(None)),
    Broken("settled reads stay owed", f"{_STORE}messages:settle", _nothing(None)),
    Broken("memberships don't end", f"{_STORE}rooms:end_members", _nothing(None)),
    Broken("a sweep is a millisecond early", f"{_STORE}ends:due", _early),
    Broken("a sweep is a millisecond late", f"{_STORE}ends:due", _late),
    Broken("a sweep erases nothing", f"{_STORE}ends:due", _nothing(())),
    Broken("keys are not destroyed", "bot.messenger.service.key_ring:KeyRing.destroy", _nothing(0)),
    Broken("deleted rooms are not erased", f"{_SERVICE}room_eraser:SecretRoomEraser.finish", _nothing(0)),
    Broken("an admin's deletion finds no room", f"{_SERVICE}room_eraser:SecretRoomEraser.delete_marked", _nothing(0)),
    Broken("another retention is not applied", f"{_SERVICE}retention:SecretRetention._retime", _nothing(None)),
    Broken("the time is not kept over a restart", "bot.messenger.service.key_ring:KeyRing.keep_clock", _nothing(None)),
    Broken("the clock may go back", "bot.messenger.model.erasing:ErasingClock.hiding_at", _wall),
)  # fmt: skip


@contextmanager
def applied(mutation: Broken) -> Iterator[None]:
    """The rule is broken in the block, wherever in the messenger it is called by a name."""
    module_name, _, name = mutation.where.partition(":")
    module = importlib.import_module(module_name)
    owner, _, attribute = name.rpartition(".")
    holder = getattr(module, owner) if owner else module
    rule = vars(holder)[attribute]
    places = [(holder, attribute)]
    if not owner and callable(rule):
        places = [
            (one, key)
            for one_name, one in list(sys.modules.items())
            if one_name.startswith("bot.messenger.")
            for key, value in list(vars(one).items())
            if value is rule
        ]
    broken = mutation.broken(rule)
    for place, key in places:
        setattr(place, key, broken)
    try:
        yield
    finally:
        for place, key in places:
            setattr(place, key, rule)


def survives(machine: type[SecretServiceMachine], histories: int, steps: int = _STEPS) -> bool:
    """Whether the machine finds nothing in so many histories; nothing is shrunk."""
    try:
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=histories,
                stateful_step_count=steps,
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
    """Run what the command line names; 1 where a history fails or a mutant lives."""
    what, *more = sys.argv[1:]
    with ExitStack() as stack:
        loop = asyncio.new_event_loop()
        stack.callback(loop.close)
        memory = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
        folder = Path(stack.enter_context(TemporaryDirectory(dir=memory)))
        if what == "mutants":
            return _mutants(
                SqliteStable(loop, folder), int(more[0]) if more else _MUTANT_HISTORIES
            )
        stable: Stable
        if more[0] == "sqlite":
            stable = SqliteStable(loop, folder)
        else:
            url = stack.enter_context(running_server())
            stable = PostgresqlStable(loop, folder, f"{url}/postgres")
            stack.callback(stable.close)
        return _histories(stable, more[0], int(more[1]))


def _histories(stable: Stable, kind: str, count: int) -> int:
    began = time.monotonic()
    with on(stable) as machine:
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=count,
                stateful_step_count=_STEPS,
                database=None,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    took = time.monotonic() - began
    print(
        f"{kind}: {count:,} histories of up to {_STEPS} steps agree with the oracle ({took:,.0f} s)"
    )
    return 0


def _mutants(stable: SqliteStable, histories: int) -> int:
    alive = 0
    for mutation in MUTATIONS:
        tried = 0
        killed = False
        while tried < histories and not killed:
            more = max(10, tried)
            with applied(mutation), on(stable) as machine:
                killed = not survives(machine, more)
            tried += more
        alive += not killed
        fate = f"killed within {tried:>4}" if killed else "ALIVE"
        print(f"{fate:<18} {mutation.what}", flush=True)
    print(
        f"{len(MUTATIONS) - alive} of {len(MUTATIONS)} killed, up to {histories} histories each"
    )
    return 1 if alive else 0


if __name__ == "__main__":
    raise SystemExit(main())
