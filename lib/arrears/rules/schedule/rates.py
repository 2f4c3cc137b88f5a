"""Exact rates of many plans: a numerator and a denominator each."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from arrears.units import exact_fraction

if TYPE_CHECKING:
    from decimal import Decimal

    from numpy.typing import ArrayLike, NDArray

    from arrears.units import Flags

_PLACES = 10**9
_EXACT_FLOATS = 2**52
_FLOATS_AGREE = 1e-12
_MOST = 10**18
"""Sums of a numerator and a denominator, and doubles of either, fit 64 bits."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Exact rates, ``numerator[i] / denominator[i]`` each, in lowest terms.

    Attributes
    ----------
    numerator, denominator : int64 array of shape (n,)
        The denominators are positive.
    """

    numerator: NDArray[np.int64]
    denominator: NDArray[np.int64]

    def above(self, ceiling: Fraction) -> Flags:
        """Tell which rates are above an exact ceiling."""
        rate = self.numerator / self.denominator
        above: Flags = rate > float(ceiling)
        near = np.isclose(rate, float(ceiling), rtol=_FLOATS_AGREE, atol=0)
        if near.any():
            # Python's own integers: the cross products may not fit 64 bits.
            left = self.numerator[near].astype(object) * ceiling.denominator
            above[near] = left > self.denominator[near].astype(object) * ceiling.numerator
        return above

    def at(self, row: int) -> float:
        """Give one rate for a message."""
        return float(self.numerator[row] / self.denominator[row])


def exact_at(rates: Rates, row: int) -> Fraction:
    """Give one rate as the exact fraction that it is."""
    return Fraction(int(rates.numerator[row]), int(rates.denominator[row]))


def exact_rates(rates: Rates | ArrayLike | Decimal | Fraction) -> Rates:
    """Read rates as the exact fractions that people meant by their shortest decimal form.

    Parameters
    ----------
    rates : float, str, Decimal or Fraction, or an array of them
        A year's or a period's rate, as a decimal: 0.12 is 12 %.

    Returns
    -------
    Rates
        One entry a rate; a single rate gives arrays of shape (1,).

    Raises
    ------
    ValueError
        If a rate is not a finite number, or has too many digits for 64 bits.

    Examples
    --------
    >>> exact_rates([0.0824, 0.12])
    Rates(numerator=array([103,   3]), denominator=array([1250,   25]))
    """
    if isinstance(rates, Rates):
        return rates
    values: NDArray[Any] = np.atleast_1d(np.asarray(rates))
    if values.dtype.kind in "fiu":
        return _from_numbers(values.astype(np.float64))
    return _one_by_one(values)


def _from_numbers(values: NDArray[np.float64]) -> Rates:
    scaled = np.rint(values * _PLACES)
    # A quotient of two exact floats is the nearest to the decimal: equality proves that it was meant.
    if np.isfinite(scaled).all() and (np.abs(scaled) < _EXACT_FLOATS).all() and (scaled / _PLACES == values).all():
        numerator = scaled.astype(np.int64)
        divisor = np.gcd(numerator, _PLACES)
        return Rates(numerator // divisor, _PLACES // divisor)
    return _one_by_one(values)


def _one_by_one(values: NDArray[Any]) -> Rates:
    """Read each different rate once; a table has few."""
    different, where = np.unique(values, return_inverse=True)
    exact = [exact_fraction(rate) for rate in different.tolist()]
    wide = [rate for rate in exact if max(abs(rate.numerator), rate.denominator) > _MOST]
    if wide:
        raise ValueError(f"a rate may have at most 18 digits; round {wide[0]} to, say, {float(wide[0]):.9f}")
    numerators = np.array([rate.numerator for rate in exact], dtype=np.int64)
    denominators = np.array([rate.denominator for rate in exact], dtype=np.int64)
    return Rates(numerators[where].reshape(values.shape), denominators[where].reshape(values.shape))
