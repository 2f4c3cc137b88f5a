"""How urgent a case is: the value at risk, and the score of it with age and silence (HOUSE-ROLL, HOUSE-PRIORITY)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from arrears.policy.records import Priority, RollRates
from arrears.rules.bands import band
from arrears.rules.priority import Weights, priority
from arrears.rules.value_at_risk import value_at_risk
from arrears.units import exact_fraction

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.units import Days, Fen


@dataclass(frozen=True, slots=True)
class PriorityInForce:
    """Value at risk and score with their figures.

    Attributes
    ----------
    policy : Priority
        The weights of the score.
    roll : RollRates
        How likely an age rolls on to loss, and what is lost then.
    """

    policy: Priority
    roll: RollRates

    def at_risk(self, total_due: Fen, days_past_due: Days, roll_rate: NDArray[np.float64] | None = None) -> Fen:
        """Give the value at risk in fen, by each account's own probability where one is given."""
        if roll_rate is None:
            codes = band(days_past_due, self.roll.begins)
            return value_at_risk(total_due, codes, self.roll.to_loss, self.roll.loss)
        rates, places = np.unique(roll_rate, return_inverse=True)
        own = np.where(days_past_due < 0, -1, places)
        return value_at_risk(total_due, own, [exact_fraction(rate) for rate in rates.tolist()], self.roll.loss)

    def to_loss(self, days_past_due: int) -> Fraction:
        """Give the probability with which an age rolls on to loss."""
        return self.roll.to_loss[int(band(np.array([days_past_due]), self.roll.begins)[0])]

    def percent_of_age(self, days_past_due: int) -> int:
        """Give the per cent of the points for age that an age gets."""
        return self.policy.age_percent[int(band(np.array([days_past_due]), self.policy.begins)[0])]

    def __call__(self, value: Fen, days_past_due: Days, since_contact: Days) -> Days:
        """Give the score, 0 to 100; -1 days since a contact where there was none."""
        policy = self.policy
        weights = Weights(
            value=policy.value_weight,
            age=policy.age_weight,
            silence=policy.silence_weight,
            value_full_fen=policy.value_full_fen,
            silence_full_days=policy.silence_full_days,
        )
        return priority(value, band(days_past_due, policy.begins), since_contact, policy.age_percent, weights)


def under(policies: Policies, on: date) -> PriorityInForce:
    """Bind value at risk and score to the figures of a profile on a day.

    Raises
    ------
    PolicyError
        If there are none on that day.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> rule = under(Policies("cn"), date(2026, 1, 31))
    >>> rule(rule.at_risk(np.array([10_000_00]), np.array([45])), np.array([45]), np.array([8]))
    array([34])
    """
    return PriorityInForce(policies.get(Priority, on), policies.get(RollRates, on))
