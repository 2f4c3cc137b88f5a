"""Write a sample workbook the same to the byte each time: a title, headings, rows, and a sheet that explains."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MADE_ON = datetime(2026, 11, 23)  # noqa: DTZ001  # a workbook's property knows no time zone
"""Stands in the properties of every sample, whenever it is made."""

_FONT = {"font_name": "Microsoft YaHei", "font_size": 10}
_FIRST_WIDE = "\u1100"
_NARROWEST, _WIDEST = 6, 46
_AIR = 3
_COLUMNS_ON_A_PAGE = 10
_LOOKED_AT = 400
"""Rows that a column's width is taken from; the samples' later rows look alike."""


class SampleBook:
    """A workbook that is the same to the byte when it is made again.

    Parameters
    ----------
    path : Path
        Where it is written.
    title : str
        For its properties.
    """

    def __init__(self, path: Path, title: str) -> None:
        self._book = xlsxwriter.Workbook(
            path, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
        )
        # The library's version is told because another version may write other bytes.
        comments = f"XlsxWriter {xlsxwriter.__version__}"
        self._book.set_properties({"title": title, "author": "arrears", "created": MADE_ON, "comments": comments})
        self._formats: dict[str, Format] = {
            "title": self._format(bold=True, font_size=14),
            "note": self._format(font_color="#5F6B72"),
            "heading": self._format(bold=True, bg_color="#D9E5E8", bottom=1, text_wrap=True, valign="vcenter"),
            "part": self._format(bold=True, font_size=12, bottom=1),
            "prose": self._format(text_wrap=True, valign="top"),
            "text": self._format(num_format="@"),
            "amount": self._format(num_format="#,##0.00_ "),
            "count": self._format(num_format="0", align="left"),
            "date": self._format(num_format="yyyy-mm-dd", align="center"),
            "total": self._format(bold=True, top=1),
            "total amount": self._format(bold=True, top=1, num_format="#,##0.00_ "),
        }

    def list_sheet(
        self, name: str, top: Sequence[str], headings: Sequence[str], rows: Sequence[Sequence[object]]
    ) -> Worksheet:
        """Write lines above, headings, and rows; give the sheet to write more below.

        Parameters
        ----------
        name : str
            The sheet's.
        top : sequence of str
            A title and notes, one a row.
        headings : sequence of str
            One a column.
        rows : sequence of sequence
            Cells: text, `Decimal` or float amounts, whole numbers, dates, None.
        """
        sheet = self._book.add_worksheet(name)
        for row, line in enumerate(top):
            sheet.write_string(row, 0, line, self._formats["note" if row else "title"])
        head = len(top)
        sheet.write_row(head, 0, headings, self._formats["heading"])
        for column, heading in enumerate(headings):
            shown = (_shown(cells[column]) for cells in rows[:_LOOKED_AT])
            sheet.set_column(column, column, _width(heading, *shown))
        for row, cells in enumerate(rows, start=head + 1):
            for column, cell in enumerate(cells):
                self.write(sheet, row, column, cell)
        sheet.freeze_panes(head + 1, 1)
        sheet.autofilter(head, 0, head + len(rows), len(headings) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(-(-len(headings) // _COLUMNS_ON_A_PAGE), 0)
        sheet.repeat_rows(head)
        sheet.repeat_columns(0)
        return sheet

    def write(self, sheet: Worksheet, row: int, column: int, cell: object) -> None:
        """Write one cell as what it is: text stays text whatever it looks like."""
        if isinstance(cell, str):
            sheet.write_string(row, column, cell, self._formats["text"])
        elif isinstance(cell, Decimal | float):
            sheet.write_number(row, column, float(cell), self._formats["amount"])
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell, self._formats["count"])
        elif isinstance(cell, date):
            sheet.write_datetime(row, column, cell, self._formats["date"])

    def error(self, sheet: Worksheet, row: int, column: int, error: str) -> None:
        """Write an error value, as a formula leaves behind."""
        sheet.write_formula(row, column, "=NA()", self._formats["amount"], error)

    def total(self, sheet: Worksheet, row: int, cells: Sequence[object]) -> None:
        """Write a row of totals."""
        for column, cell in enumerate(cells):
            if isinstance(cell, Decimal):
                sheet.write_number(row, column, float(cell), self._formats["total amount"])
            else:
                sheet.write(row, column, cell, self._formats["total"])

    def prose_sheet(self, name: str, parts: Sequence[tuple[str, Sequence[str]]], widths: Sequence[int]) -> Worksheet:
        """Write headings with paragraphs below them over the width of all columns; give the sheet to write more below."""
        sheet = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        row, room = 0, sum(widths)
        for heading, paragraphs in parts:
            sheet.merge_range(row, 0, row, len(widths) - 1, heading, self._formats["part"])
            for paragraph in paragraphs:
                row += 1
                sheet.merge_range(row, 0, row, len(widths) - 1, paragraph, self._formats["prose"])
                sheet.set_row(row, 15 * -(-text_width(paragraph) // (room - _AIR)) + 3)
            row += 2
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.hide_gridlines(2)
        return sheet

    def table(self, sheet: Worksheet, row: int, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Write a small table from a row on."""
        sheet.write_row(row, 0, headings, self._formats["heading"])
        for place, cells in enumerate(rows, start=row + 1):
            for column, cell in enumerate(cells):
                self.write(sheet, place, column, cell)

    def close(self) -> None:
        """Write the file."""
        self._book.close()

    def _format(self, **properties: object) -> Format:
        return self._book.add_format(_FONT | properties)


def text_width(text: str) -> int:
    """Count half-width characters; a Chinese one counts two.

    Examples
    --------
    >>> text_width("卡号 1")
    6
    """
    return len(text) + sum(character >= _FIRST_WIDE for character in text)


def _shown(cell: object) -> str:
    if isinstance(cell, Decimal | float):
        return f"{cell:,.2f}"
    return "" if cell is None else str(cell)


def _width(heading: str, *texts: str) -> int:
    # Room for the filter's button beside the heading.
    needed = max(text_width(heading) + _AIR, *(text_width(text) for text in texts), _NARROWEST)
    return min(needed, _WIDEST) + 2
