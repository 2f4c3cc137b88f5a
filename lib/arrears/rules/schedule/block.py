"""Some plans side by side, so that one step of the recurrence over the instalments serves them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from arrears.rules.schedule.periods import period_fractions
from arrears.rules.schedule.rounding import quotient
from arrears.rules.schedule.terms import GraceInterest, Method

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.rules.schedule.terms import Terms

_INT64_ROOM = 2**62


@dataclass(frozen=True, slots=True)
class Block:
    """Plans with the longest first: those that still have instalment k are the first `live[k]` ones.

    Attributes
    ----------
    terms : Terms
        Their terms, one entry a plan.
    live : list of int
        Plans that have the first instalment, the second, and so on.
    numerator, denominator : arrays of shape (instalments, plans)
        Interest rate of each period; int64, or Python integers where products would not fit.
    amortised : array of shape (plans,)
        What the instalments after the grace pay back: what is financed, with the interest that a grace adds.
    """

    terms: Terms
    live: list[int]
    numerator: NDArray[Any]
    denominator: NDArray[Any]
    amortised: NDArray[Any]

    @property
    def has_grace(self) -> bool:
        """Whether any plan has instalments without principal."""
        return bool(self.terms.grace.any())

    @property
    def capitalises(self) -> bool:
        """Whether interest of a grace becomes principal."""
        return self.has_grace and self.terms.grace_interest == GraceInterest.CAPITALISED

    @property
    def rises(self) -> bool:
        """Whether any plan's instalment rises by steps."""
        return self.terms.method == Method.STEP_UP and bool(self.terms.step_rate.numerator.any())

    def interest(self, k: int, balance: NDArray[Any]) -> NDArray[Any]:
        """Give period k's interest on the balances of the plans that have it."""
        live = balance.size
        multiple = self.terms.interest_multiple_fen
        owed, whole = balance * self.numerator[k, :live], self.denominator[k, :live]
        # HOUSE-PLAN: interest is rounded once an instalment, half up unless the terms say otherwise.
        if multiple == 1:
            return quotient(owed, whole, self.terms.interest_rounding)
        return quotient(owed, whole * multiple, self.terms.interest_rounding) * multiple


def make_block(terms: Terms) -> Block:
    """Set up plans whose periods fall."""
    counts = np.bincount(terms.periods)
    live = (terms.periods.size - np.cumsum(counts))[: counts.size - 1].tolist()
    numerator, denominator = period_fractions(terms)
    financed: NDArray[Any] = terms.financed_fen
    if not _fits(terms, numerator, denominator):
        numerator, denominator = numerator.astype(object), denominator.astype(object)
        financed = financed.astype(object)
    block = Block(terms, live, numerator, denominator, financed)
    return _with_capitalised_interest(block) if block.capitalises else block


def _fits(terms: Terms, numerator: NDArray[Any], denominator: NDArray[Any]) -> bool:
    # Periods that are all alike are views of one row: divide it once.
    rows = slice(1) if numerator.strides[0] == 0 == denominator.strides[0] else slice(None)
    growth = (1 + numerator[rows] / denominator[rows]).max(axis=1)
    # A balance to which unpaid interest is added never outgrows one of which nothing is paid back.
    grown = float(terms.financed_fen.max()) * float(np.prod(np.broadcast_to(growth, numerator.shape[0])))
    product = 2 * (grown + 1) * int(numerator.max())
    return product + 2 * int(denominator.max()) * terms.interest_multiple_fen < _INT64_ROOM


def _with_capitalised_interest(block: Block) -> Block:
    balance = block.amortised.copy()
    for k in range(int(block.terms.grace.max())):
        waits = np.flatnonzero(block.terms.grace > k)
        # Every plan that still waits has this instalment: a grace is shorter than its plan.
        interest = block.interest(k, balance[: block.live[k]])
        balance[waits] += interest[waits]
    return Block(block.terms, block.live, block.numerator, block.denominator, balance)
