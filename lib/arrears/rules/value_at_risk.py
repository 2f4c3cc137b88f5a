"""Value at risk: what is likely to be lost on a balance if nothing is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.units import Codes, Fen, times_fraction_half_up

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from arrears.rules.bands import BandCodes


def value_at_risk(balance: Fen, roll_band: BandCodes | Codes, to_loss: Sequence[Fraction], loss: Fraction) -> Fen:
    """Multiply each balance by the probability that it rolls to loss and by the loss given that.

    Parameters
    ----------
    balance : int64 array of shape (n,)
        Total due in fen; a credit balance has nothing at risk.
    roll_band : int array of shape (n,)
        Position in `to_loss`; -1 where it is not known, which puts nothing at risk.
    to_loss : sequence of Fraction
        Probability of rolling to loss, one a band.
    loss : Fraction
        Part of the balance that is lost then.

    Returns
    -------
    int64 array of shape (n,)
        Value at risk in fen, rounded half up once.

    Raises
    ------
    ValueError
        If a rate is not within 0 and 1, or a band has no rate.

    References
    ----------
    RULES, practice "ordering"; policy file roll_rates.toml (HOUSE-ROLL).

    Examples
    --------
    10,000.00 of which 45 % roll to loss and 85 % of that is lost.

    >>> from fractions import Fraction
    >>> value_at_risk(np.array([10_000_00]), np.array([0]), [Fraction(45, 100)], Fraction(85, 100))
    array([382500])
    """
    if any(not 0 <= rate <= 1 for rate in (*to_loss, loss)):
        raise ValueError(f"roll rates and loss must be within 0 and 1; they are {[*map(str, to_loss)]} and {loss}")
    if roll_band.size and int(roll_band.max()) >= len(to_loss):
        raise ValueError(f"band {int(roll_band.max())} has no roll rate; there are {len(to_loss)}")
    at_risk: Fen = np.zeros(balance.shape, dtype=np.int64)
    # One step a band, of which a scale has a handful, not one a row. HOUSE-ROLL rounds once, after both factors.
    for code, rate in enumerate(to_loss):
        rows = np.flatnonzero(roll_band == code)
        at_risk[rows] = times_fraction_half_up(np.maximum(balance[rows], 0), rate * loss)
    return at_risk
