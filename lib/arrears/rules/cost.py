"""What a plan costs: money, nominal and effective rate a year (CN-13a, CN-P7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from arrears.rules.schedule import Limits, Method, Rates, Schedules, Terms, build_schedules, exact_rates

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray

    from arrears.units import Dates, Days, Fen, Flags

_MONTHS_IN_YEAR = 12
_DAYS_IN_YEAR = 365
_CLOSE = 1e-12
_MOST_STEPS = 200
_SHOWN_PLACES = 4
"""A yearly rate is shown in percent with two places, and compared with a ceiling as it is shown."""


class Cost(NamedTuple):
    """What each of n plans costs.

    Attributes
    ----------
    total_fen : int64 array of shape (n,)
        Interest and fees.
    nominal : float64 array of shape (n,)
        APR: the internal rate of a month times 12.
    effective : float64 array of shape (n,)
        EAR: the same rate with compounding, over a year.
    """

    total_fen: Fen
    nominal: NDArray[np.float64]
    effective: NDArray[np.float64]


def internal_rate(
    plan: NDArray[np.int64], time: NDArray[np.float64], payment_fen: Fen, lent_fen: Fen
) -> NDArray[np.float64]:
    """Give the rate at which the payments of each plan are worth what was lent.

    Parameters
    ----------
    plan : int64 array of shape (m,)
        Position of the plan that each payment belongs to; sorted, none of the n plans left out.
    time : float64 array of shape (m,)
        When it is paid, counted from the day of the loan in any unit; the rate is one of that unit.
    payment_fen : int64 array of shape (m,)
        What is paid.
    lent_fen : int64 array of shape (n,)
        What each plan was lent.

    Returns
    -------
    float64 array of shape (n,)
        Below 0 where less is paid back than was lent.

    Raises
    ------
    ValueError
        If a plan lent or pays back nothing, a payment is negative, or no rate is found.

    Notes
    -----
    The logarithm of the payments' value falls and is convex in log(1 + rate): Newton's method finds the only root.

    Examples
    --------
    100.00 lent, 60.00 paid after one and after two periods.

    >>> rate = internal_rate(np.array([0, 0]), np.array([1.0, 2.0]), np.array([60_00, 60_00]), np.array([100_00]))
    >>> rate.round(6)
    array([0.130662])
    """
    starts = _starts(plan, lent_fen.size)
    if not starts.size:
        return np.empty(0)
    late = np.add.reduceat(np.where(time > 0, payment_fen, 0), starts)
    bad = (lent_fen <= 0) | (late <= 0) | (np.minimum.reduceat(payment_fen, starts) < 0)
    if bad.any():
        row = int(np.argmax(bad))
        raise ValueError(
            f"plan {row + 1} of {bad.size}: a cost needs an amount lent and payments after it, none below 0; "
            f"they are {lent_fen[row] / 100:.2f} and {late[row] / 100:.2f} yuan"
        )
    paid = payment_fen > 0
    starts = _starts(plan[paid], lent_fen.size)
    force = _force(starts, time[paid], np.log(payment_fen[paid]), np.log(lent_fen))
    with np.errstate(over="ignore"):  # a rate beyond all floats is infinite
        rate = np.expm1(force)
    # What pays back just what was lent costs nothing: a float's last digit must not make that a negative rate.
    return np.where(np.add.reduceat(payment_fen[paid], starts) == lent_fen, 0.0, rate)


def _force(
    starts: NDArray[np.intp],
    time: NDArray[np.float64],
    log_payment: NDArray[np.float64],
    log_lent: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Find log(1 + rate) by Newton's method on logarithms, which no rate makes overflow."""
    counts = np.diff(np.append(starts, time.size))
    force = np.zeros(log_lent.size)
    for _ in range(_MOST_STEPS):
        worth = log_payment - time * np.repeat(force, counts)
        largest = np.maximum.reduceat(worth, starts)
        weight = np.exp(worth - np.repeat(largest, counts))
        total = np.add.reduceat(weight, starts)
        step = (largest + np.log(total) - log_lent) * total / np.add.reduceat(weight * time, starts)
        force += step
        if (np.abs(step) <= _CLOSE * (1 + np.abs(force))).all():
            return force
    plan = int(np.argmax(np.abs(step))) + 1
    raise ValueError(f"plan {plan} of {force.size}: no rate makes its payments worth what was lent; check them")


def plan_cost(schedules: Schedules, periods_in_year: int = _MONTHS_IN_YEAR) -> Cost:
    """Give the cost of plans whose instalments are one period apart, the first one period after the loan.

    Parameters
    ----------
    schedules : Schedules
        The plans; a down payment is paid with the loan.
    periods_in_year : int
        12 for months, 52 for weeks.

    Returns
    -------
    Cost
        Of the amounts that are truly paid, rounded to fen.

    Raises
    ------
    ValueError
        As for `internal_rate`.

    Examples
    --------
    See `fee_plan_cost`.
    """
    rate = internal_rate(
        schedules.plan, schedules.number.astype(np.float64), schedules.payment_fen, amount_lent(schedules)
    )
    return Cost(total_cost(schedules), rate * periods_in_year, np.expm1(periods_in_year * np.log1p(rate)))


def plan_cost_by_days(schedules: Schedules, start: Dates) -> Cost:
    """Give the cost of plans with irregular dates, by the days from the loan over 365.

    Parameters
    ----------
    schedules : Schedules
        The plans.
    start : datetime64[D] array of shape (n,)
        Day of each loan.

    Returns
    -------
    Cost
        `effective` is the internal rate of a year, as a spreadsheet's XIRR; `nominal` the monthly rate that compounds
        to it, times 12.

    Raises
    ------
    ValueError
        If an instalment is due before the loan; else as for `internal_rate`.

    Examples
    --------
    >>> from arrears.rules.schedule import Limits, Terms, exact_rates
    >>> from fractions import Fraction
    >>> limits = Limits(60, "CN-70a", Fraction(1), Fraction(1, 20), "HOUSE-PLAN")
    >>> day = lambda text: np.array([text], dtype="datetime64[D]")
    >>> terms = Terms(np.array([10_000_00]), exact_rates(0.12), np.array([12]), day("2026-02-28"))
    >>> plan_cost_by_days(build_schedules(terms, limits), day("2026-01-31")).effective.round(4)
    array([0.1295])
    """
    days = (schedules.due_date - start[schedules.plan]).astype(np.int64)
    if (days < 0).any():
        early = schedules.due_date[days < 0][0]
        raise ValueError(f"an instalment due on {early} comes before its loan; give the day of the loan as start")
    rate = internal_rate(schedules.plan, days / _DAYS_IN_YEAR, schedules.payment_fen, amount_lent(schedules))
    nominal = np.expm1(np.log1p(rate) / _MONTHS_IN_YEAR) * _MONTHS_IN_YEAR
    return Cost(total_cost(schedules), nominal, rate)


def fee_plan_cost(principal_fen: Fen, periods: Days, monthly_fee_rate: Rates, limits: Limits) -> Cost:
    """Give the yearly cost of instalment plans with a flat monthly fee, 手续费分期.

    Parameters
    ----------
    principal_fen, periods : int64 arrays of shape (n,)
        What is paid back, and in how many months.
    monthly_fee_rate : Rates
        The fee a month as a part of the principal at the beginning.
    limits : Limits
        Policy values that every plan must keep.

    Returns
    -------
    Cost

    Raises
    ------
    ValueError
        As for `build_schedules`.

    References
    ----------
    CN-13a: the cost of instalments is shown as annual interest (银保监规〔2022〕13号).

    Examples
    --------
    10,000 yuan in 12 months at 0.6 % a month cost 720 yuan: 13.03 % a year, 13.84 % with compounding.

    >>> from fractions import Fraction
    >>> from arrears.rules.schedule import Limits, exact_rates
    >>> limits = Limits(60, "CN-70a", Fraction(1), Fraction(1, 20), "HOUSE-PLAN")
    >>> cost = fee_plan_cost(np.array([10_000_00]), np.array([12]), exact_rates(0.006), limits)
    >>> cost.total_fen, cost.nominal.round(4), cost.effective.round(4)
    (array([72000]), array([0.1303]), array([0.1384]))
    """
    # The cost of months does not depend on which day the first one ends.
    any_day = np.array(["2000-01-01"], dtype="datetime64[D]")
    terms = Terms(principal_fen, exact_rates(0), periods, any_day, Method.FLAT_FEE, fee_rate=monthly_fee_rate)
    return plan_cost(build_schedules(terms, limits))


def total_cost(schedules: Schedules) -> Fen:
    """Give interest and fees of each plan, in fen, of shape (n,)."""
    total: Fen = _sum_by_plan(schedules, schedules.interest_fen + schedules.fee_fen)
    return total


def amount_lent(schedules: Schedules) -> Fen:
    """Give what each plan was lent, its down payment included, in fen, of shape (n,)."""
    return _sum_by_plan(schedules, schedules.principal_fen)


def exceeds(annual_rate: NDArray[np.float64], ceiling: Fraction) -> Flags:
    """Tell which yearly rates are above a ceiling, as they are shown: in percent with two places.

    Parameters
    ----------
    annual_rate : float64 array
        Rates a year; NaN is never above.
    ceiling : Fraction
        Policy value (CN-P7).

    Returns
    -------
    bool array of the same shape

    Examples
    --------
    >>> from fractions import Fraction
    >>> exceeds(np.array([0.24, 0.24004, 0.2401]), Fraction(24, 100))
    array([False, False,  True])
    """
    above: Flags = np.round(annual_rate, _SHOWN_PLACES) > round(float(ceiling), _SHOWN_PLACES)
    return above


def _sum_by_plan(schedules: Schedules, amount: Fen) -> Fen:
    if not amount.size:
        return np.empty(0, dtype=np.int64)
    sums: Fen = np.add.reduceat(amount, _starts(schedules.plan, int(schedules.plan[-1]) + 1))
    return sums


def _starts(plan: NDArray[np.int64], plans: int) -> NDArray[np.intp]:
    starts = np.flatnonzero(np.diff(plan, prepend=-1))
    if not np.array_equal(plan[starts], np.arange(plans)):
        raise ValueError(f"payments must be sorted by plan, with at least one for each of the {plans} plans")
    return starts
