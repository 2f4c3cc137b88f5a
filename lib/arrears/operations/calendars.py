"""Working calendars as data for `arrears.rules.working_day`, from the `holidays` library.

China's working weekends are published each year by the State Council; for a year that is not yet published the library
knows the statutory holidays only, so dates in it may still move.
"""

from __future__ import annotations

import warnings
from functools import cache
from typing import TYPE_CHECKING

import holidays
import numpy as np

from arrears.rules.working_day import Calendar, is_working_day, nth_working_day

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from arrears.units import Dates, Days, Flags

_FIRST_PUBLISHED = 2001
_YEARS_LOOKED_AT = 60


@cache
def working_calendar(first_year: int, last_year: int, country: str = "CN") -> Calendar:
    """Give the days off and the working weekends of a country.

    Parameters
    ----------
    first_year, last_year : int
        The years, both included; take one year more on either side than the dates that are asked about.
    country : str
        ISO 3166 code of the country.

    Returns
    -------
    Calendar
        Read-only arrays.

    Raises
    ------
    ValueError
        If the country is not known or the years run backwards.

    Examples
    --------
    >>> before_spring_festival = np.array(["2026-02-14"], dtype="datetime64[D]")
    >>> working_days_on(before_spring_festival, np.array([1]), working_calendar(2026, 2026))
    array(['2026-02-24'], dtype='datetime64[D]')
    """
    if last_year < first_year:
        raise ValueError(f"the last year must not be before the first; they are {first_year} and {last_year}")
    try:
        with warnings.catch_warnings():
            # Of days that follow the moon some countries' calendars know a few decades only; the statutory ones stay.
            warnings.simplefilter("ignore", UserWarning)
            days = holidays.country_holidays(country, years=range(first_year, last_year + 1))
    except NotImplementedError as error:
        raise ValueError(f"no calendar is known for country {country!r}; use an ISO 3166 code such as CN") from error
    worked = [day for day in days.weekend_workdays if first_year <= day.year <= last_year]
    return Calendar(_read_only(days), _read_only(worked), tuple(sorted(days.weekend)))


@cache
def published_until(country: str = "CN") -> int | None:
    """Give the last year whose calendar is published, where a country publishes each year which weekends are worked.

    Returns
    -------
    int or None
        None where holidays follow from the statute alone, so that no year is provisional.

    Examples
    --------
    >>> published_until("CN") >= 2026, published_until("US")
    (True, None)
    """
    first = _FIRST_PUBLISHED
    days = holidays.country_holidays(country, years=range(first, first + _YEARS_LOOKED_AT))
    years = {day.year for day in days.weekend_workdays}
    return max(years, default=None)


def provisional(dates: Dates, country: str = "CN") -> bool:
    """Tell whether any of the dates lies in a year whose calendar is not published yet, so that it may still move.

    Examples
    --------
    >>> provisional(np.array(["2031-02-14"], dtype="datetime64[D]")), provisional(np.array(["2026-02-14"], dtype="datetime64[D]"))
    (True, False)
    """
    last = published_until(country)
    known = dates[~np.isnat(dates)]
    if last is None or known.size == 0:
        return False
    return bool((known >= np.datetime64(f"{last + 1}-01-01", "D")).any())


def working_days_on(day: Dates, n: Days, calendar: Calendar) -> Dates:
    """Give the nth working day after each day, or before it where n is negative."""
    return nth_working_day(day, n, calendar)


def days_off(days: Dates, calendar: Calendar) -> Flags:
    """Tell which days are no working days."""
    return ~is_working_day(days, calendar)


def _read_only(days: Iterable[date]) -> Dates:
    array: Dates = np.array(sorted(days), dtype="datetime64[D]")
    array.flags.writeable = False
    return array
