"""Keys of rows in a collector's workbook, and digests by which a reader tells whether a row was changed."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

import pandas as pd

from arrears.workbooks.collector.columns import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from arrears.workbooks.collector.columns import DeskSheet

_KEY_LENGTH: Final = 12
_TEXTS: Final = frozenset({Cell.TEXT, Cell.CASE, Cell.WORD})
_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001  # a sheet's time has no zone


def row_key(sheet: DeskSheet, book: str, name: str) -> str:
    """Give the key of a row: unique in its workbook, and the same whenever the same workbook is written.

    Parameters
    ----------
    sheet : DeskSheet
        Where the row stands.
    book : str
        The workbook's own mark (`book_mark`).
    name : str
        What the row is: the case id on *today* and *cases*, the event's key for what is past, the number of a row to fill in.

    Examples
    --------
    >>> from arrears.workbooks.collector.layout import CONTACTS
    >>> row_key(CONTACTS, "B", "1")
    'C-FQAEIHIGUXS6'
    """
    return f"{sheet.letter}-{_short_hash(book, sheet.key, name)}"


def book_mark(collector: str, as_of: date, head: str, digests: Iterable[str]) -> str:
    """Give a workbook's own mark: another list of the same collector and day has another one.

    Examples
    --------
    >>> book_mark("王芳", date(2026, 11, 23), "", []) == book_mark("王芳", date(2026, 11, 23), "", ["x"])
    False
    """
    return _short_hash(collector, as_of.isoformat(), head, *digests)


def row_digest(sheet: DeskSheet, cells: Mapping[str, object]) -> str:
    """Give a digest of what a row says, by which a reader tells whether it was changed; a row that says nothing has "".

    Parameters
    ----------
    sheet : DeskSheet
        Its columns that are read back count, whatever their order in the file.
    cells : mapping
        By the columns' keys, as a spreadsheet holds them: amounts in yuan, dates as dates or serial numbers, words as shown.

    Examples
    --------
    >>> from arrears.workbooks.collector.layout import PROMISES
    >>> cells = {"case_id": "A1", "amount": 100.0, "due_on": date(2026, 12, 1)}
    >>> row_digest(PROMISES, cells) == row_digest(PROMISES, {**cells, "amount": Decimal("100.00"), "due_on": 46357})
    True
    >>> row_digest(PROMISES, {"case_id": " "})
    ''
    """
    texts = [plain(cells.get(column.key), column.cell) for column in sheet.read_back]
    return _short_hash(*texts) if any(texts) else ""


def row_digests(sheet: DeskSheet, columns: Mapping[str, Sequence[object]]) -> list[str]:
    """Give the digests of many rows at once; arguments as `row_digest`, with a column for each cell.

    Examples
    --------
    >>> from arrears.workbooks.collector.layout import PROMISES
    >>> row_digests(PROMISES, {"case_id": ["A1", None]}) == [row_digest(PROMISES, {"case_id": "A1"}), ""]
    True
    """
    size = len(next(iter(columns.values()), ()))
    nothing = [""] * size
    texts = [
        [plain(value, column.cell) for value in columns[column.key]] if column.key in columns else nothing
        for column in sheet.read_back
    ]
    return [_short_hash(*row) if any(row) else "" for row in zip(*texts, strict=True)]


def plain(value: object, cell: Cell) -> str:
    """Give one spelling of a cell's value, however a program reads it; what is none of the cell's kind is kept as text.

    Examples
    --------
    >>> plain(100, Cell.AMOUNT), plain(" 王芳 ", Cell.TEXT), plain(46350.5, Cell.MOMENT), plain(None, Cell.DATE)
    ('100.00', '王芳', '2026-11-24T12:00:00', '')
    """
    if cell in _TEXTS and isinstance(value, str):
        return unicodedata.normalize("NFC", value).strip()
    if _is_missing(value):
        return ""
    if cell is Cell.DATE and (day := _moment(value)) is not None:
        return day.date().isoformat()
    if cell is Cell.MOMENT and (at := _moment(value)) is not None:
        return (at + timedelta(microseconds=500_000)).replace(microsecond=0).isoformat()
    if cell in {Cell.AMOUNT, Cell.COUNT} and (number := _number(value)) is not None:
        return f"{number:.2f}" if cell is Cell.AMOUNT else f"{number.normalize():f}"
    whole = isinstance(value, float) and value.is_integer()
    return unicodedata.normalize("NFC", str(int(value) if whole else value)).strip()  # type: ignore[call-overload]


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)  # noqa: PLR0124  # NaN


def _moment(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001  # a sheet's time has no zone
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _EPOCH + timedelta(days=float(value))
    return None


def _number(value: object) -> Decimal | None:
    try:
        number = Decimal(repr(value) if isinstance(value, float) else str(value).replace(",", "").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _short_hash(*parts: str) -> str:
    content = "\x1f".join(parts).encode()
    return base64.b32encode(hashlib.sha256(content).digest()).decode()[:_KEY_LENGTH]
