"""The host's context travels: what is blank, from which day a workbook counts, and what Excel wrote."""

import re
import zipfile
from pathlib import Path

import psutil
import pytest
from calc import Calc

from xl_addin.functions import (
    ar_affordable,
    ar_dpd,
    ar_interest,
    ar_ledger_interest,
    ar_min_payment,
    ar_priority,
    ar_schedule,
    ar_workday,
)

pytestmark = pytest.mark.libreoffice


@pytest.fixture
def book(add_in):
    with add_in.calc.new() as book:
        yield book


@pytest.fixture
def given(add_in, book):
    """Enter formulas from C1 down beside some cells from A1 on, and give what they show."""
    sheet = add_in.sheet(book)

    def enter(formulas, rows=((None,),)):
        add_in.do("fill", book.key, sheet, rows)
        add_in.do("enter", book.key, [(sheet, f"C{row}", formula, 0, 0) for row, formula in enumerate(formulas, 1)])
        return [
            float(text.replace(",", "")) if text.replace(".", "").isdigit() else text
            for (text,) in add_in.show(book, sheet, f"C1:C{len(formulas)}")
        ]

    return enter


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        pytest.param("=AR_INTEREST(10000;26;Z99)", ar_interest(10000, 26), id="the policy's rate"),
        pytest.param("=AR_AFFORDABLE(8000;3000;2000;Z99)", ar_affordable(8000, 3000, 2000), id="the policy's share"),
        pytest.param("=AR_PRIORITY(10000;45;Z99;8)", ar_priority(10000, 45, None, 8), id="the policy's roll rate"),
        pytest.param("=AR_PRIORITY(10000;45;Z99;Z98)", ar_priority(10000, 45), id="two blanks"),
        pytest.param("=AR_INTEREST(10000;26;0)", 0, id="a zero is a zero"),
        pytest.param("=IF(1;AR_INTEREST(10000;20+6;Z99);0)", ar_interest(10000, 26), id="inside another formula"),
        pytest.param(
            "=AR_MIN_PAYMENT(3000;Z99;0;0;20)", ar_min_payment(3000, None, 0, 0, 20), id="a needed one is blank"
        ),
        pytest.param("=AR_BUCKET(Z99)", "", id="a blank age"),
        pytest.param("=AR_BUCKET(0)", "M0", id="an age of nothing"),
        pytest.param("=AR_CLASS(A1;Z99;Z98)", "关注", id="words and numbers"),
    ],
)
def test_a_single_empty_cell_is_blank(given, formula, expected):
    assert given([formula], [[45.0]]) == [expected]


def test_an_empty_cell_and_a_zero_beside_each_other_are_told_apart_where_other_arguments_differ(given):
    rows = [[1000.0 + row, None if row % 2 else 0.0] for row in range(60)]
    shown = given([f"=AR_INTEREST(A{row};30;B{row})" for row in range(1, 61)], rows)
    assert shown == [ar_interest(amount, 30, rate) for amount, rate in rows]


def test_an_empty_cell_beside_ranges_is_blank_too(given):
    rows = [[46_112.0, 10_000.0], [46_137.0, -9_000.0]]
    shown = given(
        [
            "=AR_LEDGER_INTEREST(A1:A2;B1:B2;46143;Z99)",
            "=AR_LEDGER_INTEREST(A1:A2;B1:B2;46144;0)",
            "=SUM(AR_INTEREST(B1:B1;26;Z99))",
            "=AR_LEDGER_INTEREST(A1:A1;B1:B1;46143;0)",
        ],
        rows,
    )
    days, amounts = [[46_112], [46_137]], [[10_000], [-9_000]]
    assert shown == [ar_ledger_interest(days, amounts, 46143), 0, ar_interest(10_000, 26), 0]


@pytest.mark.parametrize(
    ("shorter", "longer", "expected"),
    [
        pytest.param("AR_INTEREST(10000;20+6)", "AR_INTEREST(10000;20+6;Z99)", ar_interest(10_000, 26), id="a sum"),
        pytest.param(
            "AR_LEDGER_INTEREST(A1:A2;A1:A2;46143)",
            "AR_LEDGER_INTEREST(A1:A2;A1:A2;46143;Z99)",
            ar_ledger_interest([[46_112], [46_137]], [[46_112], [46_137]], 46_143),
            id="ranges",
        ),
    ],
)
def test_a_call_that_leaves_the_last_argument_out_leaves_an_empty_cell_empty_in_another(
    given, shorter, longer, expected
):
    assert given([f"={shorter}", f"={longer}"], [[46_112.0], [46_137.0]]) == [expected, expected]


def test_where_it_cannot_be_told_no_figure_is_shown(given):
    assert set(given(["=AR_INTEREST(10000;26;Z99)", "=AR_INTEREST(10000;26;0)"])) <= {"#VALUE!", "Err:519"}


def test_cells_that_refer_to_cells_of_ours_are_asked_along(given):
    rows = [[46_000.0 - row, None] for row in range(50)]
    formulas = [f"=AR_BUCKET(AR_DPD(A{row};46053))" for row in range(1, 51)]
    shown = given(formulas, rows)
    assert shown[:3] == ["M2", "M2", "M2"]


def test_a_workbook_that_counts_from_1904_gives_the_same_days(add_in):
    path = Path(__file__).parents[4] / "tests" / "cases" / "calc_1904.xlsx"
    with add_in.calc.open(path) as book:
        book.recalculate()
        shown = add_in.show(book, add_in.sheet(book), "A1:D6")
    assert "21" in [cell for row in shown for cell in row]


def test_days_given_and_taken_count_from_the_workbooks_own_day(add_in, book):
    sheet = add_in.sheet(book)
    add_in.do("count_from", book.key, 1904, 1, 1)
    add_in.do(
        "enter",
        book.key,
        [
            (sheet, "A1", "=DATE(2026;1;10)", 0, 0),
            (sheet, "B1", "=AR_DPD(A1;DATE(2026;1;31))", 0, 0),
            (sheet, "B2", '=AR_WORKDAY("2026-02-14";1)-DATE(2026;2;24)', 0, 0),
            (sheet, "B3", "=INDEX(AR_SCHEDULE(1000;0.1;2;DATE(2026;1;31));2;2)-DATE(2026;1;31)", 0, 0),
        ],
    )
    assert [row[0] for row in add_in.show(book, sheet, "B1:B3")] == ["21", "0", "0"]
    assert ar_dpd(46032, 46053) == 21
    assert ar_workday("2026-02-14", 1) == 46077
    assert ar_schedule(1000, 0.1, 2, 46053)[1][1] == 46053


def busy(add_in):
    """Give the seconds of a processor that Calc and its worker have used."""
    office = psutil.Process(add_in.calc.ask("info")["process"])
    times = [each.cpu_times() for each in (office, *office.children(recursive=True))]
    return sum(each.user + each.system for each in times)


def test_a_whole_column_is_read_as_far_as_it_is_used(add_in, book):
    sheet = add_in.sheet(book)
    add_in.do("fill", book.key, sheet, [[46_000.0 + row % 50] for row in range(100_000)])
    add_in.do("enter", book.key, [(sheet, "B1", "=AR_DPD(A:A;46053)", 100_000, 1)])
    assert add_in.show(book, sheet, "B1:B2") == [["53"], ["52"]]
    # Two seconds of a processor; a minute and more where the empty million rows travel.
    before = busy(add_in)
    add_in.do("timed", book.key)
    assert busy(add_in) - before < 30


@pytest.fixture
def saved_by_excel(tmp_path):
    """Give a workbook as Excel saves it: a formula that names the add-in file, with its value; its sheet protected or not."""
    case = Path(__file__).parents[4] / "tests" / "cases" / "calc_saved_by_excel.xlsx"

    def made(protected):
        path = tmp_path / f"saved-{protected}.xlsx"
        with zipfile.ZipFile(case) as given, zipfile.ZipFile(path, "w") as out:
            for name in given.namelist():
                content = given.read(name)
                if protected and name.endswith("sheet1.xml"):
                    content = content.replace(
                        b"</sheetData>", b'</sheetData><sheetProtection sheet="1" password="CC1A"/>'
                    )
                out.writestr(name, content)
        return path

    return made


@pytest.mark.parametrize("protected", [False, True])
def test_a_workbook_as_excel_saves_it_works(add_in, saved_by_excel, protected):
    with add_in.calc.open(saved_by_excel(protected)) as book:
        assert add_in.do("is_protected", book.key, add_in.sheet(book)) is protected
        book.recalculate()
        assert book.errors() == []
        assert add_in.show(book, add_in.sheet(book), "C1") == [["21"]]
        assert add_in.do("is_protected", book.key, add_in.sheet(book)) is protected


def test_without_the_add_in_the_value_that_excel_saved_stays(add_in, saved_by_excel, tmp_path_factory):
    bare = Calc(tmp_path_factory.mktemp("bare") / "profile")
    try:
        with bare.open(saved_by_excel(protected=False)) as book:
            sheet = next(iter(book.read()))
            shown = bare.call(add_in.script, "look", book.key, sheet, "C1")
    finally:
        bare.end()
    assert shown[0][0][0] == "21"


def test_what_calc_saves_names_the_functions_as_excel_does(add_in, book, tmp_path):
    sheet = add_in.sheet(book)
    add_in.do("enter", book.key, [(sheet, "A1", "=AR_DPD(46032;46053)+AR_LATE_FEE(1000;200)", 0, 0)])
    path = tmp_path / "by-calc.xlsx"
    add_in.do("save_as", book.key, path.as_uri(), "Calc MS Excel 2007 XML")
    with zipfile.ZipFile(path) as file:
        written = file.read("xl/worksheets/sheet1.xml").decode()
    found = re.search(r"<f[^>]*>([^<]*)<", written)[1]
    assert found == "AR_DPD(46032,46053)+AR_LATE_FEE(1000,200)"
