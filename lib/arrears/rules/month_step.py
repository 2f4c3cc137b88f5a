"""Dates a number of months or weeks on, keeping the original day (policy ``month_step``, rule HOUSE-MONTH-END).

31 January steps to 28 February and on to 31 March: every date of a series is counted from the first one, never from the
one before it, so a short month shortens no later month.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.units import Dates, Flags

_LAST_DAY_OF_LONG_MONTH = 31


class MissingDay(StrEnum):
    """Which day stands for the 29th, 30th or 31st in a month that lacks it."""

    LAST_DAY = "last_day"
    FIRST_OF_NEXT = "first_of_next"


class StepUnit(StrEnum):
    """What a series steps by."""

    MONTH = "month"
    WEEK = "week"
    DAY = "day"


def add_months(
    dates: Dates,
    months: NDArray[np.int64] | int,
    missing_day: MissingDay = MissingDay.LAST_DAY,
    original_day: NDArray[np.int64] | int | None = None,
) -> Dates:
    """Step dates by whole months.

    Parameters
    ----------
    dates : datetime64[D] array
        Where to start; NaT stays NaT.
    months : int or int64 array
        Months on, or back if negative; broadcast with `dates`.
    missing_day : MissingDay
        The last day of a month that lacks the day (as python-dateutil does), or the first of the month after.
    original_day : int or int64 array, optional
        Day of the month that the contract names, 1 to 31, if the date itself stands in a month that lacks it.

    Returns
    -------
    datetime64[D] array of the broadcast shape

    Raises
    ------
    ValueError
        If an original day is not within 1 to 31.

    Examples
    --------
    >>> import numpy as np
    >>> january = np.array(["2025-01-31"], dtype="datetime64[D]")
    >>> add_months(january, np.array([1, 2]))
    array(['2025-02-28', '2025-03-31'], dtype='datetime64[D]')
    >>> add_months(january, 1, MissingDay.FIRST_OF_NEXT)
    array(['2025-03-01'], dtype='datetime64[D]')
    """
    start = dates.astype("datetime64[M]")
    if original_day is None:
        days_on = dates - start.astype("datetime64[D]")
    else:
        _require_day_of_month(np.asarray(original_day))
        days_on = (np.asarray(original_day, dtype=np.int64) - 1).astype("timedelta64[D]")
    target = start + np.asarray(months, dtype="timedelta64[M]")
    after = (target + 1).astype("datetime64[D]")
    cap = after if missing_day == MissingDay.FIRST_OF_NEXT else after - 1
    stepped: Dates = np.minimum(target.astype("datetime64[D]") + days_on, cap)
    return stepped


def add_weeks(dates: Dates, weeks: NDArray[np.int64] | int) -> Dates:
    """Step dates by whole weeks; the weekday stays.

    Parameters
    ----------
    dates : datetime64[D] array
        Where to start; NaT stays NaT.
    weeks : int or int64 array
        Weeks on, or back if negative; broadcast with `dates`.

    Returns
    -------
    datetime64[D] array of the broadcast shape

    Examples
    --------
    >>> import numpy as np
    >>> add_weeks(np.array(["2024-02-22"], dtype="datetime64[D]"), 1)
    array(['2024-02-29'], dtype='datetime64[D]')
    """
    stepped: Dates = dates + np.asarray(weeks, dtype=np.int64) * np.timedelta64(7, "D")
    return stepped


def due_dates(
    first: Dates,
    count: int,
    *,
    unit: StepUnit = StepUnit.MONTH,
    every: int = 1,
    missing_day: MissingDay = MissingDay.LAST_DAY,
) -> Dates:
    """Give the due dates of plans, counted from the first one.

    Parameters
    ----------
    first : datetime64[D] array of shape (n,)
        First due date of each plan.
    count : int
        Due dates a plan, the longest plan's if they differ.
    unit, every
        A date every so many months, weeks or days.
    missing_day
        As for `add_months`; it concerns months only.

    Returns
    -------
    datetime64[D] array of shape (n, count)

    Raises
    ------
    ValueError
        If `count` or `every` is not at least 1.

    Examples
    --------
    >>> import numpy as np
    >>> due_dates(np.array(["2025-01-31"], dtype="datetime64[D]"), 3)
    array([['2025-01-31', '2025-02-28', '2025-03-31']], dtype='datetime64[D]')
    """
    if count < 1 or every < 1:
        raise ValueError(f"a plan needs at least one due date and one step; count is {count} and every is {every}")
    steps = np.arange(count, dtype=np.int64) * every
    column = first[:, np.newaxis]
    if unit == StepUnit.WEEK:
        return add_weeks(column, steps)
    if unit == StepUnit.DAY:
        by_day: Dates = column + steps.astype("timedelta64[D]")
        return by_day
    return add_months(column, steps, missing_day)


def _require_day_of_month(day: NDArray[np.int64]) -> None:
    bad: Flags = (day < 1) | (day > _LAST_DAY_OF_LONG_MONTH)
    if bad.any():
        raise ValueError(f"a day of the month must be 1 to 31; it is {np.atleast_1d(day)[np.atleast_1d(bad)][0]}")
