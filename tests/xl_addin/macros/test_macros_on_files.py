"""Each macro on a real workbook through openpyxl: same figures as the library, own sheets only, the rest untouched."""

from datetime import date

import openpyxl
import pandas as pd
import pytest
from macro_books import FIRST_ROW, MORNING, NIGHT, write_list

import arrears as ar
from xl_addin.macros.books.xlsx import XlsxBook
from xl_addin.macros.layout.page import is_untouched
from xl_addin.macros.run import run

DAY = "2026-11-23"


def sheet_rows(book, name, heading):
    """Give a page's table as dictionaries by headings."""
    rows = book.read_table(name)
    top = next(place for place, row in enumerate(rows) if heading in row)
    cells = []
    for row in rows[top + 1 :]:
        if all(cell is None for cell in row):
            break
        cells.append(dict(zip(rows[top], row, strict=True)))
    return cells


def text_of(book, name):
    return "\n".join(str(cell) for row in book.read_table(name) for cell in row if cell is not None)


def test_stages_are_the_librarys_figures(open_list, case_list):
    book = open_list()
    assert run("stage_cases", book, MORNING)
    shown = pd.DataFrame(sheet_rows(book, "分阶段", "案件编号"))
    staged = ar.stage(ar.read_cases(case_list).cases, as_of=DAY)
    assert shown["逾期天数"].tolist() == staged["days_past_due"].tolist()
    assert shown["逾期账龄"].tolist() == staged["bucket"].tolist()
    assert shown["应还合计"].tolist() == [float(amount) for amount in staged["total_due"]]
    assert shown["客户姓名"].tolist() == ["张**", "李*", "王*"]


def test_a_row_that_cannot_be_read_is_named_with_its_remedy(open_list):
    book = open_list()
    run("stage_cases", book, MORNING)
    assert "1 行无法读取" in book.messages[0]
    (row,) = sheet_rows(book, "退回行", "行号")
    assert (row["行号"], row["列"]) == (FIRST_ROW + 4, "due_date")
    assert row["处理办法"]


def test_the_follow_up_list_is_the_librarys(open_list, case_list):
    book = open_list()
    assert run("follow_up_list", book, MORNING)
    shown = pd.DataFrame(sheet_rows(book, "跟进清单", "案件编号"))
    everything = ar.follow_ups(ar.read_cases(case_list).cases, as_of=DAY)
    listed, held = (everything[everything["queue"] == queue] for queue in ("work", "lead"))
    assert pd.DataFrame(sheet_rows(book, "待处理", "案件编号"))["案件编号"].tolist() == held["case_id"].tolist()
    assert shown["案件编号"].tolist() == listed["case_id"].tolist()
    assert shown["下一步"].tolist() == listed["next_action"].tolist()
    assert shown["原因"].tolist() == listed["reason"].tolist()


def test_a_plan_of_the_selected_case_adds_up_to_the_fen(open_list):
    book = open_list(0)
    assert run("repayment_plan", book, MORNING)
    rows = sheet_rows(book, "方案 A1", "期数")
    schedule = sheet_rows(book, "方案 A1", "期初余额")
    assert rows
    assert round(sum(row["应还本金"] for row in schedule) * 100) == 1200050
    assert schedule[0]["到期还款日"] == (date(2026, 12, 23) - date(1899, 12, 30)).days
    assert schedule[-1]["期末余额"] == 0


@pytest.mark.parametrize("macro", ["repayment_plan", "agreement"])
def test_a_case_without_income_is_refused_with_the_remedy_and_nothing_is_written(open_list, macro):
    book = open_list(2)
    assert not run(macro, book, MORNING)
    assert "月收入" in book.messages[0]
    assert book.sheets() == ("名单", "Other")


@pytest.mark.parametrize("macro", ["repayment_plan", "agreement", "log_contact", "record_promise"])
@pytest.mark.parametrize("cases", [(), (0, 1)])
def test_exactly_one_case_must_be_selected(open_list, macro, cases):
    book = open_list(*cases)
    assert not run(macro, book, MORNING)
    assert f"当前选中了 {len(cases)} 个案件" in book.messages[0]


def test_a_selected_row_that_cannot_be_read_is_refused_by_its_id(open_list):
    book = open_list(3)
    assert not run("repayment_plan", book, MORNING)
    assert "A4" in book.messages[0]


def test_messages_are_written_for_the_selected_cases_and_none_for_a_complaint(open_list):
    book = open_list(0, 2)
    assert run("messages_letters", book, MORNING)
    rows = sheet_rows(book, "短信", "案件编号")
    assert [row["案件编号"] for row in rows] == ["A1", "A2", "A3"]
    assert rows[0]["内容"].startswith("【发卡银行】尊敬的张**")
    assert rows[2]["内容"] is None
    assert "投诉" in rows[2]["不发送的原因"]
    assert rows[0]["字数"] == len(rows[0]["内容"])


def test_without_a_selection_messages_are_written_for_the_whole_list(open_list):
    book = open_list()
    run("messages_letters", book, MORNING)
    assert len(sheet_rows(book, "短信", "案件编号")) == 3


def test_at_night_messages_say_that_they_may_not_be_sent_and_from_when(open_list):
    book = open_list(0)
    run("messages_letters", book, NIGHT)
    assert "CBA-1" in book.messages[0]
    assert "2026-11-24 08:00" in book.messages[0]


def test_letters_begin_a_page_each_with_the_name_written_out(open_list):
    book = open_list(0, 1, answers={"kind": "letters"})
    assert run("messages_letters", book, MORNING)
    text = text_of(book, "信函")
    assert "张三丰：" in text
    assert "李四：" in text
    book.save(book.path)
    sheet = openpyxl.load_workbook(book.path)["信函"]
    assert len(sheet.row_breaks.brk) == 1
    assert sheet.print_area.endswith(f"$A${sheet.max_row}")


def test_an_agreement_is_a_draft_that_names_what_is_missing_with_its_rule(open_list):
    book = open_list(0)
    assert run("agreement", book, MORNING)
    assert "CN-70a" in book.messages[0]
    text = text_of(book, "协议 A1")
    for words in ("草稿", "张三丰", "12,000.50元", "不向任何银行申领信用卡", "附表"):
        assert words in text


def test_a_contact_is_logged_in_a_new_sheet_and_the_next_one_below(open_list):
    book = open_list(0)
    assert run("log_contact", book, MORNING)
    assert run("log_contact", book, MORNING)
    rows = sheet_rows(book, "联系记录", "案件编号")
    assert [(row["案件编号"], row["渠道"], row["联系对象"], row["结果"]) for row in rows] == [
        ("A1", "电话", "持卡人", None)
    ] * 2
    assert "注意" not in "".join(book.messages)


@pytest.mark.parametrize(("case", "when", "rule"), [(2, MORNING, "HOUSE-STOP-COMPLAINT"), (0, NIGHT, "CBA-1")])
def test_a_contact_that_is_not_permitted_is_warned_of_with_its_rule(open_list, case, when, rule):
    book = open_list(case)
    assert run("log_contact", book, when)
    assert rule in book.messages[0]


def test_a_promise_gets_a_row_and_counts_in_the_daily_report_once_it_is_filled_in(open_list):
    book = open_list(0)
    assert run("record_promise", book, MORNING)
    rows = book.read_table("承诺")
    top = next(place for place, row in enumerate(rows) if "承诺金额" in row)
    book._written["承诺"][top + 1][rows[top].index("承诺金额")] = 300.0
    assert run("daily_report", book, MORNING)
    assert "承诺 1 笔" in book.messages[-1]
    assert "300.00" in text_of(book, "日报")


def test_the_contact_check_finds_hours_and_wording_by_the_rows_of_the_sheet(tmp_path):
    path = write_list(tmp_path / "list.xlsx")
    file = openpyxl.load_workbook(path)
    log = file.create_sheet("通话")
    log.append(["案件编号", "联系时间", "渠道", "结果", "沟通内容"])
    log.append(["A1", "2026-11-22 10:00", "电话", "有效沟通", "客户愿意还款"])
    log.append(["A1", "2026-11-22 22:30", "短信", "已发送", None])
    log.append(["A2", "2026-11-22 11:00", "电话", "有效沟通", "再不还就去你单位闹"])
    log.append([None, None, None, None, None])
    file.save(path)
    book = XlsxBook(path)
    assert run("check_contacts", book, MORNING)
    found = sheet_rows(book, "合规检查", "行号")
    assert [(row["行号"], row["规则"]) for row in found] == [(3, "CBA-1"), (4, "CBA-5")]
    assert found[1]["程度"] == "待复核"


def test_a_contact_without_a_time_is_refused_by_its_row(tmp_path, open_list):
    book = open_list(0)
    run("log_contact", book, MORNING)
    book._written["联系记录"][4][5] = "无人接听"
    book._written["联系记录"][4][1] = "yesterday"
    assert not run("check_contacts", book, MORNING)
    assert "第 5 行" in book.messages[-1]


def test_without_a_contact_log_the_check_says_what_is_needed(open_list):
    book = open_list()
    assert not run("check_contacts", book, MORNING)
    assert "联系时间" in book.messages[0]


def test_the_daily_report_shows_work_and_compliance_beside_amounts(open_list):
    book = open_list()
    assert run("daily_report", book, MORNING)
    text = text_of(book, "日报")
    for words in ("今日联系次数", "按阶段", "受限案件", "CN-66"):
        assert words in text


def test_a_masked_copy_has_no_personal_data_and_the_workbook_stays(open_list, case_list):
    before = case_list.read_bytes()
    book = open_list()
    assert run("mask_for_sharing", book, MORNING)
    copy = case_list.with_name("list-脱敏.xlsx")
    sheet = openpyxl.load_workbook(copy).worksheets[0]
    text = "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    for secret in ("张三丰", "13800138000"):
        assert secret not in text
    assert "张**" in text
    assert "A1" in text
    assert case_list.read_bytes() == before
    assert book.sheets() == ("名单", "Other")


def test_everything_else_in_the_file_stays(open_list, case_list):
    before = openpyxl.load_workbook(case_list)
    book = open_list()
    run("stage_cases", book, MORNING)
    book.save()
    after = openpyxl.load_workbook(case_list)
    assert after.sheetnames == ["名单", "Other", "分阶段", "退回行"]
    for name in before.sheetnames:
        assert [[cell.value for cell in row] for row in after[name]] == [
            [cell.value for cell in row] for row in before[name]
        ]
    assert after["名单"]["J4"].value == "=1+1"


def test_text_that_looks_like_a_formula_stays_text(tmp_path, open_list):
    rows = [["=1+1", "=HYPERLINK(1)", "13800138000", "2026-11-10", 100, 1, 1, None, "@SUM(1)", None]]
    path = tmp_path / "odd.xlsx"
    write_list(path, rows=[["-" if str(cell).startswith("=") else cell for cell in rows[0]]])
    file = openpyxl.load_workbook(path)
    for column in (1, 2):
        cell = file.worksheets[0].cell(FIRST_ROW + 1, column)
        cell.value = rows[0][column - 1]
        cell.data_type = "s"
    file.save(path)
    book = open_list(path=path)
    assert run("stage_cases", book, MORNING)
    book.save()
    sheet = openpyxl.load_workbook(path)["分阶段"]
    assert {cell.data_type for row in sheet.iter_rows(min_row=5) for cell in row} <= {"s", "n", "d"}
    assert sheet["A5"].value == "=1+1"


@pytest.mark.parametrize("macro", ["stage_cases", "follow_up_list", "daily_report"])
def test_an_english_list_gives_english_sheets_and_words(tmp_path, open_list, macro):
    book = open_list(path=write_list(tmp_path / "english.xlsx", "en"))
    assert run(macro, book, MORNING)
    text = book.messages[0] + text_of(book, book.sheets()[2])
    assert not any(
        "一" <= sign <= "鿿"
        for sign in text.replace("王芳", "")
        .replace("李伟", "")
        .replace("张**", "")
        .replace("李*", "")
        .replace("王*", "")
    )


def test_a_page_that_was_saved_and_read_again_is_known_as_the_macros_own(open_list, case_list):
    book = open_list(0)
    for macro in ("stage_cases", "repayment_plan", "agreement", "messages_letters", "daily_report"):
        assert run(macro, book, MORNING)
    book.save()
    again = open_list()
    assert all(is_untouched(again.read_table(name)) for name in again.sheets()[2:])
