"""What a file reader hands on: sheets as rows of cells that keep their type, and what it noticed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class BadCell(NamedTuple):
    """A cell that holds no value: an error such as ``#N/A``, or a formula that was never calculated."""

    code: str
    text: str = ""


class Merge(NamedTuple):
    """A merged range, counted from 0, ends included."""

    top: int
    left: int
    bottom: int
    right: int


class Notice(NamedTuple):
    """Something that a person should know, and that refuses nothing.

    Attributes
    ----------
    code : str
        Such as ``HIDDEN_SHEETS``.
    detail : str
        What the words quote.
    row : int or None
        A spreadsheet's row, if it is about one.
    column : str
        A column's key, if it is about one.
    """

    code: str
    detail: str = ""
    row: int | None = None
    column: str = ""


@dataclass
class Grid:
    """One sheet.

    Attributes
    ----------
    sheet : str
        Its name; empty for a text file.
    rows : list of list
        Cells from A1; row 1 of the spreadsheet is at 0.
    merges : tuple of Merge
        Merged ranges.
    visible : bool
        Whether a person who opens the file sees it.
    epoch_1904 : bool
        Whether its serial numbers count from 1904.
    ragged : bool
        Whether rows may be longer than the headings (text files).
    totals : set of int
        Rows, counted from 0, that the workbook itself says are totals: a table's row of totals, formulas that add up a column.
    notices : list of Notice
        What its reader noticed.
    numbers : dict
        Cells, by row and column from 0, that bear the currency of their number format, and the numbers that stand in the file.
    """

    sheet: str
    rows: list[list[object]]
    merges: tuple[Merge, ...] = ()
    visible: bool = True
    epoch_1904: bool = False
    ragged: bool = False
    totals: set[int] = field(default_factory=set)
    notices: list[Notice] = field(default_factory=list)
    numbers: dict[tuple[int, int], object] = field(default_factory=dict)
