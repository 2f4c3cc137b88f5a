"""Odds: what several facts together make of a share, and what one fact does to the odds over like groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


class CommonOdds(NamedTuple):
    """How many times the odds are with a fact those without it, over all groups, and its interval."""

    ratio: float
    low: float
    high: float


_LEAST = 1e-9


def with_odds(share: ArrayLike, multipliers: Sequence[ArrayLike]) -> Floats:
    """Multiply the odds of a share by each multiplier; facts are taken to act independently of one another.

    Parameters
    ----------
    share : float array, any shape
        Within 0 and 1.
    multipliers : sequence of float arrays
        Of shapes that broadcast with it; 1 changes nothing.

    Returns
    -------
    float64 array of the broadcast shape

    Raises
    ------
    ValueError
        If a multiplier is negative.

    References
    ----------
    Odds form of Bayes' theorem with conditionally independent facts.

    Examples
    --------
    A half is even odds; twice the odds by the hour, three times by the weekday are six to one.

    >>> with_odds(0.5, [2.0, 3.0]).round(4).tolist()
    0.8571
    """
    base = np.asarray(share, dtype=np.float64)
    factor = np.ones(())
    for each in multipliers:
        one = np.asarray(each, dtype=np.float64)
        if (one < 0).any():
            raise ValueError("odds are multiplied by 0 or more")
        factor = factor * one
    changed: Floats = base * factor / (1 - base + base * factor)
    return changed


def odds_multiplier(share: ArrayLike, base: ArrayLike) -> Floats:
    """Give how many times the odds of a share are those of a base.

    Examples
    --------
    >>> odds_multiplier([0.5, 0.2], 0.2).round(4).tolist()
    [4.0, 1.0]
    """
    own, stated = (np.clip(np.asarray(each, dtype=np.float64), _LEAST, 1 - _LEAST) for each in (share, base))
    times: Floats = own / (1 - own) / (stated / (1 - stated))
    return times


def common_odds(
    met_with: ArrayLike, of_with: ArrayLike, met_without: ArrayLike, of_without: ArrayLike, deviations: float
) -> CommonOdds:
    """Give the common odds ratio of what was met with a fact and without it, group by group.

    Parameters
    ----------
    met_with, of_with, met_without, of_without : number arrays of shape (n,)
        How many of how many in each group of like cases, with the fact and without it.
    deviations : float
        Standard deviations to each side of the interval.

    Returns
    -------
    CommonOdds
        1 with an interval from 0 to infinity where no group tells anything.

    Raises
    ------
    ValueError
        If a count is negative or above what it is of.

    References
    ----------
    Mantel, N., Haenszel, W. (1959), JNCI 22; variance of its logarithm: Robins, Breslow, Greenland (1986), Biometrics 42.

    Examples
    --------
    In both groups the odds double: 20 of 30 against 10 of 20, and 40 of 60 against 20 of 40.

    >>> common_odds([20, 40], [30, 60], [10, 20], [20, 40], 1.96).ratio
    2.0
    """
    a, with_, c, without = (np.asarray(each, dtype=np.float64) for each in (met_with, of_with, met_without, of_without))
    if any(((met < 0) | (met > of)).any() for met, of in ((a, with_), (c, without))):
        raise ValueError("a count must be within 0 and what it is of; count both over the same rows")
    b, d, size = with_ - a, without - c, np.maximum(with_ + without, 1)
    agree, differ = a * d / size, b * c / size
    up, down = float(agree.sum()), float(differ.sum())
    if up <= 0 or down <= 0:
        return CommonOdds(1.0, 0.0, float("inf"))
    p, q = (a + d) / size, (b + c) / size
    spread = (
        (p * agree).sum() / (2 * up**2)
        + (p * differ + q * agree).sum() / (2 * up * down)
        + (q * differ).sum() / (2 * down**2)
    )
    ratio, half = up / down, deviations * float(np.sqrt(spread))
    return CommonOdds(ratio, ratio * float(np.exp(-half)), ratio * float(np.exp(half)))


def shrunk_odds(found: CommonOdds, stated: float, weight: float, deviations: float) -> CommonOdds:
    """Draw a common odds ratio towards a stated one, each by how surely it is known.

    Parameters
    ----------
    found : CommonOdds
        As `common_odds` gives it with the same `deviations`.
    stated : float
        The ratio that the policy states; above 0.
    weight : float
        As many cases on each side, evenly met and not met, the stated ratio counts for.
    deviations : float
        Standard deviations to each side of the interval.

    Raises
    ------
    ValueError
        If the stated ratio or the weight is not above 0.

    References
    ----------
    Normal prior on the logarithm of the ratio; inverse-variance weights (Gelman et al., Bayesian Data Analysis, 2.5).

    Examples
    --------
    Where nothing was found, the stated ratio stands.

    >>> shrunk_odds(CommonOdds(1.0, 0.0, float("inf")), 1.28, 200, 1.645).ratio
    1.28
    """
    if stated <= 0 or weight <= 0:
        raise ValueError(f"a stated ratio and its weight must be above 0; they are {stated} and {weight}")
    before = weight / 8
    known = found.low > 0 and np.isfinite(found.high) and found.high > found.low
    counted = (2 * deviations / float(np.log(found.high / found.low))) ** 2 if known else 0.0
    middle = (before * float(np.log(stated)) + counted * float(np.log(found.ratio))) / (before + counted)
    half = deviations / float(np.sqrt(before + counted))
    return CommonOdds(*(float(np.exp(each)) for each in (middle, middle - half, middle + half)))
