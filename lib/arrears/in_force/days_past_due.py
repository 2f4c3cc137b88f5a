"""How many days a payment is past due (HOUSE-DPD)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from arrears.policy.records import DaysPastDue
from arrears.rules.days_past_due import days_past_due

if TYPE_CHECKING:
    from datetime import date

    import numpy as np

    from arrears.policy import Policies
    from arrears.rules.pause import Pauses
    from arrears.units import Dates, Days


@dataclass(frozen=True, slots=True)
class DaysPastDueInForce:
    """The rule with its figures.

    Attributes
    ----------
    policy : DaysPastDue
        The figures in force, with their grounds.
    """

    policy: DaysPastDue

    def __call__(self, due_date: Dates, as_of: np.datetime64[Any], pauses: Pauses | None = None) -> Days:
        """Give whole days past due, 0 when not yet due; stretches of `pauses` do not count."""
        return days_past_due(due_date, as_of, self.policy.due_day_counts, pauses)


def under(policies: Policies, on: date) -> DaysPastDueInForce:
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
    >>> due = np.array(["2026-01-10"], "M8[D]")
    >>> under(Policies("cn"), date(2026, 1, 31))(due, np.datetime64("2026-01-31"))
    array([21])
    """
    return DaysPastDueInForce(policies.get(DaysPastDue, on))
