"""A collector's workbook opens in Excel and in Calc: whole, readable without the add-in, and true with it."""

from pathlib import Path

import openpyxl
import pytest
from calc import Calc, at
from workbooks import desk_samples as samples
from xlsxwriter.utility import xl_col_to_name

from arrears.workbooks.desk_book import write_desk_book
from arrears.workbooks.desk_layout import CONTACTS, HEADING_ROW, LISTS, META, PLAN_NAME, SHEETS
from arrears.workbooks.desk_places import serial
from xl_addin import functions as xl
from xl_addin.calc.extension import write_extension

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
    """Give every visible cell that shows something else than was written."""
    found = []
    for name, cells in written(path).items():
        if name in {LISTS, META}:
            continue
        left, top = read[name]["origin"]
        shown = {
            (row + top + 1, column + left + 1): value
            for row, values in enumerate(read[name]["values"])
            for column, value in enumerate(values)
            if value != ""
        }
        for place in cells.keys() | shown.keys():
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
        assert found["protected"]
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
    formulas = str(read[CONTACTS.name(name)]["formulas"])
    assert "ORG.ARREARS.CALC" in formulas.upper(), "the formulas are not bound to the add-in"
    found = differences(books[name], read)
    if name == "en":
        # The add-in explains in the language of its environment, which is Chinese here.
        found = [one for one in found if one[0] != PLAN_NAME[1] or one[1][0] < 23]
    assert found == []


@pytest.mark.libreoffice
def test_what_somebody_enters_is_checked_at_once(books, with_add_in):
    script = Path(__file__).with_name("desk_over_uno.py")
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
    entries += [[PLAN_NAME[0], "C6", "A1"], [PLAN_NAME[0], "C17", 9000], [PLAN_NAME[0], "C13", 3]]
    with with_add_in.open(books["zh"]) as book:
        with_add_in.call(script, "enter", book.key, entries)
        read = book.read()
    shown = read[CONTACTS.zh]
    checked = {key: at(shown, f"{cell[key]}{first_new}") for key in ("customer_name", "tries", "talks", "can", "block")}
    assert checked == {"customer_name": "张*", "tries": 6, "talks": 1, "can": "不可", "block": "CBA-2"}
    plan = read[PLAN_NAME[0]]
    assert at(plan, "B8") == 1246.56
    assert at(plan, "C20") == xl.ar_affordable(9000, 5000, 0)
    due = xl.ar_schedule(1246.56, 0.1825, 3, "2026-12-23", at(plan, "B12"), "2026-11-23")
    assert [at(plan, f"E{49 + number}") for number in range(4)] == [*(row[3] for row in due[1:]), ""]


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", ["zh", "en", "empty"])
def test_nothing_is_too_wide_for_its_column_on_paper(books, libreoffice, name):
    text = libreoffice.printed(books[name])
    assert "###" not in text
    for error in ("#NAME?", "#N/A", "#VALUE!", "Err:"):
        assert error not in text
    assert ("第 1 页" in text) if name != "en" else ("Page 1 of" in text)
