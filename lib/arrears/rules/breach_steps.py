"""After a breach: which step of the house's ladder is due, and from when on (guideline items B3, B5, B6, C6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.units import Codes, Dates, Flags

NO_BREACH = -1


class Due(NamedTuple):
    """What is due after a breach.

    Attributes
    ----------
    step : int array of shape (n,)
        Position on the ladder; `NO_BREACH` where nothing was broken, the number of steps where all of them were taken.
    on : datetime64[D] array of shape (n,)
        From when on it is due; ``NaT`` where nothing was broken.
    """

    step: Codes
    on: Dates


def step_due(
    broken_on: Dates,
    taken: NDArray[np.int64],
    possible: Flags,
    times: NDArray[np.int64],
    waits: NDArray[np.int64],
    last: Dates,
) -> Due:
    """Give the first step of a ladder that is still to be taken.

    Parameters
    ----------
    broken_on : datetime64[D] array of shape (n,)
        The day of the breach; ``NaT`` where there is none.
    taken : int array of shape (n, k)
        How often each step was taken since.
    possible : bool array of shape (n, k)
        Whether it can be taken at all; one that cannot is passed over.
    times : int array of shape (k,)
        How often a step is taken before the next one.
    waits : int array of shape (k,)
        Days after a step before the next one.
    last : datetime64[D] array of shape (n,)
        The last contact.

    Returns
    -------
    Due

    References
    ----------
    Guideline items B3, B5, B6 and C6; policy file breach_steps.toml.

    Examples
    --------
    >>> day = np.array(["2026-11-01"] * 3, dtype="datetime64[D]")
    >>> taken = np.array([[0, 0], [1, 0], [1, 2]])
    >>> last = np.array(["NaT", "2026-11-02", "2026-11-09"], dtype="datetime64[D]")
    >>> due = step_due(day, taken, np.full((3, 2), True), np.array([1, 2]), np.array([2, 5]), last)
    >>> due.step.tolist(), due.on.astype(str).tolist()
    ([0, 1, 2], ['2026-11-01', '2026-11-04', '2026-11-14'])
    """
    open_ = (taken < times) & possible
    steps = times.size
    first = np.where(open_.any(axis=1), open_.argmax(axis=1), steps)
    # A step that is taken several times is not spread: its days of waiting come after the last of them.
    begun = np.take_along_axis(taken, np.minimum(first, steps - 1)[:, None], axis=1)[:, 0] > 0
    before = np.where(begun & (first < steps), 0, np.where(first > 0, waits[np.maximum(first - 1, 0)], 0))
    broken = ~np.isnat(broken_on)
    reached = np.fmax(broken_on, last)
    on = np.where(before > 0, reached + before, broken_on)
    return Due(np.where(broken, first, NO_BREACH), np.where(broken, on, np.datetime64("NaT", "D")))
