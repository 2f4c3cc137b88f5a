"""Working days, with weekends on which people work, and rolling due dates (policy ``working_day``, rule HOUSE-WORKDAY).

China moves working days onto weekends around long holidays. The days come in as arrays (see `arrears.operations.calendars`),
so that a published calendar, not this code, says what a day is.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.units import Dates, Flags

_DAYS_IN_WEEK = 7
_MOST_DAYS = 400 * 366
"""A list whose dates lie further apart than 400 years has a wrong date in it."""


class Calendar(NamedTuple):
    """Which days are worked.

    Attributes
    ----------
    holidays : datetime64[D] array
        Days off; those that fall on a weekend may be listed too.
    working_weekends : datetime64[D] array
        Days of a weekend that are worked; they win over a holiday of the same day.
    weekend : tuple of int
        Days of the week that are off, Monday = 0.
    """

    holidays: Dates
    working_weekends: Dates
    weekend: tuple[int, ...] = (5, 6)


class Roll(StrEnum):
    """What happens to a due date that is no working day."""

    NONE = "none"
    FOLLOWING = "following"
    MODIFIED_FOLLOWING = "modified_following"
    """The next working day, but the last one before if that is in another month."""
    PRECEDING = "preceding"


def is_working_day(dates: Dates, calendar: Calendar) -> Flags:
    """Tell which dates are worked.

    Parameters
    ----------
    dates : datetime64[D] array
        Any shape; NaT is never worked.
    calendar : Calendar
        The days.

    Returns
    -------
    bool array of the same shape

    Examples
    --------
    Sunday 4 January 2026 is worked in China for Friday 2 January, which is off.

    >>> import numpy as np
    >>> day = lambda text: np.array([text], dtype="datetime64[D]")
    >>> china = Calendar(day("2026-01-02"), day("2026-01-04"))
    >>> is_working_day(np.array(["2026-01-02", "2026-01-03", "2026-01-04"], dtype="datetime64[D]"), china)
    array([False, False,  True])
    """
    # 1 January 1970 was a Thursday, day 3 of a week that begins on Monday.
    weekday = (dates.astype(np.int64) + 3) % _DAYS_IN_WEEK
    off = np.isin(weekday, calendar.weekend) | np.isin(dates, calendar.holidays)
    worked: Flags = (~off | np.isin(dates, calendar.working_weekends)) & ~np.isnat(dates)
    return worked


def nth_working_day(dates: Dates, n: NDArray[np.int64] | int, calendar: Calendar) -> Dates:
    """Give the nth working day after each date, or before it if `n` is negative.

    Parameters
    ----------
    dates : datetime64[D] array
        The date itself is not counted; NaT stays NaT.
    n : int or int64 array
        Working days on; 0 gives the date itself where it is worked, otherwise the next working day.
    calendar : Calendar
        The days.

    Returns
    -------
    datetime64[D] array of the broadcast shape

    Raises
    ------
    ValueError
        If dates and steps span more than 400 years, or no day of the week is worked.

    Examples
    --------
    >>> import numpy as np
    >>> day = lambda text: np.array([text], dtype="datetime64[D]")
    >>> china = Calendar(day("2026-01-02"), day("2026-01-04"))
    >>> nth_working_day(day("2026-01-01"), np.array([1, 2]), china)
    array(['2026-01-04', '2026-01-05'], dtype='datetime64[D]')
    """
    dates, steps = np.broadcast_arrays(dates, np.asarray(n, dtype=np.int64))
    steps = np.where((steps == 0) & ~is_working_day(dates, calendar), 1, steps)
    known = ~np.isnat(dates) & (steps != 0)
    result = dates.copy()
    if known.any():
        start, step = dates[known], steps[known]
        worked = _worked_days(start, int(np.abs(step).max()), calendar)
        at = np.searchsorted(worked, start, side="right")  # working days up to and with the date
        before = np.searchsorted(worked, start, side="left")
        result[known] = worked[np.where(step > 0, at + step - 1, before + step)]
    return result


def roll_date(dates: Dates, roll: Roll, calendar: Calendar) -> Dates:
    """Move dates that are not worked to a working day.

    Parameters
    ----------
    dates : datetime64[D] array
        Any shape; NaT stays NaT.
    roll : Roll
        The convention.
    calendar : Calendar
        The days.

    Returns
    -------
    datetime64[D] array of the same shape

    Raises
    ------
    ValueError
        As for `nth_working_day`.

    Examples
    --------
    Saturday 31 January 2026 would roll into February.

    >>> import numpy as np
    >>> none = np.array([], dtype="datetime64[D]")
    >>> saturday = np.array(["2026-01-31"], dtype="datetime64[D]")
    >>> roll_date(saturday, Roll.FOLLOWING, Calendar(none, none))
    array(['2026-02-02'], dtype='datetime64[D]')
    >>> roll_date(saturday, Roll.MODIFIED_FOLLOWING, Calendar(none, none))
    array(['2026-01-30'], dtype='datetime64[D]')
    """
    if roll == Roll.NONE:
        return dates.copy()
    off = ~is_working_day(dates, calendar)
    if roll == Roll.PRECEDING:
        return nth_working_day(dates, np.where(off, -1, 0), calendar)
    following = nth_working_day(dates, off.astype(np.int64), calendar)
    if roll == Roll.FOLLOWING:
        return following
    leaves = following.astype("datetime64[M]") != dates.astype("datetime64[M]")
    preceding = nth_working_day(dates, np.where(off & leaves, -1, 0), calendar)
    return np.where(leaves, preceding, following)


def _worked_days(dates: Dates, most: int, calendar: Calendar) -> Dates:
    """Give every working day around the dates, enough for `most` steps either way."""
    in_week = _DAYS_IN_WEEK - len(set(calendar.weekend))
    if in_week == 0:
        raise ValueError("no day of the week is worked; a calendar's weekend may not have all seven days")
    # Each whole week holds `in_week` working days, less the holidays: so many weeks suffice in the worst case.
    weeks = (most + len(calendar.holidays)) // in_week + 1
    margin = np.timedelta64(_DAYS_IN_WEEK * weeks, "D")
    first, last = dates.min() - margin, dates.max() + margin
    if (last - first).astype(np.int64) > _MOST_DAYS:
        raise ValueError(f"working days are counted over at most 400 years; these reach from {first} to {last}")
    days = np.arange(first, last + 1)
    worked: Dates = days[is_working_day(days, calendar)]
    return worked
