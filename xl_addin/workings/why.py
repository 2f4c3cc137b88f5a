"""Why a figure is what it is, as a table: one row a step, with the rule behind it."""

from __future__ import annotations

from itertools import zip_longest
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from arrears.errors import ArrearsError
from arrears.why import explainers
from arrears.why import why as explain
from arrears.why.table import explanation_table
from xl_addin.answers import BLANK, LONGEST_IN_TABLE, NA, NUM, SHOWN, VALUE, one_answer
from xl_addin.cells import spans, texts
from xl_addin.columns import IS_BLANK, IS_NUM, flatten, state_of
from xl_addin.workings.in_force import house, language

if TYPE_CHECKING:
    from xl_addin.answers import Result
    from xl_addin.columns import Cell, Cells

_RANGES = {"LEDGER_INTEREST": 2}
"""How many of a function's first arguments are ranges, even where they have one cell."""

_SPANS = {"ALLOCATE": 1, "BUCKET": 0, "CLASS": 0, "INTEREST": 1, "PRIORITY": 1, "STAGE": 0}
"""Which argument of a function is a number of days."""

_IN_FULL: dict[str, dict[str, Any]] = {"SCHEDULE": {"instalments": True}}
"""What a table has room for: each instalment with its interest."""


def why(figure: Cells, arguments: tuple[Cells, ...]) -> Result:
    """Explain a figure; a function that is not known is nothing found, an argument that it refuses is a bad value."""
    try:
        given = [flatten(argument)[0] for argument in arguments]
    except ValueError:
        return VALUE
    worst = max((state_of(cell) for cells in given for cell in cells), default=IS_BLANK)
    if worst > IS_BLANK:
        return SHOWN[worst]
    return one_answer(lambda name: _explained(str(name), given), texts(figure))


def _explained(name: str, given: list[list[Cell]]) -> Result:
    name = name.removeprefix("=").partition("(")[0].upper().removeprefix("AR_")
    if f"AR_{name}" not in explainers():
        return NA
    ranges = _RANGES.get(name, 0)
    arguments = [_argument(cells, whole=place < ranges) for place, cells in enumerate(given)]
    while arguments and arguments[-1] is None:
        arguments.pop()
    if given and (not arguments or arguments[0] is None):
        return BLANK  # as the function itself does
    try:
        _check_span(name, given)
        told = explain(name, *arguments, lang=language(), house=house(), **_IN_FULL.get(name, {}))
    except OverflowError:
        return NUM
    except (ValueError, TypeError, ArithmeticError):
        # A number that a rule refuses is out of range; where text is among them, it may be the text.
        return VALUE if not given or any(isinstance(each, str) for each in arguments) else NUM
    except ArrearsError:
        return NA
    return [part for row in explanation_table(told) for part in _parts(row)]


def _check_span(name: str, given: list[list[Cell]]) -> None:
    """Refuse a number of days as the function itself does (`OverflowError`)."""
    place = _SPANS.get(name, len(given))
    if place < len(given) and (spans(given[place]).states == IS_NUM).any():
        raise OverflowError("more days than a hundred years, or fewer than none")


def _parts(row: list[str | int]) -> list[list[Cell]]:
    """Give a row, and below it the rest of texts that are too long for a cell of a table."""
    texts_in_parts = [wrap(cell, LONGEST_IN_TABLE) or [BLANK] if isinstance(cell, str) else [cell] for cell in row]
    return [list(part) for part in zip_longest(*texts_in_parts, fillvalue=BLANK)]


def _argument(cells: list[Cell], *, whole: bool) -> object:
    filled = [cell.strip() if isinstance(cell, str) else cell for cell in cells if cell is not None and cell != BLANK]
    if whole or len(cells) > 1:
        return filled
    return filled[0] if filled else None
