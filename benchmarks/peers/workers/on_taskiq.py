"""A taskiq task for each recipient; `taskiq worker …:broker` works, this module enqueues."""

import asyncio

import uvloop
from taskiq import TaskiqEvents, TaskiqState
from taskiq.serializers import ORJSONSerializer
from taskiq_nats import PullBasedJetStreamBroker
from taskiq_redis import RedisStreamBroker

from benchmarks.peers.workers.message import BROKER, RECIPIENTS
from benchmarks.peers.workers.posting import new_session, post

ENQUEUED_AT_ONCE = 500

if BROKER.startswith("nats:"):
    broker = PullBasedJetStreamBroker(BROKER, pull_consume_batch=100)
else:
    broker = RedisStreamBroker(BROKER, xread_count=100)
broker = broker.with_serializer(ORJSONSerializer())


@broker.on_event(TaskiqEvents.WORKER_STARTUP)
async def start(state: TaskiqState) -> None:
    """Open the one session."""
    state.session = new_session()


@broker.on_event(TaskiqEvents.WORKER_SHUTDOWN)
async def stop(state: TaskiqState) -> None:
    """Close the one session."""
    await state.session.close()


# Enqueued by a program, worked by a module: without a name it would be two tasks.
@broker.task(task_name="deliver")
async def deliver(number: int) -> None:
    """Send to one recipient."""
    await post(broker.state.session, number)


async def enqueue() -> None:
    """Put every recipient in the queue; taskiq has no call for many at once."""
    await broker.startup()
    for first in range(0, RECIPIENTS, ENQUEUED_AT_ONCE):
        numbers = range(first, min(first + ENQUEUED_AT_ONCE, RECIPIENTS))
        await asyncio.gather(*(deliver.kiq(number) for number in numbers))
    await broker.shutdown()


if __name__ == "__main__":
    uvloop.run(enqueue())
