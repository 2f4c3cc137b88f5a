"""A collector's workbook opens in Excel and in Calc: whole, readable without the add-in, and true with it."""

from pathlib import Path

import openpyxl
import pytest
from calc import Calc, at
from workbooks.collector import collector_samples as samples
from xlsxwriter.utility import xl_col_to_name

from arrears.workbooks.collector.book import write_desk_book
from arrears.workbooks.collector.layout import CONTACTS, HEADING_ROW, LISTS, META, PLAN_NAME, SHEETS, TODAY
from arrears.workbooks.collector.places import serial
from arrears.workbooks.native.rules_sheet import RULES_NAME
from xl_addin import functions as xl
from xl_addin.hosts.calc.extension import write_extension

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl and data bars


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    return {
        "zh": write_desk_book(folder / "zh.xlsx", samples.book("zh"), samples.run("zh")).path,
        "en": write_desk_book(folder / "en.xlsx", samples.book("en"), samples.run("en")).path,
        "empty": write_desk_book(folder / "empty.xlsx", samples.empty_book(), samples.run("zh")).path,
    }


@pytest.fixture(scope="module")
def without_add_in(tmp_path_factory, calc):
    """Give a Calc of its own: the one for the whole run may have the add-in."""
    del calc  # it skips where there is no LibreOffice
    running = Calc(tmp_path_factory.mktemp("plain"))
    yield running
    running.end()


@pytest.fixture(scope="module")
def with_add_in(tmp_path_factory, calc):
    del calc
    running = Calc(tmp_path_factory.mktemp("added"))
    running.install(write_extension(tmp_path_factory.mktemp("oxt") / "arrears.oxt"))
    yield running
    running.end()


def written(path):
    """Each sheet's cells as numbers and texts, as Calc gives them."""
    sheets = {}
    for sheet in openpyxl.load_workbook(path, data_only=True):
        cells = {}
        for row in sheet.iter_rows():
            for cell in row:
                value = cell.value
                if hasattr(value, "year"):
                    value = serial(value if value.hour or value.minute else value.date())
                if value is not None and value != "":
                    cells[cell.row, cell.column] = float(value) if isinstance(value, bool) else value
        sheets[sheet.title] = cells
    return sheets


def differences(path, read):
    """Give every cell that people see and that shows something else than was written; what hangs on the clock moves with it."""
    found = []
    clocked = {TODAY.place(key) + 1 for key in ("state", "block", "next")}
    for name, cells in written(path).items():
        if name in {LISTS, META, *RULES_NAME}:
            continue
        layout = next((sheet for sheet in SHEETS if name in {sheet.zh, sheet.en}), None)
        hidden = len(layout.columns) if layout else 16_384
        left, top = read[name]["origin"]
        shown = {
            (row + top + 1, column + left + 1): value
            for row, values in enumerate(read[name]["values"])
            for column, value in enumerate(values)
            if value != ""
        }
        for place in cells.keys() | shown.keys():
            if place[1] > hidden or (layout is TODAY and place[1] in clocked):
                continue
            one, other = cells.get(place), shown.get(place)
            numbers = all(isinstance(each, int | float) for each in (one, other))
            if not (abs(one - other) < 1e-7 if numbers else str(one) == str(other)):
                found.append((name, place, one, other))
    return found


@pytest.mark.ooxml
def test_excels_own_validator_finds_no_error(books, ooxml_validator):
    assert ooxml_validator(*books.values()) == []


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", ["zh", "en", "empty"])
def test_without_the_add_in_nothing_shows_an_error_and_every_figure_stays(books, without_add_in, name):
    with without_add_in.open(books[name]) as book:
        assert book.errors() == []
        assert differences(books[name], book.read()) == []


@pytest.mark.libreoffice
def test_calc_finds_tables_drop_downs_conditions_and_protection(books, without_add_in):
    with without_add_in.open(books["zh"]) as book:
        read = book.read()
    for sheet in SHEETS:
        found = read[sheet.zh]
        assert found["protected"] is (sheet is not TODAY)
        assert [table["name"] for table in found["tables"]] == [sheet.table]
        rules = {rule["area"][0]: rule for rule in found["validations"] if rule["area"][1] == HEADING_ROW}
        for place, column in enumerate(sheet.in_table):
            assert place in rules, column.key
    assert not read[META]["visible"]
    assert not read[LISTS]["visible"]
    assert sum(len(found["conditional_formats"]) for found in read.values()) > 12


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", ["zh", "en"])
def test_the_add_in_gives_every_figure_that_was_written(books, with_add_in, name, monkeypatch):
    with with_add_in.open(books[name]) as book:
        book.recalculate()
        read = book.read()
    visible = {sheet: found for sheet, found in read.items() if found["visible"]}
    assert [error for found in visible.values() for error in found["errors"]] == []
    formulas = str(read[LISTS]["formulas"])
    assert "ORG.ARREARS.CALC" in formulas.upper(), "the formulas are not bound to the add-in"
    found = differences(books[name], read)
    if name == "en":
        # The add-in explains in the language of its environment, which is Chinese here.
        found = [one for one in found if one[0] != PLAN_NAME[1] or one[1][0] < 23]
    assert found == []


@pytest.mark.libreoffice
def test_what_somebody_enters_is_checked_at_once_without_the_add_in(books, without_add_in):
    script = Path(__file__).with_name("collector_over_uno.py")
    first_new = HEADING_ROW + 1 + len(samples.CONTACTS)
    cell = {column.key: xl_col_to_name(place) for place, column in enumerate(CONTACTS.columns)}
    row = {
        "case_id": "A1",
        "at": 46349 + 14 / 24,
        "channel": "电话",
        "counterparty": "持卡人",
        "outcome": "无人接听",
    }
    entries = [[CONTACTS.zh, f"{cell[key]}{first_new}", value] for key, value in row.items()]
    with without_add_in.open(books["zh"]) as book:
        without_add_in.call(script, "enter", book.key, entries)
        shown = book.values(CONTACTS.zh)
    checked = {key: at(shown, f"{cell[key]}{first_new}") for key in ("customer_name", "tries", "talks", "can", "block")}
    assert checked == {"customer_name": "张*", "tries": 6, "talks": 1, "can": "不可", "block": "CBA-2"}


TEN = 46349 + 10 / 24
CALL = {"contact_at": TEN, "contact_channel": "电话", "outcome": "无人接听"}
ENTERED = [
    pytest.param(CALL, "✓ 已办", id="a call with time, channel and outcome is done"),
    pytest.param({"outcome": "无人接听"}, "缺时间", id="a call without its time"),
    pytest.param(CALL | {"contact_at": "十点"}, "时间格式不对", id="a time in words"),
    pytest.param(CALL | {"contact_channel": ""}, "缺渠道", id="a call without its channel"),
    pytest.param(CALL | {"outcome": ""}, "缺结果", id="a call without its outcome"),
    pytest.param(CALL | {"contact_at": 46349 + 22 / 24}, "不可联系 CBA-1", id="a call at ten at night"),
    pytest.param(CALL | {"contact_at": 46349 + (22 * 60 - 1) / 1440}, "✓ 已办", id="a call a minute before"),
    pytest.param(CALL | {"promise_amount": 500, "promise_due": 46360}, "✓ 已办", id="a call with a promise"),
    pytest.param({"promise_amount": 500}, "缺承诺日", id="a promise for no day"),
    pytest.param({"promise_due": 46360}, "缺承诺金额", id="a promise of nothing"),
    pytest.param({"promise_amount": 500, "promise_due": 46348}, "承诺日已过", id="a promise for yesterday"),
    pytest.param({"promise_amount": 500, "promise_due": 46349}, "✓ 已办", id="a promise for today"),
    pytest.param({"promise_amount": 500, "promise_due": 46380}, "✓ 已办", id="a promise for the policy's last day"),
    pytest.param({"promise_amount": 500, "promise_due": 46381}, "承诺日过远？", id="a promise for the day after"),
    pytest.param({"promise_amount": 500, "promise_due": "月底"}, "承诺日不是日期", id="a day in words"),
    pytest.param({"promise_amount": "五百", "promise_due": 46360}, "金额不对", id="an amount in words"),
    pytest.param({"promise_amount": 99_999_999, "promise_due": 46360}, "承诺超过应还？", id="more than is owed"),
    pytest.param({"call_back": TEN}, "✓ 已办", id="a call-back"),
    pytest.param({"call_back": 46348.5}, "回电时间不对", id="a call-back yesterday"),
    pytest.param({"note": "客户表示月底还"}, "✓ 已记备注", id="a note alone"),
    pytest.param({"note": "再不还就弄死你"}, "用语不当，请改", id="a threat in a note"),
]


@pytest.mark.libreoffice
def test_the_state_of_a_row_says_at_once_what_an_entry_lacks(books, without_add_in):
    """What was typed is judged where it was typed: no add-in, no macro."""
    script = Path(__file__).with_name("collector_over_uno.py")
    row = HEADING_ROW + 1
    keys = {key for case in ENTERED for key in case.values[0]}
    said = {}
    with without_add_in.open(books["zh"]) as book:
        for case in ENTERED:
            cells = dict.fromkeys(keys, "") | case.values[0]
            entries = [[TODAY.zh, f"{TODAY.letters(key)}{row}", value] for key, value in cells.items()]
            without_add_in.call(script, "enter", book.key, entries)
            said[case.id] = at(book.values(TODAY.zh), f"{TODAY.letters('state')}{row}")
        tally = at(book.values(TODAY.zh), f"{TODAY.letters('next_action')}{HEADING_ROW - 1}")
    assert said == {case.id: case.values[1] for case in ENTERED}
    assert tally == f"已办 0 · 剩余 {len(samples.book().follow_ups)}"


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", ["zh", "en", "empty"])
def test_nothing_is_too_wide_for_its_column_on_paper(books, libreoffice, name):
    text = libreoffice.printed(books[name])
    assert "###" not in text
    for error in ("#NAME?", "#N/A", "#VALUE!", "Err:"):
        assert error not in text
    assert ("第 1 页" in text) if name != "en" else ("Page 1 of" in text)


@pytest.mark.libreoffice
def test_the_calculator_works_without_the_add_in_and_never_shows_another_cases_plan(books, without_add_in):
    script = Path(__file__).with_name("collector_over_uno.py")
    name = PLAN_NAME[0]

    def lines(plan):
        return [at(plan, f"E{49 + number}") for number in range(60)]

    def typed(book, *entries):
        without_add_in.call(script, "enter", book.key, [[name, cell, value] for cell, value in entries])
        return book.values(name)

    with without_add_in.open(books["zh"]) as book:
        before = book.values(name)
        first, due, on = (at(before, f"B{row}") for row in (8, 11, 10))
        chosen = typed(book, ("C6", "A1"))
        assert at(chosen, "B8") == 1246.56 != first
        assert (
            sum(line for line in lines(chosen) if line != "") >= 1246.56
        )  # a plan of its own, from the shortest that fits
        plan = typed(book, ("C17", 9000), ("C13", 3))
        assert at(plan, "C20") == xl.ar_affordable(9000, 5000, 0)
        made = xl.ar_schedule(1246.56, 0.1825, 3, at(plan, "B11"), at(plan, "B12"), at(plan, "B10"))
        assert lines(plan) == [*(row[3] for row in made[1:]), *[""] * 57]
        nobody = typed(book, ("C6", ""))
        assert set(lines(nobody)) == {""}
        assert (due, on) != (None, None)
        assert book.errors() == []
