"""Grace and tolerance of a due date (policies ``grace`` and ``tolerance``, CN-P5).

Nothing is rounded. Grace decides whether a payment came in time; it never changes the raw days past due.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from arrears.units import Dates


def pay_by(due_date: Dates, grace_days: int) -> Dates:
    """Give the last day on which a payment still counts as in time.

    Parameters
    ----------
    due_date : datetime64[D] array
        Due dates; NaT stays NaT.
    grace_days : int
        Days of grace after the due date.

    Returns
    -------
    datetime64[D] array of the same shape

    Raises
    ------
    ValueError
        If the days of grace are negative.

    References
    ----------
    CN-P5: 中国银行卡行业自律公约 art. 14, at least three days.

    Examples
    --------
    >>> pay_by(np.array(["2026-04-25"], dtype="datetime64[D]"), 3)
    array(['2026-04-28'], dtype='datetime64[D]')
    """
    if grace_days < 0:
        raise ValueError(f"days of grace must not be negative; they are {grace_days}")
    last: Dates = due_date + np.timedelta64(grace_days, "D")
    return last
