"""Value at risk and priority score by the policy in force: one way for lists, cells and dashboards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.in_force import priority as urgency
from arrears.policy.records import ExpectedValue
from arrears.rules.bands import band
from arrears.rules.expected_value import expected_value

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.units import Codes, Days, Fen


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
    >>> import numpy as np
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> cn, day = Policies("cn"), date(2026, 1, 31)
    >>> at_risk(np.array([10_000_00]), np.array([45]), cn, day)
    array([170000])
    >>> at_risk(np.array([10_000_00]), np.array([45]), cn, day, roll_rate=np.array([0.1]))
    array([85000])
    """
    return urgency.under(policies, on).at_risk(total_due, days_past_due, roll_rate)


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
    >>> import numpy as np
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> scores(np.array([170000]), np.array([45]), np.array([8]), Policies("cn"), date(2026, 1, 31))
    array([34])
    """
    return urgency.under(policies, on)(value, days_past_due, since_contact)


def expected_values(
    value: Fen,
    days_past_due: Days,
    since_contact: Days,
    channel: Codes,
    channels: Sequence[str],
    policies: Policies,
    on: date,
) -> Fen:
    """Give what one more contact with each account is likely to save: a list is ranked by it.

    Parameters
    ----------
    value : int64 array of shape (n,)
        Value at risk in fen, as `at_risk` gives it.
    days_past_due, since_contact : int64 arrays of shape (n,)
        As `scores` takes them.
    channel, channels : int array of shape (n,), sequence of str
        The channel of each account's next action, as a position in the channels' names.
    policies, on
        Whose shares apply, and the day.

    Returns
    -------
    int64 array of shape (n,)
        In fen.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> import numpy as np
    >>> asked = np.array([170000]), np.array([45]), np.array([30]), np.array([0]), ("stage",)
    >>> expected_values(*asked, Policies("cn"), date(2026, 1, 31))
    array([20400])
    """
    policy = policies.get(ExpectedValue, on)
    silence = policy.silence_at_once, policy.silence_full_days
    reach = [policy.reach[name] for name in channels]  # type: ignore[index]  # the record names every channel
    return expected_value(
        value, band(days_past_due, policy.begins), policy.saved, since_contact, silence, channel, reach
    )
