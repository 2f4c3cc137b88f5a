"""The late fee on what is left of a minimum payment (CN-P2, CN-P3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from arrears.policy.records import LateFee
from arrears.rules.late_fee import late_fee

if TYPE_CHECKING:
    from datetime import date

    from arrears.policy import Policies
    from arrears.units import Fen


@dataclass(frozen=True, slots=True)
class LateFeeInForce:
    """The rule with its figures.

    Attributes
    ----------
    policy : LateFee
        The figures in force, with their grounds.
    """

    policy: LateFee

    def __call__(self, minimum_payment: Fen, paid: Fen) -> Fen:
        """Give each fee in fen, from minimum payments and what was paid on them."""
        policy = self.policy
        return late_fee(
            minimum_payment,
            paid,
            rate=policy.rate,
            least_fen=policy.least_fen,
            tolerance_fen=policy.tolerance_fen,
            capped_at_minimum_payment=policy.capped_at_minimum_payment,
        )


def under(policies: Policies, on: date) -> LateFeeInForce:
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
    >>> under(Policies("cn"), date(2026, 1, 31))(np.array([1000_00]), np.array([200_00]))
    array([4000])
    """
    return LateFeeInForce(policies.get(LateFee, on))
