"""A moment as people write it in a cell: a day, and a time of day that can be read in one way only."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from arrears.tables.dates import parse_date
from arrears.tables.texts import clean, narrow

if TYPE_CHECKING:
    from arrears.tables.faults import Fault

_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  # a sheet's time has no zone
_NOON = 12
_CLOCK = re.compile(
    r"(?P<day>.*?)(?:^|(?<=日)|(?<=\d)T|\s|(?=[上下中早晚凌]))\s*"
    r"(?P<half>上午|早上|早晨|凌晨|中午|下午|晚上)?\s*"
    r"(?P<hour>\d{1,2})(?P<tail>(?::|\s*[时点]\s*)(?P<minute>\d{1,2})分?(?:[:分]?(?P<second>\d{1,2})秒?)?|\s*[时点]\s*(?P<to>半|整)?)?"
    r"\s*(?P<after>[ap]\.?m\.?)?",
    re.ASCII | re.IGNORECASE,
)
_HALVES = {
    # From which hours of a clock with twelve hours each word can be said, and which of 24 hours it then means.
    "am": {**{hour: hour for hour in range(12)}, 12: 0},
    "pm": {12: 12, **{hour: hour + 12 for hour in range(1, 12)}, **{hour: hour for hour in range(13, 24)}},
    "上午": {hour: hour for hour in range(12)},
    "早上": {hour: hour for hour in range(4, 12)},
    "早晨": {hour: hour for hour in range(4, 12)},
    "凌晨": {hour: hour for hour in range(7)},
    "中午": {11: 11, 12: 12, 1: 13, 2: 14, 13: 13, 14: 14},
    "下午": {12: 12, **{hour: hour + 12 for hour in range(1, 8)}, **{hour: hour for hour in range(13, 20)}},
    "晚上": {**{hour: hour + 12 for hour in range(5, 12)}, **{hour: hour for hour in range(17, 24)}},
}


class Moment(NamedTuple):
    """What a cell says of when something was.

    Attributes
    ----------
    day : date or Fault
        The day, or why there is none.
    clock : time or None
        To the second; None where the cell holds only a day.
    unclear : bool
        Whether it holds a time of day that could be two, or none.
    """

    day: date | Fault
    clock: time | None
    unclear: bool = False


def parse_moment(cell: object) -> Moment:
    """Read a day and a time of day.

    A clock with 24 hours is taken as it stands when it has minutes; hours alone need a word that says which half of the day is
    meant, unless they are beyond noon. Nothing is guessed: ``晚上12点`` can be two midnights and ``3点`` two hours.

    Parameters
    ----------
    cell : object
        A date, a timestamp, a serial number or text.

    Examples
    --------
    >>> [str(parse_moment(f"2026-11-23 {text}").clock) for text in ("9:05", "下午3点", "3:30 PM", "15点", "上午9点半")]
    ['09:05:00', '15:00:00', '15:30:00', '15:00:00', '09:30:00']
    >>> [parse_moment(f"2026-11-23 {text}").unclear for text in ("3点", "晚上12点", "13:30 AM")]
    [True, True, True]
    >>> parse_moment("下午3点").day.code, parse_moment("下午3点").clock
    ('DATE_INVALID', datetime.time(15, 0))
    """
    if isinstance(cell, str):
        return _from_text(narrow(clean(cell)))
    day = parse_date(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool) and not float(cell).is_integer():
        cell = _DAY_ZERO + timedelta(days=float(cell))
    if not isinstance(cell, datetime):
        return Moment(day, cell if isinstance(cell, time) else None)
    rounded = (cell + timedelta(microseconds=500_000)).replace(microsecond=0)
    return Moment(day, rounded.time() if rounded.time() != time() else None)


def _from_text(text: str) -> Moment:
    found = _CLOCK.fullmatch(text)
    if found is None or not (found["tail"] or found["after"]):
        return Moment(parse_date(text), None)
    clock = _clock(found)
    return Moment(parse_date(found["day"].strip()), clock, unclear=clock is None)


def _clock(found: re.Match[str]) -> time | None:
    """Give the only time of day that can be meant, or None."""
    hour, exact = int(found["hour"]), found["minute"] is not None
    minute = 30 if found["to"] == "半" else int(found["minute"] or 0)
    after = (found["after"] or "").replace(".", "").casefold()
    if found["half"] and after:
        return None
    half = found["half"] or after
    on_24 = hour if exact or hour > _NOON else None
    meant = _HALVES[half].get(hour) if half else on_24
    if meant is None:
        return None
    try:
        return time(meant, minute, int(found["second"] or 0))
    except ValueError:
        return None
