"""A workbook with every worksheet function, every example of the registry and odd inputs, and what Python gives for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from xl_addin.registry import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xl_addin.registry import Function

INPUTS, RESULTS = "输入", "结果"
ODD = ("x", "", -1, 0, 0.5, 1e13, "2026年1月31日", "1,000元", "１２３", "é'\"<&>", "#N/A")
"""What also gets into cells: words, nothing, signs, parts, too much, Chinese forms, full-width digits, signs of XML, a typed error."""
_SLOW = frozenset({"AR_FOLLOW_UPS", "AR_PLAN_OPTIONS", "AR_NEXT_CONTACT"})
_ZERO_IS_BLANK = frozenset({"day", "moment", "text", "word"})
"""There Calc's 0 is a single empty cell; test_functions.py tells what it gives."""
_QUICK_ODD = ("x", -1, 1e13)


@dataclass(frozen=True)
class Check:
    """One formula and the cells that Python gives for it, from its top left cell on."""

    function: str
    formula: str
    row: int
    expected: list[list[Any]]
    single: bool


def calls(functions: tuple[Function, ...] = FUNCTIONS) -> Iterator[tuple[Function, tuple[Any, ...]]]:
    """Give the functions with the arguments of their examples, then of odd ones: one argument at a time is odd."""
    for function in functions:
        for example in function.examples:
            yield function, example.arguments
        arguments = function.examples[0].arguments
        for place in range(len(arguments)):
            for odd in _QUICK_ODD if function.name in _SLOW else ODD:
                if odd == 0 and function.arguments[min(place, len(function.arguments) - 1)].kind in _ZERO_IS_BLANK:
                    continue
                yield function, (*arguments[:place], _with(arguments[place], odd), *arguments[place + 1 :])


def _with(argument: Any, odd: Any) -> Any:
    """Put something odd in the place of a single cell, or of a range's last one."""
    argument = _as_range(argument)
    if not isinstance(argument, list):
        return odd
    return [*argument[:-1], [*argument[-1][:-1], odd]]


def write_check_book(path: Path) -> list[Check]:
    """Write the workbook as a file of Excel's, and give what is to be seen in it."""
    checks, inputs, row = [], 0, 0
    with xlsxwriter.Workbook(path) as book:
        results, given = book.add_worksheet(RESULTS), book.add_worksheet(INPUTS)
        for function, given_arguments in calls():
            arguments = [_as_range(argument) for argument in given_arguments]
            written = []
            for argument in arguments:
                if isinstance(argument, list):
                    _put(given, inputs, argument)
                    area = xl_range_abs(inputs, 0, inputs + len(argument) - 1, len(argument[0]) - 1)
                    written.append(f"'{INPUTS}'!{area}")
                    inputs += len(argument)
                else:
                    written.append(_literal(argument))
            formula = f"={function.name}({','.join(written)})"
            answer = function.call(*arguments)
            rows = answer if isinstance(answer, list) else [[answer]]
            single = len(rows) == 1 and len(rows[0]) == 1
            if single:
                results.write_formula(row, 1, formula)
            else:
                results.write_array_formula(row, 1, row + len(rows) - 1, len(rows[0]), f"{{{formula}}}")
            checks.append(Check(function.name, formula, row, rows, single))
            row += len(rows)
    return checks


def _as_range(argument: Any) -> Any:
    """Give a row of cells as the range that it is in a workbook."""
    return [argument] if isinstance(argument, list) and not isinstance(argument[0], list) else argument


def _put(sheet: Any, top: int, rows: list[list[Any]]) -> None:
    for row, cells in enumerate(rows, top):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, column, cell)
            elif cell is not None:
                sheet.write_number(row, column, cell)


def _literal(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return '"{}"'.format(value.replace('"', '""'))
    return repr(value)


def address(row: int, column: int) -> str:
    """Give a cell's name."""
    return str(xl_rowcol_to_cell(row, column))
