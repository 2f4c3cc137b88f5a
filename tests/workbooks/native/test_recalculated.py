"""Native formulas recalculated by spreadsheet programs equal the product's functions, to the fen and to the very same float."""

import os
from datetime import date, datetime

import pytest
from workbooks.native import engines, native_cases

from arrears.policy import Policies
from arrears.workbooks.native.figures import Figures
from arrears.workbooks.sheets.book import write_book

ON = native_cases.ON
LINES = 60
_STRANGE_TEXT_DAY = "2026年1月31日"


def compute(path, engine, figures, cases, asked, made, plans):
    """Recalculate a workbook of these rows; give its sheets and where plans stand."""
    sheets = native_cases.sheets(figures, cases, made, asked, plans, LINES)
    write_book(path, sheets, as_of=ON, title="native")
    return engine(path), sheets[-1]


def plain(cell):
    if cell is None:
        return ""
    return engines.serial(cell) if isinstance(cell, date | datetime) else cell


def same(one, other, key):
    if key == "free_from" and isinstance(one, float | int) and isinstance(other, float | int):
        return abs(one - other) * 86_400_000 < 1  # a moment is told to the millisecond
    return one == other


def mismatches(sheet, wanted):
    """Give each cell that shows something else than the product says: key, row, wanted, found."""
    head, body = sheet[3], sheet[4:]
    found = []
    for key, values in wanted.items():
        at = head.index(key)
        for row, value in enumerate(values):
            shown = plain(body[row][at]) if at < len(body[row]) else ""
            if not same(value, shown, key):
                found.append((key, row, value, shown))
    return found


def plan_mismatches(sheet, drawn, plans):
    found = []
    for number, plan in enumerate(plans):
        wanted, first = native_cases.expected_plan(plan), drawn.first_line(number)
        for line in range(LINES):
            shown = [plain(cell) for cell in [*sheet[first + line], *[""] * 8][:8]]
            if shown != (wanted[line] if line < len(wanted) else [""] * 8):
                found.append((plan, line, wanted[line] if line < len(wanted) else "blank", shown))
    return found


def strange(figures):
    """Give rows of nonsense with what they show: the product understands a day in words, and a rate of eight places; a formula does not."""
    rows = native_cases.strange_cases()
    wanted = native_cases.expected_cases(rows, figures)
    for key in (
        "dpd",
        "bucket",
        "class1",
        "class2",
        "stage",
        "day_interest",
        "to_interest",
        "to_fees",
        "to_principal",
        "left_over",
    ):
        wanted[key][2] = "?"
    wanted["day_interest"][4] = wanted["instalment"][4] = "?"
    return rows, wanted


def everything(tmp_path, engine, figures, *, random_rows, plan_count):
    rows, wanted = strange(figures)
    cases = native_cases.boundary_cases() + native_cases.random_cases(random_rows)
    asked, made = native_cases.checks_and_contacts(random_rows // 4)
    plans = native_cases.plans(plan_count)
    read, drawn = compute(tmp_path / "native.xlsx", engine, figures, [*cases, *rows], asked, made, plans)
    assert plain(read["现行规则"][5][1]) == engines.serial(ON), "nothing was computed"
    both = {key: values + wanted[key] for key, values in native_cases.expected_cases(cases, figures).items()}
    return (
        mismatches(read["cases"], both),
        mismatches(read["checks"], native_cases.expected_checks(asked, made, figures)),
        plan_mismatches(read["plans"], drawn, plans),
    )


@pytest.fixture
def soffice():
    if not engines.there("soffice"):
        pytest.skip("install libreoffice-calc")
    return engines.libreoffice


@pytest.mark.libreoffice
def test_libreoffice_gives_the_products_figures_of_another_profile_at_every_boundary(tmp_path, soffice):
    figures = Figures(Policies("cn_online"), ON)
    assert everything(tmp_path, soffice, figures, random_rows=400, plan_count=24) == ([], [], [])


@pytest.mark.slow  # LibreOffice recalculates a whole list and some hundred plans
@pytest.mark.libreoffice
def test_libreoffice_gives_the_products_figures_at_every_boundary_and_on_random_rows(tmp_path, soffice):
    """Every boundary, 800 random rows, a contact asked for every fourth, and 24 plans of each of six methods.

    Whoever changes formulas or rules runs it with ``ARREARS_RANDOM_ROWS=10000``, which takes a minute: nothing else does.
    """
    rows = int(os.environ.get("ARREARS_RANDOM_ROWS", "800"))
    figures = Figures(Policies("cn"), ON)
    assert everything(tmp_path, soffice, figures, random_rows=rows, plan_count=max(rows // 100, 24)) == ([], [], [])


@pytest.mark.libreoffice
def test_another_house_gives_other_figures_and_the_formulas_follow(tmp_path, soffice, invented_house, monkeypatch):
    monkeypatch.setenv("ARREARS_HOUSE", str(invented_house))
    figures = Figures(Policies("cn", invented_house), ON)
    assert everything(tmp_path, soffice, figures, random_rows=300, plan_count=24) == ([], [], [])


@pytest.mark.libreoffice
def test_formulas_of_the_shipped_rules_do_not_pass_for_those_of_the_house(
    tmp_path, soffice, invented_house, monkeypatch
):
    """The run that must fail: it shows that the comparison sees a wrong figure of every kind."""
    monkeypatch.setenv("ARREARS_HOUSE", str(invented_house))
    shipped, rows = Figures(Policies("cn"), ON), native_cases.random_cases(300)
    asked, made = native_cases.checks_and_contacts(100)
    plans = native_cases.plans(16)
    read, drawn = compute(tmp_path / "native.xlsx", soffice, shipped, rows, asked, made, plans)
    wrong = {key for key, *_ in mismatches(read["cases"], native_cases.expected_cases(rows, shipped))}
    assert wrong >= {
        "dpd",
        "bucket",
        "stage",
        "late_fee",
        "day_interest",
        "to_principal",
        "instalment",
        "affordable",
        "promise",
    }
    wrong = {key for key, *_ in mismatches(read["checks"], native_cases.expected_checks(asked, made, shipped))}
    assert wrong >= {"block", "may"}
    assert plan_mismatches(read["plans"], drawn, plans)


@pytest.mark.libreoffice
@pytest.mark.parametrize("profile", ["us", "hk", "uk", "in"])
def test_no_formula_permits_what_the_product_forbids_in_another_country(tmp_path, soffice, profile):
    figures = Figures(Policies(profile), ON)
    asked, made = native_cases.checks_and_contacts(60)
    read, _ = compute(tmp_path / "native.xlsx", soffice, figures, [{}], asked, made, native_cases.plans(1))
    wanted = native_cases.expected_checks(asked, made, figures)
    may = read["checks"][3].index("may")
    shown = [row[may] for row in read["checks"][4:][: len(asked)]]
    assert [
        row for row, (found, right) in enumerate(zip(shown, wanted["may"], strict=True)) if found is True and not right
    ] == []
    assert figures.knows_contacts == any(found is True for found in shown)


@pytest.mark.libreoffice
def test_gnumeric_gives_the_same(tmp_path):
    if not engines.there("ssconvert"):
        pytest.skip("install gnumeric")
    figures = Figures(Policies("cn"), ON)
    assert everything(tmp_path, engines.gnumeric, figures, random_rows=200, plan_count=16) == ([], [], [])


def test_an_engine_of_another_making_gives_the_same(tmp_path):
    """IronCalc, written in Rust, takes an array outside SUMPRODUCT for one value, as other programs may."""
    pytest.importorskip("ironcalc")
    figures = Figures(Policies("cn"), ON)
    assert everything(tmp_path, engines.ironcalc, figures, random_rows=100, plan_count=12) == ([], [], [])
