"""The late fee 违约金 (policy ``late_fee``: CN-P3, Z-52).

A share of the unpaid minimum payment, rounded half up to the fen, then at least the house's minimum, then at most what
the profile caps it by (Z-52: the minimum payment due). No fee where the minimum payment was made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.rules.allocation import require_amounts
from arrears.rules.interest import require_rate
from arrears.units import times_fraction_half_up

if TYPE_CHECKING:
    from fractions import Fraction

    from arrears.units import Fen


def late_fee(
    minimum_payment: Fen,
    paid: Fen,
    *,
    rate: Fraction,
    least_fen: int,
    tolerance_fen: int = 0,
    capped_at_minimum_payment: bool = False,
) -> Fen:
    """Give the late fee of each statement.

    Parameters
    ----------
    minimum_payment : int64 array of shape (n,)
        Minimum payment due, in fen.
    paid : int64 array of shape (n,)
        Paid in time towards it, in fen.
    rate : Fraction
        Share of the unpaid part.
    least_fen : int
        Least fee once there is one, in fen.
    tolerance_fen : int
        An unpaid part up to this makes no fee, in fen.
    capped_at_minimum_payment : bool
        Whether the fee may not exceed the minimum payment due.

    Returns
    -------
    int64 array of shape (n,)
        Late fee in fen.

    Raises
    ------
    ValueError
        If an amount or the rate is negative.

    References
    ----------
    CN-P3: an issuer's agreement; CN-P2: by contract only. Z-52: 12 CFR 1026.52(b)(2)(i)(A).

    Examples
    --------
    >>> from fractions import Fraction
    >>> late_fee(np.array([1000_00] * 3), np.array([0, 500_00, 1000_00]), rate=Fraction(5, 100), least_fen=30_00)
    array([5000, 3000,    0])
    """
    require_amounts(minimum_payment, paid, np.array([least_fen, tolerance_fen]))
    require_rate(rate)
    unpaid = np.maximum(minimum_payment - paid, 0)
    fee = np.maximum(times_fraction_half_up(unpaid, rate), least_fen)
    if capped_at_minimum_payment:
        fee = np.minimum(fee, minimum_payment)
    return np.where(unpaid > tolerance_fen, fee, 0)
