"""The macros through xlwings, whose actions are written down; opt-in, because that part of xlwings has a licence of its own."""

import os

import pytest
from macro_books import HEADINGS, MORNING

from xl_addin.macros.books.excel import ExcelBook
from xl_addin.macros.run import run

LICENCE = "noncommercial"
pytestmark = pytest.mark.skipif(
    os.environ.get("XLWINGS_LICENSE_KEY") != LICENCE,
    reason=f"XLWINGS_LICENSE_KEY={LICENCE} is not set: recorded actions are xlwings' PRO part, for tests only",
)
CASES = [HEADINGS["zh"], ["=A1", "张三丰", "13800138000", 46296, 12000.5, 8000, 3000, "", "王芳", ""]]


@pytest.fixture
def excel():
    import xlwings  # noqa: PLC0415  # with the key only

    sheet = {"name": "名单", "values": CASES, "pictures": [], "tables": []}
    facts = {"name": "B.xlsx", "active_sheet_index": 0, "selection": "A2"}
    return xlwings.Book(
        json={"client": "Office.js", "version": xlwings.__version__, "book": facts, "names": [], "sheets": [sheet]}
    )


def actions(book, kind):
    return [action for action in book.json()["actions"] if action["func"] == kind]


@pytest.mark.parametrize("macro", ["stage_cases", "follow_up_list", "repayment_plan", "agreement", "log_contact", "record_promise", "messages_letters", "daily_report"])  # fmt: skip
def test_a_macro_writes_its_sheet_and_says_so(excel, macro):
    assert run(macro, ExcelBook(excel), MORNING)
    assert actions(excel, "addSheet")
    assert actions(excel, "setValues")
    assert len(actions(excel, "alert")) == 1


def test_text_that_looks_like_a_formula_is_put_into_cells_that_are_text(excel):
    run("stage_cases", ExcelBook(excel), MORNING)
    names = [action["func"] for action in excel.json()["actions"]]
    values = actions(excel, "setValues")[0]["values"]
    assert values[4][0] == "=A1"
    assert names.index("setNumberFormat") < names.index("setValues")
    formats = {tuple(action["args"]) for action in actions(excel, "setNumberFormat")}
    assert ("@",) in formats


def test_an_answer_that_was_given_is_not_asked_for(excel):
    assert run("messages_letters", ExcelBook(excel, {"kind": "letters"}), MORNING)
    assert [action["args"][1] if len(action["args"]) > 1 else None for action in actions(excel, "addSheet")]
