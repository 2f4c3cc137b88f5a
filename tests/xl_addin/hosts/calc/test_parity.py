"""Sixty random calls of each function of single cells give in Calc what they give in Python."""

import pytest
import random_calls
import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from xl_addin.registry import FUNCTIONS

BY_NAME = random_calls.of_each(60)
same = random_calls.same


@pytest.mark.libreoffice
@pytest.mark.slow  # thousands of formulas, each its own cell
def test_in_calc(add_in, tmp_path):
    """Each call stands in a cell of its own, its arguments in cells before it; of a table the top left cell is compared."""
    checks, function_of = [], []
    path = tmp_path / "parity.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, given = book.add_worksheet("结果"), book.add_worksheet("输入")
        row = 0
        for function in FUNCTIONS:
            if function.shape != "same":
                continue
            for arguments in BY_NAME[function.name]:
                written = []
                for place, cell in enumerate(arguments):
                    _put(given, row, place, cell)
                    written.append(f"'输入'!{xl_rowcol_to_cell(row, place)}")
                formula = f"={function.name}({','.join(written)})"
                sheet.write_formula(row, 0, formula, None, 0)
                function_of.append(function)
                checks.append((formula, arguments, function.call(*arguments)))
                row += 1
    with add_in.calc.open(path) as opened:
        opened.recalculate()
        shown = opened.read()["结果"]["values"]
        errors = {error["cell"]: error["text"] for error in opened.errors()}
    wrong = []
    for place, (formula, arguments, expected) in enumerate(checks):
        cell = errors.get(f"A{place + 1}", shown[place][0] if place < len(shown) and shown[place] else "")
        cell = "" if cell is None else cell
        wanted = float(expected) if isinstance(expected, bool) else expected
        # An error that stands in a cell alone stays that error in Calc, whatever Python makes of it.
        if (
            not same(cell, wanted)
            and "#N/A" not in arguments
            and not _is_zero_for_a_word(function_of[place], arguments)
        ):
            wrong.append((formula, arguments, cell, wanted))
    assert len(wrong) == 0, wrong[:10]


def _is_zero_for_a_word(function, arguments):
    """Tell whether a 0 stands where a day or a word belongs: in Calc that is how an empty cell arrives there."""
    pairs = zip(function.arguments, arguments, strict=False)
    return any(
        each.kind in {"day", "moment", "text", "word"} and cell == 0 and cell is not False for each, cell in pairs
    )


def _put(sheet, row, column, cell):
    if cell == "#N/A":
        sheet.write_formula(row, column, "=NA()", None, "#N/A")
    elif isinstance(cell, str) and cell:
        sheet.write_string(row, column, cell)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, (int, float)):
        sheet.write_number(row, column, cell)
