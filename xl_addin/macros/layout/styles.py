"""How the cells of a macro's sheet look, by name: every host makes its own formats from this one table."""

from __future__ import annotations

from dataclasses import dataclass

from arrears.workbooks.sheets.styles import HEADING_FILL, HEADING_INK, INK, INPUT_FILL, MUTED

PLAIN_TEXT = "@"
"""Keeps an id's leading zeros and all its digits, and a formula's first sign from being one."""


@dataclass(frozen=True, slots=True)
class Style:
    """How one cell looks.

    Attributes
    ----------
    number_format : str
        The spreadsheet's.
    size : float
        Of the letters, in points.
    bold, wrap, line : bool
        Heavy letters; lines are broken; a hairline below.
    ink, fill : str
        Colours such as ``#1F2A30``; no fill is "".
    align : str
        ``left``, ``right`` or ``center``.
    top : bool
        Whether it stands at the top of its cell, and not in the middle.
    indent : int
        Steps of air between the cell's edge and its text: a table's numbers do not touch the texts beside them.
    """

    number_format: str = "General"
    size: float = 10
    bold: bool = False
    wrap: bool = False
    line: bool = False
    ink: str = INK
    fill: str = ""
    align: str = "left"
    top: bool = False
    indent: int = 0


STYLES: dict[str, Style] = {
    "title": Style(size=16, bold=True, ink=HEADING_FILL),
    "note": Style(ink=MUTED),
    "section": Style(size=12, bold=True, ink=HEADING_FILL),
    "heading": Style(bold=True, wrap=True, ink=HEADING_INK, fill=HEADING_FILL, indent=1),
    "heading_right": Style(bold=True, wrap=True, ink=HEADING_INK, fill=HEADING_FILL, align="right", indent=1),
    "text": Style(PLAIN_TEXT, line=True, indent=1),
    "long": Style(wrap=True, line=True, top=True, indent=1),
    "count": Style("#,##0", line=True, align="right", indent=1),
    "amount": Style("#,##0.00", line=True, align="right", indent=1),
    "rate": Style("0.00%", line=True, align="right", indent=1),
    "date": Style("yyyy-mm-dd", line=True, indent=1),
    "moment": Style("yyyy-mm-dd hh:mm", line=True, indent=1),
    "label": Style(ink=MUTED, line=True, indent=1),
    "input": Style(PLAIN_TEXT, line=True, fill=INPUT_FILL, indent=1),
    "input_amount": Style("#,##0.00", line=True, fill=INPUT_FILL, align="right", indent=1),
    "input_date": Style("yyyy-mm-dd", line=True, fill=INPUT_FILL, indent=1),
    "input_moment": Style("yyyy-mm-dd hh:mm", line=True, fill=INPUT_FILL, indent=1),
    "paragraph": Style(size=11, wrap=True, top=True),
    "letter_title": Style(size=18, bold=True, align="center"),
    "right": Style(size=11, align="right"),
    "warning": Style(bold=True, wrap=True, ink="#7A2C3E", fill="#FFE3AE"),
}
"""Every style; columns of a table name one of them as what they hold."""
NUMBERS = frozenset({"count", "amount", "rate"})
"""Styles of numbers, whose headings stand on the right."""
