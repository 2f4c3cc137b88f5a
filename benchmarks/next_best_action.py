"""What was learned against a ranking by balance and against chance, on invented customers; how well rates foretell on real ones; speed.

- The contest (`arrears.training.year.contest`): the same calls a day at 10, 20 and 30 % of what the default's collectors make, at random,
  by balance, by the house's ladder, by what was learned, and by who knew every true chance: what no order can pass; money brought in a
  call beyond what would have come anyway, cures, complaints. Once with hours at which customers answer, once with all hours alike, where
  only age and balance tell them apart.
- Roll rates of the published card holders (UCI data set 350; `arrears.training.year.moves` says how their months are read): moves to an
  older age by two months' ages, use of the limit and the part paid, counted in one half of the people and each drawn towards the coarser
  count, foretell the other half's; compared by tenths of the foretold chance.
- 1,000,000 cases: the best of six channels and seven slots for each, beside a loop over rows (2,000 of them, taken for all).

Goals: at least 15 % more a call than by balance and no more complaints, with hours; every tenth's foretold rate within its interval, or
within two points; 30 seconds and 4 GB.

Run ``python benchmarks/next_best_action.py UCI_Credit_Card.csv [cases]``; without the file the second part is left out. Exit code 1 if a
goal is missed.
"""

from __future__ import annotations

import resource
import sys
from datetime import date
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd

from arrears.operations.experience.actions import Case, best_actions, lawful
from arrears.operations.experience.calibration import by_tenths
from arrears.operations.experience.rates import Rates, in_force
from arrears.policy import Policies
from arrears.policy.records import BestAction
from arrears.rules.shrunk_share import shrunk_share
from arrears.training.year.contest import contest
from arrears.training.year.moves import AGES, MONTHS, ages_of

DAY, POLICIES = date(2026, 11, 27), Policies("cn")
CASES, SEED, COVERAGES = 60_000, 7, (0.1, 0.2, 0.3)
MORE, POINTS, SECONDS, GIGABYTES = 0.15, 0.02, 30.0, 4.0
MANY, LOOPED = 1_000_000, 2_000


def the_contest(cases: int) -> bool:
    reached = True
    for habits in (True, False):
        print("customers with hours of their own" if habits else "all hours alike")
        for coverage in COVERAGES:
            table = contest(cases, SEED, DAY, POLICIES, coverage=coverage, habits=habits).set_index("way")
            each = table["brought_fen"] / table["attempts"] / 100
            more = each["learned"] / each["balance"] - 1
            limit = each["known"] / each["balance"] - 1
            complaints = table["complaints"] / table["attempts"]
            told = ", ".join(
                f"{way} {each[way]:.2f} yuan a call, {table.loc[way, 'cured']:.0f} cured, {table.loc[way, 'complaints']:.1f} complaints"
                for way in table.index
            )
            print(f"  {coverage:.0%}: {told}; {more:+.0%} a call over balance, {limit:+.0%} by who knew all")
            if habits:
                reached &= more >= MORE and complaints["learned"] <= complaints["balance"]
    return reached


def roll_rates(path: Path) -> bool:
    """Foretell who grows older in a month, for one half of the card holders from the other half: by ages, use of the limit and what was paid."""
    clients = pd.read_csv(path)
    ages = np.stack([ages_of(clients[name].to_numpy(dtype=np.int64)) for name in MONTHS], axis=1)
    bills = clients[[f"BILL_AMT{number}" for number in (5, 4, 3)]].to_numpy(dtype=np.float64)
    paid = clients[[f"PAY_AMT{number}" for number in (5, 4, 3)]].to_numpy(dtype=np.float64)
    used = np.searchsorted([0.1, 0.5, 0.9], bills / clients[["LIMIT_BAL"]].to_numpy(dtype=np.float64))
    part = np.searchsorted([0.001, 0.04, 0.1, 0.9], np.where(bills > 0, paid / np.maximum(bills, 1), 1.0))
    state = ages[:, :-2] * AGES + ages[:, 1:-1]
    older = ages[:, 2:] > ages[:, 1:-1]
    learns = np.random.default_rng(SEED).random(len(clients)) < 0.5

    def share(codes: np.ndarray, stated: float | np.ndarray) -> np.ndarray:
        """Count each code in the half that learns, and draw its share weakly towards what is stated."""
        size = int(codes.max()) + 1
        of = np.bincount(codes[learns].ravel(), minlength=size)
        met = np.bincount(codes[learns].ravel(), weights=older[learns].ravel(), minlength=size)
        drawn: np.ndarray = shrunk_share(met, of, stated, 20, 1.645).share
        return drawn

    base = float(older[learns].mean())
    by_state = share(state, base)
    fine = (state * 4 + used) * 5 + part
    chance = share(
        fine, np.repeat(np.append(by_state, np.full(AGES * AGES - by_state.size, base)), 20)[: int(fine.max()) + 1]
    )[fine]
    table = by_tenths(chance[~learns].ravel(), older[~learns].ravel(), 1.645)
    print(table.round(4).to_string(index=False))
    inside = (table["low"] <= table["foretold"]) & (table["foretold"] <= table["high"])
    return bool((inside | ((table["foretold"] - table["share"]).abs() <= POINTS)).all())


def one_by_one(cases: Case, own: Rates, policy: BestAction, allowed_at: np.ndarray) -> np.ndarray:
    """Value the first cases as one would in a loop over rows, channels and slots."""
    group, brings = own.reach.share[:, :, 4].tolist(), own.brings.share.tolist()
    cost = [float(way.minutes) * policy.minute_fen + way.cost_fen for way in policy.ways]
    harm = [float(each) * policy.complaint_fen for each in own.complaint.share]
    effect, weight, call = (
        [float(way.effect) for way in policy.ways],
        float(policy.weight_own),
        own.channels.index("call"),
    )
    values = []
    for row in range(LOOPED):
        worth = int(cases.owed[row]) * brings[int(cases.bucket[row])] * float(cases.silence[row])
        best = None
        for channel in range(len(own.channels)):
            for slot in range(len(own.hours) - 1):
                if not (cases.allowed[row, channel] and allowed_at[channel, slot]):
                    continue
                reach = group[channel][slot]
                if channel == call:
                    reach = (int(cases.met[row, slot]) + weight * reach) / (int(cases.tried[row, slot]) + weight)
                value = worth * effect[channel] * reach - cost[channel] - harm[channel]
                best = value if best is None or value > best else best
        values.append(round(best or 0))
    return np.array(values)


def speed() -> bool:
    own, policy, rng = in_force(POLICIES, DAY), POLICIES.get(BestAction, DAY), np.random.default_rng(SEED)
    slots, channels = len(own.hours) - 1, len(own.channels)
    tried = rng.integers(0, 4, (MANY, slots))
    cases = Case(
        rng.integers(1, 10**7, MANY), rng.integers(0, len(own.buckets), MANY), rng.random(MANY),
        rng.random((MANY, channels)) < 0.7, tried, np.minimum(tried, rng.integers(0, 3, (MANY, slots))),
    )  # fmt: skip
    allowed_at = lawful(own, POLICIES, DAY)
    start = perf_counter()
    found = best_actions(cases, own, policy, allowed_at, 4)
    taken, memory = perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    start = perf_counter()
    net = one_by_one(cases, own, policy, allowed_at)
    loop = (perf_counter() - start) * MANY / LOOPED
    same = bool((np.abs(found.net[:LOOPED] - net) <= 1).all())
    print(
        f"{MANY:,} cases in {taken:.1f} s, {memory:.2f} GB; {loop / taken:.0f} times as fast as one by one, same values: {same}"
    )
    return same and taken <= SECONDS and memory <= GIGABYTES


def main() -> int:
    files = [word for word in sys.argv[1:] if word.endswith(".csv")]
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    reached = [speed(), the_contest(numbers[0] if numbers else CASES)]
    if files:
        reached.append(roll_rates(Path(files[0])))
    return 0 if all(reached) else 1


if __name__ == "__main__":
    sys.exit(main())
