import io
import zipfile

import openpyxl
import pytest
from intake.lists import AS_OF, HEADINGS, row, workbook_bytes

from arrears.intake import read_cases
from arrears.workbooks.reports.rejected import write_rejected


@pytest.fixture
def refused(tmp_path):
    """Read rows as a list and write what was refused."""

    def refuse(rows, touch=None, options=None, lang="zh", text=None):
        path = tmp_path / ("list.csv" if text else "list.xlsx")
        path.write_bytes(text.encode("gb18030") if text else workbook_bytes({"案件": rows}, options, touch))
        intake = read_cases(path, as_of=AS_OF)
        return intake, write_rejected(intake, tmp_path / "rejected.xlsx", lang=lang).path

    return refuse


def test_the_same_rows_give_the_same_bytes_on_any_day(refused):
    first = refused(BAD)[1].read_bytes()
    assert refused(BAD)[1].read_bytes() == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert b">2000-01-01T00:00:00Z</dcterms:created>" in archive.read("docProps/core.xml")


BAD = [
    HEADINGS,
    row(1),
    row("0002", 逾期本金="1_000", 手机号="12345"),
    row(3, 到期还款日="2026-02-30"),
    row(4, 逾期本金=0.005, 客户姓名="=1+1的公司"),
    row(5, 案件编号=1.1e17),
]


def seen(intake):
    return intake.rejects[["column", "value", "code"]].to_numpy().tolist()


def test_uncorrected_it_gives_the_same_rejects(refused):
    intake, path = refused(BAD)
    again = read_cases(path, as_of=AS_OF)
    assert seen(again) == seen(intake)
    assert [found.cells for found in again.rejected] == [found.cells for found in intake.rejected]
    assert again.columns == intake.columns
    assert "UNKNOWN_COLUMNS" not in again.warnings["code"].tolist()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_corrected_its_rows_are_accepted(refused, lang):
    _, path = refused(BAD, lang=lang)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    for cell, value in {"F2": "13800001234", "H2": 1000, "I3": "2026-02-28", "H4": 0.01, "D5": "C5"}.items():
        sheet[cell] = value
    book.save(path)
    again = read_cases(path, as_of=AS_OF)
    assert again.rejects.empty
    assert again.cases["case_id"].tolist() == ["C0002", "C3", "C4", "C5"]
    assert again.table["principal_fen"].tolist() == [100_000, 100_025, 1, 100_025]


def test_it_shows_where_each_row_stood_what_is_wrong_and_what_to_do(refused):
    _, path = refused(BAD)
    sheet = openpyxl.load_workbook(path).active
    assert [cell.value for cell in sheet[1]] == ["原行号", "问题", "处理办法", *HEADINGS]
    assert [sheet["A2"].value, sheet["A3"].value] == [3, 4]
    assert "“逾期本金”的金额“1_000”无法识别" in sheet["B2"].value
    assert "改为数字后重新导入" in sheet["C2"].value
    assert "“逾期本金”的金额“1_000”无法识别" in sheet["H2"].comment.text
    assert sheet["H2"].fill.fgColor.rgb != sheet["G2"].fill.fgColor.rgb
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("D2", "A1:K5")
    assert {sheet["D2"].number_format, sheet["F2"].number_format} == {"@"}


def test_it_prints_at_a_readable_size_with_its_headings_and_problems_on_every_page(refused):
    _, path = refused(BAD)
    sheet = openpyxl.load_workbook(path).active
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize), sheet.page_setup.scale) == (
        "landscape",
        8,
        70,
    )
    assert not (sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage)
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$B")


def test_text_that_looks_like_a_formula_stays_text(refused):
    _, path = refused(BAD)
    cell = openpyxl.load_workbook(path).active["E4"]
    assert (cell.value, cell.data_type) == ("=1+1的公司", "s")


def test_rows_that_are_too_long_and_error_cells_are_refused_again(refused):
    text = "案件编号,逾期本金,到期还款日\nC1,100,2026-01-31,x\nC2,#N/A,2026-01-31\nC3,1,2026-01-31\n"
    intake, path = refused(None, text=text)
    assert seen(read_cases(path, as_of=AS_OF)) == seen(intake)


def test_what_was_merged_is_merged_again(refused):
    def merge(_book, sheet):
        sheet.merge_range("E2:E3", 1000)

    intake, path = refused([HEADINGS, row(1), row(2), row(3)], touch=merge)
    again = read_cases(path, as_of=AS_OF)
    assert again.rejects["code"].tolist() == intake.rejects["code"].tolist() == ["MERGED_CELLS"] * 2


def test_serial_numbers_of_a_workbook_that_counts_from_1904_keep_their_day(refused):
    rows = [HEADINGS, row(1), row(2, 到期还款日=43860, 逾期本金="x")]
    _, path = refused(rows, options={"date_1904": True})
    book = openpyxl.load_workbook(path)
    book.active["H2"] = 1
    book.save(path)
    assert str(read_cases(path, as_of=AS_OF).cases["due_date"][0].date()) == "2024-01-31"


def test_nothing_refused_is_headings_alone(refused):
    intake, path = refused(BAD[:2])
    assert (intake.rejected_rows, openpyxl.load_workbook(path).active.max_row) == (0, 1)
