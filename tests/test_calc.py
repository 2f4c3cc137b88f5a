"""The session's own LibreOffice: what it tells of a workbook."""

import subprocess

import pytest
import xlsxwriter
from calc import Calc, CalcError, at
from waiting import until

pytestmark = pytest.mark.libreoffice


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("books") / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("案件")
        sheet.write_row("A1", ["案件编号", "逾期本金"])
        sheet.write_row("A2", ["A1", 100.5])
        sheet.write_formula("B3", "=SUM(B2:B2)*2", None, 1)
        sheet.write_formula("B4", "=1/0")
        sheet.data_validation("A3", {"validate": "list", "source": ["是", "否"]})
        sheet.conditional_format("B2:B3", {"type": "cell", "criteria": ">", "value": 100})
        sheet.protect()
        other = book.add_worksheet("隐藏")
        other.add_table("A1:B3", {"name": "cases", "columns": [{"header": "a"}, {"header": "b"}]})
        other.hide()
    return path


def test_a_book_is_read_with_values_formulas_errors_tables_and_rules(calc, path):
    with calc.open(path) as book:
        book.recalculate()
        sheets = book.read()
    cases, hidden = sheets["案件"], sheets["隐藏"]
    assert at(cases, "B3") == 201
    assert cases["formulas"][2][1] == "=SUM(B2:B2)*2"
    assert [(error["cell"], error["text"]) for error in cases["errors"]] == [("B4", "#DIV/0!")]
    assert [each["kind"] for each in cases["validations"]] == ["LIST"]
    assert cases["conditional_formats"][0]["conditions"][0]["formula"] == "100"
    assert (cases["visible"], cases["protected"]) == (True, True)
    assert (hidden["visible"], [table["name"] for table in hidden["tables"]]) == (False, ["cases"])


def test_a_book_is_printed(calc, path, tmp_path):
    with calc.open(path) as book:
        assert book.pdf(tmp_path / "book.pdf").read_bytes().startswith(b"%PDF")


def test_what_fails_in_libreoffice_is_told_and_the_session_goes_on(calc, tmp_path):
    with pytest.raises(CalcError, match="there-is-none"):
        calc.open(tmp_path / "there-is-none.xlsx")
    with calc.new() as book:
        assert book.errors() == []


def test_nothing_stays_when_the_session_ends(tmp_path):
    running = Calc(tmp_path / "profile")
    running.end()
    look = ["pgrep", "-f", str(tmp_path / "profile")]
    until(lambda: not subprocess.run(look, check=False, capture_output=True).stdout, "no process is left")  # noqa: S603  # the system's own
