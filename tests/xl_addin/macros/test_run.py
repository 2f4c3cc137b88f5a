"""How macros are run: everything is decided before anything is written, changed sheets are asked about, errors are one message."""

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from macro_books import HEADINGS, MORNING

from xl_addin.macros.actions import stage_cases
from xl_addin.macros.books.protocol import CancelledError, Entry, Page, Place, Result
from xl_addin.macros.books.snapshot import SnapshotBook, UnansweredError, do_all, snapshot_of, written_to
from xl_addin.macros.layout.page import Col, Line, Table, digest, is_untouched, lay_out, sheet_name
from xl_addin.macros.layout.styles import STYLES
from xl_addin.macros.run import run, run_macro
from xl_addin.macros.table import BY_ID

CASES = [HEADINGS["zh"], ["A1", "张三丰", "13800138000", 46296, 12000.5, 8000, 3000, None, "王芳", None]]


def snapshot(values=CASES, selected=True, now="2026-11-23T10:00+08:00", **more):
    selection = {"sheet": "名单", "top": 1, "left": 0, "bottom": 1, "right": 0} if selected else None
    return {"path": None, "sheets": [{"name": "名单", "values": values}], "selection": selection, "now": now} | more


def with_sheet(name, rows):
    return snapshot(sheets=[{"name": "名单", "values": CASES}, {"name": name, "values": rows}])


def messages(done):
    return [action["text"] for action in done["actions"] if action["do"] == "message"]


ON_A_LIST = (
    "stage_cases",
    "follow_up_list",
    "repayment_plan",
    "log_contact",
    "record_promise",
    "agreement",
    "daily_report",
)


@pytest.mark.parametrize("macro", ON_A_LIST)
def test_actions_of_a_snapshot_are_json_and_say_status_first_and_last(macro):
    done = run_macro(macro, snapshot())
    again = json.loads(json.dumps(done, ensure_ascii=False, allow_nan=False))["actions"]
    assert again[0]["do"] == again[-1]["do"] == "status"
    assert again[-1]["text"] == ""
    assert [action["do"] for action in again if action["do"] == "write_page"]


def looks(book):
    """What stands in a workbook's sheets, and how."""
    return [
        (
            sheet.title,
            [
                [(cell.value, cell.number_format, cell.font.b, cell.fill.fgColor.rgb) for cell in row]
                for row in sheet.rows
            ],
            {letter: column.width for letter, column in sheet.column_dimensions.items()},
            {number: row.height for number, row in sheet.row_dimensions.items()},
            sorted(map(str, sheet.merged_cells.ranges)),
            sorted((str(each.sqref), each.formula1) for each in sheet.data_validations.dataValidation),
            (sheet.freeze_panes, sheet.print_title_rows, sheet.print_area, sheet.page_setup.orientation),
            [each.id for each in sheet.row_breaks.brk],
        )
        for sheet in book._book.worksheets
    ]


@pytest.mark.parametrize("macro", [*ON_A_LIST, "messages_letters"])
def test_what_is_written_down_and_done_later_is_what_is_done_at_once(open_list, macro):
    answers = {"kind": "letters"}
    at_once, later = open_list(0, answers=answers), open_list(0, answers=answers)
    before = looks(later)
    assert run(macro, at_once, MORNING)
    seen = json.loads(json.dumps(snapshot_of(later, MORNING)))
    actions = json.loads(json.dumps(run_macro(macro, seen, answers)))["actions"]
    do_all(actions, later)
    assert later.messages == at_once.messages
    assert looks(later) == looks(at_once) != before
    assert {sheet[0] for sheet in looks(later) if sheet not in before} == written_to(actions)


@pytest.mark.parametrize("macro", ON_A_LIST)
def test_a_page_is_a_rectangle_whose_styles_are_known(macro):
    for action in run_macro(macro, snapshot())["actions"]:
        if action["do"] == "write_page":
            width = len(action["widths"])
            assert {len(row) for row in action["rows"]} == {len(row) for row in action["styles"]} == {width}
            assert {style for row in action["styles"] for style in row} <= {"", *STYLES}
            assert {type(cell) for row in action["rows"] for cell in row} <= {type(None), bool, int, float, str}


def test_a_question_comes_back_and_its_answer_goes_on():
    asked = run_macro("messages_letters", snapshot())["ask"]
    assert asked["key"] == "kind"
    assert [answer for answer, _ in asked["options"]] == ["messages", "letters"]
    pages = [
        a["name"]
        for a in run_macro("messages_letters", snapshot(), {"kind": "letters"})["actions"]
        if a["do"] == "write_page"
    ]
    assert pages == ["信函", "信函清单"]


def page_of(done):
    return next(action for action in done["actions"] if action["do"] == "write_page")


def test_a_sheet_that_nobody_changed_is_written_anew_without_asking():
    page = page_of(run_macro("stage_cases", snapshot()))
    assert page_of(run_macro("stage_cases", with_sheet("分阶段", page["rows"])))["name"] == "分阶段"


@pytest.mark.parametrize("rows", [[["mine"]], "changed"])
def test_a_sheet_that_a_person_made_or_changed_is_asked_about(rows):
    if rows == "changed":
        rows = [list(row) for row in page_of(run_macro("stage_cases", snapshot()))["rows"]]
        rows[4][3] = 999
    asked = run_macro("stage_cases", with_sheet("分阶段", rows))
    assert asked["ask"]["key"] == "replace:分阶段"
    key = asked["ask"]["key"]
    kept = run_macro("stage_cases", with_sheet("分阶段", rows), {key: "keep"})
    assert page_of(kept)["name"] == "分阶段 (2)"
    replaced = run_macro("stage_cases", with_sheet("分阶段", rows), {key: "replace"})
    assert page_of(replaced)["name"] == "分阶段"
    assert [a["do"] for a in run_macro("stage_cases", with_sheet("分阶段", rows), {key: "cancel"})["actions"]] == [
        "status",
        "status",
    ]


def test_beside_a_sheet_of_somebodys_the_macros_own_second_one_is_written_anew():
    page = page_of(run_macro("stage_cases", snapshot()))
    sheets = [("名单", CASES), ("分阶段", [["mine"]]), ("分阶段 (2)", page["rows"])]
    given = snapshot(sheets=[{"name": name, "values": values} for name, values in sheets])
    assert page_of(run_macro("stage_cases", given, {"replace:分阶段": "keep"}))["name"] == "分阶段 (2)"


def test_an_unknown_macro_is_refused():
    with pytest.raises(ValueError, match="stage_cases"):
        run_macro("no_such", snapshot())


@pytest.mark.parametrize(
    "values", [[], [[]], [["x"]], [["案件编号"]], [["案件编号", "到期还款日", "逾期本金"]], [[1, 2], [3]]]
)
@pytest.mark.parametrize("macro", sorted(BY_ID))
def test_a_sheet_that_is_no_case_list_is_one_clear_message_and_nothing_is_written(macro, values):
    done = run_macro(macro, snapshot(values), {"kind": "messages"})
    kinds = {action["do"] for action in done["actions"]}
    if macro in {"log_contact", "record_promise"} and "write_page" in kinds:
        return  # a contact can be logged wherever a case is named
    assert kinds == {"status", "message"}
    (text,) = messages(done)
    assert "Traceback" not in text
    assert "程序出错" not in text


def test_what_goes_wrong_inside_is_told_by_its_kind_alone_and_nothing_is_written(monkeypatch):
    monkeypatch.delenv("ARREARS_DEBUG", raising=False)

    def broken(_scene):
        raise KeyError("张三丰 13800138000")

    monkeypatch.setattr(stage_cases, "run", broken)
    (text,) = messages(run_macro("stage_cases", snapshot()))
    assert "KeyError" in text
    assert "张三丰" not in text


def test_nothing_is_written_before_everything_is_decided(monkeypatch):
    page = lay_out("分阶段", "x", "x", [Line("x")], lang="zh")
    pages = (lay_out("first", "x", "x", [Line("x")], lang="zh"), page)
    monkeypatch.setattr(stage_cases, "run", lambda _scene: Result("done", pages))
    book = SnapshotBook(with_sheet("分阶段", [["mine"]]))
    with pytest.raises(UnansweredError):
        run("stage_cases", book, MORNING)
    assert {action["do"] for action in book.actions} == {"status"}


def test_who_cancels_gets_no_message(monkeypatch):
    def cancelled(_scene):
        raise CancelledError

    monkeypatch.setattr(stage_cases, "run", cancelled)
    assert messages(run_macro("stage_cases", snapshot())) == []


def test_entries_and_places_are_plain_values(monkeypatch):
    result = Result("done", (), (Entry("名单", 1, 2, 3.5, "count"),), Place("名单", 1, 2))
    monkeypatch.setattr(stage_cases, "run", lambda _scene: result)
    actions = run_macro("stage_cases", snapshot())["actions"]
    assert actions[1]["entries"] == [{"sheet": "名单", "row": 1, "column": 2, "value": 3.5, "style": "count"}]
    assert actions[2] == {"do": "select", "sheet": "名单", "row": 1, "column": 2}


def test_the_language_follows_the_headings_unless_the_environment_says_otherwise(monkeypatch):
    monkeypatch.delenv("ARREARS_LANG", raising=False)
    english = [["Case ID", "Due date", "Principal"], ["A1", 46296, 100]]
    assert page_of(run_macro("stage_cases", snapshot(english)))["name"] == "Stages"
    assert page_of(run_macro("stage_cases", snapshot()))["name"] == "分阶段"
    monkeypatch.setenv("ARREARS_LANG", "en")
    assert page_of(run_macro("stage_cases", snapshot()))["name"] == "Stages"


def test_two_case_lists_are_told_apart_by_the_sheet_in_front():
    sheets = [{"name": "甲", "values": CASES}, {"name": "名单", "values": CASES}]
    note = page_of(run_macro("stage_cases", snapshot(sheets=sheets)))["rows"][1][0]
    assert "“名单”" in note
    (text,) = messages(run_macro("stage_cases", snapshot(selected=False, sheets=sheets)))
    assert "甲" in text


CELLS = st.one_of(st.none(), st.booleans(), st.integers(-(10**12), 10**12), st.text(max_size=6), st.floats(allow_nan=False, allow_infinity=False, width=32))  # fmt: skip


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=4))
def test_a_page_is_known_again_as_untouched_and_every_change_is_seen(rows):
    page = lay_out("x", "x", "x", [Table((Col("a"), Col("b")), rows)], lang="en")
    assert is_untouched(page.rows)
    changed = [list(row) for row in page.rows]
    changed[3][0] = "other"
    assert not is_untouched(changed)


def test_a_time_has_one_spelling_as_a_number_and_as_a_date():
    noon = datetime(2026, 11, 23, 12)  # noqa: DTZ001
    assert digest([[noon]]) == digest([[46349.5]])
    assert digest([[noon]]) != digest([[46350.5]])


@pytest.mark.parametrize("name", ["a/b", "[x]", "a" * 50, "'q'", "", "what?*:\\"])
def test_a_sheets_name_is_one_that_excel_takes(name):
    made = sheet_name(name)
    assert 1 <= len(made) <= 31
    assert not set(made) & set("[]:*?/\\")
    assert not made.startswith("'")


def test_a_page_keeps_its_columns_wide_enough_for_amounts():
    page: Page = lay_out("x", "x", "x", [Table((Col("a", "amount"),), [[1234567890.12]])], lang="en")
    assert page.widths[0] >= len("1,234,567,890.12")
