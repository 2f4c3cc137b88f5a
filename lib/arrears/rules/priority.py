"""Priority score: a whole number of 0 to 100 from value at risk, age and silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from arrears.units import Days, Fen, divide_half_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.rules.bands import BandCodes

_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Weights:
    """How a score is made (policy file priority.toml).

    Attributes
    ----------
    value, age, silence : int
        Points of each, 100 in all.
    value_full_fen : int
        Value at risk that gets all its points.
    silence_full_days : int
        Days without contact that get all their points.
    """

    value: int
    age: int
    silence: int
    value_full_fen: int
    silence_full_days: int


def priority(
    at_risk: Fen, age_band: BandCodes, days_since_contact: Days, age_percent: Sequence[int], weights: Weights
) -> Days:
    """Score each case; a higher score is worked first.

    Parameters
    ----------
    at_risk : int64 array of shape (n,)
        Value at risk in fen.
    age_band : int array of shape (n,)
        Position in `age_percent`; -1 where the age is not known, which gets no points for age.
    days_since_contact : int64 array of shape (n,)
        Days since the last contact; a negative number means that there was none, which gets all points for silence.
    age_percent : sequence of int
        How much of the points for age each band gets, in per cent.
    weights : Weights
        The policy's weights.

    Returns
    -------
    int64 array of shape (n,)
        0 to 100, rounded half up once; exact, so that equal cases have equal scores.

    Raises
    ------
    ValueError
        If a band has no per cent.

    References
    ----------
    Policy file priority.toml (HOUSE-PRIORITY).

    Examples
    --------
    Half the value (25), full age (30) and three of thirty days of silence (2).

    >>> weights = Weights(50, 30, 20, value_full_fen=20_000_00, silence_full_days=30)
    >>> priority(np.array([10_000_00]), np.array([0], np.int8), np.array([3]), [100], weights)
    array([57])
    """
    if age_band.size and int(age_band.max()) >= len(age_percent):
        raise ValueError(f"band {int(age_band.max())} has no age_percent; there are {len(age_percent)}")
    value_full, silence_full = weights.value_full_fen, weights.silence_full_days
    value = np.clip(at_risk, 0, value_full)
    # The entry after the last band is read for -1, an age that is not known.
    age = np.asarray([*age_percent, 0], dtype=np.int64)[age_band]
    silence = np.where(days_since_contact < 0, silence_full, np.minimum(days_since_contact, silence_full))
    # All three on one denominator, so that HOUSE-PRIORITY rounds once.
    points = (
        weights.value * value * (_PERCENT * silence_full)
        + weights.age * age * (value_full * silence_full)
        + weights.silence * silence * (_PERCENT * value_full)
    )
    return divide_half_up(points, _PERCENT * value_full * silence_full)
