"""An open Calc workbook as plain values for a macro, and a macro's actions done to it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import uno
from arrears_calc.measures import hundredths_of_points, hundredths_of_width, runs
from arrears_calc.uno_page import set_up_paper
from arrears_calc.uno_styles import Styles

_EVERYTHING = 1023  # com.sun.star.sheet.CellFlags, all of them
_ERRORS = 4  # com.sun.star.sheet.FormulaResult.ERROR
_EXCEL_ERRORS = ("#N/A", "#VALUE!", "#NUM!", "#DIV/0!", "#REF!", "#NAME?")
_GENERAL = 0


def snapshot(book: Any, controller: Any) -> dict[str, Any]:
    """Give a workbook as `xl_addin.macros.books.snapshot` reads it."""
    path = uno.fileUrlToSystemPath(book.URL) if book.URL.startswith("file:") else None
    return {
        "path": path,
        "sheets": [{"name": sheet.Name, "values": _values(sheet)} for sheet in book.Sheets],
        "selection": _selection(controller),
        "now": datetime.now(UTC).isoformat(),
    }


def entered(book: Any) -> dict[str, Any]:
    """Give what stands in each sheet's cells, formulas as formulas: what a calculation changes is not in it."""
    return {sheet.Name: _used(sheet).getFormulaArray() for sheet in book.Sheets}


def is_as_before(book: Any, before: dict[str, Any], actions: list[dict[str, Any]]) -> bool:
    """Tell whether the sheets that actions write to hold what was `entered` before; a sheet that was not there must not be there yet."""
    touched = {action["name"] for action in actions if action["do"] == "write_page"}
    touched |= {entry["sheet"] for action in actions if action["do"] == "fill_in" for entry in action["entries"]}
    sheets = book.Sheets
    now = {
        name: _used(sheets.getByName(name)).getFormulaArray() if sheets.hasByName(name) else None for name in touched
    }
    return all(now[name] == before.get(name) for name in touched)


def _used(sheet: Any) -> Any:
    used = sheet.createCursor()
    used.gotoEndOfUsedArea(False)
    end = used.RangeAddress
    return sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)


def _values(sheet: Any) -> list[list[Any]]:
    rows = [[None if cell == "" else cell for cell in row] for row in _used(sheet).getDataArray()]
    for area in sheet.queryFormulaCells(_ERRORS).RangeAddresses:
        for row in range(area.StartRow, area.EndRow + 1):
            for column in range(area.StartColumn, area.EndColumn + 1):
                shown = sheet.getCellByPosition(column, row).String
                rows[row][column] = shown if shown in _EXCEL_ERRORS else "#VALUE!"
    return rows


def _selection(controller: Any) -> dict[str, Any] | None:
    selected = controller.Selection
    if selected is not None and selected.supportsService("com.sun.star.sheet.SheetCellRanges"):
        selected = selected.getByIndex(0) if selected.Count else None
    if selected is None or not hasattr(selected, "RangeAddress"):
        return None
    area = selected.RangeAddress
    return {
        "sheet": selected.Spreadsheet.Name,
        "top": area.StartRow,
        "left": area.StartColumn,
        "bottom": area.EndRow,
        "right": area.EndColumn,
    }


class Actions:
    """Does a macro's actions to a workbook; one step for Calc's own undo.

    Parameters
    ----------
    book, controller : UNO objects
        The workbook and its view.
    looks : mapping
        The table of styles, from ``registry.json``.
    """

    def __init__(self, book: Any, controller: Any, looks: dict[str, Any]) -> None:
        self._book = book
        self._controller = controller
        self._styles = Styles(book, looks)

    def do(self, actions: list[dict[str, Any]], title: str) -> list[str]:
        """Do all actions; give the messages that a person is to be told."""
        self._book.UndoManager.enterUndoContext(title)
        self._book.lockControllers()
        try:
            for action in actions:
                if action["do"] == "write_page":
                    self._write_page(action)
                elif action["do"] == "fill_in":
                    self._fill_in(action["entries"])
        finally:
            self._book.unlockControllers()
            self._book.UndoManager.leaveUndoContext()
        for action in actions:
            if action["do"] == "select":
                sheet = self._book.Sheets.getByName(action["sheet"])
                self._controller.setActiveSheet(sheet)
                self._controller.select(sheet.getCellByPosition(action["column"], action["row"]))
        return [action["text"] for action in actions if action["do"] == "message"]

    def _write_page(self, page: dict[str, Any]) -> None:
        sheet = self._empty_sheet(page["name"])
        rows = [["" if cell is None else cell for cell in row] for row in page["rows"]]
        if not rows:
            return
        whole = sheet.getCellRangeByPosition(0, 0, len(rows[0]) - 1, len(rows) - 1)
        # Texts go in as texts, whatever they look like.
        whole.setDataArray(tuple(tuple(float(c) if isinstance(c, int) else c for c in row) for row in rows))
        for column, first, last, style in runs(page["styles"]):
            self._styles.draw(sheet.getCellRangeByPosition(column, first, column, last), style)
        for column, width in enumerate(page["widths"]):
            sheet.Columns.getByIndex(column).Width = hundredths_of_width(width)
        for row, height in page["heights"]:
            sheet.Rows.getByIndex(row).Height = hundredths_of_points(height)
        for row, first, last in page["merges"]:
            sheet.getCellRangeByPosition(first, row, last, row).merge(True)
        for choice in page["choices"]:
            first, last, column = choice["cells"]
            _offer(sheet.getCellRangeByPosition(column, first, column, last), choice["texts"])
        set_up_paper(self._book, self._controller, sheet, page)

    def _empty_sheet(self, name: str) -> Any:
        """Give an old sheet of that name without its content, so that what refers to it still does; else a new one, last."""
        sheets = self._book.Sheets
        if not sheets.hasByName(name):
            sheets.insertNewByName(name, sheets.Count)
            return sheets.getByName(name)
        sheet = sheets.getByName(name)
        sheet.merge(False)
        sheet.clearContents(_EVERYTHING)
        sheet.removeAllManualPageBreaks()
        return sheet

    def _fill_in(self, entries: list[dict[str, Any]]) -> None:
        for entry in entries:
            cell = self._book.Sheets.getByName(entry["sheet"]).getCellByPosition(entry["column"], entry["row"])
            if isinstance(entry["value"], str):
                cell.String = entry["value"]
            elif entry["value"] is not None:
                cell.Value = float(entry["value"])
            if cell.NumberFormat == _GENERAL:
                cell.NumberFormat = self._styles.number_format(entry["style"])


def _offer(cells: Any, texts: list[str]) -> None:
    """Give cells a drop-down."""
    rule = cells.Validation
    rule.Type = uno.Enum("com.sun.star.sheet.ValidationType", "LIST")
    rule.IgnoreBlankCells = True
    rule.ShowList = 1
    rule.setFormula1(";".join('"{}"'.format(text.replace('"', '""')) for text in texts))
    cells.Validation = rule
