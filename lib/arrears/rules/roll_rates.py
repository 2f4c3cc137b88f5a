"""How many accounts go from which bucket to which between two days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.rules.bands import BandCodes
    from arrears.units import Codes


def roll_counts(earlier: BandCodes | Codes, later: BandCodes | Codes, bands: int) -> NDArray[np.int64]:
    """Count moves between bands.

    Parameters
    ----------
    earlier, later : int array of shape (n,)
        Band of the same accounts on two days; -1 where an account was not there.
    bands : int
        How many bands there are.

    Returns
    -------
    int64 array of shape (bands + 1, bands + 1)
        Row: band before; column: band after; the last of each: not there.

    Raises
    ------
    ValueError
        If the arrays differ in length, or a band is none of the scale.

    References
    ----------
    RULES, practice "measures": roll rates.

    Examples
    --------
    Of three accounts in the first band one stays, one rolls on and one is gone.

    >>> roll_counts(np.array([0, 0, 0]), np.array([0, 1, -1]), bands=2)
    array([[1, 1, 1],
           [0, 0, 0],
           [0, 0, 0]])
    """
    if earlier.shape != later.shape:
        raise ValueError(f"each account needs a band on both days; there are {earlier.size} and {later.size}")
    for code in (earlier, later):
        if code.size and (int(code.max()) >= bands or int(code.min()) < -1):
            raise ValueError(f"bands are 0 to {bands - 1}, or -1 for not there; found {code.min()} to {code.max()}")
    before, after = (np.where(code < 0, bands, code).astype(np.int64) for code in (earlier, later))
    counts = np.bincount(before * (bands + 1) + after, minlength=(bands + 1) ** 2)
    return counts.reshape(bands + 1, bands + 1).astype(np.int64)
