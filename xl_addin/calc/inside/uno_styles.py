"""The looks of a macro's cells as cell styles of a Calc workbook."""

from __future__ import annotations

from typing import Any

import uno
from arrears_calc.measures import hundredths_of_points
from com.sun.star.lang import Locale
from com.sun.star.table import BorderLine2

_PREFIX = "Arrears "
_SCRIPTS = ("", "Asian")
_TOP, _MIDDLE = 1, 2  # com.sun.star.table.CellVertJustify2
_STEP = hundredths_of_points(10)
_HAIRLINE_WIDTH = 18
_ENGLISH = Locale("en", "US", "")


class Styles:
    """The cell styles of one workbook, made when they are first used.

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

    def name(self, style: str) -> str:
        """Give a style's name in the workbook, and make it if it is not there."""
        known = self._book.StyleFamilies.getByName("CellStyles")
        name = _PREFIX + style
        if not known.hasByName(name):
            made = self._book.createInstance("com.sun.star.style.CellStyle")
            known.insertByName(name, made)
            self._draw(made, style)
        return name

    def number_format(self, style: str) -> int:
        """Give the workbook's key of a style's number format."""
        formats = self._book.NumberFormats
        code = self._looks[style]["number_format"]
        key = formats.queryKey(code, _ENGLISH, False)
        return int(formats.addNew(code, _ENGLISH) if key < 0 else key)

    def _draw(self, made: Any, style: str) -> None:
        look = self._looks[style]
        made.NumberFormat = self.number_format(style)
        for script in _SCRIPTS:
            setattr(made, f"CharFontName{script}", look["font"])
            setattr(made, f"CharHeight{script}", look["size"])
            setattr(made, f"CharWeight{script}", 150.0 if look["bold"] else 100.0)
        made.CharColor = _colour(look["ink"])
        if look["fill"]:
            made.CellBackColor = _colour(look["fill"])
        made.IsTextWrapped = look["wrap"]
        made.HoriJustify = uno.Enum("com.sun.star.table.CellHoriJustify", look["align"].upper())
        made.VertJustify = _TOP if look["top"] else _MIDDLE
        made.ParaIndent = look["indent"] * _STEP
        if look["line"]:
            line = BorderLine2()
            line.Color, line.OuterLineWidth, line.LineWidth = (
                _colour(look["hairline"]),
                _HAIRLINE_WIDTH,
                _HAIRLINE_WIDTH,
            )
            made.BottomBorder = line


def _colour(text: str) -> int:
    return int(text.lstrip("#"), 16)
