"""The check before an .ods is opened: the same as for other archives, and how far its cells reach however often they are repeated."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING
from xml.parsers import expat

from arrears.intake.formats.archive import BROKEN, check_members, chunks_of, unpack_all
from arrears.intake.formats.sheetxml import adds_up, check_reach
from arrears.intake.grid import BadCell, Merge
from arrears.intake.words import file_error
from arrears.tables.currencies import currencies_of

if TYPE_CHECKING:
    from arrears.intake.limits import Limits

_YUAN = "CNY"
"""What a Chinese list's formats say of every amount."""
_MIMETYPE = b"mimetype"
_CONTENT = "content.xml"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_CALCEXT = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "Err:")


@dataclass
class TableFacts:
    """What was found in one table; places are (row, column) counted from 0."""

    bad_cells: dict[tuple[int, int], BadCell] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    totals: set[int] = field(default_factory=set)
    signed: list[tuple[int, int, str]] = field(default_factory=list)
    hidden_rows: int = 0
    is_hidden: bool = False


def check_opendocument(data: bytes, file: str, limits: Limits) -> dict[str, TableFacts]:
    """Check an .ods before anything opens it, and note what a fast reader hides.

    Raises
    ------
    IntakeError
        If it is damaged, protected, a bomb, holds forbidden XML or cells far away.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            check_members(members, file, limits)
            names = {member.filename for member in members}
            if _CONTENT not in names:
                raise file_error("FILE_CORRUPT", file, f"no part {_CONTENT}")
            if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise file_error("FORMAT_UNSUPPORTED", file, "a protected .ods")
            unpack_all(archive, members, file, limits, later=False)
            look = _Look(file, limits)
            for chunk in chunks_of(archive, archive.getinfo(_CONTENT)):
                look.feed(chunk)
            look.feed(b"", final=True)
            return look.tables
    except BROKEN as error:
        raise file_error("FILE_CORRUPT", file, type(error).__name__) from error
    except expat.ExpatError as error:
        raise file_error("FILE_CORRUPT", file, f"{_CONTENT}: {error}") from error


def type_first(data: bytes) -> bytes:
    """Give the archive with its type as the first part and unpacked, as the standard wants it and some programs do not write it."""
    if data[30 : 30 + len(_MIMETYPE)] == _MIMETYPE and data[8:10] == b"\0\0":
        return data
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("mimetype", old.read("mimetype").strip(), zipfile.ZIP_STORED)
        for member in old.infolist():
            if member.filename != "mimetype":
                new.writestr(member.filename, old.read(member))
    return packed.getvalue()


class _Look:
    """Walks a document's content and notes every cell without a value of its own, merged cells, and how far cells reach."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.tables: dict[str, TableFacts] = {}
        self._file, self._limits = file, limits
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._facts = TableFacts()
        self._row = self._column = 0
        self._repeat_row = self._repeat = 1
        self._cell: dict[str, str] | None = None
        self._text: list[str] = []
        self._last_row = self._last_column = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def feed(self, chunk: bytes, *, final: bool = False) -> None:
        """Take the next bytes of the part."""
        self._parser.Parse(chunk, final)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{_TABLE}table":
            facts = TableFacts(is_hidden=attributes.get(f"{_TABLE}style-name", "") in self._hidden_styles)
            self._facts = self.tables.setdefault(attributes.get(f"{_TABLE}name", ""), facts)
            self._row = self._last_row = self._last_column = 0
        elif name == f"{_TABLE}table-row":
            self._column = 0
            self._repeat_row = _count(attributes, f"{_TABLE}number-rows-repeated")
            self._is_hidden_row = attributes.get(f"{_TABLE}visibility", "visible") != "visible"
            self._has_value = False
        elif name in _CELLS:
            self._cell, self._text = attributes, []
            self._repeat = _count(attributes, f"{_TABLE}number-columns-repeated")
        elif name == f"{_TEXT}p" and self._cell is not None:
            self._parser.CharacterDataHandler = self._text.append
        elif name == f"{_STYLE}style":
            self._style = attributes.get(f"{_STYLE}name", "")
        elif name == f"{_STYLE}table-properties" and attributes.get(f"{_TABLE}display", "true") == "false":
            self._hidden_styles.add(self._style)

    def _end(self, name: str) -> None:
        if name in _CELLS:
            self._close_cell()
            self._column += self._repeat
            self._cell = None
        elif name == f"{_TEXT}p":
            self._parser.CharacterDataHandler = None
        elif name == f"{_TABLE}table-row":
            if self._has_value:
                self._facts.hidden_rows += self._repeat_row if self._is_hidden_row else 0
            self._row += self._repeat_row

    def _close_cell(self) -> None:
        cell = self._cell or {}
        formula, kind = cell.get(f"{_TABLE}formula", ""), cell.get(f"{_OFFICE}value-type", "")
        text = "".join(self._text)
        is_error = cell.get(f"{_CALCEXT}value-type") == "error" or (bool(formula) and text.startswith(_ERRORS))
        if not (formula or kind or text):
            self._merge(cell)
            return
        self._has_value = True
        self._last_row = max(self._last_row, self._row + self._repeat_row)
        self._last_column = max(self._last_column, self._column + self._repeat)
        check_reach(self._last_row, self._last_column, self._file, self._limits)
        currency = cell.get(f"{_OFFICE}currency", "")
        if kind == "currency" and currency.upper() != _YUAN and currencies_of(currency):
            self._facts.signed += [(self._row, self._column + step, currency) for step in range(self._repeat)]
        if is_error:
            self._facts.bad_cells[self._row, self._column] = BadCell("CELL_ERROR", text or "#N/A")
        elif formula and not kind and not text:
            self._facts.bad_cells[self._row, self._column] = BadCell("FORMULA_NOT_CALCULATED")
        if formula and adds_up(_plain_references(formula), self._row):
            self._facts.totals.add(self._row)
        self._merge(cell)

    def _merge(self, cell: dict[str, str]) -> None:
        down, right = _count(cell, f"{_TABLE}number-rows-spanned"), _count(cell, f"{_TABLE}number-columns-spanned")
        if down > 1 or right > 1:
            self._facts.merges.append(Merge(self._row, self._column, self._row + down - 1, self._column + right - 1))


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return int(text) if text.isdecimal() and len(text) < len("1234567890") else 1


def _plain_references(formula: str) -> str:
    """Give ``of:=SUM([.D2:.D9])`` as a formula of other spreadsheets: ``SUM(D2:D9)``."""
    return formula.removeprefix("of:").removeprefix("=").replace("[.", "").replace(":.", ":").replace("]", "")
