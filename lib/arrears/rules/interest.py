"""Simple interest by the day and what a daily rate costs a year (policies ``daily_rate`` CN-P1, ``rate_warning`` CN-P7).

Interest is the balance times the days times the exact daily rate, rounded half up to the fen once, at the end. What comes
before (balance × days) and the yearly rate are exact. Which amounts bear interest is `arrears.rules.statement_interest`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.units import times_fraction_half_up

if TYPE_CHECKING:
    from fractions import Fraction

    from arrears.units import Days, Fen

_INT64_ROOM = 2**62


def simple_interest(balance: Fen, days: Days, daily_rate: Fraction) -> Fen:
    """Give simple daily interest on each balance.

    Parameters
    ----------
    balance : int64 array
        Amounts that bear interest, in fen.
    days : int64 array
        Days that each bears it; broadcast with `balance`.
    daily_rate : Fraction
        Rate a day, such as 1/2000 for 0.05 %.

    Returns
    -------
    int64 array of the broadcast shape
        Interest in fen, rounded half up once.

    Raises
    ------
    ValueError
        If a balance, a number of days or the rate is negative.
    OverflowError
        If a balance times its days does not fit 64 bits.

    References
    ----------
    CN-P1: the rate is agreed in the contract; its default is a policy value.

    Examples
    --------
    >>> from fractions import Fraction
    >>> simple_interest(np.array([10_000_00, 1_000_00]), np.array([26, 5]), Fraction(5, 10_000))
    array([13000,   250])
    """
    _require(balance, days)
    require_rate(daily_rate)
    return times_fraction_half_up(fen_days(balance, days), daily_rate)


def fen_days(balance: Fen, days: Days) -> Fen:
    """Give each balance times its days, in fen times days.

    Parameters
    ----------
    balance, days : int64 arrays
        Amounts in fen and whole days; broadcast.

    Returns
    -------
    int64 array of the broadcast shape

    Raises
    ------
    OverflowError
        If a product does not fit 64 bits: no real balance comes near.

    Examples
    --------
    >>> fen_days(np.array([100]), np.array([30]))
    array([3000])
    """
    largest = int(np.abs(balance).max(initial=0)) * int(np.abs(days).max(initial=0))
    if largest >= _INT64_ROOM:
        raise OverflowError(f"a balance times its days must stay below 2^62 fen days; it is up to {largest}")
    product: Fen = balance * days
    return product


def yearly_rate(daily_rate: Fraction, year_days: int) -> Fraction:
    """Give the simple yearly rate of a daily rate, which must be shown beside it.

    Parameters
    ----------
    daily_rate : Fraction
        Rate a day.
    year_days : int
        Days of the year by contract or policy, 365 or 360.

    Returns
    -------
    Fraction
        Rate a year, exact.

    Raises
    ------
    ValueError
        If the rate is negative or the year has no days.

    References
    ----------
    CN-P1 (PBoC, in force 2021-01-01): the rate is shown as an annual rate.

    Examples
    --------
    >>> from fractions import Fraction
    >>> float(yearly_rate(Fraction(5, 10_000), 365))
    0.1825
    """
    require_rate(daily_rate)
    if year_days < 1:
        raise ValueError(f"a year must have days, such as 365 or 360; it has {year_days}")
    return daily_rate * year_days


def require_rate(rate: Fraction) -> None:
    """Refuse a negative rate.

    Raises
    ------
    ValueError
        If it is negative.

    Examples
    --------
    >>> from fractions import Fraction
    >>> require_rate(Fraction(0))
    """
    if rate < 0:
        raise ValueError(f"a rate must not be negative; it is {float(rate)}")


def _require(amount: Fen, days: Days) -> None:
    if (amount < 0).any():
        raise ValueError(f"an amount that bears interest must not be negative; the least is {amount.min()} fen")
    if (days < 0).any():
        raise ValueError(f"days that bear interest must not be negative; the least is {days.min()}; check the dates")
