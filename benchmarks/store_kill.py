"""Writers are killed in the middle of their work, with ``kill -9``, again and again; nothing that was acknowledged may be gone.

Each run has writers in processes of their own that submit pairs of events as fast as they can and acknowledge every receipt through a
pipe. After a random moment all of them are killed at once. Then the store is opened as anybody would open it: every acknowledged
event must be there, no pair in half, and the chain must verify against the last acknowledged head.

Goals: 1,000 kills, 0 acknowledged events lost, 0 half submits, every verification whole.

Run ``python benchmarks/store_kill.py [kills]``, half on SQLite and half on PostgreSQL; exit code 1 if a goal is missed.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store_servers import postgresql

from arrears.store import Head, Store, open_store
from arrears.store.secrets.keys import VARIABLE, new_key

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

KILLS, WRITERS = 1_000, 4
LONGEST_S = 0.25
AT = "2026-11-20T12:00:00+08:00"


def writer(where: str, name: str, out: Connection) -> None:
    with open_store(where) as store:
        for number in range(1_000_000):
            key = f"{name}-{number}"
            head = {"case_id": name, "happened_at": AT, "actor": name}
            call = head | {"kind": "contact", "channel": "call", "outcome": "no_answer", "note": "稍后再拨"}
            paid = head | {"kind": "payment", "amount_fen": 1 + number}
            receipt = store.append([call | {"key": f"{key}-a"}, paid | {"key": f"{key}-b"}])
            out.send_bytes(f"{key} {receipt.head}\n".encode())


@dataclass
class Tally:
    """What was found in all runs so far."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    halves: int = 0
    broken: int = 0

    @property
    def good(self) -> bool:
        """Whether nothing went wrong."""
        return not (self.lost or self.halves or self.broken)

    def __str__(self) -> str:
        """Say it in a line."""
        return (
            f"{self.kills} kills, {self.acknowledged:,} acknowledged submits, {self.lost} lost, {self.halves} in half, "
            f"{self.broken} stores not whole"
        )


def strike(where: str, run: int, writers: int, tally: Tally) -> None:
    """Let writers write, kill them all, and look at what is left."""
    context = multiprocessing.get_context("fork")
    pipes, people = [], []
    for number in range(writers):
        reader, sender = context.Pipe(duplex=False)
        people.append(context.Process(target=writer, args=(where, f"r{run}w{number}", sender)))
        people[-1].start()
        sender.close()
        pipes.append(reader)
    time.sleep(random.Random(run).uniform(0.03, LONGEST_S))  # noqa: S311  # no secret
    for process in people:
        os.kill(process.pid or 0, signal.SIGKILL)
    for process in people:
        process.join()
    acknowledged = [line for reader in pipes for line in _received(reader)]
    with open_store(where, create=False) as store:
        keys = set(store.events(kind=("contact", "payment"))["key"])
        judge(store, keys, acknowledged, tally)
    tally.kills += writers


def _received(reader: Connection) -> list[str]:
    found = []
    while True:
        try:
            found.append(reader.recv_bytes().decode())
        except (EOFError, OSError):
            return found


def judge(store: Store, keys: set[str], acknowledged: list[str], tally: Tally) -> None:
    told = [line.split() for line in acknowledged]
    tally.acknowledged += len(told)
    tally.lost += sum(f"{key}-{half}" not in keys for key, _ in told for half in "ab")
    tally.halves += sum((f"{key[:-2]}-a" in keys) != (f"{key[:-2]}-b" in keys) for key in keys)
    tally.broken += not store.verify(Head.read(head) for _, head in told).is_intact


def measure(name: str, where: str, kills: int) -> bool:
    open_store(where).close()
    tally, run = Tally(), 0
    while tally.kills < kills:
        strike(where, run, min(WRITERS, kills - tally.kills), tally)
        run += 1
    print(f"{name}: {tally}")
    return tally.good


def fresh(where: str, folder: str, kills: int) -> bool:
    """Measure in several stores, so that looking at what is left stays quick."""
    good, part = True, 0
    while kills > 0:
        good &= measure(f"{where} {part + 1}", f"sqlite:///{folder}/book{part}.db", min(kills, 100))
        kills, part = kills - 100, part + 1
    return good


def main() -> int:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    os.environ[VARIABLE] = new_key()
    with tempfile.TemporaryDirectory() as folder:
        good = fresh("SQLite", folder, (kills + 1) // 2)
    with postgresql() as url:
        if url is None:
            print("PostgreSQL: no server is installed here")
        else:
            good &= measure("PostgreSQL", url, kills // 2)
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
