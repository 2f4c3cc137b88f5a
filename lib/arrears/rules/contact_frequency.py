"""How many contacts came before each one inside a window, and when the next is permitted (CBA-2, GBT-2, F-14).

A pause after a conversation is the same count: one conversation within the pause's days uses it up (F-14).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from arrears.units import Codes, Flags

Clock = NDArray[np.int64]
"""Day numbers or microseconds: whole units of one clock."""


def used_and_free_from(
    group: Codes, at: Clock, clock: Clock, counted: Flags, *, most: int, length: int
) -> tuple[NDArray[np.int64], Clock]:
    """Count what each contact finds used up, and give when another one is permitted.

    Parameters
    ----------
    group : intp array of shape (n,)
        Which contacts are counted together.
    at : int64 array of shape (n,)
        Instants, by which contacts of one clock value are ordered; equal instants keep their order in the array.
    clock : int64 array of shape (n,)
        When each took place on the clock of the rule: the local day's number, or microseconds.
    counted : bool array of shape (n,)
        Whether a contact uses up one of the permitted ones.
    most : int
        Permitted contacts in a window.
    length : int
        The window's length on the clock: a window of 7 days holds a day and the 6 days before it.

    Returns
    -------
    used : int64 array of shape (n,)
        Counted contacts of the group before this one in the window that ends with it.
    free_from : int64 array of shape (n,)
        The first value of the clock, at or after the contact's own, at which those before it leave room for one more.

    Raises
    ------
    ValueError
        If `most` or `length` is below 1, or the arrays differ in length.

    References
    ----------
    Regulation F, 12 CFR 1006.14(b)(2): seven calls within seven consecutive days; the 8th day is free of the first.

    Examples
    --------
    Two calls a day are permitted; a third comes on day 5.

    >>> group, day = np.zeros(4, dtype=np.intp), np.array([4, 5, 5, 5])
    >>> used_and_free_from(group, np.arange(4), day, np.ones(4, dtype=bool), most=2, length=1)
    (array([0, 0, 1, 2]), array([4, 5, 5, 6]))
    """
    if most < 1 or length < 1:
        raise ValueError(f"most and length must be at least 1; they are {most} and {length} (contact_frequency)")
    if not group.shape == at.shape == clock.shape == counted.shape:
        raise ValueError("group, at, clock and counted must have one entry a contact; their lengths differ")
    order = np.lexsort((at, clock, group))
    groups, clocks, counts = group[order], clock[order], counted[order]
    before: NDArray[np.int64] = np.cumsum(counts, dtype=np.int64) - counts
    counted_groups, counted_clocks = groups[counts], clocks[counts]
    first = np.searchsorted(counted_groups, groups)
    used = before - _outside(groups, clocks, counted_groups, counted_clocks, length)
    last_to_leave: NDArray[np.int64] = before - most
    is_full = last_to_leave >= first
    leaves = counted_clocks[last_to_leave[is_full]] + length
    free_from = clocks.copy()
    free_from[is_full] = np.maximum(leaves, clocks[is_full])
    return _back(used, order), _back(free_from, order)


def _outside(groups: Codes, clocks: Clock, of_groups: Codes, of_clocks: Clock, length: int) -> NDArray[np.int64]:
    """Give, for each contact, how many counted ones stand before its window, earlier groups included."""
    values = np.unique(clocks)
    # One sorted key of group and rank: microseconds times groups would not fit 64 bits.
    width = values.size + 1
    keys = of_groups * width + np.searchsorted(values, of_clocks)
    first_inside = groups * width + np.searchsorted(values, clocks - length, side="right")
    return np.searchsorted(keys, first_inside)


def _back(values: NDArray[np.int64], order: NDArray[np.intp]) -> NDArray[np.int64]:
    out = np.empty_like(values)
    out[order] = values
    return out
