"""A look into an .xls for what a fast reader hides: error cells, the day from which it counts, currencies in number formats."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

import olefile

from arrears.intake.formats.number_formats import sign_of
from arrears.intake.formats.sheetxml import check_reach
from arrears.intake.grid import BadCell
from arrears.intake.words import file_error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arrears.intake.limits import Limits

_BOUNDSHEET, _DATEMODE, _BOOLERR, _FORMULA, _EOF, _SST = 0x85, 0x22, 0x205, 0x06, 0x0A, 0xFC
_SHORTEST_TEXT = 3
"""Bytes that a shared text takes at least: its length and its flags."""
_SECTOR = 512
_SECTOR_COUNTS = (0x2C, 0x40, 0x48)
"""Where the container's header counts its tables of sectors."""
_VALUES = frozenset({0x06, 0xBD, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x27E})
"""Records of cells that hold a value; each begins with its row and column."""
_FORMAT, _XF, _BOF, _BIFF8 = 0x41E, 0xE0, 0x809, 0x600
_NUMBERS = frozenset({_FORMULA, 0x203, 0x27E})
"""Records of one number each; behind its row and column stands the number of its style."""
_MANY_NUMBERS = 0xBD
"""A record of numbers side by side: row, first column, style and number of each, last column."""
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_NO_NUMBER = b"\xff\xff"
_ERROR_RESULT, _BLANK_RESULT = 2, 3
"""Programs that cannot calculate leave a blank result; a formula that gives an empty text looks the same and is refused too."""
_ZERO = b"\0" * 8
_CALCULATE_ON_LOAD = 0x3
"""Set by programs that write a formula and leave it to Excel to calculate it; zero stands there until then."""
_BROKEN = (OSError, ValueError, IndexError, TypeError, struct.error, UnicodeDecodeError)


@dataclass
class Biff:
    """What was found, by sheet and (row, column) counted from 0: bad cells, and cells shown with a currency; and the epoch."""

    epoch_1904: bool = False
    signed: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)
    sheets: dict[str, dict[tuple[int, int], BadCell]] = field(default_factory=dict)


def check_biff(data: bytes, file: str, limits: Limits) -> Biff:
    """Walk the records of an .xls.

    Raises
    ------
    IntakeError
        If it is damaged, or holds cells far away.
    """
    found = Biff()
    try:
        _check_sectors(data)
        with olefile.OleFileIO(BytesIO(data)) as container:
            name = "Workbook" if container.exists("Workbook") else "Book"
            stream = container.openstream(name).read()
        starts = {}
        styles = _foreign_styles(stream)
        for kind, body in _records(stream, 0):
            if kind == _SST and struct.unpack_from("<I", body, 4)[0] * _SHORTEST_TEXT > len(stream):
                raise ValueError("more shared texts than bytes for them")
            if kind == _DATEMODE:
                found.epoch_1904 = body[:1] == b"\x01"
            elif kind == _BOUNDSHEET:
                starts[_sheet_name(body)] = int.from_bytes(body[:4], "little")
        for sheet, start in starts.items():
            _check_reach_of(stream, start, file, limits)
            found.sheets[sheet] = _bad_cells(stream, start)
            found.signed[sheet] = list(_signed_cells(stream, start, styles)) if styles else []
    except _BROKEN as error:
        raise file_error("FILE_CORRUPT", file, type(error).__name__) from error
    return found


def _check_sectors(data: bytes) -> None:
    """Refuse counts that the file has no room for: the fast reader would take memory for them and end the whole process."""
    counts = [struct.unpack_from("<I", data, place)[0] for place in _SECTOR_COUNTS]
    if max(counts) > len(data) // _SECTOR + 1:
        raise ValueError("more sectors than bytes for them")


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Give kind and body of each record up to the end of its part."""
    while start + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, start)
        if kind == _EOF:
            return
        yield kind, stream[start + 4 : start + 4 + size]
        start += 4 + size


def _sheet_name(body: bytes) -> str:
    length, wide = body[6], body[7] & 1
    return body[8 : 8 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1")


def _foreign_styles(stream: bytes) -> dict[int, str]:
    """Give the numbers of cell styles whose format shows a currency, and its sign."""
    codes: dict[int, str] = {}
    formats: list[int] = []
    is_wide = True
    for kind, body in _records(stream, 0):
        if kind == _BOF:
            is_wide = int.from_bytes(body[:2], "little") == _BIFF8
        elif kind == _FORMAT:
            codes[int.from_bytes(body[:2], "little")] = _code_of(body[2:], is_wide=is_wide)
        elif kind == _XF:
            formats.append(int.from_bytes(body[2:4], "little"))
    signs = {number: sign_of(code) for number, code in codes.items()}
    return {style: signs[number] for style, number in enumerate(formats) if signs.get(number)}


def _code_of(text: bytes, *, is_wide: bool) -> str:
    """Read a number format's code: since Excel 97 with a length of two bytes and a flag of its width, before with a length of one."""
    if not is_wide:
        return text[1 : 1 + text[0]].decode("latin-1")
    length, wide = int.from_bytes(text[:2], "little"), text[2] & 1
    return text[3 : 3 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1")


def _signed_cells(stream: bytes, start: int, styles: dict[int, str]) -> Iterator[tuple[int, int, str]]:
    """Give the cells of a sheet that are shown with a currency: row, column and the sign."""
    for kind, body in _records(stream, start):
        if kind in _NUMBERS:
            row, column, style = struct.unpack_from("<HHH", body)
            if style in styles:
                yield row, column, styles[style]
        elif kind == _MANY_NUMBERS:
            row, first = struct.unpack_from("<HH", body)
            for place, (style, _) in enumerate(struct.iter_unpack("<HI", body[4:-2])):
                if style in styles:
                    yield row, first + place, styles[style]


def _check_reach_of(stream: bytes, start: int, file: str, limits: Limits) -> None:
    """Refuse what a damaged record says to be far away: the fast reader would take memory for all cells up to there."""
    places = [struct.unpack_from("<HH", body) for kind, body in _records(stream, start) if kind in _VALUES]
    if places:
        rows, columns = zip(*places, strict=True)
        check_reach(max(rows) + 1, max(columns) + 1, file, limits)


def _bad_cells(stream: bytes, start: int) -> dict[tuple[int, int], BadCell]:
    bad = {}
    for kind, body in _records(stream, start):
        if kind == _BOOLERR and body[7]:
            cell = BadCell("CELL_ERROR", _ERRORS.get(body[6], "#N/A"))
        elif kind == _FORMULA and body[12:14] == _NO_NUMBER and body[6] == _ERROR_RESULT:
            cell = BadCell("CELL_ERROR", _ERRORS.get(body[8], "#N/A"))
        elif kind == _FORMULA and (
            (body[12:14] == _NO_NUMBER and body[6] == _BLANK_RESULT)
            or (body[6:14] == _ZERO and body[14] & _CALCULATE_ON_LOAD)
        ):
            cell = BadCell("FORMULA_NOT_CALCULATED")
        else:
            continue
        row, column = struct.unpack_from("<HH", body)
        bad[row, column] = cell
    return bad
