"""How dates are read: date cells, serial numbers, and text in the usual Chinese and ISO forms; never a guess."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from arrears.tables.faults import Fault
from arrears.tables.texts import clean, narrow

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST, LAST = date(1990, 1, 1), date(2099, 12, 31)
"""The days that a case list can speak of."""
FAR = timedelta(days=366)
"""Beyond this from its day, a date on which money is due is more likely a slip of the hand than meant."""
_DAY_ZERO = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
"""Day 0 of a spreadsheet's serial numbers, by whether the workbook counts from 1904; right from 1 March 1900 on."""
_LARGEST_SERIAL = 100_000
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_DAY = re.compile(
    r"(?P<y>\d{4})(?:(?P<mark>[-/.])(?P<m>\d{1,2})(?P=mark)(?P<d>\d{1,2})|年(?P<mz>\d{1,2})月(?P<dz>\d{1,2})日?)"
    r"(?:(?:[T\s]\s*|(?<=日))(?P<time>\d{1,2}:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s*(?P<zone>Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII | re.IGNORECASE,
)


def parse_date(cell: object, *, epoch_1904: bool = False) -> date | Fault:
    """Read one day.

    Parameters
    ----------
    cell : object
        A date, a timestamp, a serial number, a number such as 20240131, or text.
    epoch_1904 : bool
        Whether serial numbers count from 1904.

    Returns
    -------
    date or Fault
        A timestamp with a zone gives the day in Shanghai; one without, its own day.

    Examples
    --------
    >>> [str(parse_date(text)) for text in ("2024年1月31日", "2024.1.31", "20240131", 45322.75)]
    ['2024-01-31', '2024-01-31', '2024-01-31', '2024-01-31']
    >>> str(parse_date("2024-01-31T16:30:00Z"))
    '2024-02-01'
    >>> parse_date("01/02/2024").code, parse_date(60).code
    ('DATE_INVALID', 'DATE_OUT_OF_RANGE')
    """
    if isinstance(cell, datetime):
        day = (cell.astimezone(SHANGHAI) if cell.tzinfo else cell).date()
    elif isinstance(cell, date):
        day = cell
    elif isinstance(cell, str):
        found = _from_text(narrow(clean(cell)))
        if found is None:
            return Fault("DATE_INVALID")
        day = found
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_number(float(cell), epoch_1904=epoch_1904)
    else:
        return Fault("DATE_INVALID")
    return day if FIRST <= day <= LAST else Fault("DATE_OUT_OF_RANGE")


def _from_number(number: float, *, epoch_1904: bool) -> date | Fault:
    if 0 <= number < _LARGEST_SERIAL:
        day = _DAY_ZERO[epoch_1904] + timedelta(days=int(number))
        return day if FIRST <= day <= LAST else Fault("DATE_OUT_OF_RANGE")
    compact = _COMPACT.fullmatch(f"{number:.0f}") if number.is_integer() else None
    found = _day(*compact.groups()) if compact else None
    return found if found and FIRST <= found <= LAST else Fault("DATE_OUT_OF_RANGE")


def _from_text(text: str) -> date | None:
    if compact := _COMPACT.fullmatch(text):
        return _day(*compact.groups())
    match = _DAY.fullmatch(text)
    if not match:
        return None
    day = _day(match["y"], match["m"] or match["mz"], match["d"] or match["dz"])
    if day is None or not match["time"]:
        return day
    return _day_at(day, match["time"], match["zone"])


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _day_at(day: date, clock: str, zone: str | None) -> date | None:
    """Give the day in Shanghai of a time of day, or None if there is no such time."""
    hour, minute, second = (float(part) for part in (clock + ":0:0").split(":")[:3])
    try:
        at = datetime(day.year, day.month, day.day, int(hour), int(minute), int(second))  # noqa: DTZ001  # its zone is next
        return at.replace(tzinfo=_zone(zone)).astimezone(SHANGHAI).date() if zone else day
    except (ValueError, OverflowError):
        return None


def _zone(text: str) -> timezone:
    if text in "Zz":
        return timezone.utc  # noqa: UP017  # one type for both returns
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timezone((-1 if text[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))
