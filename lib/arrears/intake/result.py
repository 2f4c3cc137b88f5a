"""What reading a case list gives: a typed table, every refused row as values, and what is worth knowing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from arrears.intake.words import ROW_WORDS
from arrears.tables.cases import to_public
from arrears.tables.columns import BY_KEY, Kind
from arrears.tables.parsers import PERSONAL

if TYPE_CHECKING:
    from arrears.intake.headings import Heading
    from arrears.tables.faults import Words

REPORT_COLUMNS = ("file", "sheet", "row", "column", "value", "code", "message", "rule", "remedy")


class Finding(NamedTuple):
    """One thing about one cell, one row or the whole list, without its words.

    Attributes
    ----------
    row : int or None
        The spreadsheet's row, counted from 1.
    column : str
        The column's key; the heading of a further column; empty for the row or the list itself.
    heading : str
        As it stands in the file.
    value : str
        The cell as text; the first character only in personal columns.
    code, detail : str
        Which words, and what they quote.
    """

    row: int | None
    column: str
    heading: str
    value: str
    code: str
    detail: str = ""

    def words(self, lang: str) -> Words:
        """Give what is wrong, the rule and the remedy in a language."""
        known = BY_KEY.get(self.column)
        heading = self.heading or (known.heading(lang) if known else self.column)
        return ROW_WORDS[self.code][lang].filled(heading=heading, value=self.value or "—", detail=self.detail)


_SOMEBODYS = re.compile(r"(?:\d[ -]?){11,}|@", re.ASCII)
"""As many digits as a phone, an id or a card has, or an e-mail address."""


def finding(row: int | None, heading: Heading | None, text: str, code: str, detail: str = "") -> Finding:
    """Make a finding about a cell; what is personal is covered here, before it can reach any report."""
    if heading is None:
        return Finding(row, "", "", "", code, detail)
    column = heading.column
    kind = column.kind if column else None
    # A number or an address in the wrong column is still somebody's; a case id is meant to be long.
    misplaced = kind is not Kind.CASE_ID and bool(_SOMEBODYS.search(text))
    value = covered(text) if kind is None or kind in PERSONAL or misplaced else text
    return Finding(row, column.key if column else heading.text, heading.text, value, code, detail)


def covered(text: str) -> str:
    """Show that there is a value, and not which.

    Examples
    --------
    >>> covered("13800001234"), covered("")
    ('1***', '')
    """
    return f"{text[0]}***" if text else ""


class RejectedRow(NamedTuple):
    """A refused row as it stood in the file: cell by cell under `Intake.headings`, and what lies beyond them."""

    number: int
    cells: tuple[object, ...]
    beyond: tuple[object, ...] = ()


@dataclass(frozen=True, repr=False)
class Intake:
    """A case list that was read.

    Attributes
    ----------
    table : DataFrame
        The accepted cases, typed: amounts as ``<key>_fen`` (Int64), dates ``datetime64[s]``, text; then the further columns
        of the file, then ``source_row``. Every column of the contract is there, blank where the file has none.
    file, sheet : str
        Where it came from; the sheet is empty for a text file.
    rows : int
        Data rows in the file: accepted and rejected, without blank rows and totals.
    totals : int
        Total rows that were skipped.
    headings : tuple of Heading
        The file's columns.
    rejected : tuple of RejectedRow
        The refused rows as they stood there, for `arrears.workbooks.rejected`.
    errors, notes : tuple of Finding
        Everything that refused a row, and everything that did not.
    epoch_1904 : bool
        Whether serial numbers in the file count from 1904.
    lang : str
        The language of `rejects` and `warnings`.
    """

    table: pd.DataFrame
    file: str
    sheet: str
    rows: int
    totals: int
    headings: tuple[Heading, ...]
    rejected: tuple[RejectedRow, ...]
    errors: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    epoch_1904: bool = False
    lang: str = "zh"

    def __repr__(self) -> str:
        """Say how many rows there are, and nothing of what they hold: it is what a notebook shows and saves."""
        return f"<Intake of {self.rows} rows: {len(self.table)} accepted, {self.rejected_rows} rejected>"

    @property
    def rejected_rows(self) -> int:
        """How many rows were refused."""
        return len(self.rejected)

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings as they stand in the file."""
        return tuple(heading.text for heading in self.headings)

    @cached_property
    def cases(self) -> pd.DataFrame:
        """The accepted cases with the contract's column names, amounts as exact `Decimal` yuan."""
        return to_public(self.table)

    @cached_property
    def rejects(self) -> pd.DataFrame:
        """One row an error: file, sheet, row, column, value, code, message, rule, remedy."""
        return self._report(self.errors)

    @cached_property
    def warnings(self) -> pd.DataFrame:
        """One row a warning, in the columns of `rejects`; ``row`` is blank where it is about the whole list."""
        return self._report(self.notes)

    def _report(self, findings: tuple[Finding, ...]) -> pd.DataFrame:
        lines = [
            (self.file, self.sheet, found.row, found.column, found.value, found.code, *found.words(self.lang))
            for found in findings
        ]
        return pd.DataFrame(lines, columns=list(REPORT_COLUMNS)).astype({"row": "Int64"})
