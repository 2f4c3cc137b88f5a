"""Formulas of ``.xlsx`` files that name our functions, but were read before Calc knew them: they are entered once more.

LibreOffice 25.2 binds them itself while it reads; 7.4 does not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_MANY = 50
_FORMULAS = 1 | 2 | 4  # com.sun.star.sheet.FormulaResult: value, datetime or string, and error


def pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Match what stands before one of the names where it is called: nothing, or what Excel writes for an add-in's function.

    >>> pattern(["AR_DPD"]).sub("", "=[1]!AR_DPD(A1)+XAR_DPD(A1)+_xlfn.ar_dpd(A2)")
    '=AR_DPD(A1)+XAR_DPD(A1)+ar_dpd(A2)'
    """
    before = r"(?:_xlfn\.|_xldudf_|\[\d+\]!|'[^'\[\]!]*'!|'[^']*'#\$?\w*\.?)?"
    return re.compile(rf"(?<![\w.\]!]){before}(?=(?:{'|'.join(names)})\()", re.IGNORECASE)


def rebind(book: Any, calls: re.Pattern[str]) -> int:  # noqa: ANN401  # a UNO object
    """Enter again every formula that calls one of our functions and is not bound; give how many there were.

    A bound one reads as its UNO name and does not match. Array formulas stay array formulas; a long column goes in at once.
    A sheet that is protected without a password, as a collector's workbook is, is opened for that and protected again.
    """
    return sum(_rebind_sheet(sheet, calls) for sheet in book.Sheets)


def _rebind_sheet(sheet: Any, calls: re.Pattern[str]) -> int:  # noqa: ANN401  # same
    locked = sheet.isProtected()
    if locked:
        sheet.unprotect("")
    try:
        return sum(_rebind_area(sheet, area, calls) for area in sheet.queryFormulaCells(_FORMULAS).RangeAddresses)
    finally:
        if locked:
            sheet.protect("")


def _rebind_area(sheet: Any, area: Any, calls: re.Pattern[str]) -> int:  # noqa: ANN401  # same
    cells = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
    formulas = cells.getFormulaArray()
    found = [(i, j, text) for j, row in enumerate(formulas) for i, text in enumerate(row) if calls.search(text)]
    if len(found) > _MANY and not any(text.startswith("{") for row in formulas for text in row):
        cells.setFormulaArray(tuple(tuple(calls.sub("", text) for text in row) for row in formulas))
        return len(found)
    done: set[tuple[int, int]] = set()
    for i, j, text in found:
        cell = cells.getCellByPosition(i, j)
        if text.startswith("{"):
            _rebind_array(sheet, cell, calls.sub("", text[1:-1]), done)
        else:
            cell.Formula = calls.sub("", text)
    return len(found)


def _rebind_array(sheet: Any, cell: Any, formula: str, done: set[tuple[int, int]]) -> None:  # noqa: ANN401  # same
    """Enter an array formula once for all of its cells."""
    whole = sheet.createCursorByRange(cell)
    whole.collapseToCurrentArray()
    place = (whole.RangeAddress.StartColumn, whole.RangeAddress.StartRow)
    if place not in done:
        done.add(place)
        whole.setArrayFormula(formula)
