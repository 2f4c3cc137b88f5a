"""What an event costs to store: ours against the least that could do it, a hash chain in bare ``sqlite3`` written with ``executemany``.

The peer keeps one row an event with a SHA-256 over its JSON and the hash before it, guarded by triggers, in one transaction. Ours
also checks every field, seals what people say under AES-GCM together with its salt, keeps a blind index of phones, recognises what
was sent before, and checks corrections and clocks. Both sync in full. The events are three contacts with a number and a note to one payment.

Goal: at most 5 times the peer, in processor time: nearly half of ours is checking and writing down, a third sealing and indexing.

Run ``python benchmarks/store_append.py [events]``; exit code 1 if the goal is missed.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from time import process_time
from typing import Any

from arrears.store import open_store
from arrears.store.log import reading, verify
from arrears.store.records.form import has_form
from arrears.store.secrets.keys import Keys, new_key

EVENTS, BATCH, ROUNDS, GOAL = 20_000, 5_000, 3, 5
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
TABLE = """
CREATE TABLE events (seq INTEGER PRIMARY KEY, case_id TEXT, kind TEXT, happened_at TEXT, actor TEXT, key TEXT UNIQUE, payload TEXT, hash TEXT);
CREATE INDEX of_a_case ON events (case_id, seq);
CREATE TRIGGER no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'only grows'); END;
CREATE TRIGGER no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'only grows'); END;
"""


def event(number: int) -> dict[str, Any]:
    made = {"case_id": f"A{number % 5_000}", "happened_at": NOON + timedelta(seconds=number), "actor": "li"}
    if number % 4 == 3:
        return made | {"kind": "payment", "key": f"k{number}", "amount_fen": 100 + number}
    said = {
        "channel": "call",
        "outcome": "no_answer",
        "contact_point": f"138{number:08d}",
        "note": "无人接听，稍后再拨",
    }
    return made | {"kind": "contact", "key": f"k{number}"} | said


def peer(folder: Path, batches: list[list[dict[str, Any]]]) -> float:
    connection = sqlite3.connect(folder / "peer.db", isolation_level=None)
    connection.executescript("PRAGMA synchronous = FULL; PRAGMA journal_mode = TRUNCATE;" + TABLE)
    start, seq, previous = process_time(), 0, ""
    for batch in batches:
        rows = []
        for one in batch:
            seq += 1
            head = (seq, one["case_id"], one["kind"], one["happened_at"].isoformat(), one["actor"], one["key"])
            said = json.dumps({name: one[name] for name in one if name not in HEAD}, ensure_ascii=False, sort_keys=True)
            previous = sha256(json.dumps([*head, said, previous], ensure_ascii=False).encode()).hexdigest()
            rows.append((*head, said, previous))
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        connection.execute("COMMIT")
    taken = process_time() - start
    connection.close()
    return taken


HEAD = {"case_id", "kind", "happened_at", "actor", "key"}


def ours(folder: Path, batches: list[list[dict[str, Any]]]) -> tuple[float, ...]:
    """Give the time of storing, verifying and reading; then of the last two without the check of each payload's form."""
    key = new_key()
    with open_store(folder / "ours.db", clock=lambda: NOON + timedelta(days=1), keys=lambda: Keys(key)) as store:
        start = process_time()
        for batch in batches:
            store.append(batch)
        stored = process_time() - start
        times = [stored]
        for _ in range(2):
            start = process_time()
            assert store.verify().is_intact
            times.append(process_time() - start)
            start = process_time()
            store.events()
            times.append(process_time() - start)
            verify.has_form = reading.has_form = lambda _kind, _body: True
    verify.has_form = reading.has_form = has_form
    return tuple(times)


def main() -> int:
    events = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    made = [event(number) for number in range(events)]
    batches = [made[at : at + BATCH] for at in range(0, events, BATCH)]
    rounds = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as name:
            rounds.append((peer(Path(name), batches), *ours(Path(name), batches)))
    least, stored, verified, read, verified_without, read_without = (
        min(times) / events * 1e6 for times in zip(*rounds, strict=True)
    )
    print(f"{events:,} events in batches of {BATCH:,}: bare chain {least:.1f} us an event, ours {stored:.1f} us")
    print(f"ratio {stored / least:.2f} (goal {GOAL}); verified in {verified:.1f} us an event, read in {read:.1f} us")
    print(
        f"the check of each payload's form: verifying {verified / verified_without:.2f} times what it takes without, "
        f"reading {read / read_without:.2f} times; storing checks each record once, with it or without"
    )
    return int(stored / least > GOAL)


if __name__ == "__main__":
    sys.exit(main())
