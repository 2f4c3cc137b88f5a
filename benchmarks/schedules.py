"""Schedules of 100,000 plans of 3 to 60 instalments against three other ways, in one run.

Ours has every column: due dates, opening and closing balance, payment, principal, interest and fee, exact to the fen and
summing to what was lent. The others give floats without dates: the `amortization` package a plan at a time, a loop over the
instalments with numpy-financial's scalar `ipmt` and `ppmt`, and numpy-financial's own vectorised `ipmt` and `ppmt`.
Goals: at least 15 times as fast as `amortization`, 100 times as fast as the loop, faster than vectorised
numpy-financial, and a peak of memory of at most 3 times the result.

Times are the least CPU seconds of some rounds, which other work on the machine disturbs least. The first two ways run on
a sample of the plans and are scaled by its instalments.

Run: ``pip install 'arrears[bench]'`` and ``python benchmarks/schedules.py``
"""

from __future__ import annotations

import time
import tracemalloc
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy_financial as npf
from amortization.schedule import amortization_schedule

from arrears.operations.plans.terms import plan_limits
from arrears.policy import Policies
from arrears.rules.schedule import Schedules, Terms, build_schedules, exact_rates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PLANS = 100_000
SAMPLE, SMALL_SAMPLE = 3_000, 150
ROUNDS = 7


class Table(NamedTuple):
    """The same plans for every way."""

    lent_fen: np.ndarray
    rate: np.ndarray
    months: np.ndarray
    first_due: np.ndarray

    def plans(self, count: int) -> Iterator[tuple[float, float, int]]:
        """Give the first plans one by one: yuan, rate a year, months."""
        columns = (self.lent_fen[:count] / 100, self.rate[:count], self.months[:count])
        return zip(*(column.tolist() for column in columns), strict=True)

    def scale(self, count: int) -> float:
        """Give how many times the instalments of the first plans all have."""
        return float(self.months.sum() / self.months[:count].sum())


def table() -> Table:
    rng = np.random.default_rng(60)
    return Table(
        rng.integers(1_000_00, 200_000_00, PLANS),
        rng.integers(100, 3_600, PLANS) / 10_000,
        rng.integers(3, 61, PLANS),
        np.datetime64("2026-01-01") + rng.integers(0, 365, PLANS),
    )


def ours(plans: Table) -> Schedules:
    terms = Terms(plans.lent_fen, exact_rates(plans.rate), plans.months, plans.first_due)
    return build_schedules(terms, plan_limits(Policies("cn"), date(2026, 11, 23)))


def one_plan_at_a_time(plans: Table) -> list[list[object]]:
    return [list(amortization_schedule(lent, rate, months)) for lent, rate, months in plans.plans(SAMPLE)]


def one_instalment_at_a_time(plans: Table) -> list[tuple[float, float]]:
    return [
        (npf.ipmt(rate / 12, number, months, -lent), npf.ppmt(rate / 12, number, months, -lent))
        for lent, rate, months in plans.plans(SMALL_SAMPLE)
        for number in range(1, months + 1)
    ]


def vectorised(plans: Table) -> tuple[np.ndarray, np.ndarray]:
    plan = np.repeat(np.arange(PLANS), plans.months)
    number = np.arange(1, plan.size + 1) - (np.cumsum(plans.months) - plans.months)[plan]
    rate, months, lent = (plans.rate / 12)[plan], plans.months[plan], (plans.lent_fen / -100)[plan]
    return npf.ipmt(rate, number, months, lent), npf.ppmt(rate, number, months, lent)


def cpu_seconds(job: Callable[[Table], object], plans: Table) -> float:
    start = time.process_time()
    job(plans)
    return time.process_time() - start


def peak_of(plans: Table) -> tuple[int, int]:
    tracemalloc.start()
    made = ours(plans)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak, sum(getattr(made, field.name).nbytes for field in fields(made))


def check(plans: Table) -> None:
    """All give the same schedules: up to the rounding, where floats are not rounded or take a half down."""
    made = ours(plans)
    ends = np.cumsum(plans.months)
    assert (np.add.reduceat(made.principal_fen, ends - plans.months) == plans.lent_fen).all()
    interest, principal = vectorised(plans)
    first = made.number == 1
    assert np.abs(interest[first] * 100 - made.interest_fen[first]).max() <= 0.5001
    assert np.abs((interest + principal)[first] * 100 - made.payment_fen[first]).max() <= 0.5001
    for row, (other, months) in enumerate(zip(one_plan_at_a_time(plans), plans.months, strict=False)):
        payments = made.payment_fen[ends[row] - months : ends[row]]
        assert abs(sum(line.amount for line in other) * 100 - payments.sum()) <= months, row


def main() -> None:
    plans = table()
    check(plans)
    jobs: dict[str, tuple[Callable[[Table], object], float, float]] = {
        "arrears": (ours, 1, 0),
        "amortization 3.0": (one_plan_at_a_time, plans.scale(SAMPLE), 15),
        "numpy-financial, a loop": (one_instalment_at_a_time, plans.scale(SMALL_SAMPLE), 100),
        "numpy-financial, vectorised": (vectorised, 1, 1),
    }
    seconds = dict.fromkeys(jobs, float("inf"))
    for _ in range(ROUNDS):
        for name, (job, scale, _goal) in jobs.items():
            seconds[name] = min(seconds[name], cpu_seconds(job, plans) * scale)
    print(f"{PLANS:,} plans, {plans.months.sum():,} instalments")
    for name, (_job, scale, goal) in jobs.items():
        ratio = seconds[name] / seconds["arrears"]
        aim = f"  {ratio:7.1f} times ours (goal: {goal:g})" if goal else ""
        print(f"{name:28} {seconds[name]:9.3f} s{' (scaled)' if scale > 1 else '':9}{aim}")
    peak, size = peak_of(plans)
    print(f"peak memory {peak / 2**20:.0f} MiB, {peak / size:.2f} times the result of {size / 2**20:.0f} MiB (goal: 3)")
    missed = [name for name, (_job, _scale, goal) in jobs.items() if goal and seconds[name] < goal * seconds["arrears"]]
    if missed or peak > 3 * size:
        raise SystemExit(f"goals missed: {', '.join(missed) or 'memory'}")


if __name__ == "__main__":
    main()
