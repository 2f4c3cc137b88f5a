"""Equal instalments, and what a plan with fees costs a year (CN-70a, CN-13a, HOUSE-PLAN)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from arrears.policy.records import PlanOptions, PlanTerms
from arrears.rules.cost import Cost, fee_plan_cost
from arrears.rules.schedule import Limits, Method, Terms, build_schedules, equal_instalments, exact_rates

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.units import Days, Fen


@dataclass(frozen=True, slots=True)
class InstalmentsInForce:
    """What instalments must keep, with its figures.

    Attributes
    ----------
    policy : PlanOptions
        The longest plan.
    terms : PlanTerms
        The ceilings of rates, and the longest term that is computed at all.
    """

    policy: PlanOptions
    terms: PlanTerms

    @property
    def limits(self) -> Limits:
        """What a plan must keep."""
        return Limits(
            max_months=self.policy.most_instalments,
            months_rule=self.policy.ground("most_instalments").rule,
            annual_rate=self.terms.annual_rate_ceiling,
            fee_rate=self.terms.fee_rate_ceiling,
            rates_rule=self.terms.ground("annual_rate_ceiling").rule,
        )

    @property
    def longest(self) -> int:
        """The longest term that an instalment is computed for, as a figure, whether or not a plan may last so long."""
        return self.terms.longest_calculation

    def __call__(self, principal: Fen, annual_rate: NDArray[np.float64] | Fraction, periods: Days) -> Fen:
        """Give equal instalments in fen, for any term that is computed."""
        computed = self.limits._replace(
            max_months=self.longest, months_rule=self.terms.ground("longest_calculation").rule
        )
        return equal_instalments(principal, exact_rates(annual_rate), periods, computed)

    def yearly_cost(self, principal: Fen, periods: Days, fee_rate: NDArray[np.float64] | Fraction) -> Cost:
        """Give the nominal and effective yearly cost of plans with a fee each instalment."""
        return fee_plan_cost(principal, periods, exact_rates(fee_rate), self.limits)

    def fee_plan_payments(self, principal: Fen, periods: Days, fee_rate: Fraction) -> tuple[int, int]:
        """Give the payment and the last payment of one plan with a fee each instalment, in fen."""
        any_day = np.array(["2000-01-01"], dtype="datetime64[D]")
        terms = Terms(principal, exact_rates(0), periods, any_day, Method.FLAT_FEE, fee_rate=exact_rates(fee_rate))
        paid = build_schedules(terms, self.limits).payment_fen
        return int(paid[0]), int(paid[-1])


def under(policies: Policies, on: date) -> InstalmentsInForce:
    """Bind what instalments must keep to the figures of a profile on a day.

    Raises
    ------
    PolicyError
        If there are none on that day.

    Examples
    --------
    >>> import numpy as np
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> level = under(Policies("cn"), date(2026, 1, 31))
    >>> level(np.array([500_000_00]), np.array([0.049]), np.array([120])), level.limits.max_months
    (array([527887]), 60)
    """
    return InstalmentsInForce(policies.get(PlanOptions, on), policies.get(PlanTerms, on))
