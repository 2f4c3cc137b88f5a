"""Grace and tolerance of a due date (policies ``grace`` and ``tolerance``, CN-P5).

Nothing is rounded. Grace decides whether a payment came in time; it never changes the raw days past due.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.rules.allocation import require_amounts

if TYPE_CHECKING:
    from arrears.units import Dates, Fen, Flags


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


def counts_as_paid(due: Fen, paid: Fen, tolerance_fen: int) -> Flags:
    """Tell where what is short is within the tolerance.

    Parameters
    ----------
    due, paid : int64 arrays of one shape
        Amount due and paid in time, in fen.
    tolerance_fen : int
        What may be short, in fen.

    Returns
    -------
    bool array of the same shape

    Raises
    ------
    ValueError
        If an amount is negative.

    References
    ----------
    CN-P5: a shortfall of up to the tolerance counts as payment in full.

    Examples
    --------
    >>> counts_as_paid(np.array([100_00, 100_00]), np.array([90_00, 89_99]), 10_00)
    array([ True, False])
    """
    require_amounts(due, paid, np.array([tolerance_fen]))
    full: Flags = due - paid <= tolerance_fen
    return full
