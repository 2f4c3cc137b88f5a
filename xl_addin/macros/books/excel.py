"""A workbook that is open in Excel, through xlwings: on Windows, on the Mac, and recorded as actions for Excel in the browser."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from arrears.workbooks.sheets.styles import FONT
from xl_addin.macros.books.protocol import CancelledError, Selection
from xl_addin.macros.layout.styles import PLAIN_TEXT, STYLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xl_addin.macros.books.protocol import Cell, Entry, Page, Place, Question
    from xl_addin.macros.layout.styles import Style

TITLE = "Arrears 催收"
_FORMULA_SIGNS = ("=", "+", "-", "@", "'")
_HIGHEST = 409.0
"""Points of the highest row that Excel has."""
_LONGEST_LIST = 255
"""Characters of the longest list of choices that Excel takes; who has more of them types."""
_EXCEL = "excel"
"""What xlwings calls an engine that talks to a running Excel; the others write actions down."""


class ExcelBook:
    """An open workbook.

    Parameters
    ----------
    book : xlwings.Book
        Such as ``xlwings.Book.caller()``.
    answers : mapping of str to str, optional
        Answers by the questions' keys; what has none is asked in a window, or, where there can be none, gets the answer that loses
        nothing.
    """

    def __init__(self, book: Any, answers: Mapping[str, str] | None = None) -> None:  # noqa: ANN401  # xlwings is an extra
        self._book = book
        # Of a workbook that was closed it cannot be asked any more.
        self._app = book.app
        self._answers = dict(answers or {})
        self._is_open = getattr(self._app.engine, "name", "") == _EXCEL

    @property
    def path(self) -> Path | None:
        """Where the file is; None before it was saved, or where it is not on this machine."""
        name = str(self._book.fullname)
        path = Path(name)
        return path if path.is_absolute() and not name.startswith("http") else None

    def sheets(self) -> tuple[str, ...]:
        """Give the names of all sheets."""
        return tuple(sheet.name for sheet in self._book.sheets)

    def read_table(self, sheet: str) -> list[list[Cell]]:
        """Give all cells of a sheet from A1, errors as their text."""
        last = self._book.sheets[sheet].used_range.last_cell
        area = self._book.sheets[sheet].range((1, 1), (last.row, last.column))
        values = area.options(ndim=2, err_to_str=True).value
        return [list(row) for row in values]

    def entered(self, sheet: str) -> object:
        """Give what was entered into the cells of a sheet, formulas as formulas; None where there is no such sheet."""
        return self._book.sheets[sheet].used_range.formula if sheet in self.sheets() else None

    def is_there(self) -> bool:
        """Tell whether the workbook still is open."""
        try:
            return bool(self._book.name)
        except Exception:  # noqa: BLE001  # what Excel's COM says of a workbook that was closed is no one kind of error
            return False

    def selection(self) -> Selection | None:
        """Give what is selected; None where it is no range."""
        area = self._book.selection
        if area is None:
            return None
        last = area.last_cell
        return Selection(area.sheet.name, area.row - 1, area.column - 1, last.row - 1, last.column - 1)

    def ask(self, question: Question) -> str:
        """Ask in a window: yes is the first answer, no the second.

        Raises
        ------
        CancelledError
            If the person chooses neither.
        """
        given = self._answers.get(question.key)
        if given is not None:
            return given
        (first, first_label), (second, second_label) = question.options
        if not self._is_open:
            return first
        text = f"{question.text}\n\n是 Yes = {first_label}\n否 No = {second_label}"
        answer = self._app.alert(text, title=TITLE, buttons="yes_no_cancel")
        if answer not in {"yes", "no"}:
            raise CancelledError
        return first if answer == "yes" else second

    def status(self, text: str) -> None:
        """Show text in the status bar; only a running Excel has one."""
        if self._is_open:
            self._app.status_bar = text or False

    def message(self, text: str) -> None:
        """Tell the person something in a window."""
        self._app.alert(text, title=TITLE)

    def write_page(self, page: Page) -> None:
        """Write a sheet: a new one last, or all of an old one anew, so that formulas which point to it stay right."""
        if page.name in self.sheets():
            sheet = self._book.sheets[page.name]
            sheet.clear()
        else:
            sheet = self._book.sheets.add(page.name, after=self._book.sheets[len(self._book.sheets) - 1])
        self._still(True)
        try:
            _draw(sheet, page)
            if page.freeze:
                self._freeze(sheet, page.freeze)
        finally:
            self._still(False)

    def fill_in(self, entries: Sequence[Entry]) -> None:
        """Put values into cells, in the form that the cell has; one without any gets the entry's."""
        for entry in entries:
            cell = self._book.sheets[entry.sheet].range((entry.row + 1, entry.column + 1))
            if self._is_open and cell.number_format in {"General", None}:
                cell.number_format = STYLES[entry.style].number_format
            cell.value = _as_text(entry.value)

    def select(self, place: Place) -> None:
        """Lead the person to a cell."""
        sheet = self._book.sheets[place.sheet]
        sheet.activate()
        sheet.range((place.row + 1, place.column + 1)).select()

    def _freeze(self, sheet: Any, rows: int) -> None:  # noqa: ANN401  # xlwings is an extra
        """Keep the first rows in view.

        xlwings has this for Excel in the browser alone; an open Excel is told by its own names, which differ on the Mac.
        """
        if not self._is_open:
            sheet.freeze_panes.freeze_at(f"1:{rows}")
            return
        sheet.activate()
        wanted = {"freeze_panes": False, "scroll_row": 1, "scroll_column": 1, "split_column": 0, "split_row": rows}
        steps = (*wanted.items(), ("freeze_panes", True))
        if sys.platform == "darwin":
            window = self._app.api.active_window
            for name, value in steps:
                getattr(window, name).set(value)
        else:
            window = self._app.api.ActiveWindow
            for name, value in steps:
                setattr(window, name.title().replace("_", ""), value)

    def _still(self, quiet: bool) -> None:  # noqa: FBT001  # on or off
        """Keep the screen from being drawn anew at every step."""
        if self._is_open:
            self._app.screen_updating = not quiet


def _draw(sheet: Any, page: Page) -> None:  # noqa: ANN401  # xlwings is an extra
    # Forms first: a cell that is text already keeps digits and signs as they come.
    for top, bottom, column, style in _runs(page):
        area = sheet.range((top + 1, column + 1), (bottom + 1, column + 1))
        _format(area, STYLES[style])
    rows = [
        [_as_text(cell, style) for cell, style in zip(*pair, strict=True)]
        for pair in zip(page.rows, page.styles, strict=True)
    ]
    sheet.range((1, 1), (len(rows), len(page.widths))).value = rows
    for column, width in enumerate(page.widths, 1):
        sheet.range((1, column), (1, column)).column_width = width
    for top, bottom, height in _stretches(page.heights):
        sheet.range((top + 1, 1), (bottom + 1, 1)).row_height = min(height, _HIGHEST)
    for row, first, last in page.merges:
        sheet.range((row + 1, first + 1), (row + 1, last + 1)).merge()
    for (first, last, column), texts in page.choices.items():
        if len(",".join(texts)) <= _LONGEST_LIST:
            sheet.range((first + 1, column + 1), (last + 1, column + 1)).data_validation.set_list(list(texts))
    if page.print_from:
        area = sheet.range((page.print_from + 1, 1), (len(rows), len(page.widths)))
        sheet.page_setup.print_area = area.address


def _runs(page: Page) -> Iterator[tuple[int, int, int, str]]:
    """Give areas and their styles: each column's most frequent style over the whole column, then each stretch of another.

    Every call to Excel takes a moment, and a hundred letters have thousands of paragraphs.
    """
    for column in range(len(page.widths)):
        names = [styles[column] for styles in page.styles]
        usual = max((name for name in set(names) if name), key=names.count, default="")
        if usual:
            first = names.index(usual)
            yield first, len(names) - 1 - names[::-1].index(usual), column, usual
        for style, run in groupby(enumerate(names), key=lambda pair: pair[1]):
            rows = [row for row, _ in run]
            if style not in {"", usual}:
                yield rows[0], rows[-1], column, style


def _stretches(heights: Mapping[int, float]) -> Iterator[tuple[int, int, float]]:
    """Give neighbouring rows of one height together: first row, last row, height."""
    numbered = enumerate(sorted(heights.items()))
    for (_, height), run in groupby(numbered, key=lambda each: (each[1][0] - each[0], each[1][1])):
        rows = [row for _, (row, _) in run]
        yield rows[0], rows[-1], height


def _format(area: Any, style: Style) -> None:  # noqa: ANN401  # xlwings is an extra
    area.number_format = style.number_format
    area.font.name, area.font.size, area.font.bold = FONT, style.size, style.bold
    area.font.color = style.ink
    if style.fill:
        area.color = style.fill
    if style.wrap:
        area.wrap_text = True
    area.horizontal_alignment = style.align
    area.vertical_alignment = "top" if style.top else "center"


def _as_text(value: Cell, style: str = "") -> Cell:
    """Keep a text from becoming a formula: in a cell that is no text by its form, an apostrophe says so."""
    if isinstance(value, str) and value.startswith(_FORMULA_SIGNS):
        is_text = bool(style) and STYLES[style].number_format == PLAIN_TEXT
        return value if is_text else f"'{value}"
    return value
