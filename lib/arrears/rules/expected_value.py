"""Expected value of a contact: what one more contact today is likely to save, by which a list is ranked."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from arrears.units import divide_half_up

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    from arrears.rules.bands import BandCodes
    from arrears.units import Codes, Days, Fen

_WEIGHT = 1_000_000
"""Shares are weighed in millionths, so that one multiplication of whole numbers suffices."""
_MOST = 9 * 10**12


def expected_value(
    at_risk: Fen,
    age_band: BandCodes,
    saved: Sequence[Fraction],
    days_since_contact: Days,
    silence: tuple[Fraction, int],
    action: Codes,
    reach: Sequence[Fraction],
) -> Fen:
    """Multiply the value at risk by what a contact saves at that age, by how long nobody asked, and by what the action can reach.

    Parameters
    ----------
    at_risk : int64 array of shape (n,)
        Value at risk in fen, at most 90 thousand million yuan.
    age_band : int array of shape (n,)
        Position in `saved`; -1 where the age is not known, which is worth nothing.
    saved : sequence of Fraction
        Share of the value at risk that one contact saves, one a band of age.
    days_since_contact : int64 array of shape (n,)
        Days since the last contact; a negative number means that there was none, which counts as the longest silence.
    silence : (Fraction, int)
        The share that counts on the day of a contact, and the days without contact after which all of it counts again.
    action : int array of shape (n,)
        Position in `reach`.
    reach : sequence of Fraction
        Share of a call's effect that each action has.

    Returns
    -------
    int64 array of shape (n,)
        In fen. It orders a list; it is no forecast of one customer's payment.

    Raises
    ------
    ValueError
        If a value is too large to be weighed.

    References
    ----------
    Policy file expected_value.toml (HOUSE-EXPECTED).

    Examples
    --------
    10,000.00 at risk, a tenth of which a contact saves; 15 of 30 days of silence, of which half counts at once.

    >>> from fractions import Fraction
    >>> half = Fraction(1, 2)
    >>> expected_value(np.array([10_000_00]), np.array([0], np.int8), [Fraction(1, 10)], np.array([15]), (half, 30),
    ...                np.array([0]), [Fraction(1)])
    array([75000])
    """
    if at_risk.size and int(at_risk.max()) > _MOST:
        raise ValueError(f"a value at risk of {int(at_risk.max())} fen is too large to be weighed; check its unit")
    at_once, full = silence
    waited = np.where(days_since_contact < 0, full, np.minimum(days_since_contact, full))
    weights = _weights(tuple(saved), at_once, full, tuple(reach))
    weight = weights[np.asarray(age_band, dtype=np.intp), action, waited]
    return divide_half_up(np.maximum(at_risk, 0) * weight, _WEIGHT)


@lru_cache(maxsize=8)
def _weights(
    saved: tuple[Fraction, ...], at_once: Fraction, full: int, reach: tuple[Fraction, ...]
) -> NDArray[np.int64]:
    """Give one weight for each combination of age, action and days of silence; the entry after the last band is read for -1."""
    weights = [
        [
            [_whole(share * effect * (at_once + (1 - at_once) * day / full)) for day in range(full + 1)]
            for effect in reach
        ]
        for share in (*saved, 0 * at_once)
    ]
    return np.array(weights, dtype=np.int64)


def _whole(share: Fraction) -> int:
    return (2 * share.numerator * _WEIGHT + share.denominator) // (2 * share.denominator)
