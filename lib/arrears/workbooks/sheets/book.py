"""Workbooks with tables that people filter, print and send on: one call from frames to a whole file."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, TypeAlias

import xlsxwriter
from xlsxwriter.packager import Packager
from xlsxwriter.utility import xl_col_to_name

from arrears.errors import ArrearsError
from arrears.units import yuan
from arrears.words import both, say
from arrears.workbooks.sheets.plain_worksheet import PlainWorksheet
from arrears.workbooks.sheets.rows import LAST_ROW, Cells, columns_of, sheet_rows
from arrears.workbooks.sheets.saving import AUTHOR, Written, save
from arrears.workbooks.sheets.styles import (
    ROW_HEIGHT,
    TITLE_HEIGHT,
    Form,
    Formats,
    column_width,
    set_up_paper,
    workbook_options,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pandas as pd
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

HEADING_ROW = 2
"""Counted from 0, as XlsxWriter does: the title and a line of notes stand above."""
FIRST_ROW = HEADING_ROW + 1
_NOTE_HEIGHT = 18
_HEADING_HEIGHT = 32
_ANY_TIME = (1980, 1, 1, 0, 0, 0)
"""Stands at each part of a file, as Excel writes it: the same content gives the same bytes."""
_PRESSED = 3
"""How hard parts are compressed, of 9: in half the time of the usual 6, for a tenth more bytes."""


Painter: TypeAlias = "Callable[[Worksheet, Workbook, Area], None]"


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table: its place in the frame, its heading and its form."""

    name: str
    heading: str
    form: Form
    widest: int = 34


@dataclass(frozen=True, slots=True)
class Area:
    """Where a table's rows are, for whoever paints them; rows and columns are counted from 0."""

    first_row: int
    last_row: int
    columns: Mapping[str, int]

    def column(self, name: str) -> tuple[int, int, int, int]:
        """Give a column's cells as XlsxWriter's first row, first column, last row, last column."""
        return self.first_row, self.columns[name], self.last_row, self.columns[name]

    def everything(self) -> tuple[int, int, int, int]:
        """Give all cells, likewise."""
        return self.first_row, 0, self.last_row, len(self.columns) - 1

    def reference(self, name: str) -> str:
        """Give a column's first cell for a condition that moves down the rows, such as ``$R4``."""
        return f"${xl_col_to_name(self.columns[name])}{self.first_row + 1}"


class Sheet(Protocol):
    """What can be drawn as a worksheet."""

    def draw(self, workbook: Workbook, formats: Formats, lang: str) -> None:
        """Add itself to the workbook."""


@dataclass(frozen=True)
class TableSheet:
    """A sheet with one table.

    Attributes
    ----------
    name : str
        The sheet's; `names.sheet_name` makes it safe.
    table : str
        The table's name in formulas and for programs that read the file back.
    title, note : str
        Stand above it.
    fields : tuple of Field
        Its columns, left to right.
    frame : DataFrame
        Has a column for every field; amounts in fen.
    empty : str
        The sentence that stands there instead of a table without rows.
    paint : callable, optional
        Adds conditional formats: ``paint(worksheet, workbook, area)``.
    fixed : int
        Columns that stay when one scrolls to the right.
    symbol : str
        Stands before each amount.
    """

    name: str
    table: str
    title: str
    note: str
    fields: tuple[Field, ...]
    frame: pd.DataFrame
    empty: str
    paint: Painter | None = None
    fixed: int = 0
    symbol: str = "¥"

    @property
    def area(self) -> Area:
        """Where its rows are."""
        columns = {field.name: place for place, field in enumerate(self.fields)}
        return Area(FIRST_ROW, FIRST_ROW + len(self.frame) - 1, columns)

    def draw(self, workbook: Workbook, formats: Formats, lang: str) -> None:
        """Add everything but the rows, of which one stands for all as a blank one."""
        if len(self.frame) > LAST_ROW - FIRST_ROW:
            raise ArrearsError(
                both(
                    "workbooks.sheets.book.rows_do_not_fit_worksheet", count=len(self.frame), value=LAST_ROW - FIRST_ROW
                ),
            )
        sheet = workbook.add_worksheet(self.name, PlainWorksheet)
        set_up_paper(sheet, say("workbooks.sheets.confidential", lang), say("workbooks.sheets.page", lang))
        sheet.set_default_row(ROW_HEIGHT)
        sheet.set_row(0, TITLE_HEIGHT)
        sheet.write_string(0, 0, self.title, formats.title)
        sheet.set_row(1, _NOTE_HEIGHT)
        sheet.write_string(1, 0, self.note, formats.note)
        if self.frame.empty:
            sheet.write_string(HEADING_ROW + 1, 0, self.empty, formats.make(font_size=12))
            return
        self._draw_table(sheet, formats)
        if self.paint is not None:
            self.paint(sheet, workbook, self.area)

    def _draw_table(self, sheet: Worksheet, formats: Formats) -> None:
        headings = []
        for place, field in enumerate(self.fields):
            width, wrap = self._widths[place]
            sheet.set_column(place, place, width)
            sheet.write_blank(FIRST_ROW, place, None, formats.body(field.form, wrap=wrap))
            right = field.form in {Form.AMOUNT, Form.COUNT}
            headings.append({"header": field.heading, "header_format": formats.heading(right=right)})
        sheet.set_row(HEADING_ROW, _HEADING_HEIGHT)
        # Over the one blank row: XlsxWriter visits every cell of a table, and the file gets the true size on copying.
        last_column = len(self.fields) - 1
        layout = {"name": self.table, "columns": headings, "style": None}
        sheet.add_table(HEADING_ROW, 0, FIRST_ROW, last_column, layout)
        sheet.freeze_panes(FIRST_ROW, self.fixed)
        sheet.repeat_rows(0, HEADING_ROW)
        # Ids are text on purpose; without this Excel puts a green corner on each.
        sheet.ignore_errors(
            {"number_stored_as_text": f"A{FIRST_ROW + 1}:{xl_col_to_name(len(self.fields) - 1)}{LAST_ROW}"}
        )

    @cached_property
    def _columns(self) -> dict[str, list[Any]]:
        return columns_of(self.frame, {field.name: field.form for field in self.fields})

    @cached_property
    def _widths(self) -> list[tuple[int, bool]]:
        return [self._width(field) for field in self.fields]

    def _width(self, field: Field) -> tuple[int, bool]:
        if field.form is Form.DATE:
            return column_width(field.heading, ["2026-12-31"])
        values = set(self._columns[field.name])
        values.discard(None)
        if field.form is Form.AMOUNT and values:
            extremes = (min(values), max(values))
            return column_width(field.heading, [f"{self.symbol}{yuan(value):,.2f}" for value in extremes])
        return column_width(field.heading, map(str, values), field.widest)

    def rows(self, styles: Sequence[str], progress: Callable[[float], None] | None) -> Iterator[bytes]:
        """Give its rows as XML."""
        columns = [
            Cells(xl_col_to_name(place), style, field.form, self._columns[field.name], width if wrap else 0)
            for place, (field, style, (width, wrap)) in enumerate(zip(self.fields, styles, self._widths, strict=True))
        ]
        return sheet_rows(columns, FIRST_ROW + 1, progress)


def write_book(
    path: Path,
    sheets: Sequence[Sheet],
    *,
    as_of: date,
    title: str,
    currency: str = "CNY",
    lang: str = "zh",
    progress: Callable[[float], None] | None = None,
    password: str = "",
) -> Written:
    """Write a workbook whole or not at all; the same content gives the same bytes.

    Parameters
    ----------
    path : Path
        An ``.xlsx`` file.
    sheets : sequence of Sheet
        First the one that people see on opening.
    as_of : date
        Stands as the file's creation date.
    title : str
        The document's title.
    currency : str
        ISO code of its amounts; blank where a column names each row's.
    lang : str
        ``zh`` or ``en``.
    progress : callable, optional
        Told how much of a table is done, from 0 to 1.
    password : str
        Encrypts the file as Office does (AES), so that Excel, WPS and LibreOffice ask for it; nothing in clear ever lies on a disk.

    Raises
    ------
    ArrearsError
        If the file cannot be written, or a table does not fit a worksheet.
    """
    skeleton = _skeleton(sheets, as_of, title, currency, lang)
    rows = sum(len(sheet.frame) for sheet in sheets if isinstance(sheet, TableSheet))

    def fill(file: BinaryIO) -> None:
        if not password:
            _fill(file, skeleton, sheets, progress)
            return
        clear = io.BytesIO()
        _fill(clear, skeleton, sheets, progress)
        file.write(encrypted(clear.getvalue(), password))

    return save(path, fill, rows)


def book_bytes(sheets: Sequence[Sheet], *, as_of: date, title: str, currency: str = "CNY", lang: str = "zh") -> bytes:
    """Give the workbook that `write_book` would write, for what must never lie on a disk in clear; arguments likewise."""
    out = io.BytesIO()
    _fill(out, _skeleton(sheets, as_of, title, currency, lang), sheets, None)
    return out.getvalue()


def encrypted(workbook: bytes, password: str) -> bytes:
    """Encrypt a workbook as Office does (AES); the password is kept nowhere."""
    from msoffcrypto.format.ooxml import OOXMLFile  # noqa: PLC0415  # few workbooks are encrypted

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook)).encrypt(password, out)
    return out.getvalue()


def _skeleton(sheets: Sequence[Sheet], as_of: date, title: str, currency: str, lang: str) -> Mapping[str, bytes]:
    """Draw everything but the rows of tables; give the parts of the file."""
    skeleton = _Skeleton(io.BytesIO(), workbook_options())
    with skeleton as workbook:
        created = datetime.combine(as_of, time(), tzinfo=UTC).replace(tzinfo=None)
        workbook.set_properties({"title": title, "author": AUTHOR, "created": created})
        formats = Formats(workbook, currency)
        for sheet in sheets:
            sheet.draw(workbook, formats, lang)
    return skeleton.members


class _Skeleton(xlsxwriter.Workbook):  # type: ignore[misc]  # XlsxWriter has no types
    """A workbook whose parts are kept as they are: they are compressed once, with the rows."""

    members: Mapping[str, bytes]

    def _get_packager(self) -> Packager:
        return _Kept(self)


class _Kept(Packager):  # type: ignore[misc]  # likewise
    """Hands a workbook its parts, and XlsxWriter none."""

    def __init__(self, workbook: _Skeleton) -> None:
        super().__init__()
        self._skeleton = workbook

    def _create_package(self) -> list[tuple[io.StringIO | io.BytesIO, str, bool]]:
        parts = {name: content.getvalue() for content, name, _ in super()._create_package()}
        self._skeleton.members = {
            name: content.encode() if isinstance(content, str) else content for name, content in parts.items()
        }
        return []


def _fill(
    file: BinaryIO,
    skeleton: Mapping[str, bytes],
    sheets: Sequence[Sheet],
    progress: Callable[[float], None] | None,
) -> None:
    """Copy the skeleton and put each table's rows where its one blank row stands."""
    tables = {
        f"xl/worksheets/sheet{number}.xml": sheet
        for number, sheet in enumerate(sheets, 1)
        if isinstance(sheet, TableSheet) and not sheet.frame.empty
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in skeleton.items():
            member = zipfile.ZipInfo(name, _ANY_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            member._compresslevel = _PRESSED  # type: ignore[attr-defined]  # noqa: SLF001  # no other way to say it of a stream
            if name in tables:
                with target.open(member, "w", force_zip64=False) as out:
                    for part in _with_rows(content, tables[name], progress):
                        out.write(part)
            else:
                whole = _with_size(content, tables.values()) if name.startswith("xl/tables/") else content
                target.writestr(member, whole)


def _with_rows(content: bytes, sheet: TableSheet, progress: Callable[[float], None] | None) -> Iterator[bytes]:
    row = FIRST_ROW + 1
    head, blank, tail = re.split(rb'(<row r="%d"[^>]*>.*?</row>)' % row, content, maxsplit=1)
    styles = [style.decode() for style in re.findall(rb'<c r="[A-Z]+%d" s="(\d+)"/>' % row, blank)]
    yield re.sub(rb'<dimension ref="[A-Z0-9:]+"/>', b'<dimension ref="A1:%b"/>' % _last_cell(sheet), head, count=1)
    yield from sheet.rows(styles, progress)
    yield tail


def _with_size(content: bytes, sheets: Iterable[TableSheet]) -> bytes:
    """Stretch a table, and its filter, from its one blank row to its last row; a table with rows of its own stays."""
    for sheet in sheets:
        if f'displayName="{sheet.table}"'.encode() in content:
            return re.sub(rb'ref="(A\d+):[A-Z]+\d+"', rb'ref="\1:%b"' % _last_cell(sheet), content)
    return content


def _last_cell(sheet: TableSheet) -> bytes:
    return f"{xl_col_to_name(len(sheet.fields) - 1)}{sheet.area.last_row + 1}".encode()
