import io
import re
import warnings
import zipfile
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape
from workbooks import frames

from arrears.errors import ArrearsError
from arrears.operations.follow_ups.ranking import stage_explanations
from arrears.policy import Policies
from arrears.tables.follow_ups import FOLLOW_UP_COLUMNS
from arrears.workbooks.reports.follow_ups import TABLE, write_collector_books, write_follow_ups
from arrears.workbooks.sheets import book
from arrears.workbooks.sheets.book import FIRST_ROW
from arrears.workbooks.sheets.styles import stage_tones

GIVEN = {"policies": Policies("cn"), "as_of": frames.AS_OF}
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
COLUMNS = [column for column in FOLLOW_UP_COLUMNS if column.key != "queue"]
"""A sheet is of one queue, so no column says which."""
PLACE = {column.key: place for place, column in enumerate(COLUMNS, 1)}
LAST = get_column_letter(len(COLUMNS))


def members(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def opened(path):
    with warnings.catch_warnings():
        # openpyxl knows no data bars of Excel 2010; it reads everything else.
        warnings.filterwarnings("ignore", message="(Conditional Formatting|Unknown) extension is not supported")
        return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))


@pytest.fixture
def hostile(tmp_path):
    return write_follow_ups(frames.with_texts(), tmp_path / "list.xlsx", **GIVEN).path


def test_no_text_from_data_becomes_a_formula_or_a_link(hostile):
    parts = members(hostile)
    sheets = [content for name, content in parts.items() if name.startswith("xl/worksheets/sheet")]
    tags = {element.tag for sheet in sheets for element in ET.fromstring(sheet).iter()}  # noqa: S314  # our own file
    assert f"{MAIN}c" in tags
    assert not tags & {f"{MAIN}f", f"{MAIN}hyperlink", f"{MAIN}hyperlinks"}
    assert not [name for name, content in parts.items() if b"/hyperlink" in content or b"externalLink" in content]
    assert "xl/calcChain.xml" not in parts


def test_every_text_is_read_back_as_it_was(hostile):
    sheet = opened(hostile).worksheets[0]
    for row, text in enumerate(frames.HOSTILE, FIRST_ROW + 1):
        cell = sheet.cell(row, PLACE["customer_name"])
        assert (unescape(cell.value), cell.data_type, cell.number_format) == (text, "s", "@")


def test_amounts_are_numbers_exact_to_the_fen(tmp_path):
    frame = frames.follow_ups(3)
    frame["total_due_fen"] = [9_007_199_254_740_99, -1, 10]
    path = write_follow_ups(frame, tmp_path / "list.xlsx", **GIVEN).path
    xml = members(path)["xl/worksheets/sheet1.xml"].decode()
    for row, text in zip((4, 5, 6), ("9007199254740.99", "-0.01", "0.10"), strict=True):
        assert re.search(rf'<c r="J{row}" s="\d+"><v>{re.escape(text)}</v>', xml)
    assert opened(path).worksheets[0]["J4"].value == 9007199254740.99


def test_a_missing_date_or_amount_is_a_blank_cell(tmp_path):
    sheet = opened(write_follow_ups(frames.follow_ups(2), tmp_path / "a.xlsx", **GIVEN).path).worksheets[0]
    seen = [(sheet.cell(row, PLACE["due_on"]).value, sheet.cell(row, PLACE["due_amount"]).value) for row in (4, 5)]
    assert seen[0] == (None, None)
    assert (seen[1][0].date(), seen[1][1]) == (frames.AS_OF, 500)


def test_the_list_is_a_real_table_with_frozen_headings_and_prints_one_page_wide(tmp_path):
    sheet = opened(write_follow_ups(frames.follow_ups(30), tmp_path / "a.xlsx", **GIVEN).path).worksheets[0]
    table = sheet.tables[TABLE]
    assert table.ref == f"A3:{LAST}33"
    assert table.autoFilter.ref == f"A3:{LAST}33"
    assert [column.name for column in table.tableColumns] == [column.zh for column in COLUMNS]
    assert sheet.freeze_panes == "E4"
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    # Excel leaves out what is the default: one page wide.
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.page_setup.orientation == "landscape"
    assert "&P" in sheet.oddFooter.right.text
    assert sheet.calculate_dimension() == f"A1:{LAST}33"


def test_a_blocked_row_is_grey_before_it_has_its_stages_colour(tmp_path):
    sheet = opened(write_follow_ups(frames.follow_ups(6), tmp_path / "a.xlsx", **GIVEN).path).worksheets[0]
    rules = sorted((rule.priority, rule) for area in sheet.conditional_formatting for rule in area.rules)
    first, second, *stages = [rule for _, rule in rules]
    assert first.formula == second.formula == [f'${get_column_letter(PLACE["blocked_by"])}4<>""']
    assert first.stopIfTrue
    assert second.stopIfTrue
    fills = [rule.dxf.fill.bgColor.rgb[-6:] for rule in stages if rule.type == "expression"]
    assert fills == [tone.fill[1:] for tone in stage_tones(5)]
    assert [rule.type for rule in stages].count("dataBar") == 1


def test_an_empty_list_is_a_sentence_and_no_table(tmp_path):
    sheet = opened(write_follow_ups(frames.follow_ups(0), tmp_path / "a.xlsx", **GIVEN).path).worksheets[0]
    assert not sheet.tables
    assert sheet["A4"].value.startswith("今天没有需要跟进的案件")


def test_the_notes_say_what_was_cut_and_which_rules_applied(tmp_path):
    frame = frames.follow_ups(6)
    frame.attrs["dropped"] = {"王芳": 3, "李建国": 4}
    write_follow_ups(frame, tmp_path / "a.xlsx", **GIVEN)
    notes = opened(tmp_path / "a.xlsx").worksheets[1]
    lines = [tuple(cell.value for cell in row) for row in notes.iter_rows()]
    facts = {line[0]: line[1] for line in lines if line[0]}
    assert (facts["数据截至"], facts["因每日上限未列入"], facts["待处理"]) == ("2026-11-23", "7 件", "0 件")
    rule = next(line for line in lines if line[0] == "CN-2023")
    assert rule[3].startswith("商业银行金融资产风险分类办法")
    assert rule[4:] == ("2023-07-01", "M 未核实，须法务核对")


def test_the_notes_tell_each_stages_measures_and_truthful_consequences(tmp_path):
    write_follow_ups(frames.follow_ups(6), tmp_path / "a.xlsx", **GIVEN)
    cells = [cell.value for row in opened(tmp_path / "a.xlsx").worksheets[1].iter_rows() for cell in row]
    for line in stage_explanations(GIVEN["policies"], frames.AS_OF, "zh"):
        assert set(line) <= set(cells)
    assert "H 本机构规定" in cells
    assert not [cell for cell in cells if cell and "不得联系，原因" in cell]


def test_the_same_list_gives_the_same_bytes(tmp_path):
    first, second = (
        write_follow_ups(frames.follow_ups(20), tmp_path / name, **GIVEN).path for name in ("a.xlsx", "b.xlsx")
    )
    assert first.read_bytes() == second.read_bytes()


def test_progress_ends_with_everything_done(tmp_path):
    told = []
    write_follow_ups(frames.follow_ups(6000), tmp_path / "a.xlsx", progress=told.append, **GIVEN)
    assert told == sorted(told)
    assert (len(told), told[-1]) == (2, 1.0)


def test_a_list_without_its_columns_is_refused_by_name(tmp_path):
    with pytest.raises(ValueError, match="it lacks score, rule_ids"):
        write_follow_ups(frames.follow_ups(2).drop(columns=["score", "rule_ids"]), tmp_path / "a.xlsx", **GIVEN)


def test_more_rows_than_a_sheet_holds_are_refused_and_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(book, "LAST_ROW", FIRST_ROW + 5)
    with pytest.raises(ArrearsError, match="6 rows do not fit"):
        write_follow_ups(frames.follow_ups(6), tmp_path / "a.xlsx", **GIVEN)
    assert list(tmp_path.iterdir()) == []


def test_each_collector_gets_a_file_and_every_case_is_in_exactly_one(tmp_path):
    frame = frames.follow_ups(12, collectors=("A/B", "a:b", "", "王芳"))
    frame.attrs["dropped"] = {"王芳": 2}
    written = write_collector_books(frame, tmp_path, **GIVEN)
    assert [one.path.name for one in written] == ["A_B.xlsx", "a_b (2).xlsx", "王芳.xlsx", "未分案.xlsx"]
    sheets = [opened(one.path).worksheets for one in written]
    ids = [
        sheet[0].cell(row, PLACE["case_id"]).value for sheet in sheets for row in range(FIRST_ROW + 1, FIRST_ROW + 4)
    ]
    assert sorted(ids) == frame["case_id"].tolist()
    assert [sheet[0].title for sheet in sheets] == ["A_B", "a_b", "王芳", "未分案"]
    assert [sheet[1]["B9"].value for sheet in sheets] == ["0 件", "0 件", "2 件", "0 件"]


def test_a_collector_called_like_the_unassigned_or_the_notes_takes_nothing_from_them(tmp_path):
    frame = frames.follow_ups(6, collectors=("未分案", "", "说明"))
    written = write_collector_books(frame, tmp_path, **GIVEN)
    assert [one.path.name for one in written] == ["未分案 (2).xlsx", "说明.xlsx", "未分案.xlsx"]
    assert opened(written[1].path).sheetnames == ["说明 (2)", "说明"]


def test_nobody_with_cases_means_no_collectors_file(tmp_path):
    assert write_collector_books(frames.follow_ups(0), tmp_path, **GIVEN) == []
