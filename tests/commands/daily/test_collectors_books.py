"""``arrears daily --desk`` gives each collector a workbook to work in."""

import openpyxl
import pytest

from arrears.commands import run
from arrears.workbooks.collector.layout import META, SHEETS, TODAY

LIST = """案件编号,姓名,手机号,到期还款日,逾期本金,催收员
A1,张三,13800001234,2026-10-01,1234.56,王芳
A2,李四,13800001235,2026-09-01,99.00,李雷
A3,王五,13800001236,2026-11-30,12.30,韩梅
"""
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl and data bars


@pytest.fixture
def case_list(tmp_path):
    path = tmp_path / "名单.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_collector_with_a_case_gets_a_desk(case_list, tmp_path, lang, capsys):
    out = tmp_path / "out"
    assert run(["daily", str(case_list), "--desk", "--as-of", "2026-11-23", "--out", str(out), "--lang", lang]) == 0
    books = {path.stem: openpyxl.load_workbook(path) for path in (out / "collectors").iterdir()}
    assert set(books) == {"王芳", "李雷", "韩梅"}
    for book in books.values():
        assert book.sheetnames[: len(SHEETS)] == [sheet.name(lang) for sheet in SHEETS]
        assert META in book.sheetnames
    assert TODAY.table in books["王芳"][TODAY.name(lang)].tables
    assert TODAY.table not in books["韩梅"][TODAY.name(lang)].tables  # not due yet
    capsys.readouterr()


def test_without_it_each_gets_the_list_alone(case_list, tmp_path, capsys):
    out = tmp_path / "out"
    assert run(["daily", str(case_list), "--as-of", "2026-11-23", "--out", str(out), "--lang", "zh"]) == 0
    book = openpyxl.load_workbook(out / "collectors" / "王芳.xlsx")
    assert META not in book.sheetnames
    capsys.readouterr()


def test_a_desk_that_somebody_filled_in_is_kept_aside_and_not_written_over(case_list, tmp_path, capsys):
    out = tmp_path / "out"
    command = ["daily", str(case_list), "--desk", "--as-of", "2026-11-23", "--out", str(out), "--lang", "zh"]
    run(command)
    path = out / "collectors" / "王芳.xlsx"
    book = openpyxl.load_workbook(path)
    book[TODAY.zh].cell(5, TODAY.place("outcome") + 1).value = "有效沟通"
    book.save(path)
    run(command)
    kept = [openpyxl.load_workbook(each) for each in (out / "earlier").rglob("*.xlsx") if "王芳" in each.name]
    assert "有效沟通" in {book[TODAY.zh].cell(5, TODAY.place("outcome") + 1).value for book in kept}
    capsys.readouterr()
