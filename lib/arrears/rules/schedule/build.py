"""Schedules of many plans at once, one row an instalment."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from arrears.rules.schedule import balloon, equal_instalment, equal_principal, flat_fee, interest_only, step_up
from arrears.rules.schedule.block import make_block
from arrears.rules.schedule.checks import require_dates, require_sound
from arrears.rules.schedule.periods import due_dates, rolled
from arrears.rules.schedule.rounding import Rounding, exact_product, quotient
from arrears.rules.schedule.terms import Method

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from arrears.rules.schedule.block import Block
    from arrears.rules.schedule.target import Target
    from arrears.rules.schedule.terms import Limits, Terms
    from arrears.units import Dates, Fen

_PLANS_AT_ONCE = 8192
"""So many plans' working arrays stay in a processor's cache."""

_TARGETS = {
    Method.EQUAL_INSTALMENT: equal_instalment.target,
    Method.EQUAL_PRINCIPAL: equal_principal.target,
    Method.FLAT_FEE: flat_fee.target,
    Method.INTEREST_ONLY: interest_only.target,
    Method.BALLOON: balloon.target,
    Method.STEP_UP: step_up.target,
}


@dataclass(frozen=True, slots=True)
class Schedules:
    """The instalments of all plans, sorted by plan and number; every array has one entry an instalment.

    Attributes
    ----------
    plan : int64
        Position of the plan, from 0.
    number : int64
        Number of the instalment, from 1; 0 is a down payment.
    due_date : datetime64[D]
        When it is due, after the roll.
    opening_fen, closing_fen : int64
        Balance before and after it; closing = opening - principal.
    payment_fen, principal_fen, interest_fen, fee_fen : int64
        What is paid and its parts; payment = principal + interest + fee. A principal below 0 is interest that a grace,
        or an instalment that does not cover it, adds to the balance.
    """

    plan: NDArray[np.int64]
    number: NDArray[np.int64]
    due_date: Dates
    opening_fen: Fen
    payment_fen: Fen
    principal_fen: Fen
    interest_fen: Fen
    fee_fen: Fen
    closing_fen: Fen

    @classmethod
    def empty(cls, rows: int) -> Schedules:
        """Make room for so many instalments, all zero."""
        due_date = np.zeros(rows, dtype="datetime64[D]")
        whole = [np.zeros(rows, dtype=np.int64) for _ in range(8)]
        return cls(whole[0], whole[1], due_date, *whole[2:])

    @classmethod
    def joined(cls, parts: Sequence[tuple[NDArray[np.int64], Schedules]]) -> Schedules:
        """Put schedules of several sets of plans together, with the position that each plan of a set has among all.

        Examples
        --------
        >>> joined = Schedules.joined([(np.array([1]), Schedules.empty(2)), (np.array([0]), Schedules.empty(1))])
        >>> joined.plan
        array([0, 1, 1])
        """
        if not parts:
            return cls.empty(0)
        numbered = [replace(made, plan=places[made.plan]) for places, made in parts]
        if len(numbered) == 1:
            return numbered[0]
        columns = [np.concatenate([getattr(made, each.name) for made in numbered]) for each in fields(cls)]
        plan = columns[0]
        together = cls(*columns)
        return together if (plan[1:] >= plan[:-1]).all() else together.rows(np.argsort(plan, kind="stable"))

    def rows(self, which: NDArray[Any]) -> Schedules:
        """Give some of the instalments, by position or by whether they are wanted."""
        return Schedules(*(getattr(self, each.name)[which] for each in fields(self)))


def build_schedules(terms: Terms, limits: Limits) -> Schedules:
    """Make the schedules of plans.

    Interest is rounded half up once an instalment; the last instalment pays whatever is left, so that the principal
    sums to the balance exactly.

    Parameters
    ----------
    terms : Terms
        What n plans agree on, one entry a plan or one for all.
    limits : Limits
        Policy values that every plan must keep.

    Returns
    -------
    Schedules
        One row an instalment.

    Raises
    ------
    ValueError
        Naming the first plan that is not sound, its value, the rule and the remedy.

    References
    ----------
    CN-70a, CN-13a: the length of a plan is a policy value with its own source.

    Examples
    --------
    2,500.00 yuan at 8.24 % a year in 12 months: the first instalment is 217.75 with 17.17 interest.

    >>> from fractions import Fraction
    >>> from arrears.rules.schedule import Limits, Terms, exact_rates
    >>> limits = Limits(60, "CN-70a", Fraction(1), Fraction(1, 20), "HOUSE-PLAN")
    >>> first_due = np.array(["2026-01-31"], dtype="datetime64[D]")
    >>> made = build_schedules(Terms(np.array([2500_00]), exact_rates(0.0824), np.array([12]), first_due), limits)
    >>> made.payment_fen[:2], made.interest_fen[:2], made.due_date[:2]
    (array([21775, 21775]), array([1717, 1579]), array(['2026-01-31', '2026-02-28'], dtype='datetime64[D]'))
    >>> made.principal_fen.sum()
    np.int64(250000)
    """
    terms = terms.of_one_length()
    require_sound(terms, limits)
    require_dates(terms, limits)
    has_down = terms.down_payment_fen > 0
    ends = np.cumsum(terms.periods + has_down)
    made = Schedules.empty(int(ends[-1]) if ends.size else 0)
    for first in range(0, ends.size, _PLANS_AT_ONCE):
        plans = np.arange(first, min(first + _PLANS_AT_ONCE, ends.size))
        start = int(ends[first] - terms.periods[first] - has_down[first])
        _fill(made, slice(start, int(ends[plans[-1]])), terms.of(plans), first)
    return made


def _fill(made: Schedules, rows: slice, terms: Terms, first_plan: int) -> None:
    """Fill the rows of neighbouring plans in place, so that no second copy of the result is ever made."""
    has_down = terms.down_payment_fen > 0
    counts = terms.periods + has_down
    ends = np.cumsum(counts)
    plan, number = np.repeat(np.arange(counts.size), counts), made.number[rows]
    np.subtract(np.arange(1, plan.size + 1), (ends - counts + has_down)[plan], out=number)
    np.add(plan, first_plan, out=made.plan[rows])
    made.due_date[rows] = rolled(terms, due_dates(terms, plan, number))
    longest_first = np.argsort(-terms.periods, kind="stable")
    rank = np.empty_like(longest_first)
    rank[longest_first] = np.arange(rank.size)
    cell = number * rank.size
    cell += rank[plan]
    for column, values in zip(
        (made.opening_fen, made.interest_fen), _run(make_block(terms.of(longest_first))), strict=True
    ):
        # Every cell exists: mode "clip" only spares numpy a buffer for the case that one did not.
        np.take(values, cell, out=column[rows], mode="clip")
    closing = made.closing_fen[rows]
    closing[:-1] = made.opening_fen[rows][1:]
    closing[ends - 1] = 0
    np.subtract(made.opening_fen[rows], closing, out=made.principal_fen[rows])
    np.add(made.principal_fen[rows], made.interest_fen[rows], out=made.payment_fen[rows])
    if terms.fee_rate.numerator.any():
        made.fee_fen[rows] = np.where(number > 0, _fee(terms)[plan], 0)
        made.payment_fen[rows] += made.fee_fen[rows]


def _fee(terms: Terms) -> Fen:
    """Give the fee of each plan's instalments; a down payment has none."""
    financed = exact_product(terms.financed_fen, terms.fee_rate.numerator)
    # HOUSE-PLAN: the fee is rounded half up once; it is the same in every instalment.
    return quotient(financed, terms.fee_rate.denominator, Rounding.HALF_UP).astype(np.int64)


def _run(block: Block) -> tuple[Fen, Fen]:
    """Give opening balances and interest, of shape (1 + instalments, plans); row 0 is the down payment."""
    terms = block.terms
    target = _TARGETS[terms.method](block)
    shape = (1 + len(block.live), terms.periods.size)
    opening, interest = np.empty(shape, dtype=np.int64), np.empty(shape, dtype=np.int64)
    opening[0], interest[0] = terms.principal_fen, 0
    balance = terms.financed_fen.astype(block.amortised.dtype)
    has_grace, capitalises = block.has_grace, block.capitalises
    for k, live in enumerate(block.live):
        owed = balance[:live]
        due = block.interest(k, owed)
        opening[k + 1, :live], interest[k + 1, :live] = owed, due
        part = _principal(target, k, due, owed)
        if has_grace:
            part = np.where(terms.grace[:live] > k, -due if capitalises else 0, part)
        # The last instalment takes what is left: the balance after it is 0 by its place in the table.
        owed -= part
    return opening, interest


def _principal(target: Target, k: int, interest: NDArray[Any], owed: NDArray[Any]) -> NDArray[Any]:
    """Give what pays back principal: never more than is owed.

    Interest that an instalment does not cover, as after a long first period, stays owed: the level instalment is
    reckoned so, and only so do all instalments stay the same.
    """
    amount = target.amount[k, : owed.size]
    if not target.holds_interest:
        return np.asarray(np.minimum(amount, owed))
    # An instalment that its rounding makes nothing still pays the interest.
    return np.asarray(np.minimum(np.where(amount > 0, amount - interest, 0), owed))
