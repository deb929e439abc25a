import asyncio
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.messenger.secret_service_machine import PostgresqlStable, SqliteStable, on

_FEW = settings(
    max_examples=12,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: thousands of commits wait for no disk."""
    memory = Path("/dev/shm")  # noqa: S108 -- a folder of one's own is made in it
    if not memory.is_dir():
        yield tmp_path
        return
    with TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


def test_random_histories_on_sqlite_agree_with_the_oracle(
    loop: asyncio.AbstractEventLoop, quick: Path
) -> None:
    with on(SqliteStable(loop, quick)) as machine:
        run_state_machine_as_test(machine, settings=_FEW)


def test_random_histories_on_postgresql_agree_with_the_oracle(
    loop: asyncio.AbstractEventLoop, quick: Path, postgresql_server: str
) -> None:
    stable = PostgresqlStable(loop, quick, f"{postgresql_server}/postgres")
    try:
        with on(stable) as machine:
            run_state_machine_as_test(machine, settings=_FEW)
    finally:
        stable.close()
