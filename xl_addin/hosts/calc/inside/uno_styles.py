"""The looks of a macro's cells in a Calc workbook."""

from __future__ import annotations

from typing import Any

import uno
from arrears_calc.measures import hundredths_of_points
from com.sun.star.lang import Locale
from com.sun.star.table import BorderLine2

_SCRIPTS = ("", "Asian")
_TOP, _MIDDLE = 1, 2  # com.sun.star.table.CellVertJustify2
_STEP = hundredths_of_points(10)
_HAIRLINE_WIDTH = 18
_ENGLISH = Locale("en", "US", "")


class Styles:
    """The looks of a macro's cells in one workbook.

    They go on the cells themselves: LibreOffice lets nobody change a cell style of a workbook that has a protected sheet.

    Parameters
    ----------
    book : UNO object
        The workbook.
    looks : mapping
        Each style's look by its name.
    """

    def __init__(self, book: Any, looks: dict[str, Any]) -> None:
        self._book = book
        self._looks = looks

    def number_format(self, style: str) -> int:
        """Give the workbook's key of a style's number format."""
        formats = self._book.NumberFormats
        code = self._looks[style]["number_format"]
        key = formats.queryKey(code, _ENGLISH, False)
        return int(formats.addNew(code, _ENGLISH) if key < 0 else key)

    def draw(self, cells: Any, style: str) -> None:
        """Make cells look as a style says."""
        look = self._looks[style]
        cells.NumberFormat = self.number_format(style)
        for script in _SCRIPTS:
            setattr(cells, f"CharFontName{script}", look["font"])
            setattr(cells, f"CharHeight{script}", look["size"])
            setattr(cells, f"CharWeight{script}", 150.0 if look["bold"] else 100.0)
        cells.CharColor = _colour(look["ink"])
        if look["fill"]:
            cells.CellBackColor = _colour(look["fill"])
        cells.IsTextWrapped = look["wrap"]
        cells.HoriJustify = uno.Enum("com.sun.star.table.CellHoriJustify", look["align"].upper())
        cells.VertJustify = _TOP if look["top"] else _MIDDLE
        cells.ParaIndent = look["indent"] * _STEP
        if look["line"]:
            line = BorderLine2()
            line.Color, line.OuterLineWidth, line.LineWidth = (
                _colour(look["hairline"]),
                _HAIRLINE_WIDTH,
                _HAIRLINE_WIDTH,
            )
            cells.BottomBorder = line


def _colour(text: str) -> int:
    return int(text.lstrip("#"), 16)
