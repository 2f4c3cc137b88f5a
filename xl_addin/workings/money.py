"""Minimum payment, late fee, interest and allocation of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from arrears.desk.allocation import split_payments
from arrears.policy.records import DailyRate, LateFee, LedgerPolicy, MinimumPayment, PlanTerms
from arrears.rules.interest import simple_interest
from arrears.rules.late_fee import late_fee as fee_of
from arrears.rules.ledger import Convention, Ledger, ledger_interest
from arrears.rules.minimum_payment import minimum_payment
from arrears.units import FEN_IN_YUAN, exact_fraction
from xl_addin.answers import BLANK, VALUE, as_yuan, each, each_row, whole
from xl_addin.cells import amounts, days, numbers, spans, words
from xl_addin.columns import IS_BLANK, Column
from xl_addin.workings.in_force import day_of, policies_of, today

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from fractions import Fraction

    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.units import Dates, Days, Fen
    from xl_addin.answers import Result
    from xl_addin.columns import Cells

_CONVENTIONS = {str(way): way for way in Convention}
_SPLIT = 4
"""To interest, to fees, to principal, left over."""


def min_payment(parts: Sequence[Cells]) -> Result:
    """Give minimum payments from purchases, instalments due, unpaid minimum, over-limit amount, fees and interest."""

    def add(*amount: Fen) -> Fen:
        policies = policies_of()
        policy = policies.get(MinimumPayment, today(policies))
        shares = (policy.purchases, policy.instalments_due, policy.unpaid_minimum, policy.over_limit)
        return minimum_payment(amount, (*shares, policy.fees_interest))

    first, *others = (amounts(part).least(0) for part in parts)
    return each(add, first, *others, show=as_yuan)


def late_fee(minimum: Cells, paid: Cells) -> Result:
    """Give late fees."""

    def charge(due: Fen, came: Fen) -> Fen:
        policies = policies_of()
        policy = policies.get(LateFee, today(policies))
        return fee_of(
            due,
            came,
            rate=policy.rate,
            least_fen=policy.least_fen,
            tolerance_fen=policy.tolerance_fen,
            capped_at_minimum_payment=policy.capped_at_minimum_payment,
        )

    return each(charge, amounts(minimum).least(0), amounts(paid).least(0), show=as_yuan)


def interest(balance: Cells, days: Cells, daily_rate: Cells) -> Result:
    """Give simple interest."""

    def run(amount: Fen, count: Days, rate: NDArray[np.float64]) -> Fen:
        policies = policies_of()
        return simple_interest(amount, count, _daily_rate(rate[0], policies, today(policies)))

    rate = _rate(daily_rate)
    return each(run, amounts(balance).least(0), spans(days), rate, show=as_yuan)


def ledger(dates: Cells, entries: Cells, to_date: Cells, daily_rate: Cells, convention: Cells) -> Result:
    """Give the interest on one ledger; rows with neither date nor amount are passed over."""
    on, amount = days(dates), amounts(entries)
    if any((column.states == IS_BLANK).all() for column in (on, amount)):
        return BLANK
    if on.shape != amount.shape:
        return VALUE
    used = (on.states != IS_BLANK) | (amount.states != IS_BLANK)
    if ((on.states == IS_BLANK) | (amount.states == IS_BLANK))[used].any():
        return VALUE
    on, amount = (Column(column.values[used], column.states[used], None) for column in (on, amount))

    def run(day: Dates, fen: Fen, end: Dates, rate: NDArray[np.float64], way: NDArray[Any]) -> float:
        if end[0] < day.min():
            raise ValueError("the ledger begins after the day up to which interest is asked for")
        policies, last = policies_of(), day_of(end[0])
        chosen = way[0] or Convention(policies.get(LedgerPolicy, last).convention)
        book = Ledger(np.zeros(fen.size, dtype=np.int64), day, fen)
        return int(ledger_interest(book, end, _daily_rate(rate[0], policies, last), chosen)[0]) / FEN_IN_YUAN

    way = words(convention, _CONVENTIONS).alone().or_else("")
    return whole(run, on, amount, days(to_date).alone(), _rate(daily_rate), way)


def allocate(payment: Cells, dpd: Cells, due: Sequence[Cells]) -> Result:
    """Split payments over interest, fees and principal due: a row of four for each."""

    def split(paid: Fen, days: Days, *parts: Fen) -> Fen:
        policies = policies_of()
        return split_payments(paid, days, *parts, on=today(policies), policies=policies)

    parts = [amounts(part).least(0) for part in due]
    return each_row(split, _SPLIT, amounts(payment).least(0), spans(dpd), *parts, show=as_yuan)


def _rate(cells: Cells) -> Column:
    return numbers(cells).least(0).alone().or_else(np.nan)


def _daily_rate(given: float, policies: Policies, on: date) -> Fraction:
    usual = policies.get(DailyRate, on)
    if np.isnan(given):
        return usual.rate
    rate, ceiling = exact_fraction(float(given)), policies.get(PlanTerms, on).annual_rate_ceiling
    if rate * usual.year_days > ceiling:
        # 0.05 % a day typed as 0.05 would be 1,825 % a year.
        raise ValueError(f"a daily rate of {given} is above {float(ceiling):.0%} a year; write 0.05 % as 0.0005")
    return rate
