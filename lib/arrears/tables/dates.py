"""How dates are read: date cells, serial numbers, and text as people write it; the order of day and month is never guessed."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, Literal, NamedTuple
from zoneinfo import ZoneInfo

from arrears.tables.faults import Fault
from arrears.tables.texts import clean, narrow

if TYPE_CHECKING:
    from collections.abc import Iterable

Order = Literal["", "dmy", "mdy", "ymd"]
"""In which order day, month and year stand where numbers alone do not show it; empty if nobody has said."""

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST, LAST = date(1990, 1, 1), date(2099, 12, 31)
"""The days that a case list can speak of."""
FAR = timedelta(days=366)
"""Beyond this from its day, a date on which money is due is more likely a slip of the hand than meant."""
_DAY_ZERO = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
"""Day 0 of a spreadsheet's serial numbers, by whether the workbook counts from 1904; right from 1 March 1900 on."""
_LARGEST_SERIAL = 100_000
_LAST_AS_TEXT = date(2049, 12, 31)
"""A number of five digits in a text is a serial up to here; beyond it, it is more likely 60910 for 6 September 2010."""
_CENTURY, _THIS_CENTURY = 100, 90
"""Years of two digits: 90 to 99 belong to the 1900s."""

_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\s*(\d\d):?(\d\d)(?::?(\d\d))?)?", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
_WEEKDAY = re.compile(
    r"[(\[]?\s*(?:周|星期|礼拜)[一二三四五六日天]\s*[)\]]?|"
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]*",
    re.IGNORECASE,
)
_CLOCK = (
    r"(?:(?:[T\s,]\s*|(?<=日))(?P<time>\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?)\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)?)?"
)
_YEAR_FIRST = re.compile(
    r"(?P<y>\d{4})(?:(?P<mark>[-/.])\s?(?P<m>\d{1,2})\s?(?P=mark)\s?(?P<d>\d{1,2})|\s(?P<ms>\d{1,2})\s(?P<ds>\d{1,2})"
    r"|\s?年\s?(?P<mz>\d{1,2})\s?月\s?(?P<dz>\d{1,2})\s?日?)" + _CLOCK,
    re.ASCII | re.IGNORECASE,
)
_YEAR_LAST = re.compile(
    r"(?P<a>\d{1,2})(?P<mark>[-/.\s])\s?(?P<b>\d{1,2})(?P=mark)\s?(?P<c>\d{4}|\d\d)" + _CLOCK, re.ASCII | re.IGNORECASE
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ],
        start=1,
    )
    for name in names.split()
}
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_NAMED = [
    re.compile(shape + _CLOCK, re.ASCII | re.IGNORECASE)
    for shape in (
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[-/.,\s]*(?P<m>{_NAME})[-/.,\s]*(?P<y>\d{{4}}|\d\d)",
        rf"(?P<m>{_NAME})[-/.,\s]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[-/.,\s]+(?P<y>\d{{4}})",
        rf"(?P<y>\d{{4}})[-/.,\s]*(?P<m>{_NAME})[-/.,\s]*(?P<d>\d{{1,2}})",
    )
]
_CHINESE = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]?"
)
_NUMERALS = {"〇": 0, "零": 0, "○": 0} | {sign: value for value, sign in enumerate("一二三四五六七八九", start=1)}
_ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")
NO_DATE = frozenset({"0000-00-00", "0000/00/00", "00/00/0000", "00-00-0000", "00000000", "0000-00-00 00:00:00"})
"""What databases write where there is no date."""


class Numeric(NamedTuple):
    """A date of numbers alone whose order is to be settled: the day under each order in which there is one."""

    days: dict[Order, date]


def parse_date(cell: object, *, epoch_1904: bool = False, order: Order = "", zone: tzinfo = SHANGHAI) -> date | Fault:
    """Read one day.

    Parameters
    ----------
    cell : object
        A date, a timestamp, a serial number, a number such as 20240131, or text.
    epoch_1904 : bool
        Whether serial numbers count from 1904.
    order : str
        ``dmy``, ``mdy`` or ``ymd``: how a date of numbers alone is read; empty: only where it can be read in one way.
    zone : tzinfo
        Where a timestamp with a zone of its own gives the day; one without gives its own day.

    Returns
    -------
    date or Fault
        The day, or why the cell is none; ``DATE_AMBIGUOUS`` where both 3 April and 4 March can be meant.

    Examples
    --------
    >>> [str(parse_date(text)) for text in ("2024年1月31号", "2024.1.31", "20240131", 45322.75, "31-Jan-2024", "Wed, Jan 31 2024")]
    ['2024-01-31', '2024-01-31', '2024-01-31', '2024-01-31', '2024-01-31', '2024-01-31']
    >>> str(parse_date("2024-01-31T16:30:00Z")), str(parse_date("03/04/2024", order="mdy")), str(parse_date("31/1/2024"))
    ('2024-02-01', '2024-03-04', '2024-01-31')
    >>> parse_date("03/04/2024").code, parse_date(60).code, parse_date("26-1-31").code
    ('DATE_AMBIGUOUS', 'DATE_OUT_OF_RANGE', 'DATE_AMBIGUOUS')
    """
    if isinstance(cell, datetime):
        day = (cell.astimezone(zone) if cell.tzinfo else cell).date()
    elif isinstance(cell, date):
        day = cell
    elif isinstance(cell, str):
        found = _from_text(narrow(clean(cell)), epoch_1904=epoch_1904, zone=zone)
        if isinstance(found, Numeric):
            return _settled(found, order)
        if found is None:
            return Fault("DATE_INVALID")
        day = found
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_number(float(cell), epoch_1904=epoch_1904)
    else:
        return Fault("DATE_INVALID")
    return day if FIRST <= day <= LAST else Fault("DATE_OUT_OF_RANGE")


def order_proofs(texts: Iterable[str]) -> dict[Order, int] | None:
    """Count the texts that are dates of numbers alone and can be read in one order only; None where no date is of numbers alone.

    Examples
    --------
    >>> order_proofs(["03/04/2026", "31/10/2026"]), order_proofs(["10/31/2026", "31/10/2026"]), order_proofs(["2026-01-31"])
    ({'dmy': 1, 'mdy': 0, 'ymd': 0}, {'dmy': 1, 'mdy': 1, 'ymd': 0}, None)
    """
    proofs: dict[Order, int] = {"dmy": 0, "mdy": 0, "ymd": 0}
    any_numeric = False
    for text in texts:
        found = _from_text(narrow(clean(text)), epoch_1904=False, zone=SHANGHAI)
        if isinstance(found, Numeric):
            any_numeric = True
            if len(found.days) == 1:
                proofs[next(iter(found.days))] += 1
    return proofs if any_numeric else None


def day_of(moment: date, zone: tzinfo = SHANGHAI) -> date:
    """Give the day of an instant in a time zone; a day, or a time without a zone, is its own.

    Examples
    --------
    >>> from datetime import UTC
    >>> day_of(datetime(2026, 11, 22, 17, 0, tzinfo=UTC)), day_of(date(2026, 11, 22))
    (datetime.date(2026, 11, 23), datetime.date(2026, 11, 22))
    """
    if isinstance(moment, datetime):
        return (moment.astimezone(zone) if moment.tzinfo else moment).date()
    return moment


def _settled(found: Numeric, order: Order) -> date | Fault:
    if order in found.days:
        return _in_range(found.days[order])
    if order in {"dmy", "mdy"}:
        return Fault("DATE_INVALID")
    days = set(found.days.values())
    return _in_range(days.pop()) if len(days) == 1 else Fault("DATE_AMBIGUOUS")


def _in_range(day: date) -> date | Fault:
    return day if FIRST <= day <= LAST else Fault("DATE_OUT_OF_RANGE")


def _from_number(number: float, *, epoch_1904: bool) -> date | Fault:
    if 0 <= number < _LARGEST_SERIAL:
        return _in_range(_DAY_ZERO[epoch_1904] + timedelta(days=int(number)))
    compact = _COMPACT.fullmatch(f"{number:.0f}") if number.is_integer() else None
    found = _day(*compact.groups()[:3]) if compact and not compact[4] else None
    return found if found and FIRST <= found <= LAST else Fault("DATE_OUT_OF_RANGE")


def _from_text(text: str, *, epoch_1904: bool, zone: tzinfo) -> date | Numeric | None:
    if match := _YEAR_FIRST.fullmatch(text):
        return _at(
            _day(match["y"], match["m"] or match["mz"] or match["ms"], match["d"] or match["dz"] or match["ds"]),
            match,
            zone,
        )
    text = " ".join(_WEEKDAY.sub(" ", text.replace("。", ".").replace("号", "日")).split()).strip(" ,")
    if compact := _COMPACT.fullmatch(text):
        return _day(*compact.groups()[:3])
    if _SERIAL.fullmatch(text):
        day = _DAY_ZERO[epoch_1904] + timedelta(days=int(float(text)))
        return day if FIRST <= day <= _LAST_AS_TEXT else None
    if match := _YEAR_FIRST.fullmatch(text):
        return _at(
            _day(match["y"], match["m"] or match["mz"] or match["ms"], match["d"] or match["dz"] or match["ds"]),
            match,
            zone,
        )
    if match := _YEAR_LAST.fullmatch(text):
        return _numeric(match, zone)
    return _named(text, zone)


def _numeric(match: re.Match[str], zone: tzinfo) -> Numeric | None:
    first, second, third = match["a"], match["b"], match["c"]
    written: dict[Order, tuple[str, str, str]] = {"dmy": (third, second, first), "mdy": (third, first, second)}
    if len(third) < len("2026"):
        written["ymd"] = (first, second, third)
    found: dict[Order, date] = {}
    for order, (year, month, day) in written.items():
        read = _at(_day(_four_digits(year), month, day), match, zone)
        if read and FIRST <= read <= LAST:
            found[order] = read
    return Numeric(found) if found else None


def _four_digits(year: str) -> str:
    if len(year) > len("26"):
        return year
    return str(int(year) + (1900 if int(year) >= _THIS_CENTURY else 2000))


def _named(text: str, zone: tzinfo) -> date | None:
    for shape in _NAMED:
        if match := shape.fullmatch(text):
            return _at(_day(_four_digits(match["y"]), str(_MONTHS[match["m"].casefold()]), match["d"]), match, zone)
    if match := _CHINESE.fullmatch(text.replace(" ", "")):
        year = "".join(str(_NUMERALS[sign]) for sign in match[1])
        return _day(year, str(_tens(match[2])), str(_tens(match[3])))
    return None


def _tens(signs: str) -> int:
    """Read a Chinese numeral below one hundred."""
    before, ten, after = signs.partition("十")
    if not ten:
        return _NUMERALS.get(signs, 0)
    return (_NUMERALS.get(before, 0) if before else 1) * 10 + (_NUMERALS.get(after, 0) if after else 0)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _at(day: date | None, match: re.Match[str], zone: tzinfo) -> date | None:
    """Give the day, in a time zone, of a day with a time of day; None if there is no such time."""
    if day is None or not match["time"]:
        return day
    hour, minute, second = (float(part.replace(",", ".")) for part in (match["time"] + ":0:0").split(":")[:3])
    if half := match["half"]:
        if not 1 <= hour <= 12:  # noqa: PLR2004  # hours of half a day
            return None
        hour = hour % 12 + (12 if half[0] in "Pp" else 0)
    try:
        at = datetime(day.year, day.month, day.day, int(hour), int(minute), int(second))  # noqa: DTZ001  # its zone is next
        return at.replace(tzinfo=_zone(match["zone"])).astimezone(zone).date() if match["zone"] else day
    except (ValueError, OverflowError):
        return None


def _zone(text: str) -> timezone:
    if text.upper() in {"Z", "UTC", "GMT"}:
        return timezone.utc  # noqa: UP017  # one type for both returns
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timezone((-1 if text[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))
