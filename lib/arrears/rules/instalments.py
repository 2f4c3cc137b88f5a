"""How far each instalment of a plan is paid: payments settle the oldest instalment first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from arrears.rules.reversal import Net, net_of_reversals, refuse_excess

if TYPE_CHECKING:
    from arrears.units import Codes, Dates, Fen

_NAT = np.datetime64("NaT", "D")


class Instalments(NamedTuple):
    """The instalments of many plans, one row an instalment, in any order.

    Attributes
    ----------
    plan : int array of shape (m,)
        Position of the plan, from 0.
    due_date : datetime64[D] array of shape (m,)
        The day on which it is due.
    payment : int64 array of shape (m,)
        What is due then, in fen.
    """

    plan: Codes
    due_date: Dates
    payment: Fen


class Payments(NamedTuple):
    """The payments on many plans, one row a payment, in any order.

    Attributes
    ----------
    plan : int array of shape (k,)
        Position of the plan.
    day : datetime64[D] array of shape (k,)
        The day on which it was paid.
    amount : int64 array of shape (k,)
        In fen; below 0 what was taken back of earlier ones.
    """

    plan: Codes
    day: Dates
    amount: Fen


@dataclass(frozen=True, slots=True)
class Settled:
    """How far each instalment is paid, in the order of the instalments.

    Attributes
    ----------
    paid, unpaid : int64 array of shape (m,)
        Of each instalment, in fen.
    settled_on : datetime64[D] array of shape (m,)
        The day on which it was paid in full; ``NaT`` while it is not.
    """

    paid: Fen
    unpaid: Fen
    settled_on: Dates


def apply_payments(instalments: Instalments, payments: Payments, as_of: np.datetime64, plans: int) -> Settled:
    """Apply each plan's payments to its instalments, the oldest first.

    Parameters
    ----------
    instalments, payments : Instalments, Payments
        Flat tables of all plans.
    as_of : datetime64[D]
        Payments after this day are not seen.
    plans : int
        How many plans there are.

    Returns
    -------
    Settled
        What is paid and unpaid of each instalment, and when it was settled.

    Raises
    ------
    ValueError
        If an instalment is negative, more is taken back than was paid, a day is missing, or a position is none of the plans.

    References
    ----------
    RULES: DPD; the cases DQ066 to DQ074 of Apache Fineract.

    Examples
    --------
    150.00 paid on two instalments of 100.00.

    >>> days = np.array(["2026-01-31", "2026-02-28"], "M8[D]")
    >>> plan = Instalments(np.array([0, 0]), days, np.array([100_00, 100_00]))
    >>> paid = Payments(np.array([0]), np.array(["2026-02-01"], "M8[D]"), np.array([150_00]))
    >>> settled = apply_payments(plan, paid, np.datetime64("2026-03-01"), 1)
    >>> settled.unpaid, settled.settled_on
    (array([   0, 5000]), array(['2026-02-01',        'NaT'], dtype='datetime64[D]'))
    """
    _check("instalment", instalments.plan, instalments.due_date, instalments.payment, plans)
    _check("payment", payments.plan, payments.day, np.maximum(payments.amount, 0), plans)
    order = np.lexsort((instalments.due_date, instalments.plan))
    plan, owed = instalments.plan[order], instalments.payment[order]
    seen = _sorted_payments(payments, as_of)
    paid_by_plan = sum_by_plan(seen.plan, seen.amount, plans)
    owed_by_plan = sum_by_plan(plan, owed, plans)
    # Running sums over all plans; minus what earlier plans hold, they are the plan's own.
    owed_so_far = np.cumsum(owed) - _before(owed_by_plan)[plan]
    paid = np.clip(paid_by_plan[plan] - (owed_so_far - owed), 0, owed)
    days = _settled_on(seen, _before(paid_by_plan)[plan] + owed_so_far)
    days = np.where(owed_so_far == 0, instalments.due_date[order], days)
    days = np.where(paid_by_plan[plan] >= owed_so_far, days, _NAT)
    back = np.empty_like(order)
    back[order] = np.arange(order.size)
    return Settled(paid=paid[back], unpaid=(owed - paid)[back], settled_on=days[back])


def sum_by_plan(plan: Codes, amount: Fen, plans: int) -> Fen:
    """Give the sum of the amounts of each plan, exactly (``np.bincount`` would count in floats).

    Examples
    --------
    >>> sum_by_plan(np.array([0, 2, 0]), np.array([1, 5, 2]), 3)
    array([3, 0, 5])
    """
    total = np.zeros(plans, dtype=np.int64)
    np.add.at(total, plan, amount)
    return total


def _check(what: str, plan: Codes, day: Dates, amount: Fen, plans: int) -> None:
    if (amount < 0).any():
        raise ValueError(f"a {what} must not be negative; one is {amount.min()} fen; book a refund apart")
    if np.isnat(day).any():
        raise ValueError(f"a {what} has no day; give every {what} its date")
    if ((plan < 0) | (plan >= plans)).any():
        raise ValueError(f"a {what} belongs to none of the {plans} plans; plans are counted from 0")


def _before(by_plan: Fen) -> Fen:
    """Give what all earlier plans hold together."""
    return np.cumsum(by_plan) - by_plan


def _sorted_payments(payments: Payments, as_of: np.datetime64) -> Payments:
    order = np.lexsort((payments.day, payments.plan))
    order = order[payments.day[order] <= as_of]
    seen = Payments(payments.plan[order], payments.day[order], payments.amount[order])
    net = net_of_reversals(*seen)
    if net.excess.any():
        # Rows are counted as they were given.
        excess = np.zeros(payments.amount.size, dtype=np.int64)
        excess[order] = net.excess
        refuse_excess(Net(net.left, excess))
    return seen._replace(amount=net.left)


def _settled_on(seen: Payments, needed: Fen) -> Dates:
    """Give the day of the payment with which the running sum of all payments first reached what is needed."""
    if not seen.day.size:
        return np.full(needed.shape, _NAT)
    found = np.searchsorted(np.cumsum(seen.amount), needed, side="left")
    days: Dates = seen.day[np.minimum(found, seen.day.size - 1)]
    return days
