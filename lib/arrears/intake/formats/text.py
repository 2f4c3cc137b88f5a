"""Text tables: encoding and separator by content."""

from __future__ import annotations

import codecs
import csv
from io import StringIO
from typing import TYPE_CHECKING

from arrears.intake.grid import Grid
from arrears.intake.mapping.headings import known_headings
from arrears.intake.words import file_error
from arrears.tables.contract import CASES, Contract

if TYPE_CHECKING:
    from arrears.intake.limits import Limits

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SEPARATORS = ",\t;|"
_FIRST_CHARACTERS = 65_536
_HEAD = 40
"""Lines in which a heading is looked for."""


def read_text(data: bytes, file: str, limits: Limits, contract: Contract = CASES) -> list[Grid]:
    """Read a text table as one sheet; its rows are records, the ``sep=`` line counts as one.

    Raises
    ------
    IntakeError
        If its encoding is mixed, it is cut off within a quoted field, or has too many rows or columns.
    """
    text = _decoded(data, file)
    separator, start = _separator(text, contract)
    _check_width(text[start:], separator, file, limits)
    rows: list[list[object]] = [[]] if start else []
    reader = csv.reader(StringIO(text[start:], newline=""), delimiter=separator, strict=True)
    try:
        for record in reader:
            rows.append(record)  # type: ignore[arg-type]  # any cell is an object
            if len(rows) > limits.rows or len(record) > limits.columns:
                raise file_error("TOO_MANY_ROWS", file, f"row {len(rows):,}, column {len(record):,}")
    except csv.Error as error:
        raise file_error("CSV_MALFORMED", file, f"line {reader.line_num + bool(start)}: {error}") from error
    return [Grid("", rows, ragged=True)]


def _decoded(data: bytes, file: str) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding, file)
    if encoding := _wide_without_mark(data):
        return _strictly(data, encoding, file)
    if b"\x00" in data:
        raise file_error("ENCODING_UNKNOWN", file, "it holds NUL bytes")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        _refuse_mixture(data, file)
        return _strictly(data, "gb18030", file)


def _strictly(data: bytes, encoding: str, file: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise file_error("ENCODING_UNKNOWN", file, f"line {line} is not {encoding}") from error
    if "\x00" in text:
        raise file_error("ENCODING_UNKNOWN", file, "it holds NUL characters")
    return text


def _wide_without_mark(data: bytes) -> str:
    """Tell UTF-16 without its mark by the NUL bytes of digits and separators."""
    head = data[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 8 < len(head):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _refuse_mixture(data: bytes, file: str) -> None:
    """Refuse lines of UTF-8 and of GBK in one file: one of the two would become wrong names."""
    utf8, other = 0, 0
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            utf8 += 1
        except UnicodeDecodeError:
            other = other or number
    if utf8 > 1 and other and utf8 * 2 > data.count(b"\n"):
        raise file_error("ENCODING_UNKNOWN", file, f"line {other} is not UTF-8, others are")


def _check_width(text: str, separator: str, file: str, limits: Limits) -> None:
    """Refuse a text of too many columns by its first lines, before it is read."""
    for number, line in enumerate(text[:_FIRST_CHARACTERS].splitlines()[:_HEAD], start=1):
        width = line.count(separator) + 1
        if width > limits.columns and '"' not in line:
            raise file_error("TOO_MANY_ROWS", file, f"row {number:,}, column {width:,}")


def _separator(text: str, contract: Contract) -> tuple[str, int]:
    """Give the separator, and where the records begin behind a ``sep=`` line."""
    first, _, _ = text.partition("\n")
    named = first.rstrip("\r").strip('"')
    if named.lower().startswith("sep=") and len(named) == len("sep=") + 1:
        return named[-1], len(first) + 1
    lines = text[:_FIRST_CHARACTERS].splitlines()[:_HEAD]
    scores = {
        mark: max((known_headings(line.split(mark), contract) for line in lines), default=0) for mark in _SEPARATORS
    }
    return max(_SEPARATORS, key=lambda mark: scores[mark]), 0
