"""Interest on dated ledgers of many accounts (policy ``ledger``, rule HOUSE-LEDGER).

Issuers differ on whether the payment day bears interest on the old balance. Both conventions count each day once:

- ``payment_day``: a charge bears interest from its day on, a payment only from the day after; the end date bears none.
- ``end_day``: every entry counts from its own day on; the end date bears interest too.

A credit balance bears no interest. Balance × days is added up exactly for each account and rounded half up to the fen
once; with capitalisation, once at each capitalisation date, because that amount is booked.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from arrears.rules.interest import fen_days, require_rate
from arrears.units import times_fraction_half_up

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray

    from arrears.units import Dates, Days, Fen, Flags

_DAY = np.timedelta64(1, "D")


class Convention(StrEnum):
    """Which balance bears interest on the day of a payment, and whether the end date does."""

    PAYMENT_DAY = "payment_day"
    END_DAY = "end_day"


class Ledger(NamedTuple):
    """Dated entries of many accounts, one row an entry.

    Attributes
    ----------
    account : int64 array of shape (m,)
        Account of each entry, 0 to n - 1, rising.
    dates : datetime64[D] array of shape (m,)
        Day of each entry, in any order within its account.
    amounts : int64 array of shape (m,)
        Charges +, payments −, in fen.
    """

    account: NDArray[np.int64]
    dates: Dates
    amounts: Fen


class Steps(NamedTuple):
    """Stretches of days with one balance each, in order; the steps behind a figure.

    Attributes
    ----------
    account : int64 array of shape (m,)
        Account of each stretch.
    first_day : datetime64[D] array of shape (m,)
        First day that bears interest on the balance.
    balance : int64 array of shape (m,)
        Balance that bears it, in fen; a credit balance counts 0.
    days : int64 array of shape (m,)
        Days of the stretch.
    """

    account: NDArray[np.int64]
    first_day: Dates
    balance: Fen
    days: Days


def ledger_steps(ledger: Ledger, to_date: Dates, convention: Convention, from_date: Dates | None = None) -> Steps:
    """Give the stretches of days with one balance on each account.

    Parameters
    ----------
    ledger : Ledger
        The entries; those after `to_date` do not count.
    to_date : datetime64[D] array of shape (n,)
        End date of each account.
    convention : Convention
        How payment day and end date count.
    from_date : datetime64[D] array of shape (n,), optional
        Day from which interest counts, for a ledger whose earlier interest is booked.

    Returns
    -------
    Steps
        One stretch an entry; entries of one day make stretches of 0 days.

    Raises
    ------
    ValueError
        If the columns differ in length, a date is missing, or the accounts do not rise from 0 to n - 1.

    Examples
    --------
    >>> dates = np.array(["2026-03-31", "2026-04-25"], dtype="datetime64[D]")
    >>> entries = Ledger(np.array([0, 0]), dates, np.array([10_000_00, -9_000_00]))
    >>> steps = ledger_steps(entries, np.array(["2026-05-01"], dtype="datetime64[D]"), Convention.PAYMENT_DAY)
    >>> steps.balance, steps.days
    (array([1000000,  100000]), array([26,  5]))
    """
    _require(ledger, to_date)
    account, effective, amounts = _in_effect(ledger, convention)
    end = (to_date + _DAY if convention == Convention.END_DAY else to_date)[account]
    running = np.cumsum(amounts)
    first = np.searchsorted(account, account, side="left")
    balance = running - (running - amounts)[first]
    last_of_account = np.append(account[1:] != account[:-1], np.ones(min(1, len(account)), dtype=np.bool_))
    following = np.append(effective[1:], effective[:1])
    starts = effective if from_date is None else np.maximum(effective, from_date[account])
    ends = np.where(last_of_account, end, np.minimum(following, end))
    days = np.maximum((ends - starts).astype(np.int64), 0)
    return Steps(account, starts, np.maximum(balance, 0), days)


def ledger_interest(
    ledger: Ledger,
    to_date: Dates,
    daily_rate: Fraction,
    convention: Convention = Convention.PAYMENT_DAY,
    from_date: Dates | None = None,
) -> Fen:
    """Give the interest on each account's ledger up to its end date.

    Parameters
    ----------
    ledger, to_date, convention, from_date
        As for `ledger_steps`.
    daily_rate : Fraction
        Rate a day.

    Returns
    -------
    int64 array of shape (n,)
        Interest of each account in fen, rounded half up once; 0 without entries.

    Raises
    ------
    ValueError
        As for `ledger_steps`, or if the rate is negative.
    OverflowError
        If balance times days does not fit 64 bits.

    References
    ----------
    CN-P1, CN-P6; the treatment of payment day and statement day is an open point that the house settles.

    Examples
    --------
    10,000.00 posted on 31 March, 9,000.00 paid on 25 April, statement on 1 May, 0.05 % a day.

    >>> from fractions import Fraction
    >>> dates = np.array(["2026-03-31", "2026-04-25"], dtype="datetime64[D]")
    >>> entries = Ledger(np.array([0, 0]), dates, np.array([10_000_00, -9_000_00]))
    >>> statement = np.array(["2026-05-01"], dtype="datetime64[D]")
    >>> ledger_interest(entries, statement, Fraction(5, 10_000))
    array([13250])
    >>> ledger_interest(entries, statement, Fraction(5, 10_000), Convention.END_DAY)
    array([12850])
    """
    require_rate(daily_rate)
    steps = ledger_steps(ledger, to_date, convention, from_date)
    total = np.zeros(len(to_date), dtype=np.int64)
    if len(steps.account):
        starts = np.flatnonzero(np.append(True, steps.account[1:] != steps.account[:-1]))
        products = fen_days(steps.balance, steps.days)
        if float(products.sum(dtype=np.float64)) >= 2**62:
            raise OverflowError("balance times days must add up to less than 2^62 fen days; check the amounts")
        total[steps.account[starts]] = np.add.reduceat(products, starts)
    return times_fraction_half_up(total, daily_rate)


def compound_interest(
    ledger: Ledger,
    capitalise_on: Dates,
    to_date: Dates,
    daily_rate: Fraction,
    convention: Convention = Convention.PAYMENT_DAY,
) -> Fen:
    """Give the interest on each account when unpaid interest joins the balance on statement dates.

    Parameters
    ----------
    ledger, to_date, daily_rate, convention
        As for `ledger_interest`.
    capitalise_on : datetime64[D] array of shape (n, k)
        Statement dates of each account, rising, such as `arrears.rules.month_step.due_dates` gives; those not before
        `to_date` do nothing.

    Returns
    -------
    int64 array of shape (n,)
        All interest of each account in fen: booked at each statement date, rounded half up there, and since then.

    Raises
    ------
    ValueError
        As for `ledger_interest`, or if the statement dates do not rise.

    References
    ----------
    Whether interest is capitalised, and how often, is agreed with the holder: a policy value.

    Examples
    --------
    >>> from fractions import Fraction
    >>> day = lambda *texts: np.array(texts, dtype="datetime64[D]")
    >>> entries = Ledger(np.array([0]), day("2026-01-01"), np.array([10_000_00]))
    >>> compound_interest(entries, day("2026-02-01").reshape(1, 1), day("2026-03-01"), Fraction(5, 10_000))
    array([29717])
    """
    if (np.diff(capitalise_on, axis=1) <= np.timedelta64(0)).any():
        raise ValueError("the statement dates of an account must rise; sort them and leave out doubles")
    accounts = np.arange(len(to_date))
    since: Dates | None = None
    booked = np.zeros(len(to_date), dtype=np.int64)
    for statement in np.minimum(capitalise_on, to_date[:, np.newaxis]).T:
        interest = ledger_interest(ledger, statement, daily_rate, convention, since)
        # What is booked bears interest from the first day that this stretch did not count.
        since = statement + _DAY if convention == Convention.END_DAY else statement
        ledger = _with_entries(ledger, Ledger(accounts, since, interest))
        booked = booked + interest
    return booked + ledger_interest(ledger, to_date, daily_rate, convention, since)


def _in_effect(ledger: Ledger, convention: Convention) -> Ledger:
    """Sort the entries of each account by the day from which each counts."""
    effective = ledger.dates
    if convention == Convention.PAYMENT_DAY:
        paid: Flags = ledger.amounts < 0
        effective = effective + paid.astype("timedelta64[D]")
    order = np.lexsort((effective, ledger.account))
    return Ledger(ledger.account[order], effective[order], ledger.amounts[order])


def _with_entries(ledger: Ledger, more: Ledger) -> Ledger:
    account, dates, amounts = (np.concatenate(pair) for pair in zip(ledger, more, strict=True))
    order = np.argsort(account, kind="stable")
    return Ledger(account[order], dates[order], amounts[order])


def _require(ledger: Ledger, to_date: Dates) -> None:
    account = ledger.account
    if not len(account) == len(ledger.dates) == len(ledger.amounts):
        raise ValueError("account, dates and amounts of a ledger must have one length, one row an entry")
    if np.isnat(ledger.dates).any() or np.isnat(to_date).any():
        raise ValueError("a date of a ledger is missing (NaT); every entry needs its day and every account its end")
    if len(account) and ((np.diff(account) < 0).any() or account[0] < 0 or account[-1] >= len(to_date)):
        raise ValueError(f"the accounts of a ledger must rise from 0 to {len(to_date) - 1}; sort its rows by account")
