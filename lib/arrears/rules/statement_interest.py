"""Interest on a card statement that was not paid in full (policies ``statement_interest`` CN-P6, ``fee_interest`` CN-P2).

Paid in full by the end of grace (within the tolerance): no interest. If not, every charge bears interest from its
posting day, either on the full amount until it is paid, or on the unpaid part only. Fees bear none (CN-P2). Rounded half
up to the fen once an account, in `arrears.rules.ledger`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from arrears.rules.allocation import waterfall
from arrears.rules.ledger import Convention, Ledger, ledger_interest

if TYPE_CHECKING:
    from fractions import Fraction

    from arrears.units import Dates, Fen, Flags


class Base(StrEnum):
    """On what interest runs once a statement was not paid in full."""

    FULL_AMOUNT = "full_amount"
    """On every charge from its posting day until it is paid."""
    UNPAID_PART = "unpaid_part"
    """On what payments in time left of the charges, oldest charge paid first."""


def statement_interest(
    ledger: Ledger,
    pay_by: Dates,
    to_date: Dates,
    daily_rate: Fraction,
    *,
    base: Base = Base.FULL_AMOUNT,
    convention: Convention = Convention.PAYMENT_DAY,
    tolerance_fen: int = 0,
) -> Fen:
    """Give the interest on the charges of each account's statement.

    Parameters
    ----------
    ledger : Ledger
        Charges (+) from their posting days and payments (−); leave out charges that bear no interest
        (`without_fees`).
    pay_by : datetime64[D] array of shape (n,)
        Last day on which payment in full frees from interest, grace included.
    to_date : datetime64[D] array of shape (n,)
        Day up to which interest is counted, such as the next statement date.
    daily_rate : Fraction
        Rate a day.
    base : Base
        Full amount or unpaid part.
    convention : Convention
        As for `arrears.rules.ledger.ledger_interest`.
    tolerance_fen : int
        What may be short for a payment to count as full, in fen.

    Returns
    -------
    int64 array of shape (n,)
        Interest of each account in fen.

    Raises
    ------
    ValueError
        As for `ledger_interest`, or if the tolerance is negative.

    References
    ----------
    CN-P6: an issuer's card agreement, cl. 9.3; tolerance CN-P5.

    Examples
    --------
    10,000.00 posted on 31 March, 9,000.00 paid on the due date 25 April, statement on 1 May, 0.05 % a day.

    >>> from fractions import Fraction
    >>> day = lambda *texts: np.array(texts, dtype="datetime64[D]")
    >>> entries = Ledger(np.array([0, 0]), day("2026-03-31", "2026-04-25"), np.array([10_000_00, -9_000_00]))
    >>> due, statement, rate = day("2026-04-25"), day("2026-05-01"), Fraction(5, 10_000)
    >>> statement_interest(entries, due, statement, rate)
    array([13250])
    >>> statement_interest(entries, due, statement, rate, base=Base.UNPAID_PART)
    array([1550])
    """
    if tolerance_fen < 0:
        raise ValueError(f"the tolerance must not be negative; it is {tolerance_fen} fen")
    count = len(to_date)
    in_time = (ledger.amounts < 0) & (ledger.dates <= pay_by[ledger.account])
    # What is charged after the end belongs to a later statement: it cannot make this one unpaid.
    charged = _sum(ledger, (ledger.amounts > 0) & (ledger.dates <= to_date[ledger.account]), count)
    paid_in_time = -_sum(ledger, in_time, count)
    counted = ledger if base == Base.FULL_AMOUNT else _unpaid_part(ledger, in_time, paid_in_time)
    interest = ledger_interest(counted, to_date, daily_rate, convention)
    return np.where(charged - paid_in_time <= tolerance_fen, 0, interest)


def without_fees(ledger: Ledger, is_fee: Flags) -> Ledger:
    """Leave out the fees of a ledger, which bear no interest.

    Parameters
    ----------
    ledger : Ledger
        Entries of any kind.
    is_fee : bool array of shape (m,)
        Which entries are fees; a payment of fees is one too, so that it does not settle a purchase.

    Returns
    -------
    Ledger
        The other entries.

    References
    ----------
    CN-P2: 银发〔2016〕111号, in force 2017-01-01.

    Examples
    --------
    >>> days = np.array(["2026-03-31", "2026-03-31"], dtype="datetime64[D]")
    >>> without_fees(Ledger(np.array([0, 0]), days, np.array([100_00, 30_00])), np.array([False, True])).amounts
    array([10000])
    """
    return Ledger(ledger.account[~is_fee], ledger.dates[~is_fee], ledger.amounts[~is_fee])


def _unpaid_part(ledger: Ledger, in_time: Flags, paid_in_time: Fen) -> Ledger:
    """Take the payments in time off the oldest charges, as if those had never been made."""
    order = np.lexsort((ledger.dates, ledger.account))
    account, dates, amounts = ledger.account[order], ledger.dates[order], ledger.amounts[order]
    due = np.maximum(amounts, 0)
    left = np.where(in_time[order], 0, amounts - waterfall(paid_in_time, account, due))
    return Ledger(account, dates, left)


def _sum(ledger: Ledger, rows: Flags, count: int) -> Fen:
    """Add up the amounts of some rows for each account."""
    total = np.zeros(count, dtype=np.int64)
    np.add.at(total, ledger.account[rows], ledger.amounts[rows])
    return total
