"""Run inside the tests' LibreOffice session (`calc_host`): what the tests of the add-in do there."""

from __future__ import annotations

import time


def enter(host, book, entries):
    """Enter formulas; ``(sheet, cell, formula, rows, columns)``: as an array formula where rows are given."""
    sheets = host.books[book].Sheets
    for sheet, cell, formula, rows, columns in entries:
        start = sheets.getByName(sheet).getCellRangeByName(cell)
        if rows:
            place = start.RangeAddress
            area = sheets.getByName(sheet).getCellRangeByPosition(
                place.StartColumn, place.StartRow, place.StartColumn + columns - 1, place.StartRow + rows - 1
            )
            area.setArrayFormula(formula)
        else:
            start.Formula = formula


def look(host, book, sheet, area):
    """Give texts, values and error codes of an area."""
    cells = host.books[book].Sheets.getByName(sheet).getCellRangeByName(area)
    place = cells.RangeAddress
    return [
        [
            [cell.String, cell.Value, cell.getError()]
            for column in range(place.EndColumn - place.StartColumn + 1)
            for cell in [cells.getCellByPosition(column, row)]
        ]
        for row in range(place.EndRow - place.StartRow + 1)
    ]


def timed(host, book):
    """Give the seconds of one hard recalculation."""
    begin = time.perf_counter()
    host.books[book].calculateAll()
    return time.perf_counter() - begin
