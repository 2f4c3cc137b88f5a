"""What became of a promise to pay (HOUSE-PTP)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from arrears.policy.records import Promise
from arrears.rules.promise import OUTCOMES, promise_outcome

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.units import Dates, Fen


@dataclass(frozen=True, slots=True)
class PromiseInForce:
    """The rule with its figures.

    Attributes
    ----------
    policy : Promise
        The figures in force, with their grounds.
    """

    policy: Promise

    def __call__(self, promised: Fen, due_on: Dates, paid: Fen, as_of: np.datetime64[Any]) -> NDArray[np.object_]:
        """Give each outcome by its key: pending, kept, partial or broken."""
        codes = promise_outcome(promised, due_on, paid, as_of, self.policy.grace_days, self.policy.threshold)
        return np.array(OUTCOMES, dtype=object)[codes]


def under(policies: Policies, on: date) -> PromiseInForce:
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
    >>> one = np.array([100_00]), np.array(["2026-03-10"], "M8[D]"), np.array([40_00])
    >>> under(Policies("cn"), date(2026, 3, 11))(*one, np.datetime64("2026-03-11"))
    array(['partial'], dtype=object)
    """
    return PromiseInForce(policies.get(Promise, on))
