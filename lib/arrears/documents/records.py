"""The written record of a case as a workbook and a Word file, with a digest by which anybody can check it without the store (C7).

A record is a cover and tables of text. The digest is the SHA-256 of all of it; it is printed on the cover and kept in the store's
log. The last table names the case's events with the hashes of the log, so that each can be worked out again from what is printed.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from arrears.errors import ArrearsError
from arrears.operations.agreements.content import content_sha256
from arrears.words import both, catalogue, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]+")
_LONGEST_CELL = 32_000
_LATIN, _WIDEST, _PAGE_CM = 0x2E80, 60, 26.7
DIGEST = "sha256"
"""The line of the cover that holds the digest, and is no part of what it is worked out from."""
COVER = ("case_id", "made_on", "made_by", "values", "head", DIGEST)
"""The lines of the cover, in their order."""


class Section(NamedTuple):
    """A table of a record: its key, its title, its headings, and its rows of text."""

    key: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Record:
    """A case's record.

    Attributes
    ----------
    lang : str
        Of its words.
    cover : dict of str to str
        By `COVER`, without the digest.
    sections : tuple of Section
        What happened, kind by kind; the last one is of the log's hashes.
    title, note : str
        What stands above and below the cover; a written record has its own title and no note.
    """

    lang: str
    cover: dict[str, str]
    sections: tuple[Section, ...]
    title: str = ""
    note: str = ""

    @property
    def heading(self) -> str:
        """What stands above the cover."""
        return self.title or say("records.title", self.lang)

    @property
    def remarks(self) -> list[str]:
        """What stands below the cover: a note, and how the file is checked."""
        return [*([self.note] if self.note else []), say("records.how", self.lang)]

    @property
    def digest(self) -> str:
        """The SHA-256 of the cover and of every table."""
        return digest_of(self.cover, [(each.title, each.headings, each.rows) for each in self.sections])

    def printed(self) -> list[tuple[str, str]]:
        """Give the cover's lines with their words, the digest last."""
        told = self.cover | {DIGEST: self.digest}
        return [(say(f"records.cover.{name}", self.lang), told[name]) for name in COVER]


def digest_of(cover: dict[str, str], tables: Sequence[tuple[str, Sequence[str], Sequence[Sequence[str]]]]) -> str:
    """Work out a record's digest.

    >>> digest_of({"case_id": "A1"}, [("Payments", ("day",), [("2026-01-05",)])])[:12]
    '7b3eb2425cce'
    """
    lines = [cover.get(name, "") for name in COVER if name != DIGEST]
    content = [[title, list(heads), [list(row) for row in rows]] for title, heads, rows in tables]
    return content_sha256({"cover": lines, "tables": content})


def plain(value: Any) -> str:  # noqa: ANN401  # a cell
    r"""Give a cell as text on one line that every program keeps as it is.

    >>> plain("paid\r\nin cash "), plain(None), plain(float("nan")), plain(3)
    ('paid in cash', '', '', '3')
    """
    if value is None or value != value:  # noqa: PLR0124  # what is missing is not itself
        return ""
    return " ".join(_CONTROL.sub(" ", str(value)).split())[:_LONGEST_CELL]


# --- writing ------------------------------------------------------------------------------------------------------------


def workbook_bytes(record: Record) -> bytes:
    """Give the record as a workbook: the cover, then a sheet a table, every cell as text."""
    import xlsxwriter  # noqa: PLC0415  # who writes no record need not read it

    content = io.BytesIO()
    with xlsxwriter.Workbook(
        content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E6EEF3", "bottom": 1, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        title = book.add_format({"bold": True, "font_size": 16})
        sheet = book.add_worksheet(record.heading)
        sheet.write_string(0, 0, record.heading, title)
        for place, (label, value) in enumerate(record.printed(), 1):
            sheet.write_string(place, 0, label, bold)
            sheet.write_string(place, 1, value, wrapped)
        for place, text in enumerate(record.remarks, len(COVER) + 2):
            sheet.write_string(place, 0, text, book.add_format({"italic": True}))
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 72)
        _set_up_paper(sheet)
        for each in record.sections:
            _sheet(book.add_worksheet(each.title), each, bold, wrapped)
    return content.getvalue()


def _sheet(sheet: Any, section: Section, bold: Any, wrapped: Any) -> None:  # noqa: ANN401  # XlsxWriter is untyped
    for column, heading in enumerate(section.headings):
        sheet.write_string(0, column, heading, bold)
        longest = max((len(row[column]) for row in section.rows), default=0)
        sheet.set_column(column, column, min(max(10, 2 * len(heading), longest + 2), 46))
    for place, row in enumerate(section.rows, 1):
        for column, text in enumerate(row):
            sheet.write_string(place, column, text, wrapped)
    sheet.freeze_panes(1, 0)
    _set_up_paper(sheet)


def _set_up_paper(sheet: Any) -> None:  # noqa: ANN401  # same
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def document_bytes(record: Record) -> bytes:
    """Give the record as a Word file with the same cover and tables."""
    from docx import Document  # noqa: PLC0415  # who writes no record need not read it
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415  # same
    from docx.oxml.ns import qn  # noqa: PLC0415  # same
    from docx.shared import Cm, Pt  # noqa: PLC0415  # same

    document = Document()
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(1.5)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(9)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    for name in ("Title", "Heading 2"):
        document.styles[name].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "黑体")
    footer = page.footer.paragraphs[0].add_run(f"{say('records.cover.sha256', record.lang)} {record.digest}")
    footer.font.size = Pt(7)
    document.add_heading(record.heading, 0)
    _table(document, (), record.printed(), 9)
    for text in record.remarks:
        document.add_paragraph(text)
    for each in record.sections:
        document.add_heading(each.title, 2)
        # The hashes of the log are long, and read by machines.
        _table(document, each.headings, each.rows, 5 if each.key == "log" else 8)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _table(document: Any, headings: Sequence[str], rows: Sequence[Sequence[str]], size: float) -> None:  # noqa: ANN401  # python-docx is untyped
    from docx.oxml import OxmlElement  # noqa: PLC0415  # who writes no record need not read it
    from docx.shared import Pt  # noqa: PLC0415  # same

    lines = [*([headings] if headings else []), *rows]
    if not lines:
        return
    table = document.add_table(rows=len(lines), cols=len(lines[0]), style="Table Grid")
    # Cells are asked for once: python-docx works out the whole grid at each asking.
    cells = table._cells  # noqa: SLF001  # same
    widths = _widths(lines)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for place, line in enumerate(lines):
        for column, text in enumerate(line):
            cells[place * len(line) + column].width = widths[column]
            paragraph = cells[place * len(line) + column].paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            run = paragraph.add_run(text)
            run.font.size, run.bold = Pt(size), bool(headings) and place == 0
    if headings:
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  # same


def _widths(lines: Sequence[Sequence[str]]) -> list[Any]:
    """Share the page's width among the columns by what they hold; a Chinese character takes two places."""
    from docx.shared import Cm  # noqa: PLC0415  # who writes no record need not read it

    longest = [
        min(max(sum(2 if ord(sign) > _LATIN else 1 for sign in line[column]) for line in lines) + 2, _WIDEST)
        for column in range(len(lines[0]))
    ]
    return [Cm(_PAGE_CM * share / sum(longest)) for share in longest]


# --- reading again ------------------------------------------------------------------------------------------------------


class Found(NamedTuple):
    """A record as a file has it: its cover by `COVER`, its tables, and the headings' key of the last one."""

    cover: dict[str, str]
    tables: list[tuple[str, list[str], list[list[str]]]]

    @property
    def is_whole(self) -> bool:
        """Whether the digest that is printed is that of what is printed."""
        return digest_of(self.cover, self.tables) == self.cover.get(DIGEST)


def read_record(path: Path) -> Found:
    """Read a record from its workbook or its Word file.

    Raises
    ------
    ArrearsError
        If it cannot be read, or is no record.
    """
    try:
        found = {".xlsx": _from_workbook, ".docx": _from_document}[path.suffix.lower()](path)
    except KeyError:
        raise ArrearsError(both("records.no_kind", name=path.name)) from None
    except OSError as error:
        raise ArrearsError(both("records.unreadable", name=path.name)) from error
    except Exception as error:
        raise ArrearsError(both("records.no_record", name=path.name)) from error
    if not found.cover.get(DIGEST) or not found.tables:
        raise ArrearsError(both("records.no_record", name=path.name))
    return found


def _from_workbook(path: Path) -> Found:
    import openpyxl  # noqa: PLC0415  # who checks no record need not read it

    book = openpyxl.load_workbook(path, read_only=True)
    try:
        first, *others = book.worksheets
        lines = [(plain(row[0]), plain(row[1])) for row in first.iter_rows(max_col=2, values_only=True)]
        tables = []
        for sheet in others:
            heads, *rows = [[plain(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
            width = max((place for place, head in enumerate(heads, 1) if head), default=0)
            padded = [(row + [""] * width)[:width] if not any(row[width:]) else row for row in rows]
            while padded and not any(padded[-1]):
                padded.pop()
            tables.append((sheet.title, heads[:width], padded))
    finally:
        book.close()
    return Found(_cover(lines), tables)


def _from_document(path: Path) -> Found:
    from docx import Document  # noqa: PLC0415  # who checks no record need not read it
    from docx.table import Table  # noqa: PLC0415  # same

    document = Document(str(path))
    lines: list[tuple[str, str]] = []
    tables: list[tuple[str, list[str], list[list[str]]]] = []
    for block in document.iter_inner_content():
        if not isinstance(block, Table):
            if block.style is not None and block.style.name == "Heading 2":
                tables.append((plain(block.text), [], []))
            continue
        width = len(block.columns)
        cells = [plain(cell.text) for cell in block._cells]  # noqa: SLF001  # asked for once: see `_table`
        rows = [cells[start : start + width] for start in range(0, len(cells), width)]
        if not tables:
            lines += [(row[0], row[1]) for row in rows]
        else:
            tables[-1] = (tables[-1][0], rows[0], rows[1:])
    return Found(_cover(lines), tables)


def _cover(lines: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Know the lines of a cover by their words in either language."""
    names = {text: name for name in COVER for text in catalogue("records")[f"cover.{name}"]}
    return {names[label]: value for label, value in lines if label in names}
