"""The fee of a court, which grows by parts of the amount (policy ``court_fees``: 诉讼费用交纳办法)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from arrears.rules.allocation import require_amounts
from arrears.units import times_fraction_half_up

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from arrears.units import Fen


def court_fee(
    amount: Fen, *, above: Sequence[int], rates: Sequence[Fraction], flat_fen: int, most_fen: int | None = None
) -> Fen:
    """Give the fee of each claim: a flat one for its first part, and a share of each further part.

    Parameters
    ----------
    amount : int64 array of shape (n,)
        What is claimed, in fen.
    above : sequence of int
        Where each part begins, in fen, rising; below the first there is the flat fee alone.
    rates : sequence of Fraction
        The share of each part.
    flat_fen : int
        The fee of a claim up to the first part, in fen.
    most_fen : int, optional
        The highest fee, in fen.

    Returns
    -------
    int64 array of shape (n,)
        The fee in fen; nothing is claimed, nothing is due.

    Raises
    ------
    ValueError
        If an amount is negative, or the parts do not rise or have not one rate each.

    References
    ----------
    诉讼费用交纳办法 (国务院令第481号) art. 13, 14.

    Examples
    --------
    Up to 10,000 yuan 50 yuan, above it 2.5 %: 100,000 yuan cost 50 + 2,250.

    >>> from fractions import Fraction
    >>> court_fee(np.array([10_000_00, 100_000_00]), above=(10_000_00,), rates=(Fraction(25, 1000),), flat_fen=50_00)
    array([  5000, 230000])
    """
    require_amounts(amount, np.array([flat_fen]))
    if len(above) != len(rates) or any(a >= b for a, b in pairwise(above)):
        raise ValueError(f"parts must rise and have one rate each; there are {list(above)} and {len(rates)} rates")
    fee = np.where(amount > 0, flat_fen, 0).astype(np.int64)
    ends = (*above[1:], None)
    for begin, end, rate in zip(above, ends, rates, strict=True):
        inside = np.maximum((amount if end is None else np.minimum(amount, end)) - begin, 0)
        fee += times_fraction_half_up(inside, rate)
    return fee if most_fen is None else np.minimum(fee, most_fen)
