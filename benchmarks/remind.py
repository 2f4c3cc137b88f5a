"""A day on which 10,000 customers are reminded: `arrears remind` on a store of so many cases that are due in two days.

Each gets a message that is filled, judged by the rules of contact and conduct, counted in segments, written for the gateway, released
and noted in the log. Then the same run again, which must write nothing.

Goal: 5 s from the command to the file for 10,000 messages; the store is made before.

Run ``python benchmarks/remind.py [messages]``; exit code 1 if the goal is missed, a message is lost, or the second run writes one.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter, process_time

import pandas as pd

import arrears.store
from arrears.commands import run
from arrears.store.secrets.keys import VARIABLE, new_key
from arrears.store.state.case_list import place_list
from arrears.training.portfolio import make_portfolio

MESSAGES, WITHIN_S = 10_000, 5.0
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
DAY = date(2026, 11, 23)


def due_soon(count: int) -> pd.DataFrame:
    """Give so many cases of as many people, each due in two days and protected by nothing."""
    cases = make_portfolio(cases=count, collectors=12, seed=1).reset_index(drop=True)
    number = pd.Series(range(count)).astype(str).str.zfill(8)
    blank = [
        "flags",
        "promise_date",
        "promise_amount",
        "instalment_date",
        "instalment_amount",
        "last_contact_date",
        "cause",
    ]
    gone = {name: None for name in blank if name in cases}
    return cases.assign(
        due_date=pd.Timestamp(DAY + timedelta(days=2)),
        phone="139" + number,
        customer_id="K" + number,
        id_number=None,
        **gone,
    )


def main(messages: int) -> int:
    os.environ.setdefault(VARIABLE, new_key())
    opened = arrears.store.open_store
    arrears.store.open_store = partial(opened, clock=lambda: NOW)
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
        with arrears.store.open_store("book.db") as store:
            place_list(store, due_soon(messages), actor="lead", as_of=DAY)
        took, busy, said = [], [], []
        for _ in range(2):
            shown = io.StringIO()
            start, before = perf_counter(), process_time()
            with contextlib.redirect_stdout(shown):
                code = run(["remind", "--store", "book.db", "--actor", "lead", "--lang", "en"])
            took.append(perf_counter() - start)
            busy.append(process_time() - before)
            said.append((code, shown.getvalue().strip()))
        with next(Path().glob("reminders-*/messages.csv")).open(encoding="utf-8-sig", newline="") as file:
            written = len(list(csv.reader(file))) - 1
    for code, text in said:
        print(code, text)
    print(
        f"{written:,} messages in {took[0]:.1f} s (goal {WITHIN_S:.0f} s), {busy[0]:.1f} s of a processor; again {took[1]:.1f} s"
    )
    return int(took[0] > WITHIN_S or written != messages or "0 reminders" not in said[1][1])


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES))
