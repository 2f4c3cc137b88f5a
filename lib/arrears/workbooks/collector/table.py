"""One sheet of a collector's workbook: a table of rows with keys, rows to fill in, and live formulas right of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_col_to_name

from arrears.tables.identity import dialable
from arrears.units import FEN_IN_YUAN
from arrears.words import say as say_all
from arrears.workbooks.collector.columns import Cell, DeskColumn, DeskSheet, Role
from arrears.workbooks.collector.keys import row_digests
from arrears.workbooks.collector.layout import HEADING_ROW, TODAY
from arrears.workbooks.collector.looks import Looks, validation
from arrears.workbooks.collector.places import AS_OF_ROW, FIRST, ROW, day_cell, day_place, serial
from arrears.workbooks.collector.words import say
from arrears.workbooks.sheets.plain_worksheet import PlainWorksheet
from arrears.workbooks.sheets.rows import BLANK, formula_content, formula_contents, number_content
from arrears.workbooks.sheets.styles import (
    HEADING_FILL,
    LINE_HEIGHT,
    ROW_HEIGHT,
    TITLE_HEIGHT,
    heading_width,
    line_count,
    set_up_paper,
    text_width,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from arrears.workbooks.sheets.styles import Formats

_A3 = 8
_WIDE = 170
"""Half-width characters beyond which a sheet is printed on A3."""
_TALLEST = 12
_SNUG_HEIGHT = 30
"""Points of a row that is worked in one glance: two lines of small text, three of the smaller in English."""
_NUMBERS = frozenset({Cell.DATE, Cell.MOMENT, Cell.AMOUNT, Cell.COUNT})
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
    """A live column: one formula for all rows, and what it gives in each when the file is written.

    Attributes
    ----------
    formula : str
        With `places.ROW` in place of the row's number; blank where values stand alone.
    values : sequence
        One a row.
    past : int
        So many rows at the top have their values alone.
    """

    formula: str
    values: Sequence[object]
    past: int = 0


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
    words : mapping
        Where the words of a column's list stand on the hidden sheet, by the column's key; those of others are their own.
    helpers : mapping of int to Live
        Hidden cells right of everything, by the place of their column.
    dialled : set of str
        Telephone numbers that are links.
    tally : tuple of (str, str)
        The formula of how much is done, and what it shows; nothing where nothing is counted.
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
    words: Mapping[str, str] = field(default_factory=dict)
    helpers: Mapping[int, Live] = field(default_factory=dict)
    dialled: frozenset[str] = frozenset()
    tally: tuple[str, str] = ("", "")

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
        return row_digests(self.sheet, self.cells)

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
        set_up_paper(sheet, say_all("workbooks.sheets.confidential", lang), say_all("workbooks.sheets.page", lang))
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
        # Excel folds and unfolds no group on a protected sheet; there every cell refuses what is not its own.
        if not any(column.grouped for column in self.sheet.columns):
            sheet.protect("", PROTECTION)

    def _draw_columns(self, sheet: Worksheet, looks: Looks) -> None:
        is_folded = any(column.grouped for column in self.sheet.columns)
        for place, column in enumerate(self.sheet.columns):
            hidden = column.role in {Role.KEY, Role.WRITTEN}
            # A sheet that is worked in one glance has the widths that were measured for it.
            width = column.width if is_folded else max(column.width, heading_width(column.heading(looks.lang)) + 1)
            options = {"level": 1, "hidden": True} if column.grouped else {"hidden": hidden}
            sheet.set_column(place, place, column.width if hidden else width, None, options)
        if is_folded:
            end = max(place for place, column in enumerate(self.sheet.columns) if column.grouped) + 1
            sheet.set_column(end, end, None, None, {"collapsed": True})
        for place in self.helpers:
            sheet.set_column(
                place, place, None, None, {"hidden": True, "collapsed": is_folded and place == min(self.helpers)}
            )
        for role, key in ((Role.ENTRY, "fill_in"), (Role.LIVE, "computed")):
            places = [place for place, column in enumerate(self.sheet.columns) if column.role is role]
            # The day stands at the left end of this row.
            if places and self.rows and not (is_folded and role is Role.LIVE):
                place = max(places[0], day_place(self.sheet) + 1)
                room = sum(self.sheet.columns[one].width for one in places if one >= place)
                # Over columns at the right edge that are too narrow for it, it grows to the left; on paper it would be cut.
                is_tight = role is Role.LIVE and room < text_width(say(key, looks.lang)) + 2
                place, look = (places[-1], looks.group_right) if is_tight else (place, looks.group)
                sheet.write_string(AS_OF_ROW, place, say(key, looks.lang), look)
        printed = sum(
            column.width
            for column in self.sheet.columns
            if column.role not in {Role.KEY, Role.WRITTEN} and column.key not in self.unprinted and not column.grouped
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

    def _draw_table(self, sheet: PlainWorksheet, looks: Looks) -> None:
        inside = self.sheet.in_table
        headings = [{"header": one.heading(looks.lang), "header_format": looks.heading(one)} for one in inside]
        sheet.set_row(HEADING_ROW - 1, 34)
        layout: dict[str, Any] = {"name": self.sheet.table, "columns": headings, "style": None}
        if any(column.grouped for column in self.sheet.columns):
            layout["autofilter"] = False  # its buttons would hide the headings of narrow columns
        sheet.add_table(HEADING_ROW - 1, 0, FIRST + self.rows - 1, len(inside) - 1, layout)
        for place, column in enumerate(inside):
            if column.role is Role.FORMULA:
                self._write_live(sheet, place, self.live[column.key], looks.body(column))
            else:
                self._write(sheet, place, column, looks)
            if rule := validation(column, looks.lang, self.cases, self.words.get(column.key, "")):
                sheet.data_validation(FIRST, place, FIRST + self.rows - 1, place, rule)
        self._set_heights(sheet)
        sheet.freeze_panes(HEADING_ROW, self.fixed)
        sheet.repeat_rows(0, HEADING_ROW - 1)
        last = max(
            place
            for place, column in enumerate(self.sheet.columns)
            if column.key not in self.unprinted and column.role is not Role.WRITTEN and not column.grouped
        )
        sheet.print_area(0, 1, FIRST + self.rows - 1, last)
        corner = xl_col_to_name(len(self.sheet.columns) - 1)
        sheet.ignore_errors(
            {
                "number_stored_as_text": f"A{FIRST + 1}:{corner}{FIRST + self.rows}",
                "formula_unlocked": f"A{FIRST + 1}:{corner}{FIRST + self.rows}",
            }
        )

    def _write(self, sheet: PlainWorksheet, place: int, column: DeskColumn, looks: Looks) -> None:
        new, past = looks.body(column), looks.body(column, past=self.sheet is not TODAY)
        recorded, values = len(self.frame), self.cells[column.key]
        if column.cell in {Cell.DATE, Cell.MOMENT}:
            values = [serial(value) if isinstance(value, date) else value for value in values]
        if column.cell in _NUMBERS:
            contents = [BLANK if value is None else number_content(value) for value in values]
        elif column.key == "phone" and self.dialled:
            contents = [BLANK if value is None else self._phone(sheet, value) for value in values]
        else:
            contents = [BLANK if value is None else sheet.text(value) for value in values]
        sheet.write_run(FIRST, place, contents[:recorded], past)
        sheet.write_run(FIRST + recorded, place, contents[recorded:], new)

    def _phone(self, sheet: PlainWorksheet, number: str) -> str:
        if number not in self.dialled:
            return sheet.text(number)
        # A formula and no link of the cell: Excel leaves those behind when a list is sorted.
        return formula_content(f'HYPERLINK("tel:{dialable(number)}","{number}")', number)

    def _set_heights(self, sheet: Worksheet) -> None:
        """Make rows as tall as their longest text: not every program finds out by itself; a sheet of one glance has one height."""
        if any(column.snug for column in self.sheet.columns):
            for row in range(FIRST, FIRST + self.rows):
                sheet.set_row(row, _SNUG_HEIGHT)
            return
        wrapped = [column for column in self.sheet.in_table if column.cell is Cell.TEXT and column.width >= 16]  # noqa: PLR2004
        texts = zip(*(self.cells[column.key] for column in wrapped), strict=True) if wrapped else ()
        for row, values in enumerate(texts, FIRST):
            lines = [line_count(text, column.width) for text, column in zip(values, wrapped, strict=True) if text]
            most = min(max(lines, default=1), _TALLEST)
            if most > 1:
                sheet.set_row(row, most * LINE_HEIGHT + 4)

    def _draw_live(self, sheet: PlainWorksheet, looks: Looks) -> None:
        for place, column in enumerate(self.sheet.columns):
            if column.role is not Role.LIVE:
                continue
            sheet.write_string(HEADING_ROW - 1, place, column.heading(looks.lang), looks.heading(column))
            self._write_live(sheet, place, self.live[column.key], looks.body(column))
        for place, live in self.helpers.items():
            self._write_live(sheet, place, live, None)
        if self.tally[0]:
            place = self.sheet.place("next_action")
            sheet.write_formula(AS_OF_ROW, place, self.tally[0], looks.tally, self.tally[1])

    def _write_live(self, sheet: PlainWorksheet, place: int, live: Live, look: Format | None) -> None:
        past = live.past if live.formula else len(live.values)
        # What has neither a value nor a look is no cell.
        blank = "" if look is None else BLANK
        alone = [blank if value == "" else _alone(sheet, value) for value in live.values[:past]]
        sheet.write_run(FIRST, place, alone, look)
        if live.formula:
            formula = live.formula.removeprefix("=")
            contents = formula_contents(formula, FIRST + past + 1, live.values[past:], ROW)
            sheet.write_run(FIRST + past, place, contents, look)


def _alone(sheet: PlainWorksheet, value: object) -> str:
    """Give what a cell with a value alone holds: a number, or text."""
    return number_content(value) if isinstance(value, int | float) else sheet.text(str(value))
