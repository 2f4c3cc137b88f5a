"""A repayment plan's workbook reads right without the add-in, follows its inputs with it, and is the same to the byte."""

import importlib.util
from datetime import date
from fractions import Fraction
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from workbooks.native import engines

from arrears.operations.plans.working import Wanted, household, worked
from arrears.policy import Policies
from arrears.workbooks.plan.book import write_plan
from xl_addin.functions import ar_affordable, ar_schedule

CN = Policies("cn")
DAY = date(2026, 11, 23)
DUE = date(2026, 12, 31)
SAMPLES = Path(__file__).parents[3] / "sample_workbooks"
PLAIN = Wanted(10_000_00, Fraction(12, 100), Fraction(0), DUE, DAY, "equal_instalment")
FEE = Wanted(10_000_00, Fraction(0), Fraction(6, 1000), date(2026, 12, 23), DAY, "flat_fee")
LARGE = Wanted(9_876_543_210_98, Fraction(1, 2), Fraction(0), DUE, DAY, "equal_principal")


def sample_script():
    spec = importlib.util.spec_from_file_location("make_repayment_plan", SAMPLES / "make_repayment_plan.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def opened(path):
    """The values that are stored, and the formulas."""
    return openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plans")
    home = household(8000_00, 3500_00, 2500_00, DAY, CN)
    poor = household(3000_00, 2500_00, 600_00, DAY, CN)
    made = sample_script()
    return {
        "sample": made.make(folder / "sample.xlsx"),
        "english": made.make(folder / "english.xlsx", "en"),
        "sums": write_plan(folder / "sums.xlsx", PLAIN, CN, home=home).path,
        "nothing fits": write_plan(folder / "poor.xlsx", PLAIN, CN, home=poor, lang="en").path,
        "plan alone": write_plan(folder / "alone.xlsx", FEE, CN, plan=worked(FEE, 12, CN)).path,
        "long and large": write_plan(folder / "large.xlsx", LARGE, CN, plan=worked(LARGE, 59, CN)).path,
    }


def test_the_shipped_sample_is_the_same_to_the_byte_when_it_is_made_again(books):
    assert books["sample"].read_bytes() == (SAMPLES / "repayment_plan.xlsx").read_bytes()


@pytest.mark.ooxml
def test_excels_own_validator_finds_no_error(books, ooxml_validator):
    assert ooxml_validator(*books.values()) == []


def test_every_formula_holds_the_value_that_it_had(books):
    for path in books.values():
        values, formulas = opened(path)
        for sheet in (one for one in formulas if one.sheet_state == "visible"):
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        stored = values[sheet.title][cell.coordinate].value
                        assert stored is not None, f"{path.name} {sheet.title} {cell.coordinate}"
                        assert not str(stored).startswith("#")


def test_no_formula_needs_an_add_in(books):
    for path in books.values():
        texts = [str(cell.value) for sheet in opened(path)[1] for row in sheet.iter_rows() for cell in row]
        assert not [text for text in texts if text.startswith("=") and "AR_" in text]


def test_stored_values_are_those_of_the_worksheet_functions(books):
    values = opened(books["sample"])[0]
    front = values["还款计划"]
    figures = figures_of([[cell.value for cell in row] for row in front.iter_rows()])
    named = {front.cell(row, 1).value: front.cell(row, 2).value for row in range(1, front.max_row + 1)}
    sums = [named[name] for name in ("收入合计", "固定支出合计", "弹性支出合计")]
    assert figures["可还款额"] == ar_affordable(*sums) == 2178
    terms = [front[f"B{row}"].value for row in (5, 6, 11, 8, 10)]
    table = ar_schedule(*terms, front["B9"].value, None, front["B7"].value)
    shown = [[cell.value for cell in row] for row in values["还款明细"].iter_rows(5, 4 + terms[2], 1, 8)]
    zero = date(1899, 12, 30)
    assert [[no, (due.date() - zero).days, *amounts] for no, due, *amounts in shown] == table[1:]
    assert figures["每期还款"] == table[1][3]


def figures_of(rows):
    """The figures on the right of the first sheet, by their labels; the first that is one, for headings bear the same words."""
    found = {}
    for row in rows:
        if isinstance(row[5], int | float) and row[5]:
            found.setdefault(row[3], row[5])
    return found


def edited(path, source, method):
    """The workbook with another debt, rate, method and income; without stored values, so that a program must compute them."""
    book = openpyxl.load_workbook(source)
    front = book["还款计划"]
    front["B5"], front["B6"], front["B10"], front["B16"] = 23_456.78, 0.1525, method, 9_000
    book.save(path)
    return ar_schedule(23_456.78, 0.1525, front["B11"].value, DUE, method, DAY)


def shown_lines(sheets, table):
    lines = sheets["还款明细"][4 : 3 + len(table)]
    return [[no, (due - date(1899, 12, 30)).days, *amounts] for no, due, *amounts in (line[:8] for line in lines)]


@pytest.mark.parametrize("method", ["等额本息", "等额本金", "先息后本", "气球贷", "递增还款"])
def test_another_debt_gives_the_librarys_instalments_in_a_program_without_the_add_in(books, tmp_path, method):
    pytest.importorskip("ironcalc")
    table = edited(tmp_path / "edited.xlsx", books["sums"], method)
    sheets = engines.ironcalc(tmp_path / "edited.xlsx")
    assert shown_lines(sheets, table) == table[1:]
    assert figures_of(sheets["还款计划"])["每期还款"] == table[1][3]


@pytest.mark.libreoffice
def test_another_household_gives_what_it_can_pay_in_libreoffice_without_the_add_in(books, tmp_path):
    table = edited(tmp_path / "edited.xlsx", books["sums"], "等额本息")
    sheets = engines.libreoffice(tmp_path / "edited.xlsx")
    assert shown_lines(sheets, table) == table[1:]
    figures = figures_of(sheets["还款计划"])
    assert figures["可还款额"] == ar_affordable(9_000, 3_500, 2_500)
    assert figures["收入下降 10% 时可还"] == ar_affordable(8_100, 3_500, 2_500)


def test_cost_and_warning_follow_the_inputs_and_the_policys_ceilings_bound_them(books):
    values, formulas = opened(books["sample"])
    live, front = formulas["还款计划"], values["还款计划"]
    texts = {str(cell.value) for row in live for cell in row}
    assert any("XIRR(" in text and "IRR(还款明细!$Z$4" in text.replace("'", "") for text in texts)
    assert any(">0.24," in text and "CN-P7" in text for text in texts)
    assert front["A12"].value == "期数与还款明细一致"
    bounds = {str(rule.sqref): (rule.formula1, rule.formula2) for rule in live.data_validations.dataValidation}
    assert bounds["B6"] == ("0", "0.99")
    assert bounds["B7"] == ("0", "0.05")
    assert bounds["B11"] == ("1", "60")
    schedule = values["还款明细"]
    assert schedule["Z4"].value == -36_800
    assert [schedule["Z5"].value, schedule["Y5"].value] == [schedule["D5"].value, 46_387]


def test_the_principal_column_adds_up_to_what_is_to_be_paid_back(books):
    sheet = opened(books["sample"])[0]["还款明细"]
    rows = [row for row in sheet.iter_rows(5, sheet.max_row, values_only=True) if isinstance(row[0], int)]
    assert round(sum(row[4] for row in rows), 2) == 36_800
    assert sheet.cell(5 + len(rows), 5).value == 36_800
    assert rows[-1][7] == 0


def test_excel_is_not_made_to_calculate_on_opening_which_would_need_the_add_in(books):
    with ZipFile(books["sample"]) as book:
        assert b'<calcPr calcId="191029"/>' in book.read("xl/workbook.xml")


def test_where_nothing_fits_the_reason_and_the_cap_are_told(books):
    front = opened(books["nothing fits"])[0]["Plan"]
    texts = [str(cell.value) for row in front for cell in row if cell.value is not None]
    assert "no" in texts
    assert any("CN-70a" in text and "does not fit" in text for text in texts)
    assert any(text.startswith("no: an instalment is above") for text in texts)


@pytest.mark.parametrize(
    ("book", "sheet", "told"),
    [("sums", "还款计划", "首选方案　建议第 1 位"), ("nothing fits", "Plan", "Best offer: no plan can be offered")],
)
def test_the_best_offer_stands_below_the_plans_with_its_chance(books, book, sheet, told):
    texts = [str(cell.value) for cell in opened(books[book])[0][sheet]["A"]]
    place = next(place for place, text in enumerate(texts) if text.startswith(told))
    assert "0" in texts[place + 1]  # nothing was counted, which is said


def test_a_plan_alone_has_neither_household_nor_options(books):
    front = opened(books["plan alone"])[0]["还款计划"]
    texts = {str(cell.value) for row in front for cell in row}
    assert not {text for text in texts if "方案比较" in text or "每月还款能力" in text}
    costs = [cell.value for cell in front["F"] if isinstance(cell.value, float) and 0 < cell.value < 1]
    assert costs == pytest.approx([0.1303, 0.1384], abs=5e-5)


def test_a_workbook_needs_a_plan_or_a_household(tmp_path):
    with pytest.raises(ValueError, match="neither was given"):
        write_plan(tmp_path / "x.xlsx", PLAIN, CN)


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", ["sample", "english", "long and large"])
def test_nothing_is_cut_off_or_unknown_in_a_program_without_the_add_in(books, libreoffice, name):
    text = libreoffice.printed(books[name])
    assert "###" not in text
    assert "#NAME?" not in text
    assert "Err:" not in text
    expected = {"sample": "¥2,156.43", "english": "Repayment plan", "long and large": "¥9,876,543,210.98"}
    assert expected[name] in text
