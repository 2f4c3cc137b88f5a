"""The inspection sheet is filled in by people and read back, in either language; what is neither yes nor no is named by its cell."""

from datetime import date

import openpyxl
import pandas as pd
import pytest

from arrears.errors import ArrearsError
from arrears.policy import Policies
from arrears.policy.records import AgencyInspection
from arrears.workbooks.reports.inspection import CheckSheet, read_inspection, write_inspection

DAY = date(2026, 11, 29)
ITEMS = Policies("cn").get(AgencyInspection, DAY).items
EMPTY = {
    "breaches": pd.DataFrame(columns=["case_id", "local_time", "rule", "happened"]),
    "complaints": pd.DataFrame({"case_id": ["C1"], "day": [pd.Timestamp("2026-11-20")], "reason": ["态度不好"]}),
    "cases": pd.DataFrame(columns=["commission_id", "case_id", "given_on", "until", "back_on", "ended"]),
}


def filled(folder, lang, answers):
    path = folder / "sheet.xlsx"
    sheet = CheckSheet("诚信", "检查表", "说明", [("机构名称", "诚信")], ITEMS)
    write_inspection(path, sheet, EMPTY, as_of=DAY, lang=lang)
    book = openpyxl.load_workbook(path)
    rows = {row[0].value: row for row in book.worksheets[0].iter_rows()}
    for key, (result, remark) in answers.items():
        rows[key][4].value, rows[key][5].value = result, remark
    rows["overall"][2].value = "总体 合格"
    book.save(path)
    return path


@pytest.mark.parametrize(("lang", "yes", "no"), [("zh", "是", "否"), ("en", "yes", "No ")])
def test_what_was_filled_in_comes_back(tmp_path, lang, yes, no):
    path = filled(tmp_path, lang, {"recorded": (yes, None), "visits": (no, "无外访记录")})
    said = read_inspection(path, ITEMS)
    assert said == ("诚信", {"recorded": (True, ""), "visits": (False, "无外访记录")}, "总体 合格")


def test_an_answer_that_is_neither_is_named_by_its_cell(tmp_path):
    path = filled(tmp_path, "zh", {"recorded": ("部分", None)})
    with pytest.raises(ArrearsError, match=r"cell E\d+ of sheet.xlsx says '部分'"):
        read_inspection(path, ITEMS)


def test_a_workbook_that_is_no_such_sheet_is_refused(tmp_path):
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    (tmp_path / "broken.xlsx").write_bytes(b"PK")
    for name in ("other.xlsx", "broken.xlsx", "missing.xlsx"):
        with pytest.raises(ArrearsError, match=name):
            read_inspection(tmp_path / name, ITEMS)
