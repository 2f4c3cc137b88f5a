"""Formulas of ``.xlsx`` files that name our functions, but were read before Calc knew them.

LibreOffice 25.2 binds them itself while it reads; 7.4 leaves them as unknown names. It looks at unknown names again whenever a name
is defined, in all formulas at once, also of protected sheets: so a name is defined for a moment. What Excel writes for a function of
an add-in file (``[1]!AR_DPD``) names that file, and is entered once more without it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_FORMULAS = 1 | 2 | 4  # com.sun.star.sheet.FormulaResult: value, datetime or string, and error
_NAME = "ARREARS_BINDS_ITS_FUNCTIONS"
_ADD_IN_FILE = r"(?:\[\d+\]!|'[^'\[\]!]*\.xlam'!|'[^']*\.xlam'#\$?\.?)"


def pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Match the add-in file before a call of one of the functions.

    >>> pattern(["AR_DPD"]).sub("", "=[1]!AR_DPD(A1)+XAR_DPD(A1)+'C:/x/arrears.xlam'!ar_dpd(A2)")
    '=AR_DPD(A1)+XAR_DPD(A1)+ar_dpd(A2)'
    """
    return re.compile(rf"{_ADD_IN_FILE}(?=(?:{'|'.join(names)})\()", re.IGNORECASE)


def rebind(book: Any, calls: re.Pattern[str], corner: Any) -> None:  # noqa: ANN401  # UNO objects
    """Bind every call of our functions that is not bound; the workbook counts as no more changed than before, and undoes nothing of it.

    Parameters
    ----------
    book : UNO object
        The workbook.
    calls : pattern
        As `pattern` gives it.
    corner : CellAddress
        Any cell, for a name needs one.
    """
    changed = book.isModified()
    book.UndoManager.lock()
    try:
        book.NamedRanges.addNewByName(_NAME, "0", corner, 0)
        book.NamedRanges.removeByName(_NAME)
        for sheet in book.Sheets:
            _enter_again(sheet, calls)
    finally:
        book.UndoManager.unlock()
        book.setModified(changed)


def _enter_again(sheet: Any, calls: re.Pattern[str]) -> None:  # noqa: ANN401  # same
    """Enter formulas that name an add-in file without it; array formulas stay array formulas."""
    if sheet.isProtected():
        return
    for area in sheet.queryFormulaCells(_FORMULAS).RangeAddresses:
        cells = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
        done: set[tuple[int, int]] = set()
        for row, formulas in enumerate(cells.getFormulaArray()):
            for column, text in enumerate(formulas):
                if "!" not in text and "#" not in text:
                    continue
                if not calls.search(text):
                    continue
                cell = cells.getCellByPosition(column, row)
                if text.startswith("{"):
                    _enter_array(sheet, cell, calls.sub("", text[1:-1]), done)
                else:
                    cell.Formula = calls.sub("", text)


def _enter_array(sheet: Any, cell: Any, formula: str, done: set[tuple[int, int]]) -> None:  # noqa: ANN401  # same
    """Enter an array formula once for all of its cells."""
    whole = sheet.createCursorByRange(cell)
    whole.collapseToCurrentArray()
    place = (whole.RangeAddress.StartColumn, whole.RangeAddress.StartRow)
    if place not in done:
        done.add(place)
        whole.setArrayFormula(formula)
