"""A workbook that counts days from 1904-01-01 gives the same days as any other."""

import pytest
from com_host import Cells

from xl_addin.cells.serials import counted_from
from xl_addin.registry import FUNCTIONS

LATER = 1462
DAY_KINDS = {"day", "moment"}


def earlier(cell, kind):
    """Give a cell's serial number as such a workbook has it."""
    if isinstance(cell, list):
        return [earlier(each, kind) for each in cell]
    return cell - LATER if kind in DAY_KINDS and isinstance(cell, (int, float)) else cell


def as_1904(cell):
    return cell - LATER if isinstance(cell, (int, float)) and 30_000 < cell < 60_000 else cell


def cells(answer):
    return [cell for row in answer for cell in row] if isinstance(answer, list) else [answer]


@pytest.mark.parametrize("each", FUNCTIONS, ids=lambda each: each.name)
def test_every_example_means_the_same_days(each):
    for example in each.examples:
        usual = each.call(*example.arguments)
        kinds = [argument.kind for argument in each.arguments]
        given = [
            [[as_1904(cell) for cell in row] if isinstance(row, list) else as_1904(row) for row in value]
            if kind in {"table", "any"} and isinstance(value, list)
            else as_1904(value)
            if kind == "any"
            else earlier(value, kind)
            for value, kind in zip(example.arguments, kinds + kinds[-1:] * len(example.arguments), strict=False)
        ]
        with counted_from("1904-01-01"):
            told = each.call(*given)
        expected = [as_1904(cell) for cell in cells(usual)] if each.value in {"date", "any"} else cells(usual)
        assert cells(told) == pytest.approx(expected), example


def test_through_xlwings_too(com):
    assert com("call_1904", "ar_dpd", Cells(44570.0), "2026-01-31") == 21
    assert com("call_1904", "ar_workday", Cells(44615.0), 1.0) == 44616
