"""In which order a payment goes to interest, fees and principal (CN-57)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from arrears.policy.records import Allocation
from arrears.rules.allocation import PARTS, allocate_card_payment
from arrears.rules.bands import band

__all__ = ["PARTS", "AllocationInForce", "under"]

if TYPE_CHECKING:
    from datetime import date

    from arrears.policy import Policies
    from arrears.units import Days, Fen


@dataclass(frozen=True, slots=True)
class AllocationInForce:
    """The rule with its figures.

    Attributes
    ----------
    policy : Allocation
        The figures in force, with their grounds.
    """

    policy: Allocation

    def __call__(self, payment: Fen, days_past_due: Days, interest: Fen, fees: Fen, principal: Fen) -> Fen:
        """Give an array of shape (n, 4) in fen: to interest, to fees, to principal, left over."""
        return allocate_card_payment(
            payment, days_past_due, interest, fees, principal, begins=self.policy.begins, orders=self.policy.orders
        )

    def order(self, days_past_due: int) -> tuple[int, tuple[str, ...]]:
        """Give the day from which the order of an age applies, and that order."""
        code = int(band(np.array([days_past_due]), self.policy.begins)[0])
        return self.policy.begins[code], tuple(self.policy.orders[code])


def under(policies: Policies, on: date) -> AllocationInForce:
    """Bind the rule to the figures of a profile on a day.

    Parameters
    ----------
    policies : Policies
        Whose figures.
    on : date
        The day on which they are in force.

    Raises
    ------
    PolicyError
        If there are none on that day.

    Examples
    --------
    >>> import numpy as np
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> due = [np.array([fen]) for fen in (40_00, 25_00, 200_00)]
    >>> under(Policies("cn"), date(2026, 1, 31))(np.array([50_00]), np.array([91]), *due).tolist()
    [[0, 0, 5000, 0]]
    """
    return AllocationInForce(policies.get(Allocation, on))
