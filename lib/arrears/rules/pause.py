"""Days on which a plan's clock stood still (RULES: DPD, pauses clipped to the overdue window)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.units import Codes, Dates, Days

_DAYS_OF_ALL_CALENDARS = 10_000_000
"""More than the days from year 1 to year 9999: a plan and a day make one sortable number."""


class Pauses(NamedTuple):
    """Stretches in which days past due do not grow, one row a pause.

    Attributes
    ----------
    plan : int array of shape (q,)
        Position of the plan.
    begin, end : datetime64[D] array of shape (q,)
        First paused day, and the first day after it: on ``end`` the clock runs again.
    """

    plan: Codes
    begin: Dates
    end: Dates


def paused_days(pauses: Pauses, plan: Codes, begin: Dates, end: Dates) -> Days:
    """Count the paused days of a plan that lie in a window.

    Parameters
    ----------
    pauses : Pauses
        Any order; a day that two pauses of one plan cover counts once.
    plan : int array of shape (m,)
        The plan of each window.
    begin, end : datetime64[D] array of shape (m,)
        The windows; ``end`` itself is not part of one, and a window that ends before it begins is empty.

    Returns
    -------
    int64 array of shape (m,)
        Paused days in each window.

    Raises
    ------
    ValueError
        If a pause has no day, or ends before it begins.

    References
    ----------
    RULES: DPD; the cases DQ046 to DQ082 of Apache Fineract.

    Examples
    --------
    Paused from 6 to 30 October; of that, 10 days lie in a window that ends on the 16th.

    >>> one = np.array([0])
    >>> pause = Pauses(one, np.array(["2023-10-06"], "M8[D]"), np.array(["2023-10-30"], "M8[D]"))
    >>> paused_days(pause, one, np.array(["2023-10-01"], "M8[D]"), np.array(["2023-10-16"], "M8[D]"))
    array([10])
    """
    if np.isnat(pauses.begin).any() or np.isnat(pauses.end).any():
        raise ValueError("a pause has no first or last day; give both, or leave the pause out")
    if (pauses.end < pauses.begin).any():
        first = int(np.argmax(pauses.end < pauses.begin))
        raise ValueError(
            f"a pause ends on {pauses.end[first]}, before it begins on {pauses.begin[first]}; exchange the two days"
        )
    if not pauses.plan.size:
        return np.zeros(plan.shape, dtype=np.int64)
    starts, ends = _merged(pauses)
    days = _paused_before(starts, ends, _keyed(plan, end)) - _paused_before(starts, ends, _keyed(plan, begin))
    inside: Days = np.maximum(days, 0)
    return inside


def _keyed(plan: Codes, day: Dates) -> NDArray[np.int64]:
    key: NDArray[np.int64] = plan.astype(np.int64) * _DAYS_OF_ALL_CALENDARS + day.astype("M8[D]").astype(np.int64)
    return key


def _merged(pauses: Pauses) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the pauses in order with the overlap of each with earlier ones cut off."""
    begin, end = _keyed(pauses.plan, pauses.begin), _keyed(pauses.plan, pauses.end)
    order = np.argsort(begin, kind="stable")
    starts = begin[order]
    # The latest end so far; a later plan's numbers are all greater, so plans do not touch each other.
    ends = np.maximum.accumulate(end[order])
    starts[1:] = np.maximum(starts[1:], ends[:-1])
    return starts, np.maximum(ends, starts)


def _paused_before(starts: NDArray[np.int64], ends: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the paused days before each day, counted over all plans up to it: differences within a plan are exact."""
    whole = np.concatenate(([0], np.cumsum(ends - starts)))
    last = np.searchsorted(starts, day, side="right")
    running = np.minimum(day, ends[last - 1]) - starts[last - 1]
    before: NDArray[np.int64] = np.where(last > 0, whole[last - 1] + running, 0)
    return before
