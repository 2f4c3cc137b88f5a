"""A house at work: 50 collectors submit once a second each, every one from a process and a connection of its own.

A submit is a contact with a note and a promise, stored both or not at all. Measured is the time from sending it to its receipt;
afterwards every acknowledged event must be there, none twice, no submit in half, and the whole chain must verify against the last
receipts. SQLite in a file, and PostgreSQL on a private server with every commit synced.

Goals: 99 of 100 submits within 250 ms; nothing lost.

Run ``python benchmarks/store_load.py [seconds] [writers]``; exit code 1 if a goal is missed.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from store_servers import postgresql

from arrears.store import Head, open_store
from arrears.store.secrets.keys import VARIABLE, new_key

if TYPE_CHECKING:
    from multiprocessing.queues import SimpleQueue
    from multiprocessing.synchronize import Barrier

SECONDS, WRITERS = 60, 50
WITHIN_MS = 250.0


def submit(writer: int, number: int) -> list[dict[str, Any]]:
    now = datetime.now(UTC)
    head = {"case_id": f"A{writer}-{number % 40}", "happened_at": now, "actor": f"u{writer:02}"}
    call = {"channel": "call", "outcome": "conversation", "contact_point": f"138{number:08d}", "note": "答应下周还款"}
    due = {"amount_fen": 500_00, "due_on": (now + timedelta(days=7)).date()}
    key = f"{writer}-{number}"
    return [
        head | call | {"kind": "contact", "key": f"{key}-a"},
        head | due | {"kind": "promise", "key": f"{key}-b", "contact": f"{key}-a"},
    ]


def collector(where: str, writer: int, seconds: int, ready: Barrier, done: SimpleQueue[Any]) -> None:
    """Submit once a second at an own moment of each second, and report each receipt."""
    offset = random.Random(writer).random()  # noqa: S311  # no secret
    with open_store(where) as store:
        store.head()
        ready.wait()
        start = time.perf_counter()
        found = []
        for number in range(seconds):
            time.sleep(max(0.0, start + number + offset - time.perf_counter()))
            batch = submit(writer, number)
            sent = time.perf_counter()
            receipt = store.append(batch)
            found.append((time.perf_counter() - sent, receipt.keys, str(receipt.head)))
    done.put(found)


def measure(name: str, where: str, seconds: int, writers: int) -> bool:
    open_store(where).close()
    # Forked: fifty processes that each import everything anew would be another benchmark.
    context = multiprocessing.get_context("fork")
    ready, done = context.Barrier(writers), context.SimpleQueue()
    people = [
        context.Process(target=collector, args=(where, writer, seconds, ready, done)) for writer in range(writers)
    ]
    for process in people:
        process.start()
    found = [one for _ in people for one in done.get()]
    for process in people:
        process.join()
    times = np.array([taken for taken, _, _ in found]) * 1000
    acknowledged = [key for _, keys, _ in found for key in keys]
    with open_store(where, create=False) as store:
        stored = Counter(store.events()["key"])
        whole = store.verify(Head.read(head) for _, _, head in found).is_intact
    lost = len(set(acknowledged) - stored.keys())
    twice = sum(count > 1 for count in stored.values())
    halves = sum((key[:-1] + "a" in stored) != (key[:-1] + "b" in stored) for key in stored)
    middle, most, worst = np.percentile(times, [50, 99, 100])
    print(
        f"{name}: {len(times):,} submits, {len(times) / seconds:.0f} a second; half within {middle:.0f} ms, 99 % within {most:.0f} ms "
        f"(goal {WITHIN_MS:.0f}), the slowest {worst:.0f} ms; lost {lost}, twice {twice}, halves {halves}, chain whole: {whole}"
    )
    complete = len(times) == seconds * writers
    return complete and whole and most <= WITHIN_MS and not (lost or twice or halves)


def main() -> int:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    writers = int(sys.argv[2]) if len(sys.argv) > 2 else WRITERS
    os.environ[VARIABLE] = new_key()
    with tempfile.TemporaryDirectory() as folder:
        good = measure("SQLite", f"sqlite:///{folder}/book.db", seconds, writers)
    with postgresql() as url:
        if url is None:
            print("PostgreSQL: no server is installed here")
        else:
            good &= measure("PostgreSQL", url, seconds, writers)
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
