"""A Procrastinate job for each recipient; `enqueue` prepares the database too, `work` works."""

import sys

import aiohttp
import orjson
import uvloop
from procrastinate import App, PsycopgConnector

from benchmarks.peers.workers.message import BROKER, CONCURRENCY, RECIPIENTS
from benchmarks.peers.workers.posting import new_session, post

ENQUEUED_AT_ONCE = 1000
CONNECTIONS = 20

app = App(
    connector=PsycopgConnector(
        conninfo=BROKER,
        min_size=CONNECTIONS,
        max_size=CONNECTIONS,
        json_dumps=orjson.dumps,
        json_loads=orjson.loads,
    )
)
sessions: list[aiohttp.ClientSession] = []


@app.task(name="deliver")
async def deliver(number: int) -> None:
    """Send to one recipient."""
    await post(sessions[0], number)


async def enqueue() -> None:
    """Put every recipient in the queue, many in a statement."""
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        for first in range(0, RECIPIENTS, ENQUEUED_AT_ONCE):
            numbers = range(first, min(first + ENQUEUED_AT_ONCE, RECIPIENTS))
            await deliver.batch_defer_async(*({"number": number} for number in numbers))
        # A database that has run for a while has statistics; a new one plans badly without.
        await app.connector.execute_query_async("ANALYZE procrastinate_jobs")


async def work() -> None:
    """Work until told to stop."""
    async with app.open_async(), new_session() as session:
        sessions.append(session)
        await app.run_worker_async(concurrency=CONCURRENCY, delete_jobs="successful")


if __name__ == "__main__":
    uvloop.run({"enqueue": enqueue, "work": work}[sys.argv[1]]())
