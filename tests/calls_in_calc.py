"""Random calls of worksheet functions in one workbook, and where Calc shows anything else than what Python gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import xlsxwriter
from random_calls import flat, same
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from calc import Book

    from xl_addin.registry import Function

RESULTS, INPUTS = "结果", "输入"
_MISSING = "#N/A"
_ZERO_IS_BLANK = frozenset({"day", "moment", "text", "word"})
"""Kinds of argument for which a 0 is in Calc how an empty cell arrives."""


@dataclass(frozen=True)
class Asked:
    """One call: its cells from row `row` of the results on, and what Python gives for them."""

    function: Function
    arguments: tuple[Any, ...]
    formula: str
    row: int
    expected: list[list[Any]]


def write_calls(path: Path, calls: Iterable[tuple[Function, tuple[Any, ...]]]) -> list[Asked]:
    """Write a workbook in which each call is a formula of its own, an array formula where it gives more than one cell.

    Each argument is a reference to cells of its own; a None to an empty one.
    """
    asked: list[Asked] = []
    tables: dict[str, str] = {}
    with xlsxwriter.Workbook(path) as book:
        sheet, given = book.add_worksheet(RESULTS), book.add_worksheet(INPUTS)
        row = top = 0
        for function, arguments in calls:
            references, left = [], 0
            for cells in arguments:
                rows = cells if isinstance(cells, list) else [[cells]]
                key = repr(cells) if isinstance(cells, list) else ""
                if key not in tables or not key:
                    _put(given, top, left, rows)
                    area = xl_range_abs(top, left, top + len(rows) - 1, left + len(rows[0]) - 1)
                    tables[key] = f"'{INPUTS}'!{area}"
                    if key:
                        top += len(rows)
                    else:
                        tables[key] = f"'{INPUTS}'!{xl_rowcol_to_cell(top, left)}"
                        left += 1
                references.append(tables[key])
            top += 1
            answer = function.call(*arguments)
            expected = answer if isinstance(answer, list) else [[answer]]
            formula = f"={function.name}({','.join(references)})"
            if len(expected) == len(expected[0]) == 1:
                sheet.write_formula(row, 0, formula, None, 0)
            else:
                last = row + len(expected) - 1, len(expected[0]) - 1
                sheet.write_array_formula(row, 0, *last, f"{{{formula}}}")
            asked.append(Asked(function, arguments, formula, row, expected))
            row += len(expected)
    return asked


def differences(book: Book, asked: list[Asked]) -> list[tuple[str, tuple[Any, ...], list[list[Any]], list[list[Any]]]]:
    """Give formula, arguments, what Calc shows after one recalculation and what Python gives, where they are not the same."""
    book.recalculate()
    values = book.values(RESULTS)["values"]
    errors = {error["cell"]: error["text"] for error in book.errors() if error["sheet"] == RESULTS}

    def shown(row: int, column: int) -> Any:  # cells are anything
        name = xl_rowcol_to_cell(row, column)
        if name in errors:
            return errors[name]
        there = row < len(values) and column < len(values[row])
        return values[row][column] if there and values[row][column] is not None else ""

    wrong = []
    for one in asked:
        if _differs_by_design(one):
            continue
        expected = [[float(cell) if isinstance(cell, bool) else cell for cell in cells] for cells in one.expected]
        found = [[shown(row, place) for place in range(len(cells))] for row, cells in enumerate(expected, one.row)]
        if not all(map(same, flat(found), flat(expected))):
            wrong.append((one.formula, one.arguments, found, expected))
    return wrong


def twins(asked: list[Asked]) -> list[Asked]:
    """Give the calls that another one equals but for an empty cell where that has a 0: Calc cannot tell which of them asks."""
    by_key: dict[str, list[Asked]] = {}
    for one in asked:
        by_key.setdefault(
            repr((one.function.name, [0 if cell is None else cell for cell in one.arguments])), []
        ).append(one)
    return [one for alike in by_key.values() if len({repr(each.arguments) for each in alike}) > 1 for one in alike]


def _differs_by_design(one: Asked) -> bool:
    """Tell whether an argument is an error that stands alone, which stays that error in Calc, or a 0 where a day or a word belongs."""
    pairs = zip(one.function.arguments, one.arguments, strict=False)
    return _MISSING in one.arguments or any(
        each.kind in _ZERO_IS_BLANK and cell == 0 and cell is not False for each, cell in pairs
    )


def _put(sheet: Any, top: int, left: int, rows: list[list[Any]]) -> None:  # a sheet of xlsxwriter
    for row, cells in enumerate(rows, top):
        for column, cell in enumerate(cells, left):
            if cell == _MISSING:
                sheet.write_formula(row, column, "=NA()", None, _MISSING)
            elif isinstance(cell, str) and cell:
                sheet.write_string(row, column, cell)
            elif isinstance(cell, bool):
                sheet.write_boolean(row, column, cell)
            elif isinstance(cell, (int, float)):
                sheet.write_number(row, column, cell)
