"""Every function gives in Calc what it gives in Python, cell by cell, to the fen."""

import calc_check_book as check_book
import pytest
from calc import at

from xl_addin.functions import ar_bucket, ar_dpd
from xl_addin.registry import FUNCTIONS

pytestmark = pytest.mark.libreoffice

ERRORS = {"#VALUE!", "#NUM!", "#N/A"}


@pytest.fixture(scope="module")
def checked(add_in, tmp_path_factory):
    """Give the checks and the sheet of results as Calc shows it after a hard recalculation."""
    path = tmp_path_factory.mktemp("check") / "check.xlsx"
    checks = check_book.write_check_book(path)
    with add_in.calc.open(path) as book:
        book.recalculate()
        results = book.read()[check_book.RESULTS]
    return checks, results, {error["cell"]: error["text"] for error in results["errors"]}


def shown(check, results, errors):
    for row, cells in enumerate(check.expected, check.row):
        yield [_cell(check_book.address(row, column), results, errors) for column in range(1, len(cells) + 1)]


def _cell(address, results, errors):
    return errors[address] if address in errors else at(results, address)


def _as_shown(cell):
    # Calc knows truth values as 1 and 0.
    return float(cell) if isinstance(cell, (bool, int)) else cell


def test_every_example_and_every_odd_input_gives_in_calc_what_it_gives_in_python(checked):
    checks, results, errors = checked
    wrong = [
        (check.formula, list(shown(check, results, errors)), check.expected)
        for check in checks
        if list(shown(check, results, errors)) != [[_as_shown(cell) for cell in row] for row in check.expected]
    ]
    assert wrong == []


def test_no_cell_shows_an_error_but_those_that_python_gives(checked):
    checks, _, errors = checked
    meant = {
        check_book.address(row, column)
        for check in checks
        for row, cells in enumerate(check.expected, check.row)
        for column, cell in enumerate(cells, 1)
        if isinstance(cell, str) and cell in ERRORS
    }
    assert errors.keys() == meant


def test_every_function_is_checked_with_fine_and_with_odd_input(checked):
    checks, _, _ = checked
    for function in FUNCTIONS:
        own = [check for check in checks if check.function == function.name]
        cells = [cell for check in own for row in check.expected for cell in row]
        assert len(own) > len(function.examples)
        assert ERRORS & set(cells), function.name
        assert set(cells) - ERRORS, function.name


@pytest.fixture
def book(add_in):
    with add_in.calc.new() as book:
        yield book


@pytest.fixture
def given(add_in, book):
    """Enter one formula in C1 beside some cells from A1 on, and give what C1 shows."""
    sheet = add_in.sheet(book)

    def enter(formula, rows=((None,),)):
        add_in.do("fill", book.key, sheet, rows)
        add_in.do("enter", book.key, [(sheet, "C1", formula, 0, 0)])
        return add_in.show(book, sheet, "C1")[0][0]

    return enter


def test_a_blank_day_gives_a_blank(given):
    assert given("=AR_DPD(A1;46053)") == ar_dpd(None, 46053) == ""


def test_a_blank_number_that_stands_alone_is_a_blank(given):
    assert given("=AR_BUCKET(A1)") == ar_bucket(None) == ""


def test_a_blank_number_in_a_range_is_a_blank(given):
    assert given("=INDEX(AR_BUCKET(A1:A2);1)", [[None], [45.0]]) == ""


def test_a_blank_cell_in_an_optional_argument_that_is_a_word_is_left_out(given):
    assert given("=AR_BUCKET(45;A1)") == "M2"


def test_an_error_in_a_single_cell_stays_that_error(given):
    assert given("=AR_BUCKET(1/0)") == "#DIV/0!"


def test_an_error_in_a_range_is_an_error_of_the_whole_call(given):
    assert given("=INDEX(AR_BUCKET(A1:A2);1)", [[None], [45.0]]) == ""
    assert given("=SUM(AR_DPD(IF({1;0};NA();46032);46053))").startswith(("#", "Err"))


def test_a_fen_is_a_fen(given):
    assert given("=AR_LATE_FEE(0.1+0.2;0)=AR_LATE_FEE(0.3;0)") in {"TRUE", "1"}


def test_too_few_arguments_are_an_error_of_the_formula(given):
    assert given("=AR_DPD(46032)").startswith(("#", "Err"))


def test_functions_nest(given):
    assert given("=AR_STAGE(AR_DPD(46032;46053))") == "early"
