"""Cells that a collector filled in, read as what they mean; what cannot be read comes back as a finding."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from arrears.intake.grid import BadCell
from arrears.intake.result import covered
from arrears.merging.words import Finding
from arrears.tables.amounts import parse_amount
from arrears.tables.dates import parse_date
from arrears.tables.faults import Fault
from arrears.tables.texts import clean, narrow
from arrears.workbooks.desk_columns import Cell

if TYPE_CHECKING:
    from arrears.merging.book import DeskFile, Row

_CLOCK = re.compile(r"[T\s日]\s*(\d{1,2})[:：时点](\d{1,2})(?:[:：分](\d{1,2}))?\s*秒?分?\s*$", re.ASCII)
_SOMEBODYS = re.compile(r"(?:\d[ -]?){11,}|@", re.ASCII)
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_LONGEST_NAME, _LONGEST_NOTE = 200, 20_000
_MOST_PEOPLE = 100
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  # a sheet's time has no zone
_PERSONAL = frozenset({"note", "reference"})


class Reader:
    """Reads the cells of one row, and notes what is wrong with them.

    Parameters
    ----------
    row : Row
        The row.
    book : DeskFile
        Its workbook.
    time_zone : str
        In which times are written.
    now : datetime
        After which nothing can have happened.

    Attributes
    ----------
    findings : list of Finding
        What could not be read.
    """

    def __init__(self, row: Row, book: DeskFile, time_zone: str, now: datetime) -> None:
        self.row = row
        self.book = book
        self.zone = ZoneInfo(time_zone)
        self.now = now
        self.findings: list[Finding] = []

    def fail(self, key: str, code: str, detail: str = "") -> None:
        """Note what is wrong with a cell; what may be personal is covered."""
        column = self.row.sheet.column(key)
        text = self.row.text(key)
        cell = self.row.cells.get(key)
        if isinstance(cell, BadCell):
            text = cell.text
        hidden = key in _PERSONAL or (column.cell is not Cell.CASE and _SOMEBODYS.search(text))
        lang = self.book.facts.get("lang", "zh")
        case_id = self.row.text("case_id")
        self.findings.append(
            Finding(
                self.book.file,
                self.row.tab,
                self.row.number,
                column.heading(lang),
                covered(text) if hidden else text,
                code,
                detail,
                case_id,
            )
        )

    def has(self, key: str) -> bool:
        """Tell whether a cell says anything."""
        return bool(self.row.text(key))

    def given(self, key: str, *, required: bool = False) -> bool:
        """Tell whether a cell holds something that can be read on; an error or a missing value is noted."""
        if isinstance(self.row.cells.get(key), BadCell):
            self.fail(key, "CELL_ERROR")
            return False
        if not self.has(key) and required:
            self.fail(key, "REQUIRED")
        return self.has(key)

    def word(self, key: str, *, required: bool = False) -> str | None:
        """Give the key of a word of a list, in either language."""
        if not self.given(key, required=required):
            return None
        words = self.row.sheet.column(key).words or {}
        wanted = narrow(clean(self.row.text(key))).casefold()
        for name, forms in words.items():
            if wanted in {narrow(form).casefold() for form in (name, *forms)}:
                return name
        place = 0 if self.book.facts.get("lang", "zh") == "zh" else 1
        self.fail(key, "WORD_UNKNOWN", ", ".join(forms[place] for forms in words.values()))
        return None

    def yes(self, key: str) -> bool | None:
        """Give yes or no, or None where nothing is said."""
        word = self.word(key)
        return None if word is None else word == "yes"

    def text(self, key: str, most: int = _LONGEST_NOTE) -> str | None:
        """Give free text, or None where there is none."""
        if not self.given(key):
            return None
        text = self.row.text(key)
        if most == _LONGEST_NAME:
            text = " ".join(text.split())
        if len(text) > most or _UNREADABLE.search(text):
            self.fail(key, "TEXT_INVALID", str(most))
            return None
        return text

    def name(self, key: str) -> str | None:
        """Give a text that stands on one line."""
        return self.text(key, _LONGEST_NAME)

    def amount(self, key: str) -> int | None:
        """Give an amount above 0 in fen."""
        if not self.given(key, required=True):
            return None
        fen = parse_amount(self.row.cells[key])
        if isinstance(fen, Fault) or fen <= 0:
            self.fail(key, "AMOUNT_INVALID")
            return None
        return fen

    def people(self, key: str) -> int | None:
        """Give how many people visited."""
        if not self.given(key):
            return None
        text = narrow(self.row.text(key))
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= _MOST_PEOPLE):
            self.fail(key, "COUNT_INVALID")
            return None
        return int(text)

    def day(self, key: str, *, required: bool = False) -> date | None:
        """Give a day."""
        if not self.given(key, required=required):
            return None
        found = parse_date(self.row.cells[key])
        if isinstance(found, Fault):
            self.fail(key, "DATE_INVALID")
            return None
        return found

    def past_day(self, key: str, otherwise: date) -> datetime | None:
        """Give the first instant of a day that is not in the future."""
        day = self.day(key) if self.has(key) else otherwise
        if day is None:
            return None
        return self._past(key, datetime.combine(day, time(), self.zone))

    def moment(self, key: str, *, required: bool = False, needs_clock: bool = True) -> datetime | None:
        """Give an instant that is not in the future, from what a clock on the wall showed."""
        day = self.day(key, required=required)
        if day is None:
            return None
        clock = _clock(self.row.cells[key])
        if clock is None and needs_clock:
            self.fail(key, "TIME_MISSING")
            return None
        return self._past(key, datetime.combine(day, clock or time(), self.zone))

    def _past(self, key: str, local: datetime) -> datetime | None:
        instant = local.astimezone(UTC)
        if instant > self.now:
            self.fail(key, "DATE_FUTURE")
            return None
        return instant


def _clock(cell: object) -> time | None:
    """Give the time of day of a cell to the second; None where it only holds a day.

    >>> _clock("2026-11-23 9:05"), _clock(46349.75), _clock(date(2026, 11, 23))
    (datetime.time(9, 5), datetime.time(18, 0), None)
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        cell = _DAY_ZERO + timedelta(days=float(cell))
    if isinstance(cell, datetime):
        rounded = (cell + timedelta(microseconds=500_000)).replace(microsecond=0)
        return rounded.time() if rounded.time() != time() else None
    found = _CLOCK.search(narrow(clean(cell))) if isinstance(cell, str) else None
    if found is None:
        return None
    try:
        return time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError:
        return None
