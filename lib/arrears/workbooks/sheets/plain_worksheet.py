"""A worksheet of XlsxWriter's that takes formulas as they stand, and whole columns of cells at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from arrears.workbooks.sheets.rows import BLANK, LONGEST_TEXT, formula_content, number_content

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format


@dataclass(frozen=True, slots=True)
class Run:
    """Cells of one look below each other, as the XML of a worksheet.

    Attributes
    ----------
    row, place : int
        Where the first of them stands, counted from 0.
    contents : sequence of str
        What stands in each after its style, as `PlainWorksheet.text` and `arrears.workbooks.sheets.rows` give it; empty where there is
        no cell at all.
    look : Format, optional
        Theirs.
    """

    row: int
    place: int
    contents: Sequence[str]
    look: Format | None


class PlainWorksheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """Writes formulas that use no function younger than Excel 2007, and columns of cells, in a fraction of XlsxWriter's time.

    XlsxWriter searches every formula for thirty names that need a prefix, makes an object of each cell, visits each cell of a table,
    and takes every cell's XML together from lists of attributes; for the twenty thousand cells of a collector's workbook that took
    half of the time.
    """

    fh: Any

    def __init__(self) -> None:
        super().__init__()
        self._runs: list[Run] = []

    def text(self, text: str) -> str:
        """Give what stands after the style of a cell with a text; the text itself stands once in the workbook."""
        if not text:
            return BLANK
        place = self.str_table._get_shared_string_index(text[:LONGEST_TEXT])  # noqa: SLF001  # as XlsxWriter itself asks
        return f' t="s"><v>{place}</v></c>'

    def write_run(self, row: int, place: int, contents: Sequence[str], look: Format | None) -> None:
        """Write cells of one look below each other; rows and columns are counted from 0, the contents are XML."""
        if contents:
            # The sheet's dimensions grow as if each cell had been written.
            self._check_dimensions(row, place)
            self._check_dimensions(row + len(contents) - 1, place)
            self._runs.append(Run(row, place, contents, look))

    def add_table(self, first_row: int, first_col: int, last_row: int, last_col: int, options: dict[str, Any]) -> int:
        """Add a table over cells that are no other's, without a visit to each."""
        done: int = super().add_table(first_row, first_col, first_row + 1, last_col, options)
        if done == 0:
            table, corner = self.tables[-1], f"{xl_col_to_name(last_col)}{last_row + 1}"
            for key in ("range", "a_range", "autofilter"):
                if table.get(key):
                    table[key] = f"{table[key].partition(':')[0]}:{corner}"
        return done

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002  # XlsxWriter's own arguments
        return formula.removeprefix("=")

    def _write_rows(self) -> None:
        """Write the rows, those of whole columns together with cells that were written one by one."""
        rows: dict[int, list[tuple[int, str]]] = {row: [] for row in self.row_info}
        for row, cells in self.table.items():
            if cells:
                rows[row] = [(place, self._cell_xml(row, place, cell)) for place, cell in cells.items()]
        for run in self._runs:
            letters, place = xl_col_to_name(run.place), run.place
            style = "" if run.look is None else f' s="{run.look._get_xf_index()}"'  # noqa: SLF001  # as XlsxWriter itself asks
            for row, content in enumerate(run.contents, run.row):
                if content:
                    cell = place, f'<c r="{letters}{row + 1}"{style}{content}'
                    rows.setdefault(row, []).append(cell)
        for row in sorted(rows):
            info, cells = self.row_info.get(row), rows[row]
            if not cells:
                self._write_empty_row(row, None, info)
                continue
            cells.sort()
            self._write_row(row, None, info)
            self.fh.write("".join([cell for _, cell in cells]))
            self._xml_end_tag("row")

    def _cell_xml(self, row: int, place: int, cell: Any) -> str:  # noqa: ANN401  # XlsxWriter's cell has no type
        """Give the XML of a cell that was written by itself; rare kinds are XlsxWriter's to write."""
        look, kind = cell.format, type(cell).__name__
        if kind not in _KINDS or (look is None and (row in self.row_info or place in self.col_info)):
            return self._own_xml(row, place, cell)
        style = "" if look is None else f' s="{look._get_xf_index()}"'  # noqa: SLF001
        head = f'<c r="{xl_col_to_name(place)}{row + 1}"{style}'
        if kind == "String":
            return f'{head} t="s"><v>{cell.string}</v></c>'
        if kind == "Blank":
            return head + BLANK
        return head + (number_content(cell.number) if kind == "Number" else formula_content(cell.formula, cell.value))

    def _own_xml(self, row: int, place: int, cell: Any) -> str:  # noqa: ANN401
        kept, self.fh = self.fh, _Kept()
        try:
            self._write_cell(row, place, cell)
            return "".join(self.fh)
        finally:
            self.fh = kept


_KINDS = frozenset({"String", "Blank", "Number", "Formula"})


class _Kept(list[str]):
    """Keeps what is written to it."""

    write = list.append
