"""Due dates of the instalments, and what part of a year's rate each period bears."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from arrears.rules.day_count import DayCount, year_fraction
from arrears.rules.month_step import StepUnit, add_months, add_weeks
from arrears.rules.schedule.rounding import exact_product
from arrears.rules.working_day import Roll, roll_date

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.rules.schedule.terms import Terms
    from arrears.units import Dates, Flags

_MONTHS_IN_YEAR = 12
_DAYS = 31
"""The longest month."""
_THIRTY_360 = frozenset({DayCount.BOND_BASIS, DayCount.EUROBOND, DayCount.ISDA_30E, DayCount.USA})


def due_dates(terms: Terms, plan: NDArray[np.intp], number: NDArray[np.int64]) -> Dates:
    """Give the due dates of instalments before any roll.

    Parameters
    ----------
    terms : Terms
        One entry a plan.
    plan, number : int64 arrays of one shape
        Position of the plan; number of the instalment, from 1; 0 is a down payment's, on the start day.
    """
    # A regular start names the day that all due dates keep: 31 January, 28 February, 31 March.
    from_start = _starts_regularly(terms)
    anchor = np.where(from_start, terms.start, terms.first_due)
    lag = np.where(from_start, 0, terms.every)
    if terms.unit == StepUnit.WEEK:
        due = add_weeks(anchor[plan], number * terms.every - lag[plan])
    else:
        due = _month_dates(terms, anchor, lag, plan, number)
    if not terms.down_payment_fen.any():
        return due
    return np.where(number == 0, terms.start[plan], due)


def _month_dates(
    terms: Terms, anchor: Dates, lag: NDArray[np.int64], plan: NDArray[np.intp], number: NDArray[np.int64]
) -> Dates:
    """Look dates up in a table of every month and day of the month that plans can reach."""
    month = anchor.astype("datetime64[M]")
    day = (anchor - month.astype("datetime64[D]")).astype(np.int64)
    first = month.min() - int(lag.max())
    months = int((month.max() - first).astype(np.int64)) + int(terms.periods.max()) * terms.every + 1
    calendar = (first + np.arange(months)).astype("datetime64[D]")[:, np.newaxis]
    table = add_months(calendar, 0, terms.missing_day, np.arange(1, _DAYS + 1)).ravel()
    place = ((month - first).astype(np.int64) - lag) * _DAYS + day
    cell = number * (terms.every * _DAYS)
    cell += place[plan]
    return table.take(cell)


def rolled(terms: Terms, due: Dates) -> Dates:
    """Give due dates after the roll.

    Raises
    ------
    ValueError
        If a roll is asked for without a calendar.
    """
    if terms.roll == Roll.NONE:
        return due
    if terms.calendar is None:
        raise ValueError(f"due dates roll by {terms.roll} (HOUSE-WORKDAY), which needs a calendar; give calendar")
    return roll_date(due, terms.roll, terms.calendar)


def _stepped(terms: Terms, dates: Dates, steps: NDArray[np.int64] | int) -> Dates:
    if terms.unit == StepUnit.WEEK:
        return add_weeks(dates, steps)
    return add_months(dates, steps, terms.missing_day)


def _starts_regularly(terms: Terms) -> Flags:
    """Tell which plans start exactly one period before the first due date."""
    regular: Flags = _stepped(terms, terms.start, terms.every) == terms.first_due
    return regular


def period_fractions(terms: Terms) -> tuple[NDArray[Any], NDArray[Any]]:
    """Give the interest rate of each period as numerators and denominators, of shape (instalments, plans).

    Of a monthly plan in a 30/360 convention each is the same part of a year: the arrays are views of one row.
    """
    rate = terms.annual_rate
    shape = (int(terms.periods.max()), terms.periods.size)
    if terms.unit == StepUnit.MONTH and terms.day_count in _THIRTY_360:
        numerator = np.broadcast_to(exact_product(rate.numerator, terms.every), shape)
        denominator = np.broadcast_to(exact_product(rate.denominator, _MONTHS_IN_YEAR), shape)
        odd = ~_starts_regularly(terms) & ~np.isnat(terms.start)
        if odd.any():
            numerator, denominator = _with_first_period(terms, odd, numerator, denominator)
        if terms.day_count == DayCount.ISDA_30E:
            numerator, denominator = _with_last_period(terms, numerator, denominator)
    else:
        ends = _period_ends(terms, shape)
        last = np.broadcast_to(_last_due(terms), ends[1:].shape)
        part, year = year_fraction(ends[:-1], ends[1:], terms.day_count, last)
        numerator = exact_product(rate.numerator, part)
        denominator = np.broadcast_to(exact_product(rate.denominator, year), shape)
    if terms.interest_free.any():
        numerator = np.where(np.arange(shape[0])[:, np.newaxis] < terms.interest_free, 0, numerator)
    return numerator, denominator


def _with_first_period(
    terms: Terms, odd: Flags, numerator: NDArray[Any], denominator: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any]]:
    part, year = year_fraction(terms.start[odd], terms.first_due[odd], terms.day_count, _last_due(terms)[odd])
    first_numerator = exact_product(terms.annual_rate.numerator[odd], part)
    first_denominator = exact_product(terms.annual_rate.denominator[odd], year)
    numerator = numerator.astype(np.result_type(numerator, first_numerator))
    denominator = denominator.astype(np.result_type(denominator, first_denominator))
    numerator[0, odd], denominator[0, odd] = first_numerator, first_denominator
    return numerator, denominator


def _with_last_period(
    terms: Terms, numerator: NDArray[Any], denominator: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Count a last period to the day on which the contract ends: 30E/360 ISDA leaves such an end of February as it is."""
    last = _last_due(terms)
    # A single period that is no regular one was counted so already.
    ends_february = (last + 1).astype("datetime64[M]") - last.astype("datetime64[M]") == 1
    ends_february &= last.astype("datetime64[M]").astype(np.int64) % _MONTHS_IN_YEAR == 1
    plans = np.flatnonzero(ends_february)
    if not plans.size:
        return numerator, denominator
    ends = _period_ends(terms, numerator.shape)
    begin = ends[terms.periods[plans] - 1, plans]
    part, year = year_fraction(begin, last[plans], terms.day_count, last[plans])
    last_numerator = exact_product(terms.annual_rate.numerator[plans], part)
    last_denominator = exact_product(terms.annual_rate.denominator[plans], year)
    numerator = numerator.astype(np.result_type(numerator, last_numerator))
    denominator = denominator.astype(np.result_type(denominator, last_denominator))
    at = terms.periods[plans] - 1, plans
    numerator[at], denominator[at] = last_numerator, last_denominator
    return numerator, denominator


def _last_due(terms: Terms) -> Dates:
    """Give the day on which each plan ends."""
    return due_dates(terms, np.arange(terms.periods.size), terms.periods)


def _period_ends(terms: Terms, shape: tuple[int, int]) -> Dates:
    """Give the start and the due dates of each plan, of shape (instalments + 1, plans)."""
    numbers = np.arange(1, shape[0] + 1)[:, np.newaxis]
    plans = np.arange(shape[1])
    due = due_dates(terms, *np.broadcast_arrays(plans, numbers))
    before = _stepped(terms, terms.first_due, -terms.every)
    return np.vstack([np.where(np.isnat(terms.start), before, terms.start), due])
