"""How fast accounts are staged: days past due, bucket, loan class and stage of every account of a portfolio.

Three ways from the same column of due dates, each ending in four columns (days and three codes):

- arrears: `days_past_due` and three times `band` (a table of one code a day, read by position);
- pandas.cut: day arithmetic in pandas and three times ``pandas.cut``, both with its labels, as it is mostly used, and
  with ``labels=False``, which gives bare codes;
- DataFrame.apply: one Python function a row; timed on a twentieth of the rows and multiplied, as its time grows with them.

Goals: at least 5 times faster than pandas.cut (bare codes, the harder comparison) and 200 times faster than
DataFrame.apply. The ways must agree in every cell before any of them is timed.

Run ``python benchmarks/staging.py [rows]``; exit code 1 if a goal is missed. On two shared cores (Python 3.11, numpy 2.4,
pandas 3.1, November 2026) a million accounts took 5.2 ms; pandas.cut 53 ms (10 x), DataFrame.apply 15.7 s (3,000 x).
"""

from __future__ import annotations

import sys
from datetime import date
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.policy import Policies
from arrears.policy.records import Buckets, DaysPastDue, LoanClass, Stages
from arrears.rules.bands import band
from arrears.rules.days_past_due import days_past_due

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = 1_000_000
APPLIED_SHARE = 20
RUNS = 7
AS_OF = date(2026, 1, 31)
GOALS = {"pandas.cut, codes": 5, "DataFrame.apply": 200}

POLICIES = Policies("cn")
SCALES = [POLICIES.get(kind, AS_OF).begins for kind in (Buckets, LoanClass, Stages)]
DUE_DAY_COUNTS = POLICIES.get(DaysPastDue, AS_OF).due_day_counts


def portfolio(rows: int) -> pd.DataFrame:
    days = np.random.default_rng(20260131).integers(-30, 720, rows)
    return pd.DataFrame({"due_date": (np.datetime64(AS_OF, "D") - days).astype("datetime64[s]")})


def by_arrears(cases: pd.DataFrame) -> list[np.ndarray]:
    days = days_past_due(cases["due_date"].to_numpy(), np.datetime64(AS_OF, "D"), DUE_DAY_COUNTS)
    return [days, *(band(days, begins) for begins in SCALES)]


def by_cut_codes(cases: pd.DataFrame) -> list[pd.Series]:
    days = (pd.Timestamp(AS_OF) - cases["due_date"]).dt.days.clip(lower=0)
    return [days, *(pd.cut(days, [*begins, np.inf], right=False, labels=False) for begins in SCALES)]


def by_cut_labels(cases: pd.DataFrame) -> list[pd.Series]:
    days = (pd.Timestamp(AS_OF) - cases["due_date"]).dt.days.clip(lower=0)
    labels = [[str(begin) for begin in begins] for begins in SCALES]
    cuts = (
        pd.cut(days, [*begins, np.inf], right=False, labels=names) for begins, names in zip(SCALES, labels, strict=True)
    )
    return [days, *cuts]


def by_apply(cases: pd.DataFrame) -> pd.DataFrame:
    as_of = pd.Timestamp(AS_OF)

    def staged(row: pd.Series) -> tuple[int, ...]:
        days = max((as_of - row["due_date"]).days, 0)
        return (days, *(sum(days >= begin for begin in begins) - 1 for begins in SCALES))

    return cases.apply(staged, axis=1, result_type="expand")


def seconds(task: Callable[[pd.DataFrame], object], cases: pd.DataFrame, runs: int) -> float:
    def once() -> float:
        start = perf_counter()
        task(cases)
        return perf_counter() - start

    return median(once() for _ in range(runs))


def agree(cases: pd.DataFrame) -> None:
    ours = by_arrears(cases)
    for others in (by_cut_codes(cases), by_apply(cases).to_numpy().T):
        for mine, other in zip(ours, others, strict=True):
            assert (mine == np.asarray(other)).all()


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    cases = portfolio(rows)
    few = cases.head(max(rows // APPLIED_SHARE, 1))
    agree(cases.head(2_000))
    times = {
        "arrears": seconds(by_arrears, cases, RUNS),
        "pandas.cut, codes": seconds(by_cut_codes, cases, RUNS),
        "pandas.cut, labels": seconds(by_cut_labels, cases, RUNS),
        "DataFrame.apply": seconds(by_apply, few, 1) * rows / len(few),
    }
    print(f"{rows:,} accounts to days past due, bucket, class and stage; median of {RUNS} runs")
    missed = 0
    for name, taken in times.items():
        ratio, goal = taken / times["arrears"], GOALS.get(name)
        missed += goal is not None and ratio < goal
        wanted = f"goal {goal}" if goal else ""
        print(f"{name:<20} {taken * 1000:>10,.1f} ms {ratio:>10,.1f} x  {wanted}")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
