"""Value at risk and priority score by the policy in force: one way for lists, cells and dashboards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.policy.records import Priority, RollRates
from arrears.rules.bands import band
from arrears.rules.priority import Weights, priority
from arrears.rules.value_at_risk import value_at_risk
from arrears.units import exact_fraction

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.units import Days, Fen


def at_risk(
    total_due: Fen, days_past_due: Days, policies: Policies, on: date, roll_rate: NDArray[np.float64] | None = None
) -> Fen:
    """Give the value at risk of each account.

    Parameters
    ----------
    total_due : int64 array of shape (n,)
        In fen.
    days_past_due : int64 array of shape (n,)
        -1 where not known, which puts nothing at risk.
    policies, on
        Whose roll rates and loss apply, and the day.
    roll_rate : float array of shape (n,), optional
        Each account's own probability of rolling to loss; the policy's by age if it is not given.

    Returns
    -------
    int64 array of shape (n,)
        In fen.

    Raises
    ------
    ValueError
        If a rate is not within 0 and 1.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> cn, day = Policies("cn"), date(2026, 1, 31)
    >>> at_risk(np.array([10_000_00]), np.array([45]), cn, day)
    array([170000])
    >>> at_risk(np.array([10_000_00]), np.array([45]), cn, day, roll_rate=np.array([0.1]))
    array([85000])
    """
    roll = policies.get(RollRates, on)
    if roll_rate is None:
        return value_at_risk(total_due, band(days_past_due, roll.begins), roll.to_loss, roll.loss)
    rates, codes = np.unique(roll_rate, return_inverse=True)
    own = np.where(days_past_due < 0, -1, codes)
    return value_at_risk(total_due, own, [exact_fraction(rate) for rate in rates.tolist()], roll.loss)


def scores(value: Fen, days_past_due: Days, since_contact: Days, policies: Policies, on: date) -> Days:
    """Give the priority score of each account, 0 to 100.

    Parameters
    ----------
    value : int64 array of shape (n,)
        Value at risk in fen, as `at_risk` gives it.
    days_past_due, since_contact : int64 arrays of shape (n,)
        Days past due, -1 where not known; days since the last contact, -1 where there was none.
    policies, on
        Whose weights apply, and the day.

    Returns
    -------
    int64 array of shape (n,)

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> scores(np.array([170000]), np.array([45]), np.array([8]), Policies("cn"), date(2026, 1, 31))
    array([34])
    """
    policy = policies.get(Priority, on)
    weights = Weights(
        value=policy.value_weight,
        age=policy.age_weight,
        silence=policy.silence_weight,
        value_full_fen=policy.value_full_fen,
        silence_full_days=policy.silence_full_days,
    )
    return priority(value, band(days_past_due, policy.begins), since_contact, policy.age_percent, weights)
