"""Every workbook that we ship or write recalculates in Calc without an error and shows what was written into it."""

from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

import arrears as ar
from arrears.operations.cases.ageing import age
from arrears.operations.follow_ups.ranking import follow_ups
from arrears.policy import Policies
from arrears.tables.cases import to_internal
from arrears.workbooks.collector.fill import desk_run, write_desk_books
from xl_addin.hosts.calc.interface import method_name
from xl_addin.registry import FUNCTIONS

pytestmark = pytest.mark.libreoffice

ROOT = Path(__file__).parents[4]
SAMPLES = sorted((ROOT / "sample_workbooks").glob("*.xlsx"))
ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  # a workbook's times have no zone
CLOSE = 1e-9


def cached(path):
    """Give the values that stand in the file, row by row from A1."""
    file = CalamineWorkbook.from_path(path)
    return {name: file.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in file.sheet_names}


def plain(value):
    """Give a value as Calc has it: days and times as serial numbers, truth values as 1 and 0."""
    if isinstance(value, time):
        value = datetime.combine(ZERO, value)
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime.combine(value, time())
        return (moment - ZERO).total_seconds() / 86_400
    return float(value) if isinstance(value, (bool, int)) else value


def differences(add_in, path):
    """Recalculate a workbook; give its errors, and each formula cell that shows something else than the file says."""
    there = cached(path)
    with add_in.calc.open(path) as book:
        # What hangs on the one clock was written for the clock's own time.
        if clock := clock_of(path):
            book.put("clock", clock)
        book.recalculate()
        errors = book.errors()
        calculated, unseen = book.calculated(), book.unseen()
    other = [
        (sheet, row, column, formula, shown, said)
        for sheet, cells in calculated.items()
        for row, column, shown, formula in cells
        for said in [said_of(there[sheet], row, column)]
        # Steps of a reckoning, which nobody sees, carry no result in the file: they are reckoned on opening.
        if not same(shown, said) and not (said == "" and column in unseen[sheet])
    ]
    return errors, other, sum(map(len, calculated.values()))


def clock_of(path):
    """Give the time that a workbook's one clock showed when it was written."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    if "clock" not in book.defined_names:
        return None
    [(sheet, cell)] = book.defined_names["clock"].destinations
    return plain(book[sheet][cell].value)


def said_of(rows, row, column):
    """Give what the file says of a cell; nothing is said of those after the last that holds something."""
    return plain(rows[row][column]) if row < len(rows) and column < len(rows[row]) else ""


def same(shown, said):
    if isinstance(shown, float) and isinstance(said, float):
        return abs(shown - said) <= CLOSE * max(1, abs(said))
    return shown == said


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_workbook_recalculates_to_its_own_values(add_in, path):
    errors, other, _ = differences(add_in, path)
    # The shipped list has one row with an error on purpose; it stands there as Excel's users make one.
    assert [error for error in errors if error["formula"] != "=NA()"] == []
    assert other == []


def test_the_sample_of_worksheet_functions_has_functions_of_ours_bound(add_in):
    with add_in.calc.open(ROOT / "sample_workbooks" / "worksheet_functions.xlsx") as book:
        formulas = " ".join(cell[3].upper() for cells in book.calculated().values() for cell in cells)
    assert sum(method_name(function).upper() in formulas for function in FUNCTIONS) >= 5


def test_a_collectors_workbook_recalculates_to_what_was_written(add_in, tmp_path):
    policies = Policies("cn")
    # Why a figure is what it is, a cell tells by the rules of today.
    as_of = datetime.now(ZoneInfo(policies.profile.time_zone)).date()
    cases = ar.read_cases(ROOT / "sample_workbooks" / "portfolio.xlsx").cases.head(40)
    aged = age(to_internal(cases), as_of, policies)
    listed = follow_ups(aged, as_of, policies)
    written = write_desk_books(listed, aged, tmp_path, desk_run(policies, as_of))
    for each in written[:2]:
        errors, other, formulas = differences(add_in, each.path)
        # An array that is longer than what its function gives ends in #N/A, on the hidden sheet that visible cells read with IFERROR.
        assert {(error["sheet"], error["text"]) for error in errors} <= {("_lists", "#N/A")}
        assert other == [], other[:5]
        assert formulas > 10
