"""Print what the peers come to: `python -m benchmarks.peers`."""

import os
import platform
import signal
import sys

from benchmarks.bare import CONCURRENCY
from benchmarks.peers.catalog import PEERS
from benchmarks.peers.run import measured
from benchmarks.sink import NotInstalled

RECIPIENTS = int(os.environ.get("BENCH_RECIPIENTS", "20000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "2"))


def main() -> None:
    """Run all peers, or those whose names hold one of the arguments."""
    named = [word.casefold() for word in sys.argv[1:]] or [""]
    peers = [peer for peer in PEERS if any(word in peer.name.casefold() for word in named)]
    print(
        f"CPython {platform.python_version()}, {os.cpu_count()} cores, {RECIPIENTS:,} recipients,"
    )
    print(
        f"concurrency {CONCURRENCY}, one worker process on its core, medians of {ROUNDS} rounds"
    )
    row = "{:<26} {:>8} {:>7} {:>9} {:>9} {:>9} {:>7} {:>7} {:>10}".format
    print(
        row(
            "",
            "POST/s",
            "ratio",
            "CPU ratio",
            "distinct",
            "POSTs",
            "CPU s",
            "RSS MB",
            "enqueue s",
        )
    )
    for result in measured(RECIPIENTS, ROUNDS, peers):
        print(
            row(
                result.name,
                f"{result.posts_per_second:,.0f}",
                f"{result.ratio:.3f}",
                f"{result.cpu_ratio:.3f}",
                f"{result.distinct:,}",
                f"{result.posts:,}",
                f"{result.cpu_seconds:.2f}",
                f"{result.peak_rss:.0f}",
                f"{result.enqueue_seconds:.1f}",
            )
        )


if __name__ == "__main__":
    # Ended from outside, it still ends what it started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        main()
    except NotInstalled as missing:
        sys.exit(str(missing))
