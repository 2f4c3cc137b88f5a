"""What arrives from a worksheet: cells to typed columns. What goes back is in `xl_addin.cells.answers`.

Every conversion is in these two modules, so that a worksheet function is one line.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import partial
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

import numpy as np

from arrears.tables.amounts import LARGEST_FEN, parse_amount
from arrears.tables.dates import parse_date
from arrears.tables.faults import Fault
from arrears.tables.texts import clean, id_text, lost_digits, narrow
from arrears.units import FEN_IN_YUAN
from arrears.units import fen as to_fen
from xl_addin.cells.columns import (
    FINE,
    IS_BLANK,
    IS_NUM,
    IS_VALUE,
    STATE_OF_CODE,
    BlankCellError,
    Cell,
    Cells,
    Column,
    Read,
    States,
    read_column,
)
from xl_addin.cells.serials import FIRST_SERIAL, LAST_SERIAL, SERIAL_ZERO, days_later

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

_T = TypeVar("_T")
Instant: TypeAlias = Any
"""A numpy day or time, whose unit its type does not tell."""

_MS_IN_DAY = 86_400_000
_WITH_TIME = re.compile(
    r"(?P<day>.*?\d日?)[\sT]*(?P<hour>\d{1,2})[:时点](?P<minute>\d{1,2})?分?(?::?(?P<second>\d{1,2})(?:\.0+)?秒?)?"
    r"\s*(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?",
    re.IGNORECASE,
)
_TIME_OF_DAY = re.compile(r"\d[:时点]|[:时点]\d|[ap]m\b", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_YES, _NO = ("是", "有", "已同意", "同意", "yes", "y", "true"), ("否", "无", "未同意", "不同意", "no", "n", "false")
_TRUTHS: dict[object, bool] = {1: True, 0: False, **dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}
_LARGEST_COUNT = 10**12
_LONGEST_SPAN = 36_524
"""A hundred years. The serial number of any date from 2000 on is more, so that a date in the wrong place is no age of M7+."""
_WHOLE_FEN = 1e-4
_DIGITS = 15
"""A spreadsheet holds and shows so many digits of a number."""


def amounts(cells: Cells, currency: str = "CNY") -> Column:
    """Read amounts in yuan as whole fen, halves up; text as the intake reads it: a sign of another currency is a bad value."""
    return read_column(cells, partial(_amount, currency=currency), "int64", _plain_amounts)


def counts(cells: Cells) -> Column:
    """Read whole numbers; 3.5 is a bad value."""
    return read_column(cells, _count, "int64", _plain_counts)


def spans(cells: Cells) -> Column:
    """Read numbers of days; what is negative or longer than a hundred years is out of range: a date, given for a number of days, is."""
    return counts(cells).least(0).most(_LONGEST_SPAN)


def numbers(cells: Cells) -> Column:
    """Read numbers, such as rates, to 15 digits; a text like 18.25% is understood."""
    return read_column(cells, _number, "float64", None)


def days(cells: Cells) -> Column:
    """Read days: serials, dates, and text in the usual Chinese and ISO forms."""
    return read_column(cells, _day, "datetime64[D]", _plain_days)


def moments(cells: Cells, zone: str = "Asia/Shanghai") -> Column:
    """Read days with a time of day, to the millisecond: serials, dates, and text such as 2026-11-23 21:59 or 21时59分.

    A worksheet's time is the person's local time; one that says its own zone, such as 21:40Z, is taken to the local `zone`.
    """
    return read_column(cells, partial(_moment, zone=zone), "datetime64[ms]", None)


def truths(cells: Cells) -> Column:
    """Read yes or no: truth values, 1 and 0, 是 and 否, yes and no."""
    return read_column(cells, _truth, "bool", None)


def texts(cells: Cells) -> Column:
    """Read text; a whole number is read as its digits, but one that has lost digits is a bad value."""
    return read_column(cells, _text, "object", None)


def words(cells: Cells, known: Mapping[str, object]) -> Column:
    """Read words that stand for something; a word that is not known is a bad value.

    Parameters
    ----------
    cells : cells
        What arrived.
    known : mapping
        What each word, in lower case, stands for.
    """

    def look_up(cell: Cell) -> object:
        key = _text(cell).casefold()
        if key not in known:
            raise ValueError("not one of the words that are known here")
        return known[key]

    return read_column(cells, look_up, "object", None)


def _plain_numbers(flat: list[Cell]) -> tuple[NDArray[np.float64], States] | None:
    """Give the cells as floats if all are numbers or nothing: by far the most usual range, and the quick way through."""
    kinds = set(map(type, flat))
    if not kinds <= {float, int, NoneType} or (int in kinds and not STATE_OF_CODE.keys().isdisjoint(flat)):
        return None
    try:
        found = np.array(flat, dtype=np.float64)
    except OverflowError:
        return None
    states = np.where(np.isfinite(found), FINE, IS_VALUE).astype(np.uint8)
    if NoneType in kinds:
        states[[place for place, cell in enumerate(flat) if cell is None]] = IS_BLANK
    return np.where(states == FINE, found, 0.0), states


def _plain_amounts(flat: list[Cell]) -> Read | None:
    plain = _plain_numbers(flat)
    if plain is None:
        return None
    yuan, states = plain
    states[np.abs(yuan) > LARGEST_FEN / FEN_IN_YUAN] = IS_NUM
    scaled = np.where(states == FINE, yuan, 0.0) * FEN_IN_YUAN
    nearest = np.rint(scaled)
    if (np.abs(scaled - nearest) > _WHOLE_FEN).any():
        return None  # parts of a fen: each is rounded by its decimal form, cell by cell
    return nearest.astype(np.int64), states


def _plain_counts(flat: list[Cell]) -> Read | None:
    plain = _plain_numbers(flat)
    if plain is None:
        return None
    found, states = plain
    states[(np.rint(found) != found) & (states == FINE)] = IS_VALUE
    states[(np.abs(found) > _LARGEST_COUNT) & (states == FINE)] = IS_NUM
    return np.where(states == FINE, found, 0).astype(np.int64), states


def _plain_days(flat: list[Cell]) -> Read | None:
    plain = _plain_numbers(flat)
    if plain is None:
        return None
    serials, states = plain
    if (serials >= LAST_SERIAL + 1 - days_later()).any():
        return None  # numbers such as 20260131 are read one by one
    states[(serials == 0) & (states == FINE)] = IS_BLANK  # an empty cell arrives as 0 from some hosts
    serials = serials + days_later()
    states[(serials < FIRST_SERIAL) & (states == FINE)] = IS_NUM
    whole = np.where(states == FINE, np.floor(serials), 0).astype(np.int64)
    return SERIAL_ZERO + whole, states


def _amount(cell: Cell, currency: str = "CNY") -> int:
    if isinstance(cell, bool):
        raise TypeError("a truth value is no amount")
    if isinstance(cell, str):
        return found(parse_amount(cell, currency=currency))
    if abs(cell) > LARGEST_FEN / FEN_IN_YUAN:
        raise OverflowError("more than any card account holds")
    # Half up to the fen, by the digits that the spreadsheet shows: 1.005 typed or computed is 1.01.
    return to_fen(Decimal(f"{cell:.{_DIGITS}g}") if isinstance(cell, float) else cell)


def found(value: _T | Fault) -> _T:
    """Give what a reader of the case list found, or raise what a cell's state is made of."""
    if isinstance(value, Fault):
        raise (OverflowError if value.code.endswith("_OUT_OF_RANGE") else ValueError)(value.code)
    return value


def _number(cell: Cell) -> float:
    if isinstance(cell, bool):
        raise TypeError("a truth value is no number")
    if isinstance(cell, str):
        text = narrow(clean(cell)).strip()
        # A comma that parts no thousands is another country's point: 0,0005 is not 5.
        body = text.removesuffix("%").strip()
        body = body.replace(",", "") if _GROUPED.fullmatch(body) else body
        number = Decimal(body) / 100 if text.endswith("%") else Decimal(body)
    else:
        number = Decimal(cell)
    if not number.is_finite():
        raise ValueError("no finite number")
    if abs(number) > _LARGEST_COUNT:
        raise OverflowError("no rate or count is so large")
    return float(f"{number:.{_DIGITS}g}")


def _count(cell: Cell) -> int:
    number = _number(cell)
    if number != int(number):
        raise ValueError("no whole number")
    return int(number)


def _day(cell: Cell) -> Instant:
    if cell == 0 and not isinstance(cell, bool):
        raise BlankCellError  # an empty cell arrives as 0 from some hosts
    return np.datetime64(found(parse_date(counted_as_usual(cell))), "D")


def counted_as_usual(cell: Cell) -> Cell:
    """Give a serial number of the host's workbook as one that counts from 1899-12-30; anything else as it is."""
    is_serial = isinstance(cell, (int, float)) and not isinstance(cell, bool) and 0 <= cell < LAST_SERIAL + 1
    return cell + days_later() if is_serial and days_later() else cell


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        raise TypeError("a truth value is no text")
    if isinstance(cell, str):
        return cell.strip()
    text = None if lost_digits(cell) else id_text(cell)
    if text is None:
        raise ValueError("no text, or a number that has lost digits")
    return text


def _moment(cell: Cell, zone: str = "Asia/Shanghai") -> Instant:
    if isinstance(cell, str):
        text = narrow(clean(cell))
        match = _WITH_TIME.fullmatch(text)
        if match:
            cell = _clock_time(match)
        elif _TIME_OF_DAY.search(text):
            raise ValueError("a time that cannot be read must not be taken for midnight")
    if isinstance(cell, datetime):
        if cell.tzinfo is not None:
            cell = cell.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        found(parse_date(cell))
        return np.datetime64(cell, "ms")
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and cell < LAST_SERIAL + 1 - days_later():
        cell = cell + days_later()
        if cell < FIRST_SERIAL:
            raise OverflowError("before the first day that a case list can speak of")
        return SERIAL_ZERO.astype("datetime64[ms]") + np.timedelta64(round(cell * _MS_IN_DAY), "ms")
    return _day(cell).astype("datetime64[ms]")


def _clock_time(match: re.Match[str]) -> datetime:
    """Give the time that a text says, with its zone where it says one."""
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    at = datetime.combine(found(parse_date(match["day"])), time(hour, minute, second))
    offset = match["zone"]
    if not offset:
        return at
    if offset in "Zz":
        return at.replace(tzinfo=UTC)
    east = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]) if len(offset) > len("+08") else 0)
    return at.replace(tzinfo=timezone(-east if offset[0] == "-" else east))


def _truth(cell: Cell) -> bool:
    word = cell.strip().casefold() if isinstance(cell, str) else cell
    if word not in _TRUTHS:
        raise ValueError("neither yes nor no")
    return _TRUTHS[word]
