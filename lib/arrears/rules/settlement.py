"""What settles a repayment plan before its end (policy ``settlement``, rule HOUSE-SETTLE)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from arrears.rules.instalments import sum_by_plan
from arrears.units import times_fraction_half_up

if TYPE_CHECKING:
    from fractions import Fraction

    from arrears.units import Codes, Dates, Fen


class Parts(NamedTuple):
    """What the instalments of many plans are made of, one row an instalment, in any order.

    Attributes
    ----------
    plan : int array of shape (m,)
        Position of the plan, from 0.
    begin, due_date : datetime64[D] array of shape (m,)
        First day of the instalment's period, and the day on which it is due.
    principal, interest, fee : int64 array of shape (m,)
        In fen.
    """

    plan: Codes
    begin: Dates
    due_date: Dates
    principal: Fen
    interest: Fen
    fee: Fen


def settlement_amount(parts: Parts, paid: Fen, as_of: np.datetime64, future_fees_share: Fraction) -> Fen:
    """Give what settles each plan on a day.

    Instalments due up to the day are owed in full; of the later ones the principal is owed, the interest of the days of the
    running period that have passed, and the policy's share of the fees. What was paid is taken off.

    Parameters
    ----------
    parts : Parts
        Flat table of all plans.
    paid : int64 array of shape (plans,)
        Paid on each plan up to the day, in fen.
    as_of : datetime64[D]
        The day of the settlement; it bears no interest itself.
    future_fees_share : Fraction
        0 waives the fees of instalments not yet due, 1 demands them.

    Returns
    -------
    int64 array of shape (plans,)
        In fen; 0 where the plan is paid or overpaid.

    Raises
    ------
    ValueError
        If interest, fee or payment is negative, or a period begins after its due date.

    References
    ----------
    HOUSE-SETTLE; the agreement with the customer may state another way.

    Examples
    --------
    1,000.00 of principal over two months with interest of 10.00 and 5.00, settled half-way through the second.

    >>> day = lambda *texts: np.array(texts, "M8[D]")
    >>> from fractions import Fraction
    >>> parts = Parts(
    ...     np.array([0, 0]),
    ...     day("2026-01-01", "2026-01-31"),
    ...     day("2026-01-31", "2026-03-02"),
    ...     np.array([500_00, 500_00]),
    ...     np.array([10_00, 5_00]),
    ...     np.array([0, 0]),
    ... )
    >>> settlement_amount(parts, np.array([510_00]), np.datetime64("2026-02-15"), Fraction(0))
    array([50250])
    """
    # A principal below 0 is interest that a grace adds to the balance.
    for what, amounts in (("interest", parts.interest), ("fee", parts.fee), ("paid", paid)):
        if (amounts < 0).any():
            raise ValueError(f"{what} must not be negative; one is {amounts.min()} fen; correct the schedule")
    period = (parts.due_date - parts.begin).astype(np.int64)
    if (period < 0).any():
        first = int(np.argmax(period < 0))
        raise ValueError(
            f"an instalment's period must not begin after its due date {parts.due_date[first]}; "
            f"it begins on {parts.begin[first]}; correct the schedule"
        )
    elapsed = np.clip((as_of - parts.begin).astype(np.int64), 0, period)
    # A down payment has no period: nothing of it runs.
    length = np.maximum(period, 1)
    # HOUSE-SETTLE: the running period's interest is rounded once, half up to the fen.
    running = (2 * parts.interest * elapsed + length) // (2 * length)
    accrued = np.where(parts.due_date <= as_of, parts.interest, running)
    plans = paid.size
    future_fees = sum_by_plan(parts.plan, np.where(parts.due_date > as_of, parts.fee, 0), plans)
    due_fees = sum_by_plan(parts.plan, np.where(parts.due_date <= as_of, parts.fee, 0), plans)
    owed = sum_by_plan(parts.plan, parts.principal + accrued, plans) + due_fees
    # HOUSE-SETTLE: the share of the future fees is rounded once a plan, half up to the fen.
    owed += times_fraction_half_up(future_fees, future_fees_share)
    left: Fen = np.maximum(owed - paid, 0)
    return left
