"""The message that every worker posts, as its environment tells it."""

import os
from pathlib import Path

URL = os.environ["BENCH_URL"]
BROKER = os.environ["BENCH_BROKER"]
BODY = Path(os.environ["BENCH_BODY"]).read_bytes()
RECIPIENTS = int(os.environ["BENCH_RECIPIENTS"])
CONCURRENCY = int(os.environ["BENCH_CONCURRENCY"])
HEADERS = {
    "Authorization": f"Bearer {os.environ['BENCH_APP_KEY']}",
    "Content-Type": "application/json",
}


def key(number: int) -> dict[str, str]:
    """The header that makes the POST of one recipient different from all others."""
    return {"Idempotency-Key": f"peer.{number:07d}"}
