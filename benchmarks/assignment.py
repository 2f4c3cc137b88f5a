"""How fast and how fair cases are shared out: 20,000 cases among 50 collectors, with skills, languages, absence and conflicts.

Each measure's bound is the smallest possible largest deviation from a fair load, over every assignment that keeps to the
requirements, whole or in parts: an exact linear program of that measure alone. The gap is ours minus the bound, as a
share of a fair load (a stage's, of a fair number of cases).

Goals: at most 10 seconds, and a gap of at most 1 % in every measure.

Run ``python benchmarks/assignment.py [cases] [collectors]``; exit code 1 if a goal is missed. On two shared cores
(Python 3.11, highspy 1.16, November 2026) 20,000 cases and 50 collectors took 3.1 s from the lists as they were and 1.5 s
anew; the largest gap was 0.65 %.
"""

from __future__ import annotations

import sys
from time import perf_counter

import numpy as np
import pandas as pd

from arrears.operations.assignment.sharing import assign
from arrears.operations.cases.ageing import age
from arrears.policy import Policies
from arrears.tables.cases import to_internal
from arrears.training.portfolio import DEMO_AS_OF, make_portfolio

CASES, COLLECTORS = 20_000, 50
SECONDS, GAP = 10.0, 0.01
POLICIES = Policies("cn")
SKILLS = ("legal;hardship;complaints", "hardship", "complaints;legal", None)


def office(cases: int, collectors: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    table = age(to_internal(make_portfolio(cases, collectors)), DEMO_AS_OF, POLICIES)
    table["language"] = np.random.default_rng(1).choice(["zh", "yue", "ug"], cases, p=[0.93, 0.06, 0.01])
    names = sorted(set(table["collector"]))
    places = range(len(names))
    away = [DEMO_AS_OF if place == 9 else None for place in places]
    team = {
        "collector": names,
        "skills": [SKILLS[place % 4] for place in places],
        "languages": ["zh;yue;ug" if place % 10 == 0 else "zh;yue" if place % 5 == 0 else "zh" for place in places],
        "share": [0.5 if place % 10 == 3 else 1 for place in places],
        "capacity": int(1.2 * cases / collectors),
        "absent_from": pd.to_datetime(away),
        "conflicts": table["case_id"].iloc[:: len(table) // len(names)].tolist()[: len(names)],
    }
    return table, pd.DataFrame(team)


def main() -> int:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    collectors = int(sys.argv[2]) if len(sys.argv) > 2 else COLLECTORS
    table, team = office(cases, collectors)
    missed = 0
    for how, before in (("from the lists as they are", None), ("anew", {})):
        start = perf_counter()
        shared = assign(table, team, POLICIES, DEMO_AS_OF, previous=before)
        taken = perf_counter() - start
        print(f"{cases:,} cases, {collectors} collectors, {how}: {taken:.1f} s (goal {SECONDS:.0f})")
        print(f"  moved {len(shared.moved):,}; cases that nobody can take {len(shared.unassigned):,}")
        for row in shared.balance.itertuples():
            print(f"  {row.measure:<16} largest {row.largest:7.3%}  bound {row.bound:7.3%}  gap {row.gap:7.3%}")
        missed += taken > SECONDS or shared.balance["gap"].max() > GAP
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
