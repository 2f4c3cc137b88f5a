"""What plans agree on, and the checks that every plan must pass before a schedule is made."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from arrears.rules.day_count import DayCount
from arrears.rules.month_step import MissingDay, StepUnit
from arrears.rules.schedule.rates import Rates, exact_rates
from arrears.rules.schedule.rounding import Rounding
from arrears.rules.working_day import Calendar, Roll

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from numpy.typing import NDArray

    from arrears.units import Dates, Days, Fen


class Method(StrEnum):
    """How the principal is paid back."""

    EQUAL_INSTALMENT = "equal_instalment"
    EQUAL_PRINCIPAL = "equal_principal"
    FLAT_FEE = "flat_fee"
    INTEREST_ONLY = "interest_only"
    BALLOON = "balloon"
    STEP_UP = "step_up"


class GraceInterest(StrEnum):
    """What becomes of the interest of instalments without principal."""

    PAID = "paid"
    CAPITALISED = "capitalised"


class Limits(NamedTuple):
    """Policy values that a plan must keep, each with the id of its rule.

    Attributes
    ----------
    max_months : int
        Most months of a plan (CN-70a).
    months_rule : str
        Id of that rule.
    annual_rate, fee_rate : Fraction
        Sanity ceilings: a higher rate was most likely typed in percent.
    rates_rule : str
        Id of their rule.
    """

    max_months: int
    months_rule: str
    annual_rate: Fraction
    fee_rate: Fraction
    rates_rule: str


def _no_date() -> Dates:
    return np.array(["NaT"], dtype="datetime64[D]")


def _zero() -> Fen:
    return np.array([0])


def _no_rate() -> Rates:
    return exact_rates(0)


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of n plans: arrays of shape (n,), or of shape (1,) where one value holds for all.

    Attributes
    ----------
    principal_fen : int64 array
        What is to be paid back.
    annual_rate : Rates
        Nominal interest a year.
    periods : int64 array
        Instalments, those of a grace included and a down payment not.
    first_due : datetime64[D] array
        First due date.
    method : Method
        How the principal is paid back.
    start : datetime64[D] array
        Day from which interest runs; NaT: one period before the first due date.
    fee_rate : Rates
        Fee of each instalment, as a part of the principal that is financed.
    unit, every : StepUnit, int
        An instalment every so many months or weeks.
    missing_day : MissingDay
        What stands for a day that a month lacks.
    day_count : DayCount
        How the days of a period become a part of a year. In a 30/360 convention a regular period of months is exactly
        its months over 12.
    level_multiple_fen : int
        What a method holds level (the instalment, or its principal) is a multiple of this; 100 gives whole yuan.
    level_rounding : Rounding
        How it becomes one.
    interest_multiple_fen, interest_rounding : int, Rounding
        Interest becomes a multiple of this, rounded so, once an instalment.
    grace : int64 array
        First instalments without principal.
    grace_interest : GraceInterest
        Whether their interest is paid, or added to the principal.
    interest_free : int64 array
        First instalments whose periods bear no interest.
    balloon_fen : int64 array
        Part of the principal that a balloon plan leaves to the last instalment, on top of it.
    step_rate : Rates
        By how much a step-up plan's instalment rises.
    step_every : int
        After how many instalments it rises.
    down_payment_fen : int64 array
        Paid on the start day, as instalment 0.
    roll, calendar : Roll, Calendar or None
        Where a due date goes that is no working day; interest keeps to the date before the roll.
    """

    principal_fen: Fen
    annual_rate: Rates
    periods: Days
    first_due: Dates
    method: Method = Method.EQUAL_INSTALMENT
    start: Dates = field(default_factory=_no_date)
    fee_rate: Rates = field(default_factory=_no_rate)
    unit: StepUnit = StepUnit.MONTH
    every: int = 1
    missing_day: MissingDay = MissingDay.LAST_DAY
    day_count: DayCount = DayCount.BOND_BASIS
    level_multiple_fen: int = 1
    level_rounding: Rounding = Rounding.HALF_UP
    interest_multiple_fen: int = 1
    interest_rounding: Rounding = Rounding.HALF_UP
    grace: Days = field(default_factory=_zero)
    grace_interest: GraceInterest = GraceInterest.PAID
    interest_free: Days = field(default_factory=_zero)
    balloon_fen: Fen = field(default_factory=_zero)
    step_rate: Rates = field(default_factory=_no_rate)
    step_every: int = 1
    down_payment_fen: Fen = field(default_factory=_zero)
    roll: Roll = Roll.NONE
    calendar: Calendar | None = None

    @property
    def financed_fen(self) -> Fen:
        """What is left to pay back after the down payment."""
        financed: Fen = self.principal_fen - self.down_payment_fen
        return financed

    def of_one_length(self) -> Terms:
        """Give the same terms with one entry a plan everywhere.

        Raises
        ------
        ValueError
            If two lengths, neither of them 1, differ.
        """
        lengths = {item.name: _length(getattr(self, item.name)) for item in fields(self)}
        known = {length for length in lengths.values() if length is not None}
        plans = max(known - {1}, default=1)
        wrong = {name: length for name, length in lengths.items() if length not in {None, 1, plans}}
        if wrong:
            raise ValueError(f"all terms need one entry, or one a plan ({plans}); these have others: {wrong}")
        return self._each(lambda array: np.broadcast_to(array, plans))

    def of(self, plans: NDArray[np.intp]) -> Terms:
        """Give the terms of some plans, in their order."""
        return self._each(lambda array: array[plans])

    def _each(self, change: Callable[[NDArray[Any]], NDArray[Any]]) -> Terms:
        changed: dict[str, Any] = {}
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, Rates):
                changed[item.name] = Rates(change(value.numerator), change(value.denominator))
            elif isinstance(value, np.ndarray):
                changed[item.name] = change(value)
        return replace(self, **changed)


def _length(value: object) -> int | None:
    if isinstance(value, Rates):
        return value.numerator.size
    return value.size if isinstance(value, np.ndarray) else None
