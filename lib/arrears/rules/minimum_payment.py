"""The minimum payment 最低还款额 of a statement (policy ``minimum_payment``, CN-P4).

Shares of purchases, instalments due, the unpaid minimum of before, what is over the limit, and fees and interest are
added exactly and rounded half up to the fen once.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

import numpy as np

from arrears.rules.allocation import require_amounts
from arrears.rules.interest import require_rate
from arrears.units import times_fraction_half_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.units import Fen


def minimum_payment(parts: Sequence[Fen], shares: Sequence[Fraction]) -> Fen:
    """Give the minimum payment of each statement.

    Parameters
    ----------
    parts : sequence of int64 arrays of shape (n,)
        Purchases, instalments due, previously unpaid minimum, over-limit amount, fees and interest, in fen.
    shares : sequence of Fraction
        The share of each part, in the same order.

    Returns
    -------
    int64 array of shape (n,)
        Minimum payment in fen.

    Raises
    ------
    ValueError
        If an amount or a share is negative, or there is not one share a part.
    OverflowError
        If an exact sum does not fit 64 bits.

    References
    ----------
    CN-P4: an issuer's notice; 10 % of purchases and all of the rest.

    Examples
    --------
    >>> from fractions import Fraction
    >>> amounts = [np.array([fen]) for fen in (3_000_05, 500_00, 0, 0, 20_00)]
    >>> minimum_payment(amounts, [Fraction(1, 10), *[Fraction(1)] * 4])
    array([82001])
    """
    if len(parts) != len(shares) or not parts:
        raise ValueError(f"every part needs its share; there are {len(parts)} parts and {len(shares)} shares")
    require_amounts(*parts)
    for share in shares:
        require_rate(share)
    common = lcm(*(share.denominator for share in shares))
    # In units of 1/common fen every share is whole, so the sum is exact and rounded once.
    weights = [int(share * common) for share in shares]
    most = sum(int(part.max(initial=0)) * weight for part, weight in zip(parts, weights, strict=True))
    if most >= 2**62:
        raise OverflowError("a minimum payment must stay below 2^62 parts of a fen; check the amounts")
    total = np.sum([part * weight for part, weight in zip(parts, weights, strict=True)], axis=0)
    return times_fraction_half_up(total, Fraction(1, common))
