"""A look into an .xls for what a fast reader hides: error cells, and the day from which it counts."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

import olefile

from arrears.intake.grid import BadCell
from arrears.intake.words import file_error

if TYPE_CHECKING:
    from collections.abc import Iterator

_BOUNDSHEET, _DATEMODE, _BOOLERR, _FORMULA, _EOF = 0x85, 0x22, 0x205, 0x06, 0x0A
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_ERROR_RESULT = 2
_BROKEN = (OSError, ValueError, IndexError, TypeError, struct.error, UnicodeDecodeError)


@dataclass
class Biff:
    """What was found: bad cells by sheet and (row, column) counted from 0, and the epoch."""

    epoch_1904: bool = False
    sheets: dict[str, dict[tuple[int, int], BadCell]] = field(default_factory=dict)


def check_biff(data: bytes, file: str) -> Biff:
    """Walk the records of an .xls.

    Raises
    ------
    IntakeError
        If it is damaged.
    """
    found = Biff()
    try:
        with olefile.OleFileIO(BytesIO(data)) as container:
            name = "Workbook" if container.exists("Workbook") else "Book"
            stream = container.openstream(name).read()
        starts = {}
        for kind, body in _records(stream, 0):
            if kind == _DATEMODE:
                found.epoch_1904 = body[:1] == b"\x01"
            elif kind == _BOUNDSHEET:
                starts[_sheet_name(body)] = int.from_bytes(body[:4], "little")
        for sheet, start in starts.items():
            found.sheets[sheet] = _bad_cells(stream, start)
    except _BROKEN as error:
        raise file_error("FILE_CORRUPT", file, type(error).__name__) from error
    return found


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


def _bad_cells(stream: bytes, start: int) -> dict[tuple[int, int], BadCell]:
    bad = {}
    for kind, body in _records(stream, start):
        if kind == _BOOLERR and body[7]:
            code = body[6]
        elif kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == _ERROR_RESULT:
            code = body[8]
        else:
            continue
        row, column = struct.unpack_from("<HH", body)
        bad[row, column] = BadCell("CELL_ERROR", _ERRORS.get(code, "#N/A"))
    return bad
