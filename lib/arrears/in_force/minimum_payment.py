"""The minimum payment of a statement (CN-P4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from arrears.policy.records import MinimumPayment
from arrears.rules.minimum_payment import minimum_payment

PARTS = ("purchases", "instalments_due", "unpaid_minimum", "over_limit", "fees_interest")

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from arrears.policy import Policies
    from arrears.units import Fen


@dataclass(frozen=True, slots=True)
class MinimumPaymentInForce:
    """The rule with its figures.

    Attributes
    ----------
    policy : MinimumPayment
        The figures in force, with their grounds.
    """

    policy: MinimumPayment

    def __call__(
        self, purchases: Fen, instalments_due: Fen, unpaid_minimum: Fen, over_limit: Fen, fees_interest: Fen
    ) -> Fen:
        """Give each minimum payment in fen from the parts of its statement."""
        parts = (purchases, instalments_due, unpaid_minimum, over_limit, fees_interest)
        return minimum_payment(parts, [self.shares[key] for key in PARTS])

    @property
    def shares(self) -> dict[str, Fraction]:
        """How much of each part is due, by its key in `PARTS`."""
        return {key: getattr(self.policy, key) for key in PARTS}


def under(policies: Policies, on: date) -> MinimumPaymentInForce:
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
    >>> parts = [np.array([fen]) for fen in (3000_00, 500_00, 0, 0, 20_00)]
    >>> under(Policies("cn"), date(2026, 1, 31))(*parts)
    array([82000])
    """
    return MinimumPaymentInForce(policies.get(MinimumPayment, on))
