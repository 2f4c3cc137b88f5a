"""A workbook file as a macro sees it, through openpyxl; what the macro does not write stays as openpyxl keeps it."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from arrears.errors import ArrearsError
from arrears.words import both
from arrears.workbooks.sheets.styles import FONT, HAIRLINE
from xl_addin.macros.books.protocol import Selection
from xl_addin.macros.books.saving import save_book
from xl_addin.macros.layout.styles import STYLES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from openpyxl.cell.cell import Cell as FileCell
    from openpyxl.cell.cell import MergedCell
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from arrears.workbooks.sheets.saving import Written
    from xl_addin.macros.books.protocol import Cell, Entry, Page, Place, Question

_A4 = 9
_LONGEST_LIST = 255
"""So many characters of texts fit a drop-down that names them itself."""


class XlsxBook:
    """A workbook file; nothing is written to the disk before `save`.

    Parameters
    ----------
    path : Path
        An ``.xlsx`` or ``.xlsm`` file.
    selected : Selection, optional
        What counts as selected; else what was when the file was saved.
    answers : mapping of str to str, optional
        Answers by the questions' keys; a question without one gets its first option, which loses nothing.
    tell : callable, optional
        Told each message.
    """

    def __init__(
        self,
        path: Path,
        selected: Selection | None = None,
        answers: Mapping[str, str] | None = None,
        tell: Callable[[str], object] | None = None,
    ) -> None:
        self.path = path
        self._selected = selected
        self._answers = dict(answers or {})
        self._tell = tell
        # Twice: formulas must stay formulas in what is saved, and are read by the values that they had.
        with warnings.catch_warnings(record=True) as noticed:
            warnings.simplefilter("always")
            self._book: Workbook = openpyxl.load_workbook(path, keep_vba=path.suffix.lower() == ".xlsm")
            self._values: Workbook = openpyxl.load_workbook(path, data_only=True)
        self._lost = tuple(dict.fromkeys(str(one.message) for one in noticed))
        self._written: dict[str, list[list[Cell]]] = {}
        self.messages: list[str] = []

    def sheets(self) -> tuple[str, ...]:
        """Give the names of all worksheets."""
        return tuple(sheet.title for sheet in self._book.worksheets)

    def read_table(self, sheet: str) -> list[list[Cell]]:
        """Give all cells of a sheet from A1, formulas by the values that they had when the file was saved."""
        if sheet in self._written:
            return [list(row) for row in self._written[sheet]]
        return [list(row) for row in self._values[sheet].iter_rows(values_only=True)]

    def selection(self) -> Selection | None:
        """Give what was selected when the file was saved, unless it was said otherwise."""
        if self._selected is not None:
            return self._selected
        sheet = self._book.active
        if sheet is None or not hasattr(sheet, "sheet_view"):
            return None
        area = CellRange(sheet.sheet_view.selection[0].sqref.split()[0])
        return Selection(sheet.title, area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1)

    def ask(self, question: Question) -> str:
        """Give the answer that was handed in, or the one that loses nothing."""
        return self._answers.get(question.key, question.options[0][0])

    def status(self, text: str) -> None:
        """Show nothing: a file has no status bar."""

    def message(self, text: str) -> None:
        """Keep the message, and tell it."""
        self.messages.append(text)
        if self._tell is not None:
            self._tell(text)

    def write_page(self, page: Page) -> None:
        """Write a sheet of a macro's own in place of an old one, or last."""
        old = self._book[page.name] if page.name in self._book.sheetnames else None
        place = self._book.index(old) if old is not None else len(self._book.sheetnames)
        if old is not None:
            self._book.remove(old)
        sheet = self._book.create_sheet(page.name, place)
        draw(sheet, page)
        self._written[page.name] = [list(row) for row in page.rows]

    def fill_in(self, entries: Sequence[Entry]) -> None:
        """Put values into cells, in the form that the cell has; one without any gets the entry's."""
        for entry in entries:
            cell = self._book[entry.sheet].cell(entry.row + 1, entry.column + 1)
            _put(cell, entry.value)
            if cell.number_format == "General":
                cell.number_format = STYLES[entry.style].number_format
            self._keep(entry)

    def _keep(self, entry: Entry) -> None:
        """Let a macro that runs next read what was filled in."""
        if entry.sheet in self._written:
            self._written[entry.sheet][entry.row][entry.column] = entry.value
        else:
            self._values[entry.sheet].cell(entry.row + 1, entry.column + 1).value = entry.value

    def select(self, place: Place) -> None:
        """Open the file at a cell next time."""
        for sheet in self._book.worksheets:
            sheet.sheet_view.tabSelected = sheet.title == place.sheet
        sheet = self._book[place.sheet]
        self._book.active = sheet
        for selection in sheet.sheet_view.selection:
            selection.activeCell = selection.sqref = f"{get_column_letter(place.column + 1)}{place.row + 1}"

    def save(self, path: Path | None = None) -> Written:
        """Write the file in one step, under another name if you say so.

        Raises
        ------
        ArrearsError
            If it cannot be written, or would replace a file with parts that openpyxl cannot keep, such as some conditional formats.
        """
        target = path or self.path
        if self._lost and target == self.path:
            raise ArrearsError(
                both(
                    "xl_addin.macros.books.xlsx.has_parts_only_spreadsheet_program",
                    name=target.name,
                    lost=self._lost[0],
                ),
            )
        return save_book(self._book, target)


def draw(sheet: Worksheet, page: Page) -> None:
    """Draw a page on an empty worksheet."""
    made = {name: _formats(name) for name in STYLES}
    for row, (cells, styles) in enumerate(zip(page.rows, page.styles, strict=True), 1):
        for column, (value, style) in enumerate(zip(cells, styles, strict=True), 1):
            if value is None and not style:
                continue
            cell = sheet.cell(row, column)
            _put(cell, value)
            if style:
                for attribute, form in made[style].items():
                    setattr(cell, attribute, form)
    for column, width in enumerate(page.widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for place, height in page.heights.items():
        sheet.row_dimensions[place + 1].height = height
    for place, first, last in page.merges:
        sheet.merge_cells(start_row=place + 1, end_row=place + 1, start_column=first + 1, end_column=last + 1)
    _add_choices(sheet, page)
    _set_up_paper(sheet, page)


def _put(cell: FileCell | MergedCell, value: Cell) -> None:
    """Put a value; a text stays one, whatever it looks like."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        # openpyxl takes what begins with = for a formula, and #N/A for an error.
        cell.data_type = "s"
    else:
        cell.value = value


def _formats(name: str) -> dict[str, Any]:
    style = STYLES[name]
    made: dict[str, Any] = {
        "font": Font(name=FONT, size=style.size, bold=style.bold, color=style.ink.lstrip("#")),
        "alignment": Alignment(
            horizontal=style.align,
            vertical="top" if style.top else "center",
            wrap_text=style.wrap or None,
            indent=style.indent,
        ),
        "number_format": style.number_format,
    }
    if style.fill:
        made["fill"] = PatternFill("solid", fgColor=style.fill.lstrip("#"))
    if style.line:
        made["border"] = Border(bottom=Side("thin", color=HAIRLINE.lstrip("#")))
    return made


def _add_choices(sheet: Worksheet, page: Page) -> None:
    for (first, last, column), texts in page.choices.items():
        listed = ",".join(texts)
        if len(listed) > _LONGEST_LIST:
            continue
        letter = get_column_letter(column + 1)
        choices = DataValidation("list", formula1=f'"{listed}"', allow_blank=True)
        choices.add(f"{letter}{first + 1}:{letter}{last + 1}")
        sheet.add_data_validation(choices)


def _set_up_paper(sheet: Worksheet, page: Page) -> None:
    sheet.sheet_view.showGridLines = False
    if page.freeze:
        sheet.freeze_panes = f"A{page.freeze + 1}"
    setup = sheet.page_setup
    setup.orientation, setup.paperSize, setup.fitToHeight = ("landscape" if page.landscape else "portrait"), _A4, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for name in ("left", "right", "top", "bottom"):
        setattr(sheet.page_margins, name, 0.5)
    if page.repeat is not None:
        sheet.print_title_rows = f"{page.repeat + 1}:{page.repeat + 1}"
    if page.print_from:
        sheet.print_area = f"A{page.print_from + 1}:{get_column_letter(len(page.widths))}{len(page.rows)}"
    for row in page.breaks:
        sheet.row_breaks.append(Break(row))
