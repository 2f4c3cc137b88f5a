"""Which rows of a sheet are cases: not blank ones, not totals; and what merged cells do to them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from arrears.intake.choose import letters
from arrears.intake.grid import Notice
from arrears.tables.columns import Kind
from arrears.tables.faults import Fault
from arrears.tables.texts import clean, is_blank, narrow

if TYPE_CHECKING:
    from arrears.intake.choose import Choice
    from arrears.intake.grid import Grid, Merge
    from arrears.intake.headings import Heading

_TOTAL = re.compile(
    r"(合计|总计|小计|共计|总和|(sub|grand)?\s*totals?)([:：\s(（].*)?|.{0,20}(小计|合计|总计)", re.IGNORECASE
)


@dataclass
class Cases:
    """The rows that are cases.

    Attributes
    ----------
    rows : list of list
        Their cells as they were read.
    numbers : list of int
        The spreadsheet's row of each, counted from 1.
    totals : int
        How many total rows were skipped.
    faults : dict of (row, column) to Fault
        What is wrong before any cell is read, by position among the cases and place of the heading; -1 is the row itself.
    notices : list of Notice
        What is worth knowing.
    """

    rows: list[list[object]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    totals: int = 0
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    def columns(self, width: int) -> list[tuple[object, ...]]:
        """Give the cells by column; a short row is blank where it ends."""
        if not self.rows:
            return [()] * width
        columns = list(zip_longest(*self.rows, fillvalue=None))
        return columns[:width] + [(None,) * len(self.rows)] * (width - len(columns))


def cases_of(choice: Choice) -> Cases:
    """Give the rows below the headings that are cases."""
    grid, found = choice.grid, Cases()
    width = max(heading.place for heading in choice.headings) + 1
    named = {heading.place for heading in choice.headings}
    id_place = next(h.place for h in choice.headings if h.column and h.column.kind is Kind.CASE_ID)
    helpers = set(range(min(named)))
    unnamed: set[int] = set()
    filled = _fill_merges(choice, found)
    for number, row in enumerate(grid.rows[choice.top + 1 :], start=choice.top + 2):
        if all(map(is_blank, row)):
            continue
        if _is_total(row, id_place):
            found.totals += 1
            found.notices.append(Notice("TOTAL_ROW", row=number))
            continue
        position = len(found.rows)
        if grid.ragged and len(row) > width and not all(map(is_blank, row[width:])):
            found.faults[position, -1] = Fault("ROW_TOO_LONG")
        elif len(row) > len(named):
            unnamed |= {place for place, cell in enumerate(row) if place not in named and not is_blank(cell)}
        for place, text in filled.get(number - 1, {}).items():
            if isinstance(text, Fault):
                found.faults[position, place] = text
        found.rows.append(row)
        found.numbers.append(number)
    found.notices += [Notice("UNNAMED_COLUMN", letters(place)) for place in sorted(unnamed - helpers)]
    return found


def _is_total(row: list[object], id_place: int) -> bool:
    """Tell a total row: a total word stands in it, and no case id other than that word."""
    case_id = row[id_place] if id_place < len(row) else None
    if not is_blank(case_id) and not _is_total_word(case_id):
        return False
    return any(_is_total_word(cell) for cell in row[: max(id_place + 3, 3)])


def _is_total_word(cell: object) -> bool:
    return isinstance(cell, str) and _TOTAL.fullmatch(narrow(clean(cell))) is not None


def _fill_merges(choice: Choice, found: Cases) -> dict[int, dict[int, Fault]]:
    """Fill a merged label into its rows; mark every other cell that is merged over rows, by row counted from 0."""
    grid = choice.grid
    by_place = {heading.place: heading for heading in choice.headings}
    marks: dict[int, dict[int, Fault]] = {}
    for merge in grid.merges:
        top = max(merge.top, choice.top + 1)
        if merge.bottom <= top or merge.top <= choice.top:
            continue
        where = f"{letters(merge.left)}{merge.top + 1}:{letters(merge.right)}{merge.bottom + 1}"
        heading = by_place.get(merge.left)
        if heading and merge.left == merge.right and _is_label(heading):
            _fill(grid, merge)
            key = heading.column.key if heading.column else heading.text
            found.notices.append(Notice("MERGED_FILLED", where, merge.top + 1, key))
            continue
        for place in range(merge.left, merge.right + 1):
            if place in by_place:
                for row in range(top, min(merge.bottom, len(grid.rows) - 1) + 1):
                    marks.setdefault(row, {})[place] = Fault("MERGED_CELLS", where)
    return marks


def _is_label(heading: Heading) -> bool:
    """Tell whether one text may well stand for several cases: a collector, a region; not money, dates or people."""
    return heading.column is None or heading.column.kind is Kind.TEXT


def _fill(grid: Grid, merge: Merge) -> None:
    """Put the merged value into every row that has something else; rows are copied, not shared."""
    first = grid.rows[merge.top]
    value = first[merge.left] if merge.left < len(first) else None
    for row in range(merge.top + 1, min(merge.bottom, len(grid.rows) - 1) + 1):
        cells = grid.rows[row]
        if all(map(is_blank, cells)):
            continue
        cells.extend([None] * (merge.left + 1 - len(cells)))
        cells[merge.left] = value
