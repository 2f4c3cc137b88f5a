"""One sheet of a collector's workbook: a table of rows with keys, rows to fill in, and live formulas right of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_col_to_name

from arrears.units import FEN_IN_YUAN
from arrears.workbooks.desk_columns import Cell, DeskColumn, DeskSheet, Role
from arrears.workbooks.desk_keys import row_digest
from arrears.workbooks.desk_layout import HEADING_ROW, TODAY
from arrears.workbooks.desk_looks import Looks, validation
from arrears.workbooks.desk_places import AS_OF_ROW, FIRST, day_cell, day_place, serial
from arrears.workbooks.desk_words import say
from arrears.workbooks.plain_worksheet import PlainWorksheet
from arrears.workbooks.styles import (
    HEADING_FILL,
    LINE_HEIGHT,
    ROW_HEIGHT,
    TITLE_HEIGHT,
    heading_width,
    line_count,
    set_up_paper,
    text_width,
)
from arrears.workbooks.words import say as say_all

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from arrears.workbooks.styles import Formats

_A3 = 8
_WIDE = 170
"""Half-width characters beyond which a sheet is printed on A3."""
_TALLEST = 12
_TO_FILL = "#E0B84C"
"""Colour of the tabs of sheets that people fill in."""
PROTECTION = {
    "sort": True,
    "autofilter": True,
    "format_columns": True,
    "format_rows": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}
"""What a protected sheet still allows; there is no password, the lock keeps formulas from being overwritten by mistake."""


@dataclass(frozen=True)
class Live:
    """A live column: one formula a row, and what each gives when the file is written."""

    formulas: Sequence[str]
    values: Sequence[object]


@dataclass(frozen=True)
class DeskTable:
    """A sheet's content.

    Attributes
    ----------
    sheet : DeskSheet
        Which it is.
    frame : DataFrame
        Past or given rows, by the columns' frame names; what it lacks stays blank. Words stand by their keys.
    keys : sequence of str
        A key for every row, those to fill in included.
    title, note : str
        Stand above.
    live : mapping
        By the live columns' keys.
    as_of : date
        The day of the figures.
    cases : str
        Where the case ids of the drop-down stand; blank where there are none.
    empty : str
        Stands instead of a table without rows.
    paint : callable, optional
        Adds conditional formats: ``paint(worksheet, workbook, table, lang)``.
    fixed : int
        Columns that stay when one scrolls to the right, the hidden one included.
    symbol : str
        Of amounts; for widths.
    """

    sheet: DeskSheet
    frame: pd.DataFrame
    keys: Sequence[str]
    title: str
    note: str
    live: Mapping[str, Live]
    as_of: date
    cases: str = ""
    empty: str = ""
    paint: Callable[[Worksheet, Workbook, DeskTable, str], None] | None = None
    fixed: int = 2
    lang: str = "zh"
    unprinted: Sequence[str] = field(default=())

    @property
    def rows(self) -> int:
        """Rows of the table."""
        return len(self.keys)

    def letters(self, key: str) -> str:
        """Give a column's letters."""
        return self.sheet.letters(key)

    def first(self, key: str) -> str:
        """Give a column's first cell for a condition that moves down the rows, such as ``$R5``."""
        return f"${self.letters(key)}{FIRST + 1}"

    def span(self, key: str) -> tuple[int, int, int, int]:
        """Give a column's cells as XlsxWriter takes them."""
        place = self.sheet.place(key)
        return FIRST, place, FIRST + self.rows - 1, place

    @property
    def everything(self) -> tuple[int, int, int, int]:
        """Give all cells of the table, likewise."""
        return FIRST, 0, FIRST + self.rows - 1, len(self.sheet.in_table) - 1

    @cached_property
    def cells(self) -> dict[str, list[Any]]:
        """What the table's cells hold, by column, as a spreadsheet holds it."""
        columns = {column.key: self._column(column) for column in self.sheet.in_table}
        columns["key"] = list(self.keys)
        return columns

    def digests(self) -> list[str]:
        """Give each row's digest, by which a reader tells whether it was changed."""
        names = [column.key for column in self.sheet.read_back]
        rows = zip(*(self.cells[name] for name in names), strict=True)
        return [row_digest(self.sheet, dict(zip(names, row, strict=True))) for row in rows]

    def _column(self, column: DeskColumn) -> list[Any]:
        blank: list[Any] = [None] * self.rows
        if column.name not in self.frame:
            return blank
        values = self.frame[column.name]
        known = values.notna().tolist()
        plain = values.tolist()
        if column.cell is Cell.AMOUNT:
            found = [value / FEN_IN_YUAN if there else None for value, there in zip(plain, known, strict=True)]
        elif column.cell is Cell.WORD:
            found = [
                column.word(value, self.lang) if there else None for value, there in zip(plain, known, strict=True)
            ]
        elif column.cell in {Cell.TEXT, Cell.CASE}:
            found = [str(value) if there and value != "" else None for value, there in zip(plain, known, strict=True)]
        else:
            found = [value if there else None for value, there in zip(plain, known, strict=True)]
        return [*found, *blank[len(found) :]]

    def draw(self, workbook: Workbook, formats: Formats, lang: str) -> None:
        """Add itself to the workbook."""
        sheet = workbook.add_worksheet(self.sheet.name(lang), PlainWorksheet)
        set_up_paper(sheet, say_all("confidential", lang), say_all("page", lang))
        sheet.set_default_row(ROW_HEIGHT)
        sheet.set_tab_color(_TO_FILL if any(one.role is Role.ENTRY for one in self.sheet.columns) else HEADING_FILL)
        sheet.set_row(0, TITLE_HEIGHT)
        looks = Looks(formats, lang)
        sheet.write_string(0, 1, self.title, formats.title)
        sheet.write_string(1, 1, self.note, formats.note)
        self._draw_columns(sheet, looks)
        self._draw_day(sheet, looks)
        if not self.rows:
            sheet.write_string(FIRST, 1, self.empty, formats.make(font_size=12))
        else:
            self._draw_table(sheet, looks)
            self._draw_live(sheet, looks)
            if self.paint is not None:
                self.paint(sheet, workbook, self, lang)
        sheet.protect("", PROTECTION)

    def _draw_columns(self, sheet: Worksheet, looks: Looks) -> None:
        for place, column in enumerate(self.sheet.columns):
            hidden = column.role in {Role.KEY, Role.WRITTEN}
            width = max(column.width, heading_width(column.heading(looks.lang)) + 1)
            sheet.set_column(place, place, column.width if hidden else width, None, {"hidden": hidden})
        for role, key in ((Role.ENTRY, "fill_in"), (Role.LIVE, "computed")):
            places = [place for place, column in enumerate(self.sheet.columns) if column.role is role]
            # The day stands at the left end of this row.
            if places and self.rows:
                place = max(places[0], 1 + 1 + 1 + (self.sheet.columns[1].role is Role.SHOWN and self.sheet is TODAY))
                room = sum(self.sheet.columns[one].width for one in places if one >= place)
                # Over columns at the right edge that are too narrow for it, it grows to the left; on paper it would be cut.
                is_tight = role is Role.LIVE and room < text_width(say(key, looks.lang)) + 2
                place, look = (places[-1], looks.group_right) if is_tight else (place, looks.group)
                sheet.write_string(AS_OF_ROW, place, say(key, looks.lang), look)
        printed = sum(
            column.width
            for column in self.sheet.columns
            if column.role not in {Role.KEY, Role.WRITTEN} and column.key not in self.unprinted
        )
        if printed > _WIDE:
            sheet.set_paper(_A3)

    def _draw_day(self, sheet: Worksheet, looks: Looks) -> None:
        """Write the day at the top left: on the first sheet a cell that may be changed, elsewhere what stands there."""
        place = day_place(self.sheet)
        sheet.write_string(AS_OF_ROW, place - 1, say("as_of", looks.lang), looks.formats.note)
        if self.sheet is TODAY:
            sheet.write_datetime(AS_OF_ROW, place, datetime(*self.as_of.timetuple()[:3]), looks.as_of)  # noqa: DTZ001
            sheet.data_validation(
                AS_OF_ROW, place, AS_OF_ROW, place,
                {"validate": "date", "criteria": "between", "minimum": date(2000, 1, 1), "maximum": date(2099, 12, 31),
                 "error_title": say("date_title", looks.lang), "error_message": say("date_bad", looks.lang)},
            )  # fmt: skip
            return
        look = looks.formats.make(num_format="yyyy-mm-dd", align="left", font_color="#5F6B72")
        sheet.write_formula(AS_OF_ROW, place, f"={day_cell(looks.lang)}", look, serial(self.as_of))

    def _draw_table(self, sheet: Worksheet, looks: Looks) -> None:
        inside = self.sheet.in_table
        headings = [{"header": one.heading(looks.lang), "header_format": looks.heading(one)} for one in inside]
        sheet.set_row(HEADING_ROW - 1, 34)
        layout = {"name": self.sheet.table, "columns": headings, "style": None}
        sheet.add_table(HEADING_ROW - 1, 0, FIRST + self.rows - 1, len(inside) - 1, layout)
        for place, column in enumerate(inside):
            self._write(sheet, place, column, looks)
            if rule := validation(column, looks.lang, self.cases):
                sheet.data_validation(FIRST, place, FIRST + self.rows - 1, place, rule)
        self._set_heights(sheet)
        sheet.freeze_panes(HEADING_ROW, self.fixed)
        sheet.repeat_rows(0, HEADING_ROW - 1)
        last = max(
            place
            for place, column in enumerate(self.sheet.columns)
            if column.key not in self.unprinted and column.role is not Role.WRITTEN
        )
        sheet.print_area(0, 1, FIRST + self.rows - 1, last)
        corner = xl_col_to_name(len(self.sheet.columns) - 1)
        sheet.ignore_errors(
            {
                "number_stored_as_text": f"A{FIRST + 1}:{corner}{FIRST + self.rows}",
                "formula_unlocked": f"A{FIRST + 1}:{corner}{FIRST + self.rows}",
            }
        )

    def _write(self, sheet: Worksheet, place: int, column: DeskColumn, looks: Looks) -> None:
        new, past = looks.body(column), looks.body(column, past=self.sheet is not TODAY)
        recorded = FIRST + len(self.frame)
        for row, value in enumerate(self.cells[column.key], FIRST):
            look = past if row < recorded else new
            if value is None:
                sheet.write_blank(row, place, None, look)
            elif column.cell in {Cell.DATE, Cell.MOMENT}:
                sheet.write_number(row, place, serial(value) if isinstance(value, date) else value, look)
            elif column.cell in {Cell.AMOUNT, Cell.COUNT}:
                sheet.write_number(row, place, value, look)
            else:
                sheet.write_string(row, place, value, look)

    def _set_heights(self, sheet: Worksheet) -> None:
        """Make rows as tall as their longest text: not every program finds out by itself."""
        wrapped = [column for column in self.sheet.in_table if column.cell is Cell.TEXT and column.width >= 16]  # noqa: PLR2004
        texts = zip(*(self.cells[column.key] for column in wrapped), strict=True) if wrapped else ()
        for row, values in enumerate(texts, FIRST):
            lines = [line_count(text, column.width) for text, column in zip(values, wrapped, strict=True) if text]
            most = min(max(lines, default=1), _TALLEST)
            if most > 1:
                sheet.set_row(row, most * LINE_HEIGHT + 4)

    def _draw_live(self, sheet: Worksheet, looks: Looks) -> None:
        for place, column in enumerate(self.sheet.columns):
            if column.role is not Role.LIVE:
                continue
            sheet.write_string(HEADING_ROW - 1, place, column.heading(looks.lang), looks.heading(column))
            live, look = self.live[column.key], looks.body(column)
            for row, (formula, value) in enumerate(zip(live.formulas, live.values, strict=True), FIRST):
                sheet.write_formula(row, place, formula, look, value)
