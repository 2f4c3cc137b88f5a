"""Tables and charts of Excel's own on sheets of a workbook: the charts are made from cells, so that they follow them."""

from __future__ import annotations

import math
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from arrears.units import FEN_IN_YUAN
from arrears.words import say
from arrears.workbooks.sheets.book import write_book
from arrears.workbooks.sheets.styles import (
    HAIRLINE,
    HEADING_FILL,
    HEADING_INK,
    TITLE_HEIGHT,
    column_width,
    set_up_paper,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from xlsxwriter.chart import Chart
    from xlsxwriter.workbook import Workbook

    from arrears.workbooks.sheets.styles import Formats

HEADING, FIRST = 2, 3
"""Rows of the headings and of the first line, counted from 0."""
INKS = ("#0B5394", "#B45309", "#0F766E", "#7C2D6B", "#4B5563", "#A4262C")
_FONT = {"name": "Microsoft YaHei", "size": 9, "color": "#1F2A30"}
_FORMS = {"count": "#,##0", "amount": "#,##0.00", "share": "0.0%", "score": "0.0", "date": "yyyy-mm-dd", "text": "@"}
_ROWS_OF_CHART, _COLUMNS_OF_CHART = 17, 8


@dataclass(frozen=True)
class Col:
    """A column: its name in the frame, its heading, and its form (``text, count, amount, share, score, date``)."""

    name: str
    heading: str
    form: str = "text"


@dataclass(frozen=True)
class ReportTable:
    """A sheet with one table of few rows; amounts in fen become yuan here."""

    name: str
    table: str
    title: str
    note: str
    columns: tuple[Col, ...]
    frame: pd.DataFrame

    def place(self, name: str) -> int:
        """Give a column's place from the left, from 0."""
        return [column.name for column in self.columns].index(name)

    def cells(self, name: str, first: int = 0, count: int | None = None) -> list[Any]:
        """Give a column's cells as a chart takes them."""
        last = FIRST + first + (len(self.frame) - first if count is None else count) - 1
        return [self.name, FIRST + first, self.place(name), last, self.place(name)]

    def draw(self, workbook: Workbook, formats: Formats, lang: str) -> None:
        """Add itself to the workbook."""
        sheet = workbook.add_worksheet(self.name)
        set_up_paper(sheet, say("workbooks.sheets.confidential", lang), say("workbooks.sheets.page", lang))
        sheet.set_row(0, TITLE_HEIGHT)
        sheet.write_string(0, 0, self.title, formats.title)
        sheet.write_string(1, 0, self.note, formats.note)
        heads = []
        for place, column in enumerate(self.columns):
            shown = workbook.add_format({"num_format": _FORMS[column.form], "bottom": 1, "bottom_color": HAIRLINE})
            shown.set_align("left" if column.form in {"text", "date"} else "right")
            shown.set_indent(1)
            values = [_value(value, column.form) for value in self.frame[column.name]]
            for row, value in enumerate(values, FIRST):
                if value is None:
                    sheet.write_blank(row, place, None, shown)
                elif isinstance(value, str):
                    sheet.write_string(row, place, value, shown)
                elif column.form == "date":
                    sheet.write_datetime(row, place, value, shown)
                else:
                    sheet.write_number(row, place, value, shown)
            sheet.set_column(
                place, place, column_width(column.heading, [_wide(value, column.form) for value in values])[0]
            )
            heads.append({"header": column.heading, "header_format": _heading(workbook, column.form)})
        last = FIRST + max(len(self.frame), 1) - 1
        sheet.add_table(HEADING, 0, last, len(self.columns) - 1, {"name": self.table, "columns": heads, "style": None})
        sheet.freeze_panes(FIRST, 1)
        sheet.repeat_rows(0, HEADING)


@dataclass(frozen=True)
class ChartSheet:
    """A sheet of charts, two side by side."""

    name: str
    title: str
    note: str
    charts: tuple[Callable[[Workbook], Chart], ...]

    def draw(self, workbook: Workbook, formats: Formats, lang: str) -> None:
        """Add itself to the workbook."""
        sheet = workbook.add_worksheet(self.name)
        set_up_paper(sheet, say("workbooks.sheets.confidential", lang), say("workbooks.sheets.page", lang))
        sheet.hide_gridlines(2)
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, self.title, formats.title)
        sheet.write_string(1, 0, self.note, formats.note)
        for place, make in enumerate(self.charts):
            row, column = divmod(place, 2)
            sheet.insert_chart(HEADING + 1 + row * _ROWS_OF_CHART, column * _COLUMNS_OF_CHART, make(workbook))


def new_chart(workbook: Workbook, kind: dict[str, str], title: str, about: str) -> Chart:
    """Start a chart with our fonts and an alternative text."""
    chart = workbook.add_chart(kind)
    chart.set_title({"name": title, "name_font": _FONT | {"size": 12, "bold": True}, "overlay": False})
    chart.set_size({"width": 500, "height": 320})
    chart.set_legend({"position": "bottom", "font": _FONT})
    chart.set_x_axis({"num_font": _FONT, "name_font": _FONT})
    chart.set_y_axis(
        {"num_font": _FONT, "num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": HAIRLINE}}}
    )
    chart.set_chartarea({"border": {"color": HAIRLINE}})
    chart.description = about
    return chart


def book_bytes(sheets: Sequence[ReportTable | ChartSheet], as_of: date, title: str, currency: str, lang: str) -> bytes:
    """Write the sheets as a workbook and give its bytes: they go to the browser and stay in no folder."""
    with tempfile.TemporaryDirectory(prefix="arrears-") as folder:
        path = Path(folder) / "report.xlsx"
        write_book(path, sheets, as_of=as_of, title=title, currency=currency, lang=lang)
        return path.read_bytes()


def _heading(workbook: Workbook, form: str) -> object:
    look = {"bold": True, "bg_color": HEADING_FILL, "font_color": HEADING_INK, "valign": "vcenter", "text_wrap": True}
    return workbook.add_format(look | {"align": "left" if form in {"text", "date"} else "right", "indent": 1})


def _value(value: Any, form: str) -> Any:  # noqa: ANN401  # a cell
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if form == "text":
        return str(value)
    if form == "date":
        return pd.Timestamp(value).to_pydatetime()
    # At the edge: a workbook's numbers are floats, and a float shows fen exactly up to 90 billion yuan.
    return int(value) / FEN_IN_YUAN if form == "amount" else float(value)


def _wide(value: Any, form: str) -> str:  # noqa: ANN401  # a cell
    if value is None:
        return ""
    return {"amount": "{:,.2f}", "count": "{:,.0f}", "share": "{:.1%}", "score": "{:.1f}", "date": "{:%Y-%m-%d}"}.get(
        form, "{}"
    ).format(value)
