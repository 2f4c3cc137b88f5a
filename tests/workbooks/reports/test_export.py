"""Cases that leave the house: masked or encrypted, readable again, and never over a file that somebody has open."""

import csv
import io
from datetime import date

import msoffcrypto
import openpyxl
import pandas as pd
import pytest
from msoffcrypto.exceptions import InvalidKeyError

from arrears.intake import read_cases
from arrears.tables.cases import to_internal
from arrears.words import say
from arrears.workbooks.reports.export import encrypted_cases, harmless, new_password, write_cases, write_csv

DAY = date(2026, 11, 23)
CASES = to_internal(
    pd.DataFrame(
        {
            "case_id": ["A1", "007"],
            "customer_name": ["张*", "=1+1"],
            "due_date": ["2026-08-31", "2026-09-30"],
            "principal": ["1234.56", "0.01"],
            "statement_balance": [None, "-12.30"],
            "flags": ["complaint;dispute", None],
            "分行": ["朝阳", "@海淀"],
        }
    )
)
MASKED = say("workbooks.reports.export.masked", "zh")
GIVEN = {"as_of": DAY, "note": MASKED, "currency": "CNY"}


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_an_export_is_a_case_list_that_can_be_read_again(tmp_path, ending):
    path = tmp_path / f"list.{ending}"
    if ending == "xlsx":
        write_cases(path, CASES, **GIVEN)
    else:
        write_csv(path, CASES, note=MASKED)
    back = read_cases(path, as_of=DAY).table
    assert back["case_id"].tolist() == ["A1", "007"]
    for name in ("principal_fen", "statement_balance_fen", "due_date", "flags"):
        pd.testing.assert_series_equal(back[name], CASES[name])


def test_every_export_says_that_masked_is_not_anonymous(tmp_path):
    write_cases(tmp_path / "a.xlsx", CASES, **GIVEN)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert "脱敏不等于匿名" in sheet["A2"].value
    write_csv(tmp_path / "a.csv", CASES, note=MASKED)
    rows = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text(encoding="utf-8-sig"))))
    assert {row[-1] for row in rows[1:]} == {MASKED}


def test_an_encrypted_workbook_opens_with_its_password_alone():
    password = new_password()
    data = encrypted_cases(CASES, password, **GIVEN)
    assert b"xl/workbook" not in data
    book = msoffcrypto.OfficeFile(io.BytesIO(data))
    with pytest.raises(InvalidKeyError):
        opened(book, "another")
    sheet = openpyxl.load_workbook(opened(book, password)).worksheets[0]
    assert sheet["A4"].value == "A1"


def opened(book, password):
    out = io.BytesIO()
    book.load_key(password=password, verify_password=True)
    book.decrypt(out)
    return out


def test_columns_without_a_value_are_left_out_and_an_empty_list_keeps_its_sentence(tmp_path):
    write_cases(tmp_path / "a.xlsx", CASES, **GIVEN)
    heads = [cell.value for cell in openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0][3]]
    assert heads == ["案件编号", "客户姓名", "账单金额", "逾期本金", "到期还款日", "标记", "分行"]
    write_cases(tmp_path / "b.xlsx", CASES.iloc[:0], **GIVEN)
    assert openpyxl.load_workbook(tmp_path / "b.xlsx").worksheets[0]["A4"].value == "没有案件。"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        pytest.param("=1", "'=1", id="a formula"),
        pytest.param(" =1", "' =1", id="a formula behind a blank"),
        pytest.param("﹣1", "﹣1", id="a small hyphen is none"),
        pytest.param("－1", "'－1", id="a full-width one is"),
        pytest.param("a=1", "a=1", id="an equals sign inside"),
        pytest.param("", "", id="nothing"),
        pytest.param("\tx", "'\tx", id="a tab"),
        pytest.param("%x", "'%x", id="a percent sign"),
    ],
)
def test_what_a_spreadsheet_would_take_for_a_formula_gets_an_apostrophe(text, safe):
    assert harmless(text) == safe


@pytest.mark.parametrize("mark", ["~${}", ".~lock.{}#"])
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_list_that_is_open_elsewhere_stays_and_the_new_one_gets_a_second_name(tmp_path, mark, ending):
    path = tmp_path / f"list.{ending}"

    def write():
        return write_cases(path, CASES, **GIVEN) if ending == "xlsx" else write_csv(path, CASES, note="")

    write()
    path.write_bytes(b"open")
    (tmp_path / mark.format(path.name)).touch()
    written = write()
    assert (path.read_bytes(), written.path.name) == (b"open", f"list (2).{ending}")
    assert written.path.name in written.message("zh")
    assert "open in another program" in written.message("en")
