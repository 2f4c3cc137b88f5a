"""Which rows are one person's: rows that share a key, and whoever shares one with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.units import Codes, Flags


def linked(keys: Sequence[Codes], rows: int) -> Codes:
    """Join rows that have a key in common, directly or over other rows.

    Parameters
    ----------
    keys : sequence of intp arrays of shape (rows,)
        One array a kind of key, such as the id number: equal numbers are equal keys, -1 is no key.
    rows : int
        How many rows there are.

    Returns
    -------
    intp array of shape (rows,)
        The first row of each row's person: equal for all rows of one person.

    Raises
    ------
    ValueError
        If a key has another length.

    Examples
    --------
    The first two rows share an id number; the second and the fourth a customer number.

    >>> id_number, customer = np.array([0, 0, -1, -1]), np.array([-1, 5, 6, 5])
    >>> linked([id_number, customer], 4)
    array([0, 0, 2, 0])
    """
    if any(key.shape != (rows,) for key in keys):
        raise ValueError(f"every key must have one entry a row, {rows}; they have {[key.size for key in keys]}")
    known = [(np.flatnonzero(key >= 0), key[key >= 0]) for key in keys if (key >= 0).any()]
    first: Codes = np.arange(rows)
    while True:
        before = first
        for places, codes in known:
            lowest = np.full(int(codes.max()) + 1, rows)
            np.minimum.at(lowest, codes, first[places])
            joined = first.copy()
            # The row that stands for the group moves with it, so that long chains close in few rounds.
            np.minimum.at(joined, first[places], lowest[codes])
            joined[places] = np.minimum(joined[places], lowest[codes])
            first = joined[joined]
        if (first == before).all():
            return first


def differing(group: Codes, value: Codes) -> Flags:
    """Tell of each row whether its group has two different known values.

    Parameters
    ----------
    group : intp array of shape (n,)
        Of which group each row is.
    value : intp array of shape (n,)
        Equal numbers are equal values, -1 is not known.

    Examples
    --------
    >>> differing(np.array([0, 0, 2, 2]), np.array([7, 8, 7, -1]))
    array([ True,  True, False, False])
    """
    known = np.flatnonzero(value >= 0)
    size = int(group.max(initial=-1)) + 1
    low = np.full(size, np.iinfo(np.int64).max)
    high = np.full(size, -1)
    np.minimum.at(low, group[known], value[known])
    np.maximum.at(high, group[known], value[known])
    differs: Flags = (high >= 0) & (low != high)
    found: Flags = differs[group]
    return found
