"""A look into a worksheet's XML for what a fast reader hides: errors, formulas without a result, far cells, hidden rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from arrears.intake.grid import BadCell
from arrears.intake.words import file_error

if TYPE_CHECKING:
    from arrears.intake.limits import Limits

_FAR = re.compile(rb"""\br\s*=\s*["'](?:[A-Z]{3}\d|[D-Z][A-Z]\d|[A-Z]{0,2}(?:[2-9]\d{5}|\d{7}))""")
_HIDDEN = re.compile(rb"""<row\b[^>]*\bhidden\s*=\s*["'](?:1|true)["']""")
_MARKS = (b'"e"', b"'e'", b"<f", b":f ", b":f>", b"&#")
"""What a part holds if it may have an error cell or a formula."""
_TAIL = 256
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass
class SheetFacts:
    """What was found in one worksheet's XML; places are (row, column) counted from 0."""

    bad_cells: dict[tuple[int, int], BadCell] = field(default_factory=dict)
    hidden_rows: int = 0
    needs_close_look: bool = False


class QuickLook:
    """Searches chunks of a worksheet for signs that it needs a close look; fast enough for every file."""

    def __init__(self) -> None:
        self.facts = SheetFacts()
        self._tail = b""
        self._plain = False

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the part."""
        text = self._tail + chunk
        self._plain = self._plain or b"<sheetData" in text
        if any(mark in text for mark in _MARKS) or _FAR.search(text):
            self.facts.needs_close_look = True
        cut = max(text.rfind(b"<", 0, len(text)), len(text) - _TAIL, 0)
        if b"hidden" in text:
            self.facts.hidden_rows += len(_HIDDEN.findall(text, 0, cut))
        self._tail = text[cut:]

    def close(self) -> SheetFacts:
        """Give what was found; a part in another encoding or with prefixes needs a close look too."""
        self.facts.needs_close_look = self.facts.needs_close_look or not self._plain
        return self.facts


class CloseLook:
    """Parses a worksheet and notes every cell without a value of its own, and how far its cells reach."""

    def __init__(self, file: str, limits: Limits, *, never_calculated: bool) -> None:
        self.bad_cells: dict[tuple[int, int], BadCell] = {}
        self._file = file
        self._limits = limits
        self._zero_is_no_result = never_calculated
        self._row, self._column = -1, -1
        self._kind = ""
        self._formula = self._has_value = False
        self._text: list[str] | None = None
        self._last_row = self._last_column = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def feed(self, chunk: bytes, *, final: bool = False) -> None:
        """Take the next bytes of the part."""
        self._parser.Parse(chunk, final)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "c":
            self._place(attributes.get("r"))
            self._kind = attributes.get("t", "n")
            self._formula = self._has_value = False
            self._value = ""
        elif tag == "row":
            number = attributes.get("r", "")
            self._row = int(number) - 1 if number.isdigit() else self._row + 1
            self._column = -1
        elif tag == "f":
            self._formula = True
        elif tag in {"v", "is"}:
            self._has_value = True
            self._text = []
            self._parser.CharacterDataHandler = self._text.append

    def _end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag in {"v", "is"}:
            self._value = "".join(self._text or ())
            self._parser.CharacterDataHandler = None
        elif tag == "c":
            self._close_cell()

    def _place(self, reference: str | None) -> None:
        match = _REFERENCE.fullmatch(reference or "")
        if not match:
            self._column += 1
            return
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - 64
        self._row, self._column = int(match[2]) - 1, column - 1

    def _close_cell(self) -> None:
        if self._kind == "e":
            self.bad_cells[self._row, self._column] = BadCell("CELL_ERROR", self._value or "#N/A")
        elif self._formula and self._without_result():
            self.bad_cells[self._row, self._column] = BadCell("FORMULA_NOT_CALCULATED")
        if self._has_value or self._formula:
            self._check_reach()

    def _without_result(self) -> bool:
        if self._kind == "str" and self._has_value:
            return False  # a formula may well give an empty text
        return not self._value or (self._zero_is_no_result and self._value == "0")

    def _check_reach(self) -> None:
        self._last_row = max(self._last_row, self._row + 1)
        self._last_column = max(self._last_column, self._column + 1)
        check_reach(self._last_row, self._last_column, self._file, self._limits)


def check_reach(rows: int, columns: int, file: str, limits: Limits) -> None:
    """Refuse a sheet that reaches too far.

    Raises
    ------
    IntakeError
        If it does.
    """
    if rows > limits.rows or columns > limits.columns or rows * columns > limits.cells:
        raise file_error("TOO_MANY_ROWS", file, f"row {rows:,}, column {columns:,}")
