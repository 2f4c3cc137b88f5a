"""What every plan must keep before a schedule is made; the first plan that does not is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.rules.month_step import StepUnit, add_months
from arrears.rules.schedule.periods import due_dates
from arrears.rules.schedule.terms import Method

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from arrears.rules.schedule.rates import Rates
    from arrears.rules.schedule.terms import Limits, Terms
    from arrears.units import Flags

_MOST_FEN = 10**15
"""Ten trillion yuan: sums of a schedule stay far inside 64 bits."""
_MOST_STEP = 10**8
"""A million yuan: rounding to more has no use."""
_MONTHS, _WEEKS = 12, 52


def require_sound(terms: Terms, limits: Limits) -> None:
    """Check terms that have one entry a plan, all but their dates.

    Raises
    ------
    ValueError
        Naming the plan, the value, the rule and the remedy.
    """
    _require_steps(terms)
    _require_amounts(terms)
    _require_periods(terms, limits)
    _require_rates(terms, limits)


def _refuse(bad: Flags, message: Callable[[int], str]) -> None:
    if bad.any():
        row = int(np.argmax(bad))
        raise ValueError(f"plan {row + 1} of {bad.size}: {message(row)}")


def _require_steps(terms: Terms) -> None:
    steps = {
        "every": terms.every,
        "level_multiple_fen": terms.level_multiple_fen,
        "interest_multiple_fen": terms.interest_multiple_fen,
        "step_every": terms.step_every,
    }
    wrong = {name: value for name, value in steps.items() if not 1 <= value <= _MOST_STEP}
    if wrong:
        raise ValueError(f"{wrong}: each of these must be a whole number from 1 to {_MOST_STEP}")
    if terms.unit == StepUnit.DAY:
        raise ValueError("instalments fall due every so many months or weeks; unit is 'day'")


def _require_amounts(terms: Terms) -> None:
    principal, down, balloon = terms.principal_fen, terms.down_payment_fen, terms.balloon_fen
    _refuse(
        (principal < 1) | (principal > _MOST_FEN),
        lambda row: f"the principal must be 0.01 to {_MOST_FEN // 100} yuan; it is {principal[row] / 100:.2f}",
    )
    _refuse(
        (down < 0) | (down >= principal),
        lambda row: (
            f"a down payment must be less than the principal of {principal[row] / 100:.2f}; it is {down[row] / 100:.2f}"
        ),
    )
    _refuse(
        (balloon < 0) | (balloon > terms.financed_fen),
        lambda row: (
            f"a balloon must lie between 0 and the {terms.financed_fen[row] / 100:.2f} that is financed; "
            f"it is {balloon[row] / 100:.2f}"
        ),
    )
    if terms.method != Method.BALLOON and balloon.any():
        given = balloon[balloon != 0][0] / 100
        raise ValueError(
            f"method {terms.method} leaves no balloon; it is {given:.2f}; choose method balloon, or leave the balloon out"
        )


def _require_periods(terms: Terms, limits: Limits) -> None:
    periods = terms.periods
    _refuse(periods < 1, lambda row: f"a plan needs at least one instalment; it has {periods[row]}")
    # Five years are 60 months or 260 weeks: both sides in weeks times 12.
    length = periods * terms.every * (_WEEKS if terms.unit == StepUnit.MONTH else _MONTHS)
    _refuse(
        length > limits.max_months * _WEEKS,
        lambda row: (
            f"{periods[row]} instalments, one every {terms.every} {terms.unit}(s), are more than the "
            f"{limits.max_months} months that {limits.months_rule} allows; take fewer"
        ),
    )
    grace, free = terms.grace, terms.interest_free
    _refuse(
        (grace < 0) | (grace >= periods),
        lambda row: f"a grace must leave an instalment for the principal: 0 to {periods[row] - 1}; it is {grace[row]}",
    )
    _refuse(
        (free < 0) | (free > periods),
        lambda row: f"interest-free instalments must be 0 to {periods[row]}; they are {free[row]}",
    )


def _require_rates(terms: Terms, limits: Limits) -> None:
    rates = {
        "annual_rate": (terms.annual_rate, limits.annual_rate),
        "fee_rate": (terms.fee_rate, limits.fee_rate),
        "step_rate": (terms.step_rate, limits.annual_rate),
    }
    for name, (rate, ceiling) in rates.items():
        _require_rate(name, rate, ceiling, limits.rates_rule)


def _require_rate(name: str, rate: Rates, ceiling: Fraction, rule: str) -> None:
    _refuse(rate.numerator < 0, lambda row: f"{name} must not be negative; it is {rate.at(row):g}")
    _refuse(
        rate.above(ceiling),
        lambda row: (
            f"{name} {rate.at(row):g} is above the ceiling of {float(ceiling):g} ({rule}); "
            f"write {rate.at(row):g} % as {rate.at(row) / 100:g}"
        ),
    )


def require_dates(terms: Terms, limits: Limits) -> None:
    """Check the dates of terms that have one entry a plan.

    Raises
    ------
    ValueError
        Naming the plan, the value, the rule and the remedy.
    """
    first, start = terms.first_due, terms.start
    _refuse(np.isnat(first), lambda _: "the first due date is missing; give one, such as 2026-01-31")
    _refuse(
        start >= first,
        lambda row: f"the first due date {first[row]} must be after the start {start[row]}",
    )
    _refuse(
        (terms.down_payment_fen > 0) & np.isnat(start),
        lambda _: "a down payment is paid on the start day; give start",
    )
    if not np.isnat(start).all():
        _require_end(terms, limits)


def _require_end(terms: Terms, limits: Limits) -> None:
    """Refuse a plan that ends too long after its start: CN-70a caps the agreement, not its instalments alone."""
    last = due_dates(terms, np.arange(terms.periods.size), terms.periods)
    _refuse(
        last > add_months(terms.start, limits.max_months),
        lambda row: (
            f"the last due date {last[row]} is more than {limits.max_months} months after the start "
            f"{terms.start[row]}, the most that {limits.months_rule} allows; take fewer instalments or an earlier "
            "first due date"
        ),
    )
