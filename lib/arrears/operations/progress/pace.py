"""How far a month has gone by its working days: what part of its target can be asked for by now, and what it is compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.operations.calendars import working_calendar
from arrears.rules.working_day import is_working_day

if TYPE_CHECKING:
    from arrears.units import Dates


def working_days(begin: np.datetime64, end: np.datetime64, country: str = "CN") -> Dates:
    """Give the working days from one day to another, both included.

    Parameters
    ----------
    begin, end : datetime64[D]
        First and last day; none if the last is before the first.
    country : str
        ISO 3166 code of the country whose calendar holds.

    Examples
    --------
    1 to 7 October are off in China, and Saturday 10 October 2026 is worked.

    >>> [int(working_days(np.datetime64("2026-10-01"), np.datetime64(end)).size) for end in ("2026-10-07", "2026-10-10")]
    [0, 3]
    """
    days: Dates = np.arange(begin, end + 1).astype("datetime64[D]")
    if not days.size:
        return days
    first, last = (int(each.astype("datetime64[Y]").astype(np.int64)) + 1970 for each in (begin, end))
    return days[is_working_day(days, working_calendar(first - 1, last + 1, country))]


def month_share(begin: np.datetime64, end: np.datetime64, country: str = "CN") -> tuple[int, int]:
    """Give how many working days a period has, of how many of the month in which it ends.

    A target is a month's: what adds up from day to day can be asked for in the proportion of these two, and of a longer period no
    more than a month's.

    Examples
    --------
    >>> month_share(np.datetime64("2026-11-01"), np.datetime64("2026-11-23"))
    (16, 21)
    >>> month_share(np.datetime64("2026-11-01"), np.datetime64("2026-11-30"))
    (21, 21)
    """
    month = end.astype("datetime64[M]")
    whole = working_days(month.astype("datetime64[D]"), (month + 1).astype("datetime64[D]") - 1, country).size
    return min(working_days(begin, end, country).size, whole), whole


def period_before(begin: np.datetime64, end: np.datetime64, country: str = "CN") -> tuple[np.datetime64, np.datetime64]:
    """Give what a period is compared with.

    A month to date is compared with the same part of the working days of the month before, a whole month with the whole month before, and any
    other span with the days just before it.

    Examples
    --------
    >>> [str(day) for day in period_before(np.datetime64("2026-11-01"), np.datetime64("2026-11-23"))]
    ['2026-10-01', '2026-10-26']
    >>> [str(day) for day in period_before(np.datetime64("2026-11-01"), np.datetime64("2026-11-30"))]
    ['2026-10-01', '2026-10-31']
    >>> [str(day) for day in period_before(np.datetime64("2026-11-17"), np.datetime64("2026-11-23"))]
    ['2026-11-10', '2026-11-16']
    """
    month = begin.astype("datetime64[M]")
    if begin != month.astype("datetime64[D]") or end.astype("datetime64[M]") != month:
        return begin - (end - begin) - 1, begin - 1
    first, last = (month - 1).astype("datetime64[D]"), begin - 1
    gone, whole = month_share(begin, end, country)
    worked = working_days(first, last, country)
    if gone >= whole:
        return first, last
    # The same part of a month that may have more or fewer working days, to the nearest of them.
    place = (2 * gone * worked.size + whole) // (2 * whole)
    return first, worked[place - 1] if place else first
