"""Cells that a collector filled in, read as what they mean; what cannot be read comes back as a finding."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from arrears.intake.grid import BadCell
from arrears.intake.result import covered, is_somebodys, says_more
from arrears.policy import PROFILES, Policies
from arrears.returns.clocks import parse_moment
from arrears.returns.words import Finding
from arrears.tables.amounts import parse_amount
from arrears.tables.dates import parse_date
from arrears.tables.faults import Fault
from arrears.tables.texts import clean, narrow
from arrears.workbooks.collector.columns import Cell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arrears.returns.book import DeskFile, Row
    from arrears.workbooks.collector.columns import DeskColumn

_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_LONGEST_NAME, _LONGEST_NOTE = 200, 20_000
_MOST_PEOPLE = 100
_FIGURES = frozenset({Cell.AMOUNT, Cell.DATE, Cell.MOMENT, Cell.COUNT})
_LIKE = 0.5
"""How like one of a list's words a wrong one must be to be repeated: a slip is; a name in the wrong column is not."""
_PERSONAL = frozenset({"note", "reference", "cause_note", "proof", "occupation", "assets"})


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
    policies : Policies, optional
        Whose words some columns take; the workbook's profile unless given.

    Attributes
    ----------
    findings : list of Finding
        What could not be read.
    doubts : list of Finding
        What was read and is worth a look.
    """

    def __init__(
        self, row: Row, book: DeskFile, time_zone: str, now: datetime, policies: Policies | None = None
    ) -> None:
        self.policies = policies or Policies(book.facts.get("profile", PROFILES[0]))
        self.row = row
        self.book = book
        self.zone = ZoneInfo(time_zone)
        self.now = now
        self.findings: list[Finding] = []
        self.doubts: list[Finding] = []

    def fail(self, key: str, code: str, detail: str = "") -> None:
        """Note what is wrong with a cell."""
        self.findings.append(self._about(key, code, detail))

    def doubt(self, key: str, code: str, detail: str = "") -> None:
        """Note what is unlikely in a cell, and taken all the same."""
        self.doubts.append(self._about(key, code, detail))

    def _about(self, key: str, code: str, detail: str) -> Finding:
        """Say something of a cell; what may be personal is covered."""
        column = self.row.sheet.column(key)
        text = self.row.text(key)
        cell = self.row.cells.get(key)
        if isinstance(cell, BadCell):
            text = cell.text
        hidden = key in _PERSONAL or _may_name(column, text, detail)
        lang = self.book.facts.get("lang", "zh")
        case_id = self.row.text("case_id")
        return Finding(
            self.book.file,
            self.row.tab,
            self.row.number,
            column.heading(lang),
            covered(text) if hidden else text,
            code,
            detail,
            case_id,
        )

    def known(self, key: str) -> bool:
        """Tell whether the sheet has a column; a workbook of an earlier layout may lack one."""
        return any(column.key == key for column in self.row.sheet.columns)

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
        return self._one_of(key, self.row.sheet.column(key).words or {})

    def policy_word(self, key: str, words: Mapping[str, tuple[str, ...]]) -> str | None:
        """Give the key of a word of the policy's list."""
        return self._one_of(key, words) if self.given(key) else None

    def _one_of(self, key: str, words: Mapping[str, tuple[str, ...]]) -> str | None:
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

    def optional_amount(self, key: str) -> int | None:
        """Give an amount of 0 or more in fen, or None where there is none."""
        if not self.given(key):
            return None
        fen = parse_amount(self.row.cells[key])
        if isinstance(fen, Fault) or fen < 0:
            self.fail(key, "AMOUNT_INVALID")
            return None
        return fen

    def people(self, key: str, least: int = 1, most: int = _MOST_PEOPLE) -> int | None:
        """Give a number of people, months or per cent."""
        if not self.given(key):
            return None
        text = narrow(self.row.text(key))
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            self.fail(key, "COUNT_INVALID", f"{least}–{most}")
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
        if not self.given(key, required=required):
            return None
        day, clock, unclear = parse_moment(self.row.cells[key])
        if unclear:
            self.fail(key, "TIME_UNCLEAR")
        elif isinstance(day, Fault):
            self._without_day(key, clock)
        elif clock is None and needs_clock:
            self.fail(key, "TIME_MISSING")
        else:
            return self._past(key, datetime.combine(day, clock or time(), self.zone))
        return None

    def ahead(self, key: str, day: date) -> datetime | None:
        """Give an instant that lies ahead; a time of day without a day is of the day given."""
        if not self.given(key):
            return None
        on, clock, unclear = parse_moment(self.row.cells[key])
        if unclear:
            self.fail(key, "TIME_UNCLEAR")
        elif clock is None:
            self.fail(key, "TIME_MISSING")
        else:
            local = datetime.combine(day if isinstance(on, Fault) else on, clock, self.zone)
            if local.date() >= day:
                return local.astimezone(UTC)
            self.fail(key, "CALL_BACK_PAST", day.isoformat())
        return None

    def _without_day(self, key: str, clock: time | None) -> None:
        """Note a moment without a day that can be read; which day a time of day alone belongs to is not guessed."""
        if clock is None:
            self.fail(key, "DATE_INVALID")
        else:
            self.fail(key, "DAY_MISSING", f"{self.book.facts['as_of']} {clock:%H:%M}")

    def _past(self, key: str, local: datetime) -> datetime | None:
        instant = local.astimezone(UTC)
        if instant > self.now:
            self.fail(key, "DATE_FUTURE")
            return None
        return instant


def _may_name(column: DeskColumn, text: str, detail: str) -> bool:
    """Tell whether a cell may hold somebody's data: by its form, and where its column's words, amounts or times leave room for a name."""
    if column.cell is Cell.CASE:
        return False
    if is_somebodys(text):
        return True
    if column.cell is Cell.WORD:
        known = [form for forms in (column.words or {}).values() for form in forms]
        return not get_close_matches(text, [*known, *detail.split(", ")], n=1, cutoff=_LIKE)
    return column.cell in _FIGURES and says_more(text)
