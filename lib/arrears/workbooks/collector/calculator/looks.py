"""Cell formats and places of the calculator in a collector's workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlsxwriter.utility import xl_rowcol_to_cell

from arrears.workbooks.collector.looks import INPUT_LINE, LIVE_FILL
from arrears.workbooks.sheets.styles import HAIRLINE, INPUT_FILL

if TYPE_CHECKING:
    from xlsxwriter.format import Format

    from arrears.workbooks.sheets.styles import Formats

COLUMNS: Final = (24, 17, 19, 2, 18, 15, 15, 15, 16, 12, 13)
"""Widths in half-width characters; right of them stands a hidden column with the inputs that count."""
RIGHT: Final = 4
"""The first column of the right side."""
LAST: Final = len(COLUMNS) - 1
USED: Final = 25
"""Not beside the printed columns: Calc prints ### there for a date in a hidden one."""
_NUMBERS: Final = {
    "rate": "0.00%",
    "on": "yyyy-mm-dd",
    "first_due": "yyyy-mm-dd",
    "months": "0",
    "customer": "General",
    "method": "General",
}


class PlanLooks:
    """The formats of the calculator's cells."""

    def __init__(self, formats: Formats) -> None:
        self.formats = formats
        self._line: dict[str, str | int | bool] = {"bottom": 1, "bottom_color": HAIRLINE, "indent": 1}
        self.label = formats.make(align="left", **self._line)
        self.text = formats.make(align="left", text_wrap=True, bg_color=LIVE_FILL, **self._line)
        self.heading, self.section = formats.heading, formats.section

    def live(self, number: str = "General", *, strong: bool = False, left: bool = False) -> Format:
        """Give a computed cell its format; ``amount`` stands for the workbook's currency."""
        shown = self.formats.amount if number == "amount" else number
        align = "left" if left else "right"
        return self.formats.make(num_format=shown, align=align, bold=strong, bg_color=LIVE_FILL, **self._line)

    def plain(self, number: str) -> Format:
        """Give a cell of the schedule, whose line appears only where there is an instalment."""
        shown = self.formats.amount if number == "amount" else number
        return self.formats.make(num_format=shown, align="right")

    def given(self, key: str) -> Format:
        """Give the format of what the list says of an input."""
        return self.live(_NUMBERS.get(key, self.formats.amount))

    def entry(self, key: str) -> Format:
        """Give the format of an input that may be typed."""
        number = "@" if key == "case" else _NUMBERS.get(key, self.formats.amount)
        return self.formats.make(
            num_format=number,
            align="right",
            indent=1,
            bg_color=INPUT_FILL,
            border=1,
            border_color=INPUT_LINE,
            locked=False,
        )


def cell(row: int, column: int) -> str:
    """Give a cell's fixed reference.

    >>> cell(4, 1)
    '$B$5'
    """
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))
