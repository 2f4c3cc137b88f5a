"""What a household can pay a month (HOUSE-SFS)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from arrears.policy.records import Affordability
from arrears.rules.affordability import Affordable, affordable

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from arrears.policy import Policies
    from arrears.units import Fen


@dataclass(frozen=True, slots=True)
class AffordabilityInForce:
    """The rule with its figures.

    Attributes
    ----------
    policy : Affordability
        The figures in force, with their grounds.
    """

    policy: Affordability

    def __call__(self, income: Fen, fixed: Fen, flexible: Fen, savings_share: Fraction | None = None) -> Affordable:
        """Give surplus, savings and the amount that can be paid, in fen a month; with another savings share than the policy's where one is given."""
        share = self.policy.savings_share if savings_share is None else savings_share
        return affordable(income, fixed, flexible, share, self.policy.savings_cap_fen)


def under(policies: Policies, on: date) -> AffordabilityInForce:
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
    >>> home = [np.array([fen]) for fen in (8000_00, 3000_00, 2000_00)]
    >>> under(Policies("cn"), date(2026, 1, 31))(*home).amount
    array([270000])
    """
    return AffordabilityInForce(policies.get(Affordability, on))
