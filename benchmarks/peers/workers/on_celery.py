"""A Celery task for each recipient; `celery -A … worker` works, this module enqueues."""

import json

import urllib3
from celery import Celery

from benchmarks.peers.workers.message import (
    BODY,
    BROKER,
    CONCURRENCY,
    HEADERS,
    RECIPIENTS,
    URL,
    key,
)

app = Celery("peer", broker=BROKER)
# Acknowledged when done, as the other peers do: nobody is missed when a worker dies.
app.conf.update(
    task_acks_late=True, task_ignore_result=True, broker_connection_retry_on_startup=True
)
pool = urllib3.PoolManager(maxsize=CONCURRENCY, retries=False)


# Enqueued by a program, worked by a module: without a name it would be two tasks.
@app.task(name="deliver")
def deliver(number: int) -> None:
    """Send to one recipient."""
    answer = pool.request("POST", URL, body=BODY, headers={**HEADERS, **key(number)})
    assert json.loads(answer.data)["success"]


def enqueue() -> None:
    """Put every recipient in the queue over one connection."""
    with app.producer_pool.acquire(block=True) as producer:
        for number in range(RECIPIENTS):
            deliver.apply_async((number,), producer=producer)


if __name__ == "__main__":
    enqueue()
