"""Workbooks as sheets of typed cells."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from arrears.intake.archive import check_archive
from arrears.intake.biff import check_biff
from arrears.intake.grid import BadCell, Grid, Merge, Notice
from arrears.intake.sheetxml import check_reach
from arrears.intake.words import file_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from python_calamine import CalamineSheet

    from arrears.intake.limits import Limits


def read_ooxml(data: bytes, file: str, limits: Limits) -> list[Grid]:
    """Read an .xlsx or .xlsm after its archive has been checked."""
    found = check_archive(data, file, limits)
    grids = _grids(data, file, limits)
    for grid in grids:
        facts = found.sheets.get(grid.sheet)
        if facts is None:
            raise file_error("FILE_CORRUPT", file, "its list of sheets does not agree with itself")
        grid.epoch_1904 = found.epoch_1904
        grid.notices += found.notices
        if facts.hidden_rows:
            grid.notices.append(Notice("HIDDEN_ROWS", str(facts.hidden_rows)))
        _put(grid, facts.bad_cells)
    return grids


def read_biff(data: bytes, file: str, limits: Limits) -> list[Grid]:
    """Read an .xls."""
    found = check_biff(data, file, limits)
    grids = _grids(data, file, limits)
    for grid in grids:
        grid.epoch_1904 = found.epoch_1904
        _put(grid, found.sheets.get(grid.sheet, {}))
    return grids


def _grids(data: bytes, file: str, limits: Limits) -> list[Grid]:
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            return [
                _grid(book.get_sheet_by_name(meta.name), file, limits, visible=meta.visible is SheetVisibleEnum.Visible)
                for meta in book.sheets_metadata
                if meta.typ is SheetTypeEnum.WorkSheet
            ]
    except (CalamineError, OSError, ValueError) as error:
        raise file_error("FILE_CORRUPT", file, str(error) or type(error).__name__) from error
    except BaseException as error:
        # The reader is written in Rust: its panics are no `Exception`, and have no class that could be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise file_error("FILE_CORRUPT", file, "its structure does not agree with itself") from error


def _grid(sheet: CalamineSheet, file: str, limits: Limits, *, visible: bool) -> Grid:
    if sheet.end:
        check_reach(sheet.end[0] + 1, sheet.end[1] + 1, file, limits)
    merges = tuple(Merge(*first, *last) for first, last in sheet.merged_cell_ranges or ())
    rows: list[list[object]] = [*sheet.to_python(skip_empty_area=False)]  # type: ignore[list-item]  # any cell is an object
    return Grid(sheet.name, rows, merges, visible=visible)


def _put(grid: Grid, bad_cells: Mapping[tuple[int, int], BadCell]) -> None:
    """Put errors where the fast reader shows empty cells, also beyond the last cell that it saw."""
    for (row, column), bad in bad_cells.items():
        while len(grid.rows) <= row:
            grid.rows.append([])
        cells = grid.rows[row]
        cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = bad
