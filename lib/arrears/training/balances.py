"""What each invented account owes, since when, and how the figures follow from one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from arrears.policy import Policies
from arrears.policy.records import DailyRate, LateFee, MinimumPayment
from arrears.rules.month_step import add_months
from arrears.training.draws import draw
from arrears.units import FEN_IN_YUAN, times_fraction_half_up

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from numpy.typing import NDArray

    from arrears.units import Dates, Days, Fen


@dataclass(frozen=True, slots=True)
class Pricing:
    """Terms of the invented bank's card agreement.

    Attributes
    ----------
    daily_rate : Fraction
        Interest a day on the principal.
    late_fee_share : Fraction
        Late fee as a share of a missed minimum payment.
    late_fee_least_fen : int
        The least late fee of a month, in fen.
    minimum_share : Fraction
        Share of the principal that one month's minimum payment asks for.
    days_to_pay : int
        Days from the statement to the due date; fewer than 28, so that an account has one open statement.
    """

    daily_rate: Fraction
    late_fee_share: Fraction
    late_fee_least_fen: int
    minimum_share: Fraction
    days_to_pay: int = 20

    @classmethod
    def in_force(cls, on: date) -> Self:
        """Give the terms that the shipped policies of the default profile set on a day.

        Raises
        ------
        PolicyError
            If they set none on that day.
        """
        policies = Policies()
        late_fee = policies.get(LateFee, on)
        return cls(
            daily_rate=policies.get(DailyRate, on).rate,
            late_fee_share=late_fee.rate,
            late_fee_least_fen=late_fee.least_fen,
            minimum_share=policies.get(MinimumPayment, on).purchases,
        )


@dataclass(frozen=True, slots=True)
class Balances:
    """Dates and amounts of accounts, each an array of shape (n,); amounts in fen.

    Attributes
    ----------
    months_late : int64
        Due dates missed; 0 for an account whose due date is still to come.
    statement_date, due_date : datetime64[D]
        The last statement, and the oldest unpaid due date.
    days_past_due : int64
        Whole days from the due date, 0 before and on it.
    """

    months_late: NDArray[np.int64]
    statement_date: Dates
    due_date: Dates
    days_past_due: Days
    statement_balance: Fen
    minimum_payment: Fen
    principal: Fen
    interest: Fen
    late_fee: Fen

    @property
    def total(self) -> Fen:
        """What is owed on the day: principal, interest and late fees."""
        return self.principal + self.interest + self.late_fee


_NOT_YET_DUE = 0.16
"""Share of accounts that are only reminded."""
_ROLLS = (0.45, 0.68, 0.80, 0.86, 0.90, 0.92)
"""Of the accounts at 1, 2 … 6 months late, those that were late one month more a month later."""
_ROLLS_LATER = 0.84
_MOST_MONTHS = 36
_DUE_DAYS = (3, 5, 7, 8, 10, 12, 15, 18, 20, 22, 25, 27)
"""Days of the month on which payments fall due: every month has them."""
_MEDIAN_PRINCIPAL = 12_000 * FEN_IN_YUAN
_SPREAD = 1.05
_PRINCIPAL_BOUNDS = (180 * FEN_IN_YUAN, 300_000 * FEN_IN_YUAN)


def invent_balances(rng: np.random.Generator, size: int, as_of: np.datetime64, pricing: Pricing) -> Balances:
    """Invent what accounts owe as of a day.

    Accounts thin out by month as a stock does that rolls down steadily. Principals are lognormal, to the fen. Interest is
    simple, from the oldest unpaid due date to the day; each missed due date costs one late fee on a month's minimum payment.

    Parameters
    ----------
    rng : Generator
        Where chance comes from.
    size : int
        How many accounts.
    as_of : datetime64[D]
        The day.
    pricing : Pricing
        Terms of the card agreement.

    Examples
    --------
    >>> from datetime import date
    >>> pricing = Pricing.in_force(date(2026, 11, 23))
    >>> balances = invent_balances(np.random.default_rng(1), 1000, np.datetime64("2026-11-23"), pricing)
    >>> int(balances.months_late.max()) <= 36, int(balances.days_past_due.min())
    (True, 0)
    """
    months = draw(rng, _stock_by_month(), size).astype(np.int64)
    last_due = _last_due(rng, months, as_of, pricing)
    due = add_months(last_due, -np.maximum(months - 1, 0))
    days = np.maximum((as_of - due).astype(np.int64), 0)
    drawn = _MEDIAN_PRINCIPAL * np.exp(_SPREAD * rng.standard_normal(size))
    principal = np.clip(np.rint(drawn).astype(np.int64), *_PRINCIPAL_BOUNDS)
    missed_minimum = times_fraction_half_up(principal, pricing.minimum_share)
    fee = np.maximum(times_fraction_half_up(missed_minimum, pricing.late_fee_share), pricing.late_fee_least_fen)
    interest = times_fraction_half_up(principal * days, pricing.daily_rate)
    statement, missed_then = _last_statement(last_due, months, as_of, pricing)
    days_then = np.maximum((statement - due).astype(np.int64), 0)
    balance = principal + times_fraction_half_up(principal * days_then, pricing.daily_rate) + fee * missed_then
    minimum = np.minimum(principal, missed_minimum * (missed_then + 1)) + (balance - principal)
    return Balances(months, statement, due, days, balance, minimum, principal, interest, fee * months)


def _stock_by_month() -> list[float]:
    """Weigh 0, 1, 2 … months late by what is left of a steady inflow."""
    rolls = (*_ROLLS, *[_ROLLS_LATER] * (_MOST_MONTHS - len(_ROLLS) - 1))
    late = np.cumprod([1.0, *rolls])
    return [_NOT_YET_DUE, *(late * (1 - _NOT_YET_DUE) / late.sum())]


def _last_due(rng: np.random.Generator, months: NDArray[np.int64], as_of: np.datetime64, pricing: Pricing) -> Dates:
    """Give the last due date before the day, or one to come for an account that is not yet late."""
    day = np.array(_DUE_DAYS)[draw(rng, [1.0] * len(_DUE_DAYS), months.size)]
    in_month = as_of.astype("datetime64[M]").astype("datetime64[D]") + (day - 1).astype("timedelta64[D]")
    missed = np.where(in_month < as_of, in_month, add_months(in_month, -1))
    to_come = as_of + rng.integers(0, pricing.days_to_pay + 1, size=months.size).astype("timedelta64[D]")
    last: Dates = np.where(months > 0, missed, to_come)
    return last


def _last_statement(
    last_due: Dates, months: NDArray[np.int64], as_of: np.datetime64, pricing: Pricing
) -> tuple[Dates, NDArray[np.int64]]:
    """Give the last statement up to the day, and how many due dates had been missed when it was made."""
    to_pay = np.timedelta64(pricing.days_to_pay, "D")
    next_statement = add_months(last_due, 1) - to_pay
    is_made = (months > 0) & (next_statement <= as_of)
    statement: Dates = np.where(is_made, next_statement, last_due - to_pay)
    return statement, np.where(is_made, months, np.maximum(months - 1, 0))
