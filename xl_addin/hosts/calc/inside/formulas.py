"""The calls of our functions that stand in a workbook's formulas: what each hands over, read without calculating anything.

Calc hands over a single empty cell as the number 0, and asks cell by cell. The formulas themselves tell which cell is empty, and which
other cells are about to ask: so what is blank stays blank, and what one recalculation asks is asked at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FORMULAS = (
    16  # com.sun.star.sheet.CellFlags.FORMULA: by what cells hold, for asking what they come to would calculate them
)
_DIGITS = 15
"""A formula shows so many digits of a number."""
_MOST_CELLS = 3_000_000
"""Sheets together that hold more are not looked through."""
_REFERENCE = re.compile(
    r"(?:(?P<sheet>\$?'(?:[^']|'')+'|\$?[^\s'.!#;()\"]+)\.)?\$?(?P<column>[A-Z]{1,3})\$?(?P<row>\d{1,7})"
)
_AREA = re.compile(
    r"(?P<from>(?:(?:\$?'(?:[^']|'')+'|\$?[^\s'.!#;()\":]+)\.)?\$?[A-Z]{1,3}\$?\d{1,7}):(?P<to>\$?[A-Z]{1,3}\$?\d{1,7})"
)
_SMALL = 500
"""Ranges of more cells are told from others by nothing."""
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d+)?%?", re.IGNORECASE | re.ASCII)


class _Blank:
    """An empty cell that a call refers to."""

    def __repr__(self) -> str:
        return "BLANK"


class _Unknown:
    """What only a calculation can tell."""

    def __repr__(self) -> str:
        return "UNKNOWN"


BLANK, UNKNOWN = _Blank(), _Unknown()


class Place(NamedTuple):
    """A cell: its sheet's name, its column and row from 0."""

    sheet: str
    column: int
    row: int


class Area(NamedTuple):
    """A range of cells, from its first to its last."""

    first: Place
    last: Place


@dataclass(frozen=True)
class Called:
    """One call in a formula.

    Attributes
    ----------
    method : str
        In lower case, as UNO knows it.
    arguments : tuple
        Numbers, texts, None where one is left out, places and areas that are referred to, `UNKNOWN`.
    alone : bool
        Whether the formula is this call and nothing else.
    """

    method: str
    arguments: tuple[Any, ...]
    alone: bool


def calls_in(formula: str, prefix: str, sheet: str) -> Iterator[Called]:
    """Find the calls in a formula.

    Parameters
    ----------
    formula : str
        As Calc gives it, in English, arguments parted by semicolons.
    prefix : str
        What stands before a method's name, such as ``ORG.ARREARS.CALC.FUNCTIONS.``.
    sheet : str
        The sheet on which it stands.

    Examples
    --------
    >>> [one.method for one in calls_in("=X.ARDPD(A1;46053)+X.ARBUCKET(X.ARDPD(B1;2))", "X.", "S")]
    ['ardpd', 'arbucket', 'ardpd']
    >>> next(calls_in('=X.ARDPD($A$1;"a;b")', "X.", "S"))
    Called(method='ardpd', arguments=(Place(sheet='S', column=0, row=0), 'a;b'), alone=True)
    """
    upper = formula.upper()
    start = upper.find(prefix)
    while start >= 0:
        begin = formula.find("(", start)
        if begin < 0:
            return
        parts, end = _arguments(formula, begin)
        method = formula[start + len(prefix) : begin].lower()
        alone = start == 1 and end == len(formula)
        yield Called(method, tuple(_read(part.strip(), sheet) for part in parts), alone)
        start = upper.find(prefix, begin)


def _arguments(formula: str, begin: int) -> tuple[list[str], int]:
    """Give the texts of the arguments after an opening bracket, and where the closing one ends."""
    parts, depth, quote, first = [], 0, "", begin + 1
    for place in range(begin, len(formula)):
        sign = formula[place]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "({":
            depth += 1
        elif sign in ")}":
            depth -= 1
            if depth == 0:
                parts.append(formula[first:place])
                return ([] if parts == [""] else parts), place + 1
        elif sign == ";" and depth == 1:
            parts.append(formula[first:place])
            first = place + 1
    return parts, len(formula)


def _read(text: str, sheet: str) -> Any:  # noqa: ANN401  # a value, a place, nothing, or what is not known
    if not text:
        return None
    if text.startswith('"') and text.endswith('"') and '"' not in text[1:-1].replace('""', ""):
        return text[1:-1].replace('""', '"')
    if _NUMBER.fullmatch(text):
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)
    if (area := _AREA.fullmatch(text)) is not None:
        first = _read(area["from"], sheet)
        return Area(first, _read(area["to"], first.sheet))
    match = _REFERENCE.fullmatch(text)
    if not match:
        return UNKNOWN
    other = match["sheet"]
    name = sheet if other is None else other.removeprefix("$").strip("'").replace("''", "'")
    column = 0
    for letter in match["column"]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return Place(name, column - 1, int(match["row"]) - 1)


class Formulas:
    """A workbook's calls and the cells that they refer to, as they stand now.

    Parameters
    ----------
    book : UNO object
        The workbook.
    prefix : str
        As `calls_in` takes it.
    """

    def __init__(self, book: Any, prefix: str) -> None:  # noqa: ANN401  # UNO objects
        self.calls: dict[Place, list[Called]] = {}
        self._arrays: set[tuple[str, str]] = set()
        self._blanks: dict[str, tuple[dict[tuple[Any, ...], set[tuple[int, ...]]], list[list[Any]]]] = {}
        self._texts: dict[str, tuple[tuple[str, ...], ...]] = {}
        sheets = [sheet for sheet in book.Sheets]  # noqa: C416  # a UNO container
        ends = {sheet.Name: _end(sheet) for sheet in sheets}
        if sum((column + 1) * (row + 1) for column, row in ends.values()) > _MOST_CELLS:
            return
        for sheet in sheets:
            for area in sheet.queryContentCells(_FORMULAS).RangeAddresses:
                cells = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
                for row, texts in enumerate(cells.getFormulaArray(), area.StartRow):
                    for column, text in enumerate(texts, area.StartColumn):
                        if prefix in text.upper():
                            self._note(Place(sheet.Name, column, row), text, prefix)
        named = {
            place.sheet
            for found in self.calls.values()
            for one in found
            for argument in one.arguments
            for place in (argument if isinstance(argument, Area) else [argument])
            if isinstance(place, Place)
        }
        for sheet in sheets:
            if sheet.Name in named:
                column, row = ends[sheet.Name]
                self._texts[sheet.Name] = sheet.getCellRangeByPosition(0, 0, column, row).getFormulaArray()

    def _note(self, place: Place, text: str, prefix: str) -> None:
        if text.startswith("{"):
            # Every cell of an array formula has its text.
            if (place.sheet, text) in self._arrays:
                return
            self._arrays.add((place.sheet, text))
        self.calls[place] = list(calls_in(text.strip("{}"), prefix, place.sheet))

    def value(self, argument: Any, known: dict[Place, Any]) -> Any:  # noqa: ANN401  # whatever a cell holds
        """Give what an argument hands over: a number, a text, None, `BLANK`, `UNKNOWN`, or rows of these; `known` has what cells come to."""
        if isinstance(argument, Area):
            return self._rows(argument, known)
        if not isinstance(argument, Place):
            return argument
        rows = self._texts.get(argument.sheet)
        if rows is None:
            return UNKNOWN
        if argument.row >= len(rows) or argument.column >= len(rows[0]):
            return BLANK
        text = rows[argument.row][argument.column]
        if text.startswith(("=", "{=")):
            return known.get(argument, UNKNOWN)
        return _constant(text)

    def _rows(self, area: Area, known: dict[Place, Any]) -> Any:  # noqa: ANN401  # rows, or that they are not known
        first, last = area
        columns, rows = range(first.column, last.column + 1), range(first.row, last.row + 1)
        if len(columns) * len(rows) > _SMALL:
            return UNKNOWN
        return tuple(tuple(self.value(Place(first.sheet, column, row), known) for column in columns) for row in rows)

    def alone(self) -> Iterable[tuple[Place, Called]]:
        """Give the cells whose formula is one call of single values and nothing else."""
        return (
            (place, found[0])
            for place, found in self.calls.items()
            if len(found) == 1
            and found[0].alone
            and not any(isinstance(argument, Area) for argument in found[0].arguments)
        )

    def blanks_of(self, method: str) -> tuple[dict[tuple[Any, ...], set[tuple[int, ...]]], list[list[Any]]]:
        """Give where calls of a method refer to empty cells.

        Returns
        -------
        dict
            By what Calc hands over for calls that are known in full, the places of empty cells; each way once.
        list
            The values of calls of which a part is not known, or has more digits than a formula shows.
        """
        if method not in self._blanks:
            certain: dict[tuple[Any, ...], set[tuple[int, ...]]] = {}
            others: dict[str, list[Any]] = {}
            for found in self.calls.values():
                for one in found:
                    if one.method != method:
                        continue
                    values = [self.value(argument, {}) for argument in one.arguments]
                    while values and values[-1] is None:
                        values.pop()
                    if any(value is UNKNOWN or isinstance(value, tuple) or _is_long(value) for value in values):
                        others[repr(values)] = values
                    else:
                        key = tuple(0.0 if value is BLANK else value for value in values)
                        blank = tuple(place for place, value in enumerate(values) if value is BLANK)
                        certain.setdefault(key, set()).add(blank)
            # Where none of them refers to an empty cell, none of their zeros is one.
            is_any = any(blank for ways in certain.values() for blank in ways)
            is_any = is_any or any(value is BLANK for values in others.values() for value in values)
            self._blanks[method] = (certain, list(others.values())) if is_any else ({}, [])
        return self._blanks[method]


def _is_long(value: Any) -> bool:  # noqa: ANN401  # whatever a cell holds
    return isinstance(value, float) and len(repr(value).strip("-0.").replace(".", "")) >= _DIGITS


def _constant(text: str) -> Any:  # noqa: ANN401  # a number, a text, or nothing
    if text == "":
        return BLANK
    if text.startswith("'"):
        return text[1:]
    # Python takes more for a number than Calc does: full-width digits, 1_000, nan.
    return float(text) if _NUMBER.fullmatch(text) and not text.endswith("%") else text


def _end(sheet: Any) -> tuple[int, int]:  # noqa: ANN401  # UNO objects
    used = sheet.createCursor()
    used.gotoEndOfUsedArea(False)
    return used.RangeAddress.EndColumn, used.RangeAddress.EndRow
