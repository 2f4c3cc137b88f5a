"""Until when a state of the case or the person stops contact: complaint, dispute, opt-out, agreement and others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from arrears.rules.contact_frequency import Clock
    from arrears.units import Codes

NEVER = np.iinfo(np.int64).max
"""The end of a state that has none, and the instant of a contact that no waiting makes permitted."""


def in_state_until(key: Codes, at: Clock, state_key: Codes, since: Clock, until: Clock) -> Clock:
    """Give until when the state lasts in which each contact falls.

    Parameters
    ----------
    key : intp array of shape (n,)
        Whose state bears on each contact; -1: nobody's.
    at : int64 array of shape (n,)
        When it takes place, in microseconds.
    state_key, since, until : arrays of shape (m,)
        Whose state it is, its first instant, and the first instant after it or `NEVER`.

    Returns
    -------
    int64 array of shape (n,)
        The latest end of the states that the contact falls in; its own `at` where it falls in none.

    Raises
    ------
    ValueError
        If a state ends before it begins.

    Examples
    --------
    >>> in_state_until(np.array([0, 0, 1]), np.array([5, 10, 5]), np.array([0]), np.array([5]), np.array([10]))
    array([10, 10,  5])
    """
    if (until < since).any():
        raise ValueError("a state ends before it begins; correct its until (contact_stop)")
    if state_key.size == 0 or at.size == 0:
        return at.copy()
    order = np.lexsort((since, state_key))
    keys, begins, ends = state_key[order], since[order], until[order]
    # Ranks instead of microseconds: a key of case and instant would not fit 64 bits.
    end_values, end_ranks = np.unique(ends, return_inverse=True)
    latest = end_values[np.maximum.accumulate(keys * end_values.size + end_ranks) % end_values.size]
    begin_values, begin_ranks = np.unique(begins, return_inverse=True)
    width = begin_values.size + 1
    begun = (
        np.searchsorted(
            keys * width + begin_ranks + 1, key * width + np.searchsorted(begin_values, at, side="right"), side="right"
        )
        - 1
    )
    is_own = (begun >= 0) & (keys[begun] == key)
    return np.where(is_own, np.maximum(latest[begun], at), at)
