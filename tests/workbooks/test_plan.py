"""A repayment plan's workbook reads right without the add-in, follows its inputs with it, and is the same to the byte."""

import importlib.util
import re
from datetime import date
from fractions import Fraction
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from arrears.desk.plan_working import Wanted, household, worked
from arrears.policy import Policies
from arrears.workbooks.plan import write_plan
from xl_addin.functions import ar_affordable, ar_schedule

CN = Policies("cn")
DAY = date(2026, 11, 23)
DUE = date(2026, 12, 31)
SAMPLES = Path(__file__).parents[2] / "sample_workbooks"
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
        for sheet in formulas:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        stored = values[sheet.title][cell.coordinate].value
                        assert stored is not None, f"{path.name} {sheet.title} {cell.coordinate}"
                        assert not str(stored).startswith("#")


def test_stored_values_are_those_of_the_worksheet_functions(books):
    values, formulas = opened(books["sample"])
    front, live = values["还款计划"], formulas["还款计划"]
    formula = next(c.value for row in live for c in row if "=AR_AFFORDABLE($" in str(c.value))
    at = next(c.coordinate for row in live for c in row if c.value == formula)
    sums = [front[cell].value for cell in re.findall(r"\$B\$\d+", formula)]
    assert front[at].value == ar_affordable(*sums) == 2178
    terms = [front[f"B{row}"].value for row in (5, 6, 11, 8, 10)]
    table = ar_schedule(*terms, front["B9"].value, None, front["B7"].value)
    schedule = values["还款明细"]
    shown = [[cell.value for cell in row] for row in schedule.iter_rows(5, 4 + terms[2], 1, 8)]
    zero = date(1899, 12, 30)
    assert [[no, (due.date() - zero).days, *amounts] for no, due, *amounts in shown] == table[1:]
    asked = ",".join(f"还款计划!$B${row}" for row in (5, 6, 11, 8, 10))
    wanted = f"=INDEX(AR_SCHEDULE({asked},还款计划!$B$9,,还款计划!$B$7),$A5+1,4)"
    assert formulas["还款明细"]["D5"].value.replace("'", "") == wanted


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
