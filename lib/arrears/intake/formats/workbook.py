"""Workbooks as sheets of typed cells."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from arrears.errors import IntakeError
from arrears.intake.formats.archive import check_archive
from arrears.intake.formats.biff import check_biff
from arrears.intake.formats.number_formats import as_shown
from arrears.intake.formats.opendocument import check_opendocument, type_first
from arrears.intake.formats.sheetxml import check_reach
from arrears.intake.grid import BadCell, Grid, Merge, Notice
from arrears.intake.words import file_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from python_calamine import CalamineSheet

    from arrears.intake.limits import Limits


def read_ooxml(data: bytes, file: str, limits: Limits) -> list[Grid]:
    """Read an .xlsx or .xlsm after its archive has been checked."""
    found = check_archive(data, file, limits)
    grids = _grids_beside(found.unread, data, file, limits) if found.unread else _grids(data, file, limits)
    for grid in grids:
        facts = found.sheets.get(grid.sheet)
        if facts is None:
            raise file_error("FILE_CORRUPT", file, "its list of sheets does not agree with itself")
        grid.epoch_1904 = found.epoch_1904
        grid.notices += found.notices
        if facts.hidden_rows:
            grid.notices.append(Notice("HIDDEN_ROWS", str(facts.hidden_rows)))
        grid.totals = facts.totals
        if found.signed:
            _sign(grid, found.signed(grid.sheet))
        _put(grid, facts.bad_cells)
    return grids


def read_ods(data: bytes, file: str, limits: Limits) -> list[Grid]:
    """Read an OpenDocument spreadsheet after its archive has been checked."""
    found = check_opendocument(data, file, limits)
    grids = _grids(type_first(data), file, limits)
    for grid in grids:
        facts = found.get(grid.sheet)
        if facts is None:
            raise file_error("FILE_CORRUPT", file, "its list of sheets does not agree with itself")
        grid.totals, grid.merges = facts.totals, tuple(facts.merges)
        grid.visible = grid.visible and not facts.is_hidden
        if facts.hidden_rows:
            grid.notices.append(Notice("HIDDEN_ROWS", str(facts.hidden_rows)))
        _sign(grid, facts.signed)
        _put(grid, facts.bad_cells)
    return grids


def read_biff(data: bytes, file: str, limits: Limits) -> list[Grid]:
    """Read an .xls."""
    found = check_biff(data, file, limits)
    grids = _grids(data, file, limits)
    for grid in grids:
        grid.epoch_1904 = found.epoch_1904
        _sign(grid, found.signed.get(grid.sheet, ()))
        _put(grid, found.sheets.get(grid.sheet, {}))
    return grids


def _grids_beside(unread: Callable[[], None], data: bytes, file: str, limits: Limits) -> list[Grid]:
    """Read the sheets while the rest of the check goes on: the fast reader leaves the interpreter to others."""
    with ThreadPoolExecutor(1) as pool:
        checked = pool.submit(unread)
        try:
            grids = _grids(data, file, limits)
        except IntakeError:
            checked.result()  # what the check says of the file is more exact
            raise
        checked.result()
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


def _sign(grid: Grid, signed: Iterable[tuple[int, int, str]]) -> None:
    """Put the currency that a number format shows beside its amount, so that it is held against what the list says."""
    for row, column, sign in signed:
        if row < len(grid.rows) and column < len(grid.rows[row]):
            cell = grid.rows[row][column]
            grid.rows[row][column] = shown = as_shown(cell, sign)
            if shown is not cell:
                grid.numbers[row, column] = cell


def _put(grid: Grid, bad_cells: Mapping[tuple[int, int], BadCell]) -> None:
    """Put errors where the fast reader shows empty cells, also beyond the last cell that it saw."""
    for (row, column), bad in bad_cells.items():
        while len(grid.rows) <= row:
            grid.rows.append([])
        cells = grid.rows[row]
        cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = bad
