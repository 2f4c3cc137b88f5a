"""A counted share drawn towards a stated one, as firmly as little was counted, with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


class Shrunk(NamedTuple):
    """A share and its interval, each a float64 array of one shape."""

    share: Floats
    low: Floats
    high: Floats


def shrunk_share(met: ArrayLike, of: ArrayLike, stated: ArrayLike, weight: float, deviations: float) -> Shrunk:
    """Give each share as if `weight` trials with the stated outcome had been seen before counting began.

    Parameters
    ----------
    met, of : number arrays, any shapes that broadcast
        How many of how many.
    stated : float array
        The share that the policy states, 0 to 1.
    weight : float
        How many trials the stated share counts for; above 0.
    deviations : float
        Standard deviations to each side of the interval, such as 1.645 for 90 %.

    Returns
    -------
    Shrunk
        ``(met + weight * stated) / (of + weight)``, and Wilson's score interval of that many of that many. Nothing counted gives the stated
        share, with an interval as wide as its weight is small.

    Raises
    ------
    ValueError
        If a count is negative or above what it is of, a stated share is not within 0 and 1, or the weight is not above 0.

    References
    ----------
    A beta prior of mean `stated` and size `weight` (Gelman et al., Bayesian Data Analysis, 2.4); Wilson, E. B. (1927), JASA 22.

    Examples
    --------
    3 of 10 were reached where the policy states a half, which counts for ten.

    >>> share, low, high = shrunk_share(3, 10, 0.5, 10, 1.645)
    >>> float(share), round(float(low), 3), round(float(high), 3)
    (0.4, 0.242, 0.581)
    """
    met, of, stated = (np.asarray(each, dtype=np.float64) for each in (met, of, stated))
    if weight <= 0:
        raise ValueError(f"the stated share must count for more than nothing; its weight is {weight}")
    if ((met < 0) | (met > of)).any():
        raise ValueError("a count must be within 0 and what it is of; count both over the same rows")
    if ((stated < 0) | (stated > 1)).any():
        raise ValueError("a stated share must be within 0 and 1")
    size = of + weight
    share = (met + weight * stated) / size
    square = deviations**2
    middle = (share + square / (2 * size)) / (1 + square / size)
    half = deviations / (1 + square / size) * np.sqrt(share * (1 - share) / size + square / (4 * size**2))
    return Shrunk(share, np.maximum(middle - half, 0), np.minimum(middle + half, 1))
