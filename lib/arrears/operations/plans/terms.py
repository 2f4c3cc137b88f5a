"""Read tables of repayment plans as the terms that rules take, with the policy's values where a table is silent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from arrears.in_force import instalments
from arrears.operations.calendars import working_calendar
from arrears.operations.cases.columns import amounts, dates
from arrears.policy.records import MonthStep, PlanTerms, WorkingDay
from arrears.rules.day_count import DayCount
from arrears.rules.month_step import MissingDay, StepUnit
from arrears.rules.schedule import GraceInterest, Limits, Method, Rates, Rounding, Terms, exact_rates
from arrears.rules.working_day import Calendar, Roll
from arrears.tables.schedules import day_count_of, method_of
from arrears.units import exact_fraction, fen, times_fraction_half_up

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from fractions import Fraction

    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.units import Dates, Days

    Rate = float | str | Decimal | Fraction

_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What all plans of a table share; None takes the policy's value.

    Attributes
    ----------
    day_count : str, optional
        Convention of interest, such as ``30/360`` or ``ACT/365``.
    unit : str
        ``month`` or ``week``.
    every : int
        An instalment every so many of them.
    grace_interest : str
        ``paid``, or ``capitalised`` where the interest of instalments without principal is added to the principal.
    multiple : int, str or Decimal, optional
        The instalment, or its principal, is a multiple of so many yuan: 1 gives whole yuan.
    rounding : str
        How it becomes one: ``half_up``, ``up`` or ``down``.
    step_rate : float, str, Decimal or Fraction, optional
        By how much a step-up plan's instalment rises.
    step_every : int, optional
        After how many instalments it rises.
    roll : str, optional
        What happens to a due date that is no working day: ``none``, ``following``, ``modified_following``, ``preceding``.
    """

    day_count: str | None = None
    unit: str = "month"
    every: int = 1
    grace_interest: str = "paid"
    multiple: int | str | Decimal | None = None
    rounding: str = "half_up"
    step_rate: Rate | None = None
    step_every: int | None = None
    roll: str | None = None


def plan_limits(policies: Policies, on: date) -> Limits:
    """Give what every plan must keep on a day: the longest plan, and the ceilings of its rates.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> plan_limits(Policies("cn"), date(2026, 1, 31))[:2]
    (60, 'CN-70a')
    """
    return instalments.under(policies, on).limits


def read_terms(plans: pd.DataFrame, policies: Policies, on: date, shape: Shape) -> Terms:
    """Give the terms of a table of plans (see `arrears.operations.plans.schedules.schedules`), still without their methods."""
    house = policies.get(PlanTerms, on)
    principal, down = amounts(plans, "principal")[0], amounts(plans, "down_payment")[0]
    balloon, has_balloon = amounts(plans, "balloon")
    first_due = dates(plans, "first_due")
    roll = _choice(Roll, "roll", shape.roll or policies.get(WorkingDay, on).roll)
    return Terms(
        principal_fen=principal,
        annual_rate=_required_rates(plans, "annual_rate"),
        periods=_counts(plans, "n"),
        first_due=first_due,
        start=dates(plans, "start"),
        fee_rate=_rates(plans, "fee_rate"),
        unit=_choice(StepUnit, "unit", shape.unit),
        every=shape.every,
        missing_day=MissingDay(policies.get(MonthStep, on).missing_day),
        day_count=DayCount(day_count_of(shape.day_count or house.day_count)),
        level_multiple_fen=house.level_multiple_fen if shape.multiple is None else fen(shape.multiple),
        level_rounding=_choice(Rounding, "rounding", shape.rounding),
        grace=_counts(plans, "grace"),
        grace_interest=_choice(GraceInterest, "grace_interest", shape.grace_interest),
        interest_free=_counts(plans, "interest_free"),
        balloon_fen=np.where(has_balloon, balloon, times_fraction_half_up(principal - down, house.balloon_share)),
        step_rate=exact_rates(house.step_rate if shape.step_rate is None else shape.step_rate),
        step_every=house.step_every if shape.step_every is None else shape.step_every,
        down_payment_fen=down,
        roll=roll,
        calendar=None if roll == Roll.NONE else _calendar(first_due, policies, plan_limits(policies, on)),
    ).of_one_length()


def _calendar(first_due: Dates, policies: Policies, limits: Limits) -> Calendar:
    years = first_due[~np.isnat(first_due)].astype("datetime64[Y]").astype(np.int64) + 1970
    last = int(years.max(initial=1970)) + limits.max_months // 12 + 1
    # An ISO 4217 currency code begins with the ISO 3166 code of its country.
    return working_calendar(int(years.min(initial=last)), last, policies.profile.currency[:2])


def read_methods(plans: pd.DataFrame) -> NDArray[Any]:
    """Give each plan's method by its key, whichever word a table has for it."""
    if "method" not in plans:
        return np.full(len(plans), Method.EQUAL_INSTALMENT.value, dtype=object)
    codes, words = pd.factorize(plans["method"].fillna(Method.EQUAL_INSTALMENT.value))
    return np.array([method_of(word) for word in words], dtype=object)[codes]


def require_fees(methods: NDArray[Any], terms: Terms) -> None:
    """Refuse a fee plan with interest a year and no fee: its fee was most likely given as the rate.

    Raises
    ------
    ValueError
        Naming the first such plan, its value and the remedy.
    """
    rate, fee = terms.annual_rate, terms.fee_rate
    bad = np.asarray((methods == Method.FLAT_FEE.value) & (rate.numerator > 0) & (fee.numerator == 0))
    if bad.any():
        row = int(np.argmax(bad))
        raise ValueError(
            f"plan {row + 1} of {bad.size}: a flat_fee plan bears a fee each instalment; annual_rate is "
            f"{rate.at(row):g} and fee_rate is 0 (HOUSE-PLAN); give the fee as fee_rate, such as 0.006, and annual_rate 0"
        )


def _required_rates(plans: pd.DataFrame, key: str) -> Rates:
    if key not in plans or plans[key].isna().any():
        raise ValueError(f"{key} is missing for a plan; give 0 where there is none (HOUSE-PLAN)")
    return _exact(plans[key].to_numpy())


def _rates(plans: pd.DataFrame, key: str) -> Rates:
    if key not in plans:
        return exact_rates(0)
    given = plans[key].to_numpy(dtype=object)
    return _exact(np.where(plans[key].isna(), 0, given))


def _exact(rates: NDArray[Any]) -> Rates:
    """Read rates, a text such as 12% as worksheet cells have it."""
    if rates.dtype.kind in "fiu":
        return exact_rates(rates)
    codes, different = pd.factorize(rates.astype(object))
    return exact_rates(np.array([_in_percent(rate) for rate in different], dtype=object)[codes])


def _in_percent(rate: Rate) -> Fraction:
    if not isinstance(rate, str):
        return exact_fraction(rate)
    text = rate.strip().replace("％", "%")
    return exact_fraction(text[:-1]) / 100 if text.endswith("%") else exact_fraction(text)


def _choice(kind: type[_Choice], name: str, word: str) -> _Choice:
    try:
        return kind(word)
    except ValueError as error:
        known = ", ".join(kind)
        raise ValueError(f"{name} must be one of {known} (HOUSE-PLAN); it is {word!r}") from error


def _counts(plans: pd.DataFrame, key: str) -> Days:
    """Give a column of whole numbers, 0 where it is empty."""
    if key not in plans:
        return np.zeros(len(plans), dtype=np.int64)
    numbers = pd.to_numeric(plans[key], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    blank = plans[key].isna().to_numpy(dtype=np.bool_)
    bad = ~blank & (numbers % 1 != 0)
    if bad.any():
        row = int(np.argmax(bad))
        raise ValueError(f"plan {row + 1} of {bad.size}: {key} must be a whole number; it is {plans[key].iloc[row]}")
    return np.where(blank, 0, numbers).astype(np.int64)
