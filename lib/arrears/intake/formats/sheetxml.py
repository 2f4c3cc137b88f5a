"""A look into a worksheet's XML for what a fast reader hides: errors, formulas without a result, far cells, hidden rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

import numpy as np

from arrears.intake.grid import BadCell
from arrears.intake.words import file_error

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.intake.limits import Limits

_PLACE = rb"""(?:[A-Z]{3}\d|[D-Z][A-Z]\d|[A-Z]{0,2}(?:[2-9]\d{5}|\d{7}))"""
_FAR = re.compile(rb"""\br\s*=\s*["']""" + _PLACE)
_HIDDEN = re.compile(rb"""<row\b[^>]*\bhidden\s*=\s*["'](?:1|true)["']""")
_RARE_MARKS = ((b":", b":f"), (b"&", b"&#"))
"""What a part may hold if it has a formula, after a sign that is found quickly where it is rare."""
_TAIL = 256
_ADDS_UP = re.compile(
    r"\s*(?:SUBTOTAL|AGGREGATE)\(.*|\s*SUM\(\$?([A-Z]{1,3})\$?(\d+):\$?\1\$?(\d+)\)\s*", re.IGNORECASE | re.DOTALL
)
"""A formula that adds up what stands above it."""
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass
class SheetFacts:
    """What was found in one worksheet's XML; places are (row, column) counted from 0."""

    bad_cells: dict[tuple[int, int], BadCell] = field(default_factory=dict)
    hidden_rows: int = 0
    totals: set[int] = field(default_factory=set)
    reaches_far: bool = False
    needs_close_look: bool = False


_QUOTE, _QUOTE_2, _LESS, _E, _F = b"\"'<ef"


def _between(text: NDArray[np.uint8], first: bytes, count: int) -> NDArray[np.bool_]:
    """Tell where a sign is one of `count` that follow each other in the code."""
    found: NDArray[np.bool_] = (text - np.uint8(first[0])) < count
    return found


def _quotes(signs: NDArray[np.uint8], text: bytes) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = signs == _QUOTE
    return found | (signs == _QUOTE_2) if b"'" in text else found


def _may_be_far(signs: NDArray[np.uint8], quote: NDArray[np.bool_]) -> bool:
    """Tell quickly whether a place behind a quote may be a far one: most chunks of most files hold none."""
    digit, capital = _between(signs, b"0", 10), _between(signs, b"A", 26)
    two = digit[:-1] & digit[1:]
    four = two[:-2] & two[2:]
    # A row of six digits ends before a quote; a column has three letters, or two of which the first is a late one.
    if (four[:-3] & two[4:-1] & quote[6:]).any():
        return True
    letters = capital[1:-2] & capital[2:-1]
    if (quote[:-4] & letters[:-1] & capital[3:-1] & digit[4:]).any():
        return True
    return bool((quote[:-3] & _between(signs, b"D", 23)[1:-2] & letters & digit[3:]).any())


def _may_hide(text: bytes, signs: NDArray[np.uint8], quote: NDArray[np.bool_]) -> bool:
    """Tell quickly whether a chunk may hold an error cell (``t="e"``) or a formula (``<f>``)."""
    if ((signs[:-1] == _LESS) & (signs[1:] == _F)).any() or (quote[:-2] & (signs[1:-1] == _E) & quote[2:]).any():
        return True
    return any(sign in text and mark in text for sign, mark in _RARE_MARKS)


class QuickLook:
    """Searches chunks of a part for signs that it needs a close look, and for cells that may be far away; fast enough for every file.

    >>> look = QuickLook()
    >>> for place in ("A1", "CZ99999", "DA1"):
    ...     look.feed(f'<sheetData><c r="{place}">'.encode())
    ...     print(look.facts.reaches_far)
    False
    False
    True
    """

    def __init__(self) -> None:
        self.facts = SheetFacts()
        self._tail = b""
        self._has_begun = self._plain = False

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the part."""
        text = self._tail + chunk
        # A part without cells, such as that of the texts, has nothing to look for.
        self._has_begun = self._has_begun or b"sheetData" in text
        self._tail = text[-_TAIL:]
        if not self._has_begun:
            return
        self._plain = self._plain or b"<sheetData" in text
        facts, signs = self.facts, np.frombuffer(text, dtype=np.uint8)
        quote = _quotes(signs, text)
        facts.reaches_far = facts.reaches_far or (_may_be_far(signs, quote) and _FAR.search(text) is not None)
        facts.needs_close_look = facts.needs_close_look or _may_hide(text, signs, quote)
        cut = max(text.rfind(b"<"), len(text) - _TAIL, 0)
        if b"hidden" in text:
            facts.hidden_rows += len(_HIDDEN.findall(text, 0, cut))
        self._tail = text[cut:]

    def close(self) -> SheetFacts:
        """Give what was found; a part in another encoding or with prefixes needs a close look too."""
        self.facts.needs_close_look = self.facts.needs_close_look or not self._plain
        return self.facts


class CloseLook:
    """Parses a worksheet and notes every cell without a value of its own, and how far its cells reach."""

    def __init__(self, file: str, limits: Limits, *, never_calculated: bool) -> None:
        self.bad_cells: dict[tuple[int, int], BadCell] = {}
        self.totals: set[int] = set()
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
            self._text = []
            self._parser.CharacterDataHandler = self._text.append
        elif tag in {"v", "is"}:
            self._has_value = True
            self._text = []
            self._parser.CharacterDataHandler = self._text.append

    def _end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag in {"v", "is"}:
            self._value = "".join(self._text or ())
            self._parser.CharacterDataHandler = None
        elif tag == "f":
            self._parser.CharacterDataHandler = None
            if adds_up("".join(self._text or ()), self._row):
                self.totals.add(self._row)
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


def adds_up(formula: str, row: int) -> bool:
    """Tell whether a formula in a row (counted from 0) adds up at least two rows above it.

    Examples
    --------
    >>> adds_up("SUM(D2:D9)", 9), adds_up("SUBTOTAL(109,[本金])", 3), adds_up("SUM(D3:F3)", 2), adds_up("SUM(D2:D2)", 2)
    (True, True, False, False)
    """
    match = _ADDS_UP.fullmatch(formula.removeprefix("of:").removeprefix("="))
    if not match:
        return False
    return match[1] is None or int(match[2]) < int(match[3]) <= row


def check_reach(rows: int, columns: int, file: str, limits: Limits) -> None:
    """Refuse a sheet that reaches too far.

    Raises
    ------
    IntakeError
        If it does.
    """
    if rows > limits.rows or columns > limits.columns or rows * columns > limits.cells:
        raise file_error("TOO_MANY_ROWS", file, f"row {rows:,}, column {columns:,}")
