"""Split card payments over what is due on each account, by the order in force (CN-57; guideline items A4, C9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.in_force import allocation

if TYPE_CHECKING:
    from datetime import date

    from arrears.policy import Policies
    from arrears.units import Days, Fen


def split_payments(  # the arguments of AR_ALLOCATE, and whose rules on which day
    payment: Fen, days_past_due: Days, interest: Fen, fees: Fen, principal: Fen, *, on: date, policies: Policies
) -> Fen:
    """Split each payment in the order of its days past due.

    Parameters
    ----------
    payment, interest, fees, principal : int64 arrays of shape (n,)
        What was paid, and what is due on each account, in fen.
    days_past_due : int64 array of shape (n,)
        Before the payment.
    on : date
        The day whose rule applies.
    policies : Policies
        Whose rule applies.

    Returns
    -------
    int64 array of shape (n, 4)
        To interest, to fees, to principal, left over, in fen; each row sums to its payment.

    Raises
    ------
    ValueError
        If an amount or a number of days is negative.
    PolicyError
        If the rule was not in force on that day.

    Examples
    --------
    >>> import numpy as np
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> due = [np.array([fen] * 2) for fen in (40_00, 25_00, 200_00)]
    >>> day, cn = date(2026, 11, 23), Policies("cn")
    >>> split_payments(np.array([50_00, 50_00]), np.array([90, 91]), *due, on=day, policies=cn).tolist()
    [[4000, 1000, 0, 0], [0, 0, 5000, 0]]
    """
    return allocation.under(policies, on)(payment, days_past_due, interest, fees, principal)
