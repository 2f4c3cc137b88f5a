"""How far two groups of a trial differ, how sure that is, and how many people it takes to know."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from arrears.rules.proportion import wilson_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Difference(NamedTuple):
    """The second group's figure less the first's, and its interval."""

    first: float
    second: float
    difference: float
    low: float
    high: float


def mean_difference(first: NDArray[np.float64], second: NDArray[np.float64], deviations: float) -> Difference:
    """Compare the means of two groups of unlike spread.

    Parameters
    ----------
    first, second : float64 arrays of shapes (n,) and (m,)
        One figure a person.
    deviations : float
        Standard deviations to each side of the interval.

    Returns
    -------
    Difference
        With an interval without end where a group has fewer than two people.

    References
    ----------
    Welch, B. L. (1947), Biometrika 34; by the normal distribution, as groups of a trial are large.

    Examples
    --------
    >>> mean_difference(np.array([1.0, 3.0]), np.array([4.0, 6.0]), 1.96).difference
    3.0
    """
    one, other = (float(each.mean()) if each.size else math.nan for each in (first, second))
    if min(first.size, second.size) <= 1:
        return Difference(one, other, other - one, -math.inf, math.inf)
    half = deviations * math.sqrt(sum(float(each.var(ddof=1)) / each.size for each in (first, second)))
    apart = other - one
    return Difference(one, other, apart, apart - half, apart + half)


def share_difference(met: tuple[int, int], of: tuple[int, int], deviations: float) -> Difference:
    """Compare two shares, honestly where they are small.

    Parameters
    ----------
    met, of : pairs of int
        How many of how many in the first and in the second group.
    deviations : float
        Standard deviations to each side of the interval.

    Returns
    -------
    Difference
        With an interval from -1 to 1 where a group has nobody.

    Raises
    ------
    ValueError
        As `arrears.rules.proportion.wilson_interval` does.

    References
    ----------
    Newcombe, R. G. (1998), Statistics in Medicine 17, method 10.

    Examples
    --------
    56 of 70 against 48 of 80, the paper's own example: 0.20 with an interval from 0.0524 to 0.3339.

    >>> [round(each, 4) for each in share_difference((48, 56), (80, 70), 1.959964)[2:]]
    [0.2, 0.0524, 0.3339]
    """
    low, high = wilson_interval(np.array(met), np.array(of), deviations)
    if 0 in of:
        one, other = (count / size if size else math.nan for count, size in zip(met, of, strict=True))
        return Difference(one, other, other - one, -1.0, 1.0)
    one, other = (count / size for count, size in zip(met, of, strict=True))
    apart = other - one
    down = math.hypot(other - float(low[1]), float(high[0]) - one)
    up = math.hypot(float(high[1]) - other, one - float(low[0]))
    return Difference(one, other, apart, apart - down, apart + up)


def people_needed(mean: float, spread: float, least: float, deviations: float, power: float) -> float:
    """Give how many people each group needs for a difference to be found.

    Parameters
    ----------
    mean, spread : float
        A person's figure, and its standard deviation.
    least : float
        The least difference worth knowing, as a part of the mean.
    deviations, power : float
        Standard deviations of the interval's side, and of the chance to find a difference that is there (0.84 for 80 %).

    Returns
    -------
    float
        Infinite where the mean is nothing.

    References
    ----------
    Two groups of equal size, normal approximation: 2 (z + z')^2 (spread / difference)^2.

    Examples
    --------
    >>> round(people_needed(100.0, 200.0, 0.1, 1.96, 0.84))
    6272
    """
    if mean <= 0 or least <= 0:
        return math.inf
    return 2 * (deviations + power) ** 2 * (spread / (least * mean)) ** 2


def watched_deviations(deviations: float, part: float) -> float:
    """Give how many deviations a difference must be away to end a trial before its time, so that looking often finds no more by chance.

    Parameters
    ----------
    deviations : float
        At the end.
    part : float
        The part of the trial that is over, above 0 and at most 1.

    Raises
    ------
    ValueError
        If the part is outside.

    References
    ----------
    O'Brien, P. C., Fleming, T. R. (1979), Biometrics 35.

    Examples
    --------
    >>> watched_deviations(1.96, 0.25), watched_deviations(1.96, 1.0)
    (3.92, 1.96)
    """
    if not 0 < part <= 1:
        raise ValueError(f"a part of a trial is above 0 and at most 1; it is {part}")
    return deviations / math.sqrt(part)
