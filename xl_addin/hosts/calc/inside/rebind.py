"""Formulas of ``.xlsx`` files that name our functions, but were read before Calc knew them.

LibreOffice 25.2 binds them itself while it reads; 7.4 leaves them as unknown names. It looks at unknown names again whenever a name
is defined, in all formulas at once, also of protected sheets: so a name is defined for a moment. What Excel writes for a function of
an add-in file (``[1]!AR_DPD``) names that file, and is entered once more without it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_FORMULAS = 16  # com.sun.star.sheet.CellFlags.FORMULA
_NAME = "ARREARS_BINDS_ITS_FUNCTIONS"
_ADD_IN_FILE = r"(?:\[\d+\]!|'[^'\[\]!]*\.xlam'!|'[^']*\.xlam'#\$?\.?)"


def pattern(names: Iterable[str], prefix: str) -> re.Pattern[str]:
    """Match the add-in file before a call of one of the functions, by its name or by the one that Calc has for it.

    >>> pattern(["AR_DPD"], "X.").sub("", "=[1]!AR_DPD(A1)+XAR_DPD(A1)+'C:/x/arrears.xlam'!ar_dpd(A2)+[1]!X.ARDPD(A3)")
    '=AR_DPD(A1)+XAR_DPD(A1)+ar_dpd(A2)+X.ARDPD(A3)'
    """
    return re.compile(rf"{_ADD_IN_FILE}(?=(?:{re.escape(prefix)}\w+|{'|'.join(names)})\()", re.IGNORECASE)


def named(formula: str, prefix: str, names: Mapping[str, str]) -> str:
    """Give a formula with our functions by the names that people type, as Calc's parser takes them.

    >>> named("=X.ARDPD(A1;2)+SUM(B1)", "X.", {"ARDPD": "AR_DPD"})
    '=AR_DPD(A1;2)+SUM(B1)'
    """
    ours = re.compile(rf"{re.escape(prefix)}(\w+)(?=\()", re.IGNORECASE)
    return ours.sub(lambda match: names.get(match[1].upper(), match[0]), formula)


def rebind(book: Any, calls: re.Pattern[str], corner: Any, in_words: Callable[[str], str]) -> None:  # noqa: ANN401  # UNO objects
    """Bind every call of our functions that is not bound; the workbook counts as no more changed than before, and undoes nothing of it.

    Parameters
    ----------
    book : UNO object
        The workbook.
    calls : pattern
        As `pattern` gives it.
    corner : CellAddress
        Any cell, for a name needs one.
    in_words : callable
        Gives a formula with the names that people type (`named`).
    """
    changed = book.isModified()
    book.UndoManager.lock()
    try:
        book.NamedRanges.addNewByName(_NAME, "0", corner, 0)
        book.NamedRanges.removeByName(_NAME)
        parser = book.createInstance("com.sun.star.sheet.FormulaParser")
        parser.CompileEnglish = True
        for sheet in book.Sheets:
            _enter_again(sheet, calls, lambda formula, at: parser.parseFormula(in_words(formula), at))
    finally:
        book.UndoManager.unlock()
        book.setModified(changed)


def _enter_again(sheet: Any, calls: re.Pattern[str], parsed: Callable[[str, Any], Any]) -> None:  # noqa: ANN401  # same
    """Enter formulas that name an add-in file without it; array formulas stay array formulas, and protected cells protected.

    Formulas go in as tokens, which a protected sheet takes, too: what a person may do there is no matter of how a file is read.
    """
    for area in sheet.queryContentCells(_FORMULAS).RangeAddresses:
        cells = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
        done: set[tuple[int, int]] = set()
        for row, formulas in enumerate(cells.getFormulaArray()):
            for column, text in enumerate(formulas):
                if "!" not in text and "#" not in text:
                    continue
                if not calls.search(text):
                    continue
                cell = cells.getCellByPosition(column, row)
                whole = text.startswith("{")
                formula = calls.sub("", text[2:-1] if whole else text[1:])
                tokens = parsed(formula, cell.CellAddress)
                if whole:
                    _enter_array(sheet, cell, tokens, done)
                else:
                    cell.setTokens(tokens)


def _enter_array(sheet: Any, cell: Any, tokens: Any, done: set[tuple[int, int]]) -> None:  # noqa: ANN401  # same
    """Enter an array formula once for all of its cells."""
    whole = sheet.createCursorByRange(cell)
    whole.collapseToCurrentArray()
    place = (whole.RangeAddress.StartColumn, whole.RangeAddress.StartRow)
    if place not in done:
        done.add(place)
        whole.setArrayTokens(tokens)
