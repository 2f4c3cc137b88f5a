"""Working calendars as data for `arrears.rules.working_day`, from the `holidays` library.

China's working weekends are published each year by the State Council; for a year that is not yet published the library
knows the statutory holidays only, so dates in it may still move.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import holidays
import numpy as np

from arrears.rules.working_day import Calendar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from arrears.units import Dates


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
    >>> from arrears.rules.working_day import nth_working_day
    >>> before_spring_festival = np.array(["2026-02-14"], dtype="datetime64[D]")
    >>> nth_working_day(before_spring_festival, 1, working_calendar(2026, 2026))
    array(['2026-02-24'], dtype='datetime64[D]')
    """
    if last_year < first_year:
        raise ValueError(f"the last year must not be before the first; they are {first_year} and {last_year}")
    try:
        days = holidays.country_holidays(country, years=range(first_year, last_year + 1))
    except NotImplementedError as error:
        raise ValueError(f"no calendar is known for country {country!r}; use an ISO 3166 code such as CN") from error
    worked = [day for day in days.weekend_workdays if first_year <= day.year <= last_year]
    return Calendar(_read_only(days), _read_only(worked), tuple(sorted(days.weekend)))


def _read_only(days: Iterable[date]) -> Dates:
    array: Dates = np.array(sorted(days), dtype="datetime64[D]")
    array.flags.writeable = False
    return array
