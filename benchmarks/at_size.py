"""One person's truth at size: list, stops, counts and history of 10,000 to 1,000,000 cases with five events each, from Parquet files.

For each size a process of its own reads a case table (one case in four is a second card), contacts, payments and placements of 90 days
from Parquet, and computes

- list: ages, links the persons, carries what follows them, ranks 12 collectors' work (a collector a 1,700 cases above that);
- stops: which flags hold for each case, its own and the person's;
- counts: every breach in the contacts, counted over all cards of a person (CBA-2, GBT-2);
- history: the case list at six month and week ends, from placements and payments.

Goals at 1,000,000 cases and 5,000,000 events: 60 s of processor time and 4 GB in all.

Run: ``python benchmarks/at_size.py [cases …]`` (10,000 100,000 1,000,000 unless given); needs pyarrow (``.[bench]``); exit code 1 if
a goal is missed.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import process_time

import numpy as np
import pandas as pd

from arrears.operations.cases.ageing import age
from arrears.operations.contacts.permission import breaches_in
from arrears.operations.customers.people import PERSON, people_of
from arrears.operations.customers.stops import person_flags, with_people
from arrears.operations.follow_ups.ranking import follow_ups
from arrears.operations.progress.snapshots import History, snapshot
from arrears.policy import Policies
from arrears.tables.cases import to_internal
from arrears.training.portfolio import DEMO_AS_OF, make_portfolio

SIZES, TILE = (10_000, 100_000, 1_000_000), 10_000
EVENTS, DAYS, SECONDS, GIGABYTES = 5, 90, 60.0, 4.0
CONTACTS, PAYMENTS = 3.5, 0.5
"""Events a case besides its placement."""
_ZONE = "Asia/Shanghai"


def write(folder: Path, cases: int) -> None:
    """Write a portfolio and its events; every tile of it has customers, phones and collectors of its own."""
    tile = to_internal(make_portfolio(TILE, 12)).reset_index(drop=True)
    parts = []
    for number in range(-(-cases // TILE)):
        part = tile.assign(
            case_id=tile["case_id"] + f"-{number}",
            customer_id=tile["customer_id"] + f"-{number}",
            phone=[f"13{number:03d}{place // 2:06d}" for place in range(TILE)],
            collector=tile["collector"] + f"{number}",
        )
        parts.append(part if number == 0 else part.assign(id_number=None))
    table = pd.concat(parts, ignore_index=True).head(cases)
    table.to_parquet(folder / "cases.parquet")
    rng = np.random.default_rng(20261128)
    end = np.datetime64(DEMO_AS_OF, "m") + np.timedelta64(20, "h")
    ids, owner = table["case_id"].to_numpy(dtype=object), table["collector"].to_numpy(dtype=object)

    def moments(size: int) -> np.ndarray:
        day = rng.integers(1, DAYS, size)
        return np.sort(end - day * np.timedelta64(1440, "m") - rng.integers(0, 600, size).astype("timedelta64[m]"))

    row = rng.integers(0, cases, int(cases * CONTACTS))
    outcome = rng.choice(["no_answer", "busy", "conversation", "sent"], row.size, p=[0.5, 0.1, 0.25, 0.15])
    pd.DataFrame(
        {
            "case_id": ids[row],
            "collector": owner[row],
            "at": moments(row.size),
            "channel": np.where(outcome == "sent", "sms", "call"),
            "direction": "out",
            "counterparty": "holder",
            "outcome": outcome,
            "recorded": "yes",
        }
    ).to_parquet(folder / "contacts.parquet")
    row = rng.integers(0, cases, int(cases * PAYMENTS))
    paid = pd.DataFrame(
        {"case_id": ids[row], "at": moments(row.size), "amount_fen": rng.integers(1, 5, row.size) * 100_00}
    )
    paid.to_parquet(folder / "payments.parquet")
    placed = pd.DataFrame(
        {
            "case_id": ids,
            "at": np.full(cases, end - np.timedelta64(DAYS * 1440, "m")),
            "opening_fen": np.maximum(table["principal_fen"].fillna(0), 0).astype("int64"),
            "currency": "CNY",
            "due_date": table["due_date"],
        }
    )
    placed.to_parquet(folder / "placements.parquet")


def measure(folder: Path) -> None:
    """Read the files and time each task; print a line for people."""
    spent, start = {}, process_time()

    def done(task: str) -> None:
        nonlocal start
        spent[task], start = process_time() - start, process_time()

    policies = Policies()
    table, contacts, payments, placements = (
        pd.read_parquet(folder / f"{name}.parquet") for name in ("cases", "contacts", "payments", "placements")
    )
    done("read")
    aged = age(table, DEMO_AS_OF, policies)
    aged = with_people(aged, policies, DEMO_AS_OF, people_of(aged, policies, DEMO_AS_OF))
    listed = follow_ups(aged, DEMO_AS_OF, policies, capacity=80)
    lines = len(listed)
    done("list")
    stopped = int(np.logical_or.reduce(list(person_flags(aged).values())).sum())
    done("stops")
    people = dict(zip(aged["case_id"], aged[PERSON], strict=True))
    del aged, listed, table
    found = len(
        breaches_in(contacts.assign(time_zone=_ZONE, at=contacts["at"].dt.tz_localize(_ZONE)), policies, people=people)
    )
    events = len(contacts) + len(payments) + len(placements)
    del contacts, people
    done("counts")
    none = pd.DataFrame({name: [] for name in ("case_id", "collector", "flag", "on")}).assign(at=np.array([], "M8[us]"))
    history = History(placements, payments, none, none, none)
    ends = np.datetime64(DEMO_AS_OF) - np.array([0, 7, 14, 30, 60, 85])
    owed = [int(snapshot(history, day, policies)["total_due_fen"].sum()) for day in ends]
    done("history")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    total = sum(spent.values())
    times = "  ".join(f"{task} {seconds:.1f}" for task, seconds in spent.items())
    print(
        f"{len(placements):>9,} cases {events:>9,} events: {total:6.1f} s ({times}), {peak:.2f} GB; "
        f"{lines:,} lines, {stopped:,} stopped, {found:,} breaches, {owed[-1] - owed[0]:,} fen less",
        flush=True,
    )
    print(total, peak, file=sys.stderr)


def main() -> int:
    if len(sys.argv) > 2 and sys.argv[1] == "--measure":  # the word and a folder
        measure(Path(sys.argv[2]))
        return 0
    missed = False
    for cases in [int(word) for word in sys.argv[1:]] or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), cases)
            child = [sys.executable, __file__, "--measure", folder]
            told = subprocess.run(child, stderr=subprocess.PIPE, text=True, check=False)
        if told.returncode:
            print(told.stderr, file=sys.stderr)
            return 1
        seconds, peak = (float(word) for word in told.stderr.split()[-2:])
        missed |= seconds > SECONDS or peak > GIGABYTES
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
