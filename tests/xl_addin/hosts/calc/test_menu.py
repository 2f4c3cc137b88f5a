"""The menu "Arrears 催收" on an open workbook, driven over UNO: what the macros decide is done, asked, told and undone there."""

import pytest
from calc import CalcError, at

from xl_addin.macros.layout.page import is_untouched
from xl_addin.macros.table import MACROS

pytestmark = pytest.mark.libreoffice

CASES = [
    ["案件编号", "客户姓名", "手机号", "到期还款日", "逾期本金", "利息", "催收员", "月收入", "月生活支出"],
    ["A1", "张三", "13800138000", 46032.0, 10000.0, 120.5, "王芳", 9000.0, 4000.0],
    ["A2", "李四", "13900139000", 45901.0, 1234.5, None, "刘洋", 6000.0, 3000.0],
    ["A3", "王五", "13700137000", "x", 300.0, None, "王芳", None, None],
]
OWN = "案件"


@pytest.fixture
def book(add_in):
    with add_in.calc.new() as book:
        add_in.do("rename", book.key, add_in.sheet(book), OWN)
        add_in.do("fill", book.key, OWN, CASES)
        yield book


@pytest.fixture
def choose(add_in, book):
    def chosen(macro, cell="A2", answers=None, sheet=OWN):
        return add_in.do("menu", book.key, macro, sheet, cell, answers or {})

    return chosen


def test_stage_cases_writes_a_sheet_of_its_own_and_tells_what_it_could_not_read(choose, book):
    told = choose("stage_cases")
    sheets = book.read()
    assert told["messages"] == ["已为 2 个案件分阶段。1 行无法读取，见工作表“退回行”。"]
    assert list(sheets) == [OWN, "分阶段", "退回行"]
    assert at(sheets["分阶段"], "H5") == 10120.5
    assert at(sheets["退回行"], "C5") == "x"
    assert book.errors() == []


def test_what_a_macro_wrote_is_written_anew_without_a_question(choose, book):
    choose("stage_cases")
    assert is_untouched(book.read()["分阶段"]["values"])
    assert choose("stage_cases")["ask"] is None
    assert list(book.read()) == [OWN, "分阶段", "退回行"]


def test_a_sheet_that_somebody_changed_is_asked_for_and_nothing_is_done_meanwhile(add_in, choose, book):
    choose("stage_cases")
    add_in.do("enter", book.key, [("分阶段", "A6", "mine", 0, 0)])
    before = book.read()
    told = choose("stage_cases")
    assert [answer for answer, _ in told["ask"]["options"]] == ["keep", "replace"]
    assert book.read() == before
    choose("stage_cases", answers={told["ask"]["key"]: "keep"})
    assert "分阶段 (2)" in book.read()


def test_all_that_a_macro_does_is_one_step_of_undo(add_in, choose, book):
    # LibreOffice 7.4 itself cannot take back a new sheet while its window is hidden, as it is in tests.
    choose("stage_cases")
    assert add_in.do("undo_titles", book.key) == ["分阶段 Stage cases"]


def test_the_follow_up_list_ranks_the_cases_and_leads_to_it(add_in, choose, book):
    choose("follow_up_list")
    assert add_in.do("selected", book.key)[0] == "跟进清单"
    assert {row[2] for row in book.read()["跟进清单"]["values"][4:]} >= {"A1", "A2"}


def test_a_repayment_plan_is_made_for_the_selected_case(choose, book):
    told = choose("repayment_plan", cell="E2")
    written = [sheet for name, sheet in book.read().items() if name != OWN]
    assert told["state"] == 1
    assert any("A1" in str(cell) for sheet in written for row in sheet["values"] for cell in row)
    assert book.errors() == []


@pytest.mark.parametrize("macro", ["log_contact", "record_promise"])
def test_a_case_of_an_ordinary_list_gets_a_row_to_fill_in(add_in, macro, choose, book):
    told = choose(macro, cell="E2")
    assert told["state"] == 1
    assert "程序出错" not in told["messages"][0]
    sheet, _ = add_in.do("selected", book.key)
    assert sheet != OWN
    assert any("A1" in row for row in book.read()[sheet]["values"])
    assert book.errors() == []


def test_messages_are_written_for_the_selected_case_once_what_is_asked_is_answered(choose, book):
    told = choose("messages_letters", cell="E2")
    if told["ask"]:
        told = choose("messages_letters", cell="E2", answers={told["ask"]["key"]: told["ask"]["options"][0][0]})
    assert told["ask"] is None
    assert told["messages"]
    assert "程序出错" not in told["messages"][0]
    assert len(book.read()) > 1


def test_submitting_without_a_store_says_what_to_do_and_changes_nothing(choose, book):
    before = book.read()
    told = choose("submit")
    assert told["messages"]
    assert "程序出错" not in told["messages"][0]
    assert book.read() == before


def test_several_selected_cases_are_refused_where_one_is_wanted(choose, book):
    before = book.read()
    assert "选中" in choose("repayment_plan", cell="A2:A3")["messages"][0]
    assert book.read() == before


def test_every_macro_is_in_the_menu_in_order_and_in_both_languages(add_in):
    assert add_in.do("menu_titles") == [[macro.id, macro.en] for macro in MACROS]


def test_a_command_that_is_not_ours_is_not_taken(choose):
    with pytest.raises(CalcError, match="State"):
        choose("no_such_macro")
