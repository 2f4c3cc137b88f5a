"""Days and parts of a year between two dates, by convention (policy ``day_count``, rule HOUSE-DAYCOUNT).

Nothing is rounded here: a part of a year is a whole number over a fixed whole number, so that interest is rounded once,
where it becomes fen. Sources of the conventions: 2006 ISDA Definitions § 4.16; ICMA Rule Book 251; SIFMA Standard
Securities Calculation Methods (30/360 US).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.units import Dates, Days, Flags

_COMMON, _LEAP, _BANK, _MONTH = 365, 366, 360, 30
_LEAP_DAY = 59
"""Days from 1 January to 29 February."""


class DayCount(StrEnum):
    """How the days between two dates are counted, and over which year."""

    ACT_365F = "ACT/365F"
    ACT_360 = "ACT/360"
    ACT_365L = "ACT/365L"
    """Over 366 if the end lies in a leap year, else 365."""
    ACT_ACT_ISDA = "ACT/ACT ISDA"
    """Days in leap years over 366 and all others over 365."""
    ACT_ACT_AFB = "ACT/ACT AFB"
    """Whole years back from the end, the rest over 366 if it holds a 29 February."""
    BOND_BASIS = "30/360 Bond Basis"
    EUROBOND = "30/360 Eurobond"
    ISDA_30E = "30/360 ISDA"
    USA = "30/360 USA"


class YearFraction(NamedTuple):
    """Exact parts of a year: ``numerator[i] / denominator`` of a year each."""

    numerator: Days
    denominator: int


class _Parts(NamedTuple):
    year: NDArray[np.int64]
    month: NDArray[np.int64]
    day: NDArray[np.int64]


def days_between(start: Dates, end: Dates, convention: DayCount, termination: Dates | None = None) -> Days:
    """Count the days from `start` to `end` by a convention.

    Parameters
    ----------
    start, end : datetime64[D] arrays of one shape
        The first day counts, the last does not; `end` before `start` counts backwards.
    convention : DayCount
        The convention.
    termination : datetime64[D] array of the same shape, optional
        Last day of each contract; only 30/360 ISDA asks for it: an end of February that is the contract's last day
        stays as it is.

    Returns
    -------
    int64 array of the same shape
        Days; in a 30/360 convention every month has 30.

    Raises
    ------
    ValueError
        If a date is missing (NaT), or the shapes differ.

    Examples
    --------
    >>> import numpy as np
    >>> day = lambda text: np.array([text], dtype="datetime64[D]")
    >>> days_between(day("2007-02-28"), day("2007-08-31"), DayCount.BOND_BASIS)
    array([183])
    >>> days_between(day("2007-02-28"), day("2007-08-31"), DayCount.EUROBOND)
    array([182])
    """
    _require_known(start, end)
    if convention in _THIRTY:
        first, last = _parts(start), _parts(end)
        first_day, last_day = _thirty_days(first, last, convention, end, termination)
        months = 12 * (last.year - first.year) + last.month - first.month
        thirty: Days = _MONTH * months + last_day - first_day
        return thirty
    return (end - start).astype(np.int64)


def year_fraction(start: Dates, end: Dates, convention: DayCount, termination: Dates | None = None) -> YearFraction:
    """Give the part of a year from `start` to `end`, exactly.

    Parameters
    ----------
    start, end, convention, termination
        As for `days_between`.

    Returns
    -------
    YearFraction
        An int64 array of numerators of the same shape and one common denominator: 365, 360, or 133,590 = 365 × 366
        where days over 365 and over 366 are added.

    Raises
    ------
    ValueError
        As for `days_between`.

    Examples
    --------
    17 days at 19.5 % a year on 1,724.29 yuan (one rounding) make 15.66 yuan.

    >>> from arrears.units import exact_fraction, times_fraction_half_up
    >>> start, end = np.array(["2026-03-01", "2026-03-18"], dtype="datetime64[D]").reshape(2, 1)
    >>> days, year = year_fraction(start, end, DayCount.ACT_365F)
    >>> days, year
    (array([17]), 365)
    >>> times_fraction_half_up(np.array([1724_29]) * days, exact_fraction("0.195") / year)
    array([1566])
    """
    days = days_between(start, end, convention, termination)
    if convention == DayCount.ACT_365F:
        return YearFraction(days, _COMMON)
    if convention not in _MIXED_YEARS:
        return YearFraction(days, _BANK)
    whole, common, leap = _MIXED_YEARS[convention](start, end, days)
    return YearFraction(whole * _COMMON * _LEAP + common * _LEAP + leap * _COMMON, _COMMON * _LEAP)


def _require_known(start: Dates, end: Dates) -> None:
    if start.shape != end.shape:
        raise ValueError(f"start and end must have one shape; they are {start.shape} and {end.shape}")
    if np.isnat(start).any() or np.isnat(end).any():
        raise ValueError("a date is missing (NaT); leave such rows out before days are counted")


def _parts(dates: Dates) -> _Parts:
    month = dates.astype("datetime64[M]")
    year = dates.astype("datetime64[Y]")
    return _Parts(
        year.astype(np.int64) + 1970,
        (month - year.astype("datetime64[M]")).astype(np.int64) + 1,
        (dates - month.astype("datetime64[D]")).astype(np.int64) + 1,
    )


def _thirty_days(
    first: _Parts, last: _Parts, convention: DayCount, end: Dates, termination: Dates | None
) -> tuple[Days, Days]:
    """Give the days of the month, 1 to 30, from which a 30/360 convention counts."""
    first_day, last_day = np.minimum(first.day, _MONTH), np.minimum(last.day, _MONTH)
    if convention == DayCount.EUROBOND:
        return first_day, last_day
    if convention == DayCount.BOND_BASIS:
        return first_day, np.where(first_day == _MONTH, last_day, last.day)
    first_ends, last_ends = _ends_february(first), _ends_february(last)
    first_day = np.where(first_ends, _MONTH, first_day)
    if convention == DayCount.USA:
        last_day = np.where(first_day == _MONTH, last_day, last.day)
        return first_day, np.where(first_ends & last_ends, _MONTH, last_day)
    if termination is not None:
        last_ends &= end != termination
    return first_day, np.where(last_ends, _MONTH, last_day)


def _is_leap(year: NDArray[np.int64]) -> Flags:
    leap: Flags = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    return leap


def _ends_february(parts: _Parts) -> Flags:
    ends: Flags = (parts.month == 2) & (parts.day == np.where(_is_leap(parts.year), 29, 28))  # noqa: PLR2004
    return ends


def _leap_days_before(dates: Dates) -> Days:
    """Count the days before each date that lie in leap years, from 1 January of the year 0."""
    parts = _parts(dates)
    before = parts.year - 1
    leap_years = before // 4 - before // 100 + before // 400
    new_year = dates.astype("datetime64[Y]").astype("datetime64[D]")
    in_year = np.where(_is_leap(parts.year), (dates - new_year).astype(np.int64), 0)
    days: Days = leap_years * _LEAP + in_year
    return days


def _by_calendar_year(start: Dates, end: Dates, days: Days) -> tuple[Days, Days, Days]:
    leap = _leap_days_before(end) - _leap_days_before(start)
    return np.zeros_like(days), days - leap, leap


def _by_end_year(start: Dates, end: Dates, days: Days) -> tuple[Days, Days, Days]:
    del start
    leap = _is_leap(_parts(end).year)
    return np.zeros_like(days), np.where(leap, 0, days), np.where(leap, days, 0)


def _by_whole_years_back(start: Dates, end: Dates, days: Days) -> tuple[Days, Days, Days]:
    """Take whole years off the end; 29 February less a year is 28 February (AFB, Euro rule)."""
    del days
    years = _parts(end).year - _parts(start).year
    years = np.where(_years_before(end, years) < start, years - 1, years)
    rest_end = _years_before(end, years)
    rest = (rest_end - start).astype(np.int64)
    holds_leap_day = _leap_day_count(rest_end) > _leap_day_count(start)
    return years, np.where(holds_leap_day, 0, rest), np.where(holds_leap_day, rest, 0)


def _years_before(dates: Dates, years: NDArray[np.int64]) -> Dates:
    month = dates.astype("datetime64[M]")
    target = month - 12 * years.astype("timedelta64[M]")
    last = (target + 1).astype("datetime64[D]") - 1
    earlier: Dates = np.minimum(target.astype("datetime64[D]") + (dates - month.astype("datetime64[D]")), last)
    return earlier


def _leap_day_count(dates: Dates) -> Days:
    """Count the 29ths of February before each date."""
    parts = _parts(dates)
    before = parts.year - 1
    new_year = dates.astype("datetime64[Y]").astype("datetime64[D]")
    passed = _is_leap(parts.year) & ((dates - new_year).astype(np.int64) > _LEAP_DAY)
    count: Days = before // 4 - before // 100 + before // 400 + passed
    return count


_THIRTY = frozenset({DayCount.BOND_BASIS, DayCount.EUROBOND, DayCount.ISDA_30E, DayCount.USA})
_MIXED_YEARS = {
    DayCount.ACT_ACT_ISDA: _by_calendar_year,
    DayCount.ACT_ACT_AFB: _by_whole_years_back,
    DayCount.ACT_365L: _by_end_year,
}
