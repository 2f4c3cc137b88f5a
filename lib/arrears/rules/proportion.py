"""An interval for a share that was counted, honest where the numbers are small."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def wilson_interval(
    count: NDArray[np.int64], out_of: NDArray[np.int64], deviations: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give Wilson's score interval of each share.

    Parameters
    ----------
    count, out_of : int64 array of shape (n,)
        How many of how many.
    deviations : float
        Standard deviations to each side, such as 1.96 for 95 %.

    Returns
    -------
    low, high : float64 array of shape (n,)
        NaN where nothing was counted.

    Raises
    ------
    ValueError
        If a count is negative or above what it is out of.

    References
    ----------
    Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference, JASA 22.

    Examples
    --------
    One of two may be anything between 9 and 91 per cent.

    >>> low, high = wilson_interval(np.array([1, 0]), np.array([2, 0]), 1.96)
    >>> low.round(3), high.round(3)
    (array([0.095,   nan]), array([0.905,   nan]))
    """
    if ((count < 0) | (count > out_of)).any():
        raise ValueError("a count must be within 0 and what it is out of; count both over the same rows")
    square = deviations**2
    known = out_of > 0
    n = np.where(known, out_of, 1).astype(np.float64)
    share = count / n
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = deviations / (1 + square / n) * np.sqrt(share * (1 - share) / n + square / (4 * n**2))
    return np.where(known, np.maximum(middle - half, 0), np.nan), np.where(known, np.minimum(middle + half, 1), np.nan)
