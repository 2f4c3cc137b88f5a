"""Bands of days past due: buckets, loan classes and treatment stages are all read from such a scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.units import Days

BandCodes = NDArray[np.int8]
"""Positions of bands on a scale; -1 where the days past due are not known."""

_MOST_BANDS = 127


def band(days_past_due: Days, begins: Sequence[int]) -> BandCodes:
    """Give the band of a scale that each account is in.

    Parameters
    ----------
    days_past_due : int64 array of shape (n,)
        Whole days; a negative number means not known.
    begins : sequence of int
        First day of each band, rising from 0; the last band has no end.

    Returns
    -------
    int8 array of shape (n,)
        Position of the band, -1 where the days are not known.

    Raises
    ------
    ValueError
        If `begins` does not rise from 0, or has more than 127 bands.

    References
    ----------
    Policy files buckets.toml (M-ST), loan_class*.toml (CN-2023, CN-92, FFIEC, HKMA) and stages.toml.

    Examples
    --------
    The scale of 2023 for a bank's assets: 90 days are special mention, 91 are substandard.

    >>> band(np.array([0, 1, 90, 91, 4000, -1]), begins=(0, 1, 91, 271, 361))
    array([ 0,  1,  1,  2,  4, -1], dtype=int8)
    """
    starts = np.asarray(begins, dtype=np.int64)
    if starts.size == 0 or starts[0] != 0 or (np.diff(starts) <= 0).any():
        raise ValueError(f"bands must begin at 0 and rise; they begin at {list(begins)}")
    if starts.size > _MOST_BANDS:
        raise ValueError(f"a scale has at most {_MOST_BANDS} bands; this one has {starts.size}")
    # A table of one code a day up to the last band is read many times faster than the scale is searched.
    table = (np.searchsorted(starts, np.arange(int(starts[-1]) + 1), side="right") - 1).astype(np.int8)
    codes: BandCodes = table.take(days_past_due, mode="clip")
    codes[days_past_due < 0] = -1
    return codes
