"""Two ways to draw whole columns, so that the same seed gives the same portfolio on every system."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from arrears.units import Codes

Words = np.typing.NDArray[np.str_]
"""One text a row."""

_STEP = 7_919
"""A prime that divides no power of ten, so that steps of it meet every number below one before any comes again."""


def draw(rng: np.random.Generator, weights: Sequence[float], size: int) -> Codes:
    """Draw positions in proportion to weights.

    Examples
    --------
    >>> draw(np.random.default_rng(1), [0, 3, 1], 6).tolist()
    [1, 2, 1, 2, 1, 1]
    """
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    drawn: Codes = np.searchsorted(edges, rng.random(size) * edges[-1], side="right").astype(np.intp)
    return drawn


def draw_words(
    rng: np.random.Generator, words: Sequence[str], size: int, weights: Sequence[float] | None = None
) -> Words:
    """Draw words, equally or in proportion to weights.

    Examples
    --------
    >>> draw_words(np.random.default_rng(1), ["a", "b"], 4).tolist()
    ['b', 'b', 'a', 'b']
    """
    return np.array(words)[draw(rng, weights or [1.0] * len(words), size)]


def scattered(size: int, below: int) -> NDArray[np.int64]:
    """Give numbers that look drawn, and none twice while there are any left.

    Parameters
    ----------
    size : int
        How many.
    below : int
        A power of ten; past that many numbers they come again.

    Examples
    --------
    >>> scattered(4, 10_000).tolist()
    [0, 7919, 5838, 3757]
    >>> len(set(scattered(1000, 1000).tolist()))
    1000
    """
    return np.arange(size, dtype=np.int64) * _STEP % below
