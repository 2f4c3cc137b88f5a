"""The very hidden sheet behind a calculator: words, arrays that the add-in spills, and what they were when written.

An array formula has a fixed size here, the largest that its function gives. Where the add-in is missing it shows what was written
while the inputs are the same, and nothing once they have changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import quote_sheetname, xl_col_to_name, xl_range_abs, xl_rowcol_to_cell

from arrears.tables.schedules import SCHEDULE_COLUMNS
from arrears.workbooks.collector.layout import LISTS
from arrears.workbooks.collector.places import ROW
from arrears.workbooks.native.formulas import filled, plan_line, plan_shown, plan_terms
from arrears.workbooks.sheets.rows import formula_contents

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from arrears.workbooks.sheets.plain_worksheet import PlainWorksheet


@dataclass(frozen=True)
class Block:
    """Where an array and its written copy stand on the hidden sheet; rows and columns counted from 0."""

    rows: int
    columns: int
    place: int
    copy_place: int

    def cell(self, row: int, column: int) -> str:
        """Give a cell of the array, with the sheet's name."""
        return f"{_SHEET}!{xl_rowcol_to_cell(row, self.place + column, row_abs=True, col_abs=True)}"

    def column(self, column: int, first: int = 0, last: int | None = None) -> str:
        """Give cells of one column of the array."""
        end = self.rows - 1 if last is None else last
        return f"{_SHEET}!{xl_range_abs(first, self.place + column, end, self.place + column)}"

    def value(self, row: int, column: int) -> str:
        """Give what a visible cell shows: the array's cell, or nothing where the array ends before it."""
        cell = self.cell(row, column)
        return f'IF(ISERROR({cell}),"",{cell})'


_SHEET = quote_sheetname(LISTS)


@dataclass(frozen=True)
class _NativePlan:
    """One schedule: what people are shown, the lines behind it, the terms; rows and columns counted from 0."""

    place: int
    rows: int
    cells: Mapping[str, str]
    rises: tuple[str, ...]
    values: Sequence[Sequence[Any]]

    def write(self, sheet: PlainWorksheet) -> None:
        """Write it; lines and terms are helpers, computed before anything rests on them."""
        keys = [column.key for column in SCHEDULE_COLUMNS]
        raw = self.place + len(keys)
        aside = raw + len(keys) + 1
        payment = raw + keys.index("payment")
        terms = plan_terms(self.rises, xl_range_abs(1, payment, self.rows - 1, payment))
        fixed = dict(self.cells) | {
            key: xl_rowcol_to_cell(row, aside, row_abs=True, col_abs=True) for row, key in enumerate(terms)
        }
        for row, template in enumerate(terms.values()):
            sheet.write_formula(row, aside, filled(template, fixed), None, "")
        every = [*keys, "_aim"]
        # The first line stands on the terms, each further one on the line above it.
        for row, size in ((1, 1), (2, self.rows - 2)):
            cells = fixed | {key: f"{xl_col_to_name(raw + at)}{ROW}" for at, key in enumerate(every)}
            cells |= {f"up_{key}": f"{xl_col_to_name(raw + at)}{_ABOVE}" for at, key in enumerate(every)}
            templates = plan_line(first=row == 1)
            for at, key in enumerate(keys):
                shown = [_at(self.values, line, at) for line in range(row, row + size)]
                _write_formulas(sheet, row, self.place + at, filled(plan_shown(key), cells), shown)
            for at, key in enumerate(every):
                _write_formulas(sheet, row, raw + at, filled(templates[key], cells), [""] * size)


_ABOVE = "\x01"
"""Stands in a formula for the number of the row above its own."""


def _write_formulas(sheet: PlainWorksheet, row: int, place: int, formula: str, values: Sequence[object]) -> None:
    """Write formulas below each other, each about its own row and the one above."""
    contents = [
        formula_contents(formula.removeprefix("=").replace(_ABOVE, str(number - 1)), number, [value], ROW)[0]
        for number, value in enumerate(values, row + 1)
    ]
    sheet.write_run(row, place, contents, None)


class ListsSheet:
    """Lays out blocks from left to right and writes them."""

    def __init__(self) -> None:
        self._next = 0
        self._blocks: list[tuple[Block, str, Sequence[Sequence[Any]], str]] = []
        self._plain: list[tuple[int, list[tuple[str, object]]]] = []
        self._plans: list[_NativePlan] = []

    def words(self, words: Sequence[str]) -> str:
        """Add a column of words; give where it stands."""
        return self.cells([("", word) for word in words])

    def cells(self, cells: Sequence[tuple[str, object]]) -> str:
        """Add a column of formulas with their values, or of values alone; give where it stands."""
        place = self._next
        self._plain.append((place, list(cells)))
        self._next += 1
        return f"{_SHEET}!{xl_range_abs(0, place, len(cells) - 1, place)}"

    def room(self, rows: int, columns: int) -> Block:
        """Keep room for an array and its copy."""
        block = Block(rows, columns, self._next, self._next + columns)
        self._next += 2 * columns
        return block

    def fill(self, block: Block, function: str, values: Sequence[Sequence[Any]], same: str) -> None:
        """Say what a block holds: the function that spills it, what it gives now, and the cell that tells whether inputs are the same."""
        self._blocks.append((block, function, values, same))

    def plan(self, cells: Mapping[str, str], rises: Sequence[str], values: Sequence[Sequence[Any]], rows: int) -> Block:
        """Keep room for a schedule that the spreadsheet computes itself, headings in its first row.

        Parameters
        ----------
        cells : mapping
            Where the terms stand, by the keys of `PLAN_CELLS`.
        rises : sequence of str
            `Figures.rises`.
        values : sequence of rows
            What it gives when the file is written, headings first.
        rows : int
            Of the block: one more than the longest plan has instalments.
        """
        width = len(SCHEDULE_COLUMNS)
        made = _NativePlan(self._next, rows, dict(cells), tuple(rises), values)
        self._plans.append(made)
        self._next += 2 * width + 2
        return Block(rows, width, made.place, made.place)

    def write(self, sheet: PlainWorksheet, blank: Format) -> None:
        """Write everything; a cell without a value needs a format, or it would not be written over an array's zero."""
        for place, cells in self._plain:
            for row, (formula, value) in enumerate(cells):
                if formula:
                    sheet.write_formula(row, place, formula, None, value)
                else:
                    sheet.write(row, place, value)
        for block, function, values, same in self._blocks:
            _write_block(sheet, block, function, values, same, blank)
        for plan in self._plans:
            plan.write(sheet)


def _write_block(
    sheet: Worksheet, block: Block, function: str, values: Sequence[Sequence[Any]], same: str, blank: Format
) -> None:
    copy = xl_range_abs(0, block.copy_place, block.rows - 1, block.copy_place + block.columns - 1)
    first = xl_range_abs(0, block.copy_place, block.rows - 1, block.copy_place)
    # The condition has a row for each of the array's, so that what it gives has the array's size.
    fallback = f'IF({same}*(ROW({first})>0),{copy},"")'
    grid = [[_at(values, row, column) for column in range(block.columns)] for row in range(block.rows)]
    last = block.rows - 1, block.place + block.columns - 1
    sheet.write_array_formula(0, block.place, *last, f"=IFERROR({function},{fallback})", None, grid[0][0])
    for row, cells in enumerate(grid):
        for column, value in enumerate(cells):
            if row or column:
                _write_value(sheet, row, block.place + column, value, blank)
            if value == "":
                sheet.write_formula(row, block.copy_place + column, '=""', None, "")
            else:
                _write_value(sheet, row, block.copy_place + column, value, blank)


def _at(values: Sequence[Sequence[Any]], row: int, column: int) -> object:
    return values[row][column] if row < len(values) and column < len(values[row]) else ""


def _write_value(sheet: Worksheet, row: int, column: int, value: Any, blank: Format) -> None:  # noqa: ANN401  # what a cell holds
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif value == "":
        sheet.write_blank(row, column, None, blank)
    else:
        sheet.write_string(row, column, value)
