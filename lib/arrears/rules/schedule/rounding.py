"""Whole multiples of fen from exact quotients."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


_INT64_ROOM = 2**61
"""Twice as much still fits 64 bits."""


class Rounding(StrEnum):
    """How an amount becomes a multiple of a unit."""

    HALF_UP = "half_up"
    UP = "up"
    DOWN = "down"


def exact_product(left: NDArray[Any], right: NDArray[Any] | int) -> NDArray[Any]:
    """Multiply whole numbers that are not negative; as Python's own integers where 64 bits would not do.

    Examples
    --------
    >>> exact_product(np.array([3]), 4), exact_product(np.array([10**12]), 10**12)
    (array([12]), array([1000000000000000000000000], dtype=object))
    """
    if int(left.max(initial=0)) * int(np.max(right, initial=0)) < _INT64_ROOM:
        return np.asarray(left * right)
    return np.asarray(left.astype(object) * right)


def quotient(numerator: NDArray[Any], denominator: NDArray[Any] | int, rounding: Rounding) -> NDArray[Any]:
    """Divide amounts that are not negative by positive ones and round to a whole number.

    Parameters
    ----------
    numerator, denominator : int64 or object (Python integers) arrays
        Twice a numerator and a denominator must fit their type.
    rounding : Rounding
        What becomes of the rest.

    Returns
    -------
    array of the broadcast shape and type

    Examples
    --------
    >>> quotient(np.array([5, 4, 6]), 10, Rounding.HALF_UP), quotient(np.array([1, 10, 11]), 10, Rounding.UP)
    (array([1, 0, 1]), array([1, 1, 2]))
    """
    if rounding == Rounding.HALF_UP:
        return np.asarray((2 * numerator + denominator) // (2 * denominator))
    if rounding == Rounding.UP:
        return np.asarray(-(-numerator // denominator))
    return np.asarray(numerator // denominator)


def nearest_whole(amount: NDArray[np.float64], rounding: Rounding) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Round floats, and tell how far each lies from the place where the result would change.

    Returns
    -------
    tuple of two float64 arrays
        The whole number and the distance.

    Examples
    --------
    >>> nearest_whole(np.array([1.25, 1.5]), Rounding.HALF_UP)
    (array([1., 2.]), array([0.25, 0.  ]))
    """
    shifted = amount + 0.5 if rounding == Rounding.HALF_UP else amount
    whole = np.ceil(shifted) if rounding == Rounding.UP else np.floor(shifted)
    return whole, np.abs(shifted - np.rint(shifted))
